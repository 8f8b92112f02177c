"""Pictures of the timeline and the player against ones that were looked at.

Fonts differ between machines, so nothing here writes text into what is compared: headers and ruler are cut
off, names are blanks, and both pictures are shrunk before they are compared.

After a change that is meant to be seen, run with RUSHES_RENEW_GOLDEN=1, look at the pictures in the folder
`golden`, and commit them.
"""

import os
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QImage

from inference.contract.types import METER_CHANNELS, Segment, TrackKind
from tests.widgets.known import CATEGORIES, make_track
from widgets.palette import DARK, LIGHT, Theme
from widgets.player import PlayerView
from widgets.timeline.frame import header
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.film import FilmLane
from widgets.timeline.lanes.groups import StackGroup
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.markers import MarkerLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.lanes.tags import TagsLane
from widgets.timeline.lanes.wave import WaveLane
from widgets.timeline.picture import write_picture
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

GOLDEN = Path(__file__).parent / "golden"
RENEW = bool(os.environ.get("RUSHES_RENEW_GOLDEN"))
SHRINK = 4
MEAN, MOST = 1.5, 48.0
"""Levels of 255 that the shrunk pictures may differ by: on the whole, and at one place."""


def shrunk(image: QImage) -> np.ndarray:
    small = image.scaled(
        image.size() / SHRINK,
        Qt.AspectRatioMode.IgnoreAspectRatio,
        Qt.TransformationMode.SmoothTransformation,
    ).convertToFormat(QImage.Format.Format_RGB888)
    flat = np.frombuffer(small.constBits(), np.uint8).reshape(small.height(), small.bytesPerLine())
    return flat[:, : small.width() * 3].astype(np.float32)


def difference(image: QImage, other: QImage) -> tuple[float, float]:
    """Mean and greatest difference of the shrunk pictures; infinite where their sizes differ."""
    if image.size() != other.size():
        return np.inf, np.inf
    apart = np.abs(shrunk(image) - shrunk(other))
    return float(apart.mean()), float(apart.max())


def check(image: QImage, name: str, folder: Path = GOLDEN) -> None:
    path = folder / f"{name}.png"
    if RENEW:
        folder.mkdir(exist_ok=True)
        assert image.convertToFormat(QImage.Format.Format_RGB888).save(str(path))
    mean, most = difference(image, QImage(str(path)))
    assert mean <= MEAN, f"{name} differs by {mean:.2f} on the whole"
    assert most <= MOST, f"{name} differs by {most:.0f} at one place"


