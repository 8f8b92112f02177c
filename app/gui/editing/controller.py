"""Reviewing and correcting results in the window: puts selection, commands and undo together."""

from collections.abc import Callable
from functools import partial
from itertools import groupby

from PySide6.QtCore import QEvent, QObject, QPoint, Qt, Signal
from PySide6.QtGui import QCursor, QKeyEvent
from PySide6.QtWidgets import QDockWidget, QMenu, QWidget

from app.edits import EditedSegments, MarkerColor, Origin, is_marker_track
from app.edits.markers import NAMES
from app.gui.chrome.actions import MENUS, Actions, Needs
from app.gui.editing.baseline_marks import BaselineMarks
from app.gui.editing.cut_review import CutReview
from app.gui.editing.label_editor import LabelEditor
from app.gui.editing.segment_commands import SegmentCommands
from app.gui.editing.thresholds_panel import ThresholdsPanel
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.gui.session.undo import UndoStacks
from app.gui.timeline.annotation_lanes import swatch
from inference.contract.types import Segment
from resources.language import tr
from widgets.palette import Theme
from widgets.row_selection import RowSelection
from widgets.segment_selection import SegmentSelection
from widgets.segment_table import SegmentTable
from widgets.timeline.interaction.outlines import Outlines
from widgets.timeline.interaction.picking import SegmentPicker
from widgets.timeline.view import TimelineView
from widgets.transport import Transport

MENU = "&Edit"


