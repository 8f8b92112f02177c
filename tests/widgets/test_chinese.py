"""Labels are shown in the language that is spoken; what they are, and how they are colored, stays."""

import numpy as np
import pytest
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QLineEdit, QMenu, QWidgetAction

from inference.contract.types import Segment, TrackKind
from resources import language
from tests.widgets.known import make_track
from widgets.inspector import Inspector
from widgets.palette import DARK, label_color
from widgets.segment_model import SegmentColumn
from widgets.segment_table import SegmentTable
from widgets.timeline.lanes import blocks
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.heat_menu import add_heat
from widgets.timeline.lanes.markers import MarkerLane
from widgets.timeline.lanes.segments import SegmentLane

SEGMENTS = [
    Segment(0.0, 2.0, "tags", "cat", 0.8),
    Segment(2.0, 4.0, "tags", "airliner", 0.6),
    Segment(4.0, 6.0, "transcript", "cat", 0.9),
]


@pytest.fixture
def speak():
    """Speak a language; English again in the end."""
    yield language.use
    language.use("en")


def tags_lane(timeline) -> HeatLane:
    values = np.tile([0.9, 0.5], (20, 1))
    lane = HeatLane(make_track("tags", np.arange(20), values, ("cat", "airliner"), kind=TrackKind.HEAT))
    timeline.add_lane(lane)
    timeline.flush()
    return lane


def test_a_lane_is_named_in_the_language(timeline, speak):
    for spoken, title, first in (("zh_CN", "标签", "猫"), ("en", "Tags", "cat")):
        assert speak(spoken) == spoken
        lane = tags_lane(timeline)
        head = timeline.stack.heads[0]
        head.show_time(1.0, force=True)
        assert title in head.accessibleName()
        assert first in head.accessibleName()
        assert lane.rows(1.0)[0].label == first
        assert first in lane.tooltip_at(1.0, lane.strip + 2)
        timeline.remove_lane("tags")


def test_a_segment_says_its_name_in_the_language(timeline, speak):
    lane = SegmentLane("tags", "Tags", SEGMENTS[:2])
    timeline.add_lane(lane)
    for spoken, name in (("zh_CN", "猫"), ("en", "cat")):
        speak(spoken)
        assert lane.value_at(1.0) == name
        assert lane.tooltip_at(1.0, 5.0).startswith(name)
        assert lane._fill(SEGMENTS[0]).rgb() == label_color("cat", DARK).rgb()


def test_what_someone_said_or_wrote_stays(timeline, speak):
    lane = MarkerLane("markers", "Markers", lambda _segment, _theme: QColor("blue"))
    timeline.add_lane(lane)
    lane.set_segments([Segment(1.0, 1.0, "markers.blue", "cat", 1.0)])
    speak("zh_CN")
    assert lane.value_at(1.0) == "cat"


def test_what_is_pinned_is_kept_in_english_and_found_in_both(timeline, speak):
    speak("zh_CN")
    lane = tags_lane(timeline)
    menu = QMenu()
    add_heat(lane, menu, lane.strip + lane.line + 1)
    field = next(action for action in menu.actions() if isinstance(action, QWidgetAction)).defaultWidget()
    assert isinstance(field, QLineEdit)
    for text in ("客机", "airl"):
        field.setText(text)
        assert [lane.name(channel) for channel in lane.order] == ["airliner"]
    field.setText("")
    next(action for action in menu.actions() if "客机" in action.text()).trigger()
    assert lane.options()["pinned"] == ["airliner"]
    assert lane.rows(1.0)[0].label == "客机"
    menu.deleteLater()


def test_a_row_at_the_playhead_is_named_in_the_language_and_colored_by_the_label(qtbot, speak):
    inspector = Inspector()
    qtbot.addWidget(inspector)
    inspector.resize(240, 120)
    rows = [("Tags", "cat", "91%", 0.91), ("Transcript", "dog", "", None)]
    for spoken, said in (("zh_CN", "猫"), ("en", "cat")):
        speak(spoken)
        inspector.set_rows(())
        inspector.set_rows(rows)
        assert inspector.accessibleDescription().startswith(said)
        assert "dog" in inspector.accessibleDescription()
        assert list(inspector.rows()) == rows
        image = inspector.grab().toImage()
        color = label_color("cat", DARK).rgb()
        assert any(image.pixel(20, y) == color for y in range(image.height()))


def test_a_cell_of_the_table_is_named_in_the_language_and_found_in_both(qtbot, speak):
    table = SegmentTable()
    qtbot.addWidget(table)
    table.set_titles({"tags": "Tags"})
    table.set_segments(SEGMENTS)

    def cells(column: SegmentColumn) -> list[str]:
        return [table.model.index(row, column).data() for row in range(table.model.rowCount())]

    speak("zh_CN")
    assert cells(SegmentColumn.LABEL) == ["猫", "客机", "cat"]
    assert cells(SegmentColumn.TRACK)[0] == "标签"
    for text, expected in (("猫", ["cat"]), ("airliner", ["airliner"]), ("标签 客", ["airliner"])):
        table.filter.setText(text)
        assert [segment.label for segment in table.segments()] == expected
    speak("en")
    table.filter.setText("")
    assert cells(SegmentColumn.LABEL) == ["cat", "airliner", "cat"]
    assert cells(SegmentColumn.TRACK)[0] == "Tags"


def test_a_label_of_one_character_is_written_where_there_is_room(qapp):
    def painted(label: str, width: float) -> QImage:
        image = QImage(100, 20, QImage.Format.Format_RGB32)
        image.fill(0)
        painter = QPainter(image)
        blocks.paint_blocks(painter, [blocks.LaneBlock(0, width, 0, 18, QColor("#205080"), label)], DARK.lane)
        painter.end()
        return image

    assert painted("猫", 60) != painted("", 60)
    assert painted("mmmm", 23) == painted("", 23), "an ellipsis alone says nothing"
