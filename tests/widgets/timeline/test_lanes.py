"""What lanes read, draw and say; work is counted, not timed."""

import numpy as np
import pytest
from PySide6.QtGui import QImage, QPainter

from inference.contract.track import Track
from inference.contract.types import METER_CHANNELS, Chunk, Segment, TrackKind, TrackSpec
from tests.widgets.known import CATEGORIES, make_track, sentiment_track
from widgets.palette import DARK, label_color
from widgets.timeline.lanes import blocks
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.film import FilmLane
from widgets.timeline.lanes.heat import HeatLane, columns
from widgets.timeline.lanes.lane import Lane, Window
from widgets.timeline.lanes.loudness import LoudnessLane
from widgets.timeline.lanes.polyline import CurvePieces, FilledArea, line
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.lanes.tags import TagsLane
from widgets.timeline.lanes.wave import WaveLane

ROWS = 172_800


class CountedTrack(Track):
    """Counts the rows that are given out."""

    given = 0
    asked: tuple[float, float, int] = (0.0, 0.0, 0)

    def read(self, start, end, points):
        part = super().read(start, end, points)
        self.given += len(part.times)
        self.asked = (start, end, points)
        return part


class Wave:
    def __init__(self, seconds: float, channels: int = 2) -> None:
        times = np.arange(round(seconds * 100)) / 100
        swing = np.repeat(np.abs(np.sin(times))[:, None], channels, axis=1) * 0.9
        self.track = make_track("w", times, swing, [f"c{c}" for c in range(channels)])

    def read(self, start, end, points):
        part = self.track.read(start, end, points)
        return part.times, -part.high, part.high


class Film:
    """A picture a second, whose red says its time."""

    def __init__(self) -> None:
        self.asked: list[float] = []

    def nearest(self, time):
        self.asked.append(time)
        own = round(min(max(time, 0), 99))
        return float(own), np.full((36, 64, 3), (own, 0, 0), np.uint8)


def long_track(channels: int = 1, kind: TrackKind = TrackKind.CURVE) -> CountedTrack:
    names = tuple(f"c{index}" for index in range(channels))
    track = CountedTrack(TrackSpec("long", "Long", kind, names))
    noise = np.random.default_rng(1).random((ROWS, channels), np.float32)
    track.append(Chunk("long", np.arange(0, ROWS / 2, 0.5), noise))
    return track


def drawn(timeline, lane, start: float, end: float) -> int:
    if timeline.lane(lane.key) is None:
        timeline.add_lane(lane)
    timeline.transport.set_duration(ROWS * 0.5)
    timeline.transport.set_view(start, end)
    timeline.flush()
    return lane.drawn


def rows_of(area: FilledArea) -> np.ndarray:
    """Rows of the lane in which an area has something."""
    return round(area.rect.top()) + np.flatnonzero((area.image != 0).any(axis=1))


def points(part):
    pieces = CurvePieces(part)
    return line(pieces, *pieces.column(0))


@pytest.mark.parametrize("span", [60.0, 3600.0, ROWS * 0.5])
def test_a_curve_draws_no_more_than_pixels_ask_for(timeline, span):
    lane = CurveLane(long_track())
    assert 0 < drawn(timeline, lane, 0, span) <= 2 * lane.window.pixels + 4
    # What stands on the screen spans the window, at the resolution of the pixels.
    assert drawn(timeline, lane, 0, span) >= min(span * 2, lane.window.pixels / 4)


def test_panning_reads_the_window_only(timeline):
    track = long_track()
    lane = CurveLane(track)
    drawn(timeline, lane, 0, 600)
    track.given = 0
    for start in range(1000, 1100):
        drawn(timeline, lane, start, start + 600)
    assert track.given <= 100 * (lane.window.pixels + 4)
    assert track.asked == (1099.0, 1699.0, lane.window.pixels)


def test_twenty_curves_and_a_heat_pan_within_their_pixels(timeline):
    timeline.resize(1000, 4000)
    lanes: list[Lane] = [HeatLane(long_track(50, TrackKind.HEAT), rows=50)]
    for index in range(20):
        lanes.append(CurveLane(long_track()))
        lanes[-1].key = f"curve{index}"
    for lane in lanes:
        drawn(timeline, lane, 0, 3600)
    before = [lane.draws for lane in lanes]
    for step in range(1, 11):
        timeline.transport.set_view(step * 36, step * 36 + 3600)
        timeline.flush()
    pixels = lanes[0].window.pixels
    assert [lane.draws - b for lane, b in zip(lanes, before, strict=True)] == [10] * 21
    assert lanes[0].drawn <= 50 * pixels
    assert all(lane.drawn <= 2 * pixels + 4 for lane in lanes[1:])


