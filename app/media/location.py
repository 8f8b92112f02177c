"""Where media is: a file on this machine, or another place whose storage opens it by its URL."""

import os
import re
from abc import ABC, abstractmethod
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import BinaryIO, ClassVar, TypeAlias
from urllib.parse import unquote, unquote_to_bytes, urlsplit

from app.errors import UsageError
from resources.messages import msg

_URL = re.compile(r"([A-Za-z][A-Za-z0-9+.-]+)://")
_FILE = "file"


@dataclass(frozen=True, slots=True)
class FileState:
    """What changes with a file's content. size: bytes. modified_ns: nanoseconds since 1970."""

    size: int
    modified_ns: int


class Storage(ABC):
    """Opens media whose URLs begin with `scheme` and `://`. Several threads may ask it at a time."""

    scheme: ClassVar[str]

    @abstractmethod
    def open(self, url: str) -> BinaryIO:
        """Open media for reading; what is given can seek. Raise OSError if that is not possible."""

    @abstractmethod
    def state(self, url: str) -> FileState:
        """Look at media without opening it. Raise FileNotFoundError or another OSError."""


_storages: dict[str, Storage] = {}


def register_storage(storage: Storage) -> None:
    """Let URLs of the storage's scheme be opened by it, in this process."""
    if storage.scheme == _FILE:
        raise ValueError("files on this machine are opened without a storage")
    _storages[storage.scheme] = storage


def unregister_storage(scheme: str) -> None:
    """Let URLs of a scheme be unknown again."""
    del _storages[scheme]


@dataclass(frozen=True, slots=True, order=True)
class Location:
    """Where media is. text: a path on this machine, or the URL of another place; `of` makes one of either."""

    text: str

    def __str__(self) -> str:
        return self.text

    @classmethod
    def of(cls, place: "LocationLike") -> "Location":
        """Take a path, or a text that is a path or a URL; a path stays as it was written.

        Raise UsageError for a URL that nothing here can open.
        """
        if isinstance(place, Location):
            return place
        found = _URL.match(place) if isinstance(place, str) else None
        if found is None:
            return cls(str(Path(place)))
        scheme = found[1].lower()
        if scheme == _FILE:
            path = os.fsdecode(unquote_to_bytes(urlsplit(str(place)).path))
            return cls(str(Path(path.removeprefix("/") if os.name == "nt" else path)))
        if scheme not in _storages:
            raise _unknown(scheme)
        return cls(str(place))

    @property
    def local(self) -> Path | None:
        """The path, if it is on this machine: for what cannot do with an open file."""
        return None if self.scheme else Path(self.text)

    @property
    def scheme(self) -> str:
        """What the URL begins with; empty for a file on this machine."""
        found = _URL.match(self.text)
        return found[1].lower() if found else ""

    @property
    def name(self) -> str:
        """What it is called there, without the folder."""
        if self.local is not None:
            return self.local.name
        return unquote(urlsplit(self.text).path.rstrip("/").rpartition("/")[2]) or self.text

    @property
    def stem(self) -> str:
        """The name without its suffix: what files that are made of it are called."""
        return PurePosixPath(self.name).stem

    @property
    def suffix(self) -> str:
        """The end of the name from the last dot on, or nothing."""
        return PurePosixPath(self.name).suffix

    @property
    def folder(self) -> str:
        """What holds it, as users read it."""
        return str(self.local.parent) if self.local is not None else self.text.rpartition("/")[0]

    @property
    def uri(self) -> str:
        """Its address, absolute: `file:///…` or the URL."""
        return self.local.absolute().as_uri() if self.local is not None else self.text

    def beside(self, name: str) -> Path:
        """Give the path of a file in the same folder, or in the current one if it is not on this machine."""
        return self.local.with_name(name) if self.local is not None else Path(name)

    def canonical(self) -> "Location":
        """Give the one name of a file, however it was reached: absolute, and without `..` where that is safe.

        Links keep their names, as their owners know the file by them.
        """
        if self.local is None:
            return self
        whole = self.local.absolute()
        plain = Path(os.path.normpath(whole))
        if plain == whole:
            return Location(str(whole))
        try:
            return Location(str(plain if plain.samefile(whole) else whole))
        except OSError:  # there is no such file, or no longer
            return Location(str(plain))

    def open(self) -> BinaryIO:
        """Open for reading; what is given can seek. Raise OSError, or UsageError if nothing knows the URL."""
        return self.local.open("rb") if self.local is not None else self._storage().open(self.text)

    def state(self) -> FileState:
        """Look at size and time of change. Raise OSError, or UsageError if nothing knows the URL."""
        if self.local is None:
            return self._storage().state(self.text)
        found = self.local.stat()
        return FileState(found.st_size, found.st_mtime_ns)

    def exists(self) -> bool:
        """Say whether there is something. Raise OSError if that cannot be told."""
        if self.local is not None:
            return self.local.exists()
        try:
            self.state()
        except (FileNotFoundError, UsageError):
            return False
        return True

    def _storage(self) -> Storage:
        if self.scheme not in _storages:
            raise _unknown(self.scheme)
        return _storages[self.scheme]


LocationLike: TypeAlias = Location | Path | str
"""What `Location.of` takes."""


def _unknown(scheme: str) -> UsageError:
    known = ", ".join(f"{name}://" for name in sorted((_FILE, *_storages)))
    return UsageError(
        msg("Addresses that begin with {scheme}:// cannot be opened.", scheme=scheme),
        msg("Name a file on this machine, or an address that begins with one of: {known}.", known=known),
    )
