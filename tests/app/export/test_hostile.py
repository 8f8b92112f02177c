"""Every format says every segment, whatever its label holds, and wherever it lies."""

import io
import re
from collections import Counter
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from zipfile import ZipFile, is_zipfile

import pytest

from app.errors import UsageError
from app.export import EXPORTERS, Content
from app.export.frames import frames_of
from app.export.plain import for_xml, one_line
from inference.contract.types import Segment
from tests.app.export.films import content, media, written
from tests.app.export.readers import LABELS, MARKS, cues, sheet_size, text_of
from tests.app.pipeline.fakes import DEMO

HOSTILE = [
    "plain",
    "\"double\" 'single' «other»",
    "| pipe | |C:ResolveColorRed |M:x |D:1",
    "tab\there",
    "two\nlines\r\nand\rthree",
    "\n\nblank lines\n\n",
    "00:00:01.000 --> 00:00:02.000",
    "bell\x07 null\x00 escape\x1b delete\x7f next\x85",
    "not a character \ufffe\uffff",
    "line\u2028separator\u2029",
    "🎬 👩\u200d👩\u200d👧 é",
    "שלום עולם \u200fمرحبا",  # noqa: RUF001
    "<b>&amp; ]]> <!-- --> <?php ?>",
    "=HYPERLINK(1)",
    "+1",
    "-1",
    "@SUM(A1)",
    "#N/A",
    "comma, semicolon; backslash \\ {brace} %s",
    "* LOC: 01:00:00:00 RED     x",
    "x" * 500,
    " ",
    "",
]

XML = {"xlsx", "eaf"}
LINE: dict[str, Callable[[str], str]] = {
    "resolve": lambda label: one_line(label, "|")[:200] or "tags",
    "avid": one_line,
    "xmeml": lambda label: one_line(label) or "tags",
    "fcpxml": lambda label: one_line(label, ","),
    "otio": one_line,
    "xmp": one_line,
}
"""How formats that know one line only write a label."""

SLOWLY_READ = {"xmp", "webanno", "xlsx", "resolve"}
"""Formats whose readers take seconds for ten thousand segments; the others are read whole."""

EXPORTED = sorted(
    set(EXPORTERS) - {"curves", "sheet", "vtt", "srt", "youtube", "chapters", "otioz", "cmx3600"}
)


def hostile(count: int = len(HOSTILE)) -> list[Segment]:
    return [Segment(n * 1.2, n * 1.2 + 0.4, "tags", HOSTILE[n % len(HOSTILE)], 0.5) for n in range(count)]


def labels(name: str, what: Content) -> list[str]:
    return read(name, written(name, what), what)


def read(name: str, files: dict[str, bytes], what: Content) -> list[str]:
    if name in LABELS:
        return LABELS[name](files)
    frames = frames_of(what)
    start = frames.on_timeline().start if name == "resolve" else frames.start
    return [mark.text for mark in MARKS[name](files, frames.rate, start)]


def expected(name: str, label: str) -> str:
    if name in LINE:
        return LINE[name](label)
    return for_xml(label) if name in XML else label


def test_every_format_is_tried_here() -> None:
    assert set(EXPORTED) == LABELS.keys() | MARKS.keys()


@pytest.mark.parametrize("name", EXPORTED)
def test_hostile_labels(name: str) -> None:
    wanted = [expected(name, label) for label in HOSTILE]
    if name == "fcpxml":
        wanted = [label for label in wanted if label]  # a keyword is never empty
    assert sorted(labels(name, content(hostile()))) == sorted(wanted)


@pytest.mark.parametrize("name", EXPORTED)
def test_a_hostile_name_of_the_file(name: str) -> None:
    odd = Path('/films/="a" & <b>\t| ]]>\n--> 🎬 שלום\x07.mov')
    what = content(
        [Segment(0.0, 1.0, "shots", "start", 1), Segment(1.0, 2.0, "tags", "dog", 1)], media(path=odd)
    )
    assert "dog" in labels(name, what)


@pytest.mark.parametrize("name", EXPORTED)
def test_no_segments(name: str) -> None:
    assert labels(name, content()) == []


