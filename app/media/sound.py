"""One pass over a sound track for everyone who wants sound, whatever their rates and windows."""

import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from io import BytesIO

import av
import numpy as np
from av.error import FFmpegError

from app.errors import MediaError
from app.media.blocks import BlockSplitter
from app.media.damage import DamageCounter
from app.media.delivery import DecodedBatch
from app.media.meter import LoudnessMeter
from app.media.opening import open_media
from app.media.peaks import PeakBuilder
from app.media.resample import Resampler
from app.media.samples import SampleBlock, continuous_blocks, join_blocks, to_planar
from app.media.types import MediaInfo
from app.media.windows import WindowSplitter
from inference.contract.types import AudioSpec, MeterSpec, RawSpec, Values
from resources.messages import Message, msg


def read_sound(
    info: MediaInfo,
    specs: Sequence[AudioSpec | MeterSpec | RawSpec],
    *,
    audio_track: int = 0,
    stop: threading.Event,
    warn: Callable[[Message], None],
    peaks: PeakBuilder | None = None,
    seconds: float = 4.0,
) -> Generator[DecodedBatch, None, None]:
    """Decode one sound track once, resample it once per rate, and give each distinct spec what it wants.

    Sample n is at n / rate from media zero: gaps and a late start are silence. Batches come each `seconds` of
    media. Nothing is given where there is no sound. Damage is skipped and told to `warn` at the end.
    Raise MediaError if the file cannot be opened or has no such track.
    """
    if not info.audio:
        return
    if not 0 <= audio_track < len(info.audio):
        raise MediaError(
            msg("{name} has no sound track {track}.", name=info.location.name, track=audio_track + 1),
            msg("It has {number}: choose one of them.", number=len(info.audio)),
        )
    audio = info.audio[audio_track]
    desk = _Desk(specs, audio.rate, audio.channels, audio.layout)
    if peaks is not None:
        peaks.begin(audio.rate, audio.channels)
    damage = DamageCounter(warn, msg("sound"), info.origin)
    reached, handed = 0.0, 0.0
    with open_media(info.location) as container:
        for block in join_blocks(continuous_blocks(container, info, audio, stop, damage)):
            reached = (block.start + block.data.shape[1]) / audio.rate
            if peaks is not None:
                peaks.feed(block.data)
            desk.feed(block)
            if reached - handed >= seconds:
                handed = reached
                yield from desk.take(reached)
    if stop.is_set():
        return
    if peaks is not None:
        peaks.finish()
    desk.finish()
    yield from desk.take(reached)
    damage.report(reached, audio.start + audio.duration)


class _Desk:
    """The windows and meters that one track feeds: one resampler for each rate."""

    def __init__(
        self, specs: Sequence[AudioSpec | MeterSpec | RawSpec], rate: int, channels: int, layout: str
    ) -> None:
        distinct = list(dict.fromkeys(specs))
        self._rate = rate
        self._meters = {
            spec: LoudnessMeter(spec, rate, channels, layout)
            for spec in distinct
            if isinstance(spec, MeterSpec)
        }
        self._blocks = {
            spec: BlockSplitter(spec, rate, channels) for spec in distinct if isinstance(spec, RawSpec)
        }
        self._windows = {spec: WindowSplitter(spec) for spec in distinct if isinstance(spec, AudioSpec)}
        self._resamplers = {spec.rate: Resampler(rate, channels, layout, spec.rate) for spec in self._windows}

    def feed(self, block: SampleBlock) -> None:
        for meter in self._meters.values():
            meter.feed(block.data)
        for blocks in self._blocks.values():
            blocks.feed(block.data)
        for rate, resampler in self._resamplers.items():
            self._hand(rate, resampler.feed(block.data))

    def finish(self) -> None:
        for meter in self._meters.values():
            meter.finish()
        for blocks in self._blocks.values():
            blocks.finish()
        for rate, resampler in self._resamplers.items():
            self._hand(rate, resampler.finish())
        for windows in self._windows.values():
            windows.finish()

    def take(self, reached: float) -> Iterator[DecodedBatch]:
        for spec, maker in (self._meters | self._blocks | self._windows).items():
            batch = maker.take()
            if batch is not None:
                yield DecodedBatch(spec, batch, reached)

    def _hand(self, rate: int, samples: Values) -> None:
        for spec, windows in self._windows.items():
            if spec.rate == rate:
                windows.feed(samples)


def decode_bytes(data: bytes, rate: int) -> Values:
    """Decode the first sound track of a whole file held in memory to mono float32 [n] at `rate` Hz.

    Raise MediaError if there is no sound in it.
    """
    made: list[Values] = []
    try:
        with av.open(BytesIO(data), "r", metadata_errors="replace") as container:
            if not container.streams.audio:
                raise MediaError(msg("There is no sound in it."), msg("Choose a sound file."))
            stream = container.streams.audio[0]
            resampler = None
            for frame in container.decode(stream):
                block = to_planar(frame)
                if resampler is None:
                    resampler = Resampler(frame.sample_rate, len(block), frame.layout.name, rate)
                made.append(resampler.feed(block))
            if resampler is not None:
                made.append(resampler.finish())
    except FFmpegError as error:
        if not made:
            raise MediaError(
                msg("The sound cannot be decoded ({reason}).", reason=str(error.strerror)),
                msg("Is the file complete?"),
            ) from error
    return np.concatenate(made) if made else np.empty(0, np.float32)
