"""Lanes and segments as a screen reader walks through them: a list of lanes, each a list of its segments.

Qt asks for them only where something that reads the screen is at work.
"""

from bisect import bisect_left
from collections.abc import Callable, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QPoint, QRect
from PySide6.QtGui import QAccessible, QAccessibleEvent, QAccessibleInterface
from PySide6.QtWidgets import QAccessibleWidget
from shiboken6 import Shiboken

from inference.contract.types import Segment
from resources.clock import clock
from resources.language import tr
from widgets.timeline.frame.canvas import Canvas
from widgets.timeline.frame.stack import Stack
from widgets.timeline.lanes.groups import StackGroup
from widgets.timeline.lanes.lane import Lane
from widgets.timeline.lanes.strip import spoken_segment

if TYPE_CHECKING:
    from collections.abc import Mapping

Maybe = Any
"""What may be None: Qt takes that for nothing, which the types of its methods do not tell."""

_Text, _Role = QAccessible.Text, QAccessible.Role


class AccessibleTimeline(QObject):
    """Keeps what Qt was given of a timeline; what is no longer there is taken back from it."""

    def __init__(self, stack: Stack, canvas: Canvas) -> None:
        super().__init__(canvas)
        self.stack = stack
        self.canvas = canvas
        self.write: Callable[[float], str] = clock
        self._rows: dict[str, tuple[StackGroup | Lane, _Row]] = {}
        stack.changed.connect(self._changed)
        _TOLD[canvas] = self
        canvas.destroyed.connect(self._end)

    def rows(self) -> "list[_Row]":
        """Give what stands below each other in the timeline."""
        there = list(self.stack.rows)
        self._leave({row.key: row for row in there})
        for row in there:
            if row.key not in self._rows:
                self._rows[row.key] = row, _Row(self, row)
        return [self._rows[row.key][1] for row in there]

    def forget(self) -> None:
        """Take everything back from Qt."""
        self._leave({})

    def _end(self) -> None:
        self.forget()
        del _TOLD[self.canvas]

    def place_of(self, rect: QRect) -> QRect:
        """Give where a part of the canvas is on the screen."""
        return QRect(self.canvas.mapToGlobal(rect.topLeft()), rect.size())

    def _leave(self, there: "Mapping[str, StackGroup | Lane]") -> None:
        for key, (row, node) in list(self._rows.items()):
            if there.get(key) is not row:
                del self._rows[key]
                node.forget()

    def _changed(self) -> None:
        if QAccessible.isActive():
            self._leave({row.key: row for row in self.stack.rows})
            event = QAccessibleEvent(self.canvas, QAccessible.Event.ObjectReorder)
            QAccessible.updateAccessibility(event)


class _Lanes(QAccessibleWidget):
    """The canvas as a list of groups and lanes."""

    def __init__(self, canvas: Canvas) -> None:
        super().__init__(canvas, _Role.List, tr("Lanes"))
        self._canvas = canvas

    def childCount(self) -> int:
        return len(self._rows())

    def child(self, index: int) -> Maybe:
        rows = self._rows()
        return rows[index] if 0 <= index < len(rows) else None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return next((number for number, row in enumerate(self._rows()) if row is child), -1)

    def focusChild(self) -> Maybe:
        return next((row for row in self._rows() if row.state().focused), None)

    def _rows(self) -> "list[_Row]":
        # Qt may ask while the timeline is still being made.
        told = _TOLD.get(self._canvas)
        return told.rows() if told is not None else []


class _Node(QAccessibleInterface):
    """Something that is no widget. Qt owns it from its registration until it is forgotten."""

    def __init__(self, told: AccessibleTimeline) -> None:
        super().__init__()
        self.told = told
        self._id = QAccessible.registerAccessibleInterface(self)

    def forget(self) -> None:
        """Let Qt delete it."""
        if Shiboken.isValid(self):
            QAccessible.deleteAccessibleInterface(self._id)

    def isValid(self) -> bool:
        return Shiboken.isValid(self.told.canvas)

    def object(self) -> Maybe:
        return None

    def child(self, index: int) -> Maybe:
        del index
        return None

    def childCount(self) -> int:
        return 0

    def childAt(self, x: int, y: int) -> Maybe:
        del x, y
        return None

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        del child
        return -1

    def setText(self, t: QAccessible.Text, text: str) -> None:
        del t, text


