"""A result in few words, and as the JSON object that `rushes analyze --json` prints."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np

from app.batch import Result
from app.document import Document
from app.edits import EditedSegments
from app.export.rows import media_row, segment_rows
from inference.analyzers import analyzers
from inference.contract.types import Device, Segment, TrackKind
from resources.messages import msg

_WITHOUT = msg("No model had to run.")
_CUT_SHORT = msg("It did not come to an end.")

TOP = 8
"""Tags that a summary names."""


def clock(seconds: float) -> str:
    """Give a time as m:ss.t or h:mm:ss.t."""
    tenths = round(max(seconds, 0.0) * 10)
    minutes, rest = divmod(tenths, 600)
    hours, minutes = divmod(minutes, 60)
    tail = f"{rest // 10:02d}.{rest % 10}"
    return f"{hours}:{minutes:02d}:{tail}" if hours else f"{minutes}:{tail}"


def in_one_line(name: str) -> str:
    """Give a name with what would break the line, or command the terminal, in escapes."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in name)


def json_row(result: Result, device: str, lengths: Mapping[str, int]) -> dict[str, Any]:
    """Give the JSON object of one file.

    device: what was asked for. lengths: rows of each track, by key. Scores are needed only under edits.
    """
    document, done, error = result.document, result.done, result.error
    corrected = document.corrected() if document and document.edits else EditedSegments(result.segments)
    used = done.device if done else None
    known = analyzers()
    specs = [spec for key in (document.runs if document else ()) for spec in known[key].makes]
    return {
        "path": str(result.location),
        "status": result.status,
        "media": media_row(document.media) if document else None,
        "device": (used or Device(device, "none", _WITHOUT if done else _CUT_SHORT)).in_english(),
        "seconds": {name: round(value, 3) for name, value in result.seconds.items()},
        "tracks": [
            {
                "key": spec.key,
                "kind": spec.kind.value,
                "channels": list(spec.channels),
                "samples": lengths.get(spec.key, 0),
            }
            for spec in specs
            if spec.kind is not TrackKind.VECTOR
        ],
        "segments": segment_rows(corrected.segments, corrected.origin),
        "notes": [str(note) for note in result.notes],
        "error": {"message": str(error.message), "hint": str(error.hint)} if error else None,
    }


HEADLINE = ("loudness",)
"""Keys of the tracks that `headline` looks at."""


def headline(document: Document, segments: Sequence[Segment]) -> str:
    """Say the most of a file in one line."""
    parts: list[str] = []
    if shots := sum(segment.track == "shots" for segment in segments):
        parts.append(_counted(shots, "shot"))
    if tags := _by_length(segments, "tags"):
        parts.append(", ".join(list(tags)[:3]))
    if any(segment.track == "faces" for segment in segments):
        parts.append("faces")
    if moods := _by_length(segments, "sentiment"):
        parts.append(f"sounds {next(iter(moods))}")
    elif any(segment.track == "voice" for segment in segments):
        parts.append("speech")
    if (voices := len(_by_length(segments, "speakers"))) > 1:
        parts.append(f"{voices} voices")
    loudness = _loudness(document)
    if loudness is not None:
        parts.append(f"{loudness[0]:.1f} LUFS")
    if flagged := sum(segment.track == "advisory" for segment in segments):
        parts.append(f"{flagged} flagged")
    return " · ".join(parts)


