"""How a file looks in the library: picture, name, state, and a bar while it is analysed."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.open_file import OpenFile, State
from widgets.clock import clock
from widgets.icons import pixmap
from widgets.palette import Theme
from widgets.picture import to_image

Index = QModelIndex | QPersistentModelIndex
FILE = Qt.ItemDataRole.UserRole
PICTURE = QSize(80, 45)
SPACE = 8


def status(file: OpenFile) -> str:
    """Say in a few words how far a file is."""
    length = f"{clock(file.duration, 1)} · " if file.duration is not None else ""
    match file.state:
        case State.LOOKING:
            return "Opening…"
        case State.WAITING:
            return f"{length}waiting"
        case State.ANALYSING:
            left = f" · {clock(file.seconds_left, 1)} left" if file.seconds_left is not None else ""
            return f"{file.share:.0%}{left}" if file.share else "Analysing…"
        case State.CANCELLED:
            return f"{length}cancelled"
        case State.FAILED:
            return file.error.message if file.error and file.duration is None else f"{length}failed in part"
        case State.DONE:
            return f"{length}from the store" if file.cached else f"{length}analysed"


class FileRow(QStyledItemDelegate):
    """Draws a file: picture, name, state, and a bar while it is analysed."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._pictures: dict[OpenFile, QPixmap] = {}

    def forget(self, file: OpenFile) -> None:
        """Let go of a file's picture."""
        self._pictures.pop(file, None)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, PICTURE.height() + 2 * SPACE)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        file: OpenFile = index.data(FILE)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        hovered = bool(option.state & QStyle.StateFlag.State_MouseOver)  # type: ignore[attr-defined]
        rect: QRect = option.rect  # type: ignore[attr-defined]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if chosen or hovered:
            painter.fillRect(rect, QColor(self.theme.hover if chosen else self.theme.raised))
        if chosen:
            painter.fillRect(QRect(rect.left(), rect.top(), 3, rect.height()), QColor(self.theme.accent))
        place = QRect(rect.left() + SPACE + 3, rect.top() + SPACE, PICTURE.width(), PICTURE.height())
        self._paint_picture(painter, place, file)
        text = QRect(
            place.right() + SPACE + 2, place.top(), rect.right() - place.right() - 2 * SPACE, place.height()
        )
        self._paint_words(painter, text, file, option.font)  # type: ignore[attr-defined]
        painter.restore()

    def _paint_picture(self, painter: QPainter, place: QRect, file: OpenFile) -> None:
        painter.fillRect(place, QColor("#000000"))
        picture = self._picture(file, painter.device().devicePixelRatioF())
        size = picture.deviceIndependentSize().toSize()
        at = QRect(place.left() + (place.width() - size.width()) // 2, 0, size.width(), size.height())
        at.moveTop(place.top() + (place.height() - size.height()) // 2)
        painter.drawPixmap(at, picture)

    def _picture(self, file: OpenFile, ratio: float) -> QPixmap:
        if file in self._pictures:
            return self._pictures[file]
        file.find_cover()
        if file.cover is None:
            if file.state is State.FAILED and file.duration is None:
                return pixmap("error", self.theme.error, 22, ratio)
            return pixmap("film" if file.has_picture else "sound", "#9aa3af", 22, ratio)
        mode = Qt.AspectRatioMode.KeepAspectRatio
        image = to_image(file.cover).scaled(PICTURE * ratio, mode, Qt.TransformationMode.SmoothTransformation)
        drawn = QPixmap.fromImage(image)
        drawn.setDevicePixelRatio(ratio)
        if not file.busy:
            self._pictures[file] = drawn
        return drawn

    def _paint_words(self, painter: QPainter, place: QRect, file: OpenFile, font: QFont) -> None:
        metrics = QFontMetrics(font)
        lines = 2 * metrics.height() + 2
        top = place.top() + (place.height() - lines - (6 if file.state is State.ANALYSING else 0)) // 2
        painter.setFont(font)
        painter.setPen(QColor(self.theme.text))
        name = metrics.elidedText(file.path.name, Qt.TextElideMode.ElideMiddle, place.width())
        painter.drawText(place.left(), top + metrics.ascent(), name)
        painter.setPen(QColor(self.theme.error if file.state is State.FAILED else self.theme.muted))
        words = metrics.elidedText(status(file), Qt.TextElideMode.ElideRight, place.width())
        painter.drawText(place.left(), top + metrics.height() + 2 + metrics.ascent(), words)
        if file.state is State.ANALYSING:
            bar = QRectF(place.left(), top + lines + 4, place.width() - 4, 3)
            painter.fillRect(bar, QColor(self.theme.line))
            painter.fillRect(
                QRectF(bar.left(), bar.top(), bar.width() * file.share, 3), QColor(self.theme.accent)
            )
