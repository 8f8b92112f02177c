"""How a file looks in the library: picture, name, state, and a bar while it is analyzed."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter, QPixmap
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.library.item import LibraryItem
from app.gui.library.model import ENTRY
from app.gui.library.poster_frames import PosterFrames
from app.gui.library.row import HEIGHT, PICTURE, RowPainter
from app.gui.session.open_file import OpenFile, State
from widgets.icons import pixmap
from widgets.palette import Theme
from widgets.picture import to_image

Index = QModelIndex | QPersistentModelIndex

SAID = Qt.ItemDataRole.AccessibleDescriptionRole


class FileRow(QStyledItemDelegate):
    """Draws a file: picture, name, state, and a bar while it is analyzed."""

    def __init__(self, theme: Theme, posters: PosterFrames, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._posters = posters
        self._pictures: dict[OpenFile, QPixmap] = {}

    def forget(self, file: OpenFile) -> None:
        """Let go of a file's picture."""
        self._pictures.pop(file, None)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        entry: LibraryItem = index.data(ENTRY)
        state = entry.file.state if entry.file is not None else State.DONE
        share = entry.file.share if entry.file is not None and state is State.ANALYZING else None
        painter.save()
        row = RowPainter(painter, option, self.theme)
        row.picture(self._picture(entry, painter.device().devicePixelRatioF()))
        color = self.theme.error if state is State.FAILED else self.theme.muted
        color = self.theme.warning if entry.missing else color
        row.words(entry.location.name, index.data(SAID), color, share)
        painter.restore()

    def _picture(self, entry: LibraryItem, ratio: float) -> QPixmap:
        file = entry.file
        found = self._own(file, ratio) if file is not None else None
        if found is None and (poster := entry.poster) is not None and (file is None or not file.busy):
            found = self._posters.get(poster, ratio)
        if found is not None:
            return found
        if file is not None and file.state is State.FAILED and file.duration is None:
            return pixmap("error", self.theme.error, 22, ratio)
        return pixmap("film" if entry.has_picture else "sound", "#9aa3af", 22, ratio)

    def _own(self, file: OpenFile, ratio: float) -> QPixmap | None:
        """Give the picture that a file has in memory."""
        if file in self._pictures:
            return self._pictures[file]
        file.find_poster()
        if file.poster is None:
            return None
        mode = Qt.AspectRatioMode.KeepAspectRatio
        image = to_image(file.poster).scaled(
            PICTURE * ratio, mode, Qt.TransformationMode.SmoothTransformation
        )
        drawn = QPixmap.fromImage(image)
        drawn.setDevicePixelRatio(ratio)
        if not file.busy:
            self._pictures[file] = drawn
        return drawn
