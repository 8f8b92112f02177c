"""Several programs on one store: readers stop nobody, writers take turns, the dead are not the slow."""

import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import numpy as np
import pytest
import sqlalchemy as sa

from app.media.location import Location
from app.store import Store, StoredMedia, database, open_store
from inference.contract.types import Chunk, TrackKind, TrackSpec

CURVE = TrackSpec("voice", "Voice", TrackKind.CURVE, ("speech", "other"))


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


def begin(store: Store, media: StoredMedia, identity: str):
    return store.begin(media, identity, "voice", 1, {}, {}, [CURVE])


def states(store: Store) -> list[str]:
    direct = sqlite3.connect(store.database.address)
    found = [row[0] for row in direct.execute("SELECT identity FROM run ORDER BY id")]
    direct.close()
    return found


def test_a_reader_in_the_middle_of_reading_keeps_nobody_from_writing(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader = sqlite3.connect(store.database.address, isolation_level=None)
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM media").fetchone() == (0,)
    monkeypatch.setattr("app.store.sqlite.WAIT", 0.1)
    with open_store(store.database.address) as other:
        remember(other, file)
    assert reader.execute("SELECT count(*) FROM media").fetchone() == (0,)  # as it was when it began
    reader.execute("COMMIT")
    assert reader.execute("SELECT count(*) FROM media").fetchone() == (1,)
    reader.close()


def test_what_was_committed_is_safe_when_the_program_dies_and_writing_is_not_slowed(store: Store) -> None:
    with store.database.reading() as connection:
        modes = [
            connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys")
        ]
    # 1 is NORMAL: at checkpoints the disk is waited for, so that a store is never broken by a power cut.
    assert modes == ["wal", 1, 1]


def test_who_reads_and_then_writes_is_not_overtaken_by_another_writer(store: Store, file: Path) -> None:
    done = threading.Event()

    def another() -> None:
        with open_store(store.database.address) as other:
            remember(other, file, "f2")
        done.set()

    thread = threading.Thread(target=another)
    with store.database.writing() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM media")).scalar() == 0
        thread.start()
        assert not done.wait(0.5)
        connection.execute(sa.text("INSERT INTO media (fingerprint, info, added) VALUES ('f1', '{}', 0)"))
    thread.join(30)
    assert done.is_set()
    assert len(store.media([1, 2])) == 1  # the first was put in without a place
    with store.database.reading() as connection:
        assert connection.execute(sa.text("SELECT count(*) FROM media")).scalar() == 2


def test_a_store_is_made_by_one_program_while_others_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "new.sqlite"
    looked, held = database._version, []

    def watched(connection: sa.Connection) -> str | None:
        other = sqlite3.connect(path, isolation_level=None, timeout=0)
        try:
            other.execute("BEGIN IMMEDIATE")
            held.append(False)
            other.execute("ROLLBACK")
        except sqlite3.OperationalError:
            held.append(True)
        other.close()
        return looked(connection)

    monkeypatch.setattr(database, "_version", watched)
    open_store(path).close()
    # At first it only looks; when it looks again, before it makes anything, nobody else can begin to.
    assert held == [False, True]


def test_programs_that_start_together_make_one_store(tmp_path: Path) -> None:
    path = tmp_path / "new.sqlite"
    code = (
        "import sys; from pathlib import Path; from app.store import open_store\n"
        "open_store(Path(sys.argv[1])).close()"
    )
    started = [subprocess.Popen([sys.executable, "-c", code, str(path)]) for _ in range(2)]
    assert [process.wait(60) for process in started] == [0, 0]


@pytest.mark.parametrize(("after", "left"), [(299.0, ["slow", "new"]), (301.0, ["new"])])
def test_five_minutes_without_a_sign_are_taken_for_death(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch, after: float, left: list[str]
) -> None:
    media = remember(store, file)
    now = time.time()
    monkeypatch.setattr("time.time", lambda: now)
    begin(store, media, "slow")
    monkeypatch.setattr("time.time", lambda: now + after)
    begin(store, media, "new")
    assert states(store) == left


def test_one_that_is_slow_gives_a_sign_every_half_minute_and_outlives_the_limit(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    media = remember(store, file)
    wall, steady = time.time(), time.monotonic()
    passed = 0.0
    monkeypatch.setattr("time.time", lambda: wall + passed)
    monkeypatch.setattr("time.monotonic", lambda: steady + passed)
    writer = begin(store, media, "slow")
    signs: list[float] = []
    for passed in range(0, 3600, 5):
        with store.database.reading() as connection:
            before = connection.execute(sa.text("SELECT touched FROM run")).scalar()
        writer.beat()
        with store.database.reading() as connection:
            if connection.execute(sa.text("SELECT touched FROM run")).scalar() != before:
                signs.append(passed)
    assert np.diff(signs).max() <= 35
    assert np.diff(signs).min() >= 30
    begin(store, media, "new")
    assert states(store) == ["slow", "new"]


def test_rows_are_on_the_disk_after_two_seconds_or_many_rows(
    store: Store, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steady, passed = time.monotonic(), 0.0
    monkeypatch.setattr("time.monotonic", lambda: steady + passed)
    writer = begin(store, remember(store, file), "one")

    def kept() -> int:
        with store.database.reading() as connection:
            return connection.execute(sa.text("SELECT coalesce(sum(rows), 0) FROM chunk")).scalar() or 0

    row = Chunk("voice", np.array([0.0]), np.zeros((1, 2), np.float32))
    passed = 1.9
    writer.add(row)
    assert kept() == 0
    passed = 2.1
    writer.add(row)
    assert kept() == 2
    writer.add(Chunk("voice", np.arange(512.0), np.zeros((512, 2), np.float32)))
    assert kept() == 514
