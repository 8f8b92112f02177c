"""Formats that count frames are right to the frame, at every rate, with timecode and without."""

import re
from dataclasses import replace
from fractions import Fraction
from xml.etree import ElementTree as ET

import opentimelineio as otio
import pytest

from app.export import select_content
from app.export.frames import editing_rate, frames_of, group_by_shot, marker_spans, shot_spans
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Segment
from tests.app.export.films import NTSC_24, NTSC_30, NTSC_60, RATES, at_frames, content, media, written
from tests.app.export.readers import DM, MARKS, edl, fcp_time, only, text_of, xmp_graph

LONG = 200_000
"""Frames of a film of about two hours: a rate that is a little wrong is whole seconds off by then."""

SPANS = [(0, 1), (1, 2), (25, 113), (1799, 1802), (17_981, 17_983), (107_890, 107_893), (199_998, LONG)]
CUTS = [(0, 1), (1, 1800), (1800, 17_983), (17_983, 107_891), (107_891, LONG)]

rates = pytest.mark.parametrize("rate", RATES)


def film(rate: str, track: str = "tags", spans: list[tuple[int, int]] = SPANS):
    fps, timecode = RATES[rate]
    return content(at_frames(spans, fps, track), media(LONG, fps, timecode))


@rates
@pytest.mark.parametrize("name", MARKS)
def test_markers(name: str, rate: str) -> None:
    what = film(rate)
    frames = frames_of(what)
    start = frames.on_timeline().start if name == "resolve" else frames.start
    marks = MARKS[name](written(name, what), frames.rate, start)
    assert [(mark.first, mark.first + mark.length) for mark in marks] == SPANS
    assert [mark.text for mark in marks] == [f"tags {number}" for number in range(1, len(SPANS) + 1)]


@rates
def test_a_start_timecode_counts(rate: str) -> None:
    fps, timecode = RATES[rate]
    frames = frames_of(film(rate))
    drop = timecode is None or ";" in timecode
    assert frames.counting.drop == (drop and fps in (NTSC_30, NTSC_60))
    text = timecode or ("00:00:00;00" if frames.counting.drop else "00:00:00:00")
    assert frames.label(0) == text
    assert frames.start == round(otio.opentime.from_timecode(text, float(fps)).value)


@rates
def test_cuts_in_an_edit_decision_list(rate: str) -> None:
    what = film(rate, "shots", CUTS)
    frames = frames_of(what)
    data = only(written("cmx3600", what))
    clips = edl(data, frames.rate)
    starts = [round(clip.source_range.start_time.value) - frames.start for clip in clips]
    lengths = [round(clip.source_range.duration.value) for clip in clips]
    assert [(start, start + length) for start, length in zip(starts, lengths, strict=True)] == CUTS
    assert {clip.name for clip in clips} == {"a film.mov"}
    counted = "DROP FRAME" if frames.counting.drop else "NON-DROP FRAME"
    assert f"FCM: {counted}\n" in data.decode()
    record = re.findall(r" C        \S+ \S+ (\S+) (\S+)\n", data.decode())
    hour = frames.on_timeline().start
    read = [
        [round(otio.opentime.from_timecode(label, float(frames.rate)).value) - hour for label in pair]
        for pair in record
    ]
    assert [tuple(pair) for pair in read] == CUTS


@rates
def test_cuts_in_a_timeline(rate: str) -> None:
    what = film(rate, "shots", CUTS)
    frames = frames_of(what)
    timeline = otio.adapters.read_from_string(text_of(written("otio", what)), "otio_json")
    (track,) = timeline.tracks
    ranges = [clip.trimmed_range() for clip in track]
    assert [
        (round(r.start_time.value) - frames.start, round(r.end_time_exclusive().value) - frames.start)
        for r in ranges
    ] == CUTS
    assert [clip.range_in_parent().start_time.value for clip in track] == [first for first, _ in CUTS]
    assert timeline.global_start_time.value == frames.on_timeline().start
    assert all(clip.media_reference.target_url == "file:///films/a%20film.mov" for clip in track)
    assert all(clip.media_reference.available_range.duration.value == LONG for clip in track)
    assert otio.opentime.to_timecode(
        timeline.global_start_time, float(frames.rate), frames.counting.drop
    ) == frames.on_timeline().label(0)


