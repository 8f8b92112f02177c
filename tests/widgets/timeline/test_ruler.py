"""Times as people read them, and where the marks stand."""

import pytest

from resources.clock import clock
from widgets.timeline.frame.ruler import STEPS, Ruler, marks, step_for


@pytest.mark.parametrize(
    ("time", "step", "text"),
    [
        (0, 0.01, "0:00.00"),
        (61.5, 0.01, "1:01.50"),
        (59.999, 0.01, "1:00.00"),
        (59.96, 0.5, "1:00.0"),
        (3599.7, 1, "1:00:00"),
        (7325.2, 0.1, "2:02:05.2"),
        (-1, 1, "0:00"),
    ],
)
def test_clock(time, step, text):
    assert clock(time, step) == text


def test_marks_are_multiples_of_their_step():
    assert marks(11.0, 31.0, 5) == [15, 20, 25, 30]
    assert marks(0.0, 0.5, 0.2) == pytest.approx([0, 0.2, 0.4])
    assert marks(1.0, 1.5, 5) == []


@pytest.mark.parametrize("span", [0.05, 1, 60, 3600, 86_400, 1_000_000])
def test_marks_leave_room_for_their_text(span):
    step = step_for(span, 1000, 80)
    assert step / span * 1000 >= 80
    smaller = [other for other in STEPS if other < step]
    assert not smaller or smaller[-1] / span * 1000 < 80


def test_timecode_takes_the_room_it_needs(qtbot, transport):
    ruler = Ruler(transport)
    qtbot.addWidget(ruler)
    ruler.resize(1000, 30)
    short = ruler.step()
    ruler.set_formatter(lambda _time: "10:00:00:00 and a frame or two more")
    assert ruler.step() > short
    assert ruler.text(1.0).startswith("10:00")


def test_the_ruler_shows_position_and_selection(qtbot, transport):
    ruler = Ruler(transport)
    qtbot.addWidget(ruler)
    ruler.resize(1000, 30)
    pictures = [ruler.grab().toImage()]
    transport.tick(50)
    pictures.append(ruler.grab().toImage())
    transport.select(60, 80)
    pictures.append(ruler.grab().toImage())
    ruler.set_focused(True)
    pictures.append(ruler.grab().toImage())
    assert all(a != b for i, a in enumerate(pictures) for b in pictures[:i])
    head = pictures[1].pixelColor(500, pictures[1].height() - 8)
    assert head.name() == ruler.theme.playhead
