"""What a lane of many channels shows, as entries of its menu."""

from dataclasses import replace
from functools import partial

from PySide6.QtGui import QActionGroup
from PySide6.QtWidgets import QLineEdit, QMenu, QWidgetAction

from resources.language import mark, tr
from widgets.timeline.lanes.heat import HeatLane

ORDERS = ((mark("Sort by the whole file"), False), (mark("Sort by the visible range"), True))
"""What each order is called, and whether it goes by what is in sight."""


def add_heat(lane: HeatLane, menu: QMenu, y: float | None) -> None:
    """Add a field to search by name, the order, and what pins the row `y` pixels below the lane's top."""
    menu.addAction(_field(lane, menu))
    orders = QActionGroup(menu)
    for text, here in ORDERS:
        action = menu.addAction(tr(text))
        action.setCheckable(True)
        action.setChecked(lane.wishes.here == here)
        action.triggered.connect(partial(_set_here, lane, here))
        orders.addAction(action)
    _add_pins(lane, menu, y)
    menu.addSeparator()


def _field(lane: HeatLane, menu: QMenu) -> QWidgetAction:
    field = QLineEdit(lane.wishes.find, placeholderText=tr("Find by name"), clearButtonEnabled=True)
    field.setAccessibleName(tr("Find by name"))
    field.textChanged.connect(lambda text: lane.set_ranking(replace(lane.wishes, find=text)))
    field.returnPressed.connect(menu.close)
    action = QWidgetAction(menu)
    action.setText(tr("Find by name"))
    action.setDefaultWidget(field)
    return action


def _add_pins(lane: HeatLane, menu: QMenu, y: float | None) -> None:
    under = lane.channel_at(y) if y is not None else None
    if under is not None:
        pinned = lane.name(under) in lane.wishes.pinned
        act = tr("Unpin {name}") if pinned else tr("Pin {name}")
        pin = menu.addAction(act.format(name=lane.channel_text(under)))
        pin.triggered.connect(lambda: lane.pin(lane.name(under), pinned=not pinned))
    pins = menu.addMenu(tr("Pin to top"))
    for channel in lane.order:
        name = lane.name(channel)
        action = pins.addAction(lane.channel_text(channel))
        action.setCheckable(True)
        action.setChecked(name in lane.wishes.pinned)
        action.toggled.connect(partial(_pin, lane, name))
    pins.setEnabled(bool(lane.order))


def _set_here(lane: HeatLane, here: bool, _checked: bool = False) -> None:
    lane.set_ranking(replace(lane.wishes, here=here))


def _pin(lane: HeatLane, name: str, pinned: bool) -> None:
    lane.pin(name, pinned=pinned)
