"""What is at a time of a document: pure, without widgets."""

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np

from app.document import Document
from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Role
from inference.contract.track import Track
from inference.contract.types import Segment, TrackKind, Values
from inference.speech.baseline import CHANNELS as BASELINE
from inference.speech.baseline import BaselineOrigin as Neutral
from resources.clock import clock
from resources.language import label, mark, tr
from widgets.inspector import Row
from widgets.player import Box

MOST_TAGS = 8
PLACES = ("valence", "arousal", "confidence", *BASELINE)
"""Channels of sentiment that are no categories."""

NEUTRALS = {
    Neutral.NONE: mark("unknown"),
    Neutral.ESTIMATED: mark("estimated from {seconds} s"),
    Neutral.MARKED: mark("marked, {seconds} s"),
}
HOLDS, STEPS = 1.0, 3
"""A row holds for a second, or for three of its track's steps, where no later one came."""

GATE = -70.0
"""LUFS below which EBU R 128 takes sound for silence."""


def segments_at(segments: Iterable[Segment], time: float) -> list[Segment]:
    """Give the segments over `time`, the surest first."""
    return sorted((s for s in segments if s.start <= time < s.end), key=lambda segment: -segment.score)


def labels_at(segments: Iterable[Segment], time: float) -> list[str]:
    """Give the labels over `time`, the surest first, each once."""
    return list(dict.fromkeys(segment.label for segment in segments_at(segments, time)))


def values_at(track: Track | None, time: float) -> Values | None:
    """Give the row that holds at `time`, or None if there is none or it claims nothing."""
    if track is None or not reaches(track, time):
        return None
    values = track.values_at(track.row_at(time))
    return values if np.isfinite(values).any() else None


def reaches(track: Track, time: float) -> bool:
    """Say whether the analysis has come as far as `time`."""
    row = track.row_at(time)
    if row < 0:
        return False
    times = track.times
    step = (times[-1] - times[0]) / max(len(times) - 1, 1)
    return bool(time - times[row] <= max(HOLDS, STEPS * step))


