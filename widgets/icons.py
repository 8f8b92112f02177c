"""The program's own icons in a theme's colors."""

from functools import cache

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources
from widgets.palette import Theme

SIZES = (16, 20, 24, 32, 48)


@cache
def _drawing(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


def pixmap(name: str, color: QColor | str, size: int, ratio: float = 1.0) -> QPixmap:
    """Draw an icon `size` logical pixels high. Raise FileNotFoundError if there is none of that name."""
    return _painted(_renderer(name, color), size, ratio)


def _renderer(name: str, color: QColor | str) -> QSvgRenderer:
    drawing = _drawing(name).replace("currentColor", QColor(color).name())
    return QSvgRenderer(QByteArray(drawing.encode()))


def _painted(drawing: QSvgRenderer, size: int, ratio: float = 1.0) -> QPixmap:
    result = QPixmap(round(size * ratio), round(size * ratio))
    result.fill(Qt.GlobalColor.transparent)
    painter = QPainter(result)
    drawing.render(painter, QRectF(result.rect()))
    painter.end()
    result.setDevicePixelRatio(ratio)
    return result


def icon(name: str, theme: Theme) -> QIcon:
    """Give an icon that is paler where its button is disabled."""
    result = QIcon()
    for color, mode in ((theme.text, QIcon.Mode.Normal), (theme.grip, QIcon.Mode.Disabled)):
        drawing = _renderer(name, color)
        for size in SIZES:
            result.addPixmap(_painted(drawing, size), mode)
    return result
