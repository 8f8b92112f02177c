"""The timeline as a file: a picture or a drawing."""

from xml.etree import ElementTree as ET

import numpy as np
import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from tests.widgets.known import make_track
from tests.widgets.timeline.test_golden import difference
from widgets.palette import LIGHT
from widgets.timeline.lanes.curve import CurveLane
from widgets.timeline.lanes.groups import StackGroup
from widgets.timeline.picture import KINDS, write_picture
from widgets.timeline.view import TimelineView


def curve(key: str) -> CurveLane:
    return CurveLane(make_track(key, np.arange(1000) / 10, np.linspace(0, 1, 1000)), height=60)


def blue_rows(image: QImage, x: int, top: int, bottom: int, scale: float) -> list[int]:
    column = range(round(top * scale), round(bottom * scale))
    colors = ((y, image.pixelColor(round(x * scale), y)) for y in column)
    return [y for y, color in colors if color.blue() - color.red() > 60]


@pytest.mark.parametrize(("height", "scale"), [(300, 1.0), (300, 2.0), (None, 1.0)])
def test_pictures_without_a_window(qtbot, transport, tmp_path, height, scale):
    view = TimelineView(transport, LIGHT)
    qtbot.addWidget(view)
    for index in range(8):
        view.add_lane(curve(f"lane{index}"))
    write_picture(view, tmp_path / "picture.png", 800, height, scale)
    image = QImage(str(tmp_path / "picture.png"))
    expected = 8 * 60 + view.ruler.sizeHint().height() + 1 if height is None else height
    assert image.size() == QSize(800, expected) * scale
    assert not view.isVisible()
    assert view.lanes()[0].window.pixels == round(view.canvas.width() * scale)
    # The curve rises, so its pixels stand high at the right and low at the left.
    top = view.ruler.height()
    left, right = (blue_rows(image, x, top, top + 59, scale) for x in (230, 780))
    assert max(right) < min(left)
    if height is None:
        assert view.lanes()[-1].draws > 0


def test_a_drawing_holds_text_as_text_and_looks_like_the_picture(qtbot, transport, tmp_path):
    view = TimelineView(transport, LIGHT)
    qtbot.addWidget(view)
    view.stack.set_groups((StackGroup("g:one", "Some"), StackGroup("g:two", "Others")))
    for index in range(4):
        lane = curve(f"lane{index}")
        lane.group = "g:one" if index < 2 else "g:two"
        view.add_lane(lane)
    view.transport.set_view(10, 35)
    for kind in KINDS:
        write_picture(view, tmp_path / f"lanes{kind}", 800)
    drawing = ET.parse(tmp_path / "lanes.svg")
    texts = {"".join(found.itertext()).strip() for found in drawing.iter("{http://www.w3.org/2000/svg}text")}
    assert {"Some", "Others", "Lane0", "Lane3"} <= texts
    picture = QImage(str(tmp_path / "lanes.png")).convertToFormat(QImage.Format.Format_RGB32)
    drawn = QImage(picture.size(), QImage.Format.Format_RGB32)
    renderer, painter = QSvgRenderer(str(tmp_path / "lanes.svg")), QPainter(drawn)
    assert renderer.defaultSize() == picture.size()
    renderer.render(painter)
    painter.end()
    mean, _ = difference(picture, drawn)
    assert mean < 2.0
    view.transport.set_view(0, 100)
    write_picture(view, tmp_path / "other.png", 800)
    other, _ = difference(drawn, QImage(str(tmp_path / "other.png")))
    assert other > 2 * mean, "what differs is seen"


@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_that_cannot_be_written(timeline, tmp_path, kind):
    with pytest.raises(OSError, match="nowhere"):
        write_picture(timeline, tmp_path / "nowhere" / f"picture{kind}", 300, 200)


def test_a_picture_of_no_known_kind(timeline, tmp_path):
    with pytest.raises(ValueError, match=r"\.png, \.svg"):
        write_picture(timeline, tmp_path / "picture.gif", 300, 200)
    assert not list(tmp_path.iterdir())
