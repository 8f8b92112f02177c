"""The language of what the program says: gettext catalogs, and a table of names for labels.

Labels stay English in everything that is stored or exported; `label` gives what is shown for them. Errors
and notes, which are logged, exported and printed in English, are messages with their values: see
`resources.messages`.
"""

import gettext
import json
import locale
import re
from functools import cache
from typing import Final

from resources import path
from resources.messages import Label, Message

DOMAIN: Final = "rushes"
LANGUAGES: Final = {"en": "English", "zh_CN": "简体中文"}
"""Those that are complete, each by its own name."""

SYSTEM: Final = "system"

_NUMBER = re.compile(r"\d+")


class _Spoken:
    """What `use` chose."""

    def __init__(self) -> None:
        self.language = "en"
        self.texts: gettext.NullTranslations = gettext.NullTranslations()
        self.labels: dict[str, str] = {}


_spoken = _Spoken()


def use(language: str) -> str:
    """Speak a language of LANGUAGES, or the system's; give the one that is spoken now.

    What has been said already stays as it is. A language that is not there is English.
    """
    name = language if language != SYSTEM else of_system()
    _spoken.language = name if name in LANGUAGES else "en"
    _spoken.texts = gettext.translation(
        DOMAIN, path("languages"), languages=[_spoken.language], fallback=True
    )
    _spoken.labels = _labels(_spoken.language)
    return _spoken.language


def spoken() -> str:
    """Give the language that is spoken now."""
    return _spoken.language


def of_system() -> str:
    """Give the language of LANGUAGES that is nearest to the system's."""
    name = (locale.getlocale()[0] or "").replace("-", "_")
    return "zh_CN" if name.lower().startswith(("zh", "chinese")) else "en"


def tr(text: str | Message) -> str:
    """Give a text or a message in the language that is spoken. Fields of a text stay as they are."""
    if isinstance(text, Message):
        return _said(text)
    return _spoken.texts.gettext(text) if text else text  # the empty text is the catalog's head


def ntr(one: str, many: str, count: int) -> str:
    """Give `one` or `many` as `count` asks for, in the language that is spoken; {n} becomes the count."""
    return _spoken.texts.ngettext(one, many, count).format(n=count)


def _said(part: Message | Label) -> str:
    if isinstance(part, Label):
        return label(part.name)
    if part.many:
        return part.fill(_spoken.texts.ngettext(part.id, part.many, part.count), _said)
    return part.fill(tr(part.id), _said)


def mark(text: str) -> str:
    """Give the text as it is: it is said later, by `tr`."""
    return text


def label(name: str) -> str:
    """Give what a label is called in the language that is spoken; one that has no name there is itself."""
    if name in _spoken.labels:
        return _spoken.labels[name]
    pattern = _spoken.labels.get(_NUMBER.sub("{}", name))
    return pattern.format(*_NUMBER.findall(name)) if pattern else name


@cache
def _labels(language: str) -> dict[str, str]:
    file = path("languages", language, "labels.json")
    return json.loads(file.read_text(encoding="utf-8")) if file.is_file() else {}
