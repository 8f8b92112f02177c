"""Finding in the window: as one types, in this file or in all, and going there."""

import shutil
from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester

from app.edits import AddSegment
from app.search import search
from app.store import open_store
from inference.contract.types import Segment, TrackKind, TrackSpec
from tests import footage
from tests.app.gui.conftest import WAIT
from tests.app.pipeline.fakes import Level


@pytest.fixture
def two(window, clip, tmp_path, settled):
    """Two files with stretches of their own; the first one is shown."""
    other = tmp_path / "other.mp4"
    footage.counter(other, 50)
    window.open([clip, other])
    settled()
    for file, labels in zip(window.workspace.session.files, (("dog", "laughter"), ("dog",)), strict=True):
        window.workspace.session.show(file)
        settled()
        for number, label in enumerate(labels):
            start = 0.5 + number * 0.4
            window.workspace.session.edit(file, AddSegment(Segment(start, start + 0.8, "tags", label, 0.9)))
    settled()
    window.workspace.session.show(window.workspace.session.files[0])
    settled()
    return window


@pytest.fixture
def typed(qtbot, two):
    """Type something and wait for what comes of it."""
    finder, finding = two.workspace.side_panel.search, two.workspace.side_panel.search_panel

    def type_(text):
        with qtbot.waitSignal(finder.found, timeout=WAIT):
            finding.line.setText(text)
        return [(s.location.name, round(s.start, 1), round(s.end, 1)) for s in finding.model.stretches]

    two.commands["find"].trigger()
    return type_


