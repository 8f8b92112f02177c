"""The pipeline on a real clip: one decode for all, nothing done twice, failures stay where they are."""

import shutil
from pathlib import Path

import av
import numpy as np
import pytest

from app.document import Document, load_document
from app.errors import Canceled, MediaError, UsageError
from app.pipeline import AnalysisOptions, Done, Event, Finished, Note, Opened, Progress, analyze
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Chunk
from tests.app.pipeline.fakes import DEMO, FRAMES, Broken, Doubled, Level, NoSessions


def collect(events) -> tuple[Document, Done, list[Event]]:
    seen = list(events)
    assert isinstance(seen[0], Opened)
    assert isinstance(seen[-1], Done)
    document = seen[0].document
    for event in seen:
        if isinstance(event, Chunk):
            document.tracks[event.track].append(event)
    return document, seen[-1], seen


def opened(event: Event) -> Opened:
    assert isinstance(event, Opened)
    return event


def run(store, analyzers, only=(), path: Path = DEMO, **options):
    return collect(
        analyze(path, store, NoSessions(), AnalysisOptions(only=only, **options), analyzers=analyzers)
    )


def test_every_picture_and_every_sample_arrives(store, analyzers, decodes) -> None:
    document, done, events = run(store, analyzers)
    assert done.status == "done"
    light, level = document.tracks["light"], document.tracks["level"]
    assert len(light) == FRAMES
    np.testing.assert_allclose(np.diff(light.times), 0.04, atol=1e-6)
    assert len(level) == pytest.approx(document.duration * 10, abs=2)
    assert level.values.max() > 0.01
    np.testing.assert_allclose(document.tracks["doubled"].values, 2 * level.values)
    assert decodes == {"read_pictures": 1, "read_sound": 1}
    assert {event.run.analyzer for event in events if isinstance(event, Finished)} == {
        "light",
        "level",
        "doubled",
    }


def test_progress_rises_to_the_end(store, analyzers) -> None:
    shares = [event.share for event in run(store, analyzers)[2] if isinstance(event, Progress)]
    assert shares == sorted(shares)
    assert shares[-1] > 0.95


def test_the_fade_of_the_demo_is_dark(store, analyzers) -> None:
    document, _, _ = run(store, analyzers, only=("light",))
    (dark,) = [segment for segment in document.segments() if segment.label == "dark"]
    assert dark.start == pytest.approx(372 * 0.04, abs=0.5)
    assert document.segments({"light": {"dark": 0.0001}}) != [dark]


def test_a_second_time_everything_comes_from_the_store(store, analyzers, decodes) -> None:
    first, _, _ = run(store, analyzers)
    decodes.clear()
    again, done, events = run(store, analyzers)
    assert done.status == "cached"
    assert [type(event) for event in events] == [Opened, Done]
    assert decodes == {}
    for key, track in first.tracks.items():
        np.testing.assert_array_equal(track.values, again.tracks[key].values)
        np.testing.assert_array_equal(track.times, again.tracks[key].times)


def test_a_copy_under_another_name_is_known(store, analyzers, decodes, tmp_path) -> None:
    run(store, analyzers)
    decodes.clear()
    copy = shutil.copy(DEMO, tmp_path / "other name.mp4")
    _, done, _ = run(store, analyzers, path=Path(copy))
    assert done.status == "cached"
    assert decodes == {}


@pytest.mark.parametrize("kept", [0, 1, 5])
def test_canceling_keeps_nothing_unfinished_and_leaves_no_thread(store, analyzers, canceled, kept) -> None:
    events = analyze(DEMO, store, NoSessions(), AnalysisOptions(), canceled, analyzers)
    document = opened(next(events)).document
    for _ in range(kept):
        next(events)
    canceled.set()
    with pytest.raises(Canceled):
        list(events)
    assert store.runs(document.stored) == []
    assert run(store, analyzers)[1].status == "done"


def test_a_caller_that_walks_away_leaves_no_thread(store, analyzers) -> None:
    events = analyze(DEMO, store, NoSessions(), AnalysisOptions(), analyzers=analyzers)
    document = opened(next(events)).document
    next(events)
    events.close()
    assert store.runs(document.stored) == []


def test_an_analyzer_that_fails_leaves_the_others_alone(store, analyzers) -> None:
    analyzers.add(Broken)
    document, done, _ = run(store, analyzers)
    assert done.status == "failed"
    assert done.error is not None
    assert (str(done.error.message), str(done.error.hint)) == ("The model is broken.", "Mend it.")
    assert len(document.tracks["light"]) == FRAMES
    assert {r.analyzer for r in store.runs(document.stored)} == {"light", "level", "doubled"}


