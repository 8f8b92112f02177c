"""The window: puts the panels together, takes what is dropped, remembers where things stood."""

from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QCloseEvent, QDesktopServices, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.batch import media_files
from app.config import Settings, folders
from app.errors import RushesError
from app.gui.actions import Actions
from app.gui.choosing import choose_files, choose_folder, window_settings
from app.gui.correcting import Correcting
from app.gui.dialogs.about import about_dialog, device_dialog, keys_dialog
from app.gui.dialogs.error import error_dialog
from app.gui.dialogs.log import LogDialog
from app.gui.dialogs.models import models_dialog
from app.gui.filing import Filing
from app.gui.found_marks import FoundMarks
from app.gui.jobs import Jobs
from app.gui.locating import is_away, locate
from app.gui.open_file import OpenFile, State
from app.gui.panels.inspector import InspectorPanel
from app.gui.panels.side import SidePanel
from app.gui.panels.status import StatusPanel
from app.gui.panels.timeline import TimelinePanel
from app.gui.panels.viewer import Viewer
from app.gui.preferences import Preferences, Themed
from app.gui.reporting import Reporting
from app.gui.restoring import keep_session, restore_session
from app.gui.returning import Returning
from app.gui.session import Session
from app.gui.theme import theme_named
from app.gui.watching import Watching
from inference.errors import ModelError
from inference.runtime import probe_providers
from resources.language import tr
from widgets.transport import Transport

TITLE = "Rushes"
SIZE = (1280, 800)
TIMELINE = 456
LAYOUT = 1
"""Raised when docks are added or renamed: an older layout is then not restored."""


