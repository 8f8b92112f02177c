"""Segments to sort, filter and go to."""

import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, Qt
from PySide6.QtTest import QAbstractItemModelTester

from inference.contract.types import Segment
from widgets.palette import DARK
from widgets.segment_model import SegmentColumn, SegmentModel
from widgets.segment_table import SegmentTable

SEGMENTS = [
    Segment(0.0, 5.0, "shots", "cut", 1.0),
    Segment(61.5, 62.0, "tags", "Guide dog", 0.71),
    Segment(5.0, 61.5, "shots", "dissolve", 0.8),
    Segment(30.0, 33.0, "tags", "cat", 0.9),
]


@pytest.fixture
def table(qtbot) -> SegmentTable:
    result = SegmentTable()
    qtbot.addWidget(result)
    result.set_segments(SEGMENTS)
    with qtbot.waitExposed(result):
        result.show()
    return result


def row(table: SegmentTable, number: int) -> list[str]:
    return [table.model.index(number, column).data() for column in SegmentColumn]


def test_the_model_keeps_qts_rules(qtbot):
    model = SegmentModel(DARK)
    tester = QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.set_segments(SEGMENTS)
    model.sort(SegmentColumn.LABEL, Qt.SortOrder.DescendingOrder)
    model.set_filter("dog")
    model.set_titles({"shots": "Shots"})
    model.set_filter("")
    model.set_segments([])
    assert tester.model() is model


def test_rows_say_what_a_segment_is(table):
    table.set_titles({"shots": "Shots"})
    assert row(table, 1) == ["0:05.00", "1:01.50", "dissolve", "Shots", "56.50 s", "80%"]
    table.set_formatter(lambda time: f"{time:g}s")
    assert row(table, 1)[:2] == ["5s", "61.5s"]


def test_a_marker_without_a_text_is_called_by_its_track(table):
    table.set_titles({"markers.blue": "Markers, blue"})
    table.set_segments([Segment(1.0, 1.0, "markers.blue", "", 1.0)])
    assert row(table, 0)[2] == "Markers, blue"


@pytest.mark.parametrize(
    ("column", "labels"),
    [
        (SegmentColumn.START, ["cut", "dissolve", "cat", "Guide dog"]),
        (SegmentColumn.LABEL, ["cat", "cut", "dissolve", "Guide dog"]),
        (SegmentColumn.LENGTH, ["Guide dog", "cat", "cut", "dissolve"]),
        (SegmentColumn.SCORE, ["Guide dog", "dissolve", "cat", "cut"]),
    ],
)
def test_a_click_on_a_heading_sorts(table, qtbot, column, labels):
    header = table.table.horizontalHeader()
    table.table.sortByColumn(column, Qt.SortOrder.AscendingOrder)
    assert [s.label for s in table.segments()] == labels
    table.resize(900, 300)
    place = QPoint(header.sectionViewportPosition(column) + 10, 5)
    qtbot.mouseClick(header.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert [s.label for s in table.segments()] == labels[::-1]


def test_what_is_selected_stays_so_while_sorting(table):
    selection = table.table.selectionModel()
    rows = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    selection.select(table.model.index(0, 0), rows)
    table.table.sortByColumn(SegmentColumn.LABEL, Qt.SortOrder.DescendingOrder)
    assert [table.segments()[index.row()].label for index in selection.selectedRows()] == ["cut"]


def test_typing_filters_by_all_words(table, qtbot):
    qtbot.keyClicks(table.filter, "DOG tags")
    assert [s.label for s in table.segments()] == ["Guide dog"]
    assert table.count.text() == "1 of 4"
    table.filter.clear()
    assert table.count.text() == "4"


def test_new_segments_keep_filter_and_order(table, qtbot):
    qtbot.keyClicks(table.filter, "c")
    table.table.sortByColumn(SegmentColumn.START, Qt.SortOrder.DescendingOrder)
    table.set_segments([*SEGMENTS, Segment(90, 91, "tags", "cow", 0.5)])
    assert [s.label for s in table.segments()] == ["cow", "cat", "cut"]


def test_a_double_click_goes_there(table, qtbot):
    place = table.table.visualRect(table.model.index(2, SegmentColumn.LABEL)).center()
    heard = []
    table.seek_requested.connect(heard.append)
    table.segment_activated.connect(heard.append)
    qtbot.mouseClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == []
    qtbot.mouseDClick(table.table.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert heard == [30.0, SEGMENTS[3]]


def test_enter_goes_there(table, qtbot):
    table.table.setCurrentIndex(table.model.index(1, 0))
    with qtbot.waitSignal(table.seek_requested) as heard:
        qtbot.keyClick(table.table, Qt.Key.Key_Return)
    assert heard.args == [5.0]


def test_a_label_stands_beside_its_start_and_is_seen_in_a_narrow_table(table, qtbot):
    header = table.table.horizontalHeader()
    said = "a label of some length"
    table.set_segments([*SEGMENTS, Segment(90, 91, "tags", said, 0.5)])
    for width in (290, 900, 260):
        table.resize(width, 300)
        index = table.model.index(4, SegmentColumn.LABEL)
        place = table.table.visualRect(index)
        assert header.visualIndex(SegmentColumn.LABEL) == 1
        assert place.left() >= header.sectionSize(SegmentColumn.START)
        assert place.width() > table.fontMetrics().horizontalAdvance(said)
    assert said in index.data(Qt.ItemDataRole.ToolTipRole)
    table.resize(900, 300)
    assert header.length() == table.table.viewport().width(), "the label takes what is left"
    header.resizeSection(SegmentColumn.SCORE, 120)
    assert header.length() == table.table.viewport().width()


class Counted(SegmentModel):
    asked = 0

    def data(self, index, role=Qt.ItemDataRole.DisplayRole):
        self.asked += 1
        return super().data(index, role)


def test_fifty_thousand_rows_are_asked_for_only_where_seen(qtbot):
    table = SegmentTable()
    qtbot.addWidget(table)
    model = Counted(DARK, table)
    table.table.setModel(model)
    table.resize(700, 400)
    with qtbot.waitExposed(table):
        table.show()
    model.set_segments([Segment(i / 2, i / 2 + 1, "tags", f"label {i % 97}", 0.5) for i in range(50_000)])
    qtbot.wait(5)
    shown = table.table.viewport().height() // table.table.rowHeight(0) + 2
    assert 0 < model.asked < shown * len(SegmentColumn) * 60
    model.asked = 0
    model.set_filter("label 42")
    table.table.sortByColumn(SegmentColumn.LABEL, Qt.SortOrder.DescendingOrder)
    assert model.asked < shown * len(SegmentColumn) * 60
    assert len(model.shown) == sum(1 for i in range(50_000) if i % 97 == 42)
