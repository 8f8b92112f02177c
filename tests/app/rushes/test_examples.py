"""The examples in the documentation of the API run and print what they say."""

import doctest
import inspect
import shutil
from pathlib import Path

import pytest

import rushes
from tests.app.pipeline.fakes import DEMO

WITH_EXAMPLES = (
    "Analyzer",
    "Document",
    "Exporter",
    "Library",
    "Segment",
    "Track",
    "analyze",
    "analyzers",
    "export",
    "exporters",
    "open_library",
)


def examples() -> list[doctest.DocTest]:
    """Give those of the package and of everything that it offers, methods too."""
    finder = doctest.DocTestFinder(exclude_empty=True)
    found = finder.find(rushes, "rushes", globs={})[:1]
    for name in rushes.__all__:
        thing = getattr(rushes, name)
        found += finder.find(thing, f"rushes.{name}", module=inspect.getmodule(thing), globs={})
    return [test for test in found if test.examples]


EXAMPLES = {test.name: test for test in examples()}


@pytest.fixture(scope="module")
def analyzed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with the clip of the examples, and a home that knows of it what they take for known."""
    folder = tmp_path_factory.mktemp("examples")
    shutil.copy(DEMO, folder / "demo.mp4")
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(folder)
        patch.setenv("RUSHES_HOME", str(folder / "home"))
        rushes.analyze("demo.mp4", only="loudness")
    return folder


@pytest.mark.parametrize("name", EXAMPLES)
def test_an_example_prints_what_it_says(
    name: str, analyzed: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = tmp_path / "copy"
    shutil.copytree(analyzed / "home", home)
    monkeypatch.setenv("RUSHES_HOME", str(home))
    monkeypatch.chdir(analyzed)
    told: list[str] = []
    test = EXAMPLES[name]
    test.globs = {"rushes": rushes}
    doctest.DocTestRunner().run(test, out=told.append, clear_globs=False)
    assert not told, "".join(told)


@pytest.mark.parametrize("name", WITH_EXAMPLES)
def test_what_scripts_begin_with_has_an_example(name: str) -> None:
    assert any(found == f"rushes.{name}" for found in EXAMPLES)


@pytest.mark.parametrize("name", rushes.__all__)
def test_everything_says_what_it_is(name: str) -> None:
    assert inspect.getdoc(getattr(rushes, name))
