"""Which analyzers run."""

from app.pipeline.planning import chosen


def test_what_is_switched_on_runs_beside_the_usual():
    usual, more = ([one.key for one in chosen([], also=also)] for also in ((), ("advisory", "of-2030")))
    assert "advisory" not in usual
    assert set(more) - set(usual) == {"advisory"}
    assert [one.key for one in chosen(["tags"], also=("advisory",))] == ["tags"]
    fast = [one.key for one in chosen([], also=("advisory", "speech_quality"), fast=True)]
    assert "advisory" in fast
