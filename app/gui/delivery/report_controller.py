"""Reports from the window: asked for in a dialog, made in the background film by film, opened or saved."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, TypeAlias

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
from resources.messages import msg

if TYPE_CHECKING:
    from app.gui.delivery.report_dialog import ReportDialog
    from app.report import ReportOptions, ReportStep

    StepResult: TypeAlias = ReportStep | RushesError

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
        self._steps: Iterator[ReportStep] | None = None
        self._then: Callable[[Path], None] = self._show
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

    def _preview(self, everything: bool, options: "ReportOptions") -> None:
        if self._previews is None:
            self._previews = TemporaryDirectory(prefix="rushes-preview-", ignore_cleanup_errors=True)
        self._count += 1
        self._start(everything, options, Path(self._previews.name, f"report-{self._count}.html"), self._show)

    def _save(self, everything: bool, options: "ReportOptions", path: Path) -> None:
        self._start(everything, options, path, self._saved)

    def _start(
        self, everything: bool, options: "ReportOptions", target: Path, then: Callable[[Path], None]
    ) -> None:
        current = self._session.current
        files = self._done() if everything else [current.location] if current else []
        if files and self._steps is None:
            from app.report import report_steps  # noqa: PLC0415 (loaded for the first report)

            self._then = then
            self._progress(0.0, files[0].name)
            self._steps = report_steps(files, options, target, commercial=self._settings().commercial)
            self._advance(self._steps)

    def _advance(self, steps: Iterator["ReportStep"]) -> None:
        """Let the next step be made in the background; what others ask meanwhile has its turn in between."""
        self._session.ask(partial(_made, steps), partial(self._take, steps))

    def _take(self, steps: Iterator["ReportStep"], made: "StepResult") -> None:
        if steps is not self._steps:
            return  # it was canceled
        if isinstance(made, RushesError):
            self._end(tr(made.message))
            self._session.failed.emit(None, made)
        elif made.written is not None:
            self._end(tr(made.note))
            self._then(made.written)
        else:
            self._progress(made.share, made.text)
            self._advance(steps)

    def _end(self, text: str) -> None:
        self._steps = None
        self._progress(None, text)

    def _cancel(self) -> None:
        self._end("")

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


def _made(steps: Iterator["ReportStep"]) -> "StepResult":
    """Make a step, in the background; give what went wrong."""
    try:
        return next(steps)
    except RushesError as error:
        return error
    except Exception as error:
        log.exception("report failed")
        hint = msg("Please report it with the log: Help > Show the log folder.")
        return RushesError(msg("An unexpected error occurred: {error}.", error=repr(error)), hint)
