"""Lanes stand where the user put them, as high as the user made them, and stay so."""

import json

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFont, QFontInfo

from tests.widgets.known import Mouse, make_track
from widgets.palette import DARK, stylesheet
from widgets.timeline.frame.arrangement import Arrangement
from widgets.timeline.interaction.lane_menu import lane_menu
from widgets.timeline.lanes.curve import CurveLane

KEYS = ("a", "b", "c", "d")


def curve(key: str, **options) -> CurveLane:
    return CurveLane(make_track(key, np.arange(100.0), np.linspace(0, 1, 100)), **options)


def shown(view) -> list[str]:
    return [lane.key for lane in view.stack.shown]


@pytest.fixture
def four(timeline):
    for key in KEYS:
        timeline.add_lane(curve(key))
    return timeline


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        ("abcd", "cabd"),
        ("ab", "ab"),
        ("abxcd", "cabxd"),  # what is new stands below the one it came after
        ("xab", "xab"),
        ("", ""),
    ],
)
def test_lanes_of_other_files_find_their_places(keys, expected):
    wishes = Arrangement()
    wishes.move("c", "a", list("abcd"))
    assert "".join(wishes.arrange(list(keys))) == expected


def test_a_move_in_one_file_leaves_lanes_of_another_where_they_were():
    wishes = Arrangement(order=list("axbyc"))
    wishes.move("c", "a", list("abc"))
    assert "".join(wishes.arrange(list("abc"))) == "cab"
    assert "".join(key for key in wishes.order if key in "xy") == "xy"
    assert "".join(wishes.arrange(list("xy"))) == "xy"


@pytest.mark.parametrize("state", [{}, {"order": 5, "heights": [1]}, {"hidden": None, "heights": {"a": "x"}}])
def test_what_cannot_be_understood_is_as_if_it_had_never_been(state):
    wishes = Arrangement()
    wishes.restore(state)
    assert wishes == Arrangement()


def test_a_header_that_is_dragged_carries_its_lane(four, qtbot):
    head = four.stack.heads[3]
    with qtbot.waitSignal(four.stack.arranged):
        Mouse(head).drag((60, 20), (60, 20 - 3 * head.height()))
    assert shown(four) == ["d", "a", "b", "c"]
    assert [lane.key for lane, _ in four.canvas.lanes] == shown(four)
    assert [head.lane.key for head in sorted(four.stack.heads, key=lambda head: head.y())] == shown(four)
    head = four.stack.heads[0]
    Mouse(head).drag((60, 20), (60, 20 + 8 * head.height()))
    assert shown(four) == ["a", "b", "c", "d"]


def test_a_header_that_is_let_go_where_it_stood_stays(four, qtbot):
    with qtbot.assertNotEmitted(four.stack.arranged):
        Mouse(four.stack.heads[1]).drag((60, 20), (60, 30))
    assert shown(four) == list(KEYS)


def test_the_edge_of_a_header_changes_the_height(four, qtbot):
    head, lane = four.stack.heads[0], four.lane("a")
    before, below = lane.height, four.canvas.lanes[1][1].top()
    with qtbot.waitSignal(four.stack.arranged):
        Mouse(head).drag((60, before - 2), (60, before + 38))
    assert lane.height == before + 40 == head.height()
    assert four.canvas.lanes[1][1].top() == below + 40
    Mouse(head).drag((60, lane.height - 2), (60, -200))
    assert lane.height == lane.least_height
    Mouse(head).send(
        QEvent.Type.MouseButtonDblClick,
        head.mapToGlobal(QPointF(60, lane.height - 2)),
        Qt.MouseButton.LeftButton,
    )
    assert lane.height == before


def test_hidden_lanes_come_back_where_they_were(four):
    four.stack.set_hidden("b", True)
    assert shown(four) == ["a", "c", "d"]
    assert [lane.key for lane in four.lanes()] == list(KEYS)
    four.flush()
    assert four.lane("b") not in four.in_sight()
    assert not four.lane("b").box.isVisible()
    four.stack.set_hidden("b", False)
    assert shown(four) == list(KEYS)
    assert four.lane("b").box.isVisible()


def chosen(menu, text: str):
    """The action of a menu, or of one in it, by its text, or by how that starts."""
    submenus = [action.menu() for action in menu.actions() if action.menu() is not None]
    actions = [action for each in (menu, *submenus) for action in each.actions()]
    named = [action for action in actions if action.text() == text]
    return next(iter(named or [action for action in actions if action.text().startswith(text)]))


def test_the_menu_moves_hides_and_shows(four):
    chosen(lane_menu(four.stack, "b", four), "Move up").trigger()
    assert shown(four) == ["b", "a", "c", "d"]
    assert not chosen(lane_menu(four.stack, "b", four), "Move up").isEnabled()
    chosen(lane_menu(four.stack, "b", four), "Move down").trigger()
    chosen(lane_menu(four.stack, "c", four), "Hide").trigger()
    assert shown(four) == ["a", "b", "d"]
    chosen(lane_menu(four.stack, "a", four), "C").trigger()
    assert shown(four) == list(KEYS)
    chosen(lane_menu(four.stack, "a", four), "Collapse").trigger()
    assert four.lane("a").collapsed
    for key in KEYS:
        four.stack.set_hidden(key, True)
    chosen(lane_menu(four.stack, None, four), "Show all lanes").trigger()
    assert shown(four) == list(KEYS)


def test_what_was_chosen_is_given_and_taken_again(four):
    four.stack.move("d", "a")
    four.lane("b").set_collapsed(True)
    four.lane("c").set_height(150)
    four.stack.set_hidden("a", True)
    state = json.loads(json.dumps(four.stack.arrangement.state()))
    four.stack.restore({})
    four.clear()
    four.stack.restore(state)
    for key in KEYS:
        four.add_lane(curve(key))
    assert shown(four) == ["d", "b", "c"]
    assert four.lane("b").collapsed
    assert four.lane("c").height == 150


@pytest.mark.parametrize("sheet", ["", stylesheet(DARK)])
def test_lanes_and_headers_grow_with_the_font(four, qtbot, sheet):
    four.setStyleSheet(sheet)
    heights = [lane.height for lane in four.stack.shown]
    width, ruler = four.stack.heads[0].width(), four.ruler.height()
    four.lane("b").set_collapsed(True)
    folded = four.lane("b").height
    font = QFont(four.font())
    font.setPixelSize(2 * QFontInfo(font).pixelSize())
    four.setFont(font)
    four.lane("b").set_collapsed(False)
    grown = [lane.height for lane in four.stack.shown]
    assert all(1.8 * old <= new <= 2.2 * old for old, new in zip(heights, grown, strict=True))
    assert four.stack.heads[0].width() == pytest.approx(2 * width, abs=4)
    qtbot.waitUntil(lambda: four.ruler.height() >= 1.4 * ruler)
    four.lane("b").set_collapsed(True)
    assert four.lane("b").height > 1.4 * folded
    for time in (0.0, 33.0, 100.0):
        assert four.ruler.x_at(time) == pytest.approx(four.canvas.x_at(time), abs=1)
