"""Everything that menus and keys can do: declared once, bound to what does it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum, auto
from functools import partial

from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMainWindow

from resources.language import mark, tr
from widgets.transport import Transport


class Needs(Enum):
    """What has to be there before a command on results is possible."""

    NOTHING = auto()
    DOCUMENT = auto()
    SELECTION = auto()
    SEVERAL_SELECTED = auto()
    RANGE = auto()


@dataclass(frozen=True, slots=True)
class ActionEntry:
    """A menu's line. keys: the first one is shown in the menu. group: one of its entries is chosen.

    repeats: a key that is held does it again and again. needs: what it is possible with; a command on
    results is the method of that name of `SegmentCommands`. in_context: in the menu of a segment, too.
    """

    name: str
    text: str
    keys: tuple[str, ...] = ()
    checkable: bool = False
    group: str = ""
    repeats: bool = True
    needs: Needs = Needs.NOTHING
    in_context: bool = False


LINE = None
JUST_BEFORE = 1e-3
MENUS: Mapping[str, tuple[ActionEntry | None, ...]] = {
    mark("&File"): (
        ActionEntry("open", mark("&Open files…"), ("Ctrl+O",)),
        ActionEntry("open_folder", mark("Open &folder…"), ("Ctrl+Shift+O",)),
        LINE,
        ActionEntry("export", mark("&Export…"), ("Ctrl+Shift+E",)),
        ActionEntry("export_picture", mark("Export timeline as image…")),
        ActionEntry("report", mark("Repo&rt…"), ("Ctrl+P",)),
        LINE,
        ActionEntry("save_still", mark("Save &still…"), ("Ctrl+Shift+S",)),
        ActionEntry("copy_still", mark("Cop&y still"), ("Ctrl+Shift+C",)),
        LINE,
        ActionEntry("locate", mark("Re&link…")),
        LINE,
        ActionEntry("pause", mark("&Pause analysis"), ("Ctrl+Shift+P",), checkable=True),
        ActionEntry("cancel", mark("&Cancel analysis"), ("Ctrl+.",)),
        ActionEntry("retry", mark("Re-&analyze"), ("Ctrl+R",)),
        ActionEntry("remove", mark("Remo&ve from library"), ("Ctrl+W",)),
        LINE,
        ActionEntry("settings", mark("Se&ttings…"), ("Ctrl+,",)),
        ActionEntry("quit", mark("&Quit"), ("Ctrl+Q",)),
    ),
    mark("&Edit"): (
        ActionEntry("undo", mark("&Undo"), ("Ctrl+Z",)),
        ActionEntry("redo", mark("&Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
        LINE,
        ActionEntry("accept", mark("&Confirm segments"), ("A",), needs=Needs.SELECTION, in_context=True),
        ActionEntry("reject", mark("Remo&ve segments"), ("X", "Del"), needs=Needs.SELECTION, in_context=True),
        ActionEntry(
            "relabel", mark("Ren&ame or edit text…"), ("R", "F2"), needs=Needs.SELECTION, in_context=True
        ),
        LINE,
        ActionEntry("split", mark("&Split at the playhead"), ("S",), needs=Needs.DOCUMENT, in_context=True),
        ActionEntry(
            "merge", mark("&Merge segments"), ("Ctrl+J",), needs=Needs.SEVERAL_SELECTED, in_context=True
        ),
        ActionEntry(
            "add_segment",
            mark("Add a se&gment from the selection…"),
            ("Shift+A",),
            needs=Needs.RANGE,
            in_context=True,
        ),
        LINE,
        ActionEntry("next_uncertain", mark("&Next low-confidence result"), ("U",), needs=Needs.DOCUMENT),
        ActionEntry(
            "previous_uncertain", mark("&Previous low-confidence result"), ("Shift+U",), needs=Needs.DOCUMENT
        ),
        ActionEntry("judge_cuts", mark("Revie&w cuts"), ("C",), needs=Needs.DOCUMENT),
        LINE,
        ActionEntry("add_note", mark("Add a no&te…"), ("T",), needs=Needs.DOCUMENT, in_context=True),
        ActionEntry("add_marker", mark("Add a mar&ker"), ("Shift+M",), needs=Needs.DOCUMENT, in_context=True),
    ),
    mark("F&ind"): (
        ActionEntry("find", mark("&Find in all files…"), ("Ctrl+F",)),
        ActionEntry("find_next", mark("&Next result"), ("F3",)),
        ActionEntry("find_previous", mark("&Previous result"), ("Shift+F3",)),
    ),
    mark("&Speakers"): (
        ActionEntry("mark_neutral", mark("Set speaker &baseline"), ("N",)),
        ActionEntry("forget_neutral", mark("&Clear speaker baseline"), ("Shift+N",)),
    ),
    mark("&Playback"): (
        ActionEntry("play", mark("&Play or pause"), ("Space",)),
        ActionEntry("shuttle_on", mark("Shuttle forwar&d"), ("L",), repeats=False),
        ActionEntry("shuttle_stop", mark("S&top"), ("K",), repeats=False),
        ActionEntry("shuttle_back", mark("Shuttle &backward"), ("J",), repeats=False),
        ActionEntry("slower", mark("Slo&wer"), ("[",)),
        ActionEntry("faster", mark("&Faster"), ("]",)),
        ActionEntry("loop", mark("&Loop the in/out range or the selection"), ("Ctrl+L",), checkable=True),
        ActionEntry("mute", mark("&Mute"), ("M",), checkable=True),
        LINE,
        ActionEntry("mark_in", mark("Mark &in"), ("I",)),
        ActionEntry("mark_out", mark("Mark o&ut"), ("O",)),
        ActionEntry("mark_shot", mark("Mark &clip"), ("Shift+T",)),
        ActionEntry("clear_in", mark("Clear the in point"), ("Alt+I",)),
        ActionEntry("clear_out", mark("Clear the out point"), ("Alt+O",)),
        ActionEntry("clear_marks", mark("Clear in and &out"), ("Alt+X",)),
        ActionEntry("go_in", mark("&Go to the in point"), ("Shift+I",)),
        ActionEntry("go_out", mark("Go to the out point"), ("Shift+O",)),
        LINE,
        ActionEntry("next_picture", mark("&Next frame"), ("Right", ".")),
        ActionEntry("previous_picture", mark("P&revious frame"), ("Left", ",")),
        ActionEntry("forward", mark("Forw&ard one second"), ("Shift+Right",)),
        ActionEntry("back", mark("Bac&k one second"), ("Shift+Left",)),
        ActionEntry("next_shot", mark("Ne&xt shot"), ("Ctrl+Right",)),
        ActionEntry("previous_shot", mark("Pre&vious shot"), ("Ctrl+Left",)),
        ActionEntry("go_to", mark("Go to a time…"), ("Ctrl+G",)),
        LINE,
        ActionEntry("start", mark("Go to the &start"), ("Home",)),
        ActionEntry("end", mark("Go to the &end"), ("End",)),
    ),
    mark("&View"): (
        ActionEntry("zoom_in", mark("Zoom &in"), ("Ctrl++", "Ctrl+=")),
        ActionEntry("zoom_out", mark("Zoom &out"), ("Ctrl+-",)),
        ActionEntry("zoom_all", mark("&Zoom to fit"), ("Ctrl+0",)),
        ActionEntry("zoom_selection", mark("Zoom to &selection"), ("Ctrl+E",)),
        LINE,
        ActionEntry("boxes", mark("Face &boxes"), ("Alt+1",), checkable=True),
        ActionEntry("labels", mark("&Tags over the video"), ("Alt+2",), checkable=True),
        ActionEntry("full_screen", mark("F&ull screen"), ("F", "Ctrl+Shift+F"), checkable=True),
        LINE,
        ActionEntry("timecode", mark("Times as time&code"), checkable=True, group="times"),
        ActionEntry("frames", mark("Times as &frames"), checkable=True, group="times"),
        ActionEntry("seconds", mark("Times as s&econds"), checkable=True, group="times"),
        LINE,
        ActionEntry("light", mark("&Light theme"), checkable=True),
    ),
    mark("&Help"): (
        ActionEntry("handbook", mark("&Handbook"), ("Ctrl+F1",)),
        ActionEntry("keys", mark("Keyboard &shortcuts"), ("F1",)),
        ActionEntry("models", mark("&Models and licenses…")),
        ActionEntry("device", mark("&Device and system…")),
        ActionEntry("log", mark("&Log…")),
        ActionEntry("logs", mark("Show the log f&older")),
        LINE,
        ActionEntry("about", mark("&About Rushes")),
    ),
}


def transport_actions(transport: Transport) -> dict[str, Callable[[], None]]:
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
        "mark_in": lambda: transport.set_in(transport.position),
        "mark_out": lambda: transport.set_out(transport.following),
        "mark_shot": lambda: _mark_here(transport),
        "clear_in": lambda: transport.clear_marks(keep_out=True),
        "clear_out": lambda: transport.clear_marks(keep_in=True),
        "clear_marks": transport.clear_marks,
        "go_in": lambda: transport.seek(transport.in_point or 0.0),
        "go_out": lambda: transport.seek(_before(transport.out_point or transport.duration)),
        "start": lambda: transport.seek(0.0),
        "end": lambda: transport.seek(transport.duration),
        "zoom_in": lambda: zoom(2.0),
        "zoom_out": lambda: zoom(0.5),
        "zoom_all": transport.show_all,
        "zoom_selection": lambda: transport.set_view(*(transport.selection or transport.view)),
    }


def _mark_here(transport: Transport) -> None:
    """Mark the selection, or what lies between the cuts around the position."""
    start, end = transport.selection or transport.between_snaps()
    transport.clear_marks()
    transport.set_in(start)
    transport.set_out(end)


def _before(time: float) -> float:
    """Give a time at which the last picture before `time` is shown: an out point lies behind its picture."""
    return max(0.0, time - JUST_BEFORE)


class Actions:
    """The actions of a window, by name. What they do is said by `bind`.

    ask: called for that by the first action that is wanted before.
    """

    def __init__(self, window: QMainWindow, ask: Callable[[], None]) -> None:
        self._ask = ask
        self._does: Mapping[str, Callable[..., object]] = {}
        self._actions: dict[str, QAction] = {}
        self._groups: dict[str, QActionGroup] = {}
        self.menus = {title: window.menuBar().addMenu(tr(title)) for title in MENUS}
        for title, entries in MENUS.items():
            for entry in entries:
                if entry is None:
                    self.menus[title].addSeparator()
                else:
                    action = self._make(window, entry)
                    self.menus[title].addAction(action)

    def __getitem__(self, name: str) -> QAction:
        return self._actions[name]

    def bind(self, does: Mapping[str, Callable[..., object]]) -> None:
        """Say what each one does; it is called with whether it is checked where that is all it says."""
        self._does = does

    def enable(self, enabled: bool, *names: str) -> None:
        """Let some actions be possible or not."""
        for name in names:
            self._actions[name].setEnabled(enabled)

    def _make(self, window: QMainWindow, entry: ActionEntry) -> QAction:
        action = QAction(tr(entry.text), window, checkable=entry.checkable)
        action.setShortcuts([QKeySequence(key) for key in entry.keys])
        action.setAutoRepeat(entry.repeats)
        if entry.group:
            action.setActionGroup(self._groups.setdefault(entry.group, QActionGroup(window)))
            action.triggered.connect(partial(self._do, entry.name))
        elif entry.checkable:
            action.toggled.connect(partial(self._switch, entry.name))
        else:
            # The signal says whether the action is checked, which only some want to know.
            action.triggered.connect(partial(self._do, entry.name))
        # Also while the menu bar is hidden, on a full screen.
        window.addAction(action)
        self._actions[entry.name] = action
        return action

    def _do(self, name: str, _checked: bool = False) -> None:
        self._bound()[name]()

    def _switch(self, name: str, checked: bool) -> None:
        self._bound()[name](checked)

    def _bound(self) -> Mapping[str, Callable[..., object]]:
        if not self._does:
            self._ask()
        return self._does
