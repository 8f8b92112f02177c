"""Reports from the window: asked for in a dialog, made in the background film by film, opened or saved."""

from collections.abc import Callable
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QWidget

from app.config import Settings
from app.errors import RushesError
from app.gui.session.open_file import State
from app.gui.session.session import Session
from app.logs import logger
from app.media.location import Location
from resources.language import tr
from resources.messages import NOTHING, Message, msg

if TYPE_CHECKING:
    from app.gui.delivery.report_dialog import ReportDialog
    from app.gui.delivery.report_making import Making
    from app.report import Options

log = logger(__name__)


class ReportController(QObject):
    """One report at a time: each film is a call of its own in the background, so others get their turn."""

    def __init__(
        self, session: Session, settings: Callable[[], Settings], say: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self._session = session
        self._settings = settings
        self._say = say
        self._window = parent
        self._dialog: ReportDialog | None = None
        self._making: Making | None = None
        self._previews: TemporaryDirectory[str] | None = None
        self._count = 0

    @property
    def dialog(self) -> "ReportDialog | None":
        """The dialog that is open."""
        return self._dialog

    def open_dialog(self) -> None:
        """Ask what the report shall be."""
        current = self._session.current
        if current is None or current.state is not State.DONE:
            return
        from app.gui.delivery.report_dialog import ReportDialog  # noqa: PLC0415 (loaded for the first report)

        dialog = self._dialog = ReportDialog(current.location.name, len(self._done()), self._window)
        dialog.preview_wanted.connect(self._preview)
        dialog.save_wanted.connect(self._save)
        dialog.cancel_wanted.connect(self._cancel)
        dialog.finished.connect(self._forget_dialog)
        dialog.open()

    @property
    def possible(self) -> bool:
        """Whether the file that is shown can be reported."""
        return self._session.current is not None and self._session.current.state is State.DONE

    def close(self) -> None:
        """Make no more, and take away what was only looked at."""
        self._cancel()
        if self._previews is not None:
            self._previews.cleanup()

    def _done(self) -> list[Location]:
        return [file.location for file in self._session.files if file.state is State.DONE]

    def _preview(self, everything: bool, options: "Options") -> None:
        if self._previews is None:
            self._previews = TemporaryDirectory(prefix="rushes-preview-", ignore_cleanup_errors=True)
        self._count += 1
        self._start(everything, options, Path(self._previews.name, f"report-{self._count}.html"), self._show)

    def _save(self, everything: bool, options: "Options", path: Path) -> None:
        self._start(everything, options, path, self._saved)

    def _start(
        self, everything: bool, options: "Options", target: Path, then: Callable[[Path], None]
    ) -> None:
        current = self._session.current
        files = self._done() if everything else [current.location] if current else []
        if files and self._making is None:
            from app.gui.delivery.report_making import Making  # noqa: PLC0415 (loaded for the first report)

            self._making = Making(self, files, options, target, then)
            self._making.go_on()

    def _cancel(self) -> None:
        self._making = None
        self._progress(None)

    def _forget_dialog(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
        self._dialog = None

    def _progress(self, share: float | None, text: str = "") -> None:
        if self._dialog is not None:
            self._dialog.show_progress(share, text)

    def _show(self, path: Path) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))

    def _saved(self, path: Path) -> None:
        self._say(tr("Saved {path}").format(path=path))
        if self._dialog is not None:
            self._dialog.accept()

    # What follows is for the report that is being made.

    def ask(self, making: "Making", call: Callable[[], object], take: Callable[[object], None]) -> None:
        """Make a call in the background; its result, or what went wrong, is taken unless it was canceled."""

        def taken(value: object) -> None:
            if making is self._making:
                take(value)

        self._session.ask(partial(_tried, call), taken)

    def tell(self, making: "Making", share: float, text: str) -> None:
        """Show how far it is."""
        if making is self._making:
            self._progress(share, text)

    def end(self, error: RushesError | None, notes: Message = NOTHING) -> None:
        """Be done with it."""
        self._making = None
        self._progress(None, tr(error.message if error else notes))
        if error is not None:
            self._session.failed.emit(None, error)

    @property
    def commercial(self) -> bool:
        """Whether results of weights that are not for commercial use are left out."""
        return self._settings().commercial


def _tried(call: Callable[[], object]) -> object:
    try:
        return call()
    except RushesError as error:
        return error
    except Exception as error:
        log.exception("report failed")
        hint = msg("Please report it with the log: Help > Show the log folder.")
        return RushesError(msg("An unexpected error occurred: {error}.", error=repr(error)), hint)
