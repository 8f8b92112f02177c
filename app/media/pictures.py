"""One pass over the picture for everyone who wants frames, whatever their sizes and rates."""

import math
import threading
from collections.abc import Callable, Generator, Iterator, Sequence

import numpy as np
import numpy.typing as npt
from av.container import InputContainer
from av.video.frame import VideoFrame

from app.media.convert import Fitter
from app.media.damage import Damage
from app.media.delivery import Delivery
from app.media.opening import open_media
from app.media.packets import Clock, Effort, decode_pictures, open_pictures
from app.media.thumbs import ThumbBuilder
from app.media.types import MediaInfo, VideoInfo
from inference.types import Batch, FrameSpec
from resources.language import mark

_SPAN = 2.0
_SLACK = 1e-6
_SPARE = 2.0
"""How many times more frames than are wanted there must be before some are skipped."""


class Sampler:
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

    def __init__(self, video: VideoInfo, spec: FrameSpec, batch: int) -> None:
        self._spec = spec
        self._batch = batch
        self._sampler = Sampler(spec.fps)
        self._fit = Fitter(video, spec)
        self._times: list[float] = []
        self._pictures = self._empty()

    def offer(self, time: float, frame: VideoFrame) -> None:
        if self._sampler.takes(time):
            self._pictures[len(self._times)] = self._fit(frame)
            self._times.append(time)

    def is_due(self, time: float) -> bool:
        count = len(self._times)
        return count == self._batch or (count > 0 and time - self._times[0] >= _SPAN)

    def take(self, reached: float) -> Iterator[Delivery]:
        count = len(self._times)
        if count:
            batch = Batch(np.array(self._times), self._pictures[:count])
            self._times, self._pictures = [], self._empty()
            yield Delivery(self._spec, batch, reached)

    def _empty(self) -> npt.NDArray[np.uint8]:
        return np.empty((self._batch, self._spec.height, self._spec.width, 3), np.uint8)


def read_pictures(
    info: MediaInfo,
    specs: Sequence[FrameSpec],
    *,
    stop: threading.Event,
    warn: Callable[[str], None],
    thumbs: ThumbBuilder | None = None,
    batch: int = 16,
    fast: bool = False,
) -> Generator[Delivery, None, None]:
    """Decode the picture once and give each distinct spec its frames, with the times of their own.

    fast: roughly, and past frames that no other refers to where nobody wants so many.
    A batch holds at most `batch` frames or two seconds of media. Nothing is given where there is no picture.
    Damage is skipped and told to `warn` at the end. Raise MediaError if the file cannot be opened.
    """
    video = info.video
    if video is None:
        return
    trays = [_Tray(video, spec, batch) for spec in dict.fromkeys(specs)]
    if thumbs is not None:
        thumbs.begin(video, info.duration)
    reached = end = 0.0
    damage = Damage(warn, mark("picture"), info.origin)
    effort = effort_for(video, specs) if fast else Effort.WHOLE
    with open_media(info.path) as container:
        for reached, frame in timed_pictures(container, info, video, stop, damage, effort):
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


def effort_for(video: VideoInfo, specs: Sequence[FrameSpec]) -> Effort:
    """Say how much of the picture a fast look needs: encoders leave a half to a quarter as references."""
    seldom = all(spec.fps is not None and _SPARE * spec.fps <= video.fps for spec in specs)
    return Effort.SPARSE if seldom else Effort.ROUGH


def timed_pictures(
    container: InputContainer,
    info: MediaInfo,
    video: VideoInfo,
    stop: threading.Event,
    damage: Damage,
    effort: Effort = Effort.WHOLE,
) -> Iterator[tuple[float, VideoFrame]]:
    """Give each frame with its time, in rising order."""
    stream = open_pictures(container, video, effort)
    clock = Clock(info.origin, 1 / float(video.fps), info.duration, damage)
    for frame in decode_pictures(container, stream, stop, damage):
        time = clock.time(frame)
        if time is not None:
            yield time, frame
