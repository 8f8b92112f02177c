"""The lanes of a timeline: which there are, and where the user wants them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRectF, Signal

from widgets.timeline.arrangement import Arrangement
from widgets.timeline.canvas import Canvas
from widgets.timeline.header import LaneHeader
from widgets.timeline.heads import HeadColumn
from widgets.timeline.lane import Lane


class Stack(QObject):
    """Lanes with their headers, one below the other in the user's order."""

    changed = Signal()  # lanes, their order or heights
    arranged = Signal()  # the user's wishes
    needs_drawing = Signal()
    current_changed = Signal()
    menu_wanted = Signal(str, QPoint)  # a lane's key, and where on the screen

    def __init__(self, canvas: Canvas, column: HeadColumn) -> None:
        super().__init__()
        self.arrangement = Arrangement()
        self.current: str | None = None
        self._canvas = canvas
        self._column = column
        self._lanes: dict[str, tuple[Lane, LaneHeader]] = {}
        column.moved.connect(self.move)

    @property
    def lanes(self) -> Sequence[Lane]:
        """The lanes from the top down, hidden ones too."""
        return [self._lanes[key][0] for key in self.arrangement.arrange(list(self._lanes))]

    @property
    def shown(self) -> Sequence[Lane]:
        """The lanes that are not hidden, from the top down."""
        return [lane for lane in self.lanes if lane.key not in self.arrangement.hidden]

    @property
    def heads(self) -> Sequence[LaneHeader]:
        """The headers of the lanes that are not hidden."""
        return [self._lanes[lane.key][1] for lane in self.shown]

    def get(self, key: str | None) -> Lane | None:
        """Give the lane of that key."""
        found = self._lanes.get(key) if key is not None else None
        return found[0] if found else None

    def add(self, lane: Lane, at: int | None = None) -> None:
        """Add a lane below the others, or as number `at`. Raise ValueError if its key is taken."""
        if lane.key in self._lanes:
            raise ValueError(f"there is a lane {lane.key!r} already")
        self._apply(lane)
        head = self._head(lane)
        places = list(self._lanes.items())
        places.insert(len(places) if at is None else at, (lane.key, (lane, head)))
        self._lanes = dict(places)
        self._canvas.addItem(lane.box)
        lane.needs_drawing.connect(self.needs_drawing)
        lane.changed.connect(partial(self._lane_changed, lane))
        self.changed.emit()

    def remove(self, key: str) -> None:
        """Take a lane away for good; nothing happens if there is none of that key."""
        if key in self._lanes:
            lane, head = self._lanes.pop(key)
            lane.needs_drawing.disconnect()
            lane.changed.disconnect()
            self._canvas.removeItem(lane.box)
            lane.dispose()
            head.hide()
            head.deleteLater()
            self.changed.emit()

    def move(self, key: str, before: str | None) -> None:
        """Put a lane above another one, or below all."""
        self.arrangement.move(key, before, list(self._lanes))
        self._arranged()

    def shift(self, key: str, down: int) -> None:
        """Put a lane so many places of shown ones down, or up."""
        keys = [lane.key for lane in self.shown]
        place = min(max(keys.index(key) + down, 0), len(keys) - 1)
        rest = [other for other in keys if other != key]
        self.move(key, rest[place] if place < len(rest) else None)

    def set_hidden(self, key: str, hidden: bool) -> None:
        """Hide a lane, or show it again."""
        (self.arrangement.hidden.add if hidden else self.arrangement.hidden.discard)(key)
        if hidden and key == self.current:
            self.set_current(None)
        self._arranged()

    def show_all(self) -> None:
        """Show the hidden lanes again."""
        self.arrangement.hidden -= set(self._lanes)
        self._arranged()

    def restore(self, state: Mapping[str, Any]) -> None:
        """Take over what `arrangement.state()` gave, now and for lanes that are added later."""
        self.arrangement.restore(state)
        for lane in self.lanes:
            self._apply(lane)
        self.changed.emit()

    def set_current(self, key: str | None) -> None:
        """Let a lane be the one that keys work on."""
        if key != self.current:
            self.current = key
            for lane, head in self._lanes.values():
                head.set_current(lane.key == key)
            self.current_changed.emit()

    def place(self, width: float) -> int:
        """Give each lane its place, below the one before; give the height of all."""
        top = 0.0
        self._canvas.lanes = []
        for lane in self.shown:
            rect = QRectF(0, top, width, lane.height)
            if lane.box.geometry() != rect:
                lane.stale = lane.stale or lane.box.geometry().size() != rect.size()
                lane.box.setGeometry(rect)
            self._canvas.lanes.append((lane, rect))
            top += lane.height
        for lane in self.lanes:
            lane.box.setVisible(not lane.collapsed and lane.key not in self.arrangement.hidden)
        self._column.place(list(self.heads))
        return round(top)

    def _head(self, lane: Lane) -> LaneHeader:
        head = LaneHeader(lane, self._column)
        head.pressed.connect(partial(self.set_current, lane.key))
        head.dragged.connect(partial(self._column.carry, head))
        head.dropped.connect(partial(self._column.drop, head))
        head.menu_wanted.connect(partial(self.menu_wanted.emit, lane.key))
        return head

    def _apply(self, lane: Lane) -> None:
        lane.set_collapsed(lane.key in self.arrangement.collapsed)
        lane.set_height(self.arrangement.heights.get(lane.key))
        lane.set_options(self.arrangement.options.get(lane.key, {}))

    def _lane_changed(self, lane: Lane) -> None:
        wishes = self.arrangement
        before = wishes.state()
        (wishes.collapsed.add if lane.collapsed else wishes.collapsed.discard)(lane.key)
        if lane.chosen is None:
            wishes.heights.pop(lane.key, None)
        else:
            wishes.heights[lane.key] = lane.chosen
        wishes.options[lane.key] = lane.options()
        if not wishes.options[lane.key]:
            del wishes.options[lane.key]
        self.changed.emit()
        if wishes.state() != before:
            self.arranged.emit()

    def _arranged(self) -> None:
        self.changed.emit()
        self.arranged.emit()