def test_curves_break_where_nothing_is_claimed():
    track = make_track("t", [0, 1, 2, 3, 4, 5], [1, 1, np.nan, 1, 1, 1])
    x, y = points(track.read(0, 5, 100))
    assert list(x) == [0, 1, 2, 3, 4, 5]
    assert np.isnan(y[2])


def test_curves_break_at_gaps():
    times = [0, 1, 2, 3, 60, 61, 62]
    x, y = points(make_track("t", times, np.ones(7)).read(0, 70, 100))
    assert np.flatnonzero(np.isnan(y)).tolist() == [4]
    assert list(x[~np.isnan(y)]) == times


def test_the_spike_between_two_pixels_is_drawn():
    values = np.zeros(100_000)
    values[54_321] = 9.0
    _, y = points(make_track("t", np.arange(100_000), values).read(0, 100_000, 500))
    assert y.max() == 9.0


def test_the_spike_of_a_day_is_seen(timeline):
    values = np.full(350_000, 0.2)
    values[190_123], values[35_000:70_000] = 1.0, np.nan
    lane = CurveLane(make_track("t", np.arange(350_000) / 3500, values), height=60)
    timeline.add_lane(lane)
    timeline.flush()
    drawn = lane.traces[0].drawn
    assert isinstance(drawn, FilledArea)
    covered = drawn.image != 0
    tall = covered.sum(axis=0)
    at = round(timeline.canvas.x_at(190_123 / 3500))
    assert tall[at - 2 : at + 3].max() > 38  # from 0.2 up to 1, of 50 pixels
    assert (tall > 5).sum() <= 8  # and nothing else is tall
    assert np.flatnonzero(tall == 0).size == pytest.approx(0.1 * covered.shape[1], abs=20)


def test_areas_end_where_the_curve_does(timeline):
    values = np.where((np.arange(100) >= 20) & (np.arange(100) < 40), 0.5, np.nan)
    lane = CurveLane(make_track("t", np.arange(100), values), fill=True, height=60)
    timeline.add_lane(lane)
    timeline.flush()
    assert lane._area is not None
    shown = lane._area.image != 0
    filled = np.flatnonzero(shown.any(axis=0)) / shown.shape[1] * 100
    assert (filled.min(), filled.max()) == (pytest.approx(20, abs=0.2), pytest.approx(39, abs=0.2))
    # From the middle of the lane down to its lowest value.
    rows = rows_of(lane._area)
    assert (rows.min(), rows.max()) == (pytest.approx(30, abs=1), pytest.approx(54, abs=1))


@pytest.mark.parametrize(("value", "above"), [(0.8, True), (-0.8, False)])
def test_areas_about_zero_have_a_color_on_each_side(timeline, value, above):
    track = make_track("t", np.arange(100), np.full(100, value), low=-1.0)
    lane = CurveLane(track, diverging=True, height=60)
    timeline.add_lane(lane)
    timeline.flush()
    assert lane._area is not None
    rows = rows_of(lane._area)
    assert (rows.max() < 30) == above
    assert (rows.min() >= 30) != above


def test_values_carry_their_unit(qtbot):
    loud = make_track("loudness", [0, 1], [[-18.26, -20, 0, 0, 0]] * 2, METER_CHANNELS, unit="LUFS")
    lane = LoudnessLane(loud)
    assert [row.value for row in lane.rows(0.5)] == ["−18.3 LUFS", "−20.0 LUFS"]
    assert [row.label for row in lane.rows(0.5)] == ["momentary", "short term"]
    assert lane.tooltip_at(0.5, 10) == "momentary: −18.3 LUFS\nshort term: −20.0 LUFS"
    faces = CurveLane(make_track("faces", [0, 1], [2, 3], ("count",), high=5.0))
    assert faces.value_at(1.0) == "3"
    assert faces.value_at(-1.0) == ""


def test_heat_shows_what_is_most_present_first(qtbot):
    values = np.zeros((10, 4), np.float32)
    values[:, 0] = 0.1  # always there, never convincing
    values[2:4, 1] = 0.9
    values[1:9, 2] = 0.8
    lane = HeatLane(
        make_track("tags", np.arange(10), values, "abcd", kind=TrackKind.HEAT), names={"c": "cat"}
    )
    lane.refresh()
    assert [row.label for row in lane.rows(2)] == ["cat", "b"]
    assert [row.faint for row in lane.rows(5)] == [False, True]
    assert lane.value_at(2) == "b"
    assert lane.value_at(5) == "cat"
    assert lane.value_at(9) == ""
    assert lane.tooltip_at(5, lane.strip + 1) == "cat: 80%"


