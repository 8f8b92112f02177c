"""The window: stands at once with menus and empty places, and is populated when it has been painted."""

from collections.abc import Iterable
from contextlib import suppress
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias

from PySide6.QtCore import QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDragEnterEvent, QDropEvent, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QDockWidget, QMainWindow, QWidget

from app.config import Settings
from app.errors import RushesError
from app.gui.chrome.actions import Actions
from app.gui.chrome.placeholder import Placeholder, PlayerPlaceholder, status_placeholder
from app.gui.chrome.theme import theme_named
from app.gui.session.window_settings import window_settings
from app.media.location import LocationLike
from resources.language import tr
from widgets.palette import Theme

if TYPE_CHECKING:
    from concurrent.futures import Future

    from app.gui.shell.workspace import Workspace
    from inference.contract.analyzer_registry import AnalyzerRegistry

    Known: TypeAlias = AnalyzerRegistry | None

SIZE = (1280, 800)
SIDE, INSPECTOR, TIMELINE = 264, 300, 456
LAYOUT = 1
"""Raised when docks are added or renamed: an older layout is then not restored."""
UNSEEN_MS = 1000
"""After this a window is populated that has not been painted, such as one that starts minimized."""


class MainWindow(QMainWindow):
    """Has its workspace once it is `ready`; whoever cannot wait for that calls `populate`."""

    title = "Rushes"
    ready = Signal()
    _loaded = Signal()

    def __init__(self, settings: Settings, analyzers: "Known" = None) -> None:
        super().__init__()
        self._settings = settings
        self._analyzers = analyzers
        self._workspace: Workspace | None = None
        self._loading: Future[None] | None = None
        self._closed = False
        self._pending: list[LocationLike] = []
        self._loaded.connect(self.populate)
        self.commands = Actions(self, self.populate)
        theme = theme_named(settings.theme)
        self._placeholder = PlayerPlaceholder(theme)
        self.setCentralWidget(self._placeholder)
        self.setStatusBar(status_placeholder())
        self.docks = self._make_docks(theme)
        self.setAcceptDrops(True)
        self.setWindowTitle(self.title)
        self.resize(*SIZE)
        self._restore(window_settings())

    @property
    def is_populated(self) -> bool:
        """Whether the panels are there."""
        return self._workspace is not None

    @property
    def workspace(self) -> "Workspace":
        """What is in the window. Raise RuntimeError where it is not populated yet."""
        if self._workspace is None:
            raise RuntimeError("the window is not populated yet")
        return self._workspace

    def populate(self) -> None:
        """Put everything in, unless it is there."""
        if self._workspace is not None or self._closed:
            return
        self._await_loading()
        from app.gui.shell.workspace import Workspace  # noqa: PLC0415 (most of the program, which may come late)

        layout = self.saveState(LAYOUT)
        places = [dock.widget().minimumSize() for dock in self.docks.values()]
        size, width = self.size(), self._placeholder.minimumSizeHint().width()
        self.setUpdatesEnabled(False)
        try:
            known = () if self._analyzers is None else (self._analyzers,)
            self._workspace = Workspace(self, self.docks, self.commands, self._settings, *known)
            # Whatever room panels ask for with this font, nothing moves when they come.
            for dock, least in zip(self.docks.values(), places, strict=True):
                dock.widget().setMinimumSize(least)
            if (middle := self.centralWidget()) is not None:
                middle.setMinimumWidth(width)
            self.resize(size)
            self.restoreState(layout, LAYOUT)
            self._workspace.timeline.view.setFocus()
        finally:
            self.setUpdatesEnabled(True)
        self.ready.emit()
        self.open(self._pending)

    def open(self, places: Iterable[LocationLike]) -> None:
        """Open files, and what is in folders."""
        if self._workspace is not None:
            self._workspace.open(places)
            return
        self._pending += places
        if self._pending:
            self._placeholder.say(tr("Opening…"), "")

    def show_error(self, error: RushesError) -> None:
        """Tell of an error that belongs to no file."""
        if self._workspace is None:
            self._placeholder.say(tr("Something went wrong"), f"{tr(error.message)} {tr(error.hint)}")
        else:
            self._workspace.show_error(error)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        QTimer.singleShot(UNSEEN_MS, self, self._load)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        if self._loading is None:
            QTimer.singleShot(0, self, self._load)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._closed = True
        if self._workspace is not None:
            self._workspace.leave_full_screen()
        geometry = window_settings()
        geometry.setValue("geometry", self.saveGeometry())
        geometry.setValue("layout", self.saveState(LAYOUT))
        # Ending the threads may take a moment, which nobody needs to look at.
        self.hide()
        self._await_loading()
        if self._workspace is not None:
            self._workspace.close(geometry)
        event.accept()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        if event.mimeData().hasUrls():
            event.acceptProposedAction()

    def dropEvent(self, event: QDropEvent) -> None:
        self.open(Path(url.toLocalFile()) for url in event.mimeData().urls() if url.isLocalFile())
        event.acceptProposedAction()

    def _load(self) -> None:
        """Load what the panels need in the background, so that the window answers meanwhile."""
        if self._loading is None and self._workspace is None and not self._closed:
            from concurrent.futures import ThreadPoolExecutor  # noqa: PLC0415 (not before the window is painted)

            executor = ThreadPoolExecutor(1, "rushes-load")
            self._loading = executor.submit(self._import)
            executor.shutdown(wait=False)  # its thread ends with what it was asked for

    def _import(self) -> None:
        with suppress(Exception):  # comes up again where it can be shown
            import_module("app.gui.shell.workspace").load()
        self._loaded.emit()

    def _await_loading(self) -> None:
        if self._loading is not None:
            self._loading.result()

    def _make_docks(self, theme: Theme) -> dict[str, QDockWidget]:
        left, right, bottom = (
            Qt.DockWidgetArea.LeftDockWidgetArea,
            Qt.DockWidgetArea.RightDockWidgetArea,
            Qt.DockWidgetArea.BottomDockWidgetArea,
        )
        made: dict[str, QDockWidget] = {}
        for name, title, place, area in (
            ("library", tr("Library"), Placeholder(theme.window, least=(258, 285)), left),
            ("inspector", tr("Inspector"), Placeholder(theme.window, least=(258, 144)), right),
            ("timeline", tr("Timeline"), Placeholder(theme.lane, least=(246, 160)), bottom),
        ):
            dock = made[name] = QDockWidget(title, self)
            dock.setObjectName(name)
            dock.setWidget(place)
            # What it is can be seen; a title would only take room. The View menu hides and shows it.
            dock.setTitleBarWidget(QWidget())
            self.addDockWidget(area, dock)
        cuts = made["cuts"] = QDockWidget(tr("Review cuts"), self)
        cuts.setObjectName("cuts")
        cuts.setWidget(QWidget())
        self.addDockWidget(bottom, cuts)
        cuts.hide()
        self.resizeDocks([made["library"], made["inspector"]], [SIDE, INSPECTOR], Qt.Orientation.Horizontal)
        self.resizeDocks([made["timeline"]], [TIMELINE], Qt.Orientation.Vertical)
        menu = self.commands.menus["&View"]
        menu.addSeparator()
        menu.addActions([dock.toggleViewAction() for dock in made.values()])
        return made

    def _restore(self, geometry: QSettings) -> None:
        if (saved := geometry.value("geometry")) is not None:
            self.restoreGeometry(saved)
        if (saved := geometry.value("layout")) is not None:
            self.restoreState(saved, LAYOUT)
