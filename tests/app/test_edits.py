"""Edits are reversible, and find what they mean again after a new run."""

import json

import pytest

from app.edits import AddSegment, Edit, RemoveSegment, ReplaceSegment, apply, from_json, inverse, to_json
from inference.types import Segment

DOG = Segment(1.0, 2.0, "tags", "dog", 0.8)
CAT = Segment(3.0, 4.0, "tags", "cat", 0.7)
EDITS: list[Edit] = [
    AddSegment(Segment(5.0, 6.0, "tags", "fox", 1.0)),
    RemoveSegment(DOG),
    ReplaceSegment(CAT, Segment(3.5, 4.0, "tags", "lynx", 1.0)),
]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_and_its_inverse_change_nothing(edit: Edit) -> None:
    assert apply([DOG, CAT], [edit]) != [DOG, CAT]
    assert apply([DOG, CAT], [edit, inverse(edit)]) == [DOG, CAT]


@pytest.mark.parametrize("edit", EDITS)
def test_an_edit_survives_json(edit: Edit) -> None:
    assert from_json(json.loads(json.dumps(to_json(edit)))) == edit


def test_a_rejected_segment_stays_away_when_its_edges_move() -> None:
    moved = Segment(0.9, 2.2, "tags", "dog", 0.75)
    assert apply([moved, CAT], [RemoveSegment(DOG)]) == [CAT]


def test_an_edit_of_something_gone_leaves_the_rest() -> None:
    assert apply([CAT], [RemoveSegment(DOG)]) == [CAT]


def test_of_two_alike_the_nearer_is_meant() -> None:
    long = Segment(0.0, 9.0, "tags", "dog", 0.5)
    assert apply([long, DOG], [RemoveSegment(DOG)]) == [long]
