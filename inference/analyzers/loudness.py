"""How loud it is, after EBU R128: readings of the meter that runs where the sound is decoded."""

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

import numpy as np

from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, Summary
from inference.contract.segments import runs
from inference.contract.track import Track
from inference.contract.types import (
    METER_CHANNELS,
    Batch,
    Chunk,
    MeterSpec,
    Params,
    Segment,
    Thresholds,
    TrackKind,
    TrackSpec,
    Want,
)
from resources.language import mark

WINDOW = 0.4
"""Seconds that a momentary reading sums up; it stands at the end of its window."""


class Loudness(Analyzer):
    """Momentary, short-term and integrated loudness, loudness range and true peak."""

    key = "loudness"
    title = "Loudness"
    version = 1
    order = 60
    makes = (
        TrackSpec(
            "loudness",
            "Loudness",
            TrackKind.CURVE,
            METER_CHANNELS,
            unit="LUFS",
            low=-60.0,
            high=0.0,
            role=Role.LOUDNESS,
        ),
    )
    presentation = Presentation(
        Lane(LaneStyle.LOUDNESS, empty=mark("Too short or too quiet for a reading"), height=60),
        limits=mark(
            "Loudness is metered after ITU-R BS.1770 over the whole program and not on dialogue alone; "
            "the verdicts are no certificate."
        ),
        leads=True,
        summary=Summary(60, tracks=("loudness",)),
    )
    thresholds: ClassVar[Thresholds] = {"silence": -60.0, "seconds": 0.5, "peak": -1.0}

    @classmethod
    def wants(cls, params: Params) -> Want:
        """Ask for the meter's readings."""
        del params
        return MeterSpec()

    def feed(self, batch: Batch, tracks: Mapping[str, Track]) -> Iterable[Chunk]:
        """Pass the readings on."""
        del tracks
        yield Chunk("loudness", batch.times, batch.data)

    @classmethod
    def derive(
        cls, tracks: Mapping[str, Track], thresholds: Thresholds, duration: float
    ) -> Sequence[Segment]:
        """Give stretches of silence, and the moments where the true peak passes the limit.

        silence: momentary loudness under `silence` LUFS for `seconds`. over: the tenths of a second in which
        the highest true peak so far rises above `peak` dBTP; a later one is found if it is higher still.
        """
        limits = {**cls.thresholds, **thresholds}
        track = tracks["loudness"]
        quiet = _silences(track, limits["silence"], limits["seconds"], duration)
        return sorted([*quiet, *_overs(track, limits["peak"], duration)])

    @classmethod
    def summarize(cls, tracks: Mapping[str, Track], segments: Sequence[Segment]) -> str:
        """Give the integrated loudness."""
        del segments
        track = tracks.get("loudness")
        integrated = float(track.column("integrated")[-1]) if track is not None and len(track) else np.nan
        return f"{integrated:.1f} LUFS" if np.isfinite(integrated) else ""


def _silences(track: Track, limit: float, seconds: float, duration: float) -> list[Segment]:
    times = track.times
    found: list[Segment] = []
    for first, last in runs(track.column("momentary") < limit).tolist():
        start, end = max(0.0, float(times[first]) - WINDOW), min(float(times[last - 1]), duration)
        if end - start >= seconds - 1e-6:
            found.append(Segment(start, end, "loudness", "silence", 1.0))
    return found


def _overs(track: Track, limit: float, duration: float) -> list[Segment]:
    times, peak = track.times, np.nan_to_num(track.column("true_peak"), nan=-np.inf)
    rising = peak > np.concatenate([[-np.inf], peak[:-1]])
    starts = np.concatenate([[0.0], times[:-1]])
    return [
        Segment(float(starts[first]), min(float(times[last - 1]), duration), "loudness", "over", 1.0)
        for first, last in runs(rising & (peak > limit)).tolist()
    ]
