"""Times written and typed as timecode, frames and seconds."""

import itertools
from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.config import Settings, check_settings, load_settings
from app.errors import UsageError
from app.gui.player.time_format import TimeFormat, TimeStyle
from app.gui.shell.main_window import MainWindow
from app.media.timecode import FrameCounting, Timecode
from resources.clock import read_clock
from tests import footage
from tests.app.gui.conftest import WAIT

AT_25 = Timecode(FrameCounting(25), Fraction(25), start=FrameCounting(25).parse("10:00:00:00"))
DROP = Timecode(FrameCounting(30, drop=True), Fraction(30_000, 1001))


@pytest.mark.parametrize(
    ("style", "written", "long"),
    [
        (TimeStyle.TIMECODE, "10:01:01:12", "00:01:01:12"),
        (TimeStyle.FRAMES, "1537", "1537"),
        (TimeStyle.SECONDS, "61.480 s", "61.480 s"),
    ],
)
def test_positions_and_lengths_are_written(style, written, long):
    times = TimeFormat(style, AT_25)
    assert times.write(61.48) == written
    assert times.write(61.51) in {written, "61.510 s"}, "the picture's label holds as long as the picture"
    assert times.length(61.48) == long


def test_without_timecode_it_is_a_clock():
    for style in (TimeStyle.TIMECODE, TimeStyle.FRAMES):
        assert TimeFormat(style).write(61.48) == "1:01.48"
        assert TimeFormat(style).read("1:01.48", 0) == pytest.approx(61.48)
    with pytest.raises(ValueError, match="varies"):
        TimeFormat().read("250f", 0)


@pytest.mark.parametrize(
    ("style", "text", "frame"),
    [
        (TimeStyle.TIMECODE, "10:00:02:03", 53),
        (TimeStyle.TIMECODE, "10:00:02;03", 53),
        (TimeStyle.TIMECODE, "10000203", 53),
        (TimeStyle.TIMECODE, "100f", 100),
        (TimeStyle.TIMECODE, "2.5s", 62),
        (TimeStyle.TIMECODE, "2.5", 62),
        (TimeStyle.TIMECODE, "+10", 110),
        (TimeStyle.TIMECODE, "-2:00", 50),
        (TimeStyle.TIMECODE, "+75", 175),
        (TimeStyle.TIMECODE, "+2s", 150),
        (TimeStyle.FRAMES, "62", 62),
        (TimeStyle.FRAMES, "-10", 90),
        (TimeStyle.FRAMES, "10:00:02:03", 53),
        (TimeStyle.SECONDS, "2.5", 62),
        (TimeStyle.SECONDS, "1:02", 62 * 25),
        (TimeStyle.SECONDS, "+2", 150),
        (TimeStyle.SECONDS, "+10f", 110),
        (TimeStyle.SECONDS, "10:00:02:03", 53),
    ],
)
def test_what_is_typed_is_the_picture_that_is_meant(style, text, frame):
    assert AT_25.index_at(TimeFormat(style, AT_25).read(text, 4.01)) == frame


@pytest.mark.parametrize("text", ["", "now", "1:2:3:4:5", "10:00:00:25", "10:61:00:00", "+x", "1::2"])
@pytest.mark.parametrize("style", TimeStyle)
def test_what_is_no_time_is_told(style, text):
    with pytest.raises(ValueError, match="time"):
        TimeFormat(style, AT_25).read(text, 0.0)


def test_a_clock_is_read():
    assert [read_clock(text) for text in ("83.5", "1:23,5", "1:02:03")] == [83.5, 83.5, 3723]
    with pytest.raises(ValueError, match="Write"):
        read_clock("soon")


@pytest.mark.parametrize("step", [1, 5, 10, 60])
def test_a_ruler_has_whole_seconds_of_the_label(step):
    times = TimeFormat(TimeStyle.TIMECODE, DROP)
    marks = times.marks(590.0, 620.0 + 4 * step, step)
    assert len(marks) >= 4
    for mark in marks:
        hours, minutes, rest = times.write(mark).split(":")
        seconds, frames = rest.split(";")
        dropped = minutes != "10" and seconds == "00"
        assert int(frames) == (2 if dropped else 0)
        assert (int(hours) * 3600 + int(minutes) * 60 + int(seconds)) % step == 0