@pytest.mark.parametrize("name", EXPORTED)
def test_at_the_edges(name: str) -> None:
    film = media(1500)
    edges = [
        Segment(0.0, 0.0, "tags", "nothing at zero", 1.0),
        Segment(0.2, 60.0, "tags", "to the end", 1.0),
        Segment(30.0, 30.0, "tags", "nothing", 1.0),
        Segment(60.0, 60.0, "tags", "nothing at the end", 1.0),
        Segment(59.99, 61.0, "tags", "beyond", 1.0),
    ]
    found = labels(name, content(edges, film))
    assert sorted(re.split(r" \+ |, ", " + ".join(found))) == sorted(segment.label for segment in edges)


@pytest.mark.parametrize("name", EXPORTED)
def test_ten_thousand_segments(name: str) -> None:
    many = [Segment(n * 0.04, n * 0.04 + 0.1, "tags", f"t{n}", 0.5) for n in range(10_000)]
    what = content(many, media(10_010))
    files = written(name, what)
    assert len(files) == (11 if name == "resolve" else 1)
    if name in SLOWLY_READ:
        whole = b"".join(unpacked(data) for data in files.values())
        assert set(re.findall(rb"\bt\d+\b", whole)) == {segment.label.encode() for segment in many}
    else:
        assert Counter(read(name, files, what)) == Counter(segment.label for segment in many)


def unpacked(data: bytes) -> bytes:
    if not is_zipfile(io.BytesIO(data)):
        return data
    with ZipFile(io.BytesIO(data)) as parts:
        return b"".join(parts.read(part) for part in parts.namelist())


@pytest.mark.parametrize("name", ["cmx3600", "chapters", "otioz"])
def test_shots_with_hostile_names(name: str) -> None:
    shots = [Segment(n * 2.0, n * 2.0 + 2.0, "shots", label, 0.5) for n, label in enumerate(HOSTILE)]
    made = written(name, content([*shots, *hostile()], media(1500, path=DEMO)))
    assert made[""]


def test_chapters_are_plain_text_that_never_overlaps() -> None:
    shots = [Segment(0, 2, "shots", "start", 1), Segment(1.9996, 2, "shots", "cut", 1)]
    shots += [Segment(2.0, 2.0, "shots", "cut", 1), Segment(2.0004, 60.0, "shots", "cut", 1)]
    files = written("chapters", content([*shots, *hostile(1), Segment(3, 50, "tags", "a --> <b>&", 1)]))
    assert cues(files) == [(0, 2, "Shot 1: plain"), (2, 60, "Shot 2: a --&gt; &lt;b&gt;&amp;")]


def test_chapters_of_nothing_say_what_to_do() -> None:
    for name in ("chapters", "youtube"):
        with pytest.raises(UsageError, match="no shots"):
            written(name, content(hostile()))


def test_youtube_chapters_keep_its_rules() -> None:
    starts = [0.0, 4.0, 12.98, 20.0, 23.5, 59.0, 3601.0]
    ends = [*starts[1:], 3605.0]
    shots = [Segment(a, b, "shots", "cut", 1) for a, b in zip(starts, ends, strict=True)]
    film = media(25 * 3620)
    lines = text_of(written("youtube", content([*shots, Segment(0, 9, "tags", "a <b>\nc", 1)], film)))
    assert (
        lines == "0:00 Chapter 1: a b c\n0:12 Chapter 2\n0:23 Chapter 3\n0:59 Chapter 4\n1:00:01 Chapter 5\n"
    )
    with pytest.raises(UsageError, match="too few"):
        written("youtube", content(shots[:3], media(25 * 15)))


def test_markers_of_one_frame_are_one_in_resolve() -> None:
    both = [Segment(1.0, 2.0, "tags", "dog", 0.5), Segment(1.01, 4.0, "faces", "close-up", 0.5)]
    (mark,) = MARKS["resolve"](written("resolve", content(both)), Fraction(25), 90_000)
    assert (mark.first, mark.length, mark.text) == (25, 75, "dog + close-up")


def test_a_contact_sheet_is_a_picture(tmp_path) -> None:
    from app.media.info import probe

    info = probe(DEMO)
    shots = [Segment(a, a + 4.0, "shots", "cut", 1) for a in (0.0, 4.0, 8.0, 12.0)]
    (data,) = written("sheet", content(shots, info)).values()
    assert sheet_size(data) == (48 + 3 * 336 - 16, 48 + 56 + 2 * (180 + 40 + 16) - 16)
    with pytest.raises(UsageError, match="no picture"):
        written("sheet", content(shots, media(picture=False)))
