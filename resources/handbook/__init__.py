"""The handbook: a Markdown page for each topic, in each language."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Final

from resources import path

TOPICS: Final = (
    "start",
    "editors",
    "producers",
    "operators",
    "formats",
    "models",
    "speed",
    "keys",
    "api",
    "plugins",
    "architecture",
    "glossary",
)
"""File names without their suffix, in the order in which they are listed."""

_COMMENT = re.compile(r"<!--.*?-->\n?", re.DOTALL)
_FENCE = re.compile(r"^```", re.MULTILINE)
_HEADING = re.compile(r"(#{1,6}) +(.+?)\s*$")
_PICTURE = re.compile(r"^!\[.*\]\(.*\)\n\n?", re.MULTILINE)
_UNSPOKEN = re.compile(r"[^\w\- ]")


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading of a page. level: 1 for the page's title. anchor: what stands behind # in a link to it."""

    level: int
    text: str
    anchor: str


@dataclass(frozen=True, slots=True)
class Page:
    """A page of the handbook: its Markdown, without comments and pictures, and the headings in it."""

    topic: str
    text: str
    headings: tuple[Heading, ...]

    @property
    def title(self) -> str:
        return self.headings[0].text


@cache
def page(topic: str, language: str) -> Page:
    """Give the page on one of TOPICS in a language that the handbook is written in, else in English."""
    file = path("handbook", language, f"{topic}.md")
    if not file.is_file():
        file = path("handbook", "en", f"{topic}.md")
    # Pictures are for readers of the repository: they are no part of what is installed.
    text = _PICTURE.sub("", _COMMENT.sub("", file.read_text(encoding="utf-8")))
    return Page(topic, text, headings(text))


def pages(language: str) -> list[Page]:
    """Give all pages in a language, in order."""
    return [page(topic, language) for topic in TOPICS]


def headings(text: str) -> tuple[Heading, ...]:
    """Give the headings of a Markdown text with their anchors; what stands in code blocks is none."""
    found: list[Heading] = []
    prose = True
    for line in text.splitlines():
        if _FENCE.match(line):
            prose = not prose
        elif prose and (match := _HEADING.match(line)):
            title = match[2].replace("`", "")
            found.append(Heading(len(match[1]), title, anchor(title)))
    return tuple(found)


def anchor(heading: str) -> str:
    """Give the anchor of a heading, as hosts of Markdown make it: lower case, without signs, with dashes."""
    return _UNSPOKEN.sub("", heading.lower()).replace(" ", "-")
