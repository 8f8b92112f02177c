"""What is to be done about open files beside their analysis: segments to derive, results to let go of."""

import time
from collections import deque

from app.gui.background.tasks import Tasks
from app.gui.session.open_file import OpenFile, State

KEPT = 4
"""Files shown last whose results stay in memory."""


class DerivationScheduler:
    """Sorts files by what is to come of them, so that no event has to go through thousands."""

    def __init__(self, tasks: Tasks) -> None:
        self._tasks = tasks
        self._busy: set[OpenFile] = set()
        self._stale: set[OpenFile] = set()
        self._whole: set[OpenFile] = set()
        self._deriving: set[OpenFile] = set()
        self._shown: deque[OpenFile] = deque(maxlen=KEPT)

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._busy or self._deriving)

    def sort(self, file: OpenFile) -> None:
        """Be told that a file may have changed."""
        for some, belongs in (
            (self._busy, file.busy),
            (self._stale, file.stale and file.document is not None),
            (self._whole, file.state is State.DONE and file.document is not None),
        ):
            (some.add if belongs else some.discard)(file)

    def show(self, file: OpenFile) -> None:
        """Be told that a file is shown."""
        self._shown.append(file)

    def drop(self, file: OpenFile) -> None:
        """Be told that a file was taken away."""
        if file in self._shown:
            self._shown.remove(file)
        for some in (self._busy, self._stale, self._whole, self._deriving):
            some.discard(file)

    def derived(self, file: OpenFile) -> None:
        """Be told that segments are there."""
        self._deriving.discard(file)

    def derive(self) -> None:
        """Derive segments anew where scores came in, now and then while they come and once at the end."""
        for file in list(self._stale):
            now = time.monotonic()
            waits = file.busy and now < file.derived_at + file.derive_pause
            if file.document is not None and file not in self._deriving and not waits:
                file.stale, file.derived_at = False, now
                self._stale.discard(file)
                self._deriving.add(file)
                self._tasks.derive(file, file.document)

    def release(self) -> list[OpenFile]:
        """Let go of finished files but for those that were shown last, and give them."""
        gone = [
            file for file in self._whole if not (file in self._shown or file in self._deriving or file.stale)
        ]
        for file in gone:
            file.release()
            self._whole.discard(file)
        return gone
