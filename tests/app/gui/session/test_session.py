"""Opening, analyzing, canceling and closing, through the window's own session."""

from collections import Counter

import numpy as np
import pytest

from app.config import Settings
from app.document import find_media, load_document
from app.edits import NOTES, AddSegment
from app.gui.background.tasks import Tasks
from app.gui.session.derivation import KEPT
from app.gui.session.open_file import State
from app.gui.session.session import Session
from app.media import decode
from app.media.location import Location
from app.store import open_store
from inference.contract.types import Segment
from inference.runtime.runtime import Runtime
from tests import footage
from tests.app.gui.conftest import FRAMES, WAIT


@pytest.fixture
def session(analyzers):
    made = Session(Tasks(Settings(device="cpu"), analyzers))
    yield made
    made.close()


@pytest.fixture
def done(qtbot, session):
    def wait():
        qtbot.waitUntil(lambda: not session.busy, timeout=WAIT)

    return wait


@pytest.fixture
def counted(monkeypatch):
    """How often media is decoded for an analysis, and models are loaded."""
    counts: Counter[str] = Counter()

    def count(place, name):
        real = getattr(place, name)

        def counting(*args, **kwargs):
            counts[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(place, name, counting)

    count(decode, "read_pictures")
    count(decode, "read_sound")
    count(Runtime, "session")
    return counts


def test_an_opened_file_fills_with_what_is_in_it(session, done, clip):
    grown: set[str] = set()
    session.grew.connect(grown.update)
    session.open([clip])
    assert session.current.state is State.LOOKING
    done()
    file = session.current
    assert file.state is State.DONE
    assert not file.cached
    assert not file.pending
    assert grown == {"light", "level", "doubled"}
    tracks = file.document.tracks
    assert len(tracks["light"]) == FRAMES
    np.testing.assert_allclose(tracks["doubled"].values, 2 * tracks["level"].values)
    assert file.document.peaks.end == pytest.approx(file.document.duration, abs=0.1)
    assert len(file.document.thumbs) >= 3


def test_opening_again_decodes_nothing_and_loads_no_model(qtbot, session, done, clip, counted, analyzers):
    session.open([clip])
    done()
    before = session.current.document
    assert counted == {"read_pictures": 1, "read_sound": 1}
    again = Session(Tasks(Settings(device="cpu"), analyzers))
    again.open([clip])
    qtbot.waitUntil(lambda: not again.busy, timeout=WAIT)
    file = again.current
    again.close()
    assert file is not None
    assert file.document is not None
    assert file.document.peaks is not None
    assert file.document.thumbs is not None
    assert counted == {"read_pictures": 1, "read_sound": 1}
    assert file.cached
    assert file.state is State.DONE
    np.testing.assert_array_equal(file.document.tracks["light"].values, before.tracks["light"].values)
    assert file.segments == session.current.segments
    assert file.document.peaks.end == before.peaks.end
    assert len(file.document.thumbs) == len(before.thumbs)


def test_a_file_that_is_reached_by_another_way_is_the_same(session, done, clip):
    session.open([clip])
    done()
    session.open([clip.parent / "nowhere" / ".." / clip.name])
    done()
    assert len(session.files) == 1


def test_a_bad_file_does_not_stop_the_others(session, done, clip, tmp_path):
    bad, missing = tmp_path / "notes.mp4", tmp_path / "gone.mov"
    footage.not_media(bad)
    failed = []
    session.failed.connect(
        lambda file, error: failed.append((file.location.name, str(error.message), str(error.hint)))
    )
    session.open([bad, missing, clip])
    done()
    assert [file.state for file in session.files] == [State.FAILED, State.FAILED, State.DONE]
    assert [name for name, _, _ in failed] == ["notes.mp4", "gone.mov"]
    assert all(message and hint for _, message, hint in failed)


def test_files_are_analyzed_in_turn_and_one_in_the_store_does_not_wait(
    qtbot, session, done, clip, held, tmp_path
):
    held.gate.set()
    session.open([clip])
    done()
    held.gate.clear()
    held.reached.clear()
    second, third = tmp_path / "second.mp4", tmp_path / "third.mp4"
    footage.counter(second, 30)
    footage.counter(third, 31)
    session.remove(session.current)
    session.open([second, third])
    qtbot.waitUntil(lambda: held.reached.is_set() and session.files[1].state is State.WAITING, timeout=WAIT)
    session.open([clip])
    qtbot.waitUntil(lambda: session.files[2].state is State.DONE, timeout=WAIT)
    assert session.current.cached
    assert [file.state for file in session.files[:2]] == [State.ANALYZING, State.WAITING]
    held.gate.set()
    done()
    for file, pictures in zip(session.files, (30, 31, FRAMES), strict=True):
        session.show(file)
        done()
        assert len(file.document.tracks["light"]) == pictures


def test_what_is_not_shown_is_let_go_and_comes_back_from_the_store(qtbot, session, done, clip, tmp_path):
    others = [tmp_path / f"{number}.mp4" for number in range(KEPT + 1)]
    for number, path in enumerate(others):
        footage.counter(path, 20 + number)
    session.open([*others, clip])
    done()
    assert [file.document is not None for file in session.files] == [True] + [False] * (KEPT + 1)
    last = session.files[-1]
    assert last.duration == pytest.approx(FRAMES / 25, abs=0.1)
    assert last.poster is not None
    session.show(last)
    assert last.state is State.LOOKING
    done()
    assert last.cached
    assert len(last.document.tracks["light"]) == FRAMES
    for file in session.files[1:KEPT]:
        session.show(file)
        done()
    assert session.files[0].document is None
    assert last.document is not None, "the last few that were shown stay"


def test_a_canceled_file_keeps_what_came_and_can_be_tried_again(qtbot, session, done, clip, held):
    session.open([clip])
    qtbot.waitUntil(lambda: session.current.state is State.ANALYZING and held.reached.is_set(), timeout=WAIT)
    session.cancel(session.current)
    held.gate.set()
    done()
    file = session.current
    assert file.state is State.CANCELED
    assert file.error is None
    assert file.document is not None
    session.redo(file)
    assert not file.again, "what is finished is kept"
    done()
    assert file.state is State.DONE
    assert len(file.document.tracks["light"]) == FRAMES


def test_what_waits_is_canceled_at_once_and_never_begun(qtbot, session, done, clip, held, tmp_path):
    other = tmp_path / "other.mp4"
    footage.counter(other, 20)
    session.open([clip, other])
    first, second = session.files
    qtbot.waitUntil(lambda: second.state is State.WAITING and held.reached.is_set(), timeout=WAIT)
    session.cancel(second)
    assert second.state is State.CANCELED
    session.retry(second)
    held.gate.set()
    done()
    assert first.state is State.DONE
    assert second.state is State.DONE, "the late word of the first canceling means the first asking"


def test_removing_a_file_ends_its_analysis_and_shows_another(qtbot, session, done, clip, held, tmp_path):
    other = tmp_path / "other.mp4"
    footage.counter(other, 20)
    session.open([clip, other])
    qtbot.waitUntil(held.reached.is_set, timeout=WAIT)
    session.remove(session.current)
    assert session.current.location == Location.of(other)
    held.gate.set()
    done()
    assert [file.location for file in session.files] == [Location.of(other)]
    session.remove(session.current)
    assert session.current is None


def test_closing_in_the_middle_leaves_a_store_that_opens(qtbot, session, clip, held):
    session.open([clip])
    qtbot.waitUntil(lambda: session.current.state is State.ANALYZING and held.reached.is_set(), timeout=WAIT)
    held.gate.set()
    session.close()
    with open_store() as store:
        document = load_document(store, find_media(store, clip))
    assert document.duration == pytest.approx(FRAMES / 25, abs=0.1)
    assert all(len(document.tracks[key]) for key in document.runs)


def test_segments_follow_the_scores(qtbot, session, done, tmp_path):
    dark = tmp_path / "dark.mp4"
    black, white = np.zeros((64, 96, 3), np.uint8), np.full((64, 96, 3), 255, np.uint8)
    times = footage.frame_times(50, footage.Fraction(25))
    footage.write(dark, [(time, black if 10 <= n < 30 else white) for n, time in enumerate(times)])
    session.open([dark])
    done()
    assert [(s.label, round(s.start, 2), round(s.end, 2)) for s in session.current.segments] == [
        ("dark", 0.4, 1.2)
    ]


def test_the_line_is_held_put_in_order_and_goes_on(qtbot, session, done, held, tmp_path):
    held.gate.set()
    session.queue.set_paused(True)
    paths = [tmp_path / f"{number}.mp4" for number in range(4)]
    for number, path in enumerate(paths):
        footage.counter(path, 20 + number)
    session.open(paths)
    qtbot.waitUntil(lambda: session.queue.waiting == 4, timeout=WAIT)
    first, second, third, fourth = session.files
    assert session.queue.running is None
    session.queue.move_to_front([third])
    session.cancel(second)
    assert (session.queue.total, session.queue.share) == (3, 0.0)
    begun = []
    session.changed.connect(
        lambda file: begun.append(file) if file.state is State.ANALYZING and file not in begun else None
    )
    session.queue.set_paused(False)
    done()
    assert begun == [third, first, fourth]
    assert second.state is State.CANCELED
    assert (session.queue.total, session.queue.waiting, session.queue.running) == (0, 0, None)


def test_what_is_under_way_is_held_too_and_the_rest_is_guessed(qtbot, session, done, clip, held, tmp_path):
    other = tmp_path / "other.mp4"
    footage.counter(other, 40)
    session.open([clip, other])
    qtbot.waitUntil(lambda: held.reached.is_set() and session.queue.waiting == 1, timeout=WAIT)
    session.queue.set_paused(True)
    held.gate.set()
    qtbot.wait(300)
    assert session.files[0].state is State.ANALYZING
    assert session.queue.seconds_left is None
    session.queue.set_paused(False)
    session.queue._worked, session.queue._analyzed = 10.0, 5.0
    session.queue._waiting_seconds = 100.0
    left = session.queue.seconds_left
    assert left is not None
    assert left > 150
    done()
    assert [file.state for file in session.files] == [State.DONE, State.DONE]


def test_analyzing_again_makes_what_is_stored(session, done, clip, counted):
    session.open([clip])
    done()
    session.redo(session.current)
    done()
    assert counted == {"read_pictures": 2, "read_sound": 2}
    assert not session.current.cached
    assert len(session.current.document.tracks["light"]) == FRAMES


def test_what_was_changed_last_is_stored_though_the_window_closes_at_once(session, done, clip):
    session.open([clip])
    done()
    file = session.current
    for number in range(20):
        session.edit(file, AddSegment(Segment(number / 10, number / 10, NOTES, f"note {number}", 1.0)))
    session.close()
    with open_store() as store:
        assert len(store.edits(file.document.stored)) == 20
