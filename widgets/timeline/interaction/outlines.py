"""Drawn over the lanes: which segments are selected, which are the user's, and an edge that is dragged."""

from collections.abc import Iterable, Mapping

from PySide6.QtCore import QLineF, QObject, QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF

from inference.contract.types import Segment
from widgets.palette import blend
from widgets.segment_selection import SegmentSelection
from widgets.timeline.frame.canvas import Canvas
from widgets.timeline.interaction.picking import SegmentPicker, SegmentTrim

LINE = 2.0
"""Logical pixels of the line under what the user accepted or made."""

CORNER = 7.0
"""Logical pixels of the corner that marks what the user made."""

POINT = 7.0
"""Logical pixels at both sides of a point that its frame takes."""


class Outlines(QObject):
    """Frames selected segments; underlines what the user accepted or made, which has a corner, too."""

    def __init__(self, canvas: Canvas, picking: SegmentPicker, selection: SegmentSelection) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._picking = picking
        self._selection = selection
        self._marked: Mapping[Segment, bool] = {}
        canvas.foreground = self.paint
        selection.changed.connect(self._changed)
        picking.trimming_changed.connect(self._changed)

    def set_marked(self, marked: Mapping[Segment, bool]) -> None:
        """Mark segments that are the user's: True if made by hand, False if only accepted."""
        self._marked = marked
        self._changed()

    def _changed(self, *_: object) -> None:
        self._canvas.viewport().update()

    def paint(self, painter: QPainter) -> None:
        """Paint over the lanes, in pixels of the canvas."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for segment, rect in self._seen(self._marked):
            self._mark(painter, rect, by_hand=self._marked[segment])
        trim: SegmentTrim | None = self._picking.trim
        for segment, rect in self._seen(self._selection.segments):
            if trim is None or segment != trim.segment:
                self._frame(painter, rect)
        if trim is not None and (rect := self._picking.rect_of(trim.segment)) is not None:
            self._paint_trim(painter, rect, trim)

    def _seen(self, segments: Iterable[Segment]) -> Iterable[tuple[Segment, QRectF]]:
        start, end = self._canvas.transport.view
        for segment in segments:
            if segment.start < end and segment.end >= start:
                rect = self._picking.rect_of(segment)
                if rect is not None:
                    yield segment, rect

    def _frame(self, painter: QPainter, rect: QRectF) -> None:
        if rect.width() < 2 * POINT:
            rect = QRectF(rect.center().x() - POINT, rect.top(), 2 * POINT, rect.height())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(QColor(self._canvas.theme.text), 2))
        painter.drawRoundedRect(rect.adjusted(0.5, 0.5, -1.5, -0.5), 2.5, 2.5)

    def _mark(self, painter: QPainter, rect: QRectF, *, by_hand: bool) -> None:
        color = blend(self._canvas.theme.text, self._canvas.theme.lane, 0.9)
        painter.fillRect(QRectF(rect.left(), rect.bottom() - LINE, rect.width() - 1, LINE), color)
        if by_hand and rect.width() > 2 * CORNER:
            right, top = rect.right() - 1, rect.top()
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(color)
            corner = [(right, top), (right - CORNER, top), (right, top + CORNER)]
            painter.drawPolygon(QPolygonF([QPointF(x, y) for x, y in corner]))

    def _paint_trim(self, painter: QPainter, rect: QRectF, trim: SegmentTrim) -> None:
        left, right = self._canvas.x_at(trim.now.start), self._canvas.x_at(trim.now.end)
        now = QRectF(left, rect.top(), right - left, rect.height())
        fill = QColor(self._canvas.theme.accent)
        fill.setAlphaF(0.35)
        painter.fillRect(now, fill)
        self._frame(painter, now)
        edge = right if trim.at_end else left
        painter.setPen(QPen(QColor(self._canvas.theme.accent), 1, Qt.PenStyle.DashLine))
        painter.drawLine(QLineF(edge, 0, edge, self._canvas.height()))
