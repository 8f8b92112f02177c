"""The store on a real file: runs, tracks, edits, moves, crashes."""

import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest

from app.errors import StoreError
from app.media.location import Location
from app.store import Store, StoredMedia, open_store
from app.store.schema import HEAD
from inference.contract.types import Chunk, Device, Segment, TrackKind, TrackSpec
from resources.messages import Label, msg, nmsg

CURVE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("speech", "other"))
HEAT = TrackSpec("tags", "Tags", TrackKind.HEAT, tuple(f"tag {n}" for n in range(40)), dtype="u1")
VECTOR = TrackSpec("tags.embedding", "Embedding", TrackKind.VECTOR, tuple(map(str, range(16))), dtype="f2")


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "clip.bin"
    path.write_bytes(b"x" * 100)
    return path


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


def remember(store: Store, file: Path, fingerprint: str = "f1") -> StoredMedia:
    return store.add_media(Location.of(file), fingerprint, {"duration": 3.0})


def rows(count: int, spec: TrackSpec, start: float = 0.0) -> Chunk:
    rng = np.random.default_rng(count)
    values = rng.random((count, len(spec.channels))).astype(np.float32)
    return Chunk(spec.key, np.arange(count, dtype=np.float64) * 0.04 + start, values)


def write(store: Store, media: StoredMedia, identity: str, *chunks: Chunk, specs=(CURVE, HEAT, VECTOR)):
    writer = store.begin(media, identity, "tags", 1, {"rate": 2.0}, {"tags": "abc"}, specs)
    for chunk in chunks:
        writer.add(chunk)
    return writer


def test_what_is_written_is_read_back(store: Store, file: Path) -> None:
    media = remember(store, file)
    holed = rows(1500, CURVE)
    holed.values[100:200] = np.nan
    chunks = [rows(700, HEAT), holed, rows(30, VECTOR), rows(50, HEAT, start=100.0)]
    reason = msg("{device} did not start", device=Label("CoreML"))
    notes = (
        msg("a note"),
        nmsg("{n} packet of {parts}", "{n} packets of {parts}", 3, parts=(msg("sound"), 1.5)),
    )
    write(store, media, "id1", *chunks).finish(Device("auto", "cpu", reason), notes, 1.5)

    (run,) = store.runs(media)
    assert (run.analyzer, run.identity, run.device.reason, run.notes) == (
        "tags",
        "id1",
        reason,
        notes,
    )
    assert [str(note) for note in run.notes] == ["a note", "3 packets of sound, 1.5"]
    tracks = {track.spec.key: track for track in store.tracks(run, vectors=True)}
    np.testing.assert_array_equal(tracks["voice"].values, holed.values)
    np.testing.assert_array_equal(tracks["voice"].times, holed.times)
    assert len(tracks["tags"]) == 750
    assert np.abs(tracks["tags"].values[:700] - chunks[0].values).max() <= 0.5 / 255 + 1e-6
    assert np.abs(tracks["tags.embedding"].values - chunks[2].values).max() < 1e-3
    assert tracks["voice"].spec == CURVE
    assert {track.spec.key for track in store.tracks(run)} == {"voice", "tags"}


def test_an_unfinished_run_is_not_a_result(store: Store, file: Path) -> None:
    media = remember(store, file)
    writer = write(store, media, "id1", rows(10, CURVE))
    writer.flush()
    assert store.runs(media) == []
    assert store.run_with(media, "id1") is None
    writer.drop()
    assert count(store.database.address, "track") == count(store.database.address, "chunk") == 0


