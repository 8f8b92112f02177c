"""Small pictures of files, read in the background when something is to be drawn."""

import threading
from collections import OrderedDict, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.media.thumbs import load_thumbnail
from app.pipeline.previews import THUMBS, preview_folder
from widgets.picture import to_image

KEPT = 600
"""Pictures in memory: many screens full, some megabytes."""

WAITING = 60
"""Pictures that may be waited for: what was scrolled past long ago is not read any more."""


@dataclass(frozen=True, slots=True)
class PosterKey:
    """Which picture: of what content, and at which second."""

    fingerprint: str
    time: float


class PosterFrames(QObject):
    """Gives pictures that are there, and reads others. What was asked for last is read first."""

    arrived = Signal(object)  # PosterKey: it is there now, or it is known that there is none
    _read = Signal(object, object)  # from the thread: PosterKey, QImage or None

    def __init__(self, size: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._kept: OrderedDict[PosterKey, QPixmap | None] = OrderedDict()
        self._pending: deque[PosterKey] = deque(maxlen=WAITING)
        self._lock = threading.Lock()
        self._closed = False
        self._ratio = 1.0
        self._executor = ThreadPoolExecutor(1, "rushes-posters")
        self._read.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, poster: PosterKey, ratio: float) -> QPixmap | None:
        """Give a picture if it is there; if not, `arrived` may tell later that it is."""
        if poster in self._kept:
            self._kept.move_to_end(poster)
            return self._kept[poster]
        self._ask(poster, ratio)
        return None

    def forget(self, fingerprint: str) -> None:
        """Let go of what is known of a content: there may be pictures of it now."""
        for poster in [poster for poster in self._kept if poster.fingerprint == fingerprint]:
            del self._kept[poster]

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        with self._lock:
            self._closed = True
        self._executor.shutdown(cancel_futures=True)

    def _ask(self, poster: PosterKey, ratio: float) -> None:
        with self._lock:
            if poster in self._pending or self._closed:
                return
            self._ratio = ratio
            self._pending.append(poster)
        self._executor.submit(self._read_newest)

    def _take(self, poster: PosterKey, image: QImage | None) -> None:
        picture = None
        if image is not None:
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(self._ratio)
        self._kept[poster] = picture
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(poster)

    def _read_newest(self) -> None:
        """Read what was asked for last, in the background; there may be nothing left of what was."""
        with self._lock:
            if self._closed or not self._pending:
                return
            poster = self._pending[-1]
        image = self._load(poster)
        with self._lock:
            if self._closed:
                return
            if poster in self._pending:
                self._pending.remove(poster)
        self._read.emit(poster, image)

    def _load(self, poster: PosterKey) -> QImage | None:
        try:
            picture = load_thumbnail(preview_folder(poster.fingerprint) / THUMBS, poster.time)
        except (OSError, ValueError):  # the cache was cleared, or there is no picture
            return None
        if picture is None:
            return None
        size = self._size * self._ratio
        mode = Qt.AspectRatioMode.KeepAspectRatio
        return to_image(picture).scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
