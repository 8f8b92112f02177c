"""Stretches that were looked for and found, as a thin bar over a strip of time."""

from collections.abc import Callable, Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from widgets.palette import Theme

THICK = 4.0
"""Logical pixels of the bar."""
LEAST = 2.0
"""Logical pixels of a stretch that is too short to be seen."""

Stretches = Sequence[tuple[float, float]]
"""Starts and ends, in seconds."""


def paint_highlights(
    painter: QPainter, stretches: Stretches, x_at: Callable[[float], float], width: float, theme: Theme
) -> int:
    """Paint what reaches into `width` pixels along the top; give the number of bars."""
    color, painted, last = QColor(theme.warning), 0, -LEAST
    for start, end in sorted(stretches):
        left, right = x_at(start), x_at(end)
        right = min(max(right, left + LEAST), width)
        # Of many in the same pixels one is seen.
        if right <= 0 or left >= width or right <= last:
            continue
        painter.fillRect(QRectF(max(left, 0.0), 0, right - max(left, 0.0), THICK), color)
        painted, last = painted + 1, right
    return painted