def test_a_later_run_of_the_same_identity_replaces_the_first(store: Store, file: Path) -> None:
    media = remember(store, file)
    for length in (5, 7):
        write(store, media, "id1", rows(length, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    (run,) = store.runs(media)
    assert len(store.tracks(run)[0]) == 7
    assert count(store.database.address, "run") == 1


def test_a_renamed_file_is_the_same_media(store: Store, file: Path) -> None:
    first = remember(store, file)
    moved = file.rename(file.with_name("moved.bin"))
    assert store.known(Location.of(moved)) is None
    again = remember(store, moved)
    assert again.id == first.id
    assert store.known(Location.of(moved)) is not None
    assert [media.location for media in store.all_media()] == [Location.of(moved)]


def test_a_changed_file_is_not_known(store: Store, file: Path) -> None:
    remember(store, file)
    assert store.known(Location.of(file)) is not None
    file.write_bytes(b"y" * 100)
    os.utime(file, ns=(1, 1))
    assert store.known(Location.of(file)) is None


def test_edits_outlive_runs(store: Store, file: Path) -> None:
    media = remember(store, file)
    write(store, media, "id1", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    store.add_edit(media, {"kind": "add"})
    store.add_edit(media, {"kind": "remove"})
    write(store, media, "id2", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    assert [body["kind"] for body in store.edits(media)] == ["add", "remove"]


def test_forgetting_leaves_nothing(store: Store, file: Path) -> None:
    media = remember(store, file)
    write(store, media, "id1", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    store.add_edit(media, {"kind": "add"})
    store.passages.put(media.id, "now", [Segment(0.0, 1.0, "tags", "dog", 0.9)])
    store.forget(media)
    tables = ("media", "location", "run", "track", "chunk", "edit", "phrase", "passage", "indexed")
    assert [count(store.database.address, table) for table in tables] == [0] * len(tables)


def test_two_processes_write_at_once(store: Store, file: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from app.media.location import Location\n"
        "from app.store import open_store; import numpy as np\n"
        "from inference.contract.types import *\n"
        "spec = TrackSpec('voice', 'Voice', TrackKind.CURVE, ('speech', 'other'))\n"
        "with open_store(Path(sys.argv[1])) as store:\n"
        "    media = store.known(Location(sys.argv[2]))\n"
        "    writer = store.begin(media, sys.argv[3], sys.argv[3], 1, {}, {}, [spec])\n"
        "    for n in range(200):\n"
        "        writer.add(Chunk('voice', np.array([n / 10]), np.zeros((1, 2), np.float32)))\n"
        "        writer.flush()\n"
        "    writer.finish(Device('cpu', 'cpu'), [], 0.0)\n"
    )
    media = remember(store, file)
    processes = [
        subprocess.Popen([sys.executable, "-c", code, store.database.address, str(file), name])
        for name in ("one", "two")
    ]
    assert [process.wait(60) for process in processes] == [0, 0]
    assert sorted(len(store.tracks(run)[0]) for run in store.runs(media)) == [200, 200]


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that cannot be caught")
def test_a_killed_process_leaves_a_valid_store(store: Store, file: Path) -> None:
    code = (
        "import sys, time; from pathlib import Path; from app.media.location import Location\n"
        "from app.store import open_store; import numpy as np\n"
        "from inference.contract.types import *\n"
        "spec = TrackSpec('voice', 'Voice', TrackKind.CURVE, ('speech', 'other'))\n"
        "store = open_store(Path(sys.argv[1])); media = store.known(Location(sys.argv[2]))\n"
        "writer = store.begin(media, 'id1', 'voice', 1, {}, {}, [spec])\n"
        "for n in range(10**9):\n"
        "    writer.add(Chunk('voice', np.array([n / 10]), np.zeros((1, 2), np.float32)))\n"
        "    writer.flush()\n"
        "    if n == 20: print('going', flush=True)\n"
    )
    media = remember(store, file)
    process = subprocess.Popen(
        [sys.executable, "-c", code, store.database.address, str(file)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "going\n"
    process.send_signal(signal.SIGKILL)
    process.wait()
    process.stdout.close()

    with sqlite3.connect(store.database.address) as direct:
        assert direct.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    direct.close()
    assert store.runs(media) == []
    write(store, media, "id1", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    assert len(store.runs(media)) == 1


def test_what_a_dead_process_left_is_cleared(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = remember(store, file)
    write(store, media, "id1", rows(5, CURVE)).flush()
    now = time.time()
    monkeypatch.setattr("app.store.results.time.time", lambda: now + 3600)
    write(store, media, "id1", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    assert count(store.database.address, "run") == 1


def test_what_was_done_again_at_once_leaves_nothing_for_ever(
    store: Store, file: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = remember(store, file)
    write(store, media, "id1", rows(5, CURVE)).flush()
    write(store, media, "id1", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    assert count(store.database.address, "run") == 2  # the first may still be written by another process

    now = time.time()
    monkeypatch.setattr("app.store.results.time.time", lambda: now + 3600)
    other = tmp_path / "other.bin"
    other.write_bytes(b"y" * 100)
    write(store, remember(store, other, "f2"), "id2", rows(5, CURVE)).finish(Device("cpu", "cpu"), [], 0.0)
    assert count(store.database.address, "run") == 2
    assert len(store.runs(media)) == 1


def test_a_run_without_rows_shows_that_it_lives(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer = write(store, remember(store, file), "id1")
    monkeypatch.setattr("app.store.writing.BEAT_SECONDS", 0.0)
    now = time.time()
    monkeypatch.setattr("app.store.writing.time.time", lambda: now + 3600)
    writer.beat()
    direct = sqlite3.connect(store.database.address)
    assert direct.execute("SELECT touched FROM run").fetchone()[0] >= now + 3600
    direct.close()
    writer.drop()


def test_a_store_that_is_held_is_not_called_damaged(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    holder = sqlite3.connect(store.database.address, isolation_level=None)
    holder.execute("BEGIN IMMEDIATE")
    monkeypatch.setattr("app.store.sqlite.WAIT", 0.1)
    with open_store(store.database.address) as waiting, pytest.raises(StoreError) as caught:
        remember(waiting, file)
    holder.close()
    assert "Another program" in str(caught.value.hint)
    assert "move" not in str(caught.value.hint).lower()


def test_the_newest_migration_is_the_one_that_the_schema_names() -> None:
    from alembic.config import Config
    from alembic.script import ScriptDirectory

    from app.store import database

    config = Config()
    config.set_main_option("script_location", str(Path(database.__file__).parent / "migrations"))
    assert ScriptDirectory.from_config(config).get_current_head() == HEAD


def test_migrations_make_the_tables_that_the_schema_describes(store: Store) -> None:
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from app.store.schema import metadata

    def described(name, kind, _parents):
        return kind != "table" or not name.startswith("phrase_words")

    with store.database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"include_name": described})
        assert compare_metadata(context, metadata) == []


def test_a_newer_store_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    open_store(file).close()
    with sqlite3.connect(file) as direct:
        direct.execute("UPDATE alembic_version SET version_num = '9999'")
    direct.close()
    with pytest.raises(StoreError, match="newer Rushes"):
        open_store(file)


def test_a_file_that_is_no_store_is_refused_and_kept(tmp_path: Path) -> None:
    file = tmp_path / "store.sqlite"
    file.write_bytes(b"this is no database" * 100)
    with pytest.raises(StoreError) as caught:
        open_store(file)
    assert "move it away" in str(caught.value.hint)
    assert file.read_bytes().startswith(b"this is no database")


def count(file: str, table: str) -> int:
    direct = sqlite3.connect(file)
    number = direct.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    direct.close()
    return number
