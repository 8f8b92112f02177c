"""Everything that menus and keys can do: declared once, bound to what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMainWindow

from widgets.transport import Transport


@dataclass(frozen=True, slots=True)
class Entry:
    """A menu's line. `keys`: the first one is shown in the menu."""

    name: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False


LINE = None
MENUS: Mapping[str, tuple[Entry | None, ...]] = {
    "&File": (
        Entry("open", "&Open files…", ("Ctrl+O",)),
        Entry("open_folder", "Open &folder…", ("Ctrl+Shift+O",)),
        LINE,
        Entry("locate", "&Locate…"),
        LINE,
        Entry("pause", "&Pause analysis", ("Ctrl+Shift+P",), checkable=True),
        Entry("cancel", "&Cancel analysis", ("Ctrl+.",)),
        Entry("retry", "&Analyse again", ("Ctrl+R",)),
        Entry("remove", "&Remove from list", ("Ctrl+W",)),
        LINE,
        Entry("quit", "&Quit", ("Ctrl+Q",)),
    ),
    "F&ind": (
        Entry("find", "&Find in all files…", ("Ctrl+F",)),
        Entry("find_next", "&Next stretch", ("F3",)),
        Entry("find_previous", "&Previous stretch", ("Shift+F3",)),
    ),
    "&Voices": (
        Entry("mark_neutral", "The selection is this voice's &neutral", ("N",)),
        Entry("forget_neutral", "&Forget the neutral mark here", ("Shift+N",)),
    ),
    "&Playback": (
        Entry("play", "&Play or pause", ("Space", "K")),
        Entry("mute", "&Mute", ("M",), checkable=True),
        LINE,
        Entry("next_picture", "&Next picture", ("Right", ".")),
        Entry("previous_picture", "P&revious picture", ("Left", ",")),
        Entry("forward", "One second &forward", ("Shift+Right", "L")),
        Entry("back", "One second &back", ("Shift+Left", "J")),
        Entry("next_shot", "Next s&hot", ("Ctrl+Right",)),
        Entry("previous_shot", "Previous sh&ot", ("Ctrl+Left",)),
        LINE,
        Entry("start", "Go to the &start", ("Home",)),
        Entry("end", "Go to the &end", ("End",)),
    ),
    "&View": (
        Entry("zoom_in", "Zoom &in", ("Ctrl++", "Ctrl+=")),
        Entry("zoom_out", "Zoom &out", ("Ctrl+-",)),
        Entry("zoom_all", "Show &everything", ("Ctrl+0",)),
        Entry("zoom_selection", "Show the &selection", ("Ctrl+E",)),
        LINE,
        Entry("light", "&Light theme", checkable=True),
    ),
    "&Help": (
        Entry("keys", "&Keys", ("F1",)),
        Entry("models", "&Models and licences…"),
        Entry("device", "&Device and system…"),
        Entry("logs", "Show the &log folder"),
        LINE,
        Entry("about", "&About Rushes"),
    ),
}


def of_transport(transport: Transport) -> dict[str, Callable[[], None]]:
    """Give what a transport can do, by name."""

    def zoom(factor: float) -> None:
        start, end = transport.view
        around = transport.position if start <= transport.position <= end else (start + end) / 2
        transport.zoom(factor, around)

    return {
        "play": lambda: transport.set_playing(not transport.playing),
        "next_picture": lambda: transport.step(1),
        "previous_picture": lambda: transport.step(-1),
        "forward": lambda: transport.seek(transport.position + 1),
        "back": lambda: transport.seek(transport.position - 1),
        "next_shot": lambda: transport.jump(1),
        "previous_shot": lambda: transport.jump(-1),
        "start": lambda: transport.seek(0.0),
        "end": lambda: transport.seek(transport.duration),
        "zoom_in": lambda: zoom(2.0),
        "zoom_out": lambda: zoom(0.5),
        "zoom_all": transport.show_all,
        "zoom_selection": lambda: transport.set_view(*(transport.selection or transport.view)),
    }


class Actions:
    """The actions of a window, by name."""

    def __init__(self, window: QMainWindow, does: Mapping[str, Callable[..., object]]) -> None:
        self._actions: dict[str, QAction] = {}
        self.menus = {title: window.menuBar().addMenu(title) for title in MENUS}
        for title, entries in MENUS.items():
            for entry in entries:
                if entry is None:
                    self.menus[title].addSeparator()
                else:
                    action = self._make(window, entry, does[entry.name])
                    self.menus[title].addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def enable(self, enabled: bool, *names: str) -> None:
        """Let some actions be possible or not."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def _make(self, window: QMainWindow, entry: Entry, do: Callable[..., object]) -> QAction:
        action = QAction(entry.text, window, checkable=entry.checkable)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        if entry.checkable:
            action.toggled.connect(do)
        else:
            # The signal says whether the action is checked, which only some want to know.
            action.triggered.connect(partial(_without_state, do))
        self._actions[entry.name] = action
        return action


def _without_state(do: Callable[[], object], _checked: bool = False) -> None:
    do()
