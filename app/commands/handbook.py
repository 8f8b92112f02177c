"""`rushes help`."""

import difflib
import re

from rich.console import Console
from rich.markdown import Markdown

from app.errors import UsageError
from resources.handbook import TOPICS, Page, page, pages
from resources.language import use
from resources.messages import msg

WIDEST = 100
"""Columns: longer lines are hard to read."""

_LINK = re.compile(r"\[([^\]]+)\]\((?:(\w+)\.md)?#?[\w-]*\)")


def show_topics(language: str) -> int:
    """Print the topics of the handbook."""
    out = Console(highlight=False, soft_wrap=True)
    for one in pages(use(language)):
        out.print(f"  [bold]{one.topic:<13}[/] {one.title}")
    out.print("\nrushes help TOPIC")
    return 0


def show_page(topic: str, language: str) -> int:
    """Print a page of the handbook. Raise UsageError for a topic that it does not have."""
    spoken = use(language)
    out = Console(highlight=False)
    out.width = min(out.width, WIDEST)
    out.print(Markdown(for_terminal(page(_known(topic, spoken), spoken)), hyperlinks=False))
    return 0


def for_terminal(shown: Page) -> str:
    """Give a page's Markdown with links to other pages as the commands that show them."""
    return _LINK.sub(lambda link: f"{link[1]} (`rushes help {link[2]}`)" if link[2] else link[1], shown.text)


def _known(topic: str, language: str) -> str:
    """Find a topic by its name or its title, however it is written."""
    names = {_plain(one): one for one in TOPICS} | {_plain(one.title): one.topic for one in pages(language)}
    if found := names.get(_plain(topic)):
        return found
    near = dict.fromkeys(names[name] for name in difflib.get_close_matches(_plain(topic), names))
    hint = (
        msg("Did you mean {names}?", names=" or ".join(near))
        if near
        else msg("There are: {names}.", names=tuple(TOPICS))
    )
    raise UsageError(msg("The handbook has no topic {topic!r}.", topic=topic), hint)


def _plain(name: str) -> str:
    return re.sub(r"[\W_]", "", name.casefold())
