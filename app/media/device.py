"""Pictures decoded, scaled and made RGB on an NVIDIA GPU, so that only small ones cross over to us.

Where that is not possible, or fails, the reason is said and the CPU does it: nothing is lost.
"""

import threading
from collections.abc import Iterator

import numpy as np
from av.codec.hwaccel import HWAccel
from av.container import InputContainer
from av.error import FFmpegError
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.errors import MediaError
from app.logs import logger
from app.media.convert import Converter
from app.media.damage import DamageCounter
from app.media.location import Location
from app.media.opening import open_media
from app.media.packets import DecodeEffort, FrameClock, decode_pictures, open_pictures
from app.media.types import MediaInfo, Rgb, VideoInfo
from inference.contract.errors import ModelError
from inference.contract.picture_scaler import PictureScaler, Plane, Planes, ScaleJob, ScaleTarget
from inference.contract.types import Scaling
from inference.runtime import gpu
from inference.runtime.scaling import LUMA
from resources.messages import NOTHING, Message, msg

CUDA = "cuda"
DEEP = {"nv12": False, "p010le": True}
"""What decoders of GPUs give, and whether it has 16 bits a sample."""

LEFT = ("h264", "hevc", "mpeg2video", "mpeg4")
"""Codecs whose chroma lies on the left column of its two, unless a file says otherwise, which PyAV keeps to
itself: then colors are off by a quarter of a sample of chroma. The others' lies between the columns."""

_IN_CONTEXT = {"primary_ctx": "0", "current_ctx": "1"}
"""FFmpeg works in the context that is current when a file is opened."""

_APART = 4.0
"""Levels of 255, on average, by which a picture of the device may differ from ours."""

_SHOWS = 8.0
"""Deviation of the levels of a picture that is not empty."""

_TAKEN = ("yuv420p", "yuvj420p", "nv12", "yuv420p10le", "p010le")

log = logger(__name__)


class OffDeviceError(Exception):
    """The device does not decode this file, or not any more; `reason` says why in plain words."""

    def __init__(self, reason: Message) -> None:
        super().__init__(reason)
        self.reason = reason


def unsupported_reason(video: VideoInfo) -> Message:
    """Say why a picture is none for the device, whatever its decoder takes; empty if it is one."""
    if video.hdr:
        return msg("its HDR is brought to standard range there")
    if video.pixel_format not in _TAKEN:
        return msg("the GPU is for 4:2:0 pictures of 8 or 10 bits")
    if video.color.space not in LUMA:
        return msg("the GPU does not know its colors")
    return NOTHING


def device_pictures(
    info: MediaInfo, video: VideoInfo, stop: threading.Event, effort: DecodeEffort, scaler: PictureScaler
) -> Iterator[tuple[float, VideoFrame]]:
    """Give each frame, in the device's memory, with its time, like `app.media.recovery.recovered_pictures`.

    Raise OffDeviceError once anything is not as it should be; damage of the file is one such thing, as the
    CPU's decoders are those that get past it.
    """
    if lack := scaler.lost or unsupported_reason(video):
        raise OffDeviceError(lack)
    with _opened(info.location) as container:
        stream = open_pictures(container, video, effort)
        # The threads are the GPU's own.
        stream.codec_context.thread_count = 1
        if not _is_there(stream):
            raise OffDeviceError(msg("the GPU has no decoder for {codec}", codec=video.codec))
        strict = _Strict()
        clock = FrameClock(info.origin, 1 / float(video.fps), info.duration, strict)
        for frame in decode_pictures(container, stream, stop, strict):
            if frame.format.name != CUDA:
                raise OffDeviceError(msg("the GPU's decoder does not take this {codec}", codec=video.codec))
            time = clock.time(frame)
            if time is not None:
                yield time, frame
            if scaler.lost:
                raise OffDeviceError(scaler.lost)


