"""The line above the lanes of a group, which folds and unfolds them."""

import math

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QEnterEvent,
    QFont,
    QFontInfo,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPolygonF,
)
from PySide6.QtWidgets import QWidget

from resources.language import ntr, tr
from widgets.palette import DARK
from widgets.timeline.frame.header import indent_for, width_for
from widgets.timeline.lanes.groups import StackGroup
from widgets.words import name_and_value


class GroupHeader(QWidget):
    """Click to fold or unfold."""

    toggled = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(self, group: StackGroup, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.group = group
        self.theme = DARK
        self.current = False
        self.folded = False
        self.count = 0

    def fit(self) -> None:
        """Take the size that the font needs."""
        self.setFixedSize(width_for(self.font()), height_for(self.font()))

    def set_state(self, *, folded: bool, count: int) -> None:
        """Show whether the group is folded, and how many lanes it has."""
        self.folded, self.count = folded, count
        act = tr("Expand {lane}") if folded else tr("Collapse {lane}")
        self.setToolTip(act.format(lane=self.group.title))
        self.setAccessibleName(name_and_value(self.group.title, self.counted))
        self.update()

    @property
    def counted(self) -> str:
        """How many lanes there are, in words."""
        return ntr("{n} lane", "{n} lanes", self.count)

    def set_current(self, current: bool) -> None:
        """Show that keys go to this group."""
        if current != self.current:
            self.current = current
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton and self.rect().contains(event.position().toPoint()):
            self.toggled.emit()

    def enterEvent(self, event: QEnterEvent) -> None:
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:
        super().leaveEvent(event)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.theme
        lit = self.current or self.underMouse()
        painter.fillRect(self.rect(), QColor(theme.hover if lit else theme.window))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))
        if self.current:
            painter.fillRect(0, 0, 3, self.height() - 1, QColor(theme.accent))
        indent = indent_for(self.font())
        self._paint_arrow(painter, indent / 2 + 1)
        room = QRectF(indent, 0, self.width() - indent - 10, self.height() - 1)
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(theme.muted))
        title = painter.fontMetrics().elidedText(
            self.group.title, Qt.TextElideMode.ElideRight, int(room.width())
        )
        painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, title)
        if self.folded:
            painter.setFont(self.font())
            painter.drawText(room, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, self.counted)
        painter.end()

    def _paint_arrow(self, painter: QPainter, x: float) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(self.theme.muted))
        size, y = 3.5, (self.height() - 1) / 2
        corners = ((-0.6, -1), (0.6, 0), (-0.6, 1)) if self.folded else ((-1, -0.6), (0, 0.6), (1, -0.6))
        arrow = QPolygonF()
        for across, down in corners:
            arrow.append(QPointF(x + across * size, y + down * size))
        painter.drawPolygon(arrow)


def height_for(font: QFont) -> int:
    """Give the logical pixels that the line of a group is high."""
    return math.ceil(QFontInfo(font).pixelSize() * 1.3) + 7
