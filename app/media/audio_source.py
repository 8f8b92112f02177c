"""The sound from any time on, for a player."""

import threading
from collections.abc import Iterator
from typing import Self

import numpy as np

from app.errors import MediaError
from app.media.damage import DamageCounter
from app.media.opening import open_media
from app.media.resample import Resampler
from app.media.samples import continuous_blocks
from app.media.tempo import Tempo
from app.media.types import MediaInfo
from inference.contract.types import Values
from resources.messages import msg


class AudioSource:
    """Gives the sound from any time on, for playback. For one thread; `close` it."""

    def __init__(
        self, info: MediaInfo, track: int = 0, rate: int = 48_000, channels: int = 2, tempo: float = 1.0
    ) -> None:
        """Take the sound `tempo` times as fast, at its pitch.

        Raise MediaError if the file has no such track or cannot be opened.
        """
        if not 0 <= track < len(info.audio):
            raise MediaError(
                msg("{name} has no sound track {track}.", name=info.location.name, track=track + 1),
                msg("Choose another track."),
            )
        self._info = info
        self._audio = info.audio[track]
        self.rate = rate
        self.channels = channels
        self._tempo = tempo
        self._container = open_media(info.location)
        self._used = False

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def blocks_from(self, time: float) -> Iterator[Values]:
        """Give float32 [n, channels] in turn, from the sample at `time` on. Ask for one run at a time."""
        if self._tempo == 1:
            yield from self._decoded(time)
            return
        tempo = Tempo(self._tempo, self.rate, self.channels)
        for block in self._decoded(time):
            if (made := tempo.feed(block)).size:
                yield made
        if (made := tempo.finish()).size:
            yield made

    def _decoded(self, time: float) -> Iterator[Values]:
        audio = self._audio
        resampler = Resampler(audio.rate, audio.channels, audio.layout, self.rate, self.channels)
        stop = threading.Event()
        begin = max(0.0, time)
        if self._used and begin == 0:
            # Opening anew finds the first packet in every container.
            self._container.close()
            self._container = open_media(self._info.location)
        self._used = True
        damage = DamageCounter(lambda _: None, msg("sound"))
        for block in continuous_blocks(self._container, self._info, audio, stop, damage, begin):
            made = resampler.feed(block.data)
            if made.size:
                yield self._interleaved(made)
        made = resampler.finish()
        if made.size:
            yield self._interleaved(made)

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()

    def _interleaved(self, sound: Values) -> Values:
        return np.ascontiguousarray(np.atleast_2d(sound).T)
