"""Segments as a Qt model that sorts and filters itself."""

from collections.abc import Callable, Mapping, Sequence
from enum import IntEnum
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt
from PySide6.QtGui import QFont

from inference.contract.types import Segment
from resources.clock import clock
from resources.language import label, mark, tr
from widgets.palette import Theme, label_color
from widgets.words import segment_text

Index = QModelIndex | QPersistentModelIndex


class SegmentColumn(IntEnum):
    START = 0
    END = 1
    LABEL = 2
    TRACK = 3
    LENGTH = 4
    SCORE = 5


TITLES: Mapping[SegmentColumn, str] = {
    SegmentColumn.START: mark("Start"),
    SegmentColumn.END: mark("End"),
    SegmentColumn.LABEL: mark("Label"),
    SegmentColumn.TRACK: mark("Track"),
    SegmentColumn.LENGTH: mark("Length"),
    SegmentColumn.SCORE: mark("Score"),
}


_KEYS: Mapping[SegmentColumn, Callable[[Segment], Any]] = {
    SegmentColumn.START: lambda s: s.start,
    SegmentColumn.END: lambda s: s.end,
    SegmentColumn.LENGTH: lambda s: s.end - s.start,
    SegmentColumn.TRACK: lambda s: (s.track, s.start),
    SegmentColumn.SCORE: lambda s: s.score,
}


def _by_label() -> Callable[[Segment], tuple[str, float]]:
    """Give a key that asks for what a label is called once, as most segments share theirs with others."""
    known: dict[tuple[str, str], str] = {}

    def key(segment: Segment) -> tuple[str, float]:
        name = segment.label, segment.track
        if name not in known:
            known[name] = segment_text(segment).casefold()
        return known[name], segment.start

    return key


class SegmentModel(QAbstractTableModel):
    """Sorting and filtering happen here: a proxy model would call back for every comparison."""

    def __init__(self, theme: Theme, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.shown: list[Segment] = []
        self._all: Sequence[Segment] = ()
        self._theme = theme
        self._titles: Mapping[str, str] = {}
        self._formatter: Callable[[float], str] = clock
        self._words: list[str] = []
        self._column = SegmentColumn.START
        self._backwards = False
        self._marked: Mapping[Segment, bool] = {}

    @property
    def total(self) -> int:
        """The number of segments, shown or not."""
        return len(self._all)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Take other segments."""
        self._all = tuple(segments)
        self._choose()

    def set_filter(self, text: str) -> None:
        """Show segments whose label and track, in English or as shown, hold all words of `text`."""
        self._words = text.casefold().split()
        self._choose()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Say what to show for the key of a track."""
        self._titles = titles
        self._choose()

    def set_marked(self, marked: Mapping[Segment, bool]) -> None:
        """Write what is the user's in bold: True if made by hand, False if only accepted."""
        self._marked = marked
        self._repaint()

    def set_formatter(self, formatter: Callable[[float], str]) -> None:
        """Let `formatter` write the times."""
        self._formatter = formatter
        self._repaint()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self._theme = theme
        self._repaint()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(SegmentColumn)

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        if orientation == Qt.Orientation.Horizontal and role == Qt.ItemDataRole.DisplayRole:
            return tr(TITLES[SegmentColumn(section)])
        return None

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid():
            return None
        column = SegmentColumn(index.column())
        if role == Qt.ItemDataRole.DisplayRole:
            return self.text(self.shown[index.row()], column)
        if role == Qt.ItemDataRole.DecorationRole and column == SegmentColumn.LABEL:
            return label_color(self.shown[index.row()].label, self._theme)
        if role == Qt.ItemDataRole.ToolTipRole:
            return self._tip(self.shown[index.row()])
        if role == Qt.ItemDataRole.FontRole:
            return self._font(self.shown[index.row()])
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        return None

    def _tip(self, segment: Segment) -> str:
        """Tell all of a row: a narrow table shows little of it, and long labels are cut."""
        rest = (
            SegmentColumn.START,
            SegmentColumn.END,
            SegmentColumn.TRACK,
            SegmentColumn.LENGTH,
            SegmentColumn.SCORE,
        )
        start, end, *more = (self.text(segment, column) for column in rest)
        if (by_hand := self._marked.get(segment)) is not None:
            more.append(tr("Added by hand") if by_hand else tr("Confirmed"))
        lines = [self.text(segment, SegmentColumn.LABEL), " · ".join((f"{start} – {end}", *more))]
        # As paragraphs, the lines are broken where the tip would be too wide.
        return "".join(f"<p>{escape(line)}</p>" for line in lines if line)

    def _font(self, segment: Segment) -> QFont | None:
        if segment not in self._marked:
            return None
        font = QFont()
        font.setBold(True)
        return font

    def sort(self, column: int, order: Qt.SortOrder = Qt.SortOrder.AscendingOrder) -> None:
        """Sort by a column; what is selected stays so."""
        self._column, self._backwards = SegmentColumn(column), order == Qt.SortOrder.DescendingOrder
        self.layoutAboutToBeChanged.emit()
        before = self.shown
        self.shown = self._sorted(before)
        kept = self.persistentIndexList()
        if kept:
            rows = {id(segment): row for row, segment in enumerate(self.shown)}
            moved = [self.index(rows[id(before[index.row()])], index.column()) for index in kept]
            self.changePersistentIndexList(kept, moved)
        self.layoutChanged.emit()

    def text(self, segment: Segment, column: SegmentColumn) -> str:
        """Give what a cell shows."""
        match column:
            case SegmentColumn.START:
                return self._formatter(segment.start)
            case SegmentColumn.END:
                return self._formatter(segment.end)
            case SegmentColumn.LENGTH:
                return f"{segment.end - segment.start:.2f} s"
            case SegmentColumn.TRACK:
                return label(self._titles.get(segment.track, segment.track))
            case SegmentColumn.LABEL:
                # A marker need not have a text.
                return segment_text(segment) or self.text(segment, SegmentColumn.TRACK)
            case SegmentColumn.SCORE:
                return f"{segment.score:.0%}"

    def _sorted(self, segments: list[Segment]) -> list[Segment]:
        key = _by_label() if self._column == SegmentColumn.LABEL else _KEYS[self._column]
        return sorted(segments, key=key, reverse=self._backwards)

    def _choose(self) -> None:
        self.beginResetModel()
        self.shown = self._sorted(self._wanted())
        self.endResetModel()

    def _wanted(self) -> list[Segment]:
        if not self._words:
            return list(self._all)
        known: dict[tuple[str, str], bool] = {}
        wanted: list[Segment] = []
        for segment in self._all:
            key = segment.label, segment.track
            if key not in known:
                known[key] = self._holds(segment)
            if known[key]:
                wanted.append(segment)
        return wanted

    def _holds(self, segment: Segment) -> bool:
        title = self._titles.get(segment.track, segment.track)
        text = " ".join((segment.label, title, segment_text(segment), label(title))).casefold()
        return all(word in text for word in self._words)

    def _repaint(self) -> None:
        if self.shown:
            last = self.index(len(self.shown) - 1, len(SegmentColumn) - 1)
            self.dataChanged.emit(self.index(0, 0), last)
