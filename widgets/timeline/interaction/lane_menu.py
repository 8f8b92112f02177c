"""What can be done with a lane, as a menu."""

from functools import partial

from PySide6.QtWidgets import QMenu, QWidget

from resources.language import tr
from widgets.timeline.frame.stack import Stack
from widgets.timeline.lanes.heat import HeatLane
from widgets.timeline.lanes.heat_menu import add_heat


def lane_menu(stack: Stack, key: str | None, parent: QWidget, y: float | None = None) -> QMenu:
    """Give the menu of a lane or group, asked for `y` pixels below its top, or else of what is hidden."""
    menu = QMenu(parent)
    menu.aboutToHide.connect(menu.deleteLater)
    if (lane := stack.get(key)) is not None:
        keys = stack.beside(lane.key)
        menu.addSection(lane.title)
        if isinstance(lane, HeatLane):
            add_heat(lane, menu, y)
        fold = menu.addAction(tr("Expand") if lane.collapsed else tr("Collapse"))
        fold.triggered.connect(lambda: lane.set_collapsed(not lane.collapsed))
        up = menu.addAction(tr("Move up") + "\tCtrl+Shift+Up", partial(stack.shift, lane.key, -1))
        up.setEnabled(lane.key != keys[0])
        down = menu.addAction(tr("Move down") + "\tCtrl+Shift+Down", partial(stack.shift, lane.key, 1))
        down.setEnabled(lane.key != keys[-1])
        reset = menu.addAction(tr("Default height"), partial(lane.set_height, None))
        reset.setEnabled(lane.chosen is not None)
        menu.addAction(tr("Hide"), partial(stack.set_hidden, lane.key, True))
        menu.addSeparator()
    elif (group := stack.group(key)) is not None:
        menu.addSection(group.title)
        folded = stack.is_folded(group.key)
        act = menu.addAction(tr("Expand") if folded else tr("Collapse"))
        act.triggered.connect(lambda: stack.set_folded(not folded, group.key))
        menu.addAction(tr("Collapse all groups"), lambda: stack.set_folded(True))
        menu.addAction(tr("Expand all groups"), lambda: stack.set_folded(False))
        menu.addSeparator()
    grouped = menu.addAction(tr("Lanes in groups"))
    grouped.setCheckable(True)
    grouped.setChecked(stack.arrangement.grouped)
    grouped.triggered.connect(stack.set_grouped)
    add_hidden(stack, menu)
    return menu


def add_hidden(stack: Stack, menu: QMenu) -> None:
    """Add the lanes that are hidden, to show them again."""
    hidden = [lane for lane in stack.lanes if lane.key in stack.arrangement.hidden]
    shown = menu.addMenu(tr("Show hidden lane"))
    shown.setEnabled(bool(hidden))
    for lane in hidden:
        shown.addAction(lane.title, partial(stack.set_hidden, lane.key, False))
    everything = menu.addAction(tr("Show all lanes"), stack.show_all)
    everything.setEnabled(bool(hidden))
