"""Which stretch of sound each token stands for, from where the decoder listened when it said it."""

import numpy as np
import numpy.typing as npt

from inference.contract.types import Values

HEARD = 0.15
"""Share of a token's strongest attention from which on it counts as listened to."""

Floats = npt.NDArray[np.float64]
Frames = npt.NDArray[np.intp]


def align(attention: Values) -> Frames:
    """Attention [tokens, frames] -> first frame and frame after the last of each token, [tokens, 2].

    The stretches follow on each other from the first frame to the last and hold as much attention of their
    own tokens as they can. Where there are fewer frames than tokens, some are empty.
    """
    tokens, frames = attention.shape
    if not tokens:
        return np.zeros((0, 2), np.intp)
    total: Floats = np.concatenate(
        [np.zeros((tokens, 1)), np.cumsum(attention, axis=1, dtype=np.float64)], axis=1
    )
    places: Frames = np.arange(int(frames) + 1, dtype=np.intp)
    best = total[0]  # of the first token up to each frame
    begins = np.zeros((tokens, frames + 1), np.intp)
    for token in range(1, tokens):
        gain: Floats = best - total[token]
        ahead: Floats = np.maximum.accumulate(gain)
        # The place where a running maximum was reached last.
        reached = np.where(gain >= ahead, places, 0)
        begins[token] = np.maximum.accumulate(reached)
        best = ahead + total[token]
    bounds = np.empty((tokens, 2), np.intp)
    end = frames
    for token in range(tokens - 1, -1, -1):
        begin = int(begins[token, end]) if token else 0
        bounds[token] = begin, end
        end = begin
    return bounds


def trim_alignment(attention: Values, bounds: Frames) -> Frames:
    """Leave off both ends of each stretch what its token hardly listened to, [tokens, 2]."""
    made = bounds.copy()
    for token, (first, last) in enumerate(bounds.tolist()):
        part = attention[token, first:last]
        if not len(part):
            continue
        heard = np.flatnonzero(part >= HEARD * part.max())
        made[token] = first + heard[0], first + heard[-1] + 1
    return made
