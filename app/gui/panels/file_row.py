"""How a file looks in the library: picture, name, state, and a bar while it is analysed."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.open_file import OpenFile, State
from app.gui.panels.row import HEIGHT, PICTURE, Row
from widgets.clock import clock
from widgets.icons import pixmap
from widgets.palette import Theme
from widgets.picture import to_image

Index = QModelIndex | QPersistentModelIndex
FILE = Qt.ItemDataRole.UserRole


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
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        file: OpenFile = index.data(FILE)
        painter.save()
        row = Row(painter, option, self.theme)
        row.picture(self._picture(file, painter.device().devicePixelRatioF()))
        colour = self.theme.error if file.state is State.FAILED else self.theme.muted
        row.words(file.path.name, status(file), colour, file.share if file.state is State.ANALYSING else None)
        painter.restore()

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
