"""What is under the playhead, as a tidy list with small bars."""

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QWidget

from resources.language import label, tr
from widgets.palette import DARK, Theme, label_color
from widgets.words import name_and_value

Row = tuple[str, str, str, float | None]
"""Section, label, value, and a score in [0, 1] that is drawn as a bar, or None.

The section and a label with a score are names in English, as colors come of them; the rest is shown as
it stands.
"""

EDGE = 12
BAR = 4


class Inspector(QScrollArea):
    """Rows under the names of their sections. Only what changed is painted again."""

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._list = _List(theme)
        self.setWidget(self._list)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(tr("At the playhead"))

    def rows(self) -> Sequence[Row]:
        """Give what is shown."""
        return self._list.rows

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self._list.theme = theme
        self._list.update()

    def set_rows(self, rows: Sequence[Row]) -> None:
        """Show other rows; those of one section stand together."""
        if tuple(rows) != self._list.rows:
            self._list.rows = tuple(rows)
            self._list.setMinimumHeight(self._list.sizeHint().height())
            self._list.update()
            self.setAccessibleDescription(tr("; ").join(name_and_value(_said(row), row[2]) for row in rows))

    def set_message(self, text: str) -> None:
        """Say why there is nothing to show; seen while there are no rows."""
        self._list.message = text
        self._list.update()


class _List(QWidget):
    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.theme = theme
        self.rows: tuple[Row, ...] = ()
        self.message = ""

    @property
    def line(self) -> int:
        return self.fontMetrics().height() + 8

    def sizeHint(self) -> QSize:
        sections = len({section for section, *_ in self.rows})
        return QSize(220, len(self.rows) * self.line + sections * (self.line + 8) + EDGE)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self.theme.panel))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self.rows:
            painter.setPen(QColor(self.theme.muted))
            painter.drawText(
                self.rect().adjusted(EDGE, EDGE, -EDGE, 0), Qt.TextFlag.TextWordWrap, self.message
            )
        top, shown = EDGE / 2, ""
        for row in self.rows:
            if row[0] != shown:
                shown = row[0]
                top = self._paint_section(painter, shown, top)
            self._paint_row(painter, row, top)
            top += self.line
        painter.end()

    def _paint_section(self, painter: QPainter, name: str, top: float) -> float:
        bold = QFont(self.font())
        bold.setWeight(QFont.Weight.DemiBold)
        painter.setFont(bold)
        painter.setPen(QColor(self.theme.muted))
        rect = QRectF(EDGE, top + 8, self.width() - 2 * EDGE, self.line)
        room = int(rect.width())
        text = painter.fontMetrics().elidedText(_called(name), Qt.TextElideMode.ElideRight, room)
        painter.drawText(rect, Qt.AlignmentFlag.AlignVCenter, text)
        painter.setFont(self.font())
        return rect.bottom()

    def _paint_row(self, painter: QPainter, row: Row, top: float) -> None:
        _, name, value, score = row
        rect = QRectF(EDGE, top, self.width() - 2 * EDGE, self.line - (BAR + 2 if score is not None else 0))
        metrics = painter.fontMetrics()
        taken = min(metrics.horizontalAdvance(value), rect.width() * 0.6)
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.setPen(QColor(self.theme.text))
        painter.drawText(rect, right, metrics.elidedText(value, Qt.TextElideMode.ElideRight, int(taken) + 1))
        room = int(rect.width() - taken - 8)
        painter.setPen(QColor(self.theme.text if score is not None else self.theme.muted))
        painter.drawText(
            rect,
            Qt.AlignmentFlag.AlignVCenter,
            metrics.elidedText(_said(row), Qt.TextElideMode.ElideRight, room),
        )
        if score is not None:
            groove = QRectF(EDGE, rect.bottom(), rect.width(), BAR)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(self.theme.line))
            painter.drawRoundedRect(groove, BAR / 2, BAR / 2)
            groove.setWidth(max(BAR, groove.width() * min(max(score, 0.0), 1.0)))
            painter.setBrush(label_color(name, self.theme))
            painter.drawRoundedRect(groove, BAR / 2, BAR / 2)


def _said(row: Row) -> str:
    return row[1] if row[3] is None else _called(row[1])


def _called(name: str) -> str:
    # A few names are the list's own, not those of labels.
    return tr(label(name))
