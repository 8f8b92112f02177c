"""A store of its own, and analyzers with known answers, for each test."""

import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

import app.media.decode
from app.store import Store, open_store
from inference.contract.analyzer_registry import AnalyzerRegistry
from tests.app.pipeline.fakes import Doubled, Level, Light


@pytest.fixture
def analyzers() -> AnalyzerRegistry:
    """What is known; tests may add to it."""
    return AnalyzerRegistry((Light, Level, Doubled))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with open_store(tmp_path / "store.sqlite") as opened:
        yield opened


@pytest.fixture
def canceled() -> threading.Event:
    return threading.Event()


@pytest.fixture
def decodes(monkeypatch: pytest.MonkeyPatch) -> Counter[str]:
    """How often pictures and sound are decoded."""
    counted: Counter[str] = Counter()

    def count(name: str):
        real = getattr(app.media.decode, name)

        def counting(*args, **kwargs):
            counted[name] += 1
            return real(*args, **kwargs)

        monkeypatch.setattr(app.media.decode, name, counting)

    count("read_pictures")
    count("read_sound")
    return counted
