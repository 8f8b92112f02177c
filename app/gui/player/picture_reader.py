"""Decodes pictures off the window's thread: exactly the one asked for, or a run ahead of the clock."""

import math
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.errors import RushesError
from app.gui.background.latest_only import LatestOnly
from app.gui.player.picture_cache import HEIGHT, WIDTH, PictureCache
from app.logs import logger
from app.media.types import Picture
from resources.messages import Message, msg

if TYPE_CHECKING:
    from app.media.picture_source import PictureSource

AHEAD = 8
"""Pictures that are decoded ahead at the most."""

AHEAD_BYTES = 96_000_000
PLAYED = (1920, 1080)
"""Width and height that moving pictures are scaled down into; one that stands is whole."""

SEEN = 60
"""Pictures a second that a screen shows; fast playing leaves out the others."""

TIMEOUT_S = 0.04
"""Seconds without anything new on the screen after which something near is shown."""

BACK = 1e-5
"""Seconds before the start of a picture, where the one before it is."""

log = logger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class _PictureRequest:
    """rate: seconds of media a second, below 0 for backwards; 0 for one picture that stands."""

    time: float
    rate: float

    @property
    def stride(self) -> float:
        """Seconds of media between pictures that can be told apart on a screen."""
        return abs(self.rate) / SEEN if abs(self.rate) > 1 else 0.0


class PictureReader(QObject):
    """Decodes one file's pictures on a thread of its own. The latest request wins; older ones are dropped."""

    arrived = Signal()
    """A picture that `show` asked for can be taken."""

    approached = Signal()
    """It is not there yet, but `previews` has one that may be nearer."""

    failed = Signal(object)
    """A RushesError: the pictures cannot be read. Nothing follows."""

    def __init__(self, open_source: Callable[[], "PictureSource"], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.cache = PictureCache()
        self._open = open_source
        self._changed = threading.Condition()
        self._request: _PictureRequest | None = None
        self._ready: deque[Picture] = deque()
        self._clock = -math.inf
        self._waits_since = math.inf
        self._closed = False
        self._source: PictureSource | None = None
        self._broken = False
        self._requests: LatestOnly[_PictureRequest] = LatestOnly("rushes-pictures", self._serve)

    def show(self, position: float) -> None:
        """Ask for the picture at `position`; `arrived` tells when it is there."""
        self._waits_since = min(self._waits_since, time.monotonic())
        self._ask(_PictureRequest(position, 0.0))

    def run(self, position: float, rate: float = 1.0) -> None:
        """Decode from `position` on, some pictures ahead of what `take` takes; below 0 backwards."""
        self._ask(_PictureRequest(position, rate))

    def take(self, clock: float | None = None) -> Picture | None:
        """Give the newest picture that is due when the clock stands so, or None if nothing is newer."""
        with self._changed:
            if clock is not None:
                self._clock = clock
            due: Picture | None = None
            while self._ready and (clock is None or self._is_due(self._ready[0], clock)):
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
        self._requests.close()
        if self._source is not None:
            self._source.close()
            self._source = None

    def _is_due(self, picture: Picture, clock: float) -> bool:
        backwards = self._request is not None and self._request.rate < 0
        return picture.until > clock if backwards else picture.time <= clock

    def _ask(self, request: _PictureRequest) -> None:
        with self._changed:
            self._request = request
            self._clock = request.time
            self._ready.clear()
            self._changed.notify_all()
        self._requests.ask(request)

    def _serve(self, request: _PictureRequest) -> None:
        """Run on the thread, once for each request that no later one has replaced."""
        if self._broken:
            return
        try:
            if self._source is None:
                self._source = self._open()
            if request.rate == 0:
                self._stand(self._source, request)
            elif self._come(self._source, request):
                self._run(self._source, request)
        except RushesError as error:
            self._fail(error)
        except Exception as error:  # what fails in silence leaves a black picture without a reason
            log.exception("pictures cannot be read")
            self._fail(RushesError(msg("The picture cannot be shown."), Message(str(error))))

    def _fail(self, error: RushesError) -> None:
        self._broken = True
        if not self._closed:
            self.failed.emit(error)

    def _stand(self, source: "PictureSource", request: _PictureRequest) -> None:
        if self._come(source, request):
            picture = source.frame_at(request.time)
            if self._offer(request, picture):
                self._waits_since = math.inf
                self.arrived.emit()
            self.cache.put(picture)

    def _come(self, source: "PictureSource", request: _PictureRequest) -> bool:
        """Decode up to the picture that is asked for; False as soon as another one is."""
        for _ in source.toward(request.time):
            now = time.monotonic()
            if now - self._waits_since > TIMEOUT_S and (near := source.latest((WIDTH, HEIGHT))):
                self._waits_since = now
                self.cache.put(near)
                self.approached.emit()
            if self._request is not request:
                return False
        return True

    def _run(self, source: "PictureSource", request: _PictureRequest) -> None:
        picture = source.frame_at(request.time, PLAYED)
        while self._offer(request, picture):
            # Where decoding is too slow, what the clock has left behind is not even converted.
            if request.rate > 0:
                wanted = max(picture.until, picture.time + request.stride, self._clock)
            else:
                wanted = min(picture.time - BACK, picture.until - request.stride, self._clock)
            other = source.frame_at(wanted, PLAYED)
            if (other.time - picture.time) * request.rate <= 0:
                return
            picture = other

    def _offer(self, request: _PictureRequest, picture: Picture) -> bool:
        """Put a picture into the queue when there is room; False if it is no longer wanted."""
        room = max(2, min(AHEAD, AHEAD_BYTES // max(1, picture.rgb.nbytes)))
        with self._changed:
            self._changed.wait_for(lambda: self._request is not request or len(self._ready) < room)
            if self._request is not request:
                return False
            self._ready.append(picture)
            return True
