"""Walking through lanes and their segments with keys, and telling a screen reader where one is."""

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QKeyEvent
from PySide6.QtWidgets import QWidget

from resources.clock import clock
from resources.language import ntr, tr
from widgets.timeline.frame.stack import Stack
from widgets.timeline.lanes.groups import StackGroup
from widgets.timeline.lanes.lane import Lane
from widgets.transport import Transport

STEP = 12
"""Logical pixels that a key makes a lane higher or lower."""

_Key = Qt.Key
_ENTER = (_Key.Key_Return, _Key.Key_Enter)
_NONE, _SHIFT, _CONTROL = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
)


class KeyboardNavigation(QObject):
    """Keys that work on the current lane of a stack; they are the timeline's own where it has the focus."""

    reached = Signal(str)  # key of a lane or group that is to be brought into sight

    def __init__(self, stack: Stack, transport: Transport, view: QWidget) -> None:
        super().__init__(view)
        self._stack = stack
        self._transport = transport
        self._view = view
        self.said = ""
        self._keys = {
            (_Key.Key_Left, _CONTROL): lambda lane: self._segment(lane, -1),
            (_Key.Key_Right, _CONTROL): lambda lane: self._segment(lane, 1),
            (_Key.Key_Up, _SHIFT): lambda lane: lane.set_height(max(lane.height - STEP, lane.least_height)),
            (_Key.Key_Down, _SHIFT): lambda lane: lane.set_height(lane.height + STEP),
            (_Key.Key_Up, _CONTROL | _SHIFT): lambda lane: self._carry(lane, -1),
            (_Key.Key_Down, _CONTROL | _SHIFT): lambda lane: self._carry(lane, 1),
            (_Key.Key_Return, _NONE): self._fold,
            (_Key.Key_Enter, _NONE): self._fold,
            (_Key.Key_Return, _SHIFT): self._fold_group_of,
            (_Key.Key_Enter, _SHIFT): self._fold_group_of,
        }
        stack.current_changed.connect(self._tell_current)

    @property
    def lane(self) -> Lane | None:
        """The lane that keys work on."""
        return self._stack.get(self._stack.current)

    @property
    def group(self) -> StackGroup | None:
        """The group that keys work on."""
        return self._stack.group(self._stack.current)

    def wants(self, event: QKeyEvent) -> bool:
        """Say whether a key is for a lane now, though the program may have another use for it."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.group is not None:
            return _Key(event.key()) in _ENTER and held in (_NONE, _SHIFT)
        return self.lane is not None and (_Key(event.key()), held) in self._keys

    def press(self, event: QKeyEvent) -> bool:
        """Do what the key means for lanes; say whether it means anything."""
        held = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key = _Key(event.key())
        if key in (_Key.Key_Up, _Key.Key_Down) and held == _NONE:
            self._step(-1 if key == _Key.Key_Up else 1)
            return True
        if (group := self.group) is not None and key in _ENTER and held in (_NONE, _SHIFT):
            self._fold_group(group)
            return True
        act = self._keys.get((key, held))
        if act is None or (lane := self.lane) is None:
            return False
        act(lane)
        return True

    def tell(self, text: str) -> None:
        """Let a screen reader say something; it stands in the timeline's description too."""
        self.said = text
        self._view.setAccessibleDescription(text)
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self._view, text))

    def _step(self, down: int) -> None:
        keys = [row.key for row in self._stack.rows]
        if keys:
            current = self._stack.current
            place = keys.index(current) + down if current in keys else 0 if down > 0 else len(keys) - 1
            self._stack.set_current(keys[min(max(place, 0), len(keys) - 1)])

    def _tell_current(self) -> None:
        if (group := self.group) is not None:
            self.reached.emit(group.key)
            said = tr("{lane}, collapsed") if self._stack.is_folded(group.key) else tr("{lane}, expanded")
            count = ntr("{n} lane", "{n} lanes", len(self._stack.members(group.key)))
            self.tell(tr(", ").join((said.format(lane=group.title), count)))
        elif (lane := self.lane) is not None:
            self.reached.emit(lane.key)
            shown = list(self._stack.shown)
            value = lane.message if lane.is_empty() else lane.value_at(self._transport.position)
            place = f"{shown.index(lane) + 1}/{len(shown)}" if lane in shown else ""
            self.tell(tr(", ").join(filter(None, (lane.title, place, value, lane.origin))))

    def _segment(self, lane: Lane, direction: int) -> None:
        found = lane.neighbor(self._transport.position, direction)
        if found is None:
            # A lane without segments goes with the shots, as without a current lane.
            self._transport.jump(direction)
            found = self._transport.position, lane.value_at(self._transport.position)
        else:
            self._transport.seek(found[0])
        self.tell(tr(", ").join(filter(None, (clock(found[0]), found[1]))))

    def _carry(self, lane: Lane, down: int) -> None:
        self._stack.shift(lane.key, down)
        self._tell_current()

    def _fold(self, lane: Lane) -> None:
        lane.set_collapsed(not lane.collapsed)
        said = tr("{lane}, collapsed") if lane.collapsed else tr("{lane}, expanded")
        self.tell(said.format(lane=lane.title))

    def _fold_group(self, group: StackGroup) -> None:
        self._stack.set_folded(not self._stack.is_folded(group.key), group.key)
        self._tell_current()

    def _fold_group_of(self, lane: Lane) -> None:
        if any(row.key == lane.group for row in self._stack.rows):
            self._stack.set_folded(True, lane.group)
