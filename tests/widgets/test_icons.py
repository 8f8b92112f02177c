"""Each icon can be drawn and shows something."""

import pytest
from PySide6.QtCore import QByteArray
from PySide6.QtSvg import QSvgRenderer

import resources
from widgets.icons import pixmap

ICONS = sorted(path.stem for path in resources.path("icons").glob("*.svg"))


@pytest.mark.parametrize("name", ICONS)
def test_an_icon_fills_its_square_and_stays_inside(qtbot, name):
    text = resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")
    assert QSvgRenderer(QByteArray(text.encode())).isValid()
    image = pixmap(name, "#ffffff", 48).toImage()
    inked = [(x, y) for x in range(48) for y in range(48) if image.pixelColor(x, y).alpha() > 128]
    share = len(inked) / 48**2
    assert 0.03 < share < 0.95
    if name != "rushes":
        assert all(0 < x < 47 and 0 < y < 47 for x, y in inked)
