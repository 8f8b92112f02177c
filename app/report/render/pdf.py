"""A report as PDF: the pages as plain data, set by Typst from a template, with everything embedded."""

import json
import re
from collections.abc import Iterable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import typst

import resources
from app.errors import RushesError
from app.export.plain import one_line
from app.report.options import ReportOptions
from app.report.page import svg
from app.report.page.blocks import (
    Bars,
    Block,
    Chapter,
    Figures,
    Heading,
    Lanes,
    Pages,
    Pictures,
    Plot,
    Section,
    StillImage,
    Table,
    Text,
)
from app.report.page.colors import readable_on_white, series_colors
from app.report.render import fonts
from resources.language import spoken, tr
from resources.messages import Message, msg

WIDTHS = {"a4": 482.0, "letter": 498.0}
"""Points between the margins."""

_PAPERS = {"a4": "a4", "letter": "us-letter"}
_LANGUAGES = {"zh_CN": ("zh", "cn")}
_SUFFIXES = {"image/png": ".png", "image/jpeg": ".jpg", "image/svg+xml": ".svg"}
_LONG = re.compile(r"\S{28,}")


def render_pdf(pages: Pages, options: ReportOptions) -> tuple[bytes, list[Message]]:
    """Set a report; give it and what a user should know of it. Raise RushesError if that fails."""
    with TemporaryDirectory(prefix="rushes-report-", ignore_cleanup_errors=True) as name:
        desk = _Compiler(Path(name), options)
        text = json.dumps(desk.whole(pages), ensure_ascii=False)
        desk.write("data.json", text.encode("utf-8", "replace"))
        template = desk.write("report.typ", resources.path("report", "report.typ").read_bytes())
        lacks = fonts.lacks_glyphs(text)
        try:
            made = _set(desk.folder / template, accessible=not lacks)
        except typst.TypstError as error:
            hint = (
                msg("Leave out the logo, or take another file for it.")
                if options.logo
                else msg("Make it as HTML instead.")
            )
            raise RushesError(
                msg("The PDF cannot be set: {reason}.", reason=str(error.message)), hint
            ) from error
    return made, [fonts.MISSING] if lacks else []


def _set(template: Path, *, accessible: bool) -> bytes:
    """Set a template, tagged for readers that speak. accessible: after PDF/UA-1 (ISO 14289), if it can be.

    What a film's own texts hold, such as letters of no font, may break that; the report comes anyway.
    """
    try:
        made = typst.compile(
            template,
            root=template.parent,
            font_paths=[fonts.folder()],
            format="pdf",
            pdf_standards=["ua-1"] if accessible else [],
        )
    except typst.TypstError:
        if not accessible:
            raise
        return _set(template, accessible=False)
    return made


class _Compiler:
    """A folder in which the parts of a report are laid out; each block becomes plain data."""

    def __init__(self, folder: Path, options: ReportOptions) -> None:
        self.folder = folder
        self._options = options
        self._width = WIDTHS[options.paper]
        self._color = readable_on_white(options.color)
        self._style = svg.paper_style(self._color, fonts.families())
        self._count = 0

    def write(self, name: str, data: bytes) -> str:
        """Put a file there and give its name."""
        (self.folder / name).write_bytes(data)
        return name

    def whole(self, pages: Pages) -> dict[str, Any]:
        """Give the data that the template reads."""
        language, region = _LANGUAGES.get(spoken(), (spoken(), None))
        logo = self._options.logo
        return {
            "title": _plain(pages.title),
            "detail": _plain(pages.detail),
            "made": pages.made,
            "paper": _PAPERS[self._options.paper],
            "color": self._color,
            "series": [light for light, _ in series_colors(self._color)],
            "fonts": list(fonts.families()),
            "language": language,
            "region": region,
            "logo": self._file(logo.data, _SUFFIXES[logo.kind]) if logo else None,
            "texts": {
                "logo": tr("Logo"),
                "page": tr("Page {page} of {pages}"),
            },
            "before": self._sections(pages.before),
            "chapters": [self._chapter(chapter) for chapter in pages.chapters],
            "after": self._sections(pages.after),
        }

    def _chapter(self, chapter: Chapter) -> dict[str, Any]:
        sections = self._sections(chapter.sections)
        title, detail = _plain(chapter.title), _plain(chapter.detail)
        return {"key": chapter.key, "title": title, "detail": detail, "sections": sections}

    def _sections(self, sections: Iterable[Section]) -> list[dict[str, Any]]:
        return [
            {"title": _plain(one.title), "blocks": [self._block(block) for block in one.blocks]}
            for one in sections
        ]

    def _block(self, block: Block) -> dict[str, Any]:
        match block:
            case Heading(text):
                return {"kind": "heading", "text": _plain(text)}
            case Text(text, quiet):
                return {"kind": "text", "text": _plain(text), "quiet": quiet}
            case Figures(items):
                told = [[_plain(one.name), _plain(one.value), _plain(one.detail)] for one in items]
                return {"kind": "figures", "items": told}
            case Table():
                return _table(block)
            case Pictures(_, items):
                return {"kind": "pictures", "items": [self._picture(one) for one in items]}
            case Bars(title, rows):
                told = [[_plain(row.name), min(max(row.share, 0.0), 1.0), _plain(row.text)] for row in rows]
                return {"kind": "bars", "title": _plain(title), "rows": told}
            case Plot():
                drawn = svg.draw_plot(block, self._width, self._style)
                keys = [_plain(line.name) for line in block.lines]
                return {"kind": "chart", "file": self._svg(drawn), "title": _plain(block.title), "keys": keys}
            case Lanes():
                drawn = svg.draw_lanes(block, self._width, self._style)
                return {"kind": "chart", "file": self._svg(drawn), "title": _plain(block.title), "keys": []}

    def _picture(self, picture: StillImage) -> dict[str, Any]:
        file = self._file(picture.jpeg, ".jpg") if picture.jpeg else None
        why = _plain(picture.why) or tr("no picture")
        return {
            "file": file,
            "caption": _plain(picture.caption),
            "detail": _plain(picture.detail),
            "why": why,
        }

    def _svg(self, drawn: str) -> str:
        return self._file(drawn.encode("utf-8", "replace"), ".svg")

    def _file(self, data: bytes, suffix: str) -> str:
        self._count += 1
        return self.write(f"{self._count}{suffix}", data)


def _table(table: Table) -> dict[str, Any]:
    return {
        "kind": "table",
        "title": _plain(table.title),
        "named": table.folded,
        "columns": [[_plain(one.name), one.number, one.wide] for one in table.columns],
        "rows": [[[_plain(cell.text), cell.tone, cell.dot, cell.link] for cell in row] for row in table.rows],
    }


def _plain(text: str) -> str:
    """Give text that can be set: control characters out, words that are wider than a column breakable."""
    return _LONG.sub(lambda found: "\u200b".join(_pieces(found.group())), one_line(text))


def _pieces(word: str, size: int = 12) -> list[str]:
    return [word[start : start + size] for start in range(0, len(word), size)]
