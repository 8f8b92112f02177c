"""What the File menu does beside opening: what was opened last, and what leaves the program."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from app.errors import RushesError
from app.gui.chrome.actions import Actions
from app.gui.delivery.export_controller import ExportController
from app.gui.session.session import Session
from app.gui.shell.recent_files import RecentFiles
from app.gui.timeline.picture import export_picture
from resources.language import tr
from widgets.timeline.view import TimelineView


class FileMenu(QObject):
    """Gives the window the actions that export, and the sub-menu of what was opened last."""

    def __init__(
        self,
        session: Session,
        recent: RecentFiles,
        exports: ExportController,
        timeline: TimelineView,
        show_error: Callable[[RushesError], None],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._exports = exports
        self._timeline = timeline
        self._show_error = show_error
        self._window = window
        self.recent = recent

    def actions(self) -> dict[str, Callable[..., object]]:
        """Give what menus and keys can do, by name."""
        return {"export": self._exports.open_dialog, "export_picture": self._export_picture}

    def bind(self, commands: Actions) -> None:
        """Put the sub-menu below what opens files."""
        self.recent.menu.setParent(self._window, self.recent.menu.windowFlags())
        self.recent.menu.setTitle(tr("Open re&cent"))
        first = commands["open"]
        menu = next(menu for menu in commands.menus.values() if first in menu.actions())
        after = menu.actions()[menu.actions().index(commands["open_folder"]) + 1]
        menu.insertMenu(after, self.recent.menu)

    def enable(self, commands: Actions) -> None:
        """Let be possible what is possible with the file that is shown."""
        file = self._session.current
        shown = file is not None and file.document is not None
        commands.enable(shown or bool(self._exports.chosen()), "export")
        commands.enable(shown, "export_picture")

    def _export_picture(self) -> None:
        export_picture(
            self._session, self._timeline, self._exports.show_written, self._show_error, self._window
        )