class MainWindow(QMainWindow):
    """Holds the session, the transport and the panels."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        theme = theme_named(settings.theme)
        self.session = Session(Jobs(settings), self)
        self.transport = Transport(self)
        self.viewer = Viewer(self.session, self.transport, theme)
        self.timeline = TimelinePanel(self.session, self.transport, theme)
        self.side = SidePanel(self.session, self.transport, theme, commercial=settings.commercial)
        self.library = self.side.library
        self.inspector = InspectorPanel(self.session, self.transport, theme)
        self.found_marks = FoundMarks(self.side.finder, self.session, self.timeline.view)
        self.returning = Returning(self.session)
        self.status = StatusPanel(self.session)
        self.correcting = Correcting(self)
        self.filing = Filing(self)
        self.preferences = Preferences(settings, self.session, self.status.say, self)
        self.reporting = Reporting(self.session, lambda: self.preferences.settings, self.status.say, self)
        self.setCentralWidget(self.viewer)
        self.setStatusBar(self.status)
        self.docks = self._make_docks()
        self.watching = Watching(self.session, self.transport, self.viewer, self.status, self)
        self.watching.show_times_in(self.timeline.view, self.inspector, self.correcting.cuts, settings.times)
        does = {**self.watching.actions(), **self.correcting.actions(), **self.filing.actions()}
        self.commands = Actions(self, does | self._own_actions())
        self.watching.bind(self.commands)
        self.correcting.bind(self.commands)
        self.filing.bind(self.commands)
        self.preferences.bind(self.commands, self._themed())
        self._add_dock_toggles()
        self.setAcceptDrops(True)
        self.setWindowTitle(TITLE)
        self.resize(*SIZE)
        self._connect()
        self._restore()
        self._update()
        self.timeline.view.setFocus()

    def open(self, paths: Iterable[Path]) -> None:
        """Open files, and what is in folders."""
        if wanted := list(paths):
            self.filing.recent.add(wanted)
            self.session.ask(partial(media_files, wanted), self._open_found)

    def show_error(self, error: RushesError) -> None:
        """Tell of an error that belongs to no file."""
        self.viewer.show_error(tr("That did not work"), error)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.watching.close()
        geometry = window_settings()
        geometry.setValue("geometry", self.saveGeometry())
        geometry.setValue("layout", self.saveState(LAYOUT))
        keep_session(self.session, geometry)
        # Ending the threads may take a moment, which nobody needs to look at.
        self.hide()
        self.viewer.close_media()
        self.correcting.close()
        self.side.close_pictures()
        self.reporting.close()
        self.session.close()
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()

    def _own_actions(self) -> dict[str, Callable[..., object]]:
        return {
            "open": self._choose_files,
            "open_folder": lambda: self.open(choose_folder(self)),
            "locate": lambda: locate(self.session, self),
            "pause": self.session.queue.set_paused,
            "cancel": lambda: self._with_current(self.session.cancel),
            "retry": lambda: self._with_current(self.session.redo),
            "remove": self.library.remove_selected,
            **self.side.commands(self.docks["library"].show),
            "report": self.reporting.open_dialog,
            "quit": self.close,
            "light": self.preferences.set_light,
            "settings": self.preferences.open_dialog,
            "keys": lambda: keys_dialog(self.preferences.settings, self).open(),
            "models": self._show_models,
            "device": lambda: self.session.ask(
                probe_providers, lambda found: device_dialog(found, self).open()
            ),
            "log": lambda: LogDialog(self).open(),
            "logs": _show_logs,
            "about": lambda: about_dialog(self).open(),
        }

    def _make_docks(self) -> dict[str, QDockWidget]:
        left, right, bottom = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        made: dict[str, QDockWidget] = {}
        for name, title, panel, area in (
            ("library", tr("Library"), self.side, left),
            ("inspector", tr("Inspector"), self.inspector, right),
            ("timeline", tr("Timeline"), self.timeline.view, bottom),
        ):
            dock = made[name] = QDockWidget(title, self)
            dock.setObjectName(name)
            dock.setWidget(panel)
            # What it is can be seen; a title would only take room. The View menu hides and shows it.
            dock.setTitleBarWidget(QWidget())
            self.addDockWidget(area, dock)
        self.resizeDocks([made["library"], made["inspector"]], [264, 300], Qt.Orientation.Horizontal)
        self.resizeDocks([made["timeline"]], [TIMELINE], Qt.Orientation.Vertical)
        return made

    def _add_dock_toggles(self) -> None:
        menu = self.commands.menus["&View"]
        menu.addSeparator()
        for dock in self.docks.values():
            menu.addAction(dock.toggleViewAction())

    def _connect(self) -> None:
        self.library.open_wanted.connect(self._choose_files)
        self.status.cancel_wanted.connect(self.session.cancel)
        self.viewer.locate_wanted.connect(lambda: locate(self.session, self))
        self.viewer.said.connect(self.status.say)
        self.viewer.details_wanted.connect(self._show_details)
        self.session.current_changed.connect(self._update)
        self.session.changed.connect(self._update)
        self.session.noted.connect(self._update)
        self.session.queue.changed.connect(
            lambda: self.commands["pause"].setChecked(self.session.queue.paused)
        )
        self.transport.selection_changed.connect(self._update)
        self.preferences.changed.connect(self._follow_settings)

    def _restore(self) -> None:
        geometry = window_settings()
        if (saved := geometry.value("geometry")) is not None:
            self.restoreGeometry(saved)
        if (saved := geometry.value("layout")) is not None:
            self.restoreState(saved, LAYOUT)
        restore_session(self.session, geometry)

    def _update(self, *_: object) -> None:
        """Bring title and actions in step with the file that is shown."""
        file = self.session.current
        self.setWindowTitle(f"{file.path.name} – {TITLE}" if file else TITLE)
        self.commands.enable(file is not None, "remove")
        self.commands.enable(file is not None and file.state in (State.WAITING, State.ANALYSING), "cancel")
        self.commands.enable(file is not None and not file.busy, "retry")
        self.commands.enable(is_away(file), "locate")
        self.commands.enable(self.reporting.possible, "report")
        self.watching.enable(self.commands)
        self.filing.enable(self.commands)

    def _follow_settings(self, settings: Settings) -> None:
        self.side.finder.set_commercial(commercial=settings.commercial)

    def _with_current(self, do: Callable[[OpenFile], Any]) -> None:
        if (file := self.session.current) is not None:
            do(file)

    def _choose_files(self) -> None:
        self.open(choose_files(self))

    def _show_details(self, error: RushesError) -> None:
        error_dialog(error, self).open()

    def _open_found(self, files: list[Path]) -> None:
        if files:
            self.session.open(files)
        else:
            self.status.say(tr("There is no video or audio file in there."))

    def _show_models(self) -> None:
        try:
            models_dialog(self).open()
        except ModelError as error:
            self.show_error(RushesError(str(error), error.hint))

    def _themed(self) -> tuple[Themed, ...]:
        viewer = self.viewer
        views = (self.timeline.view, self.side, self.inspector, self.correcting)
        return (viewer.banner, viewer.player, viewer.bar, *views)


def _show_logs() -> None:
    folders().logs.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folders().logs)))
