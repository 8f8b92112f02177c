"""What a screen reader finds when it walks through a timeline."""

import gc
from collections.abc import Iterator

import numpy as np
import pytest
from PySide6.QtCore import QEvent
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QApplication

from inference.contract.types import Segment
from tests.widgets.known import make_track, sentiment_track
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.groups import StackGroup
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

NAME, VALUE = QAccessible.Text.Name, QAccessible.Text.Value


def shots(*spans):
    return [Segment(a, b, "shots", f"shot {a}", 0.8) for a, b in spans]


@pytest.fixture
def heard() -> Iterator[None]:
    """Something reads the screen."""
    QAccessible.setActive(True)
    yield
    QAccessible.setActive(False)


@pytest.fixture
def lanes(heard, timeline):
    """Shots and a level in one group, sentiment in another."""
    timeline.stack.set_groups((StackGroup("g:seen", "Video"), StackGroup("g:felt", "Felt")))
    seen: list[SegmentLane | CurveLane] = [SegmentLane("shots", "Shots", shots((0, 20), (20, 50), (60, 70)))]
    seen.append(CurveLane(make_track("level", np.arange(100), np.linspace(0, 1, 100))))
    felt = SentimentLane(sentiment_track())
    felt.set_segments([Segment(1.0, 4.0, "sentiment", "happy", 0.9)])
    for lane, group in ((seen[0], "g:seen"), (seen[1], "g:seen"), (felt, "g:felt")):
        lane.group = group
        timeline.add_lane(lane)
    timeline.flush()
    return timeline


def tree(view) -> dict[str, list[str]]:
    found = QAccessible.queryAccessibleInterface(view.canvas)
    rows = [found.child(number) for number in range(found.childCount())]
    return {row.text(NAME): [row.child(n).text(NAME) for n in range(row.childCount())] for row in rows}


def test_lanes_and_their_segments_are_walked_through(lanes):
    assert tree(lanes) == {
        "Video": [],
        "Shots": [
            "0:00.00, shot 0 · 20.00 s · 80%",
            "0:20.00, shot 20 · 30.00 s · 80%",
            "1:00.00, shot 60 · 10.00 s · 80%",
        ],
        "Level": [],
        "Felt": [],
        "Sentiment": ["0:01.00, happy · 3.00 s · 90%"],
    }
    lanes.set_formatter(lambda time: f"{time:g}s")
    assert tree(lanes)["Sentiment"] == ["1s, happy · 3.00 s · 90%"]


def test_what_is_folded_or_replaced_is_no_longer_there(lanes):
    assert len(tree(lanes)) == 5
    lanes.stack.set_folded(True, "g:seen")
    assert list(tree(lanes)) == ["Video", "Felt", "Sentiment"]
    lanes.stack.set_folded(False, "g:seen")
    lanes.lane("shots").set_segments(shots((5, 6)))
    assert tree(lanes)["Shots"] == ["0:05.00, shot 5 · 1.00 s · 80%"]
    lanes.remove_lane("shots")
    gc.collect()
    assert list(tree(lanes)) == ["Video", "Level", "Felt", "Sentiment"]
    lanes.clear()
    assert tree(lanes) == {}


def test_each_knows_where_it_stands_and_what_is_current(lanes, transport):
    found = QAccessible.queryAccessibleInterface(lanes.canvas)
    assert QAccessible.queryAccessibleInterface(lanes.canvas.viewport()) is not found
    row = found.child(1)
    second = row.child(1)
    assert second.parent() is row
    assert row.indexOfChild(second) == 1
    assert found.indexOfChild(row) == 1
    assert row.rect().contains(second.rect())
    assert row.childAt(*second.rect().center().toTuple()) is second
    width = lanes.canvas.width()
    assert second.rect().width() == pytest.approx(0.3 * width, abs=2)
    transport.set_view(60, 100)
    assert second.state().offscreen
    assert not row.child(2).state().offscreen
    transport.tick(65)
    assert row.text(VALUE) == "shot 60"
    lanes.stack.set_current("shots")
    assert found.focusChild() is row
    assert row.state().focused
    assert not found.child(2).state().focused
    lanes.stack.set_folded(True)
    assert found.child(0).state().collapsed


def test_timelines_come_and_go(heard, qtbot):
    for number in range(5):
        view = TimelineView(Transport())
        view.add_lane(SegmentLane("shots", "Shots", shots((number, 20))))
        view.show()
        assert len(tree(view)["Shots"]) == 1
        view.clear()
        view.add_lane(SegmentLane("shots", "Shots", shots((1, 2), (3, 4))))
        assert len(tree(view)["Shots"]) == 2
        view.clear()
        view.close()
        view.deleteLater()
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        del view
        gc.collect()
