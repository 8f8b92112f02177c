"""Speech cut into pieces that a recognizer takes at once: at pauses, or else where it is quiet."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from inference.contract.segments import smooth

STEP = 0.032
"""Seconds that a row of the voice track speaks for."""

SPEECH, RELEASE = 0.5, 0.35
"""Probability of a voice at which a piece begins, and under which it pauses."""

PAUSE = 1.0
"""Seconds of silence that end a piece."""

BREATH, LONG = 0.4, 6.0
"""Seconds of silence that end a piece which is longer than LONG seconds already."""

LONGEST = 16.0
"""Seconds after which a piece is cut wherever it is quietest in its second half."""

LEAST = 0.2
"""Seconds of speech under which there is nothing to recognize."""

PADDING = 0.3
"""Seconds of sound heard before and after the speech; no more than BREATH, or it would not be there yet."""

HOLE = 0.25
"""Seconds without a row that end a piece: the sound is broken there."""

SMOOTHED = 5
"""Rows over which loudness is averaged before the quietest place is sought."""


@dataclass(frozen=True, slots=True)
class SpeechChunk:
    """A stretch to recognize, in seconds."""

    start: float
    end: float


class SpeechChunker:
    """Takes rows of the voice track one by one; what it gives depends on no other row than those so far."""

    def __init__(self) -> None:
        self._start: float | None = None
        self._rows: list[tuple[float, float, float]] = []
        self._voiced = 0.0
        """Where the last row with a voice ends."""
        self._last = -np.inf
        self._given = 0.0
        """Where the last piece ended: no sound is recognized twice."""

    @property
    def needs(self) -> float:
        """Seconds from which on sound may still be asked for."""
        return max(self._given, (self._last if self._start is None else self._start) - PADDING)

    def push(self, time: float, voice: float, level: float) -> Iterator[SpeechChunk]:
        """Take a row: its time, the probability of a voice, its power. Give a piece that is whole now."""
        if time - self._last > HOLE:
            yield from self.end()
        self._last = time
        if self._start is None:
            if voice < SPEECH:
                return
            self._start = time
        self._rows.append((time, voice, level))
        if voice >= RELEASE:
            self._voiced = time + STEP
        silence = time + STEP - self._voiced
        if silence >= (BREATH if self._voiced - self._start > LONG else PAUSE) - 1e-9:
            yield from self.end()
        elif time + STEP - self._start >= LONGEST:
            yield from self._cut()

    def end(self) -> Iterator[SpeechChunk]:
        """Give what is open, as after the last row."""
        if self._start is not None and self._voiced - self._start >= LEAST:
            yield self._piece(self._start - PADDING, self._voiced + PADDING)
        self._start, self._rows = None, []

    def _cut(self) -> Iterator[SpeechChunk]:
        """Part the open piece where it is quietest in its second half."""
        levels = smooth(np.array([level for *_, level in self._rows]), SMOOTHED)
        half = len(levels) // 2
        place = half + int(levels[half:].argmin())
        cut = self._rows[place][0]
        if self._start is not None:
            yield self._piece(self._start - PADDING, cut)
        self._start, self._rows = cut, self._rows[place:]

    def _piece(self, start: float, end: float) -> SpeechChunk:
        piece = SpeechChunk(max(start, self._given), end)
        self._given = end
        return piece
