"""What the File menu does beside opening: what was opened last, and what leaves the program."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.gui.chrome.actions import Actions
from app.gui.chrome.file_dialogs import window_settings
from app.gui.delivery.export_controller import ExportController
from app.gui.shell.recent_files import RecentFiles
from app.gui.timeline.picture import export_picture
from resources.language import tr

if TYPE_CHECKING:
    from app.gui.shell.main_window import MainWindow


class FileMenu(QObject):
    """Made before the window's menus, which `bind` then reaches."""

    def __init__(self, window: "MainWindow") -> None:
        super().__init__(window)
        self._window = window
        self.recent = RecentFiles(window.session, window_settings, window.open)
        self.exporting = ExportController(
            window.session,
            window.library.selected,
            window.status,
            window.show_error,
            lambda: window.preferences.settings.commercial,
            window,
        )

    def actions(self) -> dict[str, Callable[..., object]]:
        """Give what menus and keys can do, by name."""
        window = self._window
        return {
            "export": self.exporting.open_dialog,
            "export_picture": lambda: export_picture(
                window.session, window.timeline.view, self.exporting.told, window.show_error, window
            ),
        }

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
        file = self._window.session.current
        shown = file is not None and file.document is not None
        commands.enable(shown or bool(self.exporting.chosen()), "export")
        commands.enable(shown, "export_picture")
