"""Where shots may change, by a cheap look at tiny frames: what is sure, what is to be asked about."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from numpy.lib.stride_tricks import sliding_window_view

from inference.contract.segments import Mask
from inference.contract.types import Values

WIDTH, HEIGHT = 48, 27
LUMA = np.array([0.2126, 0.7152, 0.0722], np.float32)

# Levels of 255. Low enough to propose cuts between shots that are alike; the model's card has the cost.
LEAP, SURE_LEAP, STANDS_OUT, STANDS_ABOVE = 2.5, 18.0, 2.2, 1.5
DRIFT, SPAN = 14.0, 12
ALONE, LEAST = 3.0, 8.0
"""Without the network a leap is a cut from so many times the change around it and so many levels more."""

CLEAN, STAYS, ALIKE, MOST, FLAT = 6.0, 0.85, 0.6, 0.75, 8.0
"""A leap is surely a cut if it is so many times the largest change around it, if so much of it is still
there some frames later, if the two pictures correlate less than this, if it is in most of the picture, and if
neither picture is empty."""

OTHER, STEADY = 6.0, 0.2
"""A drift may be a transition if it brings other colors (by so many levels), or if it is steady: if the
picture in its middle is the mean of those at its ends but for this share of its way, as in a dissolve. What
only moves does neither."""

FLASH = 3
"""Frames that the longest flash lasts."""

REACH = 8
"""Frames at both sides that a leap is compared with."""

Frames = npt.NDArray[np.uint8]


class FrameMeasures(NamedTuple):
    """What a cheap look at frames tells of each; [n], in levels of 255.

    change: mean difference to the frame before. jump: mean difference between frames some before and some
    after it, which a flash leaves small. luma: mean. contrast: deviation of luma.
    """

    change: Values
    jump: Values
    luma: Values
    contrast: Values


def measure_frames(frames: Frames) -> FrameMeasures:
    """Measure frames [n, h, w, 3]."""
    pictures = frames.astype(np.float32)
    change = np.abs(np.diff(pictures, axis=0, prepend=pictures[:1])).mean(axis=(1, 2, 3))
    jump = np.zeros(len(frames), np.float32)
    jump[FLASH + 1 : -FLASH] = np.abs(pictures[2 * FLASH + 1 :] - pictures[: -2 * FLASH - 1]).mean(
        axis=(1, 2, 3)
    )
    luma = pictures @ LUMA
    return FrameMeasures(change, jump, luma.mean(axis=(1, 2)), luma.std(axis=(1, 2)))


def sure_cuts(frames: Frames, levels: FrameMeasures, known: slice) -> Values:
    """How surely each of frames [n, 27, 48, 3] begins a shot where that needs no network; 0 elsewhere; [n].

    known: those that are not there only to fill up. A leap too near to others or to them is not sure.
    """
    change, jump, _, contrast = levels
    sure = np.zeros(len(frames), np.float32)
    for row in np.flatnonzero(change >= SURE_LEAP).tolist():
        before, after = slice(row - REACH, row), slice(row + 1, row + 1 + REACH)
        if before.start <= known.start or after.stop > known.stop:
            continue
        times = float(change[row] / (max(change[before].max(), change[after].max()) + 1))
        lasts = jump[row] >= STAYS * change[row] and min(contrast[row - 1], contrast[row]) >= FLAT
        if times >= CLEAN and lasts and _is_another(frames[row - 1], frames[row]):
            sure[row] = times**2 / (times**2 + 1)
    return sure


def _is_another(one: Frames, two: Frames) -> bool:
    """Whether two frames [27, 48, 3] show different things: not one with the light switched on, say."""
    first, second = (picture @ LUMA for picture in (one, two))
    parts = np.abs(second - first).reshape(3, 9, 3, 16).mean(axis=(1, 3))
    alike = float(np.corrcoef(first.ravel(), second.ravel())[0, 1])
    return alike <= ALIKE and bool((parts >= LEAP).mean() >= MOST)


def candidate_changes(frames: Frames, change: Values, sure: Mask) -> Mask:
    """Where frames [n, 27, 48, 3] may change to another shot, at once or slowly, and it is not sure; [n].

    change: of each, [n]. sure: where it is known that they do, [n].
    """
    out, above = STANDS_OUT * _mean_around(change), STANDS_ABOVE * _most_around(change)
    leap = (change >= SURE_LEAP) | ((change >= LEAP) & (change >= out) & (change >= above))
    drift = gradual_changes(frames)
    for row in np.flatnonzero(sure):
        leap[row] = False
        drift[max(0, row - SPAN) : row + SPAN] = False
    near = leap | drift
    near[:-1] |= leap[1:]
    near[1:] |= leap[:-1]
    return near


def gradual_changes(frames: Frames) -> Mask:
    """Where frames [n, 27, 48, 3] slowly become others, as in a dissolve, a fade or a wipe; [n]."""
    # Means of large tiles hardly change with what moves in them, but with all that a dissolve brings.
    tiles = frames.reshape(len(frames), 3, 9, 6, 8, 3).mean(axis=(2, 4), dtype=np.float32)
    drift: Mask = np.zeros(len(frames), np.bool_)
    half = SPAN // 2
    first, middle, last = tiles[:-SPAN], tiles[half:-half], tiles[SPAN:]
    moved = np.abs(last - first).mean(axis=(1, 2, 3))
    far = moved >= DRIFT
    if far.any():
        bent = np.abs(middle - (first + last) / 2).mean(axis=(1, 2, 3))
        colors = _colors(frames)
        other = np.abs(colors[SPAN:] - colors[:-SPAN]).mean(axis=(1, 2))
        far &= (bent <= STEADY * moved) | (other >= OTHER)
    drift[half:-half] = far
    return drift


def _colors(frames: Frames) -> Values:
    """Luma and the color differences of each of frames [n, h, w, 3], sorted: the same wherever they are."""
    pictures = frames.reshape(len(frames), -1, 3).astype(np.float32)
    luma = pictures @ LUMA
    return np.sort(np.stack([luma, pictures[..., 0] - luma, pictures[..., 2] - luma], axis=1), axis=2)


def cut_scores(change: Values, known: slice) -> Values:
    """How surely each frame begins a shot, by its leap alone; [n].

    change: of each, [n]. known: the frames that are not there only to fill up, which never change and would
    make any leap stand out.
    """
    made = np.zeros(len(change), np.float32)
    change = change[known]
    made[known] = change / (change + ALONE * _mean_around(change) + LEAST)
    return made


def _mean_around(change: Values) -> Values:
    """Mean change within REACH frames, without the frame itself and its neighbors."""
    kernel = np.ones(2 * REACH + 1)
    kernel[REACH - 1 : REACH + 2] = 0
    total, count = (np.convolve(what, kernel)[REACH:-REACH] for what in (change, np.ones(len(change))))
    return (total / np.maximum(count, 1)).astype(np.float32)


def _most_around(change: Values) -> Values:
    """Largest change within REACH frames, but for the frame and its neighbors: a cut may be blended."""
    around = sliding_window_view(np.pad(change, REACH), 2 * REACH + 1)
    return np.maximum(around[:, : REACH - 1].max(axis=1), around[:, REACH + 2 :].max(axis=1))
