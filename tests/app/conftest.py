"""Footage that the commands are tried on."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from app.media.location import register_storage, unregister_storage
from tests.app.memory_storage import MemoryStorage
from tests.app.pipeline.fakes import DEMO


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two good files, one in a folder, a bad one between them, and something that is no media."""
    made = tmp_path / "footage"
    (made / "day two").mkdir(parents=True)
    shutil.copy(DEMO, made / "a.mp4")
    (made / "b.mp4").write_bytes(b"")
    (made / "notes.txt").write_text("not for us")
    # other content, so that it is other media
    (made / "day two" / "c.mp4").write_bytes(DEMO.read_bytes() + b"\0" * 8)
    return made


@pytest.fixture
def storage() -> Iterator[MemoryStorage]:
    """A place for media that is no folder, as long as the test lasts."""
    made = MemoryStorage()
    register_storage(made)
    yield made
    unregister_storage(made.scheme)
