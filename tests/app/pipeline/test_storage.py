"""Media that is in no folder goes all the way: analyzed, stored, found again and exported."""

import json
import threading
from zipfile import ZipFile

import numpy as np
import pytest

from app.batch import analyze_one, media_files
from app.document import find_media, load_document
from app.errors import UsageError
from app.export import exporter_for, select_content, write
from app.media.location import Location
from app.pipeline import AnalysisOptions, Done, analyze
from tests.app.memory_storage import MemoryStorage
from tests.app.pipeline.fakes import DEMO, NoSessions


@pytest.fixture
def demo(storage: MemoryStorage) -> Location:
    return storage.put("takes/demo.mp4", DEMO.read_bytes())


def test_an_analysis_elsewhere_gives_what_that_of_a_file_gives(store, analyzers, tmp_path, demo) -> None:
    events = list(analyze(demo, store, NoSessions(), AnalysisOptions(previews=True), analyzers=analyzers))
    assert isinstance(events[-1], Done)
    assert events[-1].status == "done"
    there = load_document(store, find_media(store, str(demo)), analyzers=analyzers)
    *_, done = analyze(DEMO, store, NoSessions(), AnalysisOptions(force=True), analyzers=analyzers)
    assert isinstance(done, Done)
    here = load_document(store, find_media(store, DEMO), analyzers=analyzers)
    assert there.fingerprint == here.fingerprint
    assert there.location == demo
    for key in ("light", "level", "doubled"):
        np.testing.assert_array_equal(there.tracks[key].values, here.tracks[key].values)


def test_what_is_stored_of_it_is_not_made_again(store, analyzers, storage, demo) -> None:
    list(analyze(demo, store, NoSessions(), AnalysisOptions(), analyzers=analyzers))
    storage.opened = 0
    *_, done = analyze(demo, store, NoSessions(), AnalysisOptions(), analyzers=analyzers)
    assert isinstance(done, Done)
    assert (done.status, storage.opened) == ("cached", 0)
    assert [media.location for media in store.all_media()] == [demo]
    changed = storage.put("takes/demo.mp4", DEMO.read_bytes() + b"\0" * 8)
    with pytest.raises(UsageError, match=r"memory://shelf/takes/demo.mp4"):
        find_media(store, changed)


def test_it_is_exported_under_its_address(store, analyzers, tmp_path, demo) -> None:
    result = analyze_one(demo, store, NoSessions(), AnalysisOptions(), threading.Event(), analyzers=analyzers)
    assert result.error is None
    assert result.document is not None
    content = select_content(result.document)
    (plain,) = write(exporter_for("json"), content, tmp_path / "demo.json")
    assert json.loads(plain.read_text())["path"] == "memory://shelf/takes/demo.mp4"
    (xml,) = write(exporter_for("fcpxml"), content, tmp_path / "demo.fcpxml")
    assert 'src="memory://shelf/takes/demo.mp4"' in xml.read_text()
    (bundle,) = write(exporter_for("otioz"), content, tmp_path / "demo.otioz")
    with ZipFile(bundle) as files:
        assert files.read("media/demo.mp4") == DEMO.read_bytes()


def test_it_stands_among_files(storage, demo, folder) -> None:
    found = media_files([str(demo), folder, folder / "a.mp4"])
    assert [location.name for location in found] == ["demo.mp4", "a.mp4", "b.mp4", "c.mp4"]
