"""Marking a stretch as a voice's neutral: the lane follows, the mark is kept, and it can be taken back."""

import numpy as np
import pytest

from app.edits import AddSegment, Edit, apply
from app.errors import StoreError
from app.store import Store, open_store
from inference.analyzers.sentiment import MARKED
from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role, SegmentTrack
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Chunk, Segment, TrackKind, TrackSpec
from inference.speech.baseline import BaselineOrigin
from resources.messages import Message
from widgets.timeline.lanes.sentiment import SentimentLane

CHANNELS = ("valence", "arousal", "confidence", "neutral", "sad")


class Sad(Analyzer):
    """Hears a sad voice all over; against a neutral that is marked, a neutral one."""

    key = "sentiment"
    title = "Vocal emotion"
    version = 1
    makes = (TrackSpec("sentiment", "Vocal emotion", TrackKind.CURVE, CHANNELS, low=-1.0, role=Role.MOOD),)
    segment_tracks = (SegmentTrack(MARKED, "Vocal emotion neutral", Role.BASELINE),)
    presentation = Presentation(Lane(LaneStyle.EMOTION))

    @classmethod
    def wants(cls, params):
        return AudioSpec(8000, 800, 800)

    def feed(self, batch, tracks):
        row = np.array([-0.5, -0.5, 0.8, 0.2, 0.8], np.float32)
        yield Chunk("sentiment", batch.times, np.tile(row, (len(batch.times), 1)))

    @classmethod
    def relate(cls, tracks, marks):
        track = tracks["sentiment"]
        marked = any(mark.track == MARKED for mark in marks)
        about = [BaselineOrigin.MARKED, 1.0] if marked else [BaselineOrigin.NONE, 0.0]
        row = [0.0, 0.0, 0.8, 0.8, 0.2] if marked else [-0.5, -0.5, 0.8, 0.2, 0.8]
        channels = (*CHANNELS, "baseline", "baseline_seconds")
        seen = Track(TrackSpec("sentiment", "Vocal emotion", TrackKind.CURVE, channels, low=-1.0))
        seen.append(
            Chunk("sentiment", track.times, np.tile(np.array([*row, *about], np.float32), (len(track), 1)))
        )
        return {"sentiment": seen}

    @classmethod
    def derive(cls, tracks, thresholds, duration):
        track = tracks["sentiment"]
        if not len(track):
            return []
        label = "neutral" if track.column("neutral")[0] > 0.5 else "sad"
        return [Segment(0.0, duration, "sentiment", label, 0.8)]


@pytest.fixture
def opened(window, analyzers, settled, clip):
    analyzers.add(Sad)
    window.open([clip])
    file = settled()
    return window, file, window.workspace.timeline.view.lane("sentiment")


def labels(file):
    return [segment.label for segment in file.segments if segment.track == "sentiment"]


def kept(file):
    with open_store() as store:
        return apply([], [Edit.from_json(body) for body in store.edits(file.document.stored)])


def test_nothing_can_be_marked_without_a_selection(opened):
    window, _, _ = opened
    assert not window.commands["mark_neutral"].isEnabled()
    assert not window.commands["forget_neutral"].isEnabled()
    window.workspace.transport.select(0.5, 1.5)
    assert window.commands["mark_neutral"].isEnabled()


def test_the_lane_and_the_segments_follow_a_mark(opened, settled):
    window, file, lane = opened
    assert isinstance(lane, SentimentLane)
    assert labels(file) == ["sad"]
    window.workspace.transport.select(0.5, 1.5)
    window.commands["mark_neutral"].trigger()
    settled()
    assert labels(file) == ["neutral"]
    assert lane.values_at(1.0) == [0.0, 0.0]
    assert [row.label for row in lane.rows(1.0)][-1] == "baseline set"
    assert "relative to the speaker baseline, set from 1 s" in lane.tooltip_at(1.0, 0.0)
    (mark,) = kept(file)
    assert (mark.start, mark.end, mark.track) == (0.5, 1.5, MARKED)


def test_a_mark_can_be_forgotten(opened, settled):
    window, file, lane = opened
    window.workspace.transport.select(0.5, 1.5)
    window.commands["mark_neutral"].trigger()
    settled()
    window.workspace.transport.clear_selection()
    window.workspace.transport.seek(1.0)
    window.commands["forget_neutral"].trigger()
    settled()
    assert labels(file) == ["sad"]
    assert lane.values_at(1.0) == [-0.5, -0.5]
    assert kept(file) == []
    assert not window.commands["forget_neutral"].isEnabled()


def test_a_mark_is_there_when_the_file_is_opened_again(opened, settled):
    window, file, _ = opened
    path = file.location
    window.workspace.session.edit(file, AddSegment(Segment(0.2, 0.8, MARKED, "neutral voice", 1.0)))
    settled()
    window.workspace.session.remove(file)
    window.open([path])
    again = settled()
    assert labels(again) == ["neutral"]
    lane = window.workspace.timeline.view.lane("sentiment")
    assert lane.values_at(1.0) == [0.0, 0.0]


def test_a_mark_is_kept_also_when_the_window_closes_at_once(opened):
    window, file, _ = opened
    window.workspace.session.edit(file, AddSegment(Segment(0.2, 0.8, MARKED, "neutral voice", 1.0)))
    window.close()
    assert [mark.start for mark in kept(file)] == [0.2]


def test_a_mark_that_cannot_be_kept_is_told(qtbot, opened, settled, monkeypatch):
    window, file, _ = opened

    def full(*_):
        raise StoreError(Message("The disk is full."), Message("Make room."))

    monkeypatch.setattr(Store, "add_edit", full)
    with qtbot.waitSignal(window.workspace.session.failed) as told:
        window.workspace.session.edit(file, AddSegment(Segment(0.2, 0.8, MARKED, "neutral voice", 1.0)))
    assert str(told.args[1].message) == "The disk is full."
    settled()
    assert not window.workspace.session.busy
