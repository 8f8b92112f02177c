"""Starting the window, and ending it whatever happens."""

import signal
import sys
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from types import FrameType, TracebackType

from PySide6.QtCore import QLibraryInfo, QTimer, QTranslator
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QApplication

import resources
from app.config import Settings, load_settings
from app.errors import RushesError
from app.gui.chrome.theme import apply_theme, theme_named
from app.gui.shell.main_window import MainWindow
from app.logs import logger
from app.media.location import LocationLike
from resources.language import use
from resources.messages import msg

WAKE_MS = 300

log = logger(__name__)


def run(places: Sequence[LocationLike], settings: Settings | None = None) -> int:
    """Open the window with files and folders; give the exit status when it is closed."""
    settings = settings or load_settings()
    application = make_application(settings)
    window = MainWindow(settings)
    with _errors_shown(window), _interruptible(window):
        window.show()
        window.open(places)
        return application.exec()


def make_application(settings: Settings) -> QApplication:
    """Make the QApplication, or take the one that is there, and give it name, icon and theme."""
    running = QApplication.instance()
    application = running if isinstance(running, QApplication) else QApplication(sys.argv[:1])
    application.setApplicationName("rushes")
    application.setApplicationDisplayName("")
    application.setDesktopFileName("rushes")
    application.setWindowIcon(QIcon(str(resources.path("icons", "rushes.svg"))))
    application.setStyle("Fusion")
    _speak(application, settings.language)
    apply_theme(application, theme_named(settings.theme))
    return application


def _speak(application: QApplication, language: str) -> None:
    """Choose the language of the window, and of what Qt itself says."""
    name = use(language)
    texts = QTranslator(application)
    if texts.load(f"qtbase_{name}", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        application.installTranslator(texts)


@contextmanager
def _errors_shown(window: MainWindow) -> Generator[None]:
    """Log what nobody caught, and show it instead of ending."""
    before = sys.excepthook

    def show(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            window.close()
            return
        log.error("not caught", exc_info=(kind, error, trace))
        shown = RushesError(
            msg("An unexpected error occurred."),
            msg("Please report it with the log: Help > Show the log folder."),
        )
        shown.__cause__ = error
        window.show_error(shown)

    sys.excepthook = show
    try:
        yield
    finally:
        sys.excepthook = before


@contextmanager
def _interruptible(window: MainWindow) -> Generator[None]:
    """Let an interrupt from the terminal close the window."""
    before = {name: signal.getsignal(name) for name in (signal.SIGINT, signal.SIGTERM)}

    def close(_number: int, _frame: FrameType | None) -> None:
        window.close()

    for name in before:
        signal.signal(name, close)
    # Python sees a signal only when it runs, which Qt's event loop does not let it do while nothing happens.
    waking = QTimer(interval=WAKE_MS)
    waking.timeout.connect(lambda: None)
    waking.start()
    try:
        yield
    finally:
        waking.stop()
        for name, handler in before.items():
            signal.signal(name, handler)