class EditController(QObject):
    """Everything that changes what was found. Made before the window's menus, which `bind` then reaches."""

    message = Signal(str)

    def __init__(
        self,
        session: Session,
        transport: Transport,
        timeline: TimelineView,
        table: SegmentTable,
        cuts_dock: QDockWidget,
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session, self._transport = session, transport
        self._timeline = timeline
        self._table = table
        self._cuts_dock = cuts_dock
        self._window = window
        self.selection = SegmentSelection(self)
        self.undo_stacks = UndoStacks(self._session, self)
        self.baseline_marks = BaselineMarks(self._session, self._transport, self.undo_stacks)
        self.editor = LabelEditor(window)
        self.segment_commands = SegmentCommands(
            self._session, self._transport, self.selection, self.undo_stacks, self.editor.ask
        )
        self.picking = SegmentPicker(timeline.canvas, self.selection)
        self.outlines = Outlines(timeline.canvas, self.picking, self.selection)
        self.rows = RowSelection(table.table, table.model, self.selection)
        self.thresholds = ThresholdsPanel(self._session, self.undo_stacks)
        self.cuts = CutReview(
            self._session, self._transport, self.selection, self.segment_commands, timeline.theme
        )
        self._edited = EditedSegments()
        self._connect()

    def close(self) -> None:
        """End the threads."""
        self.thresholds.close_thread()
        self.cuts.close()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.cuts.view.set_theme(theme)

    def actions(self) -> dict[str, Callable[..., object]]:
        """Give what menus and keys can do, by name."""
        commands = self.segment_commands
        return {
            "undo": self.undo_stacks.undo,
            "redo": self.undo_stacks.redo,
            **{name: getattr(commands, name) for name in _names() if hasattr(commands, name)},
            "judge_cuts": self._review_cuts,
            "mark_neutral": self.baseline_marks.set_baseline,
            "forget_neutral": self.baseline_marks.clear_baseline,
        }

    def bind(self, commands: Actions) -> None:
        """Take the actions of the window, to say when they are possible."""
        self._commands = commands
        self._cuts_dock.visibilityChanged.connect(self.cuts.follow)
        self._colors = commands.menus["&Edit"].addMenu(tr("Marker &color"))
        for color in MarkerColor:
            name = tr(NAMES[color])
            self._colors.addAction(swatch(color), name, partial(self.segment_commands.set_color, color))
        for changed in (
            self.selection.changed,
            self.undo_stacks.changed,
            self._session.segments_changed,
            self._session.current_changed,
            self._transport.selection_changed,
        ):
            changed.connect(self._update)
        self._transport.position_changed.connect(self._update_forget)
        self._update()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if watched is self._timeline and event.type() == QEvent.Type.KeyPress:
            key = QKeyEvent.key(event) if isinstance(event, QKeyEvent) else None
            on_group = self._timeline.walk.group is not None
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.selection.segments and not on_group:
                self.segment_commands.relabel()
                return True
            if key == Qt.Key.Key_Escape:
                self.selection.clear()
        return False

    def _connect(self) -> None:
        self._timeline.installEventFilter(self)
        self._table.table.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self._table.table.customContextMenuRequested.connect(self._show_menu)
        self.picking.trimmed.connect(self.segment_commands.trim)
        self.picking.menu_wanted.connect(self._show_menu)
        self.segment_commands.message.connect(self.message)
        self._session.segments_changed.connect(self._follow)
        self._session.current_changed.connect(self._follow)

    def _follow(self, file: OpenFile | None) -> None:
        """Keep selected what is still there; what an edit has just made is selected in its place."""
        before, self._edited = self._edited, file.edited if file is not None else EditedSegments()
        if self.undo_stacks.at_work and (new := _new(before, self._edited)):
            self.selection.set(new)
        else:
            self.selection.keep(self._edited.segments)
        origins = self._edited.origins.items()
        marked = {s: origin is Origin.HANDMADE for s, origin in origins if not is_marker_track(s.track)}
        self.outlines.set_marked(marked)
        self._table.model.set_marked(marked)

    def _review_cuts(self) -> None:
        self._cuts_dock.setVisible(not self._cuts_dock.isVisible())
        if self._cuts_dock.isVisible():
            self.cuts.choose()

    def _show_menu(self, _place: QPoint) -> None:
        menu = QMenu(self._window)
        menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        for _, group in groupby(MENUS[MENU], key=lambda entry: entry is None):
            if shown := [entry.name for entry in group if entry is not None and entry.in_context]:
                if not menu.isEmpty():
                    menu.addSeparator()
                menu.addActions([self._commands[name] for name in shown])
        menu.addMenu(self._colors)
        menu.popup(QCursor.pos())

    def _update(self, *_: object) -> None:
        """Let actions be possible or not, and name what would be undone."""
        enable, file = self._commands.enable, self._session.current
        enable(bool(self.selection.segments), *_names(Needs.SELECTION))
        enable(len(self.selection.segments) > 1, *_names(Needs.SEVERAL_SELECTED))
        enable(file is not None and file.document is not None, *_names(Needs.DOCUMENT))
        enable(self._transport.selection is not None, *_names(Needs.RANGE))
        for name, possible, text in (
            ("undo", self.undo_stacks.can_undo, _undo_line(self.undo_stacks.undo_text)),
            ("redo", self.undo_stacks.can_redo, _redo_line(self.undo_stacks.redo_text)),
        ):
            enable(possible, name)
            self._commands[name].setText(text)
        enable(self.baseline_marks.can_set, "mark_neutral")
        self._update_forget()

    def _update_forget(self, *_: object) -> None:
        self._commands.enable(self.baseline_marks.can_clear, "forget_neutral")


def _names(*needs: Needs) -> list[str]:
    """Name the commands on results, or those of them that need something of that kind."""
    wanted = needs or set(Needs) - {Needs.NOTHING}
    return [entry.name for entry in MENUS[MENU] if entry is not None and entry.needs in wanted]


def _undo_line(what: str) -> str:
    return tr("&Undo: {what}").format(what=what) if what else tr("&Undo")


def _redo_line(what: str) -> str:
    return tr("&Redo: {what}").format(what=what) if what else tr("&Redo")


def _new(before: EditedSegments, now: EditedSegments) -> set[Segment]:
    """Give what an edit made: what is the user's now, or else whatever was not there before."""
    touched = {s for s, origin in now.origins.items() if before.origins.get(s) is not origin}
    made = touched.difference(before.origins)
    return made or set(now.segments).difference(before.segments)