@pytest.mark.parametrize("style", [TimeStyle.TIMECODE, TimeStyle.FRAMES])
def test_a_ruler_s_fine_marks_are_pictures_and_leave_room(style):
    times = TimeFormat(style, AT_25)
    for step in (0.01, 0.02, 0.05, 0.1, 0.2, 0.5):
        marks = times.marks(3.0, 9.0, step)
        steps = {round((b - a) * 25, 6) for a, b in itertools.pairwise(marks)}
        assert len(steps) == 1
        assert steps.pop() >= step * 25 - 1e-6
        assert all(AT_25.index_at(mark) == round(mark * 25) for mark in marks)


@pytest.fixture
def opened(qtbot, window, tmp_path, settled):
    path = tmp_path / "clip.mov"
    footage.counter(path, 50, metadata={"timecode": "10:00:00:00"})
    window.open([path])
    settled()
    qtbot.waitUntil(lambda: window.workspace.viewer.player.image is not None, timeout=WAIT)
    return window


def test_every_view_writes_what_was_chosen_and_it_is_kept(qtbot, opened, analyzers):
    opened.workspace.transport.seek(1.01)
    bar, ruler, table = (
        opened.workspace.viewer.bar,
        opened.workspace.timeline.view.ruler,
        opened.workspace.inspector.table,
    )
    assert (bar.position.text(), bar.duration.text()) == ("10:00:01:00", "/ 00:00:02:00")
    assert ruler.text(1.01) == "10:00:01:00"
    opened.commands["frames"].trigger()
    assert (bar.position.text(), bar.duration.text(), ruler.text(1.01)) == ("25", "/ 50", "25")
    assert table.model._formatter(1.01) == "25"
    opened.workspace.transport.set_in(0.4)
    opened.workspace.transport.set_out(1.0)
    assert opened.workspace.status.marks.text() == "In 10 · Out 25 · 15"
    assert load_settings().times == "frames"
    opened.close()
    again = MainWindow(load_settings(), analyzers)
    qtbot.addWidget(again)
    again.populate()
    assert again.commands["frames"].isChecked()
    assert not again.commands["timecode"].isChecked()
    again.close()


def test_a_time_is_typed_into_the_bar(qtbot, opened):
    field = opened.workspace.viewer.bar.position
    qtbot.mouseClick(field, Qt.MouseButton.LeftButton)
    assert field.selectedText() == "10:00:00:00"
    # Keys that do something elsewhere are text here.
    QTest.keyClicks(field, "k +1:05")
    assert field.text() == "k +1:05"
    assert not opened.workspace.transport.playing
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("wrong")
    assert opened.workspace.transport.position == 0.0
    assert "Write a time" in opened.workspace.status.currentMessage()
    field.selectAll()
    QTest.keyClicks(field, "+1:05")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert not field.property("wrong")
    qtbot.waitUntil(lambda: shown(opened) == 30, timeout=WAIT)
    assert field.text() == "10:00:01:05"
    assert not field.hasFocus()


def test_escape_leaves_what_was_typed(qtbot, opened):
    field = opened.workspace.viewer.bar.position
    field.setFocus()
    QTest.keyClicks(field, "10:00:01:00")
    qtbot.keyClick(field, Qt.Key.Key_Escape)
    assert field.text() == "10:00:00:00"
    assert opened.workspace.transport.position == 0.0


def shown(window) -> int:
    picture = window.workspace.viewer.playback.picture
    return footage.read_counter(picture.rgb) if picture else -1


def test_a_way_to_write_times_that_does_not_exist_is_told():
    with pytest.raises(UsageError, match="stardates"):
        check_settings(Settings(times="stardates"))
