"""The lanes of a timeline: which there are, and where the user wants them."""

from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QPoint, QRectF, Signal

from resources.language import tr
from widgets.timeline.frame.arrangement import Arrangement
from widgets.timeline.frame.canvas import Band, Canvas
from widgets.timeline.frame.group_head import GroupHeader, height_for
from widgets.timeline.frame.header import LaneHeader
from widgets.timeline.frame.header_column import HeaderColumn
from widgets.timeline.lanes.groups import Section, StackGroup, group_lanes
from widgets.timeline.lanes.lane import Lane


class Stack(QObject):
    """Lanes with their headers, one below the other in the user's order."""

    changed = Signal()  # lanes, their order or heights
    arranged = Signal()  # the user's wishes
    needs_drawing = Signal()
    current_changed = Signal()
    menu_wanted = Signal(str, QPoint)  # key of a lane or group, and where on the screen

    def __init__(self, canvas: Canvas, column: HeaderColumn) -> None:
        super().__init__()
        self.arrangement = Arrangement()
        self.current: str | None = None
        self._canvas = canvas
        self._column = column
        self._lanes: dict[str, tuple[Lane, LaneHeader]] = {}
        self._groups: dict[str, GroupHeader] = {}
        column.moved.connect(self.move)

    @property
    def sections(self) -> Sequence[Section]:
        """The lanes from the top down, hidden ones too, by group where they stand in groups."""
        lanes = [self._lanes[key][0] for key in self.arrangement.arrange(list(self._lanes))]
        groups = [head.group for head in self._groups.values()] if self.arrangement.grouped else []
        return group_lanes(lanes, groups)

    @property
    def lanes(self) -> Sequence[Lane]:
        """The lanes from the top down, hidden ones too."""
        return [lane for _, lanes in self.sections for lane in lanes]

    @property
    def rows(self) -> Sequence[StackGroup | Lane]:
        """What stands below each other: groups, and the lanes that neither they nor the user hide."""
        found: list[StackGroup | Lane] = []
        for group, lanes in self.sections:
            there = [lane for lane in lanes if lane.key not in self.arrangement.hidden]
            if group is not None and there:
                found.append(group)
            if group is None or group.key not in self.arrangement.folded:
                found.extend(there)
        return found

    @property
    def shown(self) -> Sequence[Lane]:
        """The lanes that can be seen, from the top down."""
        return [row for row in self.rows if isinstance(row, Lane)]

    @property
    def heads(self) -> Sequence[LaneHeader]:
        """The headers of the lanes that can be seen."""
        return [self._lanes[lane.key][1] for lane in self.shown]

    @property
    def height(self) -> int:
        """Logical pixels that all rows take."""
        return sum(self._height(row) for row in self.rows)

    def group(self, key: str | None) -> StackGroup | None:
        """Give the group of that key."""
        head = self._groups.get(key) if key is not None else None
        return head.group if head else None

    def members(self, key: str) -> Sequence[Lane]:
        """Give the lanes of a group that the user does not hide."""
        lanes = next((lanes for group, lanes in self.sections if group and group.key == key), [])
        return [lane for lane in lanes if lane.key not in self.arrangement.hidden]

    def head_of(self, key: str) -> LaneHeader | GroupHeader:
        """Give the header of a lane or group."""
        return self._groups[key] if key in self._groups else self._lanes[key][1]

    def set_groups(self, groups: Sequence[StackGroup]) -> None:
        """Let lanes stand in these groups, in this order."""
        for head in self._groups.values():
            head.hide()
            head.deleteLater()
        self._groups = {group.key: self._group_head(group) for group in groups}
        self.changed.emit()

    def set_grouped(self, grouped: bool) -> None:
        """Let lanes stand in groups, or one below the other as the user likes."""
        self.arrangement.grouped = grouped
        self._leave_what_is_gone()
        self._arranged()

    def set_folded(self, folded: bool, *keys: str) -> None:
        """Fold groups, or unfold them; without keys all."""
        wanted = set(keys or self._groups)
        self.arrangement.folded = self.arrangement.folded - wanted | (wanted if folded else set())
        self._leave_what_is_gone()
        self._arranged()

    def is_folded(self, key: str) -> bool:
        """Say whether a group is folded."""
        return key in self.arrangement.folded

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
        keys = self.beside(key)
        place = min(max(keys.index(key) + down, 0), len(keys) - 1)
        rest = [other for other in keys if other != key]
        self.move(key, rest[place] if place < len(rest) else None)

    def beside(self, key: str) -> list[str]:
        """Give the keys of the lanes that can be seen where this one may be moved."""
        lanes = next(lanes for _, lanes in self.sections if key in (lane.key for lane in lanes))
        return [lane.key for lane in lanes if lane.key not in self.arrangement.hidden]

    def set_hidden(self, key: str, hidden: bool) -> None:
        """Hide a lane, or show it again."""
        (self.arrangement.hidden.add if hidden else self.arrangement.hidden.discard)(key)
        self._leave_what_is_gone()
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
        """Let a lane or group be the one that keys work on."""
        if key != self.current:
            self.current = key
            for lane, head in self._lanes.values():
                head.set_current(lane.key == key)
            for head in self._groups.values():
                head.set_current(head.group.key == key)
            self.current_changed.emit()

    def place(self, width: float) -> int:
        """Give each lane its place, below the one before; give the height of all."""
        top = 0.0
        self._canvas.lanes, self._canvas.bands = [], []
        heads: list[LaneHeader | GroupHeader] = []
        for row in self.rows:
            rect = QRectF(0, top, width, self._height(row))
            if isinstance(row, StackGroup):
                heads.append(self._place_group(row, rect))
            else:
                heads.append(self._place_lane(row, rect))
            top = rect.bottom()
        seen = {lane.key for lane, _ in self._canvas.lanes}
        for lane, _ in self._lanes.values():
            lane.box.setVisible(not lane.collapsed and lane.key in seen)
        self._column.place(heads)
        return round(top)

    def _place_group(self, group: StackGroup, rect: QRectF) -> GroupHeader:
        head, members = self._groups[group.key], self.members(group.key)
        head.set_state(folded=self.is_folded(group.key), count=len(members))
        names = tr(", ").join(lane.title for lane in members) if head.folded else ""
        self._canvas.bands.append(Band(group.key, rect, names, self._column.font()))
        return head

    def _place_lane(self, lane: Lane, rect: QRectF) -> LaneHeader:
        if lane.box.geometry() != rect:
            lane.stale = lane.stale or lane.box.geometry().size() != rect.size()
            lane.box.setGeometry(rect)
        self._canvas.lanes.append((lane, rect))
        return self._lanes[lane.key][1]

    def _height(self, row: StackGroup | Lane) -> int:
        return height_for(self._column.font()) if isinstance(row, StackGroup) else row.height

    def _leave_what_is_gone(self) -> None:
        """Let keys go on to the group where the lane that they worked on is folded away."""
        there = [row.key for row in self.rows]
        if self.current is not None and self.current not in there:
            lane = self.get(self.current)
            self.set_current(lane.group if lane is not None and lane.group in there else None)

    def _group_head(self, group: StackGroup) -> GroupHeader:
        head = GroupHeader(group, self._column)
        head.hide()
        head.toggled.connect(lambda: self.set_folded(not self.is_folded(group.key), group.key))
        head.menu_wanted.connect(partial(self.menu_wanted.emit, group.key))
        return head

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
