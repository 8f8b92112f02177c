"""Tracks with known content, and a mouse."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import ArrayLike
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication, QWidget

from inference.contract.track import Track
from inference.contract.types import Chunk, TrackKind, TrackSpec

CATEGORIES = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted")
NONE = Qt.KeyboardModifier.NoModifier


def make_track(
    key: str,
    times: Sequence[float] | np.ndarray,
    values: ArrayLike,
    channels: Sequence[str] = ("value",),
    kind: TrackKind = TrackKind.CURVE,
    **options: Any,
) -> Track:
    """A track that holds the rows at once."""
    track = Track(TrackSpec(key, key.capitalize(), kind, tuple(channels), **options))
    rows = np.asarray(values, np.float32).reshape(len(times), len(channels))
    track.append(Chunk(key, np.asarray(times, np.float64), rows))
    return track


def sentiment_track() -> Track:
    """Ten seconds: happy from 1 to 4, angry and unsure from 6 to 9, nothing elsewhere."""
    times = np.arange(100) / 10
    values = np.full((100, 3 + len(CATEGORIES)), np.nan, np.float32)
    for start, end, category, valence, sure in ((1, 4, "happy", 0.8, 0.9), (6, 9, "angry", -0.7, 0.4)):
        rows = (times >= start) & (times < end)
        values[rows] = 0.02
        values[rows, 0], values[rows, 1], values[rows, 2] = valence, 0.5, sure
        values[rows, 3 + CATEGORIES.index(category)] = 0.9
    channels = ("valence", "arousal", "confidence", *CATEGORIES)
    return make_track("sentiment", times, values, channels, low=-1.0)


class Mouse:
    """Sends a widget what a real mouse would."""

    def __init__(self, widget: QWidget) -> None:
        self.widget = widget

    def send(self, kind: QEvent.Type, shown: QPointF, buttons: Qt.MouseButton, held=NONE) -> None:
        button = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseMove else Qt.MouseButton.LeftButton
        place = self.widget.mapFromGlobal(shown)
        QApplication.sendEvent(self.widget, QMouseEvent(kind, place, shown, button, buttons, held))

    def on_screen(self, x: float, y: float) -> QPointF:
        return self.widget.mapToGlobal(QPointF(x, y))

    def click(self, x: float, y: float) -> None:
        self.send(QEvent.Type.MouseButtonPress, self.on_screen(x, y), Qt.MouseButton.LeftButton)
        self.send(QEvent.Type.MouseButtonRelease, self.on_screen(x, y), Qt.MouseButton.NoButton)

    def drag(self, start: tuple[float, float], end: tuple[float, float], held=NONE) -> None:
        # The pointer moves on the screen, whatever the widget under it does meanwhile.
        a, b = self.on_screen(*start), self.on_screen(*end)
        left = Qt.MouseButton.LeftButton
        self.send(QEvent.Type.MouseButtonPress, a, left, held)
        for share in (0.25, 0.5, 0.75, 1.0):
            self.send(QEvent.Type.MouseMove, a + (b - a) * share, left, held)
        self.send(QEvent.Type.MouseButtonRelease, b, Qt.MouseButton.NoButton, held)

    def hover(self, x: float, y: float) -> None:
        self.send(QEvent.Type.MouseMove, self.on_screen(x, y), Qt.MouseButton.NoButton)

    def wheel(self, x: float, y: float, turn: int, held=NONE, *, sideways: bool = False) -> None:
        place = QPointF(x, y)
        delta = QPoint(turn, 0) if sideways else QPoint(0, turn)
        event = QWheelEvent(
            place,
            self.on_screen(x, y),
            QPoint(),
            delta,
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.widget, event)
