"""A first look has an identity of its own: it never passes for a whole analysis, nor replaces one."""

from app.media.location import Location
from app.pipeline import AnalysisOptions, Done, Note, Opened, analyze
from app.pipeline.planning import FIRST_LOOK, requested_analyzers
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from tests.app.pipeline.fakes import DEMO, FRAMES, Doubled, Level, Light, NoSessions


class Seldom(Light):
    """Light, but for a first look now and then only."""

    fast = {"rate": 2.0}

    @classmethod
    def wants(cls, params):
        from inference.contract.types import FrameSpec

        rate = params.get("rate")
        return FrameSpec(16, 9, float(rate) if rate else None)


SELDOM = AnalyzerRegistry((Seldom, Level, Doubled))


def run(store, *, fast: bool, force: bool = False, only=("light", "level")):
    return list(
        analyze(DEMO, store, NoSessions(), AnalysisOptions(only=only, fast=fast, force=force), None, SELDOM)
    )


def todo(events) -> tuple[str, ...]:
    (opened,) = [event for event in events if isinstance(event, Opened)]
    return opened.todo


def kept(store) -> dict[str, int]:
    media = store.known(Location.of(DEMO))
    return {run.analyzer: len(store.tracks(run)[0]) for run in store.runs(media)}


def test_a_first_look_is_done_anew_by_a_whole_analysis(store) -> None:
    first = run(store, fast=True)
    assert Note(FIRST_LOOK) in first
    assert kept(store)["light"] < FRAMES / 10
    again = run(store, fast=False)
    # What is heard is the same in both.
    assert todo(again) == ("light",)
    assert Note(FIRST_LOOK) not in again
    assert kept(store)["light"] == FRAMES


def test_a_whole_analysis_is_not_replaced_by_a_first_look(store) -> None:
    run(store, fast=False)
    again = run(store, fast=True)
    assert todo(again) == ()
    assert isinstance(again[-1], Done)
    assert again[-1].status == "cached"
    assert kept(store)["light"] == FRAMES


def test_a_first_look_twice_is_one(store) -> None:
    run(store, fast=True)
    assert todo(run(store, fast=True)) == ()


def test_a_first_look_can_be_forced(store) -> None:
    run(store, fast=False)
    assert todo(run(store, fast=True, force=True)) == ("light", "level")
    assert kept(store)["light"] < FRAMES / 10


def test_its_run_says_what_it_is_and_others_do_not(store) -> None:
    run(store, fast=True)
    runs = {run.analyzer: run for run in store.runs(store.known(Location.of(DEMO)))}
    assert FIRST_LOOK in runs["light"].notes
    assert runs["light"].params["fast"]
    assert FIRST_LOOK not in runs["level"].notes
    assert "fast" not in runs["level"].params


def test_what_is_slow_is_left_out_unless_it_is_named() -> None:
    usual = {kind.key for kind in requested_analyzers(())}
    first = {kind.key for kind in requested_analyzers((), fast=True)}
    assert first == {key for key in usual if ANALYZERS[key].fast is not None}
    assert {"shots", "tags", "faces", "voice", "loudness"} <= first
    assert not {"transcript", "speakers", "sentiment"} & first
    assert "transcript" in {kind.key for kind in requested_analyzers(("transcript",), fast=True)}


def test_none_that_runs_in_a_first_look_drags_in_what_is_left_out() -> None:
    for kind in requested_analyzers((), fast=True):
        assert kind.fast is not None, kind.key
