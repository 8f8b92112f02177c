"""Judging what was found: with mouse, keys and menus, undone and redone, and kept."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QContextMenuEvent
from PySide6.QtWidgets import QApplication, QMenu

from app.edits import MarkerColor, Origin, active, correct, limits, read_edits
from app.store import open_store
from inference.contract.analyzer import Analyzer
from inference.contract.presentation import Lane, LaneStyle, Presentation, Role
from inference.contract.types import Chunk, FrameSpec, Segment, TrackKind, TrackSpec
from tests.widgets.known import Mouse
from widgets.cut_view import CutView

CONTROL = Qt.KeyboardModifier.ControlModifier
CUTS = (20, 40)
"""Frames that shots begin with, of 60 at 25 a second."""


class Shots(Analyzer):
    """Finds cuts at known frames, the second less surely."""

    key = "shots"
    title = "Shots"
    version = 1
    makes = (TrackSpec("shots", "Shots", TrackKind.CURVE, ("change", "cut"), role=Role.SHOTS),)
    presentation = Presentation(Lane(LaneStyle.SEGMENTS))
    thresholds = {"confidence": 0.5}

    @classmethod
    def wants(cls, params):
        return FrameSpec(16, 9)

    def feed(self, batch, tracks):
        scores = np.zeros((len(batch.times), 2), np.float32)
        for frame, score in zip(CUTS, (0.95, 0.6), strict=True):
            scores[np.isclose(batch.times, frame / 25, atol=0.01)] = score
        yield Chunk("shots", batch.times, scores)

    @classmethod
    def derive(cls, tracks, thresholds, duration):
        track = tracks["shots"]
        scores = track.column("cut")
        rows = np.flatnonzero(scores >= thresholds["confidence"])
        starts = [0.0, *track.times[rows].tolist()]
        labels = [("start", 1.0), *(("cut", float(scores[row])) for row in rows)]
        stops = [*starts[1:], duration]
        return [
            Segment(start, stop, "shots", label, score)
            for start, stop, (label, score) in zip(starts, stops, labels, strict=True)
        ]


@pytest.fixture
def opened(window, analyzers, settled, clip, qtbot):
    analyzers.add(Shots)
    window.open([clip])
    file = settled()
    qtbot.waitExposed(window)
    window.workspace.timeline.view.flush()
    return window, file


@pytest.fixture
def selection(opened):
    return opened[0].workspace.edit_controller.selection


def press(window, name):
    assert window.commands[name].isEnabled()
    window.commands[name].trigger()


def shots(file):
    return [(round(s.start, 2), s.label) for s in file.segments if s.track == "shots"]


def shot(file, number):
    return [s for s in file.segments if s.track == "shots"][number]


def kept(file, settled):
    """What the store has of the user's edits, once all is written."""
    settled()
    with open_store() as store:
        return read_edits(store.edits(file.document.stored))


def center(window, segment):
    return window.workspace.edit_controller.picking.rect_of(segment).center()


def over_lanes(window):
    return Mouse(window.workspace.timeline.view.canvas.viewport())


def write(window, qtbot, text):
    editor = window.workspace.edit_controller.editor
    assert editor.isVisible()
    editor.line.setText(text)
    qtbot.keyClick(editor.line, Qt.Key.Key_Return)
    assert not editor.isVisible()


def test_a_click_selects_in_lane_and_table_and_seeks(opened, selection):
    window, file = opened
    second = shot(file, 1)
    place = center(window, second)
    over_lanes(window).click(place.x(), place.y())
    assert selection.segments == (second,)
    assert window.workspace.transport.position == pytest.approx((second.start + second.end) / 2, abs=0.05)
    table = window.workspace.inspector.table
    rows = [table.model.shown[i.row()] for i in table.table.selectionModel().selectedRows()]
    assert rows == [second]
    table.table.selectRow(0)
    assert selection.segments == (table.model.shown[0],)


def test_control_selects_beside_and_shift_up_to(opened, selection):
    window, file = opened
    mouse = over_lanes(window)

    def click(number, held):
        place = mouse.on_screen(*center(window, shot(file, number)).toTuple())
        mouse.send(mouse_press, place, Qt.MouseButton.LeftButton, held)
        mouse.send(mouse_release, place, Qt.MouseButton.NoButton, held)

    mouse_press, mouse_release = QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease
    click(0, Qt.KeyboardModifier.NoModifier)
    click(2, CONTROL)
    assert selection.segments == (shot(file, 0), shot(file, 2))
    click(2, CONTROL)
    assert selection.segments == (shot(file, 0),)
    click(0, Qt.KeyboardModifier.NoModifier)
    click(2, Qt.KeyboardModifier.ShiftModifier)
    assert len(selection.segments) == 3


