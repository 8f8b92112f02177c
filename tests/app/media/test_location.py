"""Media has one name, however it was reached, and is opened wherever it is."""

import os
import pickle
import threading
from pathlib import Path

import numpy as np
import pytest

from app.errors import MediaError, UsageError
from app.media.audio_source import AudioSource
from app.media.fingerprint import fingerprint
from app.media.info import probe
from app.media.location import FileState, Location, Storage, register_storage
from app.media.picture_source import PictureSource
from app.media.sound import read_sound
from inference.contract.types import RawSpec
from tests import footage
from tests.app.memory_storage import MemoryStorage
from tests.app.pipeline.fakes import DEMO


def canonical(path: Path) -> Path | None:
    return Location.of(path).canonical().local


@pytest.fixture
def tree(tmp_path: Path, monkeypatch) -> Path:
    (tmp_path / "a" / "deep").mkdir(parents=True)
    (tmp_path / "clip.mp4").touch()
    (tmp_path / "a" / "clip.mp4").touch()
    monkeypatch.chdir(tmp_path / "a")
    return tmp_path


def test_dots_are_taken_out(tree):
    assert canonical(Path("../clip.mp4")) == tree / "clip.mp4"
    assert canonical(tree / "a" / ".." / "clip.mp4") == tree / "clip.mp4"
    assert canonical(Path("clip.mp4")) == tree / "a" / "clip.mp4"


def test_so_they_are_of_a_file_that_is_gone(tree):
    assert canonical(Path("../gone.mp4")) == tree / "gone.mp4"


@pytest.mark.skipif(os.name == "nt", reason="links need a right there that tests lack")
def test_links_keep_their_names_and_never_lead_astray(tree):
    (tree / "link").symlink_to(tree / "a" / "deep")
    assert canonical(tree / "link" / "x.mp4") == tree / "link" / "x.mp4"
    # Behind the link, the parent is `a`, and not the folder of the link.
    odd = tree / "link" / ".." / "clip.mp4"
    assert canonical(odd) == odd


def test_a_path_is_shown_as_it_was_written(tree):
    location = Location.of(Path("deep/../clip.v2.mp4"))
    assert str(location) == "deep/../clip.v2.mp4"
    assert (location.name, location.stem, location.suffix) == ("clip.v2.mp4", "clip.v2", ".mp4")
    assert location.folder == "deep/.."
    assert location == Location.of("deep/../clip.v2.mp4")
    assert Location.of(location) is location


def test_the_address_of_a_file_is_a_path(tree):
    odd = tree / "a b ü.mp4"
    odd.write_bytes(b"12345")
    location = Location.of(odd)
    assert location.uri.endswith("/a%20b%20%C3%BC.mp4")
    assert Location.of(location.uri) == location
    assert location.state() == FileState(5, odd.stat().st_mtime_ns)
    assert location.beside("x.png") == tree / "x.png"
    with location.open() as file:
        assert file.read() == b"12345"


def test_places_sort_by_name_and_are_told_apart():
    places = [Location.of(text) for text in ("b.mp4", "a.mp4", "b.mp4")]
    assert [str(place) for place in sorted(set(places))] == ["a.mp4", "b.mp4"]


def test_an_address_has_a_name(storage: MemoryStorage):
    location = storage.put("day%20two/take 1.mov", b"123")
    assert (location.name, location.stem, location.suffix) == ("take 1.mov", "take 1", ".mov")
    assert location.folder == "memory://shelf/day%20two"
    assert location.local is None
    assert location.canonical() == location
    assert str(location) == location.uri == "memory://shelf/day%20two/take 1.mov"
    assert location.beside("x.png") == Path("x.png")
    assert pickle.loads(pickle.dumps(location)) == location


def test_what_is_there_and_what_is_not(storage: MemoryStorage):
    location = storage.put("a.mov", b"123")
    assert location.exists()
    del storage.files[str(location)]
    assert not location.exists()
    with pytest.raises(MediaError, match=r"memory://shelf/a.mov does not exist"):
        probe(location)
    with pytest.raises(MediaError, match=r"a.mov is empty"):
        probe(storage.put("a.mov", b""))
    with pytest.raises(MediaError, match=r"a.mov is not a media file"):
        probe(storage.put("a.mov", b"nothing of the kind"))


def test_an_address_that_nothing_opens_is_refused(storage: MemoryStorage):
    with pytest.raises(UsageError, match="s3://") as refused:
        Location.of("s3://bucket/a.mp4")
    assert "file://, memory://" in str(refused.value.hint)


def test_a_stored_address_whose_storage_is_gone_is_not_there():
    location = Location("s3://bucket/a.mp4")
    assert not location.exists()
    with pytest.raises(UsageError, match="s3://"):
        location.open()


def test_files_need_no_storage():
    class Files(MemoryStorage):
        scheme = "file"

    with pytest.raises(ValueError, match="without a storage"):
        register_storage(Files())


def test_a_storage_has_to_open_and_to_look():
    with pytest.raises(TypeError):
        Storage()  # pyright: ignore[reportAbstractUsage]


def test_elsewhere_the_same_is_found_as_in_a_file(storage: MemoryStorage):
    location = storage.put("demo.mp4", DEMO.read_bytes())
    here, there = probe(DEMO), probe(location)
    assert there.to_json() == here.to_json() | {"path": "memory://shelf/demo.mp4"}
    assert type(there).from_json(there.to_json()) == there
    assert fingerprint(location) == fingerprint(DEMO)
    assert storage.opened


def test_elsewhere_pictures_are_exact(storage: MemoryStorage):
    location = storage.put("demo.mp4", DEMO.read_bytes())
    with PictureSource(probe(DEMO)) as here, PictureSource(probe(location)) as there:
        for time in (3.0, 12.0, 0.0, 7.48):
            mine, same = here.frame_at(time), there.frame_at(time)
            assert same.time == mine.time
            np.testing.assert_array_equal(same.rgb, mine.rgb)


def test_elsewhere_the_sound_is_the_same(storage: MemoryStorage):
    location = storage.put("demo.mp4", DEMO.read_bytes())

    def sound(info):
        found = list(read_sound(info, [RawSpec()], stop=threading.Event(), warn=footage.fail_on_warning))
        return np.concatenate([one.batch.data for one in found])

    np.testing.assert_array_equal(sound(probe(location)), sound(probe(DEMO)))
    with AudioSource(probe(location)) as there, AudioSource(probe(DEMO)) as here:
        for time in (2.0, 0.0):
            np.testing.assert_array_equal(next(there.blocks_from(time)), next(here.blocks_from(time)))
