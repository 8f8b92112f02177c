"""What is under the playhead."""

import pytest

from widgets.inspector import Inspector
from widgets.palette import DARK, LIGHT, label_color

ROWS = [
    ("Tags", "dog", "91 %", 0.91),
    ("Tags", "car", "20 %", 0.2),
    ("Loudness", "Momentary", "−18.3 LUFS", None),
]


@pytest.fixture
def inspector(qtbot) -> Inspector:
    result = Inspector()
    qtbot.addWidget(result)
    result.resize(240, 300)
    return result


def test_bars_are_as_long_as_the_score(inspector):
    inspector.set_rows(ROWS)
    image = inspector.grab().toImage()
    lengths = {}
    for label in ("dog", "car"):
        color = label_color(label, DARK).rgb()
        rows = [sum(image.pixel(x, y) == color for x in range(240)) for y in range(300)]
        lengths[label] = max(rows)
    assert lengths["car"] == pytest.approx(lengths["dog"] * 0.2 / 0.91, abs=5)
    assert lengths["dog"] > 150


def test_all_of_it_is_told_to_screen_readers(inspector):
    inspector.set_rows(ROWS)
    assert inspector.accessibleDescription() == "dog: 91 %; car: 20 %; Momentary: −18.3 LUFS"
    assert list(inspector.rows()) == ROWS


def test_many_rows_scroll(inspector, qtbot):
    with qtbot.waitExposed(inspector):
        inspector.show()
    inspector.set_rows([("Tags", f"tag {i}", "1 %", 0.01) for i in range(100)])
    qtbot.waitUntil(lambda: inspector.verticalScrollBar().maximum() > 0)
    inspector.set_rows(ROWS)
    qtbot.waitUntil(lambda: inspector.verticalScrollBar().maximum() == 0)


def test_a_message_stands_while_there_are_no_rows(inspector):
    inspector.set_message("Nothing here")
    told = inspector.grab().toImage()
    inspector.set_rows(ROWS)
    assert inspector.grab().toImage() != told
    inspector.set_rows([])
    assert inspector.grab().toImage() == told
    inspector.set_theme(LIGHT)
    assert inspector.grab().toImage() != told
