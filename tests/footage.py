"""Small media with known content, made quickly and the same each time; a file's suffix chooses its format.

Pictures carry a number in black and white bars that `read_counter` reads back. Every writer gives what a
test has to know: the times of the frames, of the cuts, or of the sounds.
"""

from collections.abc import Iterable, Iterator, Sequence
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np
import numpy.typing as npt
import pytest
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame

from resources.messages import Message

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

Rgb = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]

COUNTER_SIZE = (160, 96)
_COLUMNS, _ROWS = 5, 2
_TICK = Fraction(1, 90_000)
_SOUND_CODECS = {".wav": "pcm_f32le", ".flac": "flac", ".ogg": "libopus", ".mp3": "libmp3lame"}
_SOUND_CODECS |= {".webm": "libopus", ".mkv": "flac", ".ts": "aac", ".mp4": "aac", ".mov": "pcm_s16le"}
_SOUND_CODECS |= {".m4a": "aac", ".avi": "pcm_s16le", ".mka": "pcm_f32le"}


_QUICK = {"libvpx": {"deadline": "realtime", "cpu-used": "8"}}


def fail_on_warning(message: Message) -> None:
    """Take a warning of a file in which there is nothing to warn of."""
    pytest.fail(str(message))


def write(
    path: Path,
    pictures: Iterable[tuple[Fraction, Rgb]] = (),
    sound: Sound | None = None,
    *,
    fps: Fraction = Fraction(25),
    rate: int = 48_000,
    codec: str = "libx264",
    pixel_format: str = "yuv420p",
    b_frames: int = 0,
    keyframes: int = 24,
    rotation: int = 0,
    aspect: Fraction | None = None,
    sound_start: Fraction = Fraction(0),
    options: dict[str, str] | None = None,
    metadata: dict[str, str] | None = None,
) -> None:
    """Write pictures (time in seconds, RGB upright) and sound (float32 [channels, n]) to one file."""
    with av.open(str(path), "w", options=options or {}) as container:
        container.metadata.update(metadata or {})
        first = next(iter(pictures := iter(pictures)), None)
        stream, tick = None, _TICK
        if first is not None:
            turned = np.rot90(first[1], rotation // 90)
            stream = cast("VideoStream", container.add_stream(codec, rate=fps))
            stream.height, stream.width = turned.shape[:2]
            stream.pix_fmt = pixel_format
            # MPEG-2 and MPEG-4 Part 2 count frames; the others take any clock.
            tick = _TICK if codec.startswith("lib") else 1 / fps
            stream.time_base = stream.codec_context.time_base = tick
            stream.codec_context.gop_size = keyframes
            if codec == "libx264":
                stream.codec_context.options = {"preset": "ultrafast", "crf": "12", "bf": str(b_frames)}
                stream.codec_context.options |= {"sc_threshold": "0", "threads": "1"}
            else:
                stream.codec_context.bit_rate = 4_000_000
                stream.codec_context.options = _QUICK.get(codec, {})
            if aspect is not None:
                stream.codec_context.sample_aspect_ratio = aspect
            if rotation:
                stream.set_display_rotation(-rotation)
        track = None
        if sound is not None:
            layout = {1: "mono", 2: "stereo", 6: "5.1"}[len(sound)]
            added = container.add_stream(_SOUND_CODECS[path.suffix], rate=rate, layout=layout)
            track = cast("AudioStream", added)
        if stream is not None and first is not None:
            for time, picture in (first, *pictures):
                frame = VideoFrame.from_ndarray(
                    np.ascontiguousarray(np.rot90(picture, rotation // 90)), "rgb24"
                )
                frame = frame.reformat(format=pixel_format)
                frame.pts, frame.time_base = round(time / tick), tick
                container.mux(stream.encode(frame))
            container.mux(stream.encode(None))
        if sound is not None and track is not None:
            _write_sound(container, track, sound, rate, sound_start)


def _write_sound(
    container: OutputContainer, track: "AudioStream", sound: Sound, rate: int, start: Fraction
) -> None:
    context = track.codec_context
    if not context.is_open:
        context.open()
    resampler = av.AudioResampler(context.format, context.layout, rate, frame_size=context.frame_size or None)
    step = 4096
    for offset in range(0, sound.shape[1], step):
        piece = np.ascontiguousarray(sound[:, offset : offset + step], np.float32)
        frame = AudioFrame.from_ndarray(piece, "fltp", context.layout.name)
        frame.sample_rate = rate
        frame.pts, frame.time_base = offset + round(start * rate), Fraction(1, rate)
        for ready in resampler.resample(frame):
            container.mux(track.encode(ready))
    for ready in resampler.resample(None):
        container.mux(track.encode(ready))
    container.mux(track.encode(None))


def counter_picture(number: int, size: tuple[int, int] = COUNTER_SIZE) -> Rgb:
    """Draw `number` (below 1024) as bars: bit 0 is the upper left cell, bit 5 the lower left."""
    bits = [(number >> bit) & 1 for bit in range(_COLUMNS * _ROWS)]
    cells = np.array(bits, np.uint8).reshape(_ROWS, _COLUMNS) * 210 + 20
    rows = np.arange(size[1]) * _ROWS // size[1]
    columns = np.arange(size[0]) * _COLUMNS // size[0]
    return np.repeat(cells[rows][:, columns][..., None], 3, axis=2)


def read_counter(picture: Rgb) -> int:
    """Read the number back from a picture of any size."""
    height, width = picture.shape[:2]
    number = 0
    for bit in range(_COLUMNS * _ROWS):
        row, column = divmod(bit, _COLUMNS)
        y, x = int((row + 0.5) * height / _ROWS), int((column + 0.5) * width / _COLUMNS)
        number |= int(picture[y - 1 : y + 2, x - 1 : x + 2].mean() > 128) << bit
    return number


def frame_times(
    frames: int, fps: Fraction, *, vfr: bool = False, start: Fraction = Fraction(0)
) -> list[Fraction]:
    """Give the times of frames at a steady rate, or with steps of 1, 1, 3, 1 and 2 frames in turn."""
    steps = [1, 1, 3, 1, 2] if vfr else [1]
    counts = np.concatenate([[0], np.cumsum([steps[i % len(steps)] for i in range(frames)])])[:frames]
    return [start + int(count) / fps for count in counts]


def counter(
    path: Path,
    frames: int = 60,
    fps: Fraction = Fraction(25),
    *,
    b_frames: int = 0,
    vfr: bool = False,
    rotation: int = 0,
    start: Fraction = Fraction(0),
    sound: Sound | None = None,
    **how: Any,
) -> list[float]:
    """Write frames numbered from 0; rotation: clockwise degrees that a player turns. Give their times."""
    times = frame_times(frames, fps, vfr=vfr, start=start)
    pictures = ((time, counter_picture(number)) for number, time in enumerate(times))
    write(path, pictures, sound, fps=fps, b_frames=b_frames, rotation=rotation, **how)
    return [float(time) for time in times]


def edited(path: Path, frames: int = 60, skip: int = 7, **how: Any) -> list[float]:
    """Write a counter whose edit list leaves out the first `skip` frames, which others may need.

    Give the times of the frames from number `skip` on; the first one is at 0.
    """
    whole = path.with_name(f"whole-{path.name}")
    times = counter(whole, frames, **how)
    with av.open(str(whole)) as source, av.open(str(path), "w") as target:
        stream = source.streams.video[0]
        made = target.add_stream_from_template(stream)
        base = cast("Fraction", stream.time_base)
        for packet in source.demux(stream):
            if packet.dts is None or packet.pts is None:
                continue
            packet.pts -= round(times[skip] / base)
            packet.dts -= round(times[skip] / base)
            packet.stream = made
            target.mux(packet)
    whole.unlink()
    return [time - times[skip] for time in times[skip:]]


def scene(seed: int, frame: int, size: tuple[int, int] = (160, 90)) -> Rgb:
    """Draw frame `frame` of a shot: blurred patches in colors of its own that drift slowly."""
    random = np.random.default_rng(seed)
    coarse = random.integers(0, 256, (7, 12, 3)).astype(np.float32)
    y = np.linspace(0, 5.99, size[1]) % 6
    x = (np.linspace(0, 9.99, size[0]) + 0.01 * frame) % 11
    top, left = y.astype(int), x.astype(int)
    down, right = (y - top)[:, None, None], (x - left)[None, :, None]
    upper = coarse[top][:, left] * (1 - right) + coarse[top][:, left + 1] * right
    lower = coarse[top + 1][:, left] * (1 - right) + coarse[top + 1][:, left + 1] * right
    return np.rint(upper * (1 - down) + lower * down).astype(np.uint8)


def cuts(
    path: Path,
    shots: Sequence[int] = (40, 30, 50),
    fps: Fraction = Fraction(25),
    *,
    dissolve: int = 0,
    size: tuple[int, int] = (160, 90),
    seed: int = 1,
    sound: Sound | None = None,
    **how: Any,
) -> list[float]:
    """Write shots of so many frames each, joined by cuts or by dissolves into the next shot.

    dissolve: mixed frames. Give the time of the first (mixed) frame of each shot but the first.
    """
    write(path, _shots(shots, fps, dissolve, size, seed), sound, fps=fps, **how)
    return [float(start / fps) for start in np.cumsum(shots)[:-1].tolist()]


def _shots(
    shots: Sequence[int], fps: Fraction, dissolve: int, size: tuple[int, int], seed: int
) -> Iterator[tuple[Fraction, Rgb]]:
    number = 0
    for shot, length in enumerate(shots):
        for frame in range(length):
            picture = scene(seed * 1000 + shot, frame, size)
            if shot and frame < dissolve:
                share = (frame + 1) / (dissolve + 1)
                before = scene(seed * 1000 + shot - 1, shots[shot - 1] + frame, size)
                picture = np.rint(before * (1 - share) + picture * share).astype(np.uint8)
            yield number / fps, picture
            number += 1


def sine(
    freq: float = 1000.0, level: float = -23.0, seconds: float = 4.0, rate: int = 48_000, channels: int = 2
) -> Sound:
    """Make a sine, the same in all channels. level: peak in dBFS; 997 Hz in stereo reads as many LUFS."""
    time = np.arange(round(seconds * rate)) / rate
    wave = 10 ** (level / 20) * np.sin(2 * np.pi * freq * time)
    return np.repeat(wave.astype(np.float32)[None], channels, axis=0)


def tone(
    path: Path,
    freq: float = 1000.0,
    level: float = -23.0,
    seconds: float = 4.0,
    rate: int = 48_000,
    channels: int = 2,
    start: Fraction = Fraction(0),
) -> Sound:
    """Write a sine (see `sine`) and give it."""
    made = sine(freq, level, seconds, rate, channels)
    write(path, sound=made, rate=rate, sound_start=start)
    return made


def speechlike(
    path: Path,
    bursts: Sequence[tuple[float, float]] = ((0.5, 2.0), (3.0, 4.5)),
    seconds: float = 5.0,
    seed: int = 1,
) -> list[tuple[float, float]]:
    """Write mono 16 kHz that is buzzing like a voice in syllables during `bursts`, faint noise elsewhere."""
    rate = 16_000
    random = np.random.default_rng(seed)
    time = np.arange(round(seconds * rate)) / rate
    pitch = 120 + 15 * np.sin(2 * np.pi * 0.7 * time)
    phase = 2 * np.pi * np.cumsum(pitch) / rate
    formants = sum(
        np.exp(-(((k * 120 - f) / w) ** 2)) * np.sin(k * phase) for k in range(1, 30) for f, w in _VOWEL
    )
    syllables = 0.55 + 0.45 * np.sin(2 * np.pi * 4 * time)
    active = np.zeros(len(time))
    for start, end in bursts:
        active[round(start * rate) : round(end * rate)] = 1
    wave = 0.12 * formants * syllables * active + 1e-4 * random.standard_normal(len(time))
    write(path, sound=wave.astype(np.float32)[None], rate=rate)
    return list(bursts)


_VOWEL = ((700, 130), (1220, 180), (2600, 250))


def mux(
    path: Path, frames: int = 50, fps: Fraction = Fraction(25), level: float = -23.0, **how
) -> list[float]:
    """Write a counter with a sine of the same length under it. Give the times of the frames."""
    return counter(path, frames, fps, sound=sine(level=level, seconds=float(frames / fps)), **how)


def truncated(path: Path, share: float = 0.5, *, header: bool = True) -> None:
    """Write a counter of 10 s that was cut off; header: whether the file's index is still there."""
    whole = path.with_name(f"whole-{path.name}")
    counter(whole, 250, options={"movflags": "+faststart"} if header else {})
    data = whole.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    whole.unlink()


def damaged(path: Path, share: float = 0.05, seed: int = 1) -> None:
    """Write a counter of 4 s and overwrite a share of the bytes of its picture data with noise."""
    counter(path, 100, options={"movflags": "+faststart"})
    data = np.frombuffer(path.read_bytes(), np.uint8).copy()
    random = np.random.default_rng(seed)
    first = bytes(data).index(b"mdat") + 2000
    places = random.integers(first, len(data), int((len(data) - first) * share))
    data[places] = random.integers(0, 256, len(places))
    path.write_bytes(data.tobytes())


def encrypted(path: Path) -> None:
    """Write an MP4 whose samples are encrypted with a key that nobody has."""
    key = {"encryption_scheme": "cenc-aes-ctr", "encryption_key": "76a6c65c5ea762046bd749a2e632ccbb"}
    counter(path, 50, options={**key, "encryption_kid": "a7e61c373e219033c21091fa607bf3b8"})


def not_media(path: Path) -> None:
    """Write a text that only pretends by its name."""
    path.write_text("These are notes about the shoot, not the shoot.\n" * 40, encoding="utf-8")
