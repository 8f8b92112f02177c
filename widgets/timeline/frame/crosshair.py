"""Hair lines through the pointer, with the level it stands at, and the cut that a selection snaps to."""

from collections.abc import Callable

from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFont, QFontMetricsF, QPainter, QPen
from PySide6.QtWidgets import QGraphicsItem, QStyleOptionGraphicsItem, QWidget

from widgets.palette import DARK, Theme, with_opacity
from widgets.timeline.lanes.lane import Lane


class Crosshair(QGraphicsItem):
    """Over all lanes; shows nothing until it is put somewhere. `size`: of what it lies over."""

    def __init__(self, size: Callable[[], QRectF]) -> None:
        super().__init__()
        self.theme = DARK
        self.level = ""
        self.snapped: float | None = None  # pixel
        self._size = size
        self._rect = QRectF()
        self._x: float | None = None
        self._y = 0.0
        self._lane: tuple[Lane, QRectF] | None = None
        self.setZValue(950)

    @property
    def shown(self) -> bool:
        """Whether the lines are seen."""
        return self._x is not None

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        self.update()

    def point(self, x: float, y: float, lane: tuple[Lane, QRectF] | None) -> None:
        """Put the lines through a pixel; across the lane there only where that means something."""
        self._renew()
        self._x, self._y, self._lane = x, y, lane
        self.level = lane[0].level_at(y - lane[1].top()) if lane else ""
        self._renew()

    def leave(self) -> None:
        """Show nothing."""
        self._renew()
        self._x, self._lane, self.level, self.snapped = None, None, "", None

    def snap(self, x: float | None) -> None:
        """Show the pixel of the cut that is snapped to, or none."""
        if x != self.snapped:
            self._renew()
            self.snapped = x
            self._renew()

    def _renew(self) -> None:
        """Have those strips painted again where something stands; the lanes are under them."""
        if self._rect != self._size():
            self.prepareGeometryChange()
            self._rect = self._size()
        for x in (self._x, self.snapped):
            if x is not None:
                self.update(QRectF(x - 2, 0, 4, self._rect.height()))
        if self._lane is not None and self.level:
            tall = self._lane[0].line + 4
            self.update(QRectF(0, self._y - tall / 2, self._rect.width(), tall))

    def boundingRect(self) -> QRectF:
        return self._rect

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionGraphicsItem,  # noqa: ARG002
        widget: QWidget | None = None,  # noqa: ARG002
    ) -> None:
        bottom = self._rect.bottom()
        if self.snapped is not None:
            painter.setPen(QPen(QColor(self.theme.warning), 2, Qt.PenStyle.DashLine))
            painter.drawLine(QLineF(self.snapped, 0, self.snapped, bottom))
        if self._x is not None:
            painter.setPen(with_opacity(self.theme.muted, 0.55))
            painter.drawLine(QLineF(self._x, 0, self._x, bottom))
            if self._lane is not None and self.level:
                self._paint_level(painter, self._lane[0].font)

    def _paint_level(self, painter: QPainter, font: QFont) -> None:
        painter.setFont(font)
        metrics = QFontMetricsF(painter.font())
        width = metrics.horizontalAdvance(self.level) + 8
        painter.drawLine(QLineF(width, self._y, self._rect.right(), self._y))
        label = QRectF(0, self._y - metrics.height() / 2, width, metrics.height())
        painter.fillRect(label, QColor(self.theme.raised))
        painter.setPen(QColor(self.theme.text))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, self.level)
