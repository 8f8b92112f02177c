"""The left end of a lane: its title, the value under the playhead, its legend or the names of its rows."""

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QToolButton, QWidget

from widgets.timeline.lane import HeaderRow, Lane

WIDTH = 196
EDGE = 10
INDENT = 26


class LaneHeader(QWidget):
    def __init__(self, lane: Lane, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lane = lane
        self.setFixedWidth(WIDTH)
        self.value = ""
        self._time = 0.0
        self._rows: tuple[HeaderRow, ...] = ()
        self._fold = QToolButton(self)
        self._fold.setProperty("flat", True)
        self._fold.setGeometry(3, 4, 20, 20)
        self._fold.setStyleSheet("QToolButton { padding: 0; border-radius: 3px; }")
        self._fold.clicked.connect(lambda: lane.set_collapsed(not lane.collapsed))
        self.fit()

    def fit(self) -> None:
        """Take over what the lane changed: its height, title and rows."""
        self.setFixedHeight(self.lane.height)
        folded = self.lane.collapsed
        self._fold.setArrowType(Qt.ArrowType.RightArrow if folded else Qt.ArrowType.DownArrow)
        self._fold.setAccessibleName(f"{'Show' if folded else 'Fold'} {self.lane.title}")
        self._fold.setToolTip(self._fold.accessibleName())
        self.show_time(self._time, force=True)

    def show_time(self, time: float, *, force: bool = False) -> None:
        """Show the values at `time`; paint only if they differ from what is shown."""
        self._time = time
        value = self.lane.value_at(time)
        rows = () if self.lane.collapsed else tuple(self.lane.rows(time))
        if force or value != self.value or rows != self._rows:
            self.value, self._rows = value, rows
            self.setAccessibleName(f"{self.lane.title}: {value}" if value else self.lane.title)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, line = self.lane.theme, self.lane.line
        painter.fillRect(self.rect(), QColor(theme.panel))
        painter.fillRect(0, self.height() - 1, self.width(), 1, QColor(theme.line))
        painter.fillRect(self.width() - 1, 0, 1, self.height(), QColor(theme.line))
        title = QRectF(INDENT, 4, self.width() - INDENT - EDGE, 20)
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(theme.text))
        used = painter.boundingRect(title, left, self.lane.title).width()
        painter.drawText(title, left, self._cut(painter, self.lane.title, title.width()))
        painter.setFont(self.lane.font)
        painter.setPen(QColor(theme.muted))
        room = title.width() - used - 8
        if self.value and room > 24 and not self._names_rows:
            painter.drawText(title, right, self._cut(painter, self.value, room))
        for row in self._rows:
            rect = QRectF(INDENT, row.top, self.width() - INDENT - EDGE, min(row.height, line))
            if row.top + row.height <= self.height() + 1:
                self._paint_row(painter, row, rect)
        painter.end()

    def _paint_row(self, painter: QPainter, row: HeaderRow, rect: QRectF) -> None:
        left = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        if row.colour is None:
            painter.setPen(QColor(self.lane.theme.muted if row.faint else self.lane.theme.text))
            painter.drawText(rect, right, self._cut(painter, row.label, rect.width()))
            return
        painter.fillRect(QRectF(INDENT, rect.center().y() - 1.5, 10, 3), row.colour)
        painter.setPen(QColor(self.lane.theme.muted))
        painter.drawText(rect.adjusted(16, 0, 0, 0), left, row.label)
        painter.setPen(QColor(self.lane.theme.text))
        painter.drawText(rect, right, row.value)

    @property
    def _names_rows(self) -> bool:
        return bool(self._rows) and self._rows[0].colour is None

    @staticmethod
    def _cut(painter: QPainter, text: str, room: float) -> str:
        return painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(room) + 1)
