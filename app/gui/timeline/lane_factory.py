"""From a document to lanes: what an analyzer declares says what is drawn."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from PySide6.QtGui import QColor

from app.document import Document
from app.gui.session.open_file import BUSY, OpenFile, State
from app.gui.timeline.lane_groups import group_of
from app.gui.timeline.lane_provenance import provenance_of
from app.media.peaks import Peaks
from inference.analyzers import ANALYZERS
from inference.contract.analyzer import Analyzer
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.presentation import LabelColor, LaneGroup, LaneStyle, Role
from inference.contract.presentation import Lane as LaneSpec
from inference.contract.track import Track
from inference.contract.types import Segment, Times, TrackKind, TrackSpec, Values
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

WAITING = mark("Waiting…")


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


def _curve(track: Track, drawn: LaneSpec, room: float) -> Lane:
    height = round((drawn.height or 40) * room)
    return CurveLane(track, drawn.channels or None, height=height, fill=len(track.spec.channels) == 1)


def _balance(track: Track, drawn: LaneSpec, room: float) -> Lane:
    """Give a curve about zero, with what is above and below in their colors."""
    height, zero = round((drawn.height or 48) * room), ((0.0, ""),)
    return CurveLane(track, drawn.channels or None, height=height, diverging=True, guides=zero)


def _heat(track: Track, drawn: LaneSpec, room: float) -> Lane:
    return HeatLane(track, rows=round((drawn.rows or 6) * room))


def _tags(track: Track, drawn: LaneSpec, room: float) -> Lane:
    return TagsLane(track, rows=round((drawn.rows or 6) * room))


def _emotion(track: Track, drawn: LaneSpec, room: float) -> Lane:
    return SentimentLane(track, height=round((drawn.height or 80) * room))


def _loudness(track: Track, drawn: LaneSpec, room: float) -> Lane:
    return LoudnessLane(track, height=round((drawn.height or 60) * room))


_STYLES: Mapping[LaneStyle, Callable[[Track, LaneSpec, float], Lane]] = {
    LaneStyle.CURVE: _curve,
    LaneStyle.BALANCE: _balance,
    LaneStyle.HEAT: _heat,
    LaneStyle.TAGS: _tags,
    LaneStyle.EMOTION: _emotion,
    LaneStyle.LOUDNESS: _loudness,
}
_BY_KIND: Mapping[TrackKind, LaneStyle] = {TrackKind.CURVE: LaneStyle.CURVE, TrackKind.HEAT: LaneStyle.HEAT}

ROW = 16
"""Pixels of a row of segments, and of what is above and below them."""


def lanes_of(document: Document, room: float = 1.0) -> list[Lane]:
    """Give the lanes of a document from the top: picture, analyzers in their order, waveform.

    room: how much higher than in a small window the lanes may be.
    """
    lanes: list[Lane] = []
    if document.media.video is not None and document.thumbs is not None:
        lanes.append(_grouped(FilmLane(_Film(document), key=FILM, height=round(56 * room)), LaneGroup.VIDEO))
    for analyzer in document.analyzers.values():
        lanes.extend(_lanes_of(analyzer, document, room))
    if document.media.audio:
        lanes.append(_grouped(WaveLane(_Wave(document), key=WAVE, height=round(44 * room)), LaneGroup.AUDIO))
    return lanes


def _lanes_of(analyzer: type[Analyzer], document: Document, room: float) -> list[Lane]:
    present = [spec for spec in analyzer.makes if spec.key in document.tracks]
    if not present:
        return []
    drawn = analyzer.presentation.lane
    if drawn.style is LaneStyle.SEGMENTS:
        lanes = [_segment_lane(analyzer.key, analyzer.title, drawn)]
    else:
        made = [_lane_of(document.shown[spec.key], spec, analyzer, room) for spec in present]
        lanes = [lane for lane in made if lane is not None]
    return [_grouped(lane, group_of(analyzer, lane.key)) for lane in lanes]


def _grouped(lane: Lane, group: str) -> Lane:
    lane.group = group
    return lane


def _lane_of(track: Track, spec: TrackSpec, analyzer: type[Analyzer], room: float) -> Lane | None:
    drawn = analyzer.presentation.lane_of(spec.key)
    if drawn.style is LaneStyle.SEGMENTS:
        return _segment_lane(spec.key, spec.title, drawn)
    style = drawn.style or _BY_KIND.get(spec.kind)
    return _STYLES[style](track, drawn, room) if style is not None and spec.lane else None


def _segment_lane(key: str, title: str, drawn: LaneSpec) -> Lane:
    rows = max(1, len(drawn.segments))
    return SegmentLane(key, title, height=ROW * (1 + rows), color=_COLORS.get(drawn.color))


def _of_speech(_label: str, theme: Theme) -> QColor:
    # What is said is no kind of thing: one color for all of it.
    return label_color("speech", theme)


def _of_voice(label: str, theme: Theme) -> QColor:
    # By its number, so that the voices that speak most never share a color.
    number = label.rpartition(" ")[2]
    return series_color(int(number) - 1, theme) if number.isdecimal() else label_color(label, theme)


_COLORS: Mapping[LabelColor, Callable[[str, Theme], QColor]] = {
    LabelColor.SPEECH: _of_speech,
    LabelColor.BY_NUMBER: _of_voice,
}


def fill_segments(
    timeline: TimelineView, segments: list[Segment], known: AnalyzerRegistry = ANALYZERS
) -> None:
    """Hand each lane of segments those of its analyzer."""
    marks = known.tracks_of(Role.BASELINE)
    for lane in timeline.lanes():
        analyzer = known.maker_of(lane.key)
        if isinstance(lane, SegmentLane | TagsLane | SentimentLane):
            drawn = analyzer.presentation.lane_of(lane.key) if analyzer is not None else LaneSpec()
            shown = drawn.segments or (lane.key,)
            lane.set_segments([segment for segment in segments if segment.track in shown])
        if isinstance(lane, SentimentLane) and analyzer is not None:
            own = [spec.key for spec in analyzer.segment_tracks if spec.key in marks]
            lane.set_marks([segment for segment in segments if segment.track in own])


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


def explain(timeline: TimelineView, file: OpenFile, known: AnalyzerRegistry = ANALYZERS) -> None:
    """Let each lane say what made it, and why it is empty, for as long as it is."""
    for lane in timeline.lanes():
        maker = known.maker_of(lane.key)
        lane.set_message(_reason(lane.key, file, maker))
        lane.origin = provenance_of(maker, file.document)


def _reason(lane: str, file: OpenFile, maker: type[Analyzer] | None) -> str:
    running, analyzer = file.state in BUSY, maker.key if maker is not None else lane
    if running and (analyzer in file.pending or analyzer in (FILM, WAVE)):
        return tr("Analyzing…") if file.state is State.ANALYZING else tr(WAITING)
    if maker is not None and file.document is not None and analyzer in file.document.runs:
        return tr(maker.presentation.lane_of(lane).empty)
    if file.state is State.CANCELED:
        return tr("Canceled")
    return tr("Not available") if file.state is not State.FAILED else tr("Analysis failed")
