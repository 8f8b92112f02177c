"""Which lanes a document gets, and what they say while they are empty."""

from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import pytest

from app.document import Document
from app.gui.session.open_file import OpenFile, State
from app.gui.timeline.lane_factory import explain, fill_segments, lanes_of
from app.media.location import Location
from app.media.peaks import Peaks
from app.media.thumbs import Thumbs
from inference.analyzers import ANALYZERS
from inference.contract.track import Track
from inference.contract.types import Segment, TrackKind
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.film import FilmLane
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.view import TimelineView
from widgets.transport import Transport


def everything(*, video: bool = True, audio: bool = True) -> Document:
    """A document with an empty track for all that every analyzer makes."""
    tracks = {spec.key: Track(spec) for analyzer in ANALYZERS.values() for spec in analyzer.makes}
    media = SimpleNamespace(video=object() if video else None, audio=(object(),) if audio else ())
    thumbs = Thumbs() if video else None
    made = SimpleNamespace(
        media=media,
        duration=10.0,
        tracks=tracks,
        shown=tracks,
        runs={},
        peaks=Peaks(),
        thumbs=thumbs,
        analyzers=ANALYZERS,
    )
    return cast("Document", made)


@pytest.fixture
def timeline(qapp):
    view = TimelineView(Transport())
    yield view
    view.clear()
    view.deleteLater()


@pytest.fixture
def placed(timeline):
    """Give the lanes of a document in a timeline, which takes them down again in good order."""

    def place(document):
        lanes = lanes_of(document)
        for lane in lanes:
            timeline.add_lane(lane)
        return lanes

    return place


def test_picture_is_on_top_and_the_waveform_below(placed):
    keys = [lane.key for lane in placed(everything())]
    assert keys[0] == "film"
    assert keys[-1] == "wave"
    assert {"shots", "tags", "faces", "voice", "sentiment", "loudness"} <= set(keys)


def test_lanes_stand_in_the_order_that_analyzers_declare(placed):
    places = {key: number for number, key in enumerate(ANALYZERS)}
    numbers = [places[lane.key.split(".")[0]] for lane in placed(everything())[1:-1]]
    assert numbers == sorted(numbers)


@pytest.mark.parametrize("key", sorted(ANALYZERS))
def test_every_analyzer_has_a_lane_of_its_kind(placed, key):
    lanes = {lane.key: lane for lane in placed(everything())}
    for spec in ANALYZERS[key].makes:
        if not spec.lane or spec.kind in (TrackKind.VECTOR, TrackKind.BOXES):
            continue
        lane = lanes[spec.key]
        flat = ("shots", "faces", "advisory", "qc", "transcript", "bursts", "speakers")
        if key in flat or spec.key == "sounds.kind":
            assert isinstance(lane, SegmentLane)
        elif spec.kind is TrackKind.HEAT:
            assert isinstance(lane, HeatLane)
        else:
            assert isinstance(lane, SentimentLane if key.startswith("sentiment") else CurveLane)


def test_sound_alone_has_no_film(placed):
    assert not any(isinstance(lane, FilmLane) for lane in placed(everything(video=False)))


def test_silence_has_no_waveform(placed):
    assert "wave" not in [lane.key for lane in placed(everything(audio=False))]


def test_the_film_shows_nothing_where_no_picture_was_made_yet(placed):
    document = everything()
    assert document.thumbs is not None
    document.thumbs.replace(((0.0, np.zeros((4, 4, 3), np.uint8)), (0.5, np.ones((4, 4, 3), np.uint8))))
    film = placed(document)[0]
    assert isinstance(film, FilmLane)
    assert film.source.nearest(1.0) is not None
    assert film.source.nearest(5.0) is None


def test_segments_go_to_their_lane(timeline):
    for lane in lanes_of(everything()):
        timeline.add_lane(lane)
    faces = [Segment(0.0, 9.0, "faces", "medium", 0.9), Segment(0.0, 9.0, "faces.count", "2 faces", 0.9)]
    shots = [Segment(0.0, 4.0, "shots", "start", 1.0), Segment(4.0, 9.0, "shots", "cut", 1.0)]
    transitions = [Segment(3.9, 4.1, "shots.transitions", "dissolve", 1.0)]
    fill_segments(timeline, [*shots, *transitions, *faces, Segment(0.0, 9.0, "tags", "dog", 0.9)])
    lane = timeline.lane("shots")
    assert not lane.is_empty()
    assert [lane.value_at(time) for time in (1.0, 3.95, 5.0)] == ["start", "start", "cut"]
    assert not timeline.lane("faces").is_empty()


def test_what_is_said_stands_in_one_color_whatever_it_is(timeline):
    for lane in lanes_of(everything()):
        timeline.add_lane(lane)
    said = [
        Segment(n, n + 1.0, "transcript", text, 0.9) for n, text in enumerate(("Yes.", "<b>No</b>\n-->", ""))
    ]
    fill_segments(timeline, [*said, Segment(0.0, 9.0, "text_sentiment", "positive", 0.9)])
    lane = timeline.lane("transcript")
    assert lane.segments == said
    assert lane.value_at(1.5) == "<b>No</b>\n-->"
    assert len({lane._fill(segment).name() for segment in said}) == 1


def test_voices_that_speak_most_never_share_a_color(timeline):
    for lane in lanes_of(everything()):
        timeline.add_lane(lane)
    spoken = [Segment(n, n + 1.0, "speakers", f"voice {n + 1}", 0.9) for n in range(8)]
    fill_segments(timeline, spoken)
    lane = timeline.lane("speakers")
    assert len({lane._fill(segment).name() for segment in spoken}) == 8
    assert lane.value_at(2.5) == "voice 3"


def test_an_empty_lane_says_why(timeline, tmp_path):
    document = everything()
    for lane in lanes_of(document):
        timeline.add_lane(lane)
    file = OpenFile(Location.of(tmp_path / "a.mp4"), State.WAITING, document, pending=set(ANALYZERS))

    def message(state: State) -> str:
        file.state = state
        explain(timeline, file)
        return timeline.lane("faces").message

    assert message(State.WAITING) == "Waiting…"
    assert message(State.ANALYZING) == "Analyzing…"
    assert message(State.CANCELED) == "Canceled"
    assert message(State.FAILED) == "Analysis failed"
    file.pending.clear()
    document.runs["faces"] = cast("Any", None)
    assert message(State.DONE) == "No faces found"
