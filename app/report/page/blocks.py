"""What a page is made of: built once from facts, then drawn as HTML and as PDF. Texts are spoken already."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Cell:
    """A table's cell.

    tone: `good`, `bad`, `warn`, `quiet`, `code` or nothing. order: what it is sorted by. dot: a color
    that is shown before the text. link: the key of the chapter that it leads to.
    """

    text: str
    tone: str = ""
    order: float | None = None
    dot: str = ""
    link: str = ""


@dataclass(frozen=True, slots=True)
class TableColumn:
    """A table's column. number: stands at the right. wide: its part of the room that others leave."""

    name: str
    number: bool = False
    wide: float = 0


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph. quiet: an explanation, smaller."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Figure:
    """A number that stands out."""

    name: str
    value: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Figures:
    """Numbers in a row."""

    items: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of cells. folded: closed on a screen until it is asked for."""

    title: str
    columns: tuple[TableColumn, ...]
    rows: tuple[tuple[Cell, ...], ...]
    folded: bool = False


@dataclass(frozen=True, slots=True)
class StillImage:
    """A still as JPEG; None where there is none, and `why`, where it is not that it could not be decoded."""

    jpeg: bytes | None
    caption: str
    detail: str = ""
    why: str = ""


@dataclass(frozen=True, slots=True)
class Pictures:
    """Stills side by side. shape: width over height."""

    title: str
    items: tuple[StillImage, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """A curve: a value at each time, NaN where there is none."""

    name: str
    times: Sequence[float]
    values: Sequence[float]


@dataclass(frozen=True, slots=True)
class Guide:
    """A level across a plot."""

    value: float
    text: str


@dataclass(frozen=True, slots=True)
class Plot:
    """Curves over time. steps: each value holds until the next. digits: of values behind the point."""

    title: str
    unit: str
    lines: tuple[Line, ...]
    duration: float
    low: float
    high: float
    guides: tuple[Guide, ...] = ()
    steps: bool = False
    digits: int = 1


@dataclass(frozen=True, slots=True)
class LaneSpan:
    """A stretch in a lane."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class LaneRow:
    """A row of stretches; `detail` sums them up."""

    name: str
    spans: tuple[LaneSpan, ...]
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Lanes:
    """Stretches over time, a row for each name."""

    title: str
    rows: tuple[LaneRow, ...]
    duration: float


@dataclass(frozen=True, slots=True)
class Bar:
    """A share of the whole, from 0 to 1."""

    name: str
    share: float
    text: str


@dataclass(frozen=True, slots=True)
class Bars:
    """Shares beside each other."""

    title: str
    rows: tuple[Bar, ...]


Block: TypeAlias = Heading | Text | Figures | Table | Pictures | Plot | Lanes | Bars


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a report. key: as in --sections."""

    key: str
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Chapter:
    """What is said of one program. key: by which a cell leads to it."""

    key: str
    title: str
    detail: str
    sections: tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Pages:
    """A whole report, ready to be drawn."""

    title: str
    detail: str
    made: str
    before: tuple[Section, ...]
    chapters: tuple[Chapter, ...]
    after: tuple[Section, ...]