class _Row(_Node):
    """A group, or a lane with its segments."""

    def __init__(self, told: AccessibleTimeline, row: StackGroup | Lane) -> None:
        super().__init__(told)
        self.row = row
        self._of: Sequence[Segment] = ()
        self._segments: dict[int, _Segment] = {}

    def forget(self) -> None:
        self._leave()
        super().forget()

    def parent(self) -> QAccessibleInterface:
        return QAccessible.queryAccessibleInterface(self.told.canvas)

    def childCount(self) -> int:
        return len(self._listed())

    def child(self, index: int) -> Maybe:
        listed = self._listed()
        if not 0 <= index < len(listed):
            return None
        if index not in self._segments:
            self._segments[index] = _Segment(self, index, listed[index])
        return self._segments[index]

    def childAt(self, x: int, y: int) -> Maybe:
        canvas, listed = self.told.canvas, self._listed()
        place = canvas.mapFromGlobal(QPoint(x, y))
        top = next((rect.top() for lane, rect in canvas.lanes if lane is self.row), None)
        pick = getattr(self.row, "pick", None)
        found = pick(canvas.time_at(place.x()), place.y() - top, 0.0) if pick and top is not None else None
        index = bisect_left(listed, found) if found is not None else len(listed)
        return self.child(index)

    def indexOfChild(self, child: QAccessibleInterface) -> int:
        return child.index if isinstance(child, _Segment) else -1

    def role(self) -> QAccessible.Role:
        return _Role.List if isinstance(self.row, Lane) else _Role.Heading

    def state(self) -> QAccessible.State:
        state, stack = QAccessible.State(), self.told.stack
        folded = stack.is_folded(self.row.key) if isinstance(self.row, StackGroup) else self.row.collapsed
        state.expandable, state.expanded, state.collapsed = 1, int(not folded), int(folded)
        state.focused = int(stack.current == self.row.key)
        return state

    def text(self, t: QAccessible.Text) -> str:
        if t == _Text.Name:
            return self.row.title
        if not isinstance(self.row, Lane):
            return ""
        if t == _Text.Description:
            return self.row.message if self.row.is_empty() else self.row.origin
        if t == _Text.Value:
            return self.row.value_at(self.told.canvas.transport.position)
        return ""

    def rect(self) -> QRect:
        canvas = self.told.canvas
        places = [rect for lane, rect in canvas.lanes if lane is self.row]
        places += [band.rect for band in canvas.bands if band.key == self.row.key]
        return self.told.place_of(places[0].toRect()) if places else QRect()

    def rect_of(self, segment: Segment) -> QRect:
        """Give where a segment is seen on the screen; an empty rectangle where it is not."""
        canvas = self.told.canvas
        top = next((rect.top() for lane, rect in canvas.lanes if lane is self.row), None)
        place = getattr(self.row, "place_of", lambda _: None)(segment)
        if top is None or place is None:
            return QRect()
        left, right = round(canvas.x_at(segment.start)), round(canvas.x_at(segment.end))
        seen = QRect(left, round(top + place[0]), max(right - left, 1), round(place[1])) & canvas.rect()
        return self.told.place_of(seen) if not seen.isEmpty() else QRect()

    def _listed(self) -> Sequence[Segment]:
        now = self.row.listed if isinstance(self.row, Lane) else ()
        if now is not self._of:
            self._leave()
            self._of = now
        return now

    def _leave(self) -> None:
        for node in self._segments.values():
            node.forget()
        self._segments.clear()


class _Segment(_Node):
    """A segment of a lane."""

    def __init__(self, lane: _Row, index: int, segment: Segment) -> None:
        super().__init__(lane.told)
        self.index = index
        self._lane = lane
        self._segment = segment

    def parent(self) -> QAccessibleInterface:
        return self._lane

    def role(self) -> QAccessible.Role:
        return _Role.ListItem

    def state(self) -> QAccessible.State:
        state = QAccessible.State()
        state.offscreen = int(self.rect().isEmpty())
        return state

    def text(self, t: QAccessible.Text) -> str:
        if t != _Text.Name:
            return ""
        return tr(", ").join((self.told.write(self._segment.start), spoken_segment(self._segment)))

    def rect(self) -> QRect:
        return self._lane.rect_of(self._segment)


_TOLD: dict[Canvas, AccessibleTimeline] = {}
_GIVEN: list[QAccessibleInterface] = []
# Qt owns these and deletes them; until then Python must not let go of them.


@cache
def install() -> None:
    """Let Qt ask here what a canvas holds. To be called before the first one is made."""
    QAccessible.installFactory(_make)


def _make(_name: str, thing: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(thing, Canvas):
        return None
    made = _Lanes(thing)
    _GIVEN[:] = [*(one for one in _GIVEN if Shiboken.isValid(one)), made]
    return made
