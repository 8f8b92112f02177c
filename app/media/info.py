"""Probing: what a file holds, or in plain words why it holds nothing that can be read."""

import math
from collections.abc import Sequence
from contextlib import suppress
from fractions import Fraction

from av.audio.stream import AudioStream
from av.container import InputContainer
from av.error import FFmpegError
from av.frame import Frame
from av.stream import Disposition, Stream
from av.video.frame import VideoFrame
from av.video.stream import VideoStream

from app.errors import MediaError
from app.media.color import name_color
from app.media.location import Location, LocationLike
from app.media.opening import open_media
from app.media.packets import demux
from app.media.timing import find_length, find_origin, find_picture_end, find_rate, sample_times, seconds
from app.media.types import AudioInfo, ColorInfo, MediaInfo, VideoInfo
from resources.messages import Message, msg

__all__ = ["AudioInfo", "ColorInfo", "MediaInfo", "VideoInfo", "probe"]

LARGEST_SIDE = 16384
_TRIES = 120


def probe(place: LocationLike) -> MediaInfo:
    """Look into a file. Raise MediaError with a hint if there is nothing in it that can be read."""
    location = Location.of(place)
    with open_media(location) as container:
        try:
            return _examine(location, container)
        except FFmpegError as error:
            raise MediaError(
                msg("{name} is damaged ({reason}).", name=location.name, reason=str(error.strerror)),
                msg("Copy it again, or repair it with a recovery tool."),
            ) from error


def _examine(location: Location, container: InputContainer) -> MediaInfo:
    covers = [stream for stream in container.streams.video if stream.disposition & Disposition.attached_pic]
    pictures = _choose([one for one in container.streams.video if one not in covers and _has_decoder(one)])
    sounds = [one for one in container.streams.audio if _has_decoder(one) and one.rate and one.channels]
    warnings: list[Message] = []
    if pictures is None and not sounds:
        raise MediaError(
            msg("{name} holds neither picture nor sound that can be decoded.", name=location.name),
            msg("Choose another file, or convert it."),
        )
    ticks = sample_times(container, pictures) if pictures else []
    origin = find_origin(container, pictures)
    wanted: list[Stream] = [*sounds] if pictures is None else [pictures, *sounds]
    length, ends, counted = find_length(container, wanted, origin)
    if counted and not container.duration:
        warnings.append(msg("The header says no duration: it was found by reading all packets."))
    video = None
    if pictures is not None:
        rate = find_rate(pictures, ticks)
        if rate[1] and not counted:
            end = find_picture_end(container, pictures, ends.get(pictures.index, length), origin)
            ends[pictures.index] = max(end, ends.get(pictures.index, 0.0))
            length = max(length, end)
        end = ends.get(pictures.index, length)
        video = _describe_video(location, container, pictures, rate, origin, end, warnings)
    audio = tuple(_describe_audio(stream, origin, length, ends) for stream in sounds)
    if video is None and all(_first_frame(location, container, stream) is None for stream in sounds):
        raise MediaError(
            msg("Nothing in {name} can be decoded.", name=location.name),
            msg("Is the file complete and not encrypted?"),
        )
    return MediaInfo(
        location=location,
        size=location.state().size,
        container=container.format.name,
        duration=max(0.0, length) if math.isfinite(length) else 0.0,
        origin=origin,
        video=video,
        audio=audio,
        has_cover=bool(covers),
        subtitles=len(container.streams.subtitles),
        timecode=_timecode(container),
        warnings=tuple(warnings),
    )


def _has_decoder(stream: Stream) -> bool:
    """Whether FFmpeg knows the codec at all; PyAV gives no context where it doesn't."""
    return getattr(stream, "codec_context", None) is not None


def _choose(streams: Sequence[VideoStream]) -> VideoStream | None:
    """Choose the default picture track, or the largest."""

    def rank(stream: VideoStream) -> tuple[bool, int, int]:
        return bool(stream.disposition & Disposition.default), stream.width * stream.height, -stream.index

    return max(streams, key=rank, default=None)


