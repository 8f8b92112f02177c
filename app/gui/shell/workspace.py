"""The panels and controllers of a window, what connects them, and what menus and keys do."""

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, QSettings, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QDockWidget, QMainWindow

from app.batch import media_files
from app.config import Settings, folders
from app.errors import RushesError
from app.gui.background.tasks import Tasks
from app.gui.chrome.actions import Actions
from app.gui.chrome.file_dialogs import choose_files, choose_folder
from app.gui.chrome.status_bar import StatusPanel
from app.gui.chrome.theme import theme_named
from app.gui.delivery.export_controller import ExportController
from app.gui.delivery.report_controller import ReportController
from app.gui.editing.controller import EditController
from app.gui.inspector.panel import InspectorPanel
from app.gui.library.media_watcher import MediaWatcher
from app.gui.player.panel import PlayerPanel
from app.gui.player.time_display import TimeDisplay
from app.gui.player.time_format import TimeStyle
from app.gui.search.highlights import SearchHighlights
from app.gui.session.open_file import OpenFile, State
from app.gui.session.relink import is_offline, relink
from app.gui.session.session import Session
from app.gui.session.window_settings import window_settings
from app.gui.shell.about import about_dialog, device_dialog, keys_dialog
from app.gui.shell.error_dialog import error_dialog
from app.gui.shell.file_menu import FileMenu
from app.gui.shell.handbook_dialog import show_handbook
from app.gui.shell.log_dialog import LogDialog
from app.gui.shell.models_dialog import models_dialog
from app.gui.shell.player_menu import PlayerMenu
from app.gui.shell.preferences import Preferences, Themeable
from app.gui.shell.recent_files import RecentFiles
from app.gui.shell.session_state import keep_session, restore_session
from app.gui.shell.side_panel import SidePanel
from app.gui.timeline.panel import TimelinePanel
from app.media.location import Location, LocationLike
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.errors import ModelError
from inference.runtime.runtime import probe_providers
from resources.language import tr
from widgets.palette import Theme
from widgets.transport import Transport


def load() -> None:
    """Load what takes long, in whatever thread: all modules here, and those of the analyzers."""
    list(ANALYZERS)


