"""Reports of documents, and what a reader finds in them."""

import io
from html.parser import HTMLParser
from typing import Any

import pypdf

from app.report import build_pages, checked_options, gather_films, render_report


def drawn(documents, kind, **wanted):
    asked = checked_options(**wanted)
    made = list(gather_films(documents, len(documents), asked, lambda done, name: True))
    data, _ = render_report(build_pages(made, asked), asked, kind)
    return data


def text_of(data):
    return "\n".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)


class Reader(HTMLParser):
    """Takes in tags with their attributes, and the text that stands outside of scripts and styles."""

    def __init__(self):
        super().__init__()
        self.tags: list[tuple[str, dict[str, Any]]] = []
        self.said: list[str] = []
        self.inside: list[str] = []
        self.scripts: list[str] = []
        self.styles: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.inside.append(tag)

    def handle_endtag(self, tag):
        while self.inside and self.inside.pop() != tag:
            pass

    def handle_data(self, data):
        kept = {"script": self.scripts, "style": self.styles}.get(
            self.inside[-1] if self.inside else "", self.said
        )
        kept.append(data)


def read(data):
    reader = Reader()
    reader.feed(data.decode())
    return reader