def _describe_video(
    location: Location,
    container: InputContainer,
    stream: VideoStream,
    rate: tuple[Fraction, bool],
    origin: float,
    end: float,
    warnings: list[Message],
) -> VideoInfo | None:
    _check_size(location, stream.width, stream.height)
    frame = _first_frame(location, container, stream)
    if not isinstance(frame, VideoFrame):
        warnings.append(msg("No picture could be decoded."))
        return None
    _check_size(location, frame.width, frame.height)
    rotation = round(-frame.rotation / 90) * 90 % 360
    aspect = stream.sample_aspect_ratio or Fraction(1)
    if not Fraction(1, 20) < aspect < 20:
        aspect = Fraction(1)
    width, height = _displayed(frame.width, frame.height, aspect, rotation)
    color = name_color(
        frame.colorspace,
        frame.color_primaries,
        frame.color_trc,
        frame.color_range,
        frame.format.name,
        (frame.width, frame.height),
    )
    base = stream.time_base or Fraction(1, 1000)
    start = max(0.0, (seconds(stream.start_time, base) or 0.0) - origin)
    return VideoInfo(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        width=width,
        height=height,
        coded_width=frame.width,
        coded_height=frame.height,
        fps=rate[0],
        variable=rate[1],
        rotation=rotation,
        pixel_aspect=aspect,
        pixel_format=frame.format.name,
        bit_depth=max(component.bits for component in frame.format.components),
        hdr=color.transfer in ("pq", "hlg"),
        color=color,
        start=start,
        duration=max(0.0, end - start),
        time_base=base,
    )


def _describe_audio(stream: AudioStream, origin: float, length: float, ends: dict[int, float]) -> AudioInfo:
    start = max(0.0, (seconds(stream.start_time, stream.time_base) or 0.0) - origin)
    language = stream.language or ""
    return AudioInfo(
        index=stream.index,
        codec=stream.codec_context.codec.canonical_name,
        rate=stream.rate,
        channels=stream.channels,
        layout=stream.layout.name,
        language="" if language == "und" else language,
        title=stream.metadata.get("title", ""),
        start=start,
        duration=max(0.0, ends.get(stream.index, length) - start),
    )


def _first_frame(
    location: Location, container: InputContainer, stream: VideoStream | AudioStream
) -> Frame | None:
    """Decode until a frame comes: only it tells rotation and pixel format, or that all is well."""
    with suppress(FFmpegError):
        container.seek(0)
    for count, packet in enumerate(demux(container, stream)):
        if packet.has_sidedata("encryption_info"):
            raise MediaError(
                msg("{name} is encrypted.", name=location.name),
                msg("Export it again without copy protection."),
            )
        with suppress(FFmpegError):
            for frame in packet.decode():
                if isinstance(frame, Frame):
                    return frame
        if count > _TRIES:
            break
    return None


def _check_size(location: Location, width: int, height: int) -> None:
    if width > LARGEST_SIDE or height > LARGEST_SIDE:
        raise MediaError(
            msg(
                "{name}: a picture of {width} × {height} is larger than {most} × {most}.",
                name=location.name,
                width=width,
                height=height,
                most=LARGEST_SIDE,
            ),
            msg("The header may be damaged; else scale the file down first."),
        )


def _displayed(width: int, height: int, aspect: Fraction, rotation: int) -> tuple[int, int]:
    """Give the upright size with square pixels: the side that is too short grows, so no line is lost."""
    if aspect >= 1:
        width = round(width * aspect)
    else:
        height = round(height / aspect)
    return (height, width) if rotation in (90, 270) else (width, height)


def _timecode(container: InputContainer) -> str | None:
    """Give the start timecode of a tmcd track, a picture track or the container."""
    carriers = [stream.metadata for stream in container.streams] + [container.metadata]
    return next((found for metadata in carriers if (found := metadata.get("timecode"))), None)
