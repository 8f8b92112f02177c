"""Progress on stderr, and only on a terminal."""

from collections.abc import Callable
from pathlib import Path
from typing import Self

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, Progress, TaskID, TaskProgressColumn, TextColumn, TimeRemainingColumn

from app.pipeline import Done, Event
from app.pipeline import Progress as Share
from app.summary import in_one_line


class Bars:
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
        self._tasks: dict[Path, TaskID] = {}

    def __enter__(self) -> Self:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def tell(self, path: Path, event: Event) -> None:
        """Take an event of a file; may be called from its thread."""
        if isinstance(event, Share):
            if path not in self._tasks:
                self._tasks[path] = self._progress.add_task(escape(in_one_line(path.name)), total=1.0)
            self._progress.update(self._tasks[path], completed=event.share)
        elif isinstance(event, Done):
            self._end(path)

    def above(self, write: Callable[[], None]) -> None:
        """Print something for good, above the bars."""
        live = self._progress.live.is_started
        if live:
            self._progress.stop()
        write()
        if self._whole is not None:
            self._progress.advance(self._whole)
        if live:
            self._progress.start()

    def _end(self, path: Path) -> None:
        task = self._tasks.pop(path, None)
        if task is not None:
            self._progress.remove_task(task)
