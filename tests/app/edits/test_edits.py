"""Edits are reversible, and find what they mean again after a new run."""

import json

import pytest

from app.edits import (
    MARKERS,
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    Color,
    CompoundEdit,
    Edit,
    Marker,
    MergeSegments,
    MoveCut,
    Origin,
    RemoveCut,
    RemoveSegment,
    ReplaceSegment,
    SetThreshold,
    SplitSegment,
    Undo,
    active,
    apply,
    correct,
    from_json,
    inverse,
    limits,
    markers_of,
    read,
    to_json,
    track_of,
)
from inference.contract.types import Segment

DOG = Segment(1.0, 2.0, "tags", "dog", 0.8)
CAT = Segment(3.0, 4.0, "tags", "cat", 0.7)
SHOTS = [
    Segment(0.0, 4.0, "shots", "start", 1.0),
    Segment(4.0, 6.0, "shots", "cut", 0.9),
    Segment(6.0, 9.0, "shots", "dissolve", 0.6),
]
EDITS: list[Edit] = [
    AddSegment(Segment(5.0, 6.0, "tags", "fox", 1.0)),
    RemoveSegment(DOG),
    ReplaceSegment(CAT, Segment(3.5, 4.0, "tags", "lynx", 1.0)),
    SplitSegment(DOG, 1.25),
    MergeSegments((DOG, CAT), "pets"),
    AddCut("shots", 5.0, "cut"),
    RemoveCut("shots", 4.0),
    MoveCut("shots", 4.0, 4.04, "cut"),
    CompoundEdit((RemoveSegment(DOG), RemoveSegment(CAT))),
]


def times(segments):
    return [(segment.start, segment.end, segment.label) for segment in segments]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_and_its_inverse_change_nothing(edit: Edit) -> None:
    whole = sorted([DOG, CAT, *SHOTS])
    assert apply(whole, [edit]) != whole
    assert apply(whole, [edit, inverse(edit)]) == whole
    assert apply(whole, [edit, (undo := inverse(edit)), inverse(undo)]) == apply(whole, [edit])


@pytest.mark.parametrize(
    "edit",
    [
        *EDITS,
        AcceptSegment(DOG),
        AcceptCut("shots", 4, "cut", 0.9),
        SetThreshold("tags", "x", None),
        Undo("a"),
    ],
)
def test_an_edit_survives_json(edit: Edit) -> None:
    again = from_json(json.loads(json.dumps(to_json(edit))))
    assert again == edit
    assert again.id == edit.id


def test_what_an_older_version_wrote_is_read_and_what_a_newer_one_wrote_is_left_out():
    old = {"kind": "remove", "segment": {"start": 1, "end": 2, "track": "tags", "label": "dog", "score": 0.8}}
    edits = read([old, {"kind": "transmute", "into": "gold"}, old])
    assert edits == [RemoveSegment(DOG), RemoveSegment(DOG)]
    assert edits[0].id != edits[1].id


def test_a_rejected_segment_stays_away_when_its_edges_move() -> None:
    moved = Segment(0.9, 2.2, "tags", "dog", 0.75)
    assert apply([moved, CAT], [RemoveSegment(DOG)]) == [CAT]


def test_a_rejected_segment_stays_away_when_a_threshold_breaks_it_up() -> None:
    pieces = [Segment(1.0, 1.3, "tags", "dog", 0.9), Segment(1.6, 1.9, "tags", "dog", 0.9)]
    assert apply([*pieces, CAT], [RemoveSegment(DOG)]) == [CAT]


def test_an_edit_of_something_gone_leaves_the_rest() -> None:
    assert apply([CAT], [RemoveSegment(DOG)]) == [CAT]


def test_of_two_alike_the_nearer_is_meant() -> None:
    long = Segment(0.0, 9.0, "tags", "dog", 0.5)
    assert apply([long, DOG], [RemoveSegment(DOG)]) == [long]


def test_what_is_accepted_stays_as_it_was_whatever_is_found():
    for found in ([], [DOG], [Segment(0.8, 2.5, "tags", "dog", 0.6)]):
        made = correct(found, [AcceptSegment(DOG)])
        assert made.segments == [DOG]
        assert made.origin(DOG) is Origin.ACCEPTED
    assert correct([CAT], [AcceptSegment(DOG)]).origin(CAT) is Origin.MACHINE