def sections(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Give titles and lines: media, what is seen, what is heard and said, loudness, faults."""
    segments = document.segments()
    yield "Media", [_media_line(document)]
    if document.media.video:
        yield "Tags", _tag_lines(segments) or ["none with confidence"]
        yield "Shots", _shot_lines(segments)
        yield "Faces", _face_lines(segments, document) or ["none"]
    if document.media.audio:
        yield "Speech", _voice_lines(segments, document.duration)
        if "transcript" in document.tracks:
            yield "Transcript", _said_lines(segments) or ["no English speech recognized"]
        unread = "not enough speech"
        yield (
            "Emotion",
            _mood_lines(segments) or [unread if "sentiment" in document.runs else "not analyzed"],
        )
        yield "Sounds", _sound_lines(segments) or ["none recognized with confidence"]
        loudness = _loudness(document)
        if loudness is None:
            yield "Loudness", ["too short or too quiet for a reading"]
        else:
            integrated, spread, peak = loudness
            yield (
                "Loudness",
                [f"{integrated:.1f} LUFS integrated, range {spread:.1f} LU, true peak {peak:.1f} dBTP"],
            )
        yield "Audio QC", _fault_lines(segments) or ["no faults"]


def device_words(device: Device | None) -> str:
    """Say where models ran, and why there."""
    if device is None:
        return "no model had to run"
    return f"{device.used.upper()}: {device.reason}" if device.reason else device.used.upper()


def _media_line(document: Document) -> str:
    row = media_row(document.media)
    parts = [clock(document.duration)]
    if document.media.video:
        rate = f"{row['fps']:g} frames a second" + (" (variable)" if document.media.video.variable else "")
        parts += [f"{row['width']} × {row['height']}", rate, document.media.video.codec]
    if document.media.audio:
        audio = document.media.audio[0]
        parts.append(f"{audio.codec} {audio.rate} Hz {audio.layout}")
    return ", ".join(parts)


def _by_length(segments: Sequence[Segment], track: str) -> dict[str, list[Segment]]:
    """Group a track's segments by label, the longest in sum first."""
    grouped: defaultdict[str, list[Segment]] = defaultdict(list)
    for segment in segments:
        if segment.track == track:
            grouped[segment.label].append(segment)
    return dict(sorted(grouped.items(), key=lambda item: -sum(s.end - s.start for s in item[1])))


def _spans(segments: list[Segment], most: int = 3) -> str:
    shown = ", ".join(f"{clock(s.start)}–{clock(s.end)}" for s in segments[:most])
    return f"{shown} and {len(segments) - most} more" if len(segments) > most else shown


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _tag_lines(segments: list[Segment]) -> list[str]:
    grouped = _by_length(segments, "tags")
    width = max((len(label) for label in list(grouped)[:TOP]), default=0)
    return [f"{label:<{width}}  {_spans(grouped[label])}" for label in list(grouped)[:TOP]]


def _shot_lines(segments: list[Segment]) -> list[str]:
    shots = [segment for segment in segments if segment.track == "shots"]
    lengths = [shot.end - shot.start for shot in shots]
    kinds = defaultdict[str, int](int)
    for shot in shots:
        kinds[shot.label] += 1
    named = [f"{_counted(kinds[kind], kind)}" for kind in ("cut", "dissolve", "fade") if kinds[kind]]
    middle = f", median {np.median(lengths):.1f} s" if shots else ""
    first = _counted(len(shots), "shot") + middle + (f" ({', '.join(named)})" if named else "")
    starts = ", ".join(clock(shot.start) for shot in shots[1:13])
    return [first, *([f"at {starts}{' …' if len(shots) > 13 else ''}"] if starts else [])]


def _face_lines(segments: list[Segment], document: Document) -> list[str]:
    grouped = _by_length(segments, "faces")
    total = sum(s.end - s.start for spans in grouped.values() for s in spans)
    if not total:
        return []
    share = 100 * total / max(document.duration, 1e-9)
    return [
        f"in {share:.0f} % of the time",
        *(f"{label}  {_spans(spans)}" for label, spans in grouped.items()),
    ]


def _voice_lines(segments: list[Segment], duration: float) -> list[str]:
    voices = [segment for segment in segments if segment.track == "voice"]
    if not voices:
        return ["none"]
    spoken = sum(segment.end - segment.start for segment in voices)
    stretches = "1 range" if len(voices) == 1 else f"{len(voices)} ranges"
    first = f"{100 * spoken / max(duration, 1e-9):.0f} % of the time, {stretches}"
    speakers = _by_length(segments, "speakers")
    shown = [f"{label}  {_spans(speakers[label])}" for label in list(speakers)[:TOP]]
    raised = _by_length(segments, "prosody")
    against_usual = [f"{label} for this voice  {_spans(spans)}" for label, spans in raised.items()]
    return [first, *(shown if len(speakers) > 1 else []), *against_usual]


def _said_lines(segments: list[Segment]) -> list[str]:
    said = [segment for segment in segments if segment.track == "transcript"]
    shown = [f"{clock(s.start)}  {in_one_line(s.label)}" for s in said[:TOP]]
    return shown + ([f"and {len(said) - TOP} more"] if len(said) > TOP else [])


def _mood_lines(segments: list[Segment]) -> list[str]:
    moods = [segment for segment in segments if segment.track == "sentiment"]
    shown = [f"{clock(s.start)}–{clock(s.end)}  {s.label} ({s.score:.2f})" for s in moods[:12]]
    return shown + ([f"and {len(moods) - 12} more"] if len(moods) > 12 else [])


def _sound_lines(segments: list[Segment]) -> list[str]:
    """Name the kinds of sound, the events, the moods of music and what vocal bursts sound like."""
    lines = list[str]()
    for track in ("sounds.kind", "sounds", "sounds.mood", "bursts"):
        what = {"sounds.mood": "music sounds ", "bursts": "vocal burst, "}.get(track, "")
        grouped = _by_length(segments, track)
        lines += [f"{what}{label}  {_spans(grouped[label])}" for label in list(grouped)[:TOP]]
    return lines


def _fault_lines(segments: list[Segment]) -> list[str]:
    return [f"{label}  {_spans(spans)}" for label, spans in _by_length(segments, "qc").items()]


def _loudness(document: Document) -> tuple[float, float, float] | None:
    """Give integrated loudness [LUFS], loudness range [LU] and true peak [dBTP] of the whole program."""
    track = document.tracks.get("loudness")
    if track is None or not len(track):
        return None
    last = [track.column(name)[-1] for name in ("integrated", "range", "true_peak")]
    return (float(last[0]), float(last[1]), float(last[2])) if np.isfinite(last[0]) else None
