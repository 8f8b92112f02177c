"""A thread that decodes pictures: exactly the one asked for, or a run of them ahead of the clock."""

import math
import threading
from collections import deque
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.errors import RushesError
from app.logs import logger
from app.media.seek import Picture, PictureSource

AHEAD = 8
"""Pictures that are decoded ahead at the most."""

AHEAD_BYTES = 96_000_000
PLAYED = (1920, 1080)
"""Width and height that moving pictures are scaled down into; one that stands is whole."""

log = logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _Request:
    time: float
    ahead: bool


class PictureReader(QObject):
    """Decodes one file's pictures on a thread of its own. The latest request wins; older ones are dropped."""

    arrived = Signal()
    """A picture that `show` asked for can be taken."""

    failed = Signal(object)
    """A RushesError: the pictures cannot be read. Nothing follows."""

    def __init__(self, open_source: Callable[[], PictureSource], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._open = open_source
        self._changed = threading.Condition()
        self._request: _Request | None = None
        self._ready: deque[Picture] = deque()
        self._clock = -math.inf
        self._closed = False
        # Started by the first request: by then someone listens to what it has to say.
        self._thread = threading.Thread(target=self._work, name="rushes-pictures", daemon=True)

    def show(self, time: float) -> None:
        """Ask for the picture at `time`; `arrived` tells when it is there."""
        self._ask(_Request(time, ahead=False))

    def run(self, time: float) -> None:
        """Decode from `time` on, some pictures ahead of what `take` takes."""
        self._ask(_Request(time, ahead=True))

    def take(self, time: float = math.inf) -> Picture | None:
        """Give the newest picture that is due at `time`, or None if there is nothing newer than last time."""
        with self._changed:
            if math.isfinite(time):
                self._clock = time
            due: Picture | None = None
            while self._ready and self._ready[0].time <= time:
                due = self._ready.popleft()
            if due is not None:
                self._changed.notify_all()
            return due

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        with self._changed:
            self._closed = True
            self._request = None
            self._ready.clear()
            self._changed.notify_all()
        if self._thread.ident is not None:
            self._thread.join()

    def _ask(self, request: _Request) -> None:
        with self._changed:
            self._request = request
            self._clock = request.time
            self._ready.clear()
            self._changed.notify_all()
        if self._thread.ident is None:
            self._thread.start()

    def _work(self) -> None:
        try:
            with closing(self._open()) as source:
                done: _Request | None = None
                while request := self._newer_than(done):
                    self._serve(source, request)
                    done = request
        except RushesError as error:
            self._fail(error)
        except Exception as error:  # a thread that dies in silence leaves a black picture without a reason
            log.exception("pictures cannot be read")
            self._fail(RushesError("The picture cannot be shown.", str(error)))

    def _fail(self, error: RushesError) -> None:
        if not self._closed:
            self.failed.emit(error)

    def _newer_than(self, done: _Request | None) -> _Request | None:
        """Wait for a request other than `done`; None when the reader is closed."""
        with self._changed:
            self._changed.wait_for(lambda: self._closed or self._request is not done)
            return None if self._closed else self._request

    def _serve(self, source: PictureSource, request: _Request) -> None:
        if not request.ahead:
            if self._offer(request, source.frame_at(request.time)):
                self.arrived.emit()
            return
        picture = source.frame_at(request.time, PLAYED)
        while self._offer(request, picture):
            # Where decoding is too slow, what the clock has left behind is not even converted.
            later = source.frame_at(max(picture.until, self._clock), PLAYED)
            if later.time <= picture.time:
                return
            picture = later

    def _offer(self, request: _Request, picture: Picture) -> bool:
        """Put a picture into the queue when there is room; False if it is no longer wanted."""
        room = max(2, min(AHEAD, AHEAD_BYTES // max(1, picture.rgb.nbytes)))
        with self._changed:
            self._changed.wait_for(lambda: self._request is not request or len(self._ready) < room)
            if self._request is not request:
                return False
            self._ready.append(picture)
            return True