def test_what_was_made_by_hand_is_not_found_a_second_time():
    drawn = Segment(1.2, 2.2, "tags", "dog", 1.0)
    made = correct([DOG], [AddSegment(drawn)])
    assert made.segments == [drawn]
    assert made.origin(drawn) is Origin.HANDMADE


def test_later_edits_find_what_earlier_ones_made():
    lynx = Segment(3.0, 4.0, "tags", "lynx", 1.0)
    edits = [ReplaceSegment(CAT, lynx), SplitSegment(lynx, 3.5)]
    first, second = Segment(3.0, 3.5, "tags", "lynx", 1.0), Segment(3.5, 4.0, "tags", "lynx", 1.0)
    assert apply([CAT], edits) == [first, second]
    assert apply([CAT], [*edits, RemoveSegment(first)]) == [second]
    assert apply([CAT], [*edits, MergeSegments((first, second), "lynx")]) == [lynx]


def test_several_edits_are_undone_as_one():
    both = CompoundEdit((RemoveSegment(DOG), CompoundEdit((RemoveSegment(CAT),))))
    assert active([both]) == [RemoveSegment(DOG), RemoveSegment(CAT)]
    assert active([both, AcceptSegment(DOG), Undo(both.id)]) == [AcceptSegment(DOG)]


def test_shots_keep_no_gap():
    assert times(apply(SHOTS, [RemoveCut("shots", 4.0)])) == [(0, 6, "start"), (6, 9, "dissolve")]
    assert times(apply(SHOTS, [AddCut("shots", 2.0, "cut")]))[:2] == [(0, 2, "start"), (2, 4, "cut")]
    assert times(apply(SHOTS, [MoveCut("shots", 4.0, 4.04, "cut")]))[:2] == [
        (0, 4.04, "start"),
        (4.04, 6, "cut"),
    ]
    outside = [AddCut("shots", 9.5, "cut"), RemoveCut("shots", 0.0), RemoveCut("shots", 5.0)]
    assert apply(SHOTS, outside) == SHOTS


def test_a_cut_that_was_judged_is_the_same_one_after_a_new_run():
    moved = [Segment(0.0, 4.04, "shots", "start", 1.0), Segment(4.04, 9.0, "shots", "cut", 0.7)]
    assert times(apply(moved, [RemoveCut("shots", 4.0)])) == [(0, 9, "start")]
    accepted = correct(moved[:1], [AcceptCut("shots", 2.0, "cut", 0.5)])
    assert times(accepted.segments) == [(0, 2, "start"), (2, 4.04, "cut")]
    assert [accepted.origin(shot) for shot in accepted.segments] == [Origin.MACHINE, Origin.ACCEPTED]
    walked = [MoveCut("shots", 4.0, 3.96, "cut"), MoveCut("shots", 3.96, 3.92, "cut")]
    assert times(apply(moved, walked)) == [(0, 3.92, "start"), (3.92, 9, "cut")]


def test_thresholds_hold_until_they_are_reset_or_undone():
    edits: list[Edit] = [SetThreshold("tags", "confidence", 0.9), SetThreshold("tags", "confidence", 0.4)]
    assert limits(edits) == {"tags": {"confidence": 0.4}}
    assert limits([*edits, inverse(edits[1])]) == {"tags": {"confidence": 0.9}}
    assert limits([*edits, SetThreshold("tags", "confidence", None)]) == {}
    assert apply([DOG], edits) == [DOG]


def test_notes_and_markers_are_told_from_what_was_found():
    marker = Segment(1.0, 1.0, track_of(Color.FUCHSIA), "", 1.0)
    note = Segment(2.0, 3.0, "notes", "her best take", 1.0)
    segments = apply([DOG], [AddSegment(marker), AddSegment(note)])
    assert markers_of(segments) == [Marker(1.0, 1.0, "", Color.FUCHSIA), Marker(2.0, 3.0, "her best take")]
    green = Segment(1.0, 1.0, f"{MARKERS}.green", "go", 1.0)
    assert markers_of(apply(segments, [ReplaceSegment(marker, green)]))[0].color is Color.GREEN
    assert apply(segments, [RemoveSegment(marker), RemoveSegment(note)]) == [DOG]