def test_heat_grows_live(timeline, qtbot):
    track = make_track("tags", [0], np.array([[0.9, 0, 0]]), "abc", kind=TrackKind.HEAT)
    lane = HeatLane(track, rows=2)
    timeline.add_lane(lane)
    timeline.flush()
    before = lane.height
    track.append(Chunk("tags", np.arange(1, 9.0), np.tile(np.array([0.2, 0.5, 0.9], np.float32), (8, 1))))
    with qtbot.waitSignal(lane.changed):
        lane.refresh()
    timeline.flush()
    assert [row.label for row in lane.rows(0)] == ["c", "b"]
    assert lane.height >= before
    assert timeline.canvas.lanes[0][1].height() == lane.height


def test_heat_counts_each_row_once(qtbot):
    track = make_track("tags", np.arange(10_000), np.ones((10_000, 2)), "ab", kind=TrackKind.HEAT)
    lane = HeatLane(track)
    for _ in range(5):
        lane.refresh()
    assert list(lane._presence) == [10_000, 10_000]


def test_heat_puts_scores_under_their_pixels():
    window = Window(0.0, 10.0, 100, 100)
    times = np.array([2.0, 3, 4, 5])
    scores = columns(times, np.array([[0.2], [0.3], [0.4], [0.5]], np.float32), window)[:, 0]
    assert np.isnan(scores[:20]).all()
    assert (scores[20:30] == np.float32(0.2)).all()
    assert (scores[40:50] == np.float32(0.4)).all()
    assert np.isnan(scores[61:]).all()


def test_tags_are_named_where_they_are_claimed(timeline):
    values = np.zeros((100, 2), np.float32)
    values[:50, 0], values[50:90, 1] = 0.9, 0.6
    lane = TagsLane(make_track("tags", np.arange(100), values, ("dog", "car"), kind=TrackKind.HEAT))
    duration = timeline.transport.duration
    lane.set_segments(
        [
            Segment(duration * 0.5, duration * 0.9, "tags", "car", 0.6),
            Segment(0.0, duration * 0.5, "tags", "dog", 0.9),
            Segment(duration, duration + 5, "tags", "out of sight", 0.9),
        ]
    )
    timeline.add_lane(lane)
    timeline.flush()
    width = timeline.canvas.width()
    named = [(b.label, round(b.left / width, 2), round(b.right / width, 2)) for b in lane._strip.blocks]
    assert sorted(named) == [("car", 0.5, 0.9), ("dog", 0.0, 0.5)]


def test_sentiment_is_empty_where_nothing_is_claimed(timeline):
    timeline.transport.set_duration(10.0)
    lane = SentimentLane(sentiment_track())
    lane.set_segments(
        [Segment(1.0, 4.0, "sentiment", "happy", 1.0), Segment(6.0, 9.0, "sentiment", "angry", 0.5)]
    )
    timeline.add_lane(lane)
    timeline.flush()
    scale = timeline.canvas.width() / 10
    spans = [(b.label, round(b.left / scale, 1), round(b.right / scale, 1)) for b in lane._strip.blocks]
    assert spans == [("happy", 1.0, 4.0), ("angry", 6.0, 9.0)]
    happy, angry = (b.color for b in lane._strip.blocks)
    assert happy.name() == label_color("happy", DARK).name()
    assert angry.alphaF() < happy.alphaF()
    assert [lane.value_at(t) for t in (0.5, 2, 5, 7, 9.5)] == ["", "happy", "", "angry", ""]
    lane.set_segments([])
    assert [lane.value_at(t) for t in (0.5, 2, 5, 7, 9.5)] == ["", "uncertain", "", "uncertain", ""]
    assert "neutral" not in lane.tooltip_at(0.5, 5)
    assert lane.tooltip_at(2, 5).startswith("happy · 90% confidence\nvalence: +0.80")
    x, y = lane.traces[0].x, lane.traces[0].y
    assert np.isfinite(y[(x > 1.05) & (x < 3.85)]).all()
    assert np.isnan(y[(x > 4.05) & (x < 5.95)]).all()


def test_sentiment_of_hours_draws_within_its_pixels(timeline):
    rng = np.random.default_rng(0)
    values = rng.random((50_000, 3 + len(CATEGORIES))).astype(np.float32)
    values[rng.random(50_000) < 0.3] = np.nan
    channels = ("valence", "arousal", "confidence", *CATEGORIES)
    lane = SentimentLane(make_track("sentiment", np.arange(50_000) / 4, values, channels, low=-1.0))
    lane.set_segments([Segment(n / 2, n / 2 + 0.4, "sentiment", "sad", 0.5) for n in range(25_000)])
    timeline.transport.set_duration(12_500)
    timeline.add_lane(lane)
    timeline.flush()
    assert 0 < lane.drawn <= 6 * timeline.canvas.width()


