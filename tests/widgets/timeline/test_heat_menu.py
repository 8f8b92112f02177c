"""Of many tags those are shown that are wanted."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF
from PySide6.QtWidgets import QLineEdit, QMenu

from inference.contract.types import TrackKind
from tests.widgets.known import make_track
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.heat_menu import add_heat
from widgets.timeline.lanes.ranking import RankingOptions

NAMES = ("dog", "cat", "car", "hot dog", "tree")


@pytest.fixture
def lane(timeline) -> HeatLane:
    """Dog first, cat from 50 on, a little car, hot dog at the end, no tree."""
    values = np.zeros((100, 5), np.float32)
    values[:50, 0], values[50:, 1], values[:, 2], values[95:, 3] = 0.9, 0.8, 0.3, 1.0
    made = HeatLane(make_track("tags", np.arange(100), values, NAMES, kind=TrackKind.HEAT), rows=3)
    timeline.add_lane(made)
    timeline.flush()
    return made


def names(lane: HeatLane) -> list[str]:
    return [row.label for row in lane.rows(0.0)]


def test_what_is_found_by_name_is_shown(lane, timeline):
    assert names(lane) == ["dog", "cat", "car"]
    lane.set_ranking(RankingOptions(find=" DOG"))
    assert names(lane) == ["dog", "hot dog"]
    timeline.flush()
    assert lane.drawn == 2 * lane.window.pixels
    lane.set_ranking(RankingOptions(find="zebra"))
    assert names(lane) == []
    assert not lane.is_empty()
    assert lane.note == "“zebra”"
    timeline.flush()
    assert lane.drawn == 0


def test_what_is_most_present_in_sight_comes_first(lane, timeline):
    lane.set_ranking(RankingOptions(here=True))
    timeline.transport.set_view(60, 100)
    timeline.flush()
    assert names(lane) == ["cat", "car", "hot dog"]
    timeline.transport.set_view(0, 40)
    timeline.flush()
    assert names(lane) == ["dog", "car"]
    lane.set_ranking(RankingOptions())
    assert names(lane) == ["dog", "cat", "car"]


def test_pinned_ones_stay_on_top_wherever_they_are(lane, timeline):
    lane.pin("tree", pinned=True)
    lane.pin("car", pinned=True)
    assert names(lane) == ["tree", "car", "dog"]
    assert [row.pinned for row in lane.rows(0.0)] == [True, True, False]
    timeline.transport.set_view(60, 100)
    lane.set_ranking(RankingOptions(lane.wishes.pinned, here=True))
    timeline.flush()
    assert names(lane) == ["tree", "car", "cat"]
    lane.pin("tree", pinned=False)
    assert names(lane)[0] == "car"


def test_a_higher_lane_has_more_rows(lane, timeline):
    lane.set_height(round(lane.strip + 3 + 4 * lane.line))
    assert names(lane) == ["dog", "cat", "car", "hot dog"]
    lane.set_height(lane.least_height)
    assert len(names(lane)) == 1
    lane.set_height(None)
    assert len(names(lane)) == 3


def test_pins_and_order_are_remembered_but_not_what_was_searched_for(lane, timeline):
    lane.pin("car", pinned=True)
    lane.set_ranking(RankingOptions(("car",), here=True, find="c"))
    state = timeline.stack.arrangement.state()
    assert state["options"] == {"tags": {"pinned": ["car"], "here": True}}
    timeline.stack.restore({})
    assert lane.wishes == RankingOptions(find="c")
    timeline.stack.restore(state)
    assert lane.wishes.pinned == ("car",)
    timeline.stack.restore({"options": {"tags": {"pinned": [5], "here": "x"}}})
    assert lane.wishes == RankingOptions(find="c")


def test_the_menu_finds_orders_and_pins(lane, timeline, qtbot):
    menu = QMenu(timeline)
    add_heat(lane, menu, lane.strip + 1.5 * lane.line)
    field = menu.findChild(QLineEdit)
    assert field is not None
    qtbot.keyClicks(field, "ca")
    assert names(lane) == ["cat", "car"]
    field.clear()
    texts = {action.text(): action for action in menu.actions()}
    texts["Pin cat"].trigger()
    assert names(lane) == ["cat", "dog", "car"]
    texts["Sort by the visible range"].trigger()
    assert lane.wishes.here
    menu = QMenu(timeline)
    add_heat(lane, menu, lane.strip + 0.5 * lane.line)
    assert any(action.text() == "Unpin cat" for action in menu.actions())


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)")  # the menu, offscreen
def test_the_menu_opens_over_its_header(lane, timeline, qtbot):
    head = timeline.stack.heads[0]
    head.menu_wanted.emit(head.mapToGlobal(QPointF(40, lane.strip + 2)).toPoint())
    menu = timeline.findChild(QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert any(action.text() == "Pin dog" for action in menu.actions())
    menu.close()
