"""Edits are reversible, and find what they mean again after a new run."""

import json
from dataclasses import dataclass, field, replace
from typing import ClassVar

import pytest

from app.edits import (
    MARKERS,
    AcceptCut,
    AcceptSegment,
    AddCut,
    AddSegment,
    CompoundEdit,
    Edit,
    Marker,
    MarkerColor,
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
    inverse,
    limits,
    markers_of,
    read_edits,
    track_of,
)
from app.report.facts.provenance import kinds_of
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
    again = Edit.from_json(json.loads(json.dumps(edit.to_json())))
    assert again == edit
    assert again.id == edit.id


STORED_DOG = '{"start": 1.0, "end": 2.0, "track": "tags", "label": "dog", "score": 0.8}'
STORED_CAT = '{"start": 3.0, "end": 4.0, "track": "tags", "label": "cat", "score": 0.7}'
STORED = f"""
{{"kind": "add", "id": "1", "segment": {STORED_DOG}}}
{{"kind": "remove", "id": "2", "segment": {STORED_DOG}}}
{{"kind": "replace", "id": "3", "old": {STORED_DOG}, "new": {STORED_CAT}}}
{{"kind": "accept", "id": "4", "segment": {STORED_CAT}}}
{{"kind": "split", "id": "5", "segment": {STORED_DOG}, "time": 1.25}}
{{"kind": "merge", "id": "6", "segments": [{STORED_DOG}, {STORED_CAT}], "label": "pets"}}
{{"kind": "add_cut", "id": "7", "track": "shots", "time": 5.0, "label": "cut"}}
{{"kind": "accept_cut", "id": "8", "track": "shots", "time": 4.0, "label": "cut", "score": 0.9}}
{{"kind": "remove_cut", "id": "9", "track": "shots", "time": 4.0}}
{{"kind": "move_cut", "id": "10", "track": "shots", "time": 4.0, "to": 4.04, "label": "cut"}}
{{"kind": "threshold", "id": "11", "analyser": "tags", "name": "confidence", "value": 0.9}}
{{"kind": "together", "id": "12", "edits": [{{"kind": "undo", "id": "13", "of": "1"}}]}}
""".strip().splitlines()
"""Edits as stores of version 0.1.0 have them."""


@pytest.mark.parametrize("line", STORED)
def test_stores_keep_their_form(line: str) -> None:
    (edit,) = read_edits([json.loads(line)])
    assert json.dumps(edit.to_json()) == line


def test_there_is_a_stored_form_of_every_kind_here():
    assert {json.loads(line)["kind"] for line in STORED} | {"undo"} == set(Edit.kinds)


@pytest.fixture
def shift():
    @dataclass(frozen=True, slots=True)
    class Shift(Edit):
        """Moves a segment, as an edit that a later version brings."""

        kind: ClassVar[str] = "shift"
        title: ClassVar[str] = "segments shifted"

        segment: Segment
        by: float = field(metadata={"stored": "seconds"})

        def apply(self, segments):
            old = self.segment
            segments.drop(old)
            segments.put(replace(old, start=old.start + self.by, end=old.end + self.by), Origin.HANDMADE)

    yield Shift
    del Edit.kinds["shift"]


def test_a_new_edit_is_one_class(shift):
    edit = shift(DOG, 0.5)
    body = json.loads(json.dumps(edit.to_json()))
    assert body["seconds"] == 0.5
    assert read_edits([body, CompoundEdit((edit,)).to_json()]) == [edit, CompoundEdit((edit,))]
    made = correct([DOG, CAT], read_edits([body]))
    assert times(made.segments) == [(1.5, 2.5, "dog"), (3, 4, "cat")]
    assert made.origin(made.segments[0]) is Origin.HANDMADE
    assert apply([DOG, CAT], [edit, inverse(edit)]) == [DOG, CAT]
    assert kinds_of([edit, edit]) == {"segments shifted": 2}


def test_two_edits_of_one_kind_are_refused():
    with pytest.raises(TypeError, match="both of the kind 'split'"):

        class Cleave(Edit):
            kind: ClassVar[str] = "split"

    assert Edit.kinds["split"] is SplitSegment


def test_what_an_older_version_wrote_is_read_and_what_a_newer_one_wrote_is_left_out():
    old = {"kind": "remove", "segment": {"start": 1, "end": 2, "track": "tags", "label": "dog", "score": 0.8}}
    edits = read_edits([old, {"kind": "transmute", "into": "gold"}, old])
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
    marker = Segment(1.0, 1.0, track_of(MarkerColor.FUCHSIA), "", 1.0)
    note = Segment(2.0, 3.0, "notes", "her best take", 1.0)
    segments = apply([DOG], [AddSegment(marker), AddSegment(note)])
    assert markers_of(segments) == [
        Marker(1.0, 1.0, "", MarkerColor.FUCHSIA),
        Marker(2.0, 3.0, "her best take"),
    ]
    green = Segment(1.0, 1.0, f"{MARKERS}.green", "go", 1.0)
    assert markers_of(apply(segments, [ReplaceSegment(marker, green)]))[0].color is MarkerColor.GREEN
    assert apply(segments, [RemoveSegment(marker), RemoveSegment(note)]) == [DOG]
