"""What comes into the window: the panels, what connects them, and what menus and keys do."""

from collections.abc import Callable, Iterable
from functools import partial
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QSettings, QUrl
from PySide6.QtGui import QDesktopServices

from app.batch import media_files
from app.config import Settings, folders
from app.errors import RushesError
from app.gui.background.tasks import Tasks
from app.gui.chrome.file_dialogs import choose_files, choose_folder, window_settings
from app.gui.chrome.status_bar import StatusPanel
from app.gui.chrome.theme import theme_named
from app.gui.delivery.report_controller import ReportController
from app.gui.editing.controller import EditController
from app.gui.inspector.panel import InspectorPanel
from app.gui.library.media_watcher import MediaWatcher
from app.gui.player.panel import PlayerPanel
from app.gui.search.highlights import SearchHighlights
from app.gui.session.open_file import OpenFile, State
from app.gui.session.relink import is_away, locate
from app.gui.session.session import Session
from app.gui.shell.about import about_dialog, device_dialog, keys_dialog
from app.gui.shell.error_dialog import error_dialog
from app.gui.shell.file_menu import FileMenu
from app.gui.shell.handbook_dialog import show_handbook
from app.gui.shell.log_dialog import LogDialog
from app.gui.shell.models_dialog import models_dialog
from app.gui.shell.player_menu import PlayerMenu
from app.gui.shell.preferences import Preferences, Themed
from app.gui.shell.session_state import keep_session, restore_session
from app.gui.shell.side_panel import SidePanel
from app.gui.timeline.panel import TimelinePanel
from app.media.location import Location, LocationLike
from inference.analyzers import analyzers
from inference.contract.errors import ModelError
from inference.runtime.runtime import probe_providers
from resources.language import tr
from widgets.transport import Transport

if TYPE_CHECKING:
    from app.gui.shell.main_window import MainWindow


def load() -> None:
    """Load what takes long, in whatever thread: all modules here, and those of the analyzers."""
    analyzers()


