"""Decoded sound as one unbroken run of samples from media zero."""

import threading
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import av
import numpy as np
from av.audio.frame import AudioFrame
from av.audio.stream import AudioStream
from av.container import InputContainer

from app.media.damage import DamageCounter
from app.media.packets import decode_sound, seek_before, stream_of, timestamp_of
from app.media.types import AudioInfo, MediaInfo
from inference.contract.types import Values

TOLERANCE = 0.03
"""Seconds that a time stamp may stray from the samples counted before it is taken for a gap or an overlap.

Time stamps are rounded (Matroska to milliseconds) and wander with cheap recorders; padding at every wobble
would put clicks into the sound, while 30 ms of picture against sound is below what is noticed.
"""

_BLOCK = 1 << 16
_LONGEST_GAP = 60.0
_PREROLL = 0.2


@dataclass(frozen=True, slots=True)
class SampleBlock:
    """float32 [channels, n] from sample number `start` on."""

    start: int
    data: Values


def continuous_blocks(
    container: InputContainer,
    info: MediaInfo,
    audio: AudioInfo,
    stop: threading.Event,
    damage: DamageCounter,
    begin: float = 0.0,
) -> Iterator[SampleBlock]:
    """Give the samples of a track from `begin` (seconds) on: gaps are silence, overlaps and pre-roll are cut.

    A leap of a minute or more past the declared end is damage, not a gap: the sound goes on without a pause.
    """
    stream = stream_of(container, audio.index, AudioStream)
    first = position = round(begin * audio.rate)
    if begin > 0:
        seek_before(container, stream, max(0.0, begin - _PREROLL) + info.origin)
    shift = 0.0
    settled = False
    uniform = _Uniform(audio)
    for frame in decode_sound(container, stream, stop, damage):
        stamp = timestamp_of(frame)
        data = uniform(frame)
        place = position
        if stamp is not None:
            time = stamp - info.origin + shift
            place = round(time * audio.rate)
            if settled and abs(place - position) <= TOLERANCE * audio.rate:
                place = position
            elif settled and (
                time > max(info.duration, position / audio.rate) + _LONGEST_GAP or place < first
            ):
                shift += position / audio.rate - time
                place = position
                damage.jump()
        for silence in _silence(position, place, len(data)):
            yield silence
            position += silence.data.shape[1]
        data = data[:, max(0, position - place) :]
        settled = settled or place + data.shape[1] > first
        if data.shape[1]:
            yield SampleBlock(position, data)
            position += data.shape[1]


def join_blocks(blocks: Iterable[SampleBlock], size: int = 1 << 14) -> Iterator[SampleBlock]:
    """Join blocks that follow on each other to `size` samples and more: codecs give as few as 64 a time."""
    held: list[SampleBlock] = []
    count = 0
    for block in blocks:
        held.append(block)
        count += block.data.shape[1]
        if count >= size:
            yield SampleBlock(held[0].start, np.concatenate([one.data for one in held], axis=1))
            held, count = [], 0
    if held:
        yield SampleBlock(held[0].start, np.concatenate([one.data for one in held], axis=1))


def to_planar(frame: AudioFrame) -> Values:
    """Give a frame's samples as float32 [channels, n] with 1.0 as full scale."""
    raw = frame.to_ndarray()
    channels = frame.layout.nb_channels
    if not frame.format.is_planar:
        raw = raw.reshape(-1, channels).T
    samples: Values = raw.astype(np.float32)
    name = frame.format.name.removesuffix("p")
    if name == "u8":
        samples -= 128
        samples /= 128
    elif name.startswith("s"):
        samples /= 2.0 ** (int(name[1:]) - 1)
    else:
        samples[~np.isfinite(samples)] = 0
    return samples


class _Uniform:
    """Brings every frame to the rate and number of channels of its track: some files change them midway."""

    def __init__(self, audio: AudioInfo) -> None:
        self._audio = audio
        self._kind = (audio.rate, audio.channels)
        self._resampler: av.AudioResampler | None = None

    def __call__(self, frame: AudioFrame) -> Values:
        kind = (frame.sample_rate, frame.layout.nb_channels)
        if kind == (self._audio.rate, self._audio.channels):
            return to_planar(frame)
        if self._resampler is None or kind != self._kind:
            layout = (
                self._audio.layout
                if self._audio.channels > 2
                else ("mono", "stereo")[self._audio.channels - 1]
            )
            self._resampler = av.AudioResampler("fltp", layout, self._audio.rate)
            self._kind = kind
        parts = [to_planar(made) for made in self._resampler.resample(frame)]
        return np.concatenate(parts, axis=1) if parts else np.empty((self._audio.channels, 0), np.float32)


def _silence(start: int, end: int, channels: int) -> Iterator[SampleBlock]:
    while start < end:
        count = min(_BLOCK, end - start)
        yield SampleBlock(start, np.zeros((channels, count), np.float32))
        start += count
