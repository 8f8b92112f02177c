"""What is at a time of a document: pure, without widgets."""

from collections.abc import Iterator, Sequence

import numpy as np

from app.document import Document
from inference.track import Track
from inference.types import Kind, Segment, Values
from widgets.clock import clock
from widgets.inspector import Row
from widgets.player import Box

MOST_TAGS = 8
FACE_TIME = 1.0
"""Seconds that boxes stay true after they were measured, where no later ones came."""


def segments_at(segments: Sequence[Segment], track: str, time: float) -> list[Segment]:
    """Give the segments of a track over `time`, the surest first."""
    here = (s for s in segments if s.track == track and s.start <= time < s.end)
    return sorted(here, key=lambda segment: -segment.score)


def labels_at(segments: Sequence[Segment], track: str, time: float) -> list[str]:
    """Give the labels over `time`, the surest first, each once."""
    return list(dict.fromkeys(segment.label for segment in segments_at(segments, track, time)))


def values_at(track: Track | None, time: float) -> Values | None:
    """Give the last row at or before `time`, or None where there is none or it claims nothing."""
    row = track.row_at(time) if track is not None else -1
    if track is None or row < 0:
        return None
    values = track.values[row]
    return values if np.isfinite(values).any() else None


def boxes_at(document: Document, time: float) -> list[Box]:
    """Give the boxes at `time`: those of the last row before it."""
    boxes: list[Box] = []
    for track in document.tracks.values():
        if track.spec.kind is not Kind.BOXES or (values := values_at(track, time)) is None:
            continue
        if time - float(track.times[track.row_at(time)]) <= FACE_TIME:
            rows = values[: len(values) // 5 * 5].reshape(-1, 5)
            boxes += [
                (x, y, w, h, score) for x, y, w, h, score in rows[np.isfinite(rows).all(axis=1)].tolist()
            ]
    return [box for box in boxes if box[2] > 0 and box[3] > 0]


def rows_at(document: Document, segments: Sequence[Segment], time: float) -> list[Row]:
    """Give what an Inspector shows for `time`: shot, tags, and what each other track claims."""
    rows = [*_shot_rows(segments, time), *_tag_rows(document, segments, time)]
    for key, track in document.tracks.items():
        if key == "sentiment":
            rows += _sentiment_rows(track, time)
        elif key not in ("shots", "tags") and track.spec.kind is Kind.CURVE and track.spec.lane:
            rows += _curve_rows(track, time)
    return rows


def _shot_rows(segments: Sequence[Segment], time: float) -> Iterator[Row]:
    shots = [segment for segment in segments if segment.track == "shots"]
    for number, shot in enumerate(shots, 1):
        if shot.start <= time < shot.end:
            yield (
                "Shot",
                f"{number} of {len(shots)}",
                f"{clock(shot.start, 0.1)} – {clock(shot.end, 0.1)}",
                None,
            )
            yield "Shot", "Begins with", shot.label, None


def _tag_rows(document: Document, segments: Sequence[Segment], time: float) -> Iterator[Row]:
    track = document.tracks.get("tags")
    values = values_at(track, time)
    for segment in segments_at(segments, "tags", time)[:MOST_TAGS]:
        score = segment.score
        if track is not None and values is not None and segment.label in track.spec.channels:
            score = float(values[track.spec.channels.index(segment.label)])
        yield "Tags", segment.label, f"{score:.0%}", score


def _sentiment_rows(track: Track, time: float) -> Iterator[Row]:
    values = values_at(track, time)
    if values is None:
        yield "Sentiment", "No voice", "", None
        return
    named = dict(zip(track.spec.channels, values.tolist(), strict=True))
    shares = {
        name: value for name, value in named.items() if name not in ("valence", "arousal", "confidence")
    }
    for name, share in sorted(shares.items(), key=lambda item: -item[1])[:3]:
        yield "Sentiment", name, f"{share:.0%}", share
    for name in ("valence", "arousal"):
        yield "Sentiment", name, signed(named[name]), None
    yield "Sentiment", "confidence", f"{named['confidence']:.0%}", named["confidence"]


def _curve_rows(track: Track, time: float) -> Iterator[Row]:
    values = values_at(track, time)
    if values is None:
        return
    spec = track.spec
    share = (spec.low, spec.high, spec.unit) == (0.0, 1.0, "")
    for channel, value in zip(spec.channels, values.tolist(), strict=True):
        if np.isfinite(value):
            name = channel.replace("_", " ")
            shown = f"{value:.0%}" if share else f"{value:.4g} {_unit(channel, spec.unit)}".strip()
            yield spec.title, name, shown.replace("-", "\N{MINUS SIGN}"), value if share else None


def _unit(channel: str, unit: str) -> str:
    return {"range": "LU", "true_peak": "dBTP"}.get(channel, unit)


def signed(value: float) -> str:
    """Write a number in [-1, 1] with its sign."""
    return f"{value:+.2f}".replace("-", "\N{MINUS SIGN}")
