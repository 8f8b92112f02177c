"""Progress on stderr, and only on a terminal."""

from collections.abc import Callable
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.media.location import Location
from app.pipeline import Done, Event
from app.pipeline import Progress as Share
from app.summary import in_one_line


class ProgressBars:
    """One bar for each file under way, and one for all of them where there are several."""

    def __init__(self, files: int, *, quiet: bool = False) -> None:
        console = Console(stderr=True)
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TaskProgressColumn(),
            TimeRemainingColumn(),
            console=console,
            transient=True,
            disable=quiet or not console.is_terminal,
        )
        self._whole = self._progress.add_task("all files", total=files) if files > 1 else None
        self._tasks: dict[Location, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, location: Location, event: Event) -> None:
        """Take an event of a file; may be called from its thread."""
        if isinstance(event, Share):
            if location not in self._tasks:
                self._tasks[location] = self._progress.add_task(escape(in_one_line(location.name)), total=1.0)
            self._progress.update(self._tasks[location], completed=event.share)
        elif isinstance(event, Done):
            self._end(location)

    def above(self, location: Location, write: Callable[[], None]) -> None:
        """Print what came of a file for good, above the bars; its own bar ends."""
        self._end(location)
        live = self._progress.live.is_started
        if live:
            self._progress.stop()
        write()
        if self._whole is not None:
            self._progress.advance(self._whole)
        if live:
            self._progress.start()

    def _end(self, location: Location) -> None:
        task = self._tasks.pop(location, None)
        if task is not None:
            self._progress.remove_task(task)
