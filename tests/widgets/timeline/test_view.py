"""The timeline under a real mouse, wheel and keyboard."""

import gc
import threading

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QToolTip, QVBoxLayout, QWidget
from shiboken6 import Shiboken

from inference.contract.types import Segment
from tests.widgets.known import Mouse, make_track
from widgets.timeline.frame.header import LaneHeader
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.view import TimelineView

SHIFT = Qt.KeyboardModifier.ShiftModifier
CONTROL = Qt.KeyboardModifier.ControlModifier


def curve(key: str, **options) -> CurveLane:
    return CurveLane(make_track(key, np.arange(1000) / 10, np.linspace(0, 1, 1000)), **options)


@pytest.fixture
def many(timeline, qtbot):
    """Twelve lanes, of which some are out of sight."""
    for index in range(12):
        timeline.add_lane(curve(f"lane{index}"))
    qtbot.wait(1)
    timeline.flush()
    return timeline


def seconds_a_pixel(view) -> float:
    return 100.0 / view.canvas.width()


def test_a_click_seeks_to_what_is_under_it(many, mouse, transport, qtbot):
    with qtbot.waitSignal(transport.seek_requested):
        mouse.click(many.canvas.width() * 0.4, 30)
    assert transport.position == pytest.approx(40, abs=seconds_a_pixel(many))


def test_a_click_near_a_cut_lands_on_it(many, mouse, transport):
    transport.snap = [40.0]
    mouse.click(many.canvas.x_at(40.0) + 3, 30)
    assert transport.position == 40.0
    mouse.click(many.canvas.x_at(40.0) + 30, 30)
    assert transport.position > 41


def test_the_wheel_zooms_around_the_pointer(many, mouse, transport):
    x = many.canvas.width() * 0.25
    before = many.canvas.time_at(x)
    mouse.wheel(x, 50, 240)
    start, end = transport.view
    assert end - start == pytest.approx(100 / 1.25**2)
    assert many.canvas.time_at(x) == pytest.approx(before)


@pytest.mark.parametrize(("held", "sideways"), [(SHIFT, False), (Qt.KeyboardModifier.NoModifier, True)])
def test_the_wheel_pans_sideways(many, mouse, transport, held, sideways):
    transport.set_view(20, 40)
    mouse.wheel(300, 50, -120, held, sideways=sideways)
    assert transport.view == pytest.approx((22, 42))


def test_a_drag_pans_and_does_not_seek(many, mouse, transport):
    transport.set_view(40, 60)
    width = many.canvas.width()
    mouse.drag((width * 0.5, 40), (width * 0.25, 40))
    assert transport.view == pytest.approx((45, 65), abs=0.1)
    assert transport.position == 0.0


def test_a_drag_down_scrolls_the_lanes(many, mouse, qtbot):
    bar = many._area.verticalScrollBar()
    mouse.drag((300, 200), (300, 120))
    assert bar.value() == 80
    mouse.drag((300, 200), (300, 240))
    assert bar.value() == 40


def test_shift_and_drag_selects(many, mouse, transport):
    width = many.canvas.width()
    mouse.drag((width * 0.6, 40), (width * 0.2, 40), SHIFT)
    assert transport.selection == pytest.approx((20, 60), abs=0.2)
    assert transport.view == (0.0, 100.0)


def test_pressing_and_dragging_on_the_ruler_moves_the_playhead(many, transport):
    mouse, width = Mouse(many.ruler), many.ruler.room
    mouse.drag((width * 0.1, 8), (width * 0.9, 8))
    assert transport.position == pytest.approx(90, abs=0.2)
    assert transport.view == (0.0, 100.0)


def test_ruler_and_lanes_share_their_pixels(many):
    for time in (0.0, 33.0, 100.0):
        assert many.ruler.x_at(time) == pytest.approx(many.canvas.x_at(time), abs=1)


@pytest.mark.parametrize(
    ("key", "held", "position"),
    [
        (Qt.Key.Key_Right, Qt.KeyboardModifier.NoModifier, 50.04),
        (Qt.Key.Key_Left, Qt.KeyboardModifier.NoModifier, 49.96),
        (Qt.Key.Key_Right, SHIFT, 51.0),
        (Qt.Key.Key_Left, CONTROL, 30.0),
        (Qt.Key.Key_Right, CONTROL, 70.0),
        (Qt.Key.Key_Home, Qt.KeyboardModifier.NoModifier, 0.0),
        (Qt.Key.Key_End, Qt.KeyboardModifier.NoModifier, 100.0),
    ],
)
def test_keys_move_the_playhead(many, transport, qtbot, key, held, position):
    transport.snap = [30.0, 70.0]
    transport.tick(50)
    qtbot.keyClick(many, key, held)
    assert transport.position == pytest.approx(position)


def test_keys_zoom_around_the_playhead_and_show_all(many, transport, qtbot):
    transport.tick(20)
    qtbot.keyClick(many, Qt.Key.Key_Plus)
    assert transport.view == pytest.approx((10, 60))
    qtbot.keyClick(many, Qt.Key.Key_Minus)
    assert transport.view == pytest.approx((0, 100))
    qtbot.keyClick(many, Qt.Key.Key_Equal, SHIFT)
    qtbot.keyClick(many, Qt.Key.Key_PageDown)
    assert transport.view == pytest.approx((50, 100))
    qtbot.keyClick(many, Qt.Key.Key_0)
    assert transport.view == pytest.approx((0, 100))


def test_space_plays_and_escape_deselects(many, transport, qtbot):
    transport.select(1, 2)
    qtbot.keyClick(many, Qt.Key.Key_Space)
    assert transport.playing
    qtbot.keyClick(many, Qt.Key.Key_Escape)
    assert transport.selection is None


