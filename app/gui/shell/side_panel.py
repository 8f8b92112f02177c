"""What stands at the left: the library, and what is found."""

from collections.abc import Callable

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QTabWidget

from app.gui.library.panel import LibraryPanel
from app.gui.library.poster_frames import PosterFrames
from app.gui.library.row import PICTURE
from app.gui.search.controller import SearchController
from app.gui.search.panel import SearchPanel
from app.gui.session.session import Session
from resources.language import tr
from widgets.palette import Theme
from widgets.transport import Transport


class SidePanel(QTabWidget):
    """Two tabs over one supply of pictures."""

    def __init__(self, session: Session, transport: Transport, theme: Theme, *, commercial: bool) -> None:
        super().__init__()
        self.poster_frames = PosterFrames(PICTURE, self)
        self.search = SearchController(session, transport, commercial=commercial)
        self.library = LibraryPanel(session, self.poster_frames, theme)
        self.search_panel = SearchPanel(session, self.search, self.poster_frames, theme)
        self.setDocumentMode(True)
        self.tabBar().setDrawBase(False)
        self.addTab(self.library, tr("Library"))
        self.addTab(self.search_panel, tr("Find"))

    def sizeHint(self) -> QSize:
        return QSize(272, 400)

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.library.set_theme(theme)
        self.search_panel.set_theme(theme)

    def close_pictures(self) -> None:
        """End the thread that reads pictures."""
        self.poster_frames.close()

    def commands(self, show: Callable[[], None]) -> dict[str, Callable[[], None]]:
        """Give what menus and keys can do here; `show` brings the panel into sight."""

        def find() -> None:
            show()
            self.setCurrentWidget(self.search_panel)
            self.search_panel.begin()

        return {
            "find": find,
            "find_next": self.search_panel.next,
            "find_previous": lambda: self.search_panel.next(-1),
        }
