"""Analyzes in a process of their own, through the real store."""

import logging
import sys
import threading
from contextlib import closing
from pathlib import Path

import numpy as np
import pytest

from app.document import find_media, load_document
from app.errors import Canceled, Crashed, MediaError, RushesError
from app.pipeline import AnalysisOptions, Done, Finished, Opened, analysis_process, analyze
from app.pipeline.analysis_process import AnalysisProcess
from app.store import open_store
from inference.contract.types import Chunk
from inference.runtime.runtime import Runtime
from tests import footage
from tests.app.pipeline import odd_work

FRAMES = 60
OPTIONS = AnalysisOptions(only=("loudness", "voice", "faces"), previews=True)


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    path = tmp_path / "clip.mp4"
    footage.mux(path, FRAMES)
    return path


@pytest.fixture
def made():
    """Makes an Apart that is closed in the end."""
    some: list[AnalysisProcess] = []

    def make(work=None) -> AnalysisProcess:
        some.append(AnalysisProcess("cpu", 1, work))
        return some[-1]

    yield make
    for one in some:
        one.close()


def document_of(events):
    """Take in events as the window does."""
    opened = next(events)
    assert isinstance(opened, Opened)
    document = opened.document
    rest = []
    for event in events:
        if isinstance(event, Chunk):
            document.tracks[event.track].append(event)
        rest.append(event)
    return document, rest


def previews(document):
    """Give the waveform and the thumbnails, which are there."""
    assert document.peaks is not None
    assert document.thumbs is not None
    return document.peaks, document.thumbs


def test_it_gives_what_an_analysis_in_this_process_gives(made, clip, tmp_path, canceled):
    away = made()
    assert away.device.used == ""
    document, events = document_of(away.events(clip, OPTIONS, canceled))
    with open_store(tmp_path / "another.sqlite") as store:
        expected, _ = document_of(analyze(clip, store, Runtime("cpu", 1), AnalysisOptions(only=OPTIONS.only)))
    assert set(document.tracks) == set(expected.tracks)
    for key, track in expected.tracks.items():
        np.testing.assert_array_equal(document.tracks[key].values, track.values)
    assert isinstance(events[-1], Done)
    assert events[-1].status == "done"
    assert {event.run.analyzer for event in events if isinstance(event, Finished)} == set(OPTIONS.only)
    assert away.device.used == "cpu"
    with open_store() as store:
        assert set(load_document(store, find_media(store, clip)).runs) == set(OPTIONS.only), "it is stored"


def test_a_crash_is_told_and_the_next_file_is_analyzed(made, clip, tmp_path, canceled):
    away = made(odd_work.crashing)
    crash = tmp_path / "crash.mp4"
    footage.mux(crash, FRAMES)
    with pytest.raises(Crashed) as caught:
        list(away.events(crash, OPTIONS, canceled))
    assert "crash.mp4 crashed" in str(caught.value.message)
    assert sys.platform == "win32" or "SIGSEGV" in str(caught.value.message)
    _, events = document_of(away.events(clip, OPTIONS, canceled))
    assert events[-1].status == "done"


@pytest.mark.logs_errors
def test_what_nobody_foresaw_is_told_and_logged_here(made, clip, canceled, caplog):
    away = made(odd_work.wrong)
    with pytest.raises(RushesError, match="by nothing"):
        list(away.events(clip, OPTIONS, canceled))
    levels = [record.levelno for record in caplog.records if record.levelno >= logging.WARNING]
    assert levels == [logging.WARNING, logging.ERROR]


def test_one_that_does_not_listen_is_ended(made, clip, canceled, monkeypatch):
    monkeypatch.setattr(analysis_process, "TIMEOUT_S", 0.2)
    away = made(odd_work.deaf)
    canceled.set()
    with pytest.raises(Canceled):
        list(away.events(clip, OPTIONS, canceled))


def test_the_process_goes_on_after_errors_and_what_was_ended(made, clip, tmp_path, canceled):
    away = made()
    with pytest.raises(MediaError) as caught:
        list(away.events(tmp_path / "gone.mp4", OPTIONS, canceled))
    assert str(caught.value.message).endswith("does not exist.")
    assert caught.value.hint
    process = away._there
    with closing(away.events(clip, OPTIONS, canceled)) as events:
        next(events)
    events = away.events(clip, OPTIONS, canceled)
    next(events)
    canceled.set()
    with pytest.raises(Canceled):
        list(events)
    document, after = document_of(away.events(clip, OPTIONS, threading.Event()))
    assert after[-1].status == "done"
    again, _ = document_of(away.events(clip, OPTIONS, threading.Event()))
    assert away._there is process
    (peaks, thumbs), (kept_peaks, kept_thumbs) = previews(document), previews(again)
    assert peaks.end == kept_peaks.end == pytest.approx(document.duration, abs=0.1)
    np.testing.assert_array_equal(peaks.after(0), kept_peaks.after(0))
    np.testing.assert_array_equal(thumbs.times, kept_thumbs.times)
    assert len(thumbs) >= 3


def test_another_device_has_another_process(made, clip, canceled):
    away = made()
    document_of(away.events(clip, OPTIONS, canceled))
    away.use("cpu", 2)
    assert away.device.used == ""
    document_of(away.events(clip, AnalysisOptions(only=("voice",), force=True), canceled))
    assert away.device.used == "cpu"
