"""The clock that all views share."""

import pytest

from widgets.transport import SHORTEST_VIEW, Transport


@pytest.fixture
def heard(transport: Transport) -> list[tuple]:
    """All that is emitted, in order."""
    log: list[tuple] = []
    for name in (
        "duration_changed",
        "position_changed",
        "view_changed",
        "selection_changed",
        "playing_changed",
        "seek_requested",
    ):
        getattr(transport, name).connect(lambda *args, name=name: log.append((name, *args)))
    return log


def test_a_new_duration_is_shown_whole(transport):
    assert transport.view == (0.0, 100.0)
    transport.set_duration(250.0)
    assert transport.view == (0.0, 250.0)


def test_a_zoomed_view_stays_when_the_media_grows(transport):
    transport.set_view(10, 20)
    transport.set_duration(300.0)
    assert transport.view == (10.0, 20.0)


def test_shorter_media_brings_everything_inside(transport):
    transport.seek(90)
    transport.select(50, 95)
    transport.set_view(80, 100)
    transport.set_duration(60.0)
    assert transport.position == 60.0
    assert transport.selection == (50.0, 60.0)
    assert transport.view == (40.0, 60.0)


def test_seek_asks_and_tick_does_not(transport, heard):
    transport.seek(5)
    assert heard == [("position_changed", 5.0), ("seek_requested", 5.0)]
    heard.clear()
    transport.tick(6)
    assert heard == [("position_changed", 6.0)]


@pytest.mark.parametrize(("asked", "got"), [(-3, 0.0), (1e9, 100.0)])
def test_seek_is_clamped(transport, asked, got):
    transport.tick(50)
    transport.seek(asked)
    assert transport.position == got


def test_nothing_is_emitted_without_a_change(transport, heard):
    transport.seek(0)
    transport.set_duration(100)
    transport.set_view(0, 100)
    transport.show_all()
    transport.pan(5)
    transport.zoom(0.5, 50)
    transport.clear_selection()
    transport.select(7, 7)
    transport.set_playing(False)
    assert heard == []


def test_zoom_keeps_the_time_under_the_pointer(transport):
    transport.zoom(4, 30)
    start, end = transport.view
    assert end - start == pytest.approx(25)
    assert (30 - start) / (end - start) == pytest.approx(0.3)


def test_zoom_has_ends(transport):
    transport.zoom(1e9, 30)
    assert transport.view[1] - transport.view[0] == pytest.approx(SHORTEST_VIEW)
    transport.zoom(1e-9, 30)
    assert transport.view == (0.0, 100.0)


def test_pan_stops_at_the_ends_and_keeps_its_length(transport):
    transport.set_view(10, 20)
    transport.pan(1000)
    assert transport.view == pytest.approx((90, 100))
    transport.pan(-1000)
    assert transport.view == pytest.approx((0, 10))


def test_the_view_turns_pages_while_playing(transport):
    transport.set_view(0, 10)
    transport.set_playing(True)
    views = []
    transport.view_changed.connect(lambda *view: views.append(view))
    for tenth in range(1, 251):
        transport.tick(tenth / 10)
    assert views == [pytest.approx((10, 20)), pytest.approx((20, 30))]


def test_a_view_that_was_panned_away_is_left_alone(transport):
    transport.set_view(60, 70)
    transport.set_playing(True)
    transport.tick(1)
    transport.tick(2)
    assert transport.view == (60.0, 70.0)


def test_a_seek_out_of_view_is_brought_into_view(transport):
    transport.set_view(0, 10)
    transport.seek(50)
    assert transport.view == (45.0, 55.0)


def test_selection_takes_its_ends_in_any_order(transport, heard):
    transport.select(30, 20)
    assert transport.selection == (20.0, 30.0)
    transport.clear_selection()
    assert heard == [("selection_changed", (20.0, 30.0)), ("selection_changed", None)]


def test_nothing_plays_without_media():
    transport = Transport()
    transport.set_playing(True)
    assert not transport.playing


def test_jumps_go_from_cut_to_cut(transport):
    transport.snap = [40.0, 10.0, 20.0]
    visited = []
    for direction in (1, 1, 1, 1, -1, -1, -1, -1):
        transport.jump(direction)
        visited.append(transport.position)
    assert visited == [10, 20, 40, 100, 40, 20, 10, 0]


@pytest.mark.parametrize(("time", "got"), [(10.4, 10.0), (10.6, 10.6), (19.7, 20.0), (99, 99)])
def test_snapping(transport, time, got):
    transport.snap = [10.0, 20.0]
    assert transport.snapped(time, 0.5) == got


def test_snapping_without_anything_to_snap_to(transport):
    assert transport.snapped(3.3, 1.0) == 3.3


def test_steps_follow_the_frames_they_are_told(transport):
    times = [0.0, 0.04, 0.1, 0.5]  # frames at a variable rate
    transport.set_stepper(lambda position, count: times[times.index(position) + count])
    transport.step(1)
    transport.step(1)
    transport.step(1)
    assert transport.position == 0.5
    transport.step(-1)
    assert transport.position == 0.1


def test_in_and_out_points_stay_in_order(transport):
    marks = []
    transport.marks_changed.connect(lambda *both: marks.append(both))
    transport.set_in(20)
    transport.set_out(30)
    transport.set_out(30)
    assert transport.span == (20, 30)
    transport.set_in(40)
    assert transport.span == (40, 100), "an out point before the in point goes"
    transport.set_out(10)
    assert transport.span == (0, 10), "an in point after the out point goes"
    transport.clear_marks()
    assert marks == [(20, None), (20, 30), (40, None), (None, 10), (None, None)]


def test_one_of_both_points_can_be_cleared(transport):
    transport.set_in(20)
    transport.set_out(30)
    transport.clear_marks(keep_in=True)
    assert (transport.in_point, transport.out_point) == (20, None)
    transport.set_out(50)
    transport.clear_marks(keep_out=True)
    assert (transport.in_point, transport.out_point) == (None, 50)


def test_points_are_brought_inside_shorter_media(transport):
    transport.set_in(20)
    transport.set_out(80)
    transport.set_duration(60.0)
    assert transport.span == (20, 60)


def test_what_loops_is_the_selection_where_no_point_is_set(transport):
    assert transport.span == (0, 100)
    transport.select(5, 9)
    assert transport.span == (5, 9)
    transport.set_in(50)
    assert transport.span == (50, 100)


def test_a_rate_holds_until_it_stops_and_a_speed_longer(transport):
    rates = []
    transport.rate_changed.connect(rates.append)
    transport.play_at(4.0)
    transport.set_playing(False)
    assert transport.rate == 1.0
    transport.set_speed(0.5)
    transport.play_at(-2.0)
    transport.set_playing(False)
    assert rates == [4.0, 1.0, 0.5, -2.0, 0.5]


def test_the_view_turns_pages_backwards_too(transport):
    transport.set_view(50, 60)
    transport.tick(51)
    transport.play_at(-1.0)
    transport.tick(49.9)
    assert transport.view == pytest.approx((39.9, 49.9))
