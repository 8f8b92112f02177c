"""What commands on segments mean."""

import pytest

from app.edits import EditedSegments, Origin, active, apply, commands, correct
from app.gui.editing.review_queue import step, uncertain
from inference.analyzers import ANALYZERS
from inference.contract.types import Segment

DOG = Segment(1.0, 2.0, "tags", "dog", 0.75)
CAT = Segment(3.0, 4.0, "tags", "cat", 0.95)
SHOTS = [
    Segment(0.0, 4.0, "shots", "start", 1.0),
    Segment(4.0, 6.0, "shots", "dissolve", 0.9),
    Segment(6.0, 9.0, "shots", "cut", 0.6),
]
MIX = Segment(3.8, 4.2, "shots.transitions", "dissolve", 0.9)
FOUND = sorted([DOG, CAT, MIX, *SHOTS])
KNOWN = EditedSegments(FOUND)


def after(edit):
    return apply(FOUND, [edit])


def starts(segments):
    return [segment.start for segment in segments if segment.track == "shots"]


def test_a_rejected_cut_takes_its_transition_along_and_the_first_shot_stays():
    made = after(commands.reject(SHOTS[:2], KNOWN))
    assert starts(made) == [0.0, 6.0]
    assert MIX not in made
    assert commands.reject(SHOTS[:1], KNOWN) is None


def test_only_what_the_machine_found_can_be_accepted():
    edit = commands.accept([DOG, SHOTS[2]], KNOWN)
    assert edit is not None
    known = correct([CAT, SHOTS[0]], [edit])
    assert known.origin(DOG) is Origin.ACCEPTED
    assert starts(known.segments) == [0.0]
    assert commands.accept([DOG], known) is None


def test_edges_of_shots_are_shared():
    assert starts(after(commands.trim(SHOTS[1], 3.5, 6.5, KNOWN))) == [0.0, 3.5, 6.5]
    assert starts(after(commands.trim(SHOTS[0], 0.0, 4.5, KNOWN))) == [0.0, 4.5, 6.0]
    assert commands.trim(SHOTS[0], 0.5, 4.0, KNOWN) is None, "nothing comes before the first shot"
    trimmed = after(commands.trim(DOG, 1.0, 1.5, KNOWN))
    assert Segment(1.0, 1.5, "tags", "dog", 0.75) in trimmed
    assert DOG not in trimmed


def test_merging_is_by_track_under_the_longest_label():
    long = Segment(5.0, 8.0, "tags", "wolf", 0.8)
    edit = commands.merge([DOG, long, SHOTS[0]])
    assert edit is not None
    (merged,) = apply([DOG, long], [edit])
    assert (merged.start, merged.end, merged.label, merged.score) == (1.0, 8.0, "wolf", 0.8)
    assert starts(after(commands.merge(SHOTS))) == [0.0]
    assert commands.merge([DOG, SHOTS[0]]) is None


def test_a_shot_is_added_by_the_cuts_that_are_missing():
    assert starts(after(commands.add("shots", 5.0, 6.0, "", KNOWN))) == [0.0, 4.0, 5.0, 6.0]
    assert commands.add("shots", 4.0, 6.0, "", KNOWN) is None


def test_relabeling_keeps_shots_without_gaps():
    edit = commands.relabel([DOG, SHOTS[1]], "fade")
    assert edit is not None
    assert len(active([edit])) == 2
    assert [s.label for s in after(edit) if s.track == "shots"] == ["start", "fade", "cut"]
    assert commands.relabel([DOG], "dog") is None


def test_labels_that_may_be_meant_begin_with_those_in_use():
    used = [DOG, CAT, Segment(7.0, 8.0, "tags", "cat", 0.9)]
    assert commands.labels_of("tags", used, ("ant", "cat")) == ["cat", "dog", "ant"]
    assert commands.labels_of("notes", [Segment(1, 1, "notes", "a text", 1.0)]) == []


@pytest.mark.parametrize(
    ("bar", "labels"), [({}, ["dog", "cut"]), ({"tags": {"confidence": 0.85}}, ["dog", "cat", "cut"])]
)
def test_what_is_near_its_threshold_is_uncertain(bar, labels):
    known = EditedSegments(FOUND)
    assert [s.label for s in uncertain(known, ANALYZERS, bar)] == labels
    judged = EditedSegments(FOUND, {DOG: Origin.ACCEPTED})
    assert "dog" not in [s.label for s in uncertain(judged, ANALYZERS, bar)]


def test_walking_stays_on_a_track_while_it_can():
    near = [DOG, SHOTS[2], CAT]
    assert step(near, (0.0, None), 1, "") == DOG
    assert step(near, (0.0, None), 1, "shots") == SHOTS[2]
    assert step(near, (1.0, DOG), 1, "tags") == CAT
    assert step(near, (6.0, SHOTS[2]), -1, "shots") == CAT
    assert step(near, (6.0, SHOTS[2]), 1, "shots") is None