def test_what_is_typed_is_found_in_all_files_and_in_this_one(qtbot, two, typed):
    finding = two.workspace.side_panel.search_panel
    QAbstractItemModelTester(finding.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert two.workspace.side_panel.currentWidget() is finding
    assert "Words" in finding.summary.text()
    assert sorted(typed("dog")) == [("clip.mp4", 0.5, 1.3), ("other.mp4", 0.5, 1.3)]
    assert finding.summary.text() == "2 results"
    assert typed("dog and laughter") == [("clip.mp4", 0.9, 1.3)]
    assert typed("dog and laug") == [("clip.mp4", 0.9, 1.3)], "a word that is being typed"
    with qtbot.waitSignal(two.workspace.side_panel.search.found, timeout=WAIT):
        finding.here.setChecked(True)
    assert typed("dog") == [("clip.mp4", 0.5, 1.3)]
    assert typed("zebra") == []
    assert "Nothing was found" in finding.summary.text()
    assert not finding.view.isVisible()


class NotCommercial(Level):
    """Rests on weights that are not for commercial use."""

    key = "sentiment"
    title = "Sentiment"
    makes = (TrackSpec("sentiment", "Sentiment", TrackKind.CURVE, ("rms",)),)
    models = ("sentiment",)
    default = False


def test_what_is_found_follows_the_license_in_the_settings(qtbot, two, typed, analyzers):
    analyzers.add(NotCommercial)
    file, finding = two.workspace.session.files[0], two.workspace.side_panel.search_panel
    two.workspace.session.edit(file, AddSegment(Segment(0.2, 0.8, "sentiment", "angry", 0.9)))
    qtbot.waitUntil(lambda: not two.workspace.session.busy, timeout=WAIT)
    assert sorted(typed("angry or laughter")) == [("clip.mp4", 0.2, 0.8), ("clip.mp4", 0.9, 1.7)]
    for allowed, those in (("commercial", {"laughter"}), ("any", {"laughter", "angry"})):
        with qtbot.waitSignal(two.workspace.side_panel.search.found, timeout=WAIT):
            two.workspace.preferences.take(replace(two.workspace.preferences.settings, license=allowed))
        assert {s.labels[0] for s in finding.model.stretches} == those


def test_a_query_that_makes_no_sense_is_told(qtbot, two, typed):
    finding, finder = two.workspace.side_panel.search_panel, two.workspace.side_panel.search
    typed("dog")
    for text, says in (("(dog", "nothing closes"), ("smell:dog", "no")):
        with qtbot.waitSignal(finder.refused, timeout=WAIT):
            finding.line.setText(text)
        assert says in finding.summary.text().lower()
        assert finding.model.rowCount() == 0
    assert not two.workspace.viewer.banner.isVisible()


def test_only_the_last_of_many_queries_is_answered(qtbot, two):
    finding, answers = two.workspace.side_panel.search_panel, []
    two.workspace.side_panel.search.found.connect(answers.append)
    for text in ("laughter", "zebra", "dog"):
        finding.line.setText(text)
        two.workspace.side_panel.search._search()
    qtbot.waitUntil(lambda: bool(answers), timeout=WAIT)
    qtbot.waitUntil(lambda: not two.workspace.session.busy, timeout=WAIT)
    assert [len(found.stretches) for found in answers] == [2]


def test_enter_goes_there_also_in_a_file_that_is_not_open(qtbot, two, typed, settled):
    finding = two.workspace.side_panel.search_panel
    other = two.workspace.session.files[1]
    two.workspace.session.remove(other)
    typed("dog")
    qtbot.keyClick(finding.line, Qt.Key.Key_Down)
    names = [stretch.location.name for stretch in finding.model.stretches]
    if names[0] == "clip.mp4":
        qtbot.keyClick(finding.line, Qt.Key.Key_Down)
    qtbot.keyClick(finding.line, Qt.Key.Key_Return)
    settled()
    assert two.workspace.session.current.location.name == "other.mp4"
    assert two.workspace.transport.position == pytest.approx(0.5)
    two.commands["find_next"].trigger()
    settled()
    assert two.workspace.session.current.location.name == "clip.mp4"
    assert two.workspace.transport.position == pytest.approx(0.5)
    two.workspace.transport.seek(0.0)
    two.commands["find_previous"].trigger()
    settled()
    assert two.workspace.session.current.location.name == "other.mp4"


def test_a_stretch_has_its_picture(qtbot, two, typed):
    finding, posters = two.workspace.side_panel.search_panel, two.workspace.side_panel.poster_frames
    with qtbot.waitSignal(posters.arrived, timeout=WAIT):
        typed("dog")
    qtbot.waitUntil(lambda: len(posters._kept) == 2, timeout=WAIT)
    assert all(picture is not None and picture.width() == 75 for picture in posters._kept.values())
    assert finding.view.isVisible()


def test_pictures_that_are_gone_are_no_trouble(qtbot, two, typed, home):
    shutil.rmtree(home / "cache")
    posters = two.workspace.side_panel.poster_frames
    with qtbot.waitSignal(posters.arrived, timeout=WAIT):
        typed("laughter")
    assert list(posters._kept.values()) == [None]


def test_a_store_from_before_is_read_into_the_index(qtbot, two, typed):
    assert typed("dog")
    with open_store() as store:
        for media in store.all_media():
            store.passages.drop(media.id)
    assert typed("dogs") == []
    with qtbot.waitSignal(two.workspace.side_panel.search.found, timeout=WAIT):
        two.workspace.side_panel.search.update_index()
    assert two.workspace.side_panel.search_panel.model.rowCount() == 2
    assert not two.workspace.side_panel.search_panel.step.isVisible()


def test_what_is_found_is_marked_in_the_timeline_of_the_file_that_is_shown(qtbot, two, typed, settled):
    view = two.workspace.timeline.view
    shown = lambda: [(round(start, 1), round(end, 1)) for start, end in view.ruler.found]  # noqa: E731
    assert shown() == []
    plain = view.ruler.grab().toImage(), view.overview.grab().toImage()
    typed("dog or laughter")
    assert shown() == [(0.5, 1.7)] or shown() == [(0.5, 1.3), (0.9, 1.7)]
    assert (view.ruler.grab().toImage(), view.overview.grab().toImage()) != plain
    color = view.ruler.grab().toImage().pixelColor(round(view.ruler.x_at(0.8)), 1)
    assert color.name() == view.theme.warning
    two.workspace.session.show(two.workspace.session.files[1])
    settled()
    assert shown() == [(0.5, 1.3)]
    with qtbot.waitSignal(two.workspace.side_panel.search.refused, timeout=WAIT):
        two.workspace.side_panel.search_panel.line.setText("(dog")
    assert shown() == []
    typed("dog")
    assert shown() == [(0.5, 1.3)]
    typed("")
    assert shown() == []


def test_marks_are_whole_though_more_was_found_than_is_listed(qtbot, two, typed, settled, monkeypatch):
    real = search
    monkeypatch.setattr(
        "app.gui.search.controller.search", lambda store, query, **how: real(store, query, **how, most=1)
    )
    typed("dog")
    listed = two.workspace.side_panel.search_panel.model.stretches[0].location
    two.workspace.session.show(next(file for file in two.workspace.session.files if file.location != listed))
    settled()
    qtbot.waitUntil(lambda: len(two.workspace.timeline.view.ruler.found) == 1, timeout=WAIT)
