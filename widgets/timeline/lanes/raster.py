"""Arrays of pixels as Qt paints them."""

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QImage, QPainter

Pixels = npt.NDArray[np.uint32]
Floats = npt.NDArray[np.float64]


def pixel(color: QColor) -> int:
    """Give a color as an image holds it."""
    alpha = color.alpha()
    red, green, blue = (round(part * alpha / 255) for part in (color.red(), color.green(), color.blue()))
    return alpha << 24 | red << 16 | green << 8 | blue


def pixels(table: npt.NDArray[np.uint8]) -> Pixels:
    """Give colors, RGBA [n, 4], as an image holds them [n]."""
    alpha = table[:, 3:].astype(np.uint32)
    red, green, blue = ((table[:, :3] * alpha + 127) // 255).T
    return alpha[:, 0] << 24 | red << 16 | green << 8 | blue


def paint(painter: QPainter, shown: Pixels, rect: QRectF, row: int | None = None) -> None:
    """Stretch an image [height, width], or one row of it, over a rectangle."""
    height, width = shown.shape
    if height and width:
        shown = np.ascontiguousarray(shown)  # what Numpy makes may lie the other way round
        image = QImage(shown.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
        part = QRectF(0, 0, width, height) if row is None else QRectF(0, row, width, 1)
        painter.drawImage(rect, image, part)


def fade_pixels(color: QColor, alphas: Floats) -> Pixels:
    """Give a color at each opacity in [0, 1] [n]."""
    table = np.empty((len(alphas), 4), np.uint8)
    table[:, :3] = color.red(), color.green(), color.blue()
    table[:, 3] = np.round(np.clip(alphas, 0, 1) * 255)
    return pixels(table)


def bands(top: Floats, bottom: Floats, shades: Pixels, least: int = 0) -> tuple[Pixels, int]:
    """Draw in each column what lies between two heights in pixels, NaN for nothing.

    shades: of each row. least: rows that a column has, however little lies between. Give an image of the
    rows in which there is something, and the number of the first.
    """
    # Small numbers and no more rows than needed, because this touches each pixel of a lane.
    nothing = np.isnan(top) | np.isnan(bottom)
    first, last = (np.rint(np.where(nothing, -1, edge)).clip(-1, len(shades)) for edge in (top, bottom))
    first, last = first.astype(np.int16), last.astype(np.int16)
    last = np.maximum(last, first + least)
    last[nothing] = -1
    filled = last > first
    if not filled.any():
        return np.zeros((0, len(first)), np.uint32), 0
    part = slice(max(int(first[filled].min()), 0), min(int(last[filled].max()), len(shades)))
    rows = np.arange(len(shades), dtype=np.int16)[part, None]
    # Below the first row the difference wraps around to a number that no lane has rows for.
    inside = (rows - first).view(np.uint16) < np.where(filled, last - first, 0).astype(np.uint16)
    return np.multiply(inside, shades[part, None]), part.start
