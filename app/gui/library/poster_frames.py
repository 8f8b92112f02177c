"""Small pictures of files, read in the background when something is to be drawn."""

import threading
from collections import OrderedDict, deque
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from app.media.thumbs import load_one
from app.pipeline.previews import THUMBS, folder_of
from widgets.picture import to_image

KEPT = 600
"""Pictures in memory: many screens full, some megabytes."""

WAITING = 60
"""Pictures that may be waited for: what was scrolled past long ago is not read any more."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Which picture: of what content, and at which second."""

    fingerprint: str
    time: float


class PosterFrames(QObject):
    """Gives pictures that are there, and reads others. What was asked for last is read first."""

    arrived = Signal(object)  # Cover: it is there now, or it is known that there is none
    _read = Signal(object, object)  # from the thread: Cover, QImage or None

    def __init__(self, size: QSize, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._size = size
        self._kept: OrderedDict[Cover, QPixmap | None] = OrderedDict()
        self._wanted: deque[Cover] = deque(maxlen=WAITING)
        self._lock = threading.Lock()
        self._closed = False
        self._ratio = 1.0
        self._executor = ThreadPoolExecutor(1, "rushes-posters")
        self._read.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def get(self, cover: Cover, ratio: float) -> QPixmap | None:
        """Give a picture if it is there; if not, `arrived` may tell later that it is."""
        if cover in self._kept:
            self._kept.move_to_end(cover)
            return self._kept[cover]
        self._ask(cover, ratio)
        return None

    def forget(self, fingerprint: str) -> None:
        """Let go of what is known of a content: there may be pictures of it now."""
        for cover in [cover for cover in self._kept if cover.fingerprint == fingerprint]:
            del self._kept[cover]

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        with self._lock:
            self._closed = True
        self._executor.shutdown(cancel_futures=True)

    def _ask(self, cover: Cover, ratio: float) -> None:
        with self._lock:
            if cover in self._wanted or self._closed:
                return
            self._ratio = ratio
            self._wanted.append(cover)
        self._executor.submit(self._read_newest)

    def _take(self, cover: Cover, image: QImage | None) -> None:
        picture = None
        if image is not None:
            picture = QPixmap.fromImage(image)
            picture.setDevicePixelRatio(self._ratio)
        self._kept[cover] = picture
        if len(self._kept) > KEPT:
            self._kept.popitem(last=False)
        self.arrived.emit(cover)

    def _read_newest(self) -> None:
        """Read what was asked for last, in the background; there may be nothing left of what was."""
        with self._lock:
            if self._closed or not self._wanted:
                return
            cover = self._wanted[-1]
        image = self._load(cover)
        with self._lock:
            if self._closed:
                return
            if cover in self._wanted:
                self._wanted.remove(cover)
        self._read.emit(cover, image)

    def _load(self, cover: Cover) -> QImage | None:
        try:
            picture = load_one(folder_of(cover.fingerprint) / THUMBS, cover.time)
        except (OSError, ValueError):  # the cache was cleared, or there is no picture
            return None
        if picture is None:
            return None
        size = self._size * self._ratio
        mode = Qt.AspectRatioMode.KeepAspectRatio
        return to_image(picture).scaled(size, mode, Qt.TransformationMode.SmoothTransformation)