class Workspace(QObject):
    """Everything that is in a window, whole once it is made.

    Each part is handed the parts that it uses; none knows the window but as the parent of its dialogs.
    """

    def __init__(
        self,
        window: QMainWindow,
        docks: Mapping[str, QDockWidget],
        commands: Actions,
        settings: Settings,
        analyzers: AnalyzerRegistry = ANALYZERS,
    ) -> None:
        super().__init__(window)
        self._window = window
        self._docks = docks
        self._commands = commands
        self._title = window.windowTitle()
        self.session = Session(Tasks(settings, analyzers), window)
        self.transport = Transport(window)
        self.status = StatusPanel(self.session)
        self._make_panels(theme_named(settings.theme), commercial=settings.commercial)
        self._make_controllers(settings)
        self._place()
        self._bind(settings)
        self._connect()
        restore_session(self.session, window_settings())
        self._update()

    def open(self, places: Iterable[LocationLike]) -> None:
        """Open files, and what is in folders."""
        if wanted := list(places):
            self.file_menu.recent.add(wanted)
            self.session.ask(partial(media_files, wanted), self._open_found)

    def show_error(self, error: RushesError) -> None:
        """Tell of an error that belongs to no file."""
        self.viewer.show_error(tr("Something went wrong"), error)

    def leave_full_screen(self) -> None:
        """Bring the window back to what it was on no full screen."""
        self.player_menu.close()

    def close(self, settings: QSettings) -> None:
        """Note what is open, and end the threads."""
        keep_session(self.session, settings)
        self.viewer.close_media()
        self.edit_controller.close()
        self.side_panel.close_pictures()
        self.report_controller.close()
        self.session.close()

    def _make_panels(self, theme: Theme, *, commercial: bool) -> None:
        session, transport = self.session, self.transport
        self.viewer = PlayerPanel(session, transport, theme)
        self.timeline = TimelinePanel(session, transport, theme)
        self.side_panel = SidePanel(session, transport, theme, commercial=commercial)
        self.library = self.side_panel.library
        self.inspector = InspectorPanel(session, transport, theme)

    def _make_controllers(self, settings: Settings) -> None:
        session, transport, window, view = self.session, self.transport, self._window, self.timeline.view
        self.search_highlights = SearchHighlights(self.side_panel.search, session, view)
        self.media_watcher = MediaWatcher(session)
        self.edit_controller = EditController(
            session, transport, view, self.inspector.table, self._docks["cuts"], window
        )
        self.inspector.addTab(self.edit_controller.thresholds, tr("Thresholds"))
        self.preferences = Preferences(settings, session, self.status.say, window)
        self.export_controller = ExportController(
            session,
            self.library.selected,
            self.status,
            self.show_error,
            lambda: self.preferences.settings.commercial,
            window,
        )
        self.report_controller = ReportController(
            session, lambda: self.preferences.settings, self.status.say, window
        )
        recent = RecentFiles(session, window_settings, self.open)
        self.file_menu = FileMenu(session, recent, self.export_controller, view, self.show_error, window)
        self.time_display = TimeDisplay(session, transport, self.viewer.bar, self.status, window)
        self.player_menu = PlayerMenu(session, transport, self.viewer, self.status, self.time_display, window)

    def _place(self) -> None:
        """Put the panels where their places are."""
        self._window.setCentralWidget(self.viewer)
        self.viewer.show()  # else it has no width until the next round of events, and the others take it
        self._window.setStatusBar(self.status)
        panels = {
            "library": self.side_panel,
            "inspector": self.inspector,
            "timeline": self.timeline.view,
            "cuts": self.edit_controller.cuts.view,
        }
        for name, panel in panels.items():
            place = self._docks[name].widget()
            self._docks[name].setWidget(panel)
            place.deleteLater()

    def _bind(self, settings: Settings) -> None:
        """Let menus and keys do what they say."""
        commands = self._commands
        self._show_times(TimeStyle(settings.times))
        commands.bind(
            {
                **self.player_menu.actions(),
                **self.edit_controller.actions(),
                **self.file_menu.actions(),
                **self._file_actions(),
                **self._program_actions(),
            }
        )
        self.player_menu.bind(commands)
        self.edit_controller.bind(commands)
        self.file_menu.bind(commands)
        self.preferences.bind(commands, self._themed())

    def _show_times(self, style: TimeStyle) -> None:
        """Let all views write times alike."""
        view, inspector, cuts = self.timeline.view, self.inspector, self.edit_controller.cuts
        self.time_display.add(lambda times: view.set_formatter(times.write, times.marks))
        self.time_display.add(lambda times: inspector.set_formatter(times.write))
        self.time_display.add(lambda times: cuts.set_formatter(times.write))
        self.time_display.set_style(style)

    def _file_actions(self) -> dict[str, Callable[..., object]]:
        session = self.session
        return {
            "open": self._choose_files,
            "open_folder": lambda: self.open(choose_folder(self._window)),
            "locate": lambda: relink(session, self._window),
            "pause": session.queue.set_paused,
            "cancel": lambda: self._with_current(session.cancel),
            "retry": lambda: self._with_current(session.redo),
            "remove": self.library.remove_selected,
            **self.side_panel.commands(self._docks["library"].show),
            "report": self.report_controller.open_dialog,
        }

    def _program_actions(self) -> dict[str, Callable[..., object]]:
        window = self._window
        return {
            "quit": window.close,
            "light": self.preferences.set_light,
            "settings": self.preferences.open_dialog,
            "handbook": lambda: show_handbook(window),
            "keys": lambda: keys_dialog(self.preferences.settings, window).open(),
            "models": self._show_models,
            "device": lambda: self.session.ask(
                probe_providers, lambda found: device_dialog(found, window).open()
            ),
            "log": lambda: LogDialog(window).open(),
            "logs": _show_logs,
            "about": lambda: about_dialog(window).open(),
        }

    def _connect(self) -> None:
        session = self.session
        self.library.open_wanted.connect(self._choose_files)
        self.status.cancel_wanted.connect(session.cancel)
        self.viewer.relink_wanted.connect(lambda: relink(session, self._window))
        self.viewer.message.connect(self.status.say)
        self.viewer.details_wanted.connect(self._show_details)
        self.edit_controller.message.connect(self.status.say)
        session.current_changed.connect(self._update)
        session.changed.connect(self._update)
        session.noted.connect(self._update)
        session.queue.changed.connect(lambda: self._commands["pause"].setChecked(session.queue.paused))
        self.transport.selection_changed.connect(self._update)
        self.preferences.changed.connect(self._follow_settings)

    def _update(self, *_: object) -> None:
        """Bring title and actions in step with the file that is shown."""
        commands, file = self._commands, self.session.current
        self._window.setWindowTitle(f"{file.location.name} – {self._title}" if file else self._title)
        commands.enable(file is not None, "remove")
        commands.enable(file is not None and file.state in (State.WAITING, State.ANALYZING), "cancel")
        commands.enable(file is not None and not file.busy, "retry")
        commands.enable(is_offline(file), "locate")
        commands.enable(self.report_controller.possible, "report")
        self.player_menu.enable(commands)
        self.file_menu.enable(commands)

    def _follow_settings(self, settings: Settings) -> None:
        self.side_panel.search.set_commercial(commercial=settings.commercial)

    def _with_current(self, do: Callable[[OpenFile], Any]) -> None:
        if (file := self.session.current) is not None:
            do(file)

    def _choose_files(self) -> None:
        self.open(choose_files(self._window))

    def _show_details(self, error: RushesError) -> None:
        error_dialog(error, self._window).open()

    def _open_found(self, files: list[Location]) -> None:
        if files:
            self.session.open(files)
        else:
            self.status.say(tr("There are no video or audio files in that folder."))

    def _show_models(self) -> None:
        try:
            models_dialog(self._window).open()
        except ModelError as error:
            self.show_error(RushesError(error.message, error.hint))

    def _themed(self) -> tuple[Themeable, ...]:
        viewer = self.viewer
        views = (self.timeline.view, self.side_panel, self.inspector, self.edit_controller)
        return (viewer.banner, viewer.player, viewer.bar, *views)


def _show_logs() -> None:
    folders().logs.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folders().logs)))