@pytest.mark.parametrize("count", [10_000, 100_000])
def test_segments_are_bounded_by_pixels(timeline, count):
    starts = np.linspace(0, 99, count)
    lane = SegmentLane(
        "s", "S", [Segment(t, t + 0.0005, "s", f"label {i % 7}", 1) for i, t in enumerate(starts)]
    )
    timeline.add_lane(lane)
    timeline.flush()
    assert 100 < lane.drawn <= timeline.canvas.width() / blocks.NARROW + 1
    timeline.transport.set_view(50, 50.1)
    timeline.flush()
    assert lane.drawn == sum(1 for t in starts if t < 50.1 and t + 0.0005 > 50)


def test_segments_that_overlap_stand_below_each_other(timeline):
    spans = [(0, 50), (10, 20), (15, 60), (50, 70)]
    lane = SegmentLane("s", "S", [Segment(a, b, "s", f"{a}", 1) for a, b in spans])
    assert list(lane._rows) == [0, 1, 2, 0]
    timeline.add_lane(lane)
    timeline.flush()
    tops = {block.label: block.top for block in lane._blocks}
    assert tops["0"] == tops["50"] < tops["10"] < tops["15"]
    assert [s.label for s in lane.segments_at(17)] == ["0", "10", "15"]


def test_a_long_segment_that_began_before_the_window_is_drawn(timeline):
    lane = SegmentLane("s", "S", [Segment(0, 90, "s", "long", 1), Segment(1, 2, "s", "short", 1)])
    timeline.add_lane(lane)
    timeline.transport.set_view(40, 50)
    timeline.flush()
    assert [block.label for block in lane._blocks] == ["long"]


def test_segments_change_while_a_threshold_moves(timeline):
    lane = SegmentLane("s", "S")
    timeline.add_lane(lane)
    timeline.flush()
    assert lane.is_empty()
    lane.set_segments([Segment(0, 50, "s", "a", 0.5), Segment(50, 100, "s", "b", 0.5)])
    timeline.flush()
    assert lane.drawn == 2
    lane.set_segments([])
    timeline.flush()
    assert lane.drawn == 0


@pytest.mark.parametrize("channels", [1, 2, 6])
def test_waves_show_one_or_two_channels(timeline, channels):
    lane = WaveLane(Wave(100, channels))
    timeline.add_lane(lane)
    timeline.flush()
    shown = min(channels, 2)
    assert 0 < lane.drawn <= 2 * shown * (timeline.canvas.width() + 4)
    assert len(lane._bands) == shown
    tops = [rows_of(band).min() for band in lane._bands]
    assert tops == sorted(set(tops))
    assert lane.value_at(1.57) == "−0.9 dBFS"


def test_films_ask_once_a_slot(timeline):
    film = Film()
    lane = FilmLane(film, height=42)  # slots of 64 by 36 pixels
    timeline.add_lane(lane)
    timeline.flush()
    slots = timeline.canvas.width() / 64
    assert slots <= lane.drawn <= slots + 2
    assert len(film.asked) <= slots + 3


def test_films_stay_where_they_are_while_panning(timeline):
    film = Film()
    lane = FilmLane(film, height=42)
    timeline.add_lane(lane)
    timeline.transport.set_view(20, 60)
    timeline.flush()
    before = set(film.asked[1:])
    film.asked.clear()
    timeline.transport.set_view(21, 61)
    timeline.flush()
    assert (
        len(before & {t for t in film.asked[1:] if min(abs(t - b) for b in before) < 1e-6}) >= len(before) - 2
    )


def test_films_keep_a_bounded_number_of_pictures(timeline):
    lane = FilmLane(Film(), height=42)
    timeline.add_lane(lane)
    for span in np.linspace(1, 100, 60):
        timeline.transport.set_view(0, span)
        timeline.flush()
    assert len(lane._scaled) <= 100  # the source has a hundred pictures


def painted(lane) -> QImage:
    image = QImage(400, 80, QImage.Format.Format_RGB32)
    image.fill(0)
    painter = QPainter(image)
    lane._paint_all(painter)
    painter.end()
    return image


def test_a_message_stands_while_there_is_no_data(timeline):
    track = make_track("voice", [0.0], [np.nan])
    lane = CurveLane(track)
    timeline.add_lane(lane)
    timeline.flush()
    lane.set_message("")
    blank = painted(lane)
    lane.set_message("No voice heard")
    assert painted(lane) != blank
    track.append(Chunk("voice", np.array([1.0]), np.array([[0.5]], np.float32)))
    lane.refresh()
    timeline.flush()
    assert painted(lane) == blank


@pytest.mark.parametrize("make", [lambda t: CurveLane(t, fill=True), HeatLane, TagsLane])
def test_lanes_without_rows_are_empty(timeline, make):
    lane = make(Track(TrackSpec("t", "T", TrackKind.HEAT, ("a", "b"))))
    timeline.add_lane(lane)
    timeline.flush()
    assert lane.is_empty()
    assert lane.drawn == 0
    assert lane.value_at(1.0) == ""