def test_accepting_rejecting_and_undoing_reach_the_store(opened, selection, settled):
    window, file = opened
    before = list(file.segments)
    selection.set([shot(file, 1)])
    press(window, "accept")
    assert file.edited.origin(shot(file, 1)) is Origin.ACCEPTED
    model = window.workspace.inspector.table.model
    row = model.shown.index(shot(file, 1))
    assert model.index(row, 0).data(Qt.ItemDataRole.ToolTipRole).endswith("Confirmed</p>")
    assert model.index(row, 0).data(Qt.ItemDataRole.FontRole).bold()
    assert model.index(row + 1, 0).data(Qt.ItemDataRole.FontRole) is None
    selection.set([shot(file, 2)])
    press(window, "reject")
    assert shots(file) == [(0, "start"), (0.8, "cut")]
    assert window.commands["undo"].text() == "&Undo: Remove segments"
    press(window, "undo")
    assert file.segments == before
    press(window, "redo")
    assert shots(file) == [(0, "start"), (0.8, "cut")]
    assert not window.commands["redo"].isEnabled()
    edits = kept(file, settled)
    assert len(active(edits)) == 2
    assert correct(before, edits).segments == file.segments
    press(window, "undo")
    press(window, "undo")
    assert active(kept(file, settled)) == []
    assert file.segments == before


def test_what_was_judged_is_there_when_the_file_is_opened_again(opened, selection, settled):
    window, file = opened
    selection.set([shot(file, 2)])
    press(window, "reject")
    settled()
    window.workspace.session.remove(file)
    window.open([file.location])
    again = settled()
    assert shots(again) == [(0, "start"), (0.8, "cut")]
    assert not window.commands["undo"].isEnabled()


def test_a_label_is_written_over_the_window(opened, selection, qtbot):
    window, file = opened
    selection.set([shot(file, 1)])
    qtbot.keyClick(window.workspace.timeline.view, Qt.Key.Key_Return)
    write(window, qtbot, "fade")
    assert shots(file)[1] == (0.8, "fade")
    assert [s.label for s in selection.segments] == ["fade"], "what was made stays selected"
    press(window, "relabel")
    qtbot.keyClick(window.workspace.edit_controller.editor.line, Qt.Key.Key_Escape)
    assert not window.workspace.edit_controller.editor.isVisible()
    assert shots(file)[1] == (0.8, "fade")


def test_splitting_and_merging(opened, selection):
    window, file = opened
    selection.set([shot(file, 0)])
    window.workspace.transport.seek(0.4)
    press(window, "split")
    assert [time for time, _ in shots(file)] == [0, 0.4, 0.8, 1.6]
    selection.set([shot(file, 0), shot(file, 1)])
    press(window, "merge")
    assert [time for time, _ in shots(file)] == [0, 0.8, 1.6]
    press(window, "undo")
    press(window, "undo")
    assert [time for time, _ in shots(file)] == [0, 0.8, 1.6]
    assert file.document.edits


def test_dragging_an_edge_trims_and_escape_does_not(opened, selection, qtbot):
    window, file = opened
    second = shot(file, 1)
    selection.set([second])
    canvas, mouse = window.workspace.timeline.view.canvas, over_lanes(window)
    y = center(window, second).y()
    start, end = (canvas.x_at(second.start), y), (canvas.x_at(0.6), y)
    mouse.hover(*start)
    assert canvas.viewport().cursor().shape() is Qt.CursorShape.SizeHorCursor
    mouse.drag(start, end)
    assert shots(file)[1][0] == pytest.approx(0.6, abs=0.02)
    press(window, "undo")
    selection.set([second])

    mouse.send(QEvent.Type.MouseButtonPress, mouse.on_screen(*start), Qt.MouseButton.LeftButton)
    mouse.send(QEvent.Type.MouseMove, mouse.on_screen(*end), Qt.MouseButton.LeftButton)
    assert window.workspace.edit_controller.picking.trim.now.start == pytest.approx(0.6, abs=0.02)
    qtbot.keyClick(window.workspace.timeline.view, Qt.Key.Key_Escape)
    assert window.workspace.edit_controller.picking.trim is None
    mouse.send(QEvent.Type.MouseButtonRelease, mouse.on_screen(*end), Qt.MouseButton.NoButton)
    assert shots(file)[1][0] == 0.8


def test_a_double_click_shows_the_segment(opened):
    window, file = opened
    mouse, place = over_lanes(window), center(window, shot(file, 1))
    mouse.send(
        QEvent.Type.MouseButtonDblClick, mouse.on_screen(place.x(), place.y()), Qt.MouseButton.LeftButton
    )
    assert window.workspace.transport.view == pytest.approx((0.6, 1.8))


def test_notes_and_markers_have_lanes_while_there_are_any(opened, selection, qtbot):
    window, file = opened
    window.workspace.transport.seek(0.5)
    press(window, "add_marker")
    assert window.workspace.timeline.view.lane("markers") is not None
    window.workspace.edit_controller.segment_commands.set_color(MarkerColor.GREEN)
    press(window, "relabel")
    write(window, qtbot, "her smile")
    (marker,) = file.document.markers
    assert (marker.start, marker.color, marker.text) == (0.5, MarkerColor.GREEN, "her smile")
    window.workspace.transport.select(1.0, 2.0)
    press(window, "add_note")
    write(window, qtbot, "use this")
    assert window.workspace.timeline.view.lane("notes") is not None
    assert {s.label for s in window.workspace.inspector.table.segments()} >= {"her smile", "use this"}
    place = center(window, selection.segments[0])
    over_lanes(window).click(place.x(), place.y())
    assert [s.label for s in selection.segments] == ["use this"]
    press(window, "reject")
    assert window.workspace.timeline.view.lane("notes") is None
    press(window, "undo")
    assert window.workspace.timeline.view.lane("notes") is not None