@rates
def test_cuts_in_a_project_of_final_cut(rate: str) -> None:
    what = film(rate, "shots", CUTS)
    frames = frames_of(what)
    root = ET.fromstring(only(written("fcpxml", what)))
    clips = root.findall("./library/event/project/sequence/spine/asset-clip")
    at = [
        [fcp_time(clip.attrib[key]) * frames.rate for key in ("start", "duration", "offset")]
        for clip in clips
    ]
    hour = frames.on_timeline().start
    assert [(start - frames.start, start - frames.start + length) for start, length, _ in at] == CUTS
    assert [offset - hour for _, _, offset in at] == [first for first, _ in CUTS]
    asset = root.find("./resources/asset")
    assert asset is not None
    assert fcp_time(asset.attrib["start"]) == frames.start / frames.rate
    assert fcp_time(asset.attrib["duration"]) == LONG / frames.rate
    marks = root.findall("./library/event/asset-clip/marker")
    assert [fcp_time(mark.attrib["start"]) * frames.rate - frames.start for mark in marks] == [
        first for first, _ in CUTS
    ]


def test_final_cut_projects_are_read_by_another_program() -> None:
    what = content([*at_frames(CUTS[:3], Fraction(25)), Segment(40.0, 42.0, "transcript", "Hello", 1)])
    text = text_of(written("fcpxml", what))
    (timeline,) = otio.adapters.read_from_string(text, "fcpx_xml")
    (track,) = timeline.tracks
    # The adapter takes the sequence's start for a gap.
    gap, *clips = track
    assert gap.source_range.duration.value == 90_000
    ranges = [(clip.source_range.start_time.value, clip.source_range.duration.value) for clip in clips]
    assert ranges == [(0, 1), (1, 1499)]
    (marker,) = [marker for clip in clips for marker in clip.markers]
    assert (marker.name, marker.marked_range.start_time.value) == ("Hello", 1000)


@rates
def test_premiere_gets_the_whole_clip(rate: str) -> None:
    what = film(rate)
    frames = frames_of(what)
    timeline = otio.adapters.read_from_string(text_of(written("xmeml", what)), "fcp_xml")
    assert [(track.kind, len(track)) for track in timeline.tracks] == [
        ("Video", 1),
        ("Audio", 1),
        ("Audio", 1),
    ]
    for clip in timeline.find_clips():
        assert clip.source_range.duration.value == LONG
        assert clip.media_reference.target_url == "file:///films/a%20film.mov"
        assert clip.media_reference.available_range.start_time.value == frames.start
    rate_of = ET.fromstring(only(written("xmeml", what))).find("./sequence/rate")
    assert rate_of is not None
    assert (rate_of.findtext("timebase"), rate_of.findtext("ntsc")) == (
        str(frames.counting.nominal),
        str(frames.ntsc).upper(),
    )


@rates
def test_ticks_of_xmp(rate: str) -> None:
    what = film(rate)
    graph = xmp_graph(written("xmp", what))
    (tick,) = {str(value) for value in graph.objects(None, DM.frameRate)}
    fps = RATES[rate][0]
    assert tick == f"f{fps.numerator}" + (f"s{fps.denominator}" if fps.denominator > 1 else "")
    read = sorted(
        tuple(int(str(graph.value(marker, name))) for name in (DM.startTime, DM.duration))
        for marker in graph.subjects(DM.name, None)
    )
    assert read == [(first, last - first) for first, last in SPANS]


@pytest.mark.parametrize(
    ("fps", "taken"),
    [
        (Fraction(15), 30),
        (Fraction(25, 2), 25),
        (Fraction(12), 24),
        (Fraction(29), NTSC_30),
        (Fraction(240), 240),
        (Fraction(7500, 1001), NTSC_30),
        (NTSC_24, NTSC_24),
    ],
)
def test_odd_rates_are_counted_at_a_standard_one(fps: Fraction, taken: Fraction) -> None:
    assert editing_rate(fps) == taken
    what = content(at_frames([(3, 5)], fps, "tags"), media(300, fps, "01:00:00:01", variable=True))
    (mark,) = MARKS["fcpxml"](written("fcpxml", what), editing_rate(fps), frames_of(what).start)
    assert mark.first == round(3 / fps * taken)
    assert frames_of(what).start / taken == pytest.approx(
        float((3600 * round(fps) + 1) / round(fps)), rel=2e-3
    )