def test_a_press_on_the_lanes_takes_the_keys(qtbot, transport):
    window = QWidget()
    field, view = QLineEdit(), TimelineView(transport)
    column = QVBoxLayout(window)
    column.addWidget(field)
    column.addWidget(view)
    view.add_lane(curve("a"))
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    field.setFocus()
    assert not view.ruler.focused
    qtbot.mouseClick(view.canvas.viewport(), Qt.MouseButton.LeftButton)
    assert view.hasFocus()
    assert view.ruler.focused


@pytest.mark.qt_log_ignore("does not support raise")  # the tool tip, offscreen
def test_hovering_tells_the_value(timeline, mouse, qtbot):
    timeline.add_lane(curve("level"))
    timeline.add_lane(SegmentLane("shots", "Shots", [Segment(0, 50, "shots", "dissolve", 0.8)]))
    timeline.flush()
    mouse.hover(timeline.canvas.x_at(50.0), 30)
    assert QToolTip.text() == "value: 0.50"
    mouse.hover(timeline.canvas.x_at(25.0), 80)
    assert QToolTip.text() == "dissolve · 50.00 s · 80%"
    mouse.hover(timeline.canvas.x_at(75.0), 80)
    qtbot.waitUntil(lambda: not QToolTip.isVisible())


def test_headers_follow_the_playhead(timeline, transport):
    timeline.add_lane(curve("level"))
    head = timeline.findChild(LaneHeader)
    transport.tick(50)
    assert head.value == "0.50"
    assert head.accessibleName() == "Level: 0.50"


def test_lanes_keep_their_order_and_their_keys(timeline):
    timeline.add_lane(curve("b"))
    timeline.add_lane(curve("a"), at=0)
    assert [lane.key for lane in timeline.lanes()] == ["a", "b"]
    assert timeline.lane("b").title == "B"
    assert timeline.lane("c") is None
    with pytest.raises(ValueError, match="already"):
        timeline.add_lane(curve("a"))
    tops = [rect.top() for _, rect in timeline.canvas.lanes]
    assert tops == sorted(tops)
    timeline.remove_lane("a")
    timeline.remove_lane("a")
    assert [lane.key for lane in timeline.lanes()] == ["b"]
    timeline.clear()
    assert timeline.lanes() == []


def test_a_removed_lane_leaves_nothing_behind(timeline, qtbot):
    lane = curve("a")
    timeline.add_lane(lane)
    items = len(timeline.canvas.scene().items())
    timeline.remove_lane("a")
    assert len(timeline.canvas.scene().items()) < items
    draws = lane.draws
    lane.refresh()
    qtbot.wait(5)
    timeline.flush()
    assert lane.draws == draws


def test_removed_lanes_are_not_left_to_another_thread(timeline, qtbot):
    for _ in range(20):
        for index in range(4):
            timeline.add_lane(curve(f"lane{index}", fill=True))
        timeline.flush()
        boxes = [lane.box for lane in timeline.lanes()]
        timeline.clear()
        assert not any(Shiboken.isValid(box) for box in boxes)
        collector = threading.Thread(target=gc.collect)
        collector.start()
        collector.join()
    qtbot.wait(5)
    assert timeline.findChildren(LaneHeader) == []


def test_lanes_out_of_sight_do_nothing(many, transport, qtbot):
    seen, unseen = many.lanes()[0], many.lanes()[-1]
    assert unseen.draws == 0
    draws = seen.draws
    transport.pan(1)
    transport.set_view(10, 30)
    unseen.refresh()
    qtbot.waitUntil(lambda: seen.draws > draws)
    assert unseen.draws == 0
    bar = many._area.verticalScrollBar()
    bar.setValue(bar.maximum())
    qtbot.waitUntil(lambda: unseen.draws == 1)
    assert (unseen.window.start, unseen.window.end) == (10, 30)


def test_many_changes_are_drawn_once(many, transport, qtbot):
    lane = many.lanes()[0]
    draws = lane.draws
    for start in range(50):
        transport.set_view(start, start + 10)
        lane.refresh()
    qtbot.waitUntil(lambda: lane.window.start == 49)
    qtbot.wait(5)
    assert lane.draws == draws + 1


def test_a_playhead_that_moves_draws_no_lane(many, transport, qtbot):
    qtbot.wait(5)
    draws = [lane.draws for lane in many.lanes()]
    for tenth in range(100):
        transport.tick(tenth / 10)
    qtbot.wait(5)
    assert [lane.draws for lane in many.lanes()] == draws


def test_a_hidden_timeline_draws_nothing(many, transport, qtbot):
    qtbot.wait(5)
    many.hide()
    draws = [lane.draws for lane in many.lanes()]
    transport.set_view(1, 2)
    many.lanes()[0].refresh()
    qtbot.wait(5)
    assert [lane.draws for lane in many.lanes()] == draws
    many.show()
    qtbot.waitUntil(lambda: many.lanes()[0].window.end == 2)


def test_folding_a_lane_leaves_its_title(many, qtbot):
    lane = many.lanes()[0]
    before = many.canvas.lanes[1][1].top()
    head = many.stack.heads[0]
    qtbot.mouseClick(head._fold, Qt.MouseButton.LeftButton)
    assert lane.collapsed
    assert lane not in many.in_sight()
    assert many.canvas.lanes[1][1].top() < before
    qtbot.mouseClick(head._fold, Qt.MouseButton.LeftButton)
    assert many.canvas.lanes[1][1].top() == before


def test_a_message_stands_while_there_are_no_lanes(timeline):
    timeline.set_message("No media", "Drop a file here")
    assert timeline._message.isVisible()
    timeline.add_lane(curve("a"))
    assert not timeline._message.isVisible()
    timeline.clear()
    assert timeline._message.isVisible()
