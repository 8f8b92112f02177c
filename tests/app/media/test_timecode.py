"""Labels of pictures, counted against a list of all labels, and read from real files."""

from fractions import Fraction
from itertools import islice, product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.media.info import probe
from app.media.picture_source import PictureSource
from app.media.timecode import FrameCounting, Timecode, counting_of, timecode_of
from tests import footage

NTSC_24, NTSC_30, NTSC_60 = (Fraction(1000 * n, 1001) for n in (24, 30, 60))
COUNTINGS = [
    FrameCounting(24),
    FrameCounting(25),
    FrameCounting(30),
    FrameCounting(30, True),
    FrameCounting(50),
    FrameCounting(60, True),
]


def labels(nominal: int, left_out: int):
    """Every label of a day in turn, as the standard's text says it."""
    for hour, minute, second, frame in product(range(24), range(60), range(60), range(nominal)):
        if second == 0 and minute % 10 and frame < left_out:
            continue
        yield f"{hour:02}:{minute:02}:{second:02}{';' if left_out else ':'}{frame:02}"


@pytest.mark.parametrize("counting", COUNTINGS, ids=str)
def test_labels_are_those_of_the_list_and_go_both_ways(counting):
    left_out = {(30, True): 2, (60, True): 4}.get((counting.nominal, counting.drop), 0)
    for number, label in enumerate(islice(labels(counting.nominal, left_out), 21 * 60 * counting.nominal)):
        assert counting.label(number) == label
        assert counting.parse(label) == number


@pytest.mark.parametrize(
    ("counting", "frame", "label"),
    [
        (FrameCounting(30, True), 1799, "00:00:59;29"),
        (FrameCounting(30, True), 1800, "00:01:00;02"),
        (FrameCounting(30, True), 17_982, "00:10:00;00"),
        (FrameCounting(30, True), 107_892, "01:00:00;00"),
        (FrameCounting(30, True), 2_589_407, "23:59:59;29"),
        (FrameCounting(30, True), 2_589_408, "00:00:00;00"),
        (FrameCounting(60, True), 3600, "00:01:00;04"),
        (FrameCounting(60, True), 215_784, "01:00:00;00"),
        (FrameCounting(24), 86_400, "01:00:00:00"),
        (FrameCounting(50), -1, "23:59:59:49"),
        (FrameCounting(120), 119, "00:00:00:119"),
    ],
)
def test_known_labels(counting, frame, label):
    assert counting.label(frame) == label
    assert counting.parse(label) == frame % counting.day


def test_a_number_that_is_left_out_means_the_next_one():
    assert FrameCounting(30, True).parse("00:01:00;00") == FrameCounting(30, True).parse("00:01:00;02")
    assert FrameCounting(30).parse("00:01:00:00") == 1800


@pytest.mark.parametrize(
    "text", ["", "1:2:3", "00:00:00:25", "00:60:00:00", "24:00:00:00", "a:b:c:d", "-1:0:0:0"]
)
def test_what_is_no_label_is_refused(text):
    with pytest.raises(ValueError, match="timecode"):
        FrameCounting(25).parse(text)


@pytest.mark.parametrize(
    ("rate", "drop", "counting"),
    [
        (NTSC_24, None, FrameCounting(24)),
        (Fraction(2398, 100), None, FrameCounting(24)),
        (Fraction(24), None, FrameCounting(24)),
        (Fraction(25), True, FrameCounting(25)),
        (NTSC_30, None, FrameCounting(30, True)),
        (NTSC_30, False, FrameCounting(30)),
        (Fraction(2997, 100), True, FrameCounting(30, True)),
        (Fraction(30), True, FrameCounting(30)),
        (NTSC_60, None, FrameCounting(60, True)),
        (Fraction(25, 2), None, None),
        (Fraction(1, 3), None, None),
    ],
)
def test_how_a_rate_is_counted(rate, drop, counting):
    assert counting_of(rate, drop=drop) == counting


def test_labels_at_the_true_rate_keep_up_with_the_clock():
    code = Timecode(FrameCounting(30, True), NTSC_30)
    for hours in range(1, 10):
        assert code.label_at(3600.0 * hours) == f"{hours:02}:00:00;00"


def test_a_label_typed_before_the_start_lies_before_zero():
    code = Timecode(FrameCounting(25), Fraction(25), start=FrameCounting(25).parse("10:00:00:00"))
    assert code.index_of("10:00:01:00") == 25
    assert code.index_of("09:59:59:00") == -25
    midnight = Timecode(FrameCounting(25), Fraction(25), start=FrameCounting(25).parse("23:59:59:00"))
    assert midnight.index_of("00:00:01:00") == 50
    assert midnight.label(50) == "00:00:01:00"


