"""What scrubbing costs: from the request to the picture on the screen, beside a bare seek and decode.

    python -m tests.app.gui.player.bench_scrub [--scrubs 500] [--seconds 24] [--keyframes 250]
        [--size 640x360]

Makes a clip with long groups of pictures, jumps about in it, and waits for the exact picture each time. The
same picture is then sought and decoded with PyAV alone, in the same run. Prints the medians and the 95th
percentiles in milliseconds, when the first picture nearby was shown, and the memory before and after.
"""

import argparse
import os
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from time import perf_counter

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import av
import numpy as np
import numpy.typing as npt
from PySide6.QtWidgets import QApplication

from app.gui.player.playback import Playback
from app.media.info import probe
from app.media.picture_source import Picture
from tests import footage
from widgets.player import PlayerView
from widgets.transport import Transport

FPS = 25
WARM = 20
"""Scrubs before anything is counted: threads and buffers are then there."""


@dataclass(slots=True)
class Taken:
    """Seconds of each scrub: to the first new picture, to the exact one, and with PyAV alone."""

    near: list[float] = field(default_factory=list[float])
    exact: list[float] = field(default_factory=list[float])
    bare: list[float] = field(default_factory=list[float])


class Screen:
    """A player that is played on, and when it last showed something."""

    def __init__(self, clip: Path) -> None:
        self.transport = Transport()
        self.playback = Playback(self.transport)
        self.view = PlayerView()
        self.view.resize(960, 540)
        self.view.show()
        self._first: float | None = None
        self._exact: tuple[float, Picture] | None = None
        self.playback.picture_changed.connect(self._take)
        self.playback.open(probe(clip))

    def scrub(self, time: float) -> tuple[float, float]:
        """Go to a time; give the seconds until something new, and the exact picture, were painted."""
        begun, self._first, self._exact = perf_counter(), None, None
        self.transport.seek(time)
        while self._exact is None or not self._exact[1].time <= time < self._exact[1].until:
            QApplication.processEvents()
            if perf_counter() - begun > 60:
                raise TimeoutError(f"no picture at {time:.3f} s")
        return (self._first or self._exact[0]) - begun, self._exact[0] - begun

    def close(self) -> None:
        """End the threads."""
        self.playback.close()
        self.view.close()

    def _take(self, picture: Picture | None) -> None:
        if picture is None:
            return
        self.view.set_picture(picture.rgb, picture.time)
        self.view.repaint()
        now = perf_counter()
        self._first = self._first or now
        if picture.exact:
            self._exact = now, picture


class Bare:
    """The least that has to be done: PyAV alone, at the keyframe before and on to the picture."""

    def __init__(self, clip: Path) -> None:
        self._container = av.open(str(clip))
        self._stream = self._container.streams.video[0]
        self._stream.thread_type = "AUTO"
        self._base = self._stream.time_base or Fraction(1, 1000)

    def scrub(self, time: float) -> float:
        """Decode the picture at a time to RGB; give the seconds it took."""
        begun = perf_counter()
        self._container.seek(int(time / self._base), stream=self._stream)
        wanted: av.VideoFrame | None = None
        for frame in self._container.decode(self._stream):
            if frame.pts is not None and float(frame.pts * self._base) > time:
                break
            wanted = frame
        assert wanted is not None
        wanted.to_ndarray(format="rgb24")
        return perf_counter() - begun

    def close(self) -> None:
        """Let go of the file."""
        self._container.close()


def make_clip(path: Path, seconds: float, keyframes: int, size: tuple[int, int]) -> None:
    """Write a drifting scene with a keyframe every so many pictures, and B-frames."""

    def pictures() -> Iterator[tuple[Fraction, npt.NDArray[np.uint8]]]:
        for number in range(round(seconds * FPS)):
            yield Fraction(number, FPS), footage.scene(7, number, size)

    footage.write(path, pictures(), fps=Fraction(FPS), b_frames=2, keyframes=keyframes)


def measure(clip: Path, scrubs: int, seconds: float) -> tuple[Taken, float, float]:
    """Scrub; give the times, and the MB of memory before and after."""
    random = np.random.default_rng(5)
    screen, bare, taken = Screen(clip), Bare(clip), Taken()
    try:
        before = 0.0
        for number, time in enumerate((random.random(WARM + scrubs) * (seconds - 0.1)).tolist()):
            near, exact = screen.scrub(time)
            alone = bare.scrub(time)
            if number < WARM:
                before = resident()
                continue
            taken.near.append(near)
            taken.exact.append(exact)
            taken.bare.append(alone)
        return taken, before, resident()
    finally:
        screen.close()
        bare.close()


def resident() -> float:
    """Give the MB that this process has in memory now; 0 where the system does not tell."""
    pages = Path("/proc/self/statm")
    if not pages.exists():
        return 0.0
    return int(pages.read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6


def line(name: str, seconds: Sequence[float]) -> str:
    """Write the median and the 95th percentile."""
    middle, late = (1000 * float(np.percentile(seconds, share)) for share in (50, 95))
    return f"  {name:<28} {middle:7.1f} ms   95 %: {late:7.1f} ms"


def main() -> None:
    """Measure and print."""
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    options.add_argument("--scrubs", type=int, default=500)
    options.add_argument("--seconds", type=float, default=24.0)
    options.add_argument("--keyframes", type=int, default=250)
    options.add_argument("--size", default="640x360")
    given = options.parse_args()
    width, height = (int(side) for side in given.size.split("x"))
    application = QApplication.instance() or QApplication([])
    with tempfile.TemporaryDirectory(prefix="rushes-scrub-") as folder:
        clip = Path(folder) / "long.mp4"
        make_clip(clip, given.seconds, given.keyframes, (width, height))
        taken, before, after = measure(clip, given.scrubs, given.seconds)
    ratio = float(np.median(taken.exact) / np.median(taken.bare))
    lines = [
        f"{given.scrubs} scrubs, {given.size}, a keyframe every {given.keyframes} pictures",
        line("something new is shown", taken.near),
        line("the exact picture is shown", taken.exact),
        line("bare seek and decode", taken.bare),
        f"  exact against bare: {ratio:.2f}",
        f"  memory: {before:.0f} MB at the start, {after:.0f} MB at the end",
    ]
    print("\n".join(lines))  # noqa: T201
    del application


if __name__ == "__main__":
    main()
