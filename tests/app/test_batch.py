"""Many files at a time: in threads or in processes, the same comes of it."""

import json
import os
import signal
import sys
import threading
from pathlib import Path

import pytest

from app.batch import Executor, ProcessExecutor, Result, ThreadExecutor, analyze_many, media_files
from app.document import find_media, load_document
from app.media.location import Location
from app.pipeline import AnalysisOptions, Event, Opened, Progress
from app.pipeline.protocol import Work
from app.store import Store, open_store
from inference.runtime.runtime import Runtime
from tests import footage
from tests.app.pipeline import odd_work
from tests.app.running import rushes

LOUD = AnalysisOptions(only=("loudness",))


@pytest.fixture
def clips(tmp_path: Path) -> list[Location]:
    """Three films of different content, the second of which is called crash."""
    paths = [tmp_path / f"{name}.mp4" for name in ("first", "crash", "third")]
    for number, path in enumerate(paths):
        footage.mux(path, 40 + number)
    return [Location.of(path) for path in paths]


@pytest.fixture
def store(tmp_path: Path):
    with open_store(tmp_path / "batch.sqlite") as opened:
        yield opened


def executor_named(name: str, store: Store, slots: int, work: Work | None = None) -> Executor:
    if name == "threads":
        return ThreadExecutor(store, Runtime("cpu", 1), slots)
    return ProcessExecutor(store, "cpu", 1, slots, work)


def by_name(results: list[Result]) -> dict[str, Result]:
    return {result.location.stem: result for result in results}


@pytest.mark.parametrize("name", ["threads", "processes"])
@pytest.mark.parametrize("slots", [1, 2])
def test_every_file_gives_a_result(name: str, slots: int, store: Store, clips: list[Location]) -> None:
    told: list[tuple[str, Event]] = []
    with executor_named(name, store, slots) as executor:
        assert executor.slots == slots
        results = list(
            analyze_many(
                clips, executor, LOUD, threading.Event(), lambda file, event: told.append((file.stem, event))
            )
        )
        again = list(analyze_many(clips, executor, LOUD, threading.Event()))
    if slots == 1:
        assert [result.location for result in results] == clips
    assert {result.location for result in results} == set(clips)
    assert [result.status for result in (*results, *again)] == ["done"] * 3 + ["cached"] * 3
    for clip in clips:
        assert {"loudness"} == set(load_document(store, find_media(store, clip)).runs), (
            "it is in the store that was given"
        )
        assert any(name == clip.stem and isinstance(event, Progress) for name, event in told)


def test_a_crash_takes_only_its_own_file(store: Store, clips: list[Location]) -> None:
    with ProcessExecutor(store, "cpu", 1, 2, odd_work.crashing) as executor:
        results = by_name(list(analyze_many(clips, executor, LOUD, threading.Event())))
    assert {name: result.status for name, result in results.items()} == {
        "first": "done",
        "crash": "failed",
        "third": "done",
    }
    error = results["crash"].error
    assert error is not None
    assert "crash.mp4 crashed" in str(error.message)
    assert results["third"].document is not None
    assert set(results["third"].document.runs) == {"loudness"}


@pytest.mark.skipif(sys.platform == "win32", reason="needs a signal that cannot be caught")
def test_a_process_that_is_killed_fails_one_file_and_another_one_follows(
    store: Store, clips: list[Location]
) -> None:
    killed: list[int] = []

    def kill(file: Location, event: Event) -> None:
        if file == clips[0] and isinstance(event, Opened):
            (process,) = children()
            killed.append(process)
            os.kill(process, signal.SIGKILL)

    with ProcessExecutor(store, "cpu", 1) as executor:
        results = list(analyze_many(clips, executor, LOUD, threading.Event(), kill))
        assert children() != killed
    assert [result.status for result in results] == ["failed", "done", "done"]
    assert results[0].error is not None
    assert "SIGKILL" in str(results[0].error.message)
    assert children() == []


@pytest.mark.parametrize("name", ["threads", "processes"])
def test_what_is_canceled_stops_and_nothing_more_begins(
    name: str, store: Store, clips: list[Location]
) -> None:
    canceled = threading.Event()

    def cancel(_file: Location, event: Event) -> None:
        if isinstance(event, Opened):
            canceled.set()

    with executor_named(name, store, 1, odd_work.patient) as executor:
        results = list(analyze_many(clips, executor, LOUD, canceled, cancel))
    assert [(result.location, result.status) for result in results] == [(clips[0], "cancelled")]
    assert load_document(store, find_media(store, clips[0])).runs == {}


def test_who_stops_listening_ends_it(store: Store, clips: list[Location]) -> None:
    canceled = threading.Event()
    gone = Location("gone.mp4")
    with ProcessExecutor(store, "cpu", 1, 2, odd_work.patient) as executor:
        results = analyze_many([gone, *clips], executor, LOUD, canceled)
        assert next(results).location == gone
        results.close()
        assert canceled.is_set()
    assert children() == []


def test_a_folder_gives_what_looks_like_media(folder: Path) -> None:
    assert [file.name for file in media_files([folder])] == ["a.mp4", "b.mp4", "c.mp4"]
    assert [file.name for file in media_files([folder], recursive=False)] == ["a.mp4", "b.mp4"]
    assert media_files([folder / "notes.txt"]) == [Location.of(folder / "notes.txt")]


def test_the_command_gives_the_same_from_other_processes(folder: Path) -> None:
    one = rushes("analyze", folder, "--only", "loudness", "--force", "--json")
    two = rushes("analyze", folder, "--only", "loudness", "--force", "--json", "--isolate", "--jobs", 2)
    assert (one.returncode, two.returncode) == (1, 1), "b.mp4 is empty"
    assert _facts(two.stdout) == _facts(one.stdout)
    assert "Traceback" not in two.stderr


def _facts(lines: str) -> dict[str, dict]:
    rows = [json.loads(line) for line in lines.splitlines()]
    return {row["path"]: row | {"seconds": sorted(row["seconds"])} for row in rows}


def children() -> list[int]:
    """Give the numbers of processes that analyze for this one."""
    import multiprocessing

    return [process.pid for process in multiprocessing.active_children() if process.pid is not None]
