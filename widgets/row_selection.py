"""Lets the rows of a table of segments and a SegmentSelection follow each other."""

from collections.abc import Iterator
from contextlib import contextmanager

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QObject
from PySide6.QtWidgets import QAbstractItemView, QTableView

from inference.contract.types import Segment
from widgets.segment_model import SegmentModel
from widgets.segment_selection import SegmentSelection

_Flag = QItemSelectionModel.SelectionFlag


class RowSelection(QObject):
    """Rows that are filtered away are not selected in the table, but stay so elsewhere."""

    def __init__(self, table: QTableView, model: SegmentModel, selection: SegmentSelection) -> None:
        super().__init__(table)
        self._table = table
        self._model = model
        self._selection = selection
        self._rows: dict[Segment, int] | None = None
        self._quiet = False
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.selectionModel().selectionChanged.connect(self._from_rows)
        selection.changed.connect(self._to_rows)
        model.modelReset.connect(self._forget_rows)
        model.layoutChanged.connect(self._forget_order)

    def _from_rows(self, *_: object) -> None:
        if not self._quiet:
            rows = self._table.selectionModel().selectedRows()
            with self._silenced():
                self._selection.set(self._model.shown[index.row()] for index in rows)

    def _to_rows(self) -> None:
        if not self._quiet:
            self._select()
            first = next((segment for segment in self._selection.segments if segment in self._found()), None)
            if first is not None:
                self._table.scrollTo(self._model.index(self._found()[first], 0))

    def _forget_rows(self) -> None:
        self._rows = None
        self._select()

    def _forget_order(self) -> None:
        self._rows = None

    def _select(self) -> None:
        chosen = QItemSelection()
        if self._selection.segments:
            for row in sorted(self._found()[s] for s in self._selection.segments if s in self._found()):
                chosen.select(self._model.index(row, 0), self._model.index(row, 0))
        with self._silenced():
            self._table.selectionModel().select(chosen, _Flag.ClearAndSelect | _Flag.Rows)

    def _found(self) -> dict[Segment, int]:
        """Give the rows of segments: made when first asked for, as most changes ask for none."""
        if self._rows is None:
            self._rows = {segment: row for row, segment in enumerate(self._model.shown)}
        return self._rows

    @contextmanager
    def _silenced(self) -> Iterator[None]:
        before, self._quiet = self._quiet, True
        try:
            yield
        finally:
            self._quiet = before
