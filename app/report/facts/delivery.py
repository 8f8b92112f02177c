"""Whether a film can be handed over: loudness and true peak against targets, faults of sound and picture."""

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np

from app.report.facts.curves import bin_curve
from app.report.facts.picture_faults import black_spans, still_spans
from app.report.facts.standards import STANDARDS, Verdict, judge
from app.report.facts.subject import Subject
from app.report.facts.totals import Total, totals
from inference.contract.track import Track
from inference.contract.types import Segment

POINTS = 400


@dataclass(frozen=True, slots=True)
class LoudnessReading:
    """Of the whole program: LUFS, LU, dBTP. None where the meter gave nothing: too short or too quiet."""

    integrated: float | None
    spread: float | None
    peak: float | None


@dataclass(frozen=True, slots=True)
class LoudnessCurve:
    """Momentary and short-term loudness in LUFS over time."""

    times: tuple[float, ...]
    momentary: tuple[float, ...]
    short_term: tuple[float, ...]


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """sound, picture: faults by name. looked_for: what was measured; nothing else is claimed to be right."""

    duration: float
    reading: LoudnessReading | None
    curve: LoudnessCurve | None
    verdicts: tuple[Verdict, ...]
    sound: tuple[Total, ...]
    picture: tuple[Total, ...]
    looked_for: tuple[str, ...]


def delivery_facts(subject: Subject) -> DeliveryFacts | None:
    """Give readings, verdicts and faults, or None where nothing of the kind was measured."""
    tracks, duration = subject.tracks, subject.duration
    loudness, quality, shots = (tracks.get(name) for name in ("loudness", "qc", "shots"))
    looked_for = tuple(name for name in ("loudness", "qc", "shots") if name in tracks)
    if not looked_for:
        return None
    reading = reading_of(loudness) if loudness is not None else None
    seen = [*black_spans(shots, duration), *still_spans(shots, duration)] if shots is not None else []
    verdicts = (judge(one, reading.integrated, reading.peak) for one in STANDARDS) if reading else ()
    return DeliveryFacts(
        duration,
        reading,
        _curve(loudness) if loudness is not None else None,
        tuple(verdicts),
        sound_faults(subject, with_silence=quality is None),
        totals(seen, "picture", duration),
        looked_for,
    )


def reading_of(track: Track) -> LoudnessReading:
    """Give the last row of the meter, which speaks for all before."""
    last = {name: float(track.column(name)[-1]) for name in ("integrated", "range", "true_peak")}
    integrated, spread, peak = (one if np.isfinite(one) else None for one in last.values())
    return LoudnessReading(integrated, spread if integrated is not None else None, peak)


def sound_faults(subject: Subject, *, with_silence: bool) -> tuple[Total, ...]:
    """Sum up the faults of the sound. with_silence: that of the meter, where nothing better looked for it."""
    over = [one for one in subject.of("loudness") if one.label == "over" or with_silence]
    named = [
        Segment(
            one.start, one.end, "faults", "true peak over" if one.label == "over" else one.label, one.score
        )
        for one in (*subject.of("qc"), *over)
    ]
    return totals(named, "faults", subject.duration)


def fault_places(found: Iterable[Total]) -> list[tuple[float, float, str]]:
    """Give every stretch of faults in order of time: start, end, name."""
    return sorted((start, end, one.label) for one in found for start, end in one.stretches)


def _curve(track: Track) -> LoudnessCurve | None:
    times, values = bin_curve(track, ("momentary", "short_term"), POINTS)
    if not np.isfinite(values).any():
        return None
    return LoudnessCurve(tuple(times.tolist()), tuple(values[:, 0].tolist()), tuple(values[:, 1].tolist()))
