"""A day costs no more than an hour: rows read, spans looked at and things drawn are counted."""

import pytest

from inference.contract.track import Track
from tests.widgets.bench_timeline import HOUR, lane_of
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.interval_index import IntervalIndex
from widgets.timeline.lanes.segments import SegmentLane
from widgets.timeline.lanes.sentiment import SentimentLane
from widgets.timeline.lanes.tags import TagsLane
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

KINDS = 9


@pytest.fixture
def read(monkeypatch) -> list[int]:
    """Rows that tracks gave out."""
    rows: list[int] = []
    whole = Track.read

    def counted(self, start, end, points):
        part = whole(self, start, end, points)
        rows.append(len(part.times))
        return part

    monkeypatch.setattr(Track, "read", counted)
    return rows


def timeline(qtbot, hours: float) -> TimelineView:
    transport = Transport()
    transport.set_duration(hours * HOUR)
    view = TimelineView(transport)
    qtbot.addWidget(view)
    for number in range(KINDS):
        view.add_lane(lane_of(number, hours * HOUR))
    view.resize(1000, 1200)
    with qtbot.waitExposed(view):
        view.show()
    view.flush()
    return view


def spans_of(view: TimelineView) -> list[IntervalIndex]:
    lanes = view.lanes()
    strips = [lane._strip for lane in lanes if isinstance(lane, TagsLane | SentimentLane)]
    return [lane.spans for lane in lanes if isinstance(lane, SegmentLane)] + [each.spans for each in strips]


def looked_at(view: TimelineView) -> int:
    return sum(each.looked_at for each in spans_of(view))


def work(view: TimelineView, read: list[int], span: float) -> tuple[int, int, int]:
    """Rows, spans and things drawn of ten frames of a pan."""
    middle = view.transport.duration / 2
    view.transport.set_view(middle - span / 2, middle + span / 2)
    view.flush()
    read.clear()
    spans = drawn = 0
    for _ in range(10):
        view.transport.pan(0.01 * span)
        view.flush()
        spans += looked_at(view)
        drawn += sum(lane.drawn for lane in view.in_sight())
    return sum(read), spans, drawn


def test_a_pan_over_a_day_costs_what_one_over_an_hour_does(qtbot, read):
    hour, day = timeline(qtbot, 1.0), timeline(qtbot, 24.0)
    assert len(day.in_sight()) == len(hour.in_sight()) == KINDS
    for span in (20.0, 300.0, 3000.0):
        for a_day, an_hour in zip(work(day, read, span), work(hour, read, span), strict=True):
            assert 0 < a_day <= 1.05 * an_hour
    pixels = day.canvas.width()
    rows, spans, drawn = work(day, read, 20 * HOUR)
    curves = sum(isinstance(lane, CurveLane | HeatLane) for lane in day.lanes())
    assert rows <= 10 * curves * (pixels + 20)
    assert spans <= 10 * KINDS * 5 * pixels
    assert drawn <= 10 * KINDS * 8 * pixels

    read.clear()
    for each in spans_of(day):
        each.looked_at = 0
    for lane in day.lanes():
        lane.value_at(12 * HOUR + 1.0)
        lane.tooltip_at(12 * HOUR + 1.0, 5.0)
    assert sum(read) == 0
    assert 0 < looked_at(day) <= 10 * KINDS