def test_a_segment_is_made_of_a_stretch_of_time(opened, selection, qtbot):
    window, file = opened
    window.workspace.transport.select(0.2, 0.6)
    press(window, "add_segment")
    assert "Click a lane" in window.workspace.status.currentMessage()
    selection.set_track("light")
    press(window, "add_segment")
    write(window, qtbot, "glow")
    (made,) = [s for s in file.segments if s.label == "glow"]
    assert made.track == "light"
    assert (made.start, made.end, made.label) == (0.2, 0.6, "glow")
    assert file.edited.origin(made) is Origin.HANDMADE


def test_the_menu_of_a_segment_selects_it(opened, selection, monkeypatch):
    window, file = opened
    shown = []
    monkeypatch.setattr(QMenu, "popup", lambda menu, place: shown.append(menu))
    place = center(window, shot(file, 1)).toPoint()
    viewport = window.workspace.timeline.view.canvas.viewport()
    event = QContextMenuEvent(QContextMenuEvent.Reason.Mouse, place, viewport.mapToGlobal(place))
    QApplication.sendEvent(viewport, event)
    assert selection.segments == (shot(file, 1),)
    names = {action: name for name, action in window.commands._actions.items()}
    listed = ["" if action.isSeparator() else names.get(action, "colors") for action in shown[0].actions()]
    assert listed == [
        *("accept", "reject", "relabel", "", "split", "merge", "add_segment", ""),
        *("add_note", "add_marker", "colors"),
    ]


def test_walking_over_what_is_uncertain(opened, selection):
    window, file = opened
    press(window, "next_uncertain")
    assert selection.segments == (shot(file, 2),)
    assert window.workspace.transport.position == pytest.approx(1.6)
    press(window, "accept")
    press(window, "previous_uncertain")
    assert "No more low-confidence" in window.workspace.status.currentMessage()


def test_a_threshold_is_tried_kept_undone_and_reset(opened, settled, qtbot):
    window, file = opened
    row = window.workspace.edit_controller.thresholds.rows["shots"]
    assert row.value == 0.5
    row.slider.setSliderDown(True)
    row.slider.setValue(80)
    qtbot.waitUntil(lambda: len(shots(file)) == 2)
    assert file.document.edits == [], "nothing is kept while the slider moves"
    row.slider.setSliderDown(False)
    assert limits(kept(file, settled)) == {"shots": {"confidence": 0.8}}
    written = [s for s in file.document.segments() if s.track == "shots"]
    assert len(written) == 2, "what is written out follows"
    row.reset.click()
    settled()
    assert len(shots(file)) == 3
    press(window, "undo")
    settled()
    assert (row.value, len(shots(file))) == (0.8, 2)


def test_an_accepted_cut_stays_under_a_higher_threshold(opened, selection, settled, qtbot):
    window, file = opened
    selection.set([shot(file, 2)])
    press(window, "accept")
    window.workspace.edit_controller.thresholds.rows["shots"].slider.setValue(99)
    settled()
    qtbot.waitUntil(lambda: shots(file) == [(0, "start"), (1.6, "cut")])


def test_a_cut_is_judged_by_its_pictures(opened, selection, qtbot, settled):
    window, file = opened
    selection.set([shot(file, 2)])
    press(window, "judge_cuts")
    view = window.workspace.edit_controller.cuts.view
    assert isinstance(view, CutView)
    qtbot.waitUntil(lambda: [round(p.time * 25) for p in view.pictures] == [39, 40, 41], timeout=20_000)
    assert view.isVisible()
    view.later.click()
    assert shots(file)[2] == (1.64, "cut")
    qtbot.waitUntil(lambda: [round(p.time * 25) for p in view.pictures] == [40, 41, 42], timeout=20_000)
    view.reject.click()
    assert shots(file) == [(0, "start"), (0.8, "cut")]
    press(window, "undo")
    press(window, "undo")
    assert shots(file)[2] == (1.6, "cut")


def test_a_cut_says_that_its_pictures_are_read_and_when_it_is(opened, selection, qtbot, settled):
    window, file = opened
    view = window.workspace.edit_controller.cuts.view
    press(window, "judge_cuts")
    selection.clear()
    assert "Select a shot" in view.film.message
    selection.set([shot(file, 2)])
    assert view.film.message.startswith("Loading")
    assert view.pictures == ()
    qtbot.waitUntil(lambda: len(view.pictures) == 3, timeout=20_000)
    assert view.film.message == ""
    for style, text in (("seconds", "1.600 s"), ("frames", "40"), ("timecode", "00:00:01:15")):
        press(window, style)
        assert view.title.text() == f"Cut at {text}"
