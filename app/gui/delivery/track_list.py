"""Tracks with a box to check for each."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from app.document import Document
from app.edits import MARKERS, NOTES
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from resources.language import label, mark, tr

OWN = {NOTES: mark("Notes"), MARKERS: mark("Markers")}


class TrackList(QListWidget):
    """All of a document's analyzers, and the user's own; those that are known where there is no document."""

    def __init__(self, document: Document | None, analyzers: AnalyzerRegistry = ANALYZERS) -> None:
        super().__init__()
        known = document.analyzers if document is not None else analyzers
        there = list(document.runs) if document is not None else list(known)
        titles = {key: label(known[key].title if key in known else key) for key in there}
        for key, title in (titles | {key: tr(text) for key, text in OWN.items()}).items():
            item = QListWidgetItem(title, self)
            item.setData(Qt.ItemDataRole.UserRole, key)
            item.setSizeHint(QSize(0, self.fontMetrics().height() + 7))
            item.setFlags(Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        self.setMinimumHeight(160)

    def set_checked(self, key: str, checked: bool) -> None:
        """Choose a track, or leave it out."""
        for item in self._items():
            if item.data(Qt.ItemDataRole.UserRole) == key:
                item.setCheckState(Qt.CheckState.Checked if checked else Qt.CheckState.Unchecked)

    def any_chosen(self) -> bool:
        """Say whether anything is left to export."""
        return any(item.checkState() is Qt.CheckState.Checked for item in self._items())

    def chosen(self) -> tuple[str, ...]:
        """Give the keys that are checked; none where all are, which means what is not listed here, too."""
        items = self._items()
        keys = [i.data(Qt.ItemDataRole.UserRole) for i in items if i.checkState() is Qt.CheckState.Checked]
        return tuple(keys) if len(keys) < len(items) else ()

    def _items(self) -> list[QListWidgetItem]:
        return [self.item(row) for row in range(self.count())]
