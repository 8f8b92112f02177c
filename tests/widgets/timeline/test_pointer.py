"""Trackpads, the middle button, hair lines and cuts that a selection snaps to."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QNativeGestureEvent, QPointingDevice, QWheelEvent
from PySide6.QtWidgets import QApplication, QToolTip

from inference.contract.types import Segment
from tests.widgets.known import make_track
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.segments import SegmentLane

NONE, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
MIDDLE = Qt.MouseButton.MiddleButton


@pytest.fixture
def level(timeline) -> CurveLane:
    track = make_track("level", np.arange(1000) / 10, np.linspace(0, 1, 1000), unit="V")
    timeline.add_lane(CurveLane(track, height=110))
    timeline.flush()
    lane = timeline.lane("level")
    assert isinstance(lane, CurveLane)
    return lane


def pinch(widget, x: float, value: float, kind=Qt.NativeGestureType.ZoomNativeGesture) -> None:
    place = QPointF(x, 20)
    device = QPointingDevice.primaryPointingDevice()
    shown = widget.mapToGlobal(place)
    QApplication.sendEvent(
        widget, QNativeGestureEvent(kind, device, 2, place, place, shown, value, QPointF())
    )


@pytest.mark.parametrize("over", ["canvas", "ruler"])
def test_pinching_zooms_around_the_fingers(timeline, level, transport, over):
    widget = timeline.ruler if over == "ruler" else timeline.canvas.viewport()
    x = timeline.canvas.width() * 0.25
    pinch(widget, x, 0.25)
    start, end = transport.view
    assert end - start == pytest.approx(80)
    assert timeline.canvas.time_at(x) == pytest.approx(25, abs=0.1)
    pinch(widget, x, -0.5)
    assert transport.view == (0.0, 100.0)
    transport.set_view(10, 20)
    pinch(widget, x, 0.0, Qt.NativeGestureType.SmartZoomNativeGesture)
    assert transport.view == (0.0, 100.0)


def test_two_fingers_pan_as_far_as_they_move(timeline, level, transport):
    transport.set_view(40, 60)
    widget, place = timeline.canvas.viewport(), QPointF(100, 20)
    event = QWheelEvent(
        place,
        widget.mapToGlobal(place),
        QPoint(-50, 3),
        QPoint(-100, 6),
        Qt.MouseButton.NoButton,
        NONE,
        Qt.ScrollPhase.ScrollUpdate,
        False,
    )
    QApplication.sendEvent(widget, event)
    moved = 50 * 20 / timeline.canvas.width()
    assert transport.view == pytest.approx((40 + moved, 60 + moved))


@pytest.mark.parametrize("held", [NONE, SHIFT])
def test_the_middle_button_pans_whatever_is_held(timeline, level, transport, held):
    transport.set_view(40, 60)
    widget, width = timeline.canvas.viewport(), timeline.canvas.width()

    def send(kind, x, button, buttons):
        place = QPointF(x, 40)
        event = QMouseEvent(kind, place, widget.mapToGlobal(place), button, buttons, held)
        QApplication.sendEvent(widget, event)

    send(QEvent.Type.MouseButtonPress, width * 0.5, MIDDLE, MIDDLE)
    for share in (0.4, 0.3, 0.25):
        send(QEvent.Type.MouseMove, width * share, Qt.MouseButton.NoButton, MIDDLE)
    send(QEvent.Type.MouseButtonRelease, width * 0.25, MIDDLE, Qt.MouseButton.NoButton)
    assert transport.view == pytest.approx((45, 65), abs=0.1)
    assert transport.selection is None
    assert transport.position == 0.0


@pytest.mark.qt_log_ignore("does not support raise")  # the tool tip, offscreen
def test_hovering_tells_what_made_the_value(timeline, level, mouse):
    level.origin = "Level 3 · Some model 1.2"
    mouse.hover(timeline.canvas.x_at(50.0), 30)
    assert QToolTip.text() == "value: 0.50 V\nLevel 3 · Some model 1.2"
    shots = SegmentLane("shots", "Shots", [Segment(0, 50, "shots", "cut", 0.8)])
    shots.origin = "Shots 1"
    assert shots.hover(20.0, 5.0) == "cut · 50.00 s · 80%\nShots 1"
    assert shots.hover(70.0, 5.0) == ""


@pytest.mark.qt_log_ignore("does not support raise")
def test_the_crosshair_tells_the_level_that_it_stands_at(timeline, level, mouse):
    crosshair = timeline.canvas.crosshair
    assert not crosshair.shown
    mouse.hover(300, 55)
    assert crosshair.shown
    assert crosshair.level == "0.50 V"
    mouse.hover(300, 5)
    assert crosshair.level == "1.00 V"
    mouse.hover(300, 300)
    assert crosshair.level == ""
    QApplication.sendEvent(timeline.canvas, QEvent(QEvent.Type.Leave))
    assert not crosshair.shown


def test_the_cut_that_a_selection_snaps_to_is_seen(timeline, level, mouse, transport):
    transport.snap = [40.0, 80.0]
    canvas, seen = timeline.canvas, []
    transport.selection_changed.connect(lambda _: seen.append(canvas.crosshair.snapped))
    place = mouse.on_screen(canvas.x_at(20.0), 40)
    left = Qt.MouseButton.LeftButton
    mouse.send(QEvent.Type.MouseButtonPress, place, left, SHIFT)
    mouse.send(QEvent.Type.MouseMove, mouse.on_screen(canvas.x_at(30.0), 40), left, SHIFT)
    assert canvas.crosshair.snapped is None
    mouse.send(QEvent.Type.MouseMove, mouse.on_screen(canvas.x_at(40.0) + 3, 40), left, SHIFT)
    assert canvas.crosshair.snapped == pytest.approx(canvas.x_at(40.0))
    assert transport.selection == pytest.approx((20.0, 40.0), abs=0.1)
    shown = timeline.canvas.grab().toImage()
    mouse.send(QEvent.Type.MouseButtonRelease, place, Qt.MouseButton.NoButton, SHIFT)
    assert canvas.crosshair.snapped is None
    assert timeline.canvas.grab().toImage() != shown
