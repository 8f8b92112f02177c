"""Who makes which track, what counts for a role, and which plug-ins cannot stand beside the others."""

import pytest

from inference.contract.analyzer import Analyzer
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.presentation import Role, SegmentTrack
from inference.contract.track import Track
from inference.contract.types import AudioSpec, Segment, TrackKind, TrackSpec


def kind(key: str, role: Role | None = None, **declared) -> type[Analyzer]:
    """An analyzer that makes one track."""
    made = {
        "key": key,
        "title": key.title(),
        "version": 1,
        "makes": (TrackSpec(key, key.title(), TrackKind.CURVE, ("score",), role=role),),
        "wants": classmethod(lambda cls, params: AudioSpec(8000, 800, 800)),
        "feed": lambda self, batch, tracks: (),
        "derive": classmethod(lambda cls, tracks, thresholds, duration: []),
    }
    return type(key.title(), (Analyzer,), made | declared)


EARLY = kind("early", Role.MOOD, order=1)
LATE = kind("late", Role.MOOD, order=2)


def test_the_first_that_is_there_counts_for_a_role():
    known = AnalyzerRegistry((LATE, EARLY))
    assert known.tracks_of(Role.MOOD) == ("early", "late")
    late, early = (Track(one.makes[0]) for one in (LATE, EARLY))
    assert known.with_roles({"late": late})[Role.MOOD] is late
    assert known.with_roles({"late": late, "early": early})[Role.MOOD] is early
    assert known.first(Role.SPEECH, {"late", "early"}) is None
    found = [Segment(0.0, 1.0, track, "sad", 0.9) for track in ("early", "late")]
    assert known.segments_of(Role.MOOD, found) == found[:1]
    assert known.segments_of(Role.MOOD, found[1:]) == found[1:]
    assert known.segments_of(Role.MOOD, found[1:], {"early"}) == [], "what ran and found nothing counts"


def test_what_is_used_is_found_by_its_role_and_stands_before():
    user = kind("user", uses=(Role.MOOD,), order=0)
    known = AnalyzerRegistry((user, LATE, EARLY))
    assert known.used_by(user) == ("early",)
    assert known.dependencies(["user"]) == ["early", "user"]


def test_a_track_belongs_to_who_makes_it():
    marked = kind("marked", segment_tracks=(SegmentTrack("marked.by", "Marked", Role.BASELINE),))
    known = AnalyzerRegistry((marked, EARLY))
    assert known.maker_of("marked.by") is marked
    assert known.role_of("marked.by") is Role.BASELINE
    assert known.role_of("marked") is None
    assert known.maker_of("other") is None


@pytest.mark.parametrize(
    ("other", "reason"),
    [
        (kind("early"), "has the key 'early', which is taken"),
        (kind("thief", makes=EARLY.makes), "The track 'early' is made by 'early' already."),
        (kind("stray", makes=(TrackSpec("away", "", TrackKind.CURVE, ("x",)),)), "has to be called 'stray'"),
    ],
)
def test_what_cannot_stand_beside_the_others_is_refused(other, reason):
    known = AnalyzerRegistry((EARLY,))
    with pytest.raises(ValueError, match=reason):
        known.add(other)
    assert list(known) == ["early"]


def test_what_is_missing_and_what_needs_itself_is_told():
    known = AnalyzerRegistry((EARLY,))
    lonely = kind("lonely", uses=(Role.SPEECH,))
    assert known.unmet(lonely, known) == "'lonely' uses 'speech', which nothing makes."
    one, two = kind("one", uses=("two",)), kind("two", uses=("one",))
    assert "'one' needs itself" in known.unmet(one, {"one": one, "two": two})
    assert known.unmet(EARLY, {"early": EARLY, "one": one, "two": two}) == ""
