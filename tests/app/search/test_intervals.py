"""Unions and intersections of spans, against points in time that are looked at one by one."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.search.intervals import Match, intersection, match_of, union
from inference.contract.types import Segment

Marks = list[tuple[int, int, int]]


def spans_of(marks: Marks) -> list[Match]:
    return [
        match_of(Segment(start, start + length, "tags", "dog", score / 8)) for start, length, score in marks
    ]


many = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 12), st.integers(0, 8)), max_size=12).map(
    spans_of
)


def covering(spans: list[Match], time: float) -> list[Match]:
    return [span for span in spans if span.start <= time < span.end]


@given(many)
def test_a_union_is_in_order_apart_and_covers_what_its_parts_do(spans: list[Match]) -> None:
    made = union(spans)
    assert made == sorted(made)
    assert all(one.end <= other.start for one, other in pairwise(made))
    for half in range(160):
        time = half / 2
        parts, whole = covering(spans, time), covering(made, time)
        assert bool(parts) == bool(whole)
        for part in parts:
            assert whole[0].start <= part.start
            assert whole[0].end >= part.end
            assert whole[0].score >= part.score
            assert set(part.segments) <= set(whole[0].segments)
    for whole in made:
        inside = [span for span in spans if whole.start <= span.start and span.end <= whole.end]
        assert whole.score == max(span.score for span in inside)
        assert whole.end == max(span.end for span in inside)
    assert union(made) == made


@given(many, many)
def test_an_intersection_covers_what_both_sides_do(some: list[Match], others: list[Match]) -> None:
    one, other = union(some), union(others)
    made = intersection(one, other)
    assert made == sorted(made)
    assert [(s.start, s.end, s.score) for s in intersection(other, one)] == [
        (s.start, s.end, s.score) for s in made
    ]
    for half in range(160):
        time = half / 2
        left, right, both = (covering(spans, time) for spans in (one, other, made))
        assert len(both) == (1 if left and right else 0)
        if both:
            assert both[0].score == min(left[0].score, right[0].score)
            assert all(s.start <= both[0].end and s.end >= both[0].start for s in both[0].segments)


def at(start: float, end: float, score: float = 0.5) -> Match:
    return match_of(Segment(start, end, "tags", "dog", score))


def test_a_short_span_inside_a_long_one_leaves_its_end_and_its_score() -> None:
    (whole,) = union([at(0, 10, 0.9), at(2, 3, 0.2)])
    assert (whole.start, whole.end, whole.score) == (0, 10, 0.9)


def test_spans_that_only_touch_stay_apart_but_a_marker_counts_where_it_stands() -> None:
    assert len(union([at(0, 1), at(1, 2)])) == 2
    assert len(union([at(0, 1), at(1, 1)])) == 1
    assert intersection([at(0, 1)], [at(1, 2)]) == []
    assert [(s.start, s.end) for s in intersection([at(0, 2)], [at(1, 1)])] == [(1, 1)]
    assert [(s.start, s.end) for s in intersection([at(0, 2)], [at(2, 2)])] == [(2, 2)]


def test_a_segment_that_reaches_the_edge_of_a_match_is_held() -> None:
    before, marker, after = at(0, 1), at(1, 1), at(1, 3)
    (whole,) = union([before, marker])
    (met,) = intersection([whole], [marker])
    assert set(met.segments) == {*before.segments, *marker.segments}
    (met,) = intersection([after], [marker])
    assert set(met.segments) == {*after.segments, *marker.segments}
