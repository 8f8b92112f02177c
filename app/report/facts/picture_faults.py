"""Black and still pictures, read from what the shots analyzer measured of every frame."""

import numpy as np

from inference.contract.segments import Mask, edges, runs
from inference.contract.track import Track
from inference.contract.types import Segment

BLACK, FLAT = 0.02, 0.02
"""Mean light and contrast, as shares of white, up to which a picture is black."""

STILL, PULSE = 1e-5, 5e-4
"""Change of a frame up to which nothing moved; what a single frame may change that was only coded anew."""

BLACK_SECONDS, STILL_SECONDS = 0.2, 2.0


def black_spans(track: Track, duration: float) -> list[Segment]:
    """Give stretches in which the picture is black."""
    dark: Mask = (track.column("luma") <= BLACK) & (track.column("contrast") <= FLAT)
    return _stretches(dark, track, duration, "black", BLACK_SECONDS)


def still_spans(track: Track, duration: float) -> list[Segment]:
    """Give stretches in which the picture stands still and is not black; a title card does so, too."""
    change = track.column("change")
    dark: Mask = (track.column("luma") <= BLACK) & (track.column("contrast") <= FLAT)
    same: Mask = change <= STILL
    pulse: Mask = change <= PULSE
    same[1:-1] |= pulse[1:-1] & same[:-2] & same[2:]
    return _stretches(same & ~dark, track, duration, "still picture", STILL_SECONDS)


def _stretches(mask: Mask, track: Track, duration: float, label: str, least: float) -> list[Segment]:
    if not len(track):
        return []
    times, ends = edges(track.times, duration)
    return [
        Segment(float(times[first]), float(ends[last - 1]), "picture", label, 1.0)
        for first, last in runs(np.asarray(mask, np.bool_)).tolist()
        if ends[last - 1] - times[first] >= least - 1e-6
    ]
