"""The left end of a lane: its title, the value under the playhead, its legend or the names of its rows."""

from PySide6.QtCore import QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QContextMenuEvent, QFont, QFontInfo, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from resources.language import tr
from widgets.timeline.lanes.lane import HeaderRow, Lane
from widgets.words import name_and_value

EMS = 16.3
"""Width of a header in sizes of its font."""
EDGE = 10
GRIP = 5
"""Pixels at the bottom that change the height."""
DRAG = 4
"""Pixels that the pointer moves before a press is a drag."""


def width_for(font: QFont) -> int:
    """Give the logical pixels that headers are wide."""
    return round(QFontInfo(font).pixelSize() * EMS)


def indent_for(font: QFont) -> int:
    """Give the logical pixels before a header's text, where the arrow that folds it stands."""
    return round(QFontInfo(font).pixelSize() * 1.15) + 12


class LaneHeader(QWidget):
    pressed = Signal()
    dragged = Signal(float)  # y on the screen, while the lane is carried somewhere else
    dropped = Signal()
    menu_wanted = Signal(QPoint)  # on the screen

    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.lane = lane
        self.current = False
        self.value = ""
        self._time = 0.0
        self._rows: tuple[HeaderRow, ...] = ()
        self._grip: tuple[float, int] | None = None
        self._pressed: QPointF | None = None
        self._carried = False
        self._fold = QToolButton(self)
        self._fold.setProperty("flat", True)
        self._fold.setStyleSheet("QToolButton { padding: 0; border-radius: 3px; min-height: 0; }")
        self._fold.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._fold.clicked.connect(lambda: lane.set_collapsed(not lane.collapsed))
        self.setMouseTracking(True)
        self.fit()

    def fit(self) -> None:
        """Take over what the lane changed: its height, title and rows."""
        self.setFixedSize(width_for(self.font()), self.lane.height)
        size = self.lane.line + 5
        self._fold.setGeometry(3, 4, size, size)
        folded = self.lane.collapsed
        self._fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        act = tr("Expand {lane}") if folded else tr("Collapse {lane}")
        self._fold.setAccessibleName(act.format(lane=self.lane.title))
        self._fold.setToolTip(self._fold.accessibleName())
        self.show_time(self._time, force=True)

    def set_current(self, current: bool) -> None:
        """Show that keys go to this lane."""
        if current != self.current:
            self.current = current
            self.update()

    def show_time(self, time: float, *, force: bool = False) -> None:
        """Show the values at `time`; paint only if they differ from what is shown."""
        self._time = time
        value = self.lane.value_at(time)
        rows = () if self.lane.collapsed else tuple(self.lane.rows(time))
        if force or value != self.value or rows != self._rows:
            self.value, self._rows = value, rows
            self.setAccessibleName(name_and_value(self.lane.title, value) if value else self.lane.title)
            self.update()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        self.menu_wanted.emit(event.globalPos())

    def mousePressEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            self.pressed.emit()
            if self._on_grip(event.position()):
                self._grip = event.globalPosition().y(), self.lane.height
            else:
                self._pressed = event.globalPosition()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        place = event.globalPosition()
        if self._grip is not None:
            begun, height = self._grip
            self.lane.set_height(max(self.lane.least_height, round(height + place.y() - begun)))
        elif self._pressed is not None:
            self._carried = self._carried or abs(place.y() - self._pressed.y()) > DRAG
            if self._carried:
                self.setCursor(Qt.CursorShape.ClosedHandCursor)
                self.dragged.emit(place.y())
        else:
            on_grip = self._on_grip(event.position())
            self.setCursor(Qt.CursorShape.SizeVerCursor if on_grip else Qt.CursorShape.ArrowCursor)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() == Qt.MouseButton.LeftButton:
            carried, self._grip, self._pressed, self._carried = self._carried, None, None, False
            self.setCursor(Qt.CursorShape.ArrowCursor)
            if carried:
                self.dropped.emit()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        if self._on_grip(event.position()):
            self.lane.set_height(None)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme = self.lane.theme
        painter.fillRect(self.rect(), QColor(theme.hover if self.current else theme.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(theme.line))
        if self.current:
            painter.fillRect(0, 0, 3, self.height() - 1, QColor(theme.accent))
        self._paint_title(painter)
        for row in self._rows:
            if row.top + row.height <= self.height() + 1:
                self._paint_row(painter, row)
        painter.end()

    def _paint_title(self, painter: QPainter) -> None:
        title = self._room(4, self.lane.line + 5)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(self.lane.theme.text))
        used = painter.boundingRect(title, left, self.lane.title).width()
        painter.drawText(title, left, self._cut(painter, self.lane.title, title.width()))
        painter.setFont(self.lane.font)
        painter.setPen(QColor(self.lane.theme.muted))
        room = title.width() - used - 8
        said = self.lane.note or ("" if self._names_rows else self.value)
        if said and room > 24:
            painter.drawText(title, right, self._cut(painter, said, room))

    def _paint_row(self, painter: QPainter, row: HeaderRow) -> None:
        rect = self._room(row.top, min(row.height, self.lane.line))
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if row.color is None:
            painter.setPen(QColor(self.lane.theme.muted if row.faint else self.lane.theme.text))
            painter.drawText(rect, right, self._cut(painter, row.label, rect.width()))
            if row.pinned:
                mark = QRectF(self.width() - 6, rect.top() + 2, 3, rect.height() - 4)
                painter.fillRect(mark, QColor(self.lane.theme.accent))
            return
        painter.fillRect(QRectF(rect.left(), rect.center().y() - 1.5, 10, 3), row.color)
        painter.setPen(QColor(self.lane.theme.muted))
        taken = painter.fontMetrics().horizontalAdvance(row.value) + 8 if row.value else 0
        named = rect.adjusted(16, 0, -taken, 0)
        painter.drawText(named, left, self._cut(painter, row.label, named.width()))
        painter.setPen(QColor(self.lane.theme.text))
        painter.drawText(rect, right, row.value)

    def _room(self, top: float, height: float) -> QRectF:
        indent = indent_for(self.font())
        return QRectF(indent, top, self.width() - indent - EDGE, height)

    def _on_grip(self, place: QPointF) -> bool:
        return place.y() >= self.height() - GRIP and not self.lane.collapsed

    @property
    def _names_rows(self) -> bool:
        return bool(self._rows) and self._rows[0].color is None

    @staticmethod
    def _cut(painter: QPainter, text: str, room: float) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room) + 1)
