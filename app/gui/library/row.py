"""How a row of a list looks that has a picture and two lines."""

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from widgets.palette import Theme

PICTURE = QSize(80, 45)
SPACE = 8
HEIGHT = PICTURE.height() + 2 * SPACE
BAR = 3
"""Pixels of the bar that shows progress."""


class RowPainter:
    """Places and paints the parts of a row."""

    def __init__(self, painter: QPainter, option: QStyleOptionViewItem, theme: Theme) -> None:
        self._painter = painter
        self._theme = theme
        self._font: QFont = option.font  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        left = rect.left() + SPACE + 3
        self._picture = QRect(left, rect.top() + SPACE, PICTURE.width(), PICTURE.height())
        start = self._picture.right() + SPACE + 2
        self._text = QRect(start, self._picture.top(), rect.right() - start - SPACE, PICTURE.height())
        self._ground(rect, option)

    def picture(self, picture: QPixmap) -> None:
        """Paint the picture in the middle of its place."""
        self._painter.fillRect(self._picture, QColor("#000000"))
        size = picture.deviceIndependentSize().toSize()
        at = QRect(self._picture.topLeft(), size)
        at.moveCenter(self._picture.center())
        self._painter.drawPixmap(at, picture)

    def words(self, above: str, below: str, color: str, share: float | None = None) -> None:
        """Write both lines, the lower one in a color, and a bar under them where there is a share."""
        metrics = QFontMetrics(self._font)
        lines = 2 * metrics.height() + 2
        top = self._text.top() + (self._text.height() - lines - (2 * BAR if share is not None else 0)) // 2
        self._line(above, top, self._theme.text, Qt.TextElideMode.ElideMiddle)
        self._line(below, top + metrics.height() + 2, color, Qt.TextElideMode.ElideRight)
        if share is not None:
            bar = QRect(self._text.left(), top + lines + 4, self._text.width() - 4, BAR)
            self._painter.fillRect(bar, QColor(self._theme.line))
            bar.setWidth(round(bar.width() * share))
            self._painter.fillRect(bar, QColor(self._theme.accent))

    def _line(self, text: str, top: int, color: str, mode: Qt.TextElideMode) -> None:
        metrics = QFontMetrics(self._font)
        self._painter.setFont(self._font)
        self._painter.setPen(QColor(color))
        shown = metrics.elidedText(text, mode, self._text.width())
        self._painter.drawText(self._text.left(), top + metrics.ascent(), shown)

    def _ground(self, rect: QRect, option: QStyleOptionViewItem) -> None:
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        chosen = bool(state & QStyle.StateFlag.State_Selected)
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            self._painter.fillRect(rect, QColor(self._theme.hover if chosen else self._theme.raised))
        if chosen:
            self._painter.fillRect(
                QRect(rect.left(), rect.top(), 3, rect.height()), QColor(self._theme.accent)
            )
