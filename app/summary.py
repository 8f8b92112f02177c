"""A result in few words, and as the JSON object that `rushes analyze --json` prints."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from app.batch import Result
from app.document import Document
from app.edits import EditedSegments
from app.export.rows import media_row, segment_rows
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.presentation import Role, Summary
from inference.contract.segments import longest_labels
from inference.contract.types import Device, Segment, TrackKind
from resources.clock import clock
from resources.messages import msg

_WITHOUT = msg("No model had to run.")
_CUT_SHORT = msg("It did not come to an end.")

TOP = 8
"""Tags that a summary names."""


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
    specs = [spec for key in document.runs for spec in document.analyzers[key].makes] if document else []
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


def headline_tracks(analyzers: AnalyzerRegistry = ANALYZERS) -> tuple[str, ...]:
    """Give the keys of the tracks that `headline` looks at."""
    summaries = (kind.presentation.summary for kind in analyzers.values())
    return tuple(key for summary in summaries if summary is not None for key in summary.tracks)


def headline(document: Document, segments: Sequence[Segment]) -> str:
    """Say the most of a file in one line: what each analyzer has to say of it, where it wants to say it."""
    said: list[tuple[Summary, set[Role], str]] = []
    filled: set[Role] = set()
    tracks = document.shown
    for key, kind in document.analyzers.items():
        summary, roles = kind.presentation.summary, {spec.role for spec in kind.makes if spec.role}
        # Of several that fill a role, the first one that has something to say speaks for it.
        if summary is None or roles & filled:
            continue
        own = [segment for segment in segments if segment.track.partition(".")[0] == key]
        read = {name: tracks[name] for name in summary.tracks if name in tracks}
        if words := kind.summarize(read, own):
            said.append((summary, roles, words))
            filled |= roles
    replaced = {role for summary, _, _ in said for role in summary.instead_of}
    kept = [(summary.place, words) for summary, roles, words in said if not roles & replaced]
    return " · ".join(words for _, words in sorted(kept, key=lambda one: one[0]))


def sections(document: Document) -> Iterator[tuple[str, list[str]]]:
    """Give titles and lines: media, what is seen, what is heard and said, loudness, faults."""
    told = _Told(document, document.segments())
    yield "Media", [_media_line(document)]
    if document.media.video:
        yield from _seen(told)
    if document.media.audio:
        yield from _heard(told)


@dataclass(frozen=True, slots=True)
class _Told:
    """A document with its segments, asked for by role."""

    document: Document
    segments: Sequence[Segment]

    def of(self, role: Role) -> list[Segment]:
        return self.document.of(role, self.segments)

    def knows(self, role: Role) -> bool:
        """Say whether there is an analyzer that could fill a role."""
        return bool(self.document.analyzers.tracks_of(role))


def _seen(told: _Told) -> Iterator[tuple[str, list[str]]]:
    if told.knows(Role.TAGS):
        yield "Tags", _tag_lines(told.of(Role.TAGS)) or ["none with confidence"]
    if told.knows(Role.SHOTS):
        yield "Shots", _shot_lines(told.of(Role.SHOTS))
    if told.knows(Role.FACES):
        yield "Faces", _face_lines(told.of(Role.FACES), told.document) or ["none"]


def _heard(told: _Told) -> Iterator[tuple[str, list[str]]]:
    if told.knows(Role.SPEECH):
        yield "Speech", _voice_lines(told)
    if told.document.track(Role.TRANSCRIPT) is not None:
        yield (
            "Transcript",
            _said_lines(told.of(Role.TRANSCRIPT)) or ["no English speech recognized"],
        )
    if told.knows(Role.MOOD):
        unread = "not enough speech"
        otherwise = unread if told.document.ran(Role.MOOD) else "not analyzed"
        yield "Emotion", _mood_lines(told.of(Role.MOOD)) or [otherwise]
    if told.knows(Role.SOUNDS):
        yield "Sounds", _sound_lines(told) or ["none recognized with confidence"]
    if told.knows(Role.LOUDNESS):
        yield "Loudness", [_loudness_line(told.document)]
    if told.knows(Role.AUDIO_FAULTS):
        yield "Audio QC", _fault_lines(told.of(Role.AUDIO_FAULTS)) or ["no faults"]


def device_words(device: Device | None) -> str:
    """Say where models ran, and why there."""
    if device is None:
        return "no model had to run"
    return f"{device.used.upper()}: {device.reason}" if device.reason else device.used.upper()


def _media_line(document: Document) -> str:
    row = media_row(document.media)
    parts = [clock(document.duration, 0.1)]
    if document.media.video:
        rate = f"{row['fps']:g} frames per second" + (" (variable)" if document.media.video.variable else "")
        parts += [f"{row['width']} × {row['height']}", rate, document.media.video.codec]
    if document.media.audio:
        audio = document.media.audio[0]
        parts.append(f"{audio.codec} {audio.rate} Hz {audio.layout}")
    return ", ".join(parts)


def _by_length(segments: Sequence[Segment]) -> dict[str, list[Segment]]:
    """Group segments by label, the longest in sum first."""
    return {name: [one for one in segments if one.label == name] for name in longest_labels(segments)}


def _spans(segments: list[Segment], most: int = 3) -> str:
    shown = ", ".join(f"{clock(s.start, 0.1)}–{clock(s.end, 0.1)}" for s in segments[:most])
    return f"{shown} and {len(segments) - most} more" if len(segments) > most else shown


def _counted(number: int, what: str) -> str:
    return f"{number} {what}" if number == 1 else f"{number} {what}s"


def _tag_lines(segments: list[Segment]) -> list[str]:
    grouped = _by_length(segments)
    width = max((len(label) for label in list(grouped)[:TOP]), default=0)
    return [f"{label:<{width}}  {_spans(grouped[label])}" for label in list(grouped)[:TOP]]


def _shot_lines(shots: list[Segment]) -> list[str]:
    lengths = [shot.end - shot.start for shot in shots]
    kinds = defaultdict[str, int](int)
    for shot in shots:
        kinds[shot.label] += 1
    named = [f"{_counted(kinds[kind], kind)}" for kind in ("cut", "dissolve", "fade") if kinds[kind]]
    middle = f", median {np.median(lengths):.1f} s" if shots else ""
    first = _counted(len(shots), "shot") + middle + (f" ({', '.join(named)})" if named else "")
    starts = ", ".join(clock(shot.start, 0.1) for shot in shots[1:13])
    return [first, *([f"at {starts}{' …' if len(shots) > 13 else ''}"] if starts else [])]


def _face_lines(segments: list[Segment], document: Document) -> list[str]:
    grouped = _by_length(segments)
    total = sum(s.end - s.start for spans in grouped.values() for s in spans)
    if not total:
        return []
    share = 100 * total / max(document.duration, 1e-9)
    return [
        f"in {share:.0f} % of the time",
        *(f"{label}  {_spans(spans)}" for label, spans in grouped.items()),
    ]


def _voice_lines(told: _Told) -> list[str]:
    voices = told.of(Role.SPEECH)
    if not voices:
        return ["none"]
    spoken = sum(segment.end - segment.start for segment in voices)
    stretches = "1 range" if len(voices) == 1 else f"{len(voices)} ranges"
    first = f"{100 * spoken / max(told.document.duration, 1e-9):.0f} % of the time, {stretches}"
    speakers = _by_length(told.of(Role.SPEAKERS))
    shown = [f"{label}  {_spans(speakers[label])}" for label in list(speakers)[:TOP]]
    raised = _by_length(told.of(Role.DELIVERY))
    against_usual = [f"{label} for this voice  {_spans(spans)}" for label, spans in raised.items()]
    return [first, *(shown if len(speakers) > 1 else []), *against_usual]


def _said_lines(said: list[Segment]) -> list[str]:
    shown = [f"{clock(s.start, 0.1)}  {in_one_line(s.label)}" for s in said[:TOP]]
    return shown + ([f"and {len(said) - TOP} more"] if len(said) > TOP else [])


def _mood_lines(moods: list[Segment]) -> list[str]:
    shown = [f"{clock(s.start, 0.1)}–{clock(s.end, 0.1)}  {s.label} ({s.score:.2f})" for s in moods[:12]]
    return shown + ([f"and {len(moods) - 12} more"] if len(moods) > 12 else [])


def _sound_lines(told: _Told) -> list[str]:
    """Name the kinds of sound, the events, the moods of music and what vocal bursts sound like."""
    lines = list[str]()
    for role in (Role.SOUND_KIND, Role.SOUNDS, Role.MUSIC_MOOD, Role.BURSTS):
        what = {Role.MUSIC_MOOD: "music sounds ", Role.BURSTS: "vocal burst, "}.get(role, "")
        grouped = _by_length(told.of(role))
        lines += [f"{what}{label}  {_spans(grouped[label])}" for label in list(grouped)[:TOP]]
    return lines


def _fault_lines(segments: list[Segment]) -> list[str]:
    return [f"{label}  {_spans(spans)}" for label, spans in _by_length(segments).items()]


def _loudness_line(document: Document) -> str:
    """Give integrated loudness, loudness range and true peak of the whole program."""
    track = document.track(Role.LOUDNESS)
    last = (
        {}
        if track is None or not len(track)
        else {name: float(track.column(name)[-1]) for name in ("integrated", "range", "true_peak")}
    )
    if not np.isfinite(last.get("integrated", np.nan)):
        return "too short or too quiet for a reading"
    integrated, spread, peak = last.values()
    return f"{integrated:.1f} LUFS integrated, range {spread:.1f} LU, true peak {peak:.1f} dBTP"
