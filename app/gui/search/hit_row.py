"""How a stretch that was found looks: its picture, file and time, and what is there."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.gui.library.poster_frames import PosterFrames, PosterKey
from app.gui.library.row import HEIGHT, RowPainter
from app.search import SearchHit
from resources.clock import clock
from resources.language import label
from widgets.icons import pixmap
from widgets.palette import Theme

Index = QModelIndex | QPersistentModelIndex
HIT = Qt.ItemDataRole.UserRole


def time_of(stretch: SearchHit) -> str:
    """Write from when to when it goes."""
    if stretch.end <= stretch.start:
        return clock(stretch.start, 1)
    return f"{clock(stretch.start, 1)}–{clock(stretch.end, 1)}"


def poster_of(stretch: SearchHit) -> PosterKey:
    """Say which picture stands for a stretch: the one at its start, but for a moment."""
    return PosterKey(stretch.media.fingerprint, round(min(stretch.start + 0.5, stretch.end), 1))


class HitRow(QStyledItemDelegate):
    """Draws a stretch."""

    def __init__(self, theme: Theme, posters: PosterFrames, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._posters = posters

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        del option, index
        return QSize(200, HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        stretch: SearchHit = index.data(HIT)
        painter.save()
        row = RowPainter(painter, option, self.theme)
        ratio = painter.device().devicePixelRatioF()
        has_picture = stretch.media.info.get("video") is not None
        picture = self._posters.get(poster_of(stretch), ratio) if has_picture else None
        row.picture(picture or pixmap("film" if has_picture else "sound", "#9aa3af", 22, ratio))
        row.words(
            ", ".join(map(label, stretch.labels)),
            f"{time_of(stretch)} · {stretch.location.name}",
            self.theme.muted,
        )
        painter.restore()
