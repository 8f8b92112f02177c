"""What holds for any edits of any segments: they are undone, read back, in order, and shots leave no gap."""

import json
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from app.edits import (
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    Edit,
    MergeSegments,
    MoveCut,
    Origin,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SetThreshold,
    SplitSegment,
    active,
    apply,
    correct,
    inverse,
    limits,
    read_edits,
)
from inference.contract.types import Segment

LENGTH = 40

times = st.integers(0, LENGTH).map(float)
labels = st.sampled_from(["dog", "cat"])


@st.composite
def segments(draw: st.DrawFn) -> Segment:
    start, end = sorted(draw(st.lists(times, min_size=2, max_size=2, unique=True)))
    return Segment(start, end, "tags", draw(labels), draw(st.integers(1, 8)) / 8)


@st.composite
def shots(draw: st.DrawFn) -> list[Segment]:
    cuts = sorted(draw(st.sets(st.integers(1, LENGTH - 1), max_size=5)))
    return [
        Segment(float(start), float(end), "shots", "cut", 0.5) for start, end in pairwise([0, *cuts, LENGTH])
    ]


@st.composite
def splits(draw: st.DrawFn) -> SplitSegment:
    whole = draw(segments())
    return SplitSegment(whole, (whole.start + whole.end) / 2)


found = st.tuples(st.lists(segments(), max_size=6), shots()).map(lambda pair: sorted([*pair[0], *pair[1]]))
of_segments = st.one_of(
    segments().map(AddSegment),
    segments().map(RemoveSegment),
    segments().map(AcceptSegment),
    st.builds(ReplaceSegment, segments(), segments()),
    splits(),
    st.builds(MergeSegments, st.tuples(segments(), segments()), labels),
)
of_cuts = st.one_of(
    st.builds(AddCut, st.just("shots"), times, st.just("cut")),
    st.builds(AcceptCut, st.just("shots"), times, st.just("cut"), st.just(0.5)),
    st.builds(RemoveCut, st.just("shots"), times),
    st.builds(MoveCut, st.just("shots"), times, times, st.just("cut")),
)
of_limits = st.builds(
    SetThreshold, st.just("tags"), st.sampled_from(["high", "low"]), st.none() | st.floats(0, 1)
)
single = st.one_of(of_segments, of_cuts, of_limits)
edits = st.lists(
    st.one_of(single, st.lists(single, min_size=1, max_size=3).map(lambda parts: CompoundEdit(tuple(parts)))),
    max_size=6,
)


@given(found, edits, edits)
def test_undoing_what_came_after_gives_what_was_before(
    machine: list[Segment], before: list[Edit], after: list[Edit]
) -> None:
    undone = [*before, *after, *(inverse(edit) for edit in reversed(after))]
    assert active(undone) == active(before)
    assert correct(machine, undone) == correct(machine, before)
    assert limits(undone) == limits(before)
    again = [*undone, *(inverse(edit) for edit in undone[len(before) + len(after) :])]
    assert correct(machine, again) == correct(machine, [*before, *after])


@given(found, edits)
def test_edits_are_read_back_as_they_were_written(machine: list[Segment], made: list[Edit]) -> None:
    back = read_edits([json.loads(json.dumps(edit.to_json())) for edit in made])
    assert back == made
    assert [edit.id for edit in back] == [edit.id for edit in made]
    assert correct(machine, back) == correct(machine, made)


@given(found, edits)
def test_segments_are_in_order_and_the_users_are_among_them(machine: list[Segment], made: list[Edit]) -> None:
    edited = correct(machine, made)
    assert edited.segments == sorted(edited.segments)
    assert edited.segments == apply(machine, made)
    assert set(edited.origins) <= set(edited.segments)
    for segment in set(edited.segments) - set(machine):
        assert edited.origin(segment) is not Origin.MACHINE or segment.track == "shots"


@given(shots(), st.lists(of_cuts, max_size=6))
def test_shots_cover_the_film_without_gap_or_overlap_whatever_is_cut(
    machine: list[Segment], made: list[Edit]
) -> None:
    edited = apply(machine, made)
    assert (edited[0].start, edited[-1].end) == (0.0, LENGTH)
    assert all(one.end == other.start for one, other in pairwise(edited))
    assert all(shot.end > shot.start for shot in edited)


@given(found, of_cuts)
def test_a_cut_that_is_changed_twice_is_as_if_changed_once(machine: list[Segment], edit: Edit) -> None:
    again = Edit.from_json({**edit.to_json(), "id": "again"})
    assert apply(machine, [edit, again]) == apply(machine, [edit])
