"""Segments as a table to sort, filter and go to."""

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QEvent, QModelIndex, QObject, QSize, Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableView,
    QVBoxLayout,
    QWidget,
)

from inference.contract.types import Segment
from resources.language import tr
from widgets.icons import icon
from widgets.palette import DARK, Theme
from widgets.segment_model import TITLES, SegmentColumn, SegmentModel

LABEL = 24
"""Letters of a label that are seen at the least, however narrow the table is."""


class SegmentTable(QWidget):
    """Double click or Enter goes to a segment; typing in the line above keeps what holds all the words."""

    seek_requested = Signal(float)
    segment_activated = Signal(object)  # inference.contract.types.Segment

    def __init__(self, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.model = SegmentModel(theme, self)
        self.table = QTableView()
        self.filter = QLineEdit()
        self.count = QLabel()
        self._lay_out()
        self._search = self.filter.addAction(icon("search", theme), QLineEdit.ActionPosition.LeadingPosition)
        self.filter.textChanged.connect(self.model.set_filter)
        self.model.modelReset.connect(self._show_count)
        self.table.activated.connect(self._activate)
        self.set_theme(theme)
        self._show_count()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.model.set_theme(theme)
        self._search.setIcon(icon("search", theme))

    def set_formatter(self, formatter: Callable[[float], str]) -> None:
        """Let `formatter` write the times, e.g. as timecode."""
        self.model.set_formatter(formatter)
        self._fit_columns()

    def set_titles(self, titles: Mapping[str, str]) -> None:
        """Say what to show for the key of a track."""
        self.model.set_titles(titles)

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Show other segments, sorted and filtered as before."""
        self.model.set_segments(segments)

    def segments(self) -> Sequence[Segment]:
        """Give what is shown, from the top down."""
        return self.model.shown

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.Resize and watched is self.table.viewport():
            self._fit_label()
        return super().eventFilter(watched, event)

    def _activate(self, index: QModelIndex) -> None:
        segment = self.model.shown[index.row()]
        self.seek_requested.emit(segment.start)
        self.segment_activated.emit(segment)

    def _show_count(self) -> None:
        shown, everything = len(self.model.shown), self.model.total
        some = tr("{shown} of {total}").format(shown=f"{shown:,}", total=f"{everything:,}")
        self.count.setText(f"{shown:,}" if shown == everything else some)

    def _lay_out(self) -> None:
        self.filter.setPlaceholderText(tr("Filter by label or track"))
        self.filter.setClearButtonEnabled(True)
        self.filter.setAccessibleName(tr("Filter segments"))
        self.count.setProperty("role", "muted")
        self.count.setAccessibleName(tr("Number of segments"))
        self._set_up_table()
        line = QHBoxLayout()
        line.setContentsMargins(0, 0, 4, 0)
        line.addWidget(self.filter, 1)
        line.addWidget(self.count)
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 8, 8, 8)
        column.setSpacing(8)
        column.addLayout(line)
        column.addWidget(self.table, 1)

    def _set_up_table(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(tr("Segments"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setAlternatingRowColors(True)
        table.setShowGrid(False)
        table.setWordWrap(False)
        table.setIconSize(QSize(10, 10))
        table.setTabKeyNavigation(False)
        table.setSortingEnabled(True)
        table.sortByColumn(SegmentColumn.START, Qt.SortOrder.AscendingOrder)
        # Rows of one fixed height spare the view from asking each of them.
        table.verticalHeader().hide()
        table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        table.verticalHeader().setDefaultSectionSize(self.fontMetrics().height() + 10)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setMinimumSectionSize(40)
        # What a segment says stands beside when it begins, in sight even where the table is narrow.
        header.moveSection(header.visualIndex(SegmentColumn.LABEL), 1)
        self._fit_columns()
        table.viewport().installEventFilter(self)
        header.sectionResized.connect(self._section_resized)

    def _fit_columns(self) -> None:
        wide = self.fontMetrics().horizontalAdvance
        time = self.model.text(Segment(0.0, 0.0, "", "", 1.0), SegmentColumn.START)
        for section, text in (
            (SegmentColumn.START, f"00{time}"),
            (SegmentColumn.END, f"00{time}"),
            (SegmentColumn.LENGTH, "0000.00 s"),
            (SegmentColumn.TRACK, "Sentiment"),
            (SegmentColumn.SCORE, f"{tr(TITLES[SegmentColumn.SCORE])} 0"),
        ):
            self.table.setColumnWidth(section, wide(text) + 24)
        self._fit_label()

    def _section_resized(self, section: int, _before: int, _now: int) -> None:
        if section != SegmentColumn.LABEL:
            self._fit_label()

    def _fit_label(self) -> None:
        """Give labels the room that the other columns leave, but never too little to be read."""
        header = self.table.horizontalHeader()
        others = header.length() - header.sectionSize(SegmentColumn.LABEL)
        least = self.fontMetrics().averageCharWidth() * LABEL
        header.resizeSection(SegmentColumn.LABEL, max(least, self.table.viewport().width() - others))