class Workspace(QObject):
    """Furnishes a window: its parts are the window's own attributes."""

    def __init__(self, window: "MainWindow", settings: Settings) -> None:
        super().__init__(window)
        self._window = window
        theme = theme_named(settings.theme)
        session = window.session = Session(Tasks(settings), window)
        transport = window.transport = Transport(window)
        window.viewer = PlayerPanel(session, transport, theme)
        window.timeline = TimelinePanel(session, transport, theme)
        window.side = SidePanel(session, transport, theme, commercial=settings.commercial)
        window.library = window.side.library
        window.inspector = InspectorPanel(session, transport, theme)
        window.found_marks = SearchHighlights(window.side.finder, session, window.timeline.view)
        window.returning = MediaWatcher(session)
        window.status = StatusPanel(session)
        window.correcting = EditController(window)
        window.filing = FileMenu(window)
        window.preferences = Preferences(settings, session, window.status.say, window)
        window.reporting = ReportController(
            session, lambda: window.preferences.settings, window.status.say, window
        )
        window.watching = PlayerMenu(session, transport, window.viewer, window.status, window)
        self._place()
        self._bind(settings)
        self._connect()
        restore_session(session, window_settings())
        self._update()

    def open(self, places: Iterable[LocationLike]) -> None:
        """Open files, and what is in folders."""
        if wanted := list(places):
            self._window.filing.recent.add(wanted)
            self._window.session.ask(partial(media_files, wanted), self._open_found)

    def show_error(self, error: RushesError) -> None:
        """Tell of an error that belongs to no file."""
        self._window.viewer.show_error(tr("Something went wrong"), error)

    def leave(self) -> None:
        """Bring the window back to what it was on no full screen."""
        self._window.watching.close()

    def close(self, settings: QSettings) -> None:
        """Note what is open, and end the threads."""
        window = self._window
        keep_session(window.session, settings)
        window.viewer.close_media()
        window.correcting.close()
        window.side.close_pictures()
        window.reporting.close()
        window.session.close()

    def _place(self) -> None:
        """Put the panels where their places are."""
        window = self._window
        window.setCentralWidget(window.viewer)
        window.viewer.show()  # else it has no width until the next round of events, and the others take it
        window.setStatusBar(window.status)
        panels = {
            "library": window.side,
            "inspector": window.inspector,
            "timeline": window.timeline.view,
            "cuts": window.correcting.cuts.view,
        }
        for name, panel in panels.items():
            place = window.docks[name].widget()
            window.docks[name].setWidget(panel)
            place.deleteLater()

    def _bind(self, settings: Settings) -> None:
        """Let menus and keys do what they say."""
        window = self._window
        watching, correcting, commands = window.watching, window.correcting, window.commands
        watching.show_times_in(window.timeline.view, window.inspector, correcting.cuts, settings.times)
        commands.bind(
            {
                **watching.actions(),
                **correcting.actions(),
                **window.filing.actions(),
                **self._of_files(),
                **self._of_program(),
            }
        )
        watching.bind(commands)
        correcting.bind(commands)
        window.filing.bind(commands)
        window.preferences.bind(commands, self._themed())

    def _of_files(self) -> dict[str, Callable[..., object]]:
        window = self._window
        session = window.session
        return {
            "open": self._choose_files,
            "open_folder": lambda: self.open(choose_folder(window)),
            "locate": lambda: locate(session, window),
            "pause": session.queue.set_paused,
            "cancel": lambda: self._with_current(session.cancel),
            "retry": lambda: self._with_current(session.redo),
            "remove": window.library.remove_selected,
            **window.side.commands(window.docks["library"].show),
            "report": window.reporting.open_dialog,
        }

    def _of_program(self) -> dict[str, Callable[..., object]]:
        window = self._window
        return {
            "quit": window.close,
            "light": window.preferences.set_light,
            "settings": window.preferences.open_dialog,
            "handbook": lambda: show_handbook(window),
            "keys": lambda: keys_dialog(window.preferences.settings, window).open(),
            "models": self._show_models,
            "device": lambda: window.session.ask(
                probe_providers, lambda found: device_dialog(found, window).open()
            ),
            "log": lambda: LogDialog(window).open(),
            "logs": _show_logs,
            "about": lambda: about_dialog(window).open(),
        }

    def _connect(self) -> None:
        window = self._window
        session = window.session
        window.library.open_wanted.connect(self._choose_files)
        window.status.cancel_wanted.connect(session.cancel)
        window.viewer.locate_wanted.connect(lambda: locate(session, window))
        window.viewer.message.connect(window.status.say)
        window.viewer.details_wanted.connect(self._show_details)
        session.current_changed.connect(self._update)
        session.changed.connect(self._update)
        session.noted.connect(self._update)
        session.queue.changed.connect(lambda: window.commands["pause"].setChecked(session.queue.paused))
        window.transport.selection_changed.connect(self._update)
        window.preferences.changed.connect(self._follow_settings)

    def _update(self, *_: object) -> None:
        """Bring title and actions in step with the file that is shown."""
        window, commands = self._window, self._window.commands
        file = window.session.current
        window.setWindowTitle(f"{file.location.name} – {window.title}" if file else window.title)
        commands.enable(file is not None, "remove")
        commands.enable(file is not None and file.state in (State.WAITING, State.ANALYZING), "cancel")
        commands.enable(file is not None and not file.busy, "retry")
        commands.enable(is_away(file), "locate")
        commands.enable(window.reporting.possible, "report")
        window.watching.enable(commands)
        window.filing.enable(commands)

    def _follow_settings(self, settings: Settings) -> None:
        self._window.side.finder.set_commercial(commercial=settings.commercial)

    def _with_current(self, do: Callable[[OpenFile], Any]) -> None:
        if (file := self._window.session.current) is not None:
            do(file)

    def _choose_files(self) -> None:
        self.open(choose_files(self._window))

    def _show_details(self, error: RushesError) -> None:
        error_dialog(error, self._window).open()

    def _open_found(self, files: list[Location]) -> None:
        if files:
            self._window.session.open(files)
        else:
            self._window.status.say(tr("There are no video or audio files in that folder."))

    def _show_models(self) -> None:
        try:
            models_dialog(self._window).open()
        except ModelError as error:
            self.show_error(RushesError(error.message, error.hint))

    def _themed(self) -> tuple[Themed, ...]:
        window = self._window
        viewer = window.viewer
        views = (window.timeline.view, window.side, window.inspector, window.correcting)
        return (viewer.banner, viewer.player, viewer.bar, *views)


def _show_logs() -> None:
    folders().logs.mkdir(parents=True, exist_ok=True)
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(folders().logs)))
