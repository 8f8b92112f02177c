"""A timeline as a file: a PNG, or an SVG in which text stays text and lines stay lines."""

import re
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QPoint, QRect, QSize
from PySide6.QtGui import QColor, QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from widgets.timeline.view import TimelineView

KINDS = (".png", ".svg")

QUICK, SHARP = (
    b'image-rendering="optimizeSpeed"',
    b'image-rendering="optimizeSpeed" style="image-rendering:pixelated"',
)
"""How Qt says that the cells of an image have sharp edges, and what browsers understand, too."""


def write_picture(
    view: TimelineView, path: Path, width: int, height: int | None = None, scale: float = 1.0
) -> None:
    """Draw `width` x `height` logical pixels of a view to a file of one of KINDS; else as high as its lanes.

    scale: device pixels a logical pixel. Works without a screen and without showing the view. Raise OSError
    if it cannot be written, ValueError for a file of another kind.
    """
    kind = path.suffix.lower()
    if kind not in KINDS:
        raise ValueError(f"{path.name} is no picture of one of {', '.join(KINDS)}")
    with view.laid_out(width, height, scale) as size:
        if kind == ".svg":
            _write_svg(view, path, size)
        else:
            _write_png(view, path, size, scale)


def _write_png(view: TimelineView, path: Path, size: QSize, scale: float) -> None:
    image = QImage(size * scale, QImage.Format.Format_RGB32)
    image.setDevicePixelRatio(scale)
    image.fill(view.theme.window)
    view.render(image)
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(image):
        raise OSError(f"cannot write {path}: {writer.errorString()}")


def _write_svg(view: TimelineView, path: Path, size: QSize) -> None:
    written, room = QBuffer(), QRect(QPoint(), size)
    generator = QSvgGenerator()
    generator.setOutputDevice(written)
    generator.setResolution(view.logicalDpiX())  # so that points are as large as on the screen
    generator.setSize(size)
    generator.setViewBox(room)
    generator.setTitle(view.accessibleName())
    painter = QPainter(generator)
    painter.fillRect(room, QColor(view.theme.window))
    view.render(painter, QPoint())
    painter.end()
    # Millimetres would be as many pixels as each program thinks that they are.
    sized = f'<svg width="{size.width()}" height="{size.height()}"'.encode()
    drawing = re.sub(rb'<svg width="[^"]*" height="[^"]*"', sized, written.data().data(), count=1)
    path.write_bytes(drawing.replace(QUICK, SHARP))
