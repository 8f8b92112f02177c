"""Makes the clips that are measured: shots that a camera moves through, cut at known frames; a reading."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import cv2
import numpy as np
import numpy.typing as npt
from av.audio.frame import AudioFrame
from av.container import OutputContainer
from av.video.frame import VideoFrame

import resources

if TYPE_CHECKING:
    from av.audio.stream import AudioStream
    from av.video.stream import VideoStream

READING = ("demo", "rushes-demo.mp4")
RATE = 48_000
TICK = Fraction(1, 90_000)
SHOTS = (172, 128, 260, 143, 61, 205)
"""Frames of each shot in turn: five seconds on average, as in edited films."""

STEPS = (1, 1, 3, 1, 2)
"""Frame durations in turn where they vary."""

GRAIN = 3.0
SPEED = 2.5
ENCODERS = {"h264": "libx264", "hevc": "libx265"}

Rgb = npt.NDArray[np.uint8]
Sound = npt.NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class BenchClip:
    """A clip to be made: picture in pixels (0 for sound alone), frames a second, codec, seconds.

    repeats: how often these seconds come; encoding them once is enough.
    """

    name: str
    seconds: float
    width: int = 0
    height: int = 0
    fps: int = 30
    codec: str = "h264"
    varies: bool = False
    repeats: int = 1

    @property
    def file(self) -> str:
        """Its name tells what is in it, so that it is made again when that changes."""
        often = f"x{self.repeats}" if self.repeats > 1 else ""
        suffix = "mp4" if self.width else "m4a"
        return f"{self.name}-{self.width}x{self.height}-{self.seconds:g}s{often}.{suffix}"

    @property
    def frames(self) -> int:
        return round(self.seconds * self.fps) if self.width else 0


def lacks(clip: BenchClip) -> str:
    """Say why a clip cannot be made here; empty if it can."""
    encoder = ENCODERS[clip.codec]
    return "" if not clip.width or encoder in av.codec.codecs_available else f"no encoder {encoder}"


def make(clip: BenchClip, folder: Path) -> Path:
    """Give the file of a clip, made if it is not there yet, with the truth beside it."""
    path = folder / clip.file
    if path.exists() and truth_of(path).exists():
        return path
    folder.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f"new-{path.name}")
    once = make(replace(clip, repeats=1), folder) if clip.repeats > 1 else None
    with av.open(str(fresh), "w") as container:
        if once is None:
            _write(container, clip)
        else:
            _repeat(container, clip, once)
    truth_of(path).write_text(json.dumps({**asdict(clip), "cuts": truth(clip)}), encoding="utf-8")
    return fresh.replace(path)


def truth(clip: BenchClip) -> list[float]:
    """Give the times at which a shot begins, but the first; each repeat begins one."""
    once = [float(times_of(clip)[row]) for row in cuts_of(clip)]
    starts = [number * clip.seconds for number in range(clip.repeats)]
    return [start + time for start in starts for time in ([0.0, *once] if start else once)]


def truth_of(path: Path) -> Path:
    """Give the file that says where a clip was cut."""
    return path.with_suffix(".json")


def cuts_of(clip: BenchClip) -> list[int]:
    """Give the numbers of the frames that begin a shot, but the first."""
    rows, row = list[int](), 0
    while True:
        row += SHOTS[len(rows) % len(SHOTS)]
        if row >= clip.frames:
            return rows
        rows.append(row)


def times_of(clip: BenchClip) -> list[Fraction]:
    """Give the times of the frames, in seconds."""
    steps = STEPS if clip.varies else (1,)
    counts = np.cumsum([0, *(steps[i % len(steps)] for i in range(clip.frames - 1))]).tolist()
    mean = sum(steps) / len(steps)
    return [Fraction(int(count)) / Fraction(round(clip.fps * mean)) for count in counts]


def pictures(clip: BenchClip) -> Iterator[Rgb]:
    """Give every picture, the same at every call."""
    random = np.random.default_rng(7)
    size = (clip.height, clip.width)
    grain = random.normal(0, GRAIN, (size[0] + 64, size[1] + 64, 1)).astype(np.int8)
    bounds = [0, *cuts_of(clip), clip.frames]
    for shot, (first, last) in enumerate(pairwise(bounds)):
        world = _world(shot, size)
        for frame in range(last - first):
            move = _to_and_fro(round(SPEED * frame * clip.width / 1920), world.shape[1] - size[1])
            view = world[move // 3 : move // 3 + size[0], move : move + size[1]]
            top, left = random.integers(0, 64, 2)
            noise = np.repeat(grain[top : top + size[0], left : left + size[1]], 3, axis=2)
            yield cv2.add(view, noise, dtype=cv2.CV_8U)


def _to_and_fro(way: int, room: int) -> int:
    """Give how far the camera is when it turns round at both ends."""
    return room - abs(room - way % (2 * room))


def _world(shot: int, size: tuple[int, int]) -> Rgb:
    """Draw what a shot's camera moves over: large patches of color, finer ones on them, edges."""
    random = np.random.default_rng(1000 + shot)
    high, wide = size[0] + size[0] // 6, size[1] + size[1] // 5
    made = np.zeros((high, wide, 3), np.float32)
    for cells, strength in ((4, 90.0), (24, 35.0), (160, 18.0)):
        coarse = random.uniform(-strength, strength, (cells, cells * 16 // 9, 3)).astype(np.float32)
        made += cv2.resize(coarse, (wide, high), interpolation=cv2.INTER_CUBIC)
    made += random.uniform(70, 180, 3)
    for _ in range(24):
        x, y = int(random.integers(0, wide)), int(random.integers(0, high))
        cv2.circle(made, (x, y), int(random.integers(high // 60, high // 8)), random.uniform(0, 255, 3), -1)
    return np.clip(made, 0, 255).astype(np.uint8)


def reading(seconds: float) -> Sound:
    """Give the reading of the demo's clip over and over, mono."""
    resampler = av.AudioResampler("flt", "mono", RATE)
    parts: list[npt.NDArray[np.float32]] = []
    with av.open(str(resources.path(*READING))) as container:
        for frame in container.decode(container.streams.audio[0]):
            parts += [made.to_ndarray()[0] for made in resampler.resample(frame)]
    once = np.concatenate(parts)
    count = round(seconds * RATE)
    return np.tile(once, -(-count // len(once)))[:count].astype(np.float32)


def _write(container: OutputContainer, clip: BenchClip) -> None:
    stream = _picture_stream(container, clip) if clip.width else None
    track = cast("AudioStream", container.add_stream("aac", rate=RATE, layout="mono"))
    if stream is not None:
        for time, picture in zip(times_of(clip), pictures(clip), strict=True):
            frame = VideoFrame.from_ndarray(picture, "rgb24").reformat(format="yuv420p")
            frame.pts, frame.time_base = round(time / TICK), TICK
            container.mux(stream.encode(frame))
        container.mux(stream.encode(None))
    _write_sound(container, track, reading(float(times_of(clip)[-1]) if stream else clip.seconds))


def _repeat(container: OutputContainer, clip: BenchClip, once: Path) -> None:
    """Write the packets of a clip over and over, and sound for all of it."""
    with av.open(str(once)) as source:
        template = source.streams.video[0]
        stream = container.add_stream_from_template(template)
        track = cast("AudioStream", container.add_stream("aac", rate=RATE, layout="mono"))
        base = cast("Fraction", template.time_base)
        for number in range(clip.repeats):
            source.seek(0)
            for packet in source.demux(template):
                if packet.pts is None or packet.dts is None:
                    continue
                packet.pts += round(number * Fraction(clip.seconds) / base)
                packet.dts += round(number * Fraction(clip.seconds) / base)
                packet.stream = stream
                container.mux(packet)
        _write_sound(container, track, reading(clip.seconds * clip.repeats))


def _picture_stream(container: OutputContainer, clip: BenchClip) -> "VideoStream":
    stream = cast("VideoStream", container.add_stream(ENCODERS[clip.codec], rate=clip.fps))
    stream.width, stream.height, stream.pix_fmt = clip.width, clip.height, "yuv420p"
    stream.time_base = stream.codec_context.time_base = TICK
    stream.codec_context.gop_size = 2 * clip.fps
    stream.codec_context.options = {"preset": "veryfast", "crf": "21", "bf": "3"}
    if clip.codec == "hevc":
        stream.codec_context.options = {"preset": "superfast", "crf": "24", "x265-params": "log-level=none"}
    return stream


def _write_sound(container: OutputContainer, track: "AudioStream", sound: Sound) -> None:
    size = 1024
    for start in range(0, len(sound), size):
        frame = AudioFrame.from_ndarray(sound[None, start : start + size], "fltp", "mono")
        frame.sample_rate, frame.pts, frame.time_base = RATE, start, Fraction(1, RATE)
        container.mux(track.encode(frame))
    container.mux(track.encode(None))