def _opened(location: Location) -> InputContainer:
    hwaccel = HWAccel(CUDA, allow_software_fallback=True, options={**_IN_CONTEXT}, is_hw_owned=True)
    try:
        with gpu.primary_context():
            return open_media(location, hwaccel)
    except (MediaError, FFmpegError, OSError, ValueError, RuntimeError) as error:
        reason = error.message if isinstance(error, MediaError) else str(error)
        raise OffDeviceError(
            msg("the GPU's decoder could not be opened ({reason})", reason=reason)
        ) from error


def _is_there(stream: VideoStream) -> bool:
    return stream.codec_context.is_hwaccel


class _Strict(DamageCounter):
    """Takes no damage: it may be the file's or the device's."""

    def __init__(self) -> None:
        super().__init__(lambda _: None, NOTHING)

    def packet(self, time: float) -> None:
        raise OffDeviceError(msg("the GPU could not decode what is at {time:.1f} s", time=time))

    def jump(self) -> None:
        raise OffDeviceError(msg("the clock of the picture jumps"))


class DeviceConverter:
    """Like `Converter`, for frames in the device's memory; those in ours go the way they always go.

    Its first picture that shows something is held beside the one that `Converter` makes of the same frame.
    """

    def __init__(
        self,
        scaler: PictureScaler,
        video: VideoInfo,
        width: int,
        height: int,
        scaling: Scaling = Scaling.AREA,
    ) -> None:
        turned = video.rotation in (90, 270)
        across, down = (height, width) if turned else (width, height)
        self._turns = -(video.rotation // 90) % 4
        full, left = video.color.range == "full", video.codec in LEFT
        self._wanted = ScaleTarget(across, down, scaling, video.color.space, full, left)
        self._scaler = scaler
        # It takes frames out of the device's memory, too, so that one that fails there is not lost.
        self._ours = Converter(video, width, height, scaling)
        self._jobs: dict[object, ScaleJob] = {}
        self._trusted = False

    def __call__(self, frame: VideoFrame) -> Rgb:
        """Give uint8 RGB [height, width, 3]."""
        there = (frame.format.name == CUDA) == (self._scaler.device == CUDA)
        if not there or self._scaler.lost:
            return self._ours(frame)
        try:
            picture = self._made(frame)
        except ModelError as error:
            log.warning("scaling on the GPU failed", reason=str(error))
            return self._ours(frame)
        made = np.ascontiguousarray(np.rot90(picture, self._turns)) if self._turns else picture
        return made if self._trusted else self._examined(made, frame)

    def _examined(self, made: Rgb, frame: VideoFrame) -> Rgb:
        ours = self._ours(frame)
        if np.abs(made.astype(np.float32) - ours).mean() > _APART:
            self._scaler.lost = msg("the GPU makes other pictures than the CPU")
            log.warning("scaling on the GPU failed", reason=str(self._scaler.lost))
            return ours
        self._trusted = bool(ours.std() > _SHOWS)
        return made

    def _made(self, frame: VideoFrame) -> Rgb:
        planes = planes_of(frame)
        layout = (planes.width, planes.deep, *((p.lines, p.pitch) for p in (planes.luma, planes.chroma)))
        if layout not in self._jobs:
            self._jobs = {layout: self._scaler.job(planes, self._wanted)}
        return self._jobs[layout](planes)


def planes_of(frame: VideoFrame) -> Planes:
    """Say where a frame's planes are, in whatever memory; they stay there as long as the frame does.

    Raise `ModelError` for a layout that the scaler does not know.
    """
    inner = frame.sw_format if frame.format.name == CUDA else frame.format
    if inner is None or inner.name not in DEEP:
        raise ModelError(
            msg("frames of the layout {layout} are not known", layout=inner.name if inner else "?")
        )
    luma, chroma = (Plane(plane.buffer_ptr, plane.height, plane.line_size) for plane in frame.planes)
    return Planes(luma, chroma, frame.width, DEEP[inner.name])
