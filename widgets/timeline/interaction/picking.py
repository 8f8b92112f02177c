"""Selecting segments in lanes with the mouse, and trimming the selected ones at their edges."""

from dataclasses import dataclass, replace
from typing import Protocol, runtime_checkable

from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QApplication, QToolTip

from inference.contract.types import Segment
from widgets.segment_selection import SegmentSelection
from widgets.timeline.frame.canvas import DRAG, SNAP, Canvas

EDGE = 4
"""Pixels at both sides of a segment's edge within which it is gripped."""

SHORTEST = 0.04
"""Seconds that a trimmed segment lasts at the least."""

AROUND = 0.25
"""Share of a segment's length that is shown at both sides of it after a double click."""


@runtime_checkable
class PickableLane(Protocol):
    """A lane whose segments can be selected."""

    def pick(self, time: float, y: float, within: float) -> Segment | None:
        """Give the segment at `time`, or `within` seconds of it, `y` pixels below the lane's top."""
        ...

    def place_of(self, segment: Segment) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if the lane does not show it."""
        ...


@dataclass(frozen=True, slots=True)
class SegmentTrim:
    """A segment whose edge is dragged, and what it has become."""

    segment: Segment
    at_end: bool
    now: Segment


class SegmentPicker(QObject):
    """Looks at a canvas' mouse before the canvas does; only a drag of an edge is kept from it."""

    trimmed = Signal(object, float, float)  # Segment, its new start and end
    trimming_changed = Signal(object)  # Trim, or None
    menu_wanted = Signal(QPoint)  # on the screen
    edit_wanted = Signal()

    def __init__(self, canvas: Canvas, selection: SegmentSelection) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._selection = selection
        self._trim: SegmentTrim | None = None
        self._pressed: QPointF | None = None
        self._anchor: Segment | None = None
        canvas.viewport().installEventFilter(self)

    @property
    def trim(self) -> SegmentTrim | None:
        """What is dragged."""
        return self._trim

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QMouseEvent) and watched is self._canvas.viewport():
            return self._mouse(event)
        if isinstance(event, QContextMenuEvent) and watched is self._canvas.viewport():
            return self._menu(event)
        if isinstance(event, QKeyEvent) and self._trim is not None:
            return self._key(event)
        return False

    def segment_at(self, place: QPointF) -> Segment | None:
        """Give the segment under a pixel."""
        found = self._canvas.lane_at(place.y())
        if found is None or not isinstance(lane := found[0], PickableLane):
            return None
        return lane.pick(self._canvas.time_at(place.x()), place.y() - found[1].top(), self._seconds(EDGE))

    def rect_of(self, segment: Segment) -> QRectF | None:
        """Give where a segment is drawn, or None if no lane shows it."""
        for lane, rect in self._canvas.lanes:
            if not lane.collapsed and isinstance(lane, PickableLane) and (place := lane.place_of(segment)):
                left, right = self._canvas.x_at(segment.start), self._canvas.x_at(segment.end)
                return QRectF(left, rect.top() + place[0], right - left, place[1])
        return None

    def _mouse(self, event: QMouseEvent) -> bool:
        match event.type():
            case QEvent.Type.MouseButtonPress if event.button() is Qt.MouseButton.LeftButton:
                return self._press(event)
            case QEvent.Type.MouseMove:
                return self._move(event)
            case QEvent.Type.MouseButtonRelease if event.button() is Qt.MouseButton.LeftButton:
                return self._release(event)
            case QEvent.Type.MouseButtonDblClick if event.button() is Qt.MouseButton.LeftButton:
                return self._zoom_to(self.segment_at(event.position()))
            case _:
                return False

    def _press(self, event: QMouseEvent) -> bool:
        self._pressed = event.position()
        grip = None if event.modifiers() else self._grip_at(event.position())
        if grip is not None:
            self._set_trim(SegmentTrim(grip[0], grip[1], grip[0]))
            QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # Escape, wherever the focus is
        return grip is not None

    def _move(self, event: QMouseEvent) -> bool:
        if self._trim is not None:
            self._drag(event.position().x())
            return True
        if not event.buttons():
            if self._grip_at(event.position()) is not None:
                self._canvas.viewport().setCursor(Qt.CursorShape.SizeHorCursor)
                QToolTip.hideText()
                return True
            self._canvas.viewport().unsetCursor()
        return False

    def _release(self, event: QMouseEvent) -> bool:
        pressed, self._pressed = self._pressed, None
        if (trim := self._trim) is not None:
            self._end_trim()
            if trim.now != trim.segment:
                self.trimmed.emit(trim.segment, trim.now.start, trim.now.end)
            return True
        if pressed is not None and (event.position() - pressed).manhattanLength() <= DRAG:
            self._select(event)
        return False

    def _select(self, event: QMouseEvent) -> None:
        segment = self.segment_at(event.position())
        found = self._canvas.lane_at(event.position().y())
        if found is not None and isinstance(found[0], PickableLane):
            self._selection.set_track(segment.track if segment else found[0].key)
        held = event.modifiers()
        if segment is not None and held & Qt.KeyboardModifier.ControlModifier:
            self._selection.toggle(segment)
        elif segment is not None and held & Qt.KeyboardModifier.ShiftModifier and self._anchor is not None:
            self._selection.set(self._between(self._anchor, segment))
            return
        elif not held:
            self._selection.set(() if segment is None else (segment,))
        self._anchor = segment

    def _between(self, one: Segment, other: Segment) -> list[Segment]:
        """Give what stands from one segment to another in the lane of the latter."""
        first, last = min(one, other), max(one, other)
        for lane, _ in self._canvas.lanes:
            if isinstance(lane, PickableLane) and lane.place_of(other) is not None:
                shown: list[Segment] = list(getattr(lane, "segments", ()))
                return [s for s in shown if s.track == other.track and first <= s <= last] or [one, other]
        return [one, other]

    def _menu(self, event: QContextMenuEvent) -> bool:
        segment = self.segment_at(QPointF(event.pos()))
        if segment is not None and segment not in self._selection:
            self._selection.set((segment,))
        self.menu_wanted.emit(event.globalPos())
        return True

    def _zoom_to(self, segment: Segment | None) -> bool:
        if segment is None or segment.end <= segment.start:
            return False
        pad = (segment.end - segment.start) * AROUND
        self._pressed = None
        self._canvas.transport.set_view(segment.start - pad, segment.end + pad)
        return True

    def _grip_at(self, place: QPointF) -> tuple[Segment, bool] | None:
        """Give the selected segment whose edge is under a pixel, and whether it is its end."""
        near: list[tuple[float, Segment, bool]] = []
        for segment in self._selection.segments:
            rect = self.rect_of(segment) if segment.end > segment.start else None
            if rect is not None and rect.top() <= place.y() < rect.bottom():
                near += [
                    (abs(place.x() - rect.left()), segment, False),
                    (abs(place.x() - rect.right()), segment, True),
                ]
        best = min(near, default=None)
        return best[1:] if best is not None and best[0] <= EDGE else None

    def _drag(self, x: float) -> None:
        trim = self._trim
        if trim is not None:
            transport = self._canvas.transport
            time = transport.snapped(self._canvas.time_at(x), self._seconds(SNAP))
            time = min(max(time, 0.0), transport.duration)
            start, end = trim.segment.start, trim.segment.end
            if trim.at_end:
                now = replace(trim.segment, end=max(time, start + SHORTEST))
            else:
                now = replace(trim.segment, start=min(time, end - SHORTEST))
            self._set_trim(replace(trim, now=now))

    def _key(self, event: QKeyEvent) -> bool:
        if event.key() != Qt.Key.Key_Escape:
            return False
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
        elif event.type() == QEvent.Type.KeyPress:
            # What is left of the drag moves nothing.
            self._end_trim()
            self._pressed = None
        return True

    def _end_trim(self) -> None:
        QApplication.instance().removeEventFilter(self)  # type: ignore[union-attr]
        self._set_trim(None)

    def _set_trim(self, trim: SegmentTrim | None) -> None:
        self._trim = trim
        self.trimming_changed.emit(trim)

    def _seconds(self, pixels: float) -> float:
        start, end = self._canvas.transport.view
        return pixels * (end - start) / max(self._canvas.width(), 1)
