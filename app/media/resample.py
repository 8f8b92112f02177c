"""Sound brought to another rate, mixed to one channel or to two."""

from fractions import Fraction

import av
import numpy as np
from av.audio.frame import AudioFrame

from inference.contract.types import Values

_NAMES = {1: "mono", 2: "stereo"}


def layout_name(channels: int, layout: str) -> str | None:
    """Give the name of a known layout, or None where the file doesn't say what its channels are."""
    if channels in _NAMES:
        return _NAMES[channels]
    try:
        known = av.AudioLayout(layout)
    except ValueError:
        return None
    return layout if known.nb_channels == channels and "channels" not in layout else None


class Resampler:
    """Takes float32 [channels, n] at one rate and gives it at another, however it is cut into blocks."""

    def __init__(self, rate: int, channels: int, layout: str, to_rate: int, to_channels: int = 1) -> None:
        self._rate = rate
        self._to_channels = to_channels
        name = layout_name(channels, layout)
        # Channels of unknown place can only be averaged.
        self._averages = name is None
        self._layout = name or "mono"
        same = rate == to_rate and (self._averages or channels == 1) and to_channels == 1
        # Without it swresample mixes to floats louder than full scale.
        options = {"rematrix_maxval": "1.0"}
        self._resampler = (
            None if same else av.AudioResampler("fltp", _NAMES[to_channels], to_rate, options=options)
        )
        self._position = 0

    def feed(self, sound: Values) -> Values:
        """Give float32 [n] (mono) or [channels, n], what is ready of it."""
        if self._averages:
            sound = sound.mean(axis=0, keepdims=True, dtype=np.float32)
        if self._resampler is None:
            return sound[0]
        frame = AudioFrame.from_ndarray(np.ascontiguousarray(sound, np.float32), "fltp", self._layout)
        frame.sample_rate = self._rate
        frame.pts = self._position
        frame.time_base = Fraction(1, self._rate)
        self._position += sound.shape[1]
        return self._gather(self._resampler.resample(frame))

    def finish(self) -> Values:
        """Give what the filter still held."""
        if self._resampler is None or not self._position:
            return self._gather([])
        return self._gather(self._resampler.resample(None))

    def _gather(self, frames: list[AudioFrame]) -> Values:
        parts = [frame.to_ndarray() for frame in frames]
        made = np.concatenate(parts, axis=1) if parts else np.empty((self._to_channels, 0))
        made = made.astype(np.float32, copy=False)
        return made[0] if self._to_channels == 1 else made
