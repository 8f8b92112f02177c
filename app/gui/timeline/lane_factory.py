"""From a document to lanes: what an analyzer declares says what is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from app.document import Document
from app.gui.session.open_file import BUSY, OpenFile, State
from app.gui.timeline.lane_groups import PICTURE, SOUND, group_of
from app.gui.timeline.lane_provenance import provenance_of
from app.media.peaks import Peaks
from inference.analyzers import analyzers
from inference.contract.analyzer import Analyzer
from inference.contract.track import Track
from inference.contract.types import Segment, Times, TrackKind, TrackSpec, Values
from inference.speech.baseline import MARKED
from resources.language import mark, tr
from widgets.palette import Theme, label_color, series_color
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.film import FilmLane
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.lane import Lane
from widgets.timeline.lanes.loudness import LoudnessLane
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.lanes.tags import TagsLane
from widgets.timeline.lanes.wave import WaveLane
from widgets.timeline.view import TimelineView

FILM, WAVE = "film", "wave"
THUMBS = 300
"""Thumbnails that a long file has at the least."""

WAITING, NOTHING = mark("Waiting…"), mark("Nothing found")
EMPTY: Mapping[str, str] = {
    "shots": mark("No shots found"),
    "tags": mark("No confident tags"),
    "faces": mark("No faces found"),
    "advisory": mark("Nothing flagged"),
    "voice": mark("No speech"),
    "transcript": mark("No English speech recognized"),
    "text_sentiment": mark("No sentiment in text"),
    "speakers": mark("Not enough speech"),
    "sentiment": mark("Not enough speech"),
    "sentiment_light": mark("Not enough speech"),
    "speech_quality": mark("No speech to rate"),
    "arc": mark("Not enough speech, music or events"),
    "sounds": mark("No confident tags"),
    "sounds.mood": mark("No music"),
    "bursts": mark("No laughs, cries or screams found"),
    "prosody": mark("Less than 10 s of speech per speaker"),
    "qc": mark("No audio faults found"),
    "loudness": mark("Too short or too quiet for a reading"),
}
"""What a lane says when its analyzer is done and found nothing."""


@dataclass(frozen=True, slots=True)
class _Wave:
    """Peaks as a WaveLane reads them."""

    document: Document

    def read(self, start: float, end: float, points: int) -> tuple[Times, Values, Values]:
        outline = (self.document.peaks or Peaks()).read(start, end, points)
        return outline.times, outline.low, outline.high


@dataclass(frozen=True, slots=True)
class _Film:
    """Thumbnails near a time: where none were made yet, there is none."""

    document: Document

    def nearest(self, time: float) -> tuple[float, npt.NDArray[np.uint8]] | None:
        found = self.document.thumbs.nearest(time) if self.document.thumbs else None
        near = max(1.0, self.document.duration / THUMBS)
        return found if found is not None and abs(found[0] - time) <= near else None


def _curve(track: Track, room: float) -> Lane:
    return CurveLane(track, height=round(40 * room), fill=len(track.spec.channels) == 1)


def _balance(track: Track, height: int) -> Lane:
    """Give a curve about zero, with what is above and below in their colors."""
    return CurveLane(track, height=height, diverging=True, guides=((0.0, ""),))


_BY_TRACK: Mapping[str, Callable[[Track, float], Lane]] = {
    "tags": lambda track, room: TagsLane(track, rows=round(6 * room)),
    "sentiment": lambda track, room: SentimentLane(track, height=round(80 * room)),
    "text_sentiment": lambda track, room: _balance(track, round(32 * room)),
    "sentiment_light": lambda track, room: SentimentLane(track, height=round(80 * room)),
    "arc": lambda track, room: CurveLane(track, ("valence", "arousal"), height=round(60 * room)),
    "prosody": lambda track, room: CurveLane(
        track, ("arousal",), height=round(48 * room), diverging=True, guides=((0.0, ""),)
    ),
    "sounds": lambda track, room: TagsLane(track, rows=round(4 * room)),
    "loudness": lambda track, room: LoudnessLane(track, height=round(60 * room)),
}
_BY_KIND: Mapping[TrackKind, Callable[[Track, float], Lane]] = {
    TrackKind.CURVE: _curve,
    TrackKind.HEAT: lambda track, room: HeatLane(track, rows=round(6 * room)),
}
_AS_SEGMENTS: Mapping[str, tuple[str, ...]] = {
    "shots": ("shots",),
    "faces": ("faces", "faces.count"),
    "advisory": ("advisory",),
    "transcript": ("transcript",),
    "speakers": ("speakers",),
    "qc": ("qc",),
    "sounds.kind": ("sounds.kind",),
    "bursts": ("bursts",),
}
"""Analyzers and tracks whose segments say more than their scores, and which segments are shown."""

ROW = 16
"""Pixels of a row of segments, and of what is above and below them."""


def lanes_of(document: Document, room: float = 1.0) -> list[Lane]:
    """Give the lanes of a document from the top: picture, analyzers in their order, waveform.

    room: how much higher than in a small window the lanes may be.
    """
    lanes: list[Lane] = []
    if document.media.video is not None and document.thumbs is not None:
        lanes.append(_grouped(FilmLane(_Film(document), key=FILM, height=round(56 * room)), PICTURE))
    for analyzer in analyzers().values():
        lanes.extend(_lanes_of(analyzer, document, room))
    if document.media.audio:
        lanes.append(_grouped(WaveLane(_Wave(document), key=WAVE, height=round(44 * room)), SOUND))
    return lanes


def _lanes_of(analyzer: type[Analyzer], document: Document, room: float) -> list[Lane]:
    present = [spec for spec in analyzer.makes if spec.key in document.tracks]
    if not present:
        return []
    if analyzer.key in _AS_SEGMENTS:
        lanes = [_segment_lane(analyzer.key, analyzer.title)]
    else:
        made = [_lane_of(document.shown[spec.key], spec, room) for spec in present]
        lanes = [lane for lane in made if lane is not None]
    return [_grouped(lane, group_of(analyzer, lane.key)) for lane in lanes]


def _grouped(lane: Lane, group: str) -> Lane:
    lane.group = group
    return lane


def _lane_of(track: Track, spec: TrackSpec, room: float) -> Lane | None:
    if spec.key in _AS_SEGMENTS:
        return _segment_lane(spec.key, spec.title)
    make = _BY_TRACK.get(spec.key) or _BY_KIND.get(spec.kind)
    return make(track, room) if make is not None and spec.lane else None


def _segment_lane(key: str, title: str) -> Lane:
    return SegmentLane(key, title, height=ROW * (1 + len(_AS_SEGMENTS[key])), color=_COLORS.get(key))


def _of_speech(_label: str, theme: Theme) -> QColor:
    # What is said is no kind of thing: one color for all of it.
    return label_color("speech", theme)


def _of_voice(label: str, theme: Theme) -> QColor:
    # By its number, so that the voices that speak most never share a color.
    number = label.rpartition(" ")[2]
    return series_color(int(number) - 1, theme) if number.isdecimal() else label_color(label, theme)


_COLORS: Mapping[str, Callable[[str, Theme], QColor]] = {"transcript": _of_speech, "speakers": _of_voice}


def fill_segments(timeline: TimelineView, segments: list[Segment]) -> None:
    """Hand each lane of segments those of its analyzer."""
    for lane in timeline.lanes():
        if isinstance(lane, SegmentLane | TagsLane | SentimentLane):
            shown = _AS_SEGMENTS.get(lane.key, (lane.key,))
            lane.set_segments([segment for segment in segments if segment.track in shown])
        if isinstance(lane, SentimentLane) and lane.key == "sentiment":
            lane.set_marks([segment for segment in segments if segment.track == MARKED])


def show_overview(timeline: TimelineView) -> None:
    """Show over the ruler what the lanes of pictures and sound show."""
    film, wave = timeline.lane(FILM), timeline.lane(WAVE)
    timeline.overview.set_sources(
        film.source if isinstance(film, FilmLane) else None,
        wave.source if isinstance(wave, WaveLane) else None,
    )


def show_related(timeline: TimelineView, document: Document) -> None:
    """Let lanes show tracks that take the place of others."""
    shown = document.shown
    for lane in timeline.lanes():
        if isinstance(lane, CurveLane) and lane.track is not shown.get(lane.key, lane.track):
            lane.set_track(shown[lane.key])


def explain(timeline: TimelineView, file: OpenFile) -> None:
    """Let each lane say what made it, and why it is empty, for as long as it is."""
    known = analyzers()
    for lane in timeline.lanes():
        lane.set_message(_reason(lane.key, file))
        lane.origin = provenance_of(known.get(lane.key.partition(".")[0]), file.document)


def _reason(lane: str, file: OpenFile) -> str:
    analyzer = lane.partition(".")[0]
    running = file.state in BUSY
    if running and (analyzer in file.pending or analyzer in (FILM, WAVE)):
        return tr("Analyzing…") if file.state is State.ANALYZING else tr(WAITING)
    if file.document is not None and analyzer in file.document.runs:
        return tr(EMPTY.get(lane) or EMPTY.get(analyzer, NOTHING))
    if file.state is State.CANCELED:
        return tr("Canceled")
    return tr("Not available") if file.state is not State.FAILED else tr("Analysis failed")
