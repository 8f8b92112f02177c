"""One pass over the picture for everyone who wants frames, whatever their sizes and rates."""

import math
import threading
from collections.abc import Callable, Generator, Iterator, Sequence
from contextlib import closing
from functools import partial
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from av.video.frame import VideoFrame

from app.media.convert import Converter, ConverterFactory, FrameFitter
from app.media.damage import DamageCounter
from app.media.delivery import DecodedBatch
from app.media.packets import DecodeEffort
from app.media.recovery import recovered_pictures
from app.media.thumbs import ThumbBuilder
from app.media.types import MediaInfo, VideoInfo
from inference.contract.types import Batch, FrameSpec
from resources.messages import Message, msg

if TYPE_CHECKING:
    from inference.contract.picture_scaler import PictureScaler

BATCH = 16
_SPAN = 2.0
"""Seconds that such a batch lasts at most."""

_SLACK = 1e-6
_SPARE = 2.0
"""How many times more frames than are wanted there must be before some are skipped."""


class FrameSampler:
    """Picks the first frame at or after each k / fps, each frame at most once."""

    def __init__(self, fps: float | None) -> None:
        self._fps = fps
        self._next = 0

    def takes(self, time: float) -> bool:
        """Say whether the frame at `time` is one of them; times must rise."""
        if self._fps is None:
            return True
        step = math.floor(time * self._fps + _SLACK)
        if time * self._fps + _SLACK < self._next:
            return False
        self._next = step + 1
        return True


class _Tray:
    """Collects the pictures of one spec."""

    def __init__(self, fit: FrameFitter, spec: FrameSpec, batch: int) -> None:
        self._spec = spec
        self._batch = batch
        self._span = _SPAN * batch / BATCH
        self._sampler = FrameSampler(spec.fps)
        self._fit = fit
        self._times: list[float] = []
        self._pictures = self._empty()

    def offer(self, time: float, frame: VideoFrame) -> None:
        if self._sampler.takes(time):
            self._pictures[len(self._times)] = self._fit(frame)
            self._times.append(time)

    def is_due(self, time: float) -> bool:
        count = len(self._times)
        return count == self._batch or (count > 0 and time - self._times[0] >= self._span)

    def take(self, reached: float) -> Iterator[DecodedBatch]:
        count = len(self._times)
        if count:
            batch = Batch(np.array(self._times), self._pictures[:count])
            self._times, self._pictures = [], self._empty()
            yield DecodedBatch(self._spec, batch, reached)

    def _empty(self) -> npt.NDArray[np.uint8]:
        return np.empty((self._batch, self._spec.height, self._spec.width, 3), np.uint8)


def read_pictures(
    info: MediaInfo,
    specs: Sequence[FrameSpec],
    *,
    stop: threading.Event,
    warn: Callable[[Message], None],
    thumbs: ThumbBuilder | None = None,
    batch: int = BATCH,
    fast: bool = False,
    scaler: "PictureScaler | None" = None,
) -> Generator[DecodedBatch, None, None]:
    """Decode the picture once and give each distinct spec its frames, with the times of their own.

    fast: roughly, and past frames that no other refers to where nobody wants so many. scaler: what scales
    pictures on a GPU, to decode there, too, where that is possible; `warn` is told where it is not.
    A batch holds at most `batch` frames or seconds of media in proportion, two for BATCH. Nothing is given
    where there is no picture. Damage is skipped and told to `warn` at the end. Raise MediaError if the file
    cannot be opened.
    """
    video = info.video
    if video is None:
        return
    make = Converter if scaler is None else _on_device(scaler)
    trays = [_Tray(FrameFitter(video, spec, make), spec, batch) for spec in dict.fromkeys(specs)]
    if thumbs is not None:
        thumbs.begin(video, info.duration, make)
    reached = end = 0.0
    damage = DamageCounter(warn, msg("picture"), info.origin)
    effort = decode_effort(video, specs) if fast else DecodeEffort.WHOLE
    pictures = _frames(info, video, stop, damage, effort, scaler, warn)
    with closing(pictures):
        for reached, frame in pictures:
            end = reached + float((frame.duration or 0) * video.time_base)
            if thumbs is not None:
                thumbs.offer(reached, frame)
            for tray in trays:
                tray.offer(reached, frame)
                if tray.is_due(reached):
                    yield from tray.take(reached)
    if stop.is_set():
        return
    for tray in trays:
        yield from tray.take(reached)
    damage.report(max(end, reached + 1 / float(video.fps)), video.start + video.duration)


def decode_effort(video: VideoInfo, specs: Sequence[FrameSpec]) -> DecodeEffort:
    """Say how much of the picture a fast look needs: encoders leave a half to a quarter as references."""
    seldom = all(spec.fps is not None and _SPARE * spec.fps <= video.fps for spec in specs)
    return DecodeEffort.SPARSE if seldom else DecodeEffort.ROUGH


def _on_device(scaler: "PictureScaler") -> ConverterFactory:
    from app.media.device import DeviceConverter  # noqa: PLC0415 (the CPU's way does without)

    return partial(DeviceConverter, scaler)


def _frames(
    info: MediaInfo,
    video: VideoInfo,
    stop: threading.Event,
    damage: DamageCounter,
    effort: DecodeEffort,
    scaler: "PictureScaler | None",
    warn: Callable[[Message], None],
) -> Generator[tuple[float, VideoFrame], None, None]:
    """Give each frame with its time, from a GPU if there is a scaler, and once that fails from the CPU."""
    last = -math.inf
    if scaler is not None:
        from app.media.device import OffDeviceError, device_pictures  # noqa: PLC0415 (the CPU's way does without)

        try:
            for last, frame in device_pictures(info, video, stop, effort, scaler):
                yield last, frame
        except OffDeviceError as error:
            warn(msg("The picture was decoded on the CPU: {reason}.", reason=error.reason))
        else:
            return
    # Where the GPU gave some, the file is read again from its start: what was given already is passed over.
    yield from recovered_pictures(info, video, stop, damage, effort, last)
