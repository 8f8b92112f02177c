"""Which analyzers run."""

from types import SimpleNamespace

import pytest

from app.config import folders
from app.pipeline.planning import AnalysisOptions, plan, requested_analyzers
from app.store import open_store
from tests.app.pipeline.fakes import DEMO


def identities(**asked) -> dict[str, str]:
    with open_store(folders().store) as store:
        return {
            task.key: task.identity
            for task in plan(DEMO, store, AnalysisOptions(only=("speakers", "tags"), **asked)).tasks
        }


def test_a_run_of_another_model_is_another_run(monkeypatch: pytest.MonkeyPatch):
    before = identities()
    assert identities() == before
    monkeypatch.setattr("app.pipeline.planning.find_model", lambda name: SimpleNamespace(sha256="0" * 64))
    after = identities()
    assert after["tags"] != before["tags"]
    assert after["speakers"] != before["speakers"]


def test_a_run_upon_another_run_is_another_run(monkeypatch: pytest.MonkeyPatch):
    before = identities()
    after = identities(params={"voice": {"made up": 1.0}})
    assert {key for key in before if before[key] != after[key]} == {"voice", "speakers"}


def test_a_run_of_another_version_audio_track_or_first_look_is_another_run(monkeypatch: pytest.MonkeyPatch):
    from inference.analyzers.tags import Tags

    before = identities()
    first = identities(fast=True)
    assert first["tags"] != before["tags"]
    monkeypatch.setattr(Tags, "version", Tags.version + 1)
    after = identities()
    assert {key for key in before if before[key] != after[key]} == {"tags"}


def test_what_is_switched_on_runs_beside_the_usual():
    usual, more = (
        [one.key for one in requested_analyzers([], also=also)] for also in ((), ("advisory", "of-2030"))
    )
    assert "advisory" not in usual
    assert set(more) - set(usual) == {"advisory"}
    assert [one.key for one in requested_analyzers(["tags"], also=("advisory",))] == ["tags"]
    fast = [one.key for one in requested_analyzers([], also=("advisory", "speech_quality"), fast=True)]
    assert "advisory" in fast
