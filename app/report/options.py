"""What a user may ask of a report."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from app.errors import UsageError
from resources.language import mark
from resources.messages import msg

SECTIONS: Final[Mapping[str, str]] = {
    "compare": mark("Comparison"),
    "screen": mark("Picture"),
    "pace": mark("Pacing"),
    "sound": mark("Sound"),
    "delivery": mark("Delivery"),
    "advisory": mark("Content advisory"),
    "notes": mark("Notes and markers"),
    "provenance": mark("Methodology"),
}
"""Sections by the names that --sections takes, in the order of the report."""

ALWAYS: Final = "provenance"
"""Nobody is to be sent numbers without what made them."""

PAPERS: Final = ("a4", "letter")
KINDS: Final[Mapping[str, str]] = {".pdf": "pdf", ".html": "html", ".htm": "html"}
COLOR: Final = "#2f6db5"
LOGO_BYTES: Final = 2_000_000

_COLOR = re.compile(r"#[0-9a-fA-F]{6}")
_LOGOS: Final[Mapping[str, str]] = {
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".svg": "image/svg+xml",
}
_MAGIC: Final[Mapping[str, bytes]] = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8"}


@dataclass(frozen=True, slots=True)
class Logo:
    """A picture at the head of a report."""

    data: bytes
    kind: str


@dataclass(frozen=True, slots=True)
class ReportOptions:
    """title: nothing lets the files name it. sections: keys of SECTIONS; none is all."""

    title: str = ""
    logo: Logo | None = None
    color: str = COLOR
    paper: str = "a4"
    sections: tuple[str, ...] = ()

    def wants(self, section: str) -> bool:
        """Say whether a section is to be in the report."""
        return section == ALWAYS or not self.sections or section in self.sections


def checked_options(
    title: str = "",
    logo: Path | None = None,
    color: str = COLOR,
    paper: str = "a4",
    sections: Sequence[str] = (),
) -> ReportOptions:
    """Check what was asked for. Raise UsageError for what does not exist."""
    if not _COLOR.fullmatch(color):
        raise UsageError(
            msg("{color!r} is no color.", color=color),
            msg("Write it as #2f6db5: red, green and blue in two digits."),
        )
    if paper not in PAPERS:
        raise UsageError(
            msg("There is no paper {paper!r}.", paper=paper),
            msg("Choose one of: {names}.", names=tuple(PAPERS)),
        )
    if unknown := [name for name in sections if name not in SECTIONS]:
        raise UsageError(
            msg("There is no section {name!r}.", name=unknown[0]),
            msg("There are: {names}.", names=tuple(SECTIONS)),
        )
    return ReportOptions(
        title.strip(), read_logo(logo) if logo else None, color.lower(), paper, tuple(sections)
    )


def read_logo(path: Path) -> Logo:
    """Read a picture for the head of a report. Raise UsageError if it cannot be one."""
    kind = _LOGOS.get(path.suffix.lower())
    if kind is None:
        raise UsageError(
            msg("{name} is no logo that a report takes.", name=path.name),
            msg("Name a PNG, JPEG or SVG file."),
        )
    try:
        data = path.read_bytes()
    except OSError as error:
        raise UsageError(
            msg("{path} cannot be read: {reason}.", path=str(path), reason=str(error.strerror)),
            msg("Check the path of the logo."),
        ) from error
    if len(data) > LOGO_BYTES:
        raise UsageError(
            msg("{name} is too large for a logo.", name=path.name), msg("Name a file of less than 2 MB.")
        )
    if not (data.startswith(_MAGIC[kind]) if kind in _MAGIC else b"<svg" in data):
        raise UsageError(
            msg("{name} is not what its name says.", name=path.name), msg("Name a PNG, JPEG or SVG file.")
        )
    return Logo(data, kind)


def format_of(out: Path) -> str:
    """Say whether a file is to be HTML or PDF. Raise UsageError if its name does not tell."""
    try:
        return KINDS[out.suffix.lower()]
    except KeyError:
        raise UsageError(
            msg("{name} is neither .pdf nor .html.", name=out.name), msg("Let the name end with one of them.")
        ) from None
