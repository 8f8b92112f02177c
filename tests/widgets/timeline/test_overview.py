"""The strip of the whole length, under a real mouse."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt

from tests.widgets.known import Mouse
from widgets.palette import LIGHT
from widgets.timeline.frame.overview import NARROWEST, Overview


class Wave:
    """Loud in the second half."""

    def read(self, start, end, points):
        times = np.linspace(start, end, points)
        loud = np.where(times > 50, 0.9, 0.1)[:, None]
        return times, -loud, loud


class Film:
    def nearest(self, time):
        return time, np.full((36, 64, 3), (200, 0, 0), np.uint8)


@pytest.fixture
def overview(timeline, qtbot) -> Overview:
    timeline.overview.set_sources(None, Wave())
    qtbot.waitUntil(lambda: timeline.overview.isVisible() and timeline.overview.width() > 500)
    return timeline.overview


@pytest.fixture
def mouse(overview) -> Mouse:
    return Mouse(overview)


def test_without_pictures_and_sound_there_is_no_strip(overview):
    overview.set_sources(None, None)
    assert not overview.isVisible()


def test_times_stand_over_those_of_the_ruler(overview, timeline):
    timeline.transport.show_all()
    for time in (0.0, 33.0, 100.0):
        assert overview.x_at(time) == pytest.approx(timeline.ruler.x_at(time), abs=1)


def test_the_frame_pans(overview, mouse, transport):
    transport.set_view(20, 40)
    mouse.drag((overview.x_at(30), 10), (overview.x_at(60), 10))
    assert transport.view == pytest.approx((50, 70), abs=0.2)
    mouse.drag((overview.x_at(60), 10), (overview.x_at(60) + 5000, 10))
    assert transport.view == pytest.approx((80, 100))


@pytest.mark.parametrize(("edge", "to", "view"), [(20, 30, (30, 40)), (40, 90, (20, 90)), (20, -5, (0, 40))])
def test_the_edges_of_the_frame_zoom(overview, mouse, transport, edge, to, view):
    transport.set_view(20, 40)
    mouse.drag((overview.x_at(edge), 10), (overview.x_at(to), 10))
    assert transport.view == pytest.approx(view, abs=0.3)


def test_a_press_beside_the_frame_goes_there(overview, mouse, transport):
    transport.set_view(20, 40)
    mouse.drag((overview.x_at(70), 10), (overview.x_at(75), 10))
    assert transport.view == pytest.approx((65, 85), abs=0.3)
    assert transport.position == 0.0


def test_a_double_click_shows_all(overview, mouse, transport):
    transport.set_view(20, 40)
    place = mouse.on_screen(overview.x_at(30), 10)
    mouse.send(QEvent.Type.MouseButtonDblClick, place, Qt.MouseButton.LeftButton)
    assert transport.view == (0.0, 100.0)


def test_the_frame_of_a_moment_can_still_be_gripped(overview, mouse, transport):
    transport.set_view(99.9, 100)
    assert overview.frame.width() == NARROWEST
    assert overview.frame.right() <= overview.room
    mouse.drag((overview.frame.center().x(), 10), (overview.x_at(40), 10))
    assert transport.view[0] == pytest.approx(40, abs=1)


def test_the_picture_is_made_once_whatever_moves(overview, transport, qtbot):
    overview.grab()
    made = overview.painted
    for start in range(5):
        transport.set_view(start, start + 20)
        transport.tick(start + 3)
        overview.grab()
    assert overview.painted == made
    overview.refresh()
    overview.grab()
    assert overview.painted == made + 1


def test_sound_pictures_and_cuts_are_seen(overview, transport):
    transport.set_view(0, 0.1)
    quiet, loud = (
        sum(image.pixelColor(round(overview.x_at(time)), y).blue() > 60 for y in range(overview.height()))
        for image in (overview.grab().toImage(),)
        for time in (25, 75)
    )
    assert loud > 2 * quiet
    transport.show_all()
    transport.snap = [30.0]
    overview.set_theme(LIGHT)
    x, bottom = round(overview.x_at(30.0)) // 3 * 3, overview.height() - 4
    image = overview.grab().toImage()
    assert any(image.pixelColor(near, bottom).lightness() < 160 for near in range(x - 1, x + 2))
    overview.set_sources(Film(), None)
    image = overview.grab().toImage()
    assert image.pixelColor(200, 5).red() > 150 > image.pixelColor(200, 5).blue()


def test_the_view_is_told_to_screen_readers(overview, transport):
    transport.set_view(20, 40)
    assert overview.accessibleDescription() == "0:20.00 – 0:40.00"
