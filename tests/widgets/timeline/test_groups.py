"""Lanes that stand in groups, which fold together."""

import json
from itertools import pairwise

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage

from tests.widgets.known import Mouse
from tests.widgets.timeline.test_arrangement import chosen, curve
from widgets.palette import DARK, LIGHT
from widgets.timeline.interaction.lane_menu import lane_menu
from widgets.timeline.lanes.groups import StackGroup, group_lanes
from widgets.timeline.picture import write_picture

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL_SHIFT = Qt.KeyboardModifier.ControlModifier | SHIFT
GROUPS = (StackGroup("g:one", "One"), StackGroup("g:two", "Two"), StackGroup("g:none", "None"))
OF = {"a": "g:two", "b": "g:one", "c": "g:two", "d": "g:one"}


def lane(key: str):
    made = curve(key)
    made.group = OF.get(key, "")
    return made


@pytest.fixture
def four(timeline):
    """b and d in the first group, a and c in the second."""
    timeline.stack.set_groups(GROUPS)
    for key in "abcd":
        timeline.add_lane(lane(key))
    timeline.flush()
    return timeline


def rows(view) -> str:
    return " ".join(row.key for row in view.stack.rows)


def in_column(view) -> list[str]:
    """What is seen of the headers, from the top down."""
    seen = sorted((head for head in view._column.heads if head.isVisible()), key=lambda head: head.y())
    edges = [(head.y(), head.geometry().bottom() + 1) for head in seen]
    assert all(above[1] == below[0] for above, below in pairwise(edges))
    return [head.group.key if hasattr(head, "group") else head.lane.key for head in seen]


def test_lanes_stand_below_their_groups_in_their_order(four):
    assert rows(four) == "g:one b d g:two a c"
    assert in_column(four) == ["g:one", "b", "d", "g:two", "a", "c"]
    tops = [rect.top() for _, rect in four.canvas.lanes]
    assert [band.key for band in four.canvas.bands] == ["g:one", "g:two"]
    assert four.canvas.bands[1].rect.bottom() == tops[2]
    assert four.canvas.minimumHeight() == four.stack.height


def test_a_group_alone_has_no_line_above_it():
    only = [lane("b"), lane("d")]
    assert group_lanes(only, GROUPS) == [(None, only)]
    other, loose = lane("a"), lane("x")
    assert group_lanes([*only, other, loose], GROUPS) == [
        (None, [loose]),
        (GROUPS[0], only),
        (GROUPS[1], [other]),
    ]
    assert group_lanes([loose], GROUPS) == [(None, [loose])]


def test_a_click_folds_all_lanes_of_a_group_and_another_shows_them(four, qtbot):
    head, before = four.stack.head_of("g:one"), four.stack.height
    four.flush()
    drawn = four.lane("b").draws
    with qtbot.waitSignal(four.stack.arranged):
        Mouse(head).click(60, 8)
    assert rows(four) == "g:one g:two a c"
    assert in_column(four) == ["g:one", "g:two", "a", "c"]
    assert four.stack.height < before
    assert four.canvas.bands[0].text == "B, D"
    assert head.accessibleName() == "One: 2 lanes"
    assert not four.lane("b").box.isVisible()
    four.transport.set_view(10, 30)
    four.flush()
    assert four.lane("b").draws == drawn, "what is folded away is not read"
    Mouse(head).click(60, 8)
    assert rows(four) == "g:one b d g:two a c"
    assert four.lane("b").box.isVisible()
    assert four.canvas.bands[0].text == ""


def test_keys_walk_over_groups_and_fold_them(four, qtbot):
    def press(key, held=Qt.KeyboardModifier.NoModifier):
        qtbot.keyClick(four, key, held)
        return four.stack.current, four.accessibleDescription()

    assert press(Qt.Key.Key_Down) == ("g:one", "One, expanded, 2 lanes")
    assert press(Qt.Key.Key_Return) == ("g:one", "One, collapsed, 2 lanes")
    assert rows(four) == "g:one g:two a c"
    assert press(Qt.Key.Key_Down)[0] == "g:two"
    assert press(Qt.Key.Key_Down)[0] == "a"
    assert press(Qt.Key.Key_Return, SHIFT) == ("g:two", "Two, collapsed, 2 lanes")
    assert rows(four) == "g:one g:two"
    assert press(Qt.Key.Key_Return)[1] == "Two, expanded, 2 lanes"
    assert four.stack.head_of("g:two").current
    assert not four.lane("a").collapsed, "lanes keep their own state"


def test_a_lane_is_moved_within_its_group_only(four, qtbot):
    four.stack.shift("b", 1)
    assert rows(four) == "g:one d b g:two a c"
    four.stack.set_current("b")
    qtbot.keyClick(four, Qt.Key.Key_Down, CONTROL_SHIFT)
    assert rows(four) == "g:one d b g:two a c"
    head = four.stack.head_of("c")
    Mouse(head).drag((60, 20), (60, -20 * head.height()))
    assert rows(four) == "g:one d b g:two c a"
    Mouse(four.stack.head_of("d")).drag((60, 20), (60, 20 * head.height()))
    assert rows(four) == "g:one b d g:two c a"
    menu = lane_menu(four.stack, "d", four)
    assert chosen(menu, "Move up").isEnabled()
    assert not chosen(menu, "Move down").isEnabled()


def test_the_menu_folds_all_groups_and_does_without_them(four):
    chosen(lane_menu(four.stack, "g:one", four), "Collapse all groups").trigger()
    assert rows(four) == "g:one g:two"
    chosen(lane_menu(four.stack, "g:one", four), "Expand all groups").trigger()
    chosen(lane_menu(four.stack, "g:two", four), "Collapse").trigger()
    assert rows(four) == "g:one b d g:two"
    chosen(lane_menu(four.stack, "b", four), "Lanes in groups").trigger()
    assert rows(four) == "a b c d"
    assert in_column(four) == list("abcd")
    four.stack.move("d", "a")
    assert rows(four) == "d a b c", "without groups a lane may stand anywhere"
    chosen(lane_menu(four.stack, "b", four), "Lanes in groups").trigger()
    assert rows(four) == "g:one d b g:two"


def test_what_is_folded_is_given_and_taken_again(four):
    four.stack.set_folded(True, "g:two")
    state = json.loads(json.dumps(four.stack.arrangement.state()))
    four.stack.restore({})
    assert rows(four) == "g:one b d g:two a c"
    four.stack.restore(state)
    assert rows(four) == "g:one b d g:two"
    four.clear()
    four.add_lane(lane("a"))
    four.add_lane(lane("b"))
    assert rows(four) == "g:one b g:two", "in the next file, too"


def test_a_group_whose_lanes_are_all_hidden_is_gone(four):
    four.stack.set_current("a")
    for key in "ac":
        four.stack.set_hidden(key, True)
    assert rows(four) == "g:one b d"
    assert four.stack.current is None
    four.stack.show_all()
    assert rows(four) == "g:one b d g:two a c"


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_the_line_of_a_group_runs_across_headers_and_lanes(four, tmp_path, theme):
    four.set_theme(theme)
    path = tmp_path / "groups.png"
    write_picture(four, path, 700)
    image, top = QImage(str(path)), four.ruler.height() + 4
    colors = {image.pixelColor(x, top).name() for x in (400, 500, 698)}
    assert colors == {theme.window}
    assert image.pixelColor(500, top + 40).name() != theme.window
