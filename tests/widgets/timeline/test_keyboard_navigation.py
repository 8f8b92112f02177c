"""The timeline without a mouse, and what a screen reader hears of it."""

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QContextMenuEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QMenu

from inference.contract.types import Segment
from tests.widgets.known import make_track, sentiment_track
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane

NONE = Qt.KeyboardModifier.NoModifier
SHIFT, CONTROL = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.ControlModifier
Key = Qt.Key


@pytest.fixture
def lanes(timeline):
    """Shots, a level, sentiment, and more than there is room for."""
    shots = [Segment(a, b, "shots", f"shot {a}", 0.8) for a, b in ((0, 20), (20, 50), (60, 70))]
    timeline.add_lane(SegmentLane("shots", "Shots", shots))
    timeline.add_lane(CurveLane(make_track("level", np.arange(100), np.linspace(0, 1, 100))))
    felt = SentimentLane(sentiment_track())
    felt.set_segments([Segment(1.0, 4.0, "sentiment", "happy", 0.9)])
    timeline.add_lane(felt)
    for number in range(6):
        timeline.add_lane(CurveLane(make_track(f"more{number}", np.arange(100), np.linspace(0, 1, 100))))
    timeline.flush()
    return timeline


def test_up_and_down_walk_through_the_lanes(lanes, qtbot):
    qtbot.keyClick(lanes, Key.Key_Down)
    assert lanes.stack.current == "shots"
    assert lanes.accessibleDescription() == "Shots, 1/9, shot 0"
    qtbot.keyClick(lanes, Key.Key_Down)
    assert lanes.accessibleDescription() == "Level, 2/9, 0.00"
    assert [head.current for head in lanes.stack.heads][:3] == [False, True, False]
    qtbot.keyClick(lanes, Key.Key_Up)
    qtbot.keyClick(lanes, Key.Key_Up)
    assert lanes.stack.current == "shots"


def test_the_current_lane_is_brought_into_sight(lanes, qtbot):
    qtbot.waitUntil(lambda: lanes._area.verticalScrollBar().maximum() > 0)
    for _ in range(9):
        qtbot.keyClick(lanes, Key.Key_Down)
    assert lanes.stack.current == "more5"
    assert lanes.lane("more5") in lanes.in_sight()
    bar = lanes._area.verticalScrollBar()
    assert bar.value() == bar.maximum() > 0
    for _ in range(9):
        qtbot.keyClick(lanes, Key.Key_Up)
    assert bar.value() == 0


def test_the_current_lane_can_be_seen(lanes):
    head = lanes.stack.heads[0]
    before = head.grab().toImage()
    lanes.stack.set_current("shots")
    image = head.grab().toImage()
    assert image.pixelColor(1, 10).name() == lanes.theme.accent
    assert before.pixelColor(1, 10) != image.pixelColor(1, 10)


def test_segments_are_walked_through_and_told(lanes, transport, qtbot):
    lanes.stack.set_current("shots")
    told = []
    for _ in range(3):
        qtbot.keyClick(lanes, Key.Key_Right, CONTROL)
        told.append((transport.position, lanes.walk.said))
    assert told[:2] == [
        (20.0, "0:20.00, shot 20 · 30.00 s · 80%"),
        (60.0, "1:00.00, shot 60 · 10.00 s · 80%"),
    ]
    assert transport.position == 100.0  # after the last one comes the end
    qtbot.keyClick(lanes, Key.Key_Left, CONTROL)
    assert transport.position == 60.0
    lanes.stack.set_current("sentiment")
    qtbot.keyClick(lanes, Key.Key_Left, CONTROL)
    assert transport.position == 1.0
    assert lanes.accessibleDescription() == "0:01.00, happy · 3.00 s · 90%"


def test_keys_of_the_current_lane_come_before_those_of_the_program(lanes, transport, qtbot):
    shortcut = QShortcut(QKeySequence("Ctrl+Right"), lanes)
    pressed = []
    shortcut.activated.connect(lambda: pressed.append(True))
    lanes.setFocus()
    lanes.activateWindow()
    qtbot.waitUntil(lanes.hasFocus)
    qtbot.keyClick(lanes, Key.Key_Right, CONTROL)
    assert pressed == [True]
    lanes.stack.set_current("shots")
    qtbot.keyClick(lanes, Key.Key_Right, CONTROL)
    assert pressed == [True]
    assert transport.position == 20.0


def test_lanes_are_moved_made_higher_and_folded(lanes, qtbot):
    lanes.stack.set_current("level")
    lane = lanes.lane("level")
    before = lane.height
    qtbot.keyClick(lanes, Key.Key_Down, SHIFT)
    assert lane.height > before
    qtbot.keyClick(lanes, Key.Key_Up, SHIFT)
    assert lane.height == before
    for _ in range(20):
        qtbot.keyClick(lanes, Key.Key_Up, SHIFT)
    assert lane.height == lane.least_height
    qtbot.keyClick(lanes, Key.Key_Up, CONTROL | SHIFT)
    assert [each.key for each in lanes.stack.shown][:2] == ["level", "shots"]
    assert lanes.accessibleDescription().startswith("Level, 1/9")
    qtbot.keyClick(lanes, Key.Key_Return)
    assert lane.collapsed
    assert lanes.accessibleDescription() == "Level, collapsed"


def test_without_a_current_lane_keys_are_not_for_lanes(lanes, qtbot):
    qtbot.keyClick(lanes, Key.Key_Return)
    qtbot.keyClick(lanes, Key.Key_Up, CONTROL | SHIFT)
    assert [each.key for each in lanes.stack.shown][:2] == ["shots", "level"]
    assert not any(lane.collapsed for lane in lanes.lanes())


@pytest.mark.qt_log_ignore("does not support (raise|grabbing)")  # the menu, offscreen
def test_the_menu_key_opens_the_menu_of_the_current_lane(lanes, qtbot):
    lanes.stack.set_current("level")
    event = QContextMenuEvent(QContextMenuEvent.Reason.Keyboard, QPoint(5, 5), QPoint(5, 5))
    QApplication.sendEvent(lanes, event)
    menu = lanes.findChild(QMenu)
    qtbot.waitUntil(menu.isVisible)
    assert menu.actions()[0].text() == "Level"
    menu.close()


def test_each_lane_has_a_name_and_says_its_value(lanes, transport):
    transport.tick(30)
    names = [head.accessibleName() for head in lanes.stack.heads]
    assert names[:2] == ["Shots: shot 20", "Level: 0.30"]
    assert all(head._fold.accessibleName() for head in lanes.stack.heads)
    assert lanes.ruler.accessibleName()
    assert lanes.overview.accessibleName()