FILES = {
    "plain.mp4": (Fraction(25), {}),
    "film.mkv": (NTSC_24, {"b_frames": 2}),
    "film.mp4": (NTSC_24, {"b_frames": 2}),
    "drop.mov": (NTSC_30, {"metadata": {"timecode": "00:59:59;20"}}),
    "non_drop.mov": (NTSC_30, {"metadata": {"timecode": "00:59:59:20"}}),
    "start.mov": (Fraction(50), {"metadata": {"timecode": "10:00:00:00"}, "start": Fraction(1, 2)}),
    "late.mkv": (NTSC_60, {"start": Fraction(43, 40)}),
    "start.mxf": (Fraction(25), {"codec": "mpeg2video", "metadata": {"timecode": "01:02:03:04"}}),
}
STARTS = {"drop.mov": "00:59:59;20", "non_drop.mov": "00:59:59:20", "start.mov": "10:00:00:00"}
STARTS |= {"start.mxf": "01:02:03:04", "film.mkv": "00:00:00:00", "late.mkv": "00:00:00;00"}


@pytest.mark.parametrize("name", FILES)
def test_every_picture_has_its_label_and_is_found_by_it(tmp_path: Path, name: str) -> None:
    rate, how = FILES[name]
    path = tmp_path / name
    footage.counter(path, 40, rate, **how)
    info = probe(path)
    code = timecode_of(info)
    assert code is not None
    assert code.rate == rate
    assert code.label(0) == STARTS.get(name, "00:00:00:00")
    assert info.drop_frame == (";" in info.timecode if info.timecode else None)
    counting = code.counting
    with PictureSource(info) as source:
        for number in range(40):
            label = counting.label(counting.parse(code.label(0)) + number)
            assert code.index_of(label) == number
            picture = source.frame_at(code.safe_time(number))
            assert footage.read_counter(picture.rgb) == number
            assert code.label_at(picture.time) == label
            assert code.label_at((picture.time + picture.until) / 2) == label


def test_without_a_steady_rate_there_is_no_timecode(tmp_path: Path) -> None:
    path = tmp_path / "vfr.mp4"
    footage.counter(path, 40, vfr=True)
    assert timecode_of(probe(path)) is None
    sound = tmp_path / "sound.wav"
    footage.tone(sound, seconds=0.2)
    assert timecode_of(probe(sound)) is None


def test_a_start_that_cannot_be_at_this_rate_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "odd.mkv"
    footage.counter(path, 10, metadata={"timecode": "01:00:00:29"})
    code = timecode_of(probe(path))
    assert code is not None
    assert code.label(0) == "00:00:00:00"


countings = st.sampled_from([*COUNTINGS, FrameCounting(100), FrameCounting(120), FrameCounting(120, True)])


@given(countings, st.integers(-10_000_000, 20_000_000))
def test_any_frame_has_a_label_that_leads_back(counting: FrameCounting, frame: int) -> None:
    label = counting.label(frame)
    assert counting.parse(label) == frame % counting.day
    assert counting.label(frame + counting.day) == label
    assert label < counting.label(frame + 1) or (frame + 1) % counting.day == 0


codes = st.builds(
    Timecode,
    st.sampled_from(COUNTINGS),
    st.sampled_from([Fraction(24), Fraction(25), NTSC_24, NTSC_30, NTSC_60]),
    st.fractions(0, 100, max_denominator=90_000),
    st.integers(0, 2_000_000),
    st.sampled_from([Fraction(0), Fraction(1, 1000), Fraction(1, 90_000)]),
)


@given(codes, st.integers(-1000, 500_000))
def test_any_picture_is_found_at_its_time_and_by_its_label(code: Timecode, index: int) -> None:
    begins = code.time_of(index)
    assert code.index_at(begins) == code.index_at(code.safe_time(index)) == index
    assert code.index_at(begins - code.slack) == index
    assert code.index_at(begins - 2 * code.slack - Fraction(1, 10**9)) == index - 1
    assert code.index_of(code.label(index)) == index
    assert code.label_at(begins) == code.label(index)


@pytest.mark.parametrize(
    ("tick", "rate", "slack"),
    [
        (Fraction(1, 1000), Fraction(25), Fraction(1, 1000)),
        (Fraction(0), Fraction(25), Fraction(1, 1_000_000)),
        (Fraction(1, 10), Fraction(25), Fraction(1, 100)),
    ],
)
def test_a_picture_may_come_late_by_a_tick_but_not_by_half_a_frame(tick, rate, slack) -> None:
    assert Timecode(FrameCounting(25), rate, tick=tick).slack == slack
