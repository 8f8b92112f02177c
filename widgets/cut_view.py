"""A cut's pictures side by side, over the curve of its probability."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from resources.language import mark, tr
from widgets.palette import DARK, Theme, with_opacity
from widgets.picture import to_image

NAMES = (
    mark("Last frame before"),
    mark("First frame"),
    mark("Second frame"),
)
CURVE = 72
GAP = 8


@dataclass(frozen=True, slots=True, eq=False)
class CutPicture:
    """A picture, and when it is shown."""

    time: float
    until: float
    rgb: npt.NDArray[np.uint8]


class CutView(QWidget):
    """Three pictures, a curve, and buttons to judge the cut between the first two."""

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.pictures: Sequence[CutPicture] = ()
        self.film = _Filmstrip(theme)
        self.curve = _Curve(theme)
        self.title = QLabel()
        self.title.setProperty("role", "title")
        self.earlier = QPushButton(tr("Earlier"))
        self.later = QPushButton(tr("Later"))
        self.accept = QPushButton(tr("Confirm"))
        self.reject = QPushButton(tr("Remove"))
        self.previous = QPushButton(tr("Previous"))
        self.next = QPushButton(tr("Next"))
        self.earlier.setToolTip(tr("Move the cut one frame earlier"))
        self.later.setToolTip(tr("Move the cut one frame later"))
        self.previous.setToolTip(tr("Go to the previous low-confidence result"))
        self.next.setToolTip(tr("Go to the next low-confidence result"))
        self._lay_out()
        self.show_cut("", ())

    def sizeHint(self) -> QSize:
        return QSize(860, 340)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.film.theme = self.curve.theme = theme
        self.film.update()
        self.curve.update()

    def show_cut(self, title: str, pictures: Sequence[CutPicture], message: str = "") -> None:
        """Show the picture before a cut and the two after it, or say why there is none."""
        self.title.setText(title)
        self.pictures = tuple(pictures)
        self.film.message = message
        self.film.images = [to_image(still.rgb) for still in pictures]
        self.film.update()
        there = len(pictures) == len(NAMES)
        for button in (self.earlier, self.later):
            button.setEnabled(there)

    def show_curve(
        self, times: npt.NDArray[np.float64], scores: npt.NDArray[np.float32], cut: float, bar: float
    ) -> None:
        """Show probabilities [n] at times [n] around the cut; `bar` is the threshold."""
        self.curve.times, self.curve.scores, self.curve.cut, self.curve.bar = times, scores, cut, bar
        self.curve.update()

    def _lay_out(self) -> None:
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.earlier)
        buttons.addWidget(self.later)
        buttons.addStretch(1)
        buttons.addWidget(self.reject)
        buttons.addWidget(self.accept)
        buttons.addStretch(1)
        buttons.addWidget(self.previous)
        buttons.addWidget(self.next)
        column = QVBoxLayout(self)
        column.setContentsMargins(12, 8, 12, 12)
        column.setSpacing(8)
        column.addWidget(self.title)
        column.addWidget(self.film, 1)
        column.addWidget(self.curve)
        column.addLayout(buttons)


class _Filmstrip(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.images: Sequence[QImage] = ()
        self.message = ""
        self.setMinimumSize(360, 110)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(QColor(self.theme.muted))
        if self.message:
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, self.message)
            painter.end()
            return
        line = self.fontMetrics().height() + 4
        wide = (self.width() - 2 * GAP) / len(NAMES)
        cut: QLineF | None = None
        for number, (name, image) in enumerate(zip(NAMES, self.images, strict=False)):
            room = QRectF(number * (wide + GAP), 0, wide, self.height())
            painter.drawText(room, Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignHCenter, tr(name))
            place = _fitted(image, room.adjusted(0, line, 0, 0))
            painter.drawImage(place, image)
            if number == 1:
                x = room.left() - GAP / 2
                cut = QLineF(x, place.top(), x, place.bottom())
        if cut is not None:
            painter.setPen(QPen(QColor(self.theme.playhead), 2))
            painter.drawLine(cut)
        painter.end()


def _fitted(image: QImage, room: QRectF) -> QRectF:
    scale = min(room.width() / max(image.width(), 1), room.height() / max(image.height(), 1))
    width, height = image.width() * scale, image.height() * scale
    return QRectF(room.center().x() - width / 2, room.top(), width, height)


class _Curve(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.times = np.zeros(0)
        self.scores = np.zeros(0, np.float32)
        self.cut = self.bar = 0.0
        self.setFixedHeight(CURVE)
        self.setAccessibleName(tr("Probability of a cut"))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), QColor(self.theme.lane))
        if len(self.times) > 1:
            self._paint_guides(painter)
            self._paint_scores(painter)
        painter.end()

    def _paint_guides(self, painter: QPainter) -> None:
        y = self._y(self.bar)
        painter.setPen(QPen(QColor(self.theme.warning), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(0, y, self.width(), y))
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(QPointF(4, y - 3), f"{self.bar:.0%}")
        painter.setPen(QPen(QColor(self.theme.playhead), 2))
        painter.drawLine(QLineF(self._x(self.cut), 0, self._x(self.cut), self.height()))

    def _paint_scores(self, painter: QPainter) -> None:
        known = np.isfinite(self.scores)
        color = QColor(self.theme.accent)
        stems = [
            QLineF(self._x(time), self._y(0.0), self._x(time), self._y(score))
            for time, score in zip(self.times[known].tolist(), self.scores[known].tolist(), strict=True)
        ]
        painter.setPen(QPen(with_opacity(color, 0.5), 3))
        painter.drawLines(stems)
        painter.setPen(QPen(color, 1.5))
        painter.drawPolyline(QPolygonF([stem.p2() for stem in stems]))

    def _x(self, time: float) -> float:
        first, last = float(self.times[0]), float(self.times[-1])
        return (time - first) / max(last - first, 1e-9) * self.width()

    def _y(self, score: float) -> float:
        return 4 + (1 - min(max(score, 0.0), 1.0)) * (self.height() - 8)