class Film:
    def nearest(self, time):
        own = min(max(round(time / 5) * 5, 0), 60)
        picture = np.zeros((36, 64, 3), np.uint8)
        picture[...] = (40 + own * 3, 90, 200 - own * 2)
        picture[8:28, 4 + own // 2 : 24 + own // 2] = (230, 220, 180)
        return float(own), picture


class Wave:
    def read(self, start, end, points):
        times = np.linspace(start, end, points)
        swing = np.abs(np.sin(times / 3) * np.sin(times * 2))[:, None] * np.array([[0.9, 0.5]])
        return times, -swing, swing


def swing(period: float, times: np.ndarray) -> np.ndarray:
    return np.sin(2 * np.pi * times / period)


def sentiment():
    times = np.arange(240) / 4
    values = np.full((240, 3 + len(CATEGORIES)), 0.02, np.float32)
    values[:, 0], values[:, 1], values[:, 2] = (
        swing(37, times),
        swing(23, times) * 0.6,
        0.6 + swing(50, times) * 0.3,
    )
    values[np.arange(240), 3 + (times // 7).astype(int) % 7] = 0.9
    values[(times > 12) & (times < 20)] = np.nan
    values[times > 51] = np.nan
    return make_track(
        "sentiment",
        times,
        values,
        ("valence", "arousal", "confidence", *(" " * n for n in range(1, 8))),
        low=-1.0,
    )


def tags():
    times = np.arange(120) / 2
    values = np.stack([np.clip(swing(20 + 7 * i, times + 3 * i), 0, 1) for i in range(6)], axis=1)
    return make_track("tags", times, values, [f"tag {i}" for i in range(6)], kind=TrackKind.HEAT)


def loudness():
    times = np.arange(600) / 10
    values = np.full((600, len(METER_CHANNELS)), np.nan)
    values[:, 0], values[30:, 1] = -28 + 14 * swing(9, times), -25 + 6 * swing(31, times[30:])
    channels = ("momentary", "short_term")
    track = make_track("loudness", times, values, METER_CHANNELS, unit="LUFS", low=-60.0)
    return CurveLane(track, channels, fill=True, high=0.0, guides=((-23.0, ""),), height=72)


def timeline(qtbot, theme: Theme) -> TimelineView:
    transport = Transport()
    transport.set_duration(60.0)
    transport.tick(22.5)
    transport.select(33, 41)
    view = TimelineView(transport, theme)
    qtbot.addWidget(view)
    font = QFont(view.font())
    font.setPixelSize(12)
    view.setFont(font)
    view.set_formatter(lambda _time: "0:00:00")  # grid lines follow the width of the marks
    view.ruler.step = lambda: 10.0
    cuts = [0, 4, 9, 21, 22, 24, 37, 45, 60]
    shots = [Segment(a, b, "shots", "", 1.0) for a, b in pairwise(cuts)]
    beats = [Segment(t / 50, t / 50 + 0.004, "beats", "", 0.5) for t in range(800)]
    for lane in (
        FilmLane(Film(), height=48),
        SegmentLane("shots", "Shots", shots),
        SegmentLane("beats", "Beats", beats),
        named(
            TagsLane(tags(), names={f"tag {i}": " " * (i + 1) for i in range(6)}),
            (2, 9, 0.9),
            (14, 30, 0.5),
            (20, 24, 0.8),
        ),
        named(SentimentLane(sentiment()), (0, 7, 0.9), (7, 12, 0.6), (21, 35, 0.75), (35, 42, 0.5)),
        loudness(),
        WaveLane(Wave()),
    ):
        lane.set_message("")
        view.add_lane(lane)
    return view


def named(lane, *spans):
    lane.set_segments([Segment(a, b, "x", " " * (n + 1), score) for n, (a, b, score) in enumerate(spans)])
    return lane


def lanes_only(view: TimelineView, path: Path, scale: float) -> QImage:
    wide = header.width_for(view.font())
    write_picture(view, path, 640 + wide, None, scale)
    image, top = QImage(str(path)), view.ruler.height()
    image.setDevicePixelRatio(1.0)
    left = wide
    width, height = view.canvas.width(), image.height() / scale - top
    return image.copy(QRect(*(round(edge * scale) for edge in (left, top, width, height))))


@pytest.mark.parametrize(
    ("name", "theme", "start", "end", "scale"),
    [
        ("timeline_dark", DARK, 0, 60, 1.0),
        ("timeline_dark_zoomed", DARK, 18, 30, 1.0),
        ("timeline_light_2x", LIGHT, 0, 60, 2.0),
    ],
)
def test_timeline(qtbot, tmp_path, name, theme, start, end, scale):
    view = timeline(qtbot, theme)
    view.transport.set_view(start, end)
    check(lanes_only(view, tmp_path / "now.png", scale), name)


def test_timeline_in_groups(qtbot, tmp_path):
    view = timeline(qtbot, LIGHT)
    groups = ("g:seen", "g:felt", "g:heard")
    view.stack.set_groups([StackGroup(key, " ") for key in groups])
    for lane, place in zip(view.lanes(), (0, 0, 0, 0, 1, 2, 2), strict=True):
        lane.title, lane.group = " ", groups[place]
    view.stack.set_folded(True, "g:felt")
    check(lanes_only(view, tmp_path / "now.png", 1.0), "timeline_groups")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_overview(qtbot, theme):
    view = timeline(qtbot, theme)
    view.transport.set_view(18, 30)
    view.overview.set_sources(Film(), Wave())
    view.overview.resize(640, view.overview.sizeHint().height())
    check(view.overview.grab().toImage(), f"overview_{theme.name}")


@pytest.mark.parametrize("theme", [DARK, LIGHT])
def test_heat_and_markers(qtbot, tmp_path, theme):
    view = timeline(qtbot, theme)
    for lane in view.lanes():
        view.remove_lane(lane.key)
    colors = ("#3f7fe0", "#2fae4e", "#e0382c")
    marks = MarkerLane("markers", "Markers", lambda segment, _: QColor(colors[len(segment.label) - 1]))
    marks.set_segments([Segment(9 * n, 9 * n + 4 * (n % 2), "m", " " * (n + 1), 1.0) for n in range(3)])
    heat = HeatLane(tags(), names={f"tag {i}": " " * (i + 1) for i in range(6)}, rows=6)
    for lane in (marks, heat):
        view.add_lane(lane)
    check(lanes_only(view, tmp_path / "now.png", 1.0), f"heat_{theme.name}")


def test_player(qtbot):
    player = PlayerView()
    qtbot.addWidget(player)
    player.resize(320, 240)
    player.set_picture(Film().nearest(20)[1], 20)
    player.set_boxes([(0.1, 0.2, 0.3, 0.5, 0.9), (0.6, 0.3, 0.2, 0.4, 0.3)])
    check(player.grab().toImage(), "player")


@pytest.mark.parametrize("change", ["playhead", "pan", "selection", "theme"])
def test_a_change_that_can_be_seen_is_found(qtbot, tmp_path, change):
    view = timeline(qtbot, LIGHT if change == "theme" else DARK)
    if change == "playhead":
        view.transport.tick(28)
    elif change == "pan":
        view.transport.set_view(1, 60)
    elif change == "selection":
        view.transport.clear_selection()
    image = lanes_only(view, tmp_path / "now.png", 1.0)
    mean, most = difference(image, QImage(str(GOLDEN / "timeline_dark.png")))
    assert mean > MEAN or most > MOST


def test_pictures_of_another_size_differ():
    one, other = (QImage(QSize(80, height), QImage.Format.Format_RGB888) for height in (40, 44))
    assert difference(one, other) == (np.inf, np.inf)
