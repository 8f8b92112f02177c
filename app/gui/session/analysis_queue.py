"""What is to be analyzed: in which order, how far it is in all, and whether it goes on."""

import time
from collections.abc import Iterable

from PySide6.QtCore import QObject, Signal

from app.gui.background.pausable_queue import PausableQueue
from app.gui.session.open_file import OpenFile, State

LEAST = 0.5
"""Seconds of work before it is guessed how long the rest takes."""


class AnalysisQueue(QObject):
    """Counts along with the session, a file at a time, so that nothing has to go through all of them."""

    changed = Signal()

    def __init__(self, calls: PausableQueue, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._calls = calls
        self._waiting: dict[OpenFile, float] = {}
        self._waiting_seconds = 0.0
        self._running: OpenFile | None = None
        self._since: float | None = None
        self._done = 0
        self._worked = 0.0
        self._analyzed = 0.0
        """Seconds of work on finished files, and of media in them."""
        self._current = 0.0
        self._places: dict[object, int] | None = None
        self.changed.connect(self._forget_places)

    @property
    def paused(self) -> bool:
        return self._calls.paused

    @property
    def running(self) -> OpenFile | None:
        """The file that is analyzed."""
        return self._running

    @property
    def waiting(self) -> int:
        """The number of files that wait."""
        return len(self._waiting)

    @property
    def total(self) -> int:
        """The number of files since nothing was to be done: finished, under way and waiting."""
        return self._done + len(self._waiting) + (self._running is not None)

    @property
    def number(self) -> int:
        """Which of them is analyzed, from 1."""
        return min(self._done + 1, self.total)

    @property
    def share(self) -> float:
        """How much of everything is done."""
        running = self._running.share if self._running else 0.0
        return (self._done + running) / self.total if self.total else 0.0

    @property
    def seconds_left(self) -> float | None:
        """Seconds until everything is done, if that can be guessed."""
        share, length = 0.0, 0.0
        if self._running is not None:
            share, length = self._running.share, self._running.duration or 0.0
        work, media = self._worked + self._spent(), self._analyzed + share * length
        if self.paused or work < LEAST or media <= 0:
            return None
        return work / media * (self._waiting_seconds + (1 - share) * length)

    def set_paused(self, paused: bool) -> None:
        """Hold everything, what is under way too, or go on."""
        if paused != self.paused:
            self._current = self._spent()
            self._calls.set_paused(paused)
            self._since = None if paused or self._running is None else time.monotonic()
            self.changed.emit()

    def move_to_front(self, files: Iterable[OpenFile]) -> None:
        """Let files that wait come first."""
        self._calls.move_to_front(files)
        self.changed.emit()

    def place(self, file: OpenFile | None) -> int:
        """Give which of those that wait a file is, from 1; 0 if it does not wait."""
        if self._places is None:
            self._places = {key: number for number, key in enumerate(self._calls.waiting, 1)}
        return self._places.get(file, 0)

    def move(self, files: Iterable[OpenFile], down: int) -> None:
        """Move files that wait one place down, or with -1 up. Those at the end stay in their order."""
        self._arrange(shifted(self._calls.waiting, set(files), down))

    def move_before(self, files: Iterable[OpenFile], place: int) -> None:
        """Let files that wait come before the one that has a place now, or last."""
        waiting = self._calls.waiting
        moved = [file for file in files if file in waiting]
        before, after = waiting[: place - 1], waiting[place - 1 :]
        kept = [key for key in before if key not in moved], [key for key in after if key not in moved]
        self._arrange([*kept[0], *moved, *kept[1]])

    def _arrange(self, keys: Iterable[object]) -> None:
        self._calls.move_to_front(keys)
        self.changed.emit()

    def _forget_places(self) -> None:
        self._places = None

    def note(self, file: OpenFile) -> None:
        """Be told that a file's state or progress may have changed."""
        if file.state is State.WAITING:
            if file not in self._waiting:
                self._waiting[file] = file.duration or 0.0
                self._waiting_seconds += self._waiting[file]
                self.changed.emit()
            return
        left = self._waiting.pop(file, None)
        if left is not None:
            self._waiting_seconds -= left
        if file.state is State.ANALYZING and file is not self._running:
            self._running, self._current = file, 0.0
            self._since = None if self.paused else time.monotonic()
        elif file.state is not State.ANALYZING and file is self._running:
            self._finish(file)
        elif left is None and file is not self._running:
            return
        if not self._waiting and self._running is None:
            self._done = 0
        self.changed.emit()

    def drop(self, file: OpenFile) -> None:
        """Be told that a file was taken away."""
        self._waiting_seconds -= self._waiting.pop(file, 0.0)
        if file is self._running:
            self._running, self._since = None, None
        self.changed.emit()

    def _finish(self, file: OpenFile) -> None:
        if file.state is State.DONE:
            self._worked += self._spent()
            self._analyzed += file.duration or 0.0
        self._done += 1
        self._running, self._since, self._current = None, None, 0.0

    def _spent(self) -> float:
        """Seconds of work on the file that is under way."""
        return self._current + (time.monotonic() - self._since if self._since is not None else 0.0)


def shifted(keys: list[object], some: set[OpenFile], down: int) -> list[object]:
    """Give keys with some of them moved one place; what stands at the end has nowhere to go."""
    order = keys[::-1] if down > 0 else list(keys)
    for place in range(1, len(order)):
        if order[place] in some and order[place - 1] not in some:
            order[place - 1], order[place] = order[place], order[place - 1]
    return order[::-1] if down > 0 else order
