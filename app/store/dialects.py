"""Which databases can hold a store, by the beginning of their addresses."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path

import sqlalchemy as sa

from app.errors import UsageError
from app.store.database import Database
from app.store.sqlite import SqliteDatabase
from resources.messages import msg

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")


def _sqlite(url: str) -> Database:
    file = sa.make_url(url).database
    if not file or file == ":memory:":
        raise UsageError(
            msg("The address {address} names no file.", address=url),
            msg("Write it as sqlite:///folder/name.sqlite."),
        )
    return SqliteDatabase(Path(file))


DIALECTS: Mapping[str, Callable[[str], Database]] = {"sqlite": _sqlite}
"""What opens the database of a URL, by the URL's scheme."""


def open_database(address: str | Path) -> Database:
    """Open a database by a path, which is that of a SQLite file, or by its URL.

    Raise StoreError if it cannot be opened, UsageError if nothing here knows such a URL.
    """
    found = _URL.match(address) if isinstance(address, str) else None
    if found is None:
        return SqliteDatabase(Path(address))
    scheme = found[1].lower()
    opens = DIALECTS.get(scheme)
    if opens is None:
        known = ", ".join(f"{scheme}:///" for scheme in sorted(DIALECTS))
        raise UsageError(
            msg("No store can be opened by an address that begins with {scheme}://.", scheme=scheme),
            msg("Name a file, or an address that begins with {known}.", known=known),
        )
    return opens(str(address))