def test_frames_that_come_at_odd_times_are_the_nearest_of_the_nominal_rate() -> None:
    info = media(1500, Fraction(30), variable=True)
    what = content([Segment(1.012, 2.021, "tags", "dog", 1)], info)
    (mark,) = MARKS["otio"](written("otio", what), Fraction(30), 0)
    assert (mark.first, mark.length) == (30, 31)
    (tick,) = {str(value) for value in xmp_graph(written("xmp", what)).objects(None, DM.frameRate)}
    assert tick == "f1000"


def test_a_late_first_picture_is_frame_zero() -> None:
    from dataclasses import replace

    info = media(1500, timecode="10:00:00:00")
    assert info.video is not None
    late = replace(info, video=replace(info.video, start=0.52))
    what = content([Segment(0.52, 1.52, "tags", "dog", 1), Segment(0.1, 0.3, "tags", "before", 1)], late)
    marks = MARKS["avid"](written("avid", what), Fraction(25), 900_000)
    assert sorted((mark.text, mark.first, mark.length) for mark in marks) == [
        ("before", 0, 1),
        ("dog", 0, 25),
    ]


def test_sound_alone_is_counted_at_25() -> None:
    what = content([Segment(1.0, 2.0, "tags", "dog", 1)], media(picture=False))
    for name in ("resolve", "xmeml", "fcpxml", "otio"):
        start = 90_000 if name == "resolve" else 0
        (mark,) = MARKS[name](written(name, what), Fraction(25), start)
        assert (mark.first, mark.length) == (25, 25)
    (clip,) = edl(only(written("cmx3600", what)), Fraction(25))
    assert clip.source_range.duration.value == 1500


def test_shots_with_a_gap_between_keep_their_place() -> None:
    shots = at_frames([(0, 100), (150, 300)], Fraction(25))
    what = content([*shots, Segment(5.0, 5.5, "transcript", "in the gap", 1)])
    timeline = otio.adapters.read_from_string(text_of(written("otio", what)), "otio_json")
    assert [type(item).__name__ for item in timeline.tracks[0]] == ["Clip", "Gap", "Clip"]
    assert timeline.tracks[0][2].range_in_parent().start_time.value == 150
    spine = ET.fromstring(only(written("fcpxml", what))).find(".//spine")
    assert spine is not None
    assert [item.tag for item in spine] == ["asset-clip", "gap", "asset-clip"]


def test_many_shots_are_split() -> None:
    shots = at_frames([(n * 2, n * 2 + 2) for n in range(1010)], Fraction(25))
    files = written("cmx3600", content(shots, media(5000)))
    assert [len(edl(data, Fraction(25))) for data in files.values()] == [999, 11]
    assert list(files) == ["", ".2"]


def test_a_timecode_that_the_user_gives_counts() -> None:
    film = media(LONG, NTSC_30, "00:00:00;00")
    given = select_content(
        replace(content((), film).document, analyzers=AnalyzerRegistry()), timecode="10:00:00:00"
    )
    assert frames_of(given).label(0) == "10:00:00:00"
    assert frames_of(given).start == 1_080_000


def test_what_begins_on_a_cut_belongs_to_the_shot_that_begins_there() -> None:
    what = content(
        [
            *at_frames([(0, 100), (100, 200), (250, 300)], Fraction(25)),
            *at_frames(
                [(0, 5), (99, 150), (100, 110), (200, 210), (249, 251), (250, 251)], Fraction(25), "tags"
            ),
        ]
    )
    frames = frames_of(what)
    inside = group_by_shot(shot_spans(what, frames), marker_spans(what.segments, frames))
    assert [[span.first for span in spans] for spans in inside] == [[0, 99], [100, 200, 249], [250]]
