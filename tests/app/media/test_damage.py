"""What is damaged is skipped, counted and told in plain words; what is there is given."""

import threading
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from app.media.damage import DamageCounter
from app.media.decode import read_pictures, read_sound
from app.media.info import probe
from app.media.packets import FrameClock
from inference.contract.types import AudioSpec, FrameSpec
from resources.messages import Message
from tests import footage

EVERY = FrameSpec(80, 48)


def pictures(path: Path) -> tuple[list[float], list[int], list[str]]:
    warnings: list[str] = []
    times: list[float] = []
    numbers: list[int] = []
    for one in read_pictures(
        probe(path), [EVERY], stop=threading.Event(), warn=lambda message: warnings.append(str(message))
    ):
        times += one.batch.times.tolist()
        numbers += [footage.read_counter(picture) for picture in one.batch.data]
    return times, numbers, warnings


def test_damaged_packets_are_skipped_and_told_once(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.damaged(path)
    times, numbers, warnings = pictures(path)
    assert len(times) > 20
    assert times == sorted(times)
    assert numbers[0] == 0
    told = [text for text in warnings if "damaged packet" in text]
    assert len(told) == 1
    assert "in the picture" in told[0]


def test_cut_off_file_gives_what_is_there(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.truncated(path, 0.5)
    times, numbers, warnings = pictures(path)
    assert 60 < len(times) < 249
    assert numbers[:60] == list(range(60))
    assert any("10.0 s are declared" in text for text in warnings)


def test_whole_file_warns_of_nothing(tmp_path: Path) -> None:
    path = tmp_path / "clip.mp4"
    footage.mux(path, 60)
    assert pictures(path)[2] == []


def test_wording() -> None:
    told: list[str] = []
    damage = DamageCounter(lambda message: told.append(str(message)), Message("sound"), origin=10.0)
    for time in (13.2, 13.5, 14.0):
        damage.packet(time)
    damage.report(20.0, 20.0)
    assert told == ["3 damaged packets were skipped in the sound between 3.2 s and 4.0 s."]


class Stamped:
    """As much of a frame as a clock looks at."""

    def __init__(self, ticks: int | None) -> None:
        self.pts = self.dts = ticks
        self.time_base = Fraction(1, 1000)


def clocked(stamps: list[int | None], end: float = 10.0) -> tuple[list[float | None], list[str]]:
    told: list[str] = []
    damage = DamageCounter(lambda message: told.append(str(message)), Message("picture"))
    clock = FrameClock(0.0, 0.04, end, damage)
    times = [clock.time(Stamped(stamp)) for stamp in stamps]  # pyright: ignore[reportArgumentType]
    damage.report(end, end)
    return times, told


def test_clock_skips_what_comes_late() -> None:
    assert clocked([0, 40, 120, 80, 160]) == ([0.0, 0.04, 0.12, None, 0.16], [])


def test_clock_goes_on_where_time_stamps_start_again() -> None:
    times, told = clocked([5000, 5040, 0, 40, 80])
    assert times == pytest.approx([5.0, 5.04, 5.08, 5.12, 5.16])
    assert told == ["The clock of the picture jumped once; the times after are estimates."]


def test_clock_goes_on_over_an_absurd_leap() -> None:
    times, told = clocked([0, 40, 90_000_000, 90_000_040])
    assert times == pytest.approx([0.0, 0.04, 0.08, 0.12])
    assert told


def test_clock_counts_where_there_are_no_time_stamps() -> None:
    assert clocked([None, None, None])[0] == pytest.approx([0.0, 0.04, 0.08])


def test_absurd_leap_in_sound_is_not_filled(tmp_path: Path) -> None:
    import av

    path = tmp_path / "leap.mka"
    tone = (footage.sine(1000, -6, 0.5, 16_000, 1) * 32767).astype(np.int16)
    with av.open(str(path), "w") as container:
        track = container.add_stream("pcm_s16le", rate=16_000, layout="mono")
        for start in (0, 8_000, 16_000 * 3_600 * 24 * 30):
            frame = av.AudioFrame.from_ndarray(tone, "s16", "mono")
            frame.sample_rate, frame.pts, frame.time_base = 16_000, start, Fraction(1, 16_000)
            container.mux(track.encode(frame))
    data = bytearray(path.read_bytes())
    # The length in the header, as a recorder that leapt at the end would have left it: one second.
    place = data.index(b"\x44\x89\x88")
    data[place + 3 : place + 11] = np.array([1000.0], ">f8").tobytes()
    path.write_bytes(data)
    warnings: list[str] = []
    made = list(
        read_sound(
            probe(path),
            [AudioSpec(16_000, 1600, 1600)],
            stop=threading.Event(),
            warn=lambda message: warnings.append(str(message)),
        )
    )
    assert sum(len(one.batch.times) for one in made) == 15
    assert any("jumped once" in text for text in warnings)
