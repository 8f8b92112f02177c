"""Segments are selected in lanes of each kind, and shared."""

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QTableView

from inference.contract.types import Segment, TrackKind
from tests.widgets.known import make_track
from widgets.palette import DARK
from widgets.row_selection import RowSelection
from widgets.segment_model import SegmentModel
from widgets.segment_selection import SegmentSelection
from widgets.timeline.interaction.outlines import Outlines
from widgets.timeline.interaction.picking import SegmentPicker
from widgets.timeline.lanes.markers import MarkerLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.tags import TagsLane

DOG = Segment(10.0, 30.0, "tags", "dog", 0.8)
CAT = Segment(20.0, 60.0, "tags", "cat", 0.7)


@pytest.fixture
def selection():
    return SegmentSelection()


@pytest.fixture
def picking(timeline, selection):
    picking = SegmentPicker(timeline.canvas, selection)
    Outlines(timeline.canvas, picking, selection)
    return picking


def test_what_is_gone_is_no_longer_selected_and_nothing_is_told_twice(selection, qtbot):
    heard = []
    selection.changed.connect(lambda: heard.append(selection.segments))
    selection.set([CAT, DOG])
    selection.set([DOG, CAT])
    selection.toggle(CAT)
    selection.keep([DOG])
    selection.keep([CAT])
    selection.clear()
    assert heard == [(DOG, CAT), (DOG,), ()]
    assert selection.track == "tags"


def test_of_segments_that_overlap_the_row_decides(timeline, picking, selection, mouse):
    timeline.add_lane(SegmentLane("tags", "Tags", [DOG, CAT]))
    timeline.flush()
    for segment in (DOG, CAT):
        mouse.click(timeline.canvas.x_at(25.0), picking.rect_of(segment).center().y())
        assert selection.segments == (segment,)
    mouse.click(timeline.canvas.x_at(80.0), 10)
    assert selection.segments == ()
    assert selection.track == "tags"


def test_tags_are_selected_in_their_strip_only(timeline, picking, selection, mouse):
    track = make_track("tags", np.arange(100), np.ones((100, 2)), ("dog", "cat"), TrackKind.HEAT)
    lane = TagsLane(track)
    lane.set_segments([DOG, CAT])
    timeline.add_lane(lane)
    timeline.flush()
    x = timeline.canvas.x_at(25.0)
    mouse.click(x, lane.height - 5)
    assert selection.segments == ()
    mouse.click(x, picking.rect_of(DOG).center().y())
    assert selection.segments == (DOG,)


def test_a_marker_is_hit_at_its_flag(timeline, picking, selection, mouse):
    marker = Segment(50.0, 50.0, "markers.blue", "go", 1.0)
    lane = MarkerLane("markers", "Markers", lambda _segment, _theme: QColor("blue"))
    lane.set_segments([marker])
    timeline.add_lane(lane)
    timeline.flush()
    x, y = timeline.canvas.x_at(50.0), 12
    mouse.click(x + 30, y)
    assert selection.segments == ()
    mouse.click(x + 4, y)
    assert selection.segments == (marker,)


def test_a_selected_segment_is_framed_and_what_the_user_made_is_marked(timeline, selection):
    picking = SegmentPicker(timeline.canvas, selection)
    outlines = Outlines(timeline.canvas, picking, selection)
    timeline.add_lane(SegmentLane("tags", "Tags", [DOG]))
    timeline.flush()
    plain = timeline.canvas.grab().toImage()
    selection.set([DOG])
    framed = timeline.canvas.grab().toImage()
    assert framed != plain
    selection.clear()
    outlines.set_marked({DOG: True})
    marked = timeline.canvas.grab().toImage()
    rect = picking.rect_of(DOG)
    assert rect is not None
    under = marked.pixelColor(round(rect.center().x()), round(rect.bottom()) - 1)
    assert (
        under.lightness() > plain.pixelColor(round(rect.center().x()), round(rect.bottom()) - 1).lightness()
    )


def test_rows_follow_the_selection_through_filter_and_order(qtbot, selection):
    model, table = SegmentModel(DARK), QTableView()
    qtbot.addWidget(table)
    table.setModel(model)
    table.setSelectionBehavior(QTableView.SelectionBehavior.SelectRows)
    RowSelection(table, model, selection)
    model.set_segments([DOG, CAT])

    def rows():
        return [model.shown[index.row()].label for index in table.selectionModel().selectedRows()]

    selection.set([CAT])
    assert rows() == ["cat"]
    model.set_filter("dog")
    assert rows() == []
    assert selection.segments == (CAT,)
    model.set_filter("")
    assert rows() == ["cat"]
    # As a plain click does: selectRow heeds keys that another test may have left pressed.
    chosen = QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows
    table.selectionModel().select(model.index(0, 0), chosen)
    assert selection.segments == (DOG,)
    model.set_segments([DOG])
    assert rows() == ["dog"]
