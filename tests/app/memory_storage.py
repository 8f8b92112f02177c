"""A place for media that is no folder: bytes in memory, opened by URL."""

import io
from typing import BinaryIO, ClassVar

from app.media.location import FileState, Location, Storage


class MemoryStorage(Storage):
    """Holds `files` by URL; `opened` counts how often one was opened."""

    scheme: ClassVar[str] = "memory"

    def __init__(self) -> None:
        self.files: dict[str, bytes] = {}
        self.opened = 0

    def open(self, url: str) -> BinaryIO:
        self.opened += 1
        return io.BytesIO(self._found(url))

    def state(self, url: str) -> FileState:
        return FileState(len(self._found(url)), 1)

    def put(self, name: str, data: bytes) -> Location:
        """Keep a file; give where it is."""
        url = f"memory://shelf/{name}"
        self.files[url] = data
        return Location.of(url)

    def _found(self, url: str) -> bytes:
        if url not in self.files:
            raise FileNotFoundError(2, "No such object", url)
        return self.files[url]