@pytest.mark.logs_errors
def test_a_mistake_in_an_analyzer_is_told_and_logged(store, analyzers, monkeypatch, caplog) -> None:
    analyzers.add(Broken)
    monkeypatch.setattr(Broken, "error", ZeroDivisionError("division by zero"))
    _, done, _ = run(store, analyzers)
    assert done.error
    assert "division by zero" in str(done.error.message)
    assert any("analyzer failed" in record.getMessage() for record in caplog.records)


def test_who_builds_on_a_failure_fails_too(store, analyzers, monkeypatch) -> None:
    def fail(self, batch, tracks):
        raise Broken.error

    monkeypatch.setattr(analyzers["level"], "feed", fail)
    document, done, _ = run(store, analyzers)
    assert done.status == "failed"
    assert {r.analyzer for r in store.runs(document.stored)} == {"light"}


def test_a_truncated_file_gives_what_there_is_and_says_so(store, analyzers, tmp_path) -> None:
    cut = tmp_path / "cut.mp4"
    whole = DEMO.read_bytes()
    cut.write_bytes(whole[: len(whole) * 2 // 3])
    document, done, events = run(store, analyzers, path=cut)
    assert done.status == "done"
    assert 50 < len(document.tracks["light"]) < FRAMES
    notes = [event.text for event in events if isinstance(event, Note)]
    assert notes
    again = load_document(store, document.stored, analyzers=analyzers)
    assert again.notes == notes


def test_what_is_no_media_is_refused(store, analyzers, tmp_path) -> None:
    file = tmp_path / "letter.mp4"
    file.write_text("Dear Sir or Madam, this is no film.")
    with pytest.raises(MediaError) as caught:
        run(store, analyzers, path=file)
    assert caught.value.hint


def test_an_analyzer_that_does_not_exist_is_named(store, analyzers) -> None:
    with pytest.raises(UsageError, match="'smells'"):
        run(store, analyzers, only=("smells",))


def test_previews_come_from_the_same_pass_and_are_kept(store, analyzers, decodes, home) -> None:
    document, _, _ = run(store, analyzers, previews=True)
    assert decodes == {"read_pictures": 1, "read_sound": 1}
    assert document.peaks
    assert document.thumbs
    assert document.peaks.end == pytest.approx(document.duration, abs=0.1)
    assert len(document.thumbs) > 20
    decodes.clear()
    again, done, _ = run(store, analyzers, previews=True)
    assert done.status == "cached"
    assert decodes == {}
    assert again.peaks
    assert again.thumbs
    np.testing.assert_array_equal(again.peaks.read(0, 18, 500).low, document.peaks.read(0, 18, 500).low)
    assert len(again.thumbs) == len(document.thumbs)
    shutil.rmtree(home / "cache")
    run(store, analyzers, previews=True)
    assert decodes == {"read_pictures": 1, "read_sound": 1}


def test_nothing_to_hear_is_said(store, tmp_path) -> None:
    analyzers = AnalyzerRegistry((Level, Doubled))
    silent = tmp_path / "silent.mkv"
    write_silent(silent)
    _, done, events = run(store, analyzers, path=silent)
    assert done.status == "done"
    assert [str(event.text) for event in events if isinstance(event, Note)] == [
        "Nothing to analyze: silent.mkv has no sound."
    ]


def write_silent(path: Path) -> None:
    with av.open(path, "w") as out:
        stream = out.add_stream("mpeg4", rate=25)
        stream.width, stream.height = 64, 48
        frame = av.VideoFrame.from_ndarray(np.zeros((48, 64, 3), np.uint8), format="rgb24")
        out.mux(stream.encode(frame))
        out.mux(stream.encode())


def test_what_is_not_run_by_default_runs_when_it_is_named(store, analyzers, monkeypatch) -> None:
    monkeypatch.setattr(analyzers["doubled"], "default", False, raising=False)
    document, _, _ = run(store, analyzers)
    assert set(document.tracks) == {"light", "level"}
    document, _, _ = run(store, analyzers, only=("doubled",))
    assert set(document.tracks) == {"light", "level", "doubled"}
    again, done, _ = run(store, analyzers)
    assert done.status == "cached"
    assert set(again.runs) == {"light", "level", "doubled"}