def boxes_at(document: Document, time: float) -> list[Box]:
    """Give the boxes at `time`: those of the last row before it."""
    boxes: list[Box] = []
    for track in document.tracks.values():
        if track.spec.kind is not TrackKind.BOXES or (values := values_at(track, time)) is None:
            continue
        rows = values[: len(values) // 5 * 5].reshape(-1, 5)
        rows = rows[np.isfinite(rows).all(axis=1)]
        boxes += [(x, y, width, height, score) for x, y, width, height, score in rows.tolist()]
    return [box for box in boxes if box[2] > 0 and box[3] > 0]


def tenths(time: float) -> str:
    """Write a time as a clock does, to a tenth of a second."""
    return clock(time, 0.1)


def rows_at(
    document: Document, segments: Sequence[Segment], time: float, write: Callable[[float], str] = tenths
) -> list[Row]:
    """Give what an Inspector shows for `time`: shot, tags, and what each other track claims.

    Analyzers whose section leads come first, in their order; then the others.
    """
    leading: list[Row] = []
    following: list[Row] = []
    for analyzer in document.analyzers.values():
        rows = leading if analyzer.presentation.leads else following
        own = [segment for segment in segments if segment.track.partition(".")[0] == analyzer.key]
        rows += _rows_of(analyzer, document, own, time, write)
    return [*leading, *following]


def _rows_of(
    analyzer: type[Analyzer],
    document: Document,
    segments: Sequence[Segment],
    time: float,
    write: Callable[[float], str],
) -> Iterator[Row]:
    """Give the rows of one analyzer: what its tracks' roles ask for, or the values of its curves."""
    shown = document.shown
    for spec in analyzer.makes:
        track = shown.get(spec.key)
        title = analyzer.presentation.section or (track.spec if track is not None else spec).title
        here = [segment for segment in segments if segment.track == spec.key]
        if spec.role is Role.SHOTS:
            yield from _shot_rows(title, here, time, write)
        elif spec.role is Role.TAGS:
            yield from _tag_rows(title, track, here, time)
        elif spec.role is Role.TRANSCRIPT:
            yield from ((title, text, "", None) for text in labels_at(here, time))
        elif track is None:
            continue
        elif spec.role is Role.MOOD:
            yield from _sentiment_rows(title, track, time)
        elif spec.role is Role.FACES:
            yield from _face_rows(title, track, here, time)
        elif spec.kind is TrackKind.CURVE and spec.lane:
            yield from _curve_rows(title, track, time)


def _shot_rows(
    title: str, shots: Sequence[Segment], time: float, write: Callable[[float], str]
) -> Iterator[Row]:
    for number, shot in enumerate(shots, 1):
        if shot.start <= time < shot.end:
            count = tr("{number} of {total}").format(number=number, total=len(shots))
            yield title, count, f"{write(shot.start)} – {write(shot.end)}", None
            yield title, tr("Transition"), label(shot.label), None


def _tag_rows(title: str, track: Track | None, tags: Sequence[Segment], time: float) -> Iterator[Row]:
    values = values_at(track, time)
    for segment in segments_at(tags, time)[:MOST_TAGS]:
        score = segment.score
        if track is not None and values is not None and segment.label in track.spec.channels:
            score = float(values[track.spec.channels.index(segment.label)])
        yield title, segment.label, f"{score:.0%}", score


def _sentiment_rows(title: str, track: Track, time: float) -> Iterator[Row]:
    values = values_at(track, time)
    if values is None:
        if reaches(track, time):
            yield title, tr("No speech"), "", None
        return
    named = dict(zip(track.spec.channels, values.tolist(), strict=True))
    shares = {name: value for name, value in named.items() if name not in PLACES}
    for name, share in sorted(shares.items(), key=lambda item: -item[1])[:3]:
        yield title, name, f"{share:.0%}", share
    for name in ("valence", "arousal"):
        yield title, label(name), signed(named[name]), None
    yield title, "confidence", f"{named['confidence']:.0%}", named["confidence"]
    kind, seconds = (named.get(name, np.nan) for name in BASELINE)
    if np.isfinite(kind):
        words = tr(NEUTRALS[Neutral(round(kind))]).format(seconds=f"{seconds:.0f}")
        yield title, tr("speaker baseline"), words, None


def _face_rows(title: str, track: Track, scales: Sequence[Segment], time: float) -> Iterator[Row]:
    values = values_at(track, time)
    if values is None:
        return
    named = dict(zip(track.spec.channels, values.tolist(), strict=True))
    if not named["count"] > 0:
        yield title, tr("No face"), "", None
        return
    yield title, tr("number"), f"{named['count']:.0f}", None
    yield title, mark("largest, of the height"), f"{named['largest']:.0%}", named["largest"]
    for scale in labels_at(scales, time):
        yield title, tr("shot scale"), label(scale), None


def _curve_rows(title: str, track: Track, time: float) -> Iterator[Row]:
    values = values_at(track, time)
    if values is None:
        return
    spec = track.spec
    share = (spec.low, spec.high, spec.unit) == (0.0, 1.0, "")
    for channel, value in zip(spec.channels, values.tolist(), strict=True):
        if np.isfinite(value):
            shown = f"{value:.0%}" if share else _reading(value, _unit(channel, spec.unit))
            name = channel.replace("_", " ")
            # What has a bar is named by the inspector, which colors the bar by the English name.
            yield (title, name, shown, value) if share else (title, label(name), shown, None)


def _reading(value: float, unit: str) -> str:
    if unit == "LUFS" and value < GATE:
        return label("silence")
    return f"{value:.1f} {label(unit)}".strip().replace("-", "\N{MINUS SIGN}")


def _unit(channel: str, unit: str) -> str:
    return {"range": "LU", "true_peak": "dBTP"}.get(channel, unit)


def signed(value: float) -> str:
    """Write a number in [-1, 1] with its sign."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
