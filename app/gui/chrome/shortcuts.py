"""Which keys do what: the usual ones, those of the user's own, and where two actions want the same."""

import re
from collections.abc import Iterator, Mapping

from PySide6.QtGui import QKeySequence

from app.gui.chrome.actions import MENUS, ActionEntry
from resources.language import tr

BETWEEN = "; "
"""Between the keys of one action."""

_MNEMONIC = re.compile(r"\(&\w\)|&")
_PORTABLE = QKeySequence.SequenceFormat.PortableText


def entries() -> Iterator[ActionEntry]:
    """Give all that menus and keys can do."""
    for lines in MENUS.values():
        yield from (entry for entry in lines if entry is not None)


def action_title(name: str) -> str:
    """Give what an action is called, as in the menus."""
    entry = next(entry for entry in entries() if entry.name == name)
    return _MNEMONIC.sub("", tr(entry.text)).rstrip("…")


def default_keys() -> dict[str, str]:
    """Give the keys that actions have by themselves, by name of the action."""
    return {entry.name: normalize(BETWEEN.join(entry.keys)) for entry in entries()}


def keys_of(own: Mapping[str, str]) -> dict[str, str]:
    """Give the keys of all actions where the user has set some otherwise."""
    known = default_keys()
    return known | {name: normalize(keys) for name, keys in own.items() if name in known}


def custom_keys(keys: Mapping[str, str]) -> dict[str, str]:
    """Give what differs from the usual: what there is to remember."""
    known = default_keys()
    return {name: text for name, text in keys.items() if text != known.get(name)}


def normalize(keys: str) -> str:
    """Write keys as Qt does, each once; what is no key is left out."""
    written = [sequence.toString(_PORTABLE) for sequence in sequences(keys)]
    return BETWEEN.join(dict.fromkeys(written))


def sequences(keys: str) -> list[QKeySequence]:
    """Give the key sequences of one action."""
    made = [QKeySequence(part.strip(), _PORTABLE) for part in keys.split(BETWEEN.strip() + " ")]
    return [sequence for sequence in made if not sequence.isEmpty()]


def native_text(keys: str) -> str:
    """Write keys as the system does."""
    form = QKeySequence.SequenceFormat.NativeText
    return ", ".join(sequence.toString(form) for sequence in sequences(keys))


def conflicts(keys: Mapping[str, str]) -> dict[str, list[str]]:
    """Give the names of actions that share a key, by that key."""
    users: dict[str, list[str]] = {}
    for name, text in keys.items():
        for sequence in sequences(text):
            users.setdefault(sequence.toString(_PORTABLE), []).append(name)
    return {key: names for key, names in users.items() if len(names) > 1}
