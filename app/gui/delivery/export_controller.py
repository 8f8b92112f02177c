"""Results leave the window: chosen in a dialog, written in the background, told of in the status bar."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QWidget

from app.document import Document, load_document
from app.errors import RushesError
from app.export import exporter_for, select_content, targets, write
from app.gui.chrome.status_bar import SHOWN_MS, StatusPanel
from app.gui.delivery.export_dialog import ExportDialog, ExportRequest
from app.gui.library.item import LibraryItem
from app.gui.session.session import Session
from app.logs import logger
from app.media.location import Location
from app.store import Store
from inference.contract.analyzer_registry import AnalyzerRegistry
from resources.language import ntr, tr
from resources.messages import Message, join, msg, nmsg

TOLD = 5
"""Files that are named when several could not be exported."""

DocumentSource: TypeAlias = Callable[[Store], Document]
"""Gives what is written, on the background's thread."""

log = logger(__name__)


@dataclass(slots=True)
class _Outcome:
    """What became of an export so far."""

    files: int = 0
    written: list[Path] = field(default_factory=list[Path])
    failed: list[tuple[Location, RushesError]] = field(default_factory=list[tuple[Location, RushesError]])


class ExportController(QObject):
    """Exports the file that is shown, or those that are selected in the library."""

    def __init__(
        self,
        session: Session,
        selected: Callable[[], list[LibraryItem]],
        status: StatusPanel,
        show_error: Callable[[RushesError], None],
        commercial: Callable[[], bool],
        window: QWidget,
    ) -> None:
        super().__init__(window)
        self._session = session
        self._selected = selected
        self._status = status
        self._show_error = show_error
        self._commercial = commercial
        self._window = window
        self._folder = Path()
        self.show_folder = QPushButton(tr("Show in folder"), flat=True)
        self.show_folder.clicked.connect(self._open_folder)
        self.show_folder.hide()
        status.addPermanentWidget(self.show_folder)
        self._later = QTimer(self, interval=SHOWN_MS, singleShot=True)
        self._later.timeout.connect(self.show_folder.hide)

    def chosen(self) -> list[Location]:
        """Give the selected files that have results."""
        return [entry.location for entry in self._selected() if entry.stored is not None]

    def open_dialog(self) -> None:
        """Ask what is to be written, and where to."""
        file = self._session.current
        shown = file.location if file is not None and file.document is not None else None
        selected = self.chosen()
        if shown is None and not selected:
            return
        document = file.document if file is not None else None
        dialog = ExportDialog(shown, selected, document, self._window, self._session.analyzers)
        dialog.requested.connect(self.export)
        dialog.open()

    def export(self, request: ExportRequest) -> None:
        """Write files one after the other; what goes wrong with one is told at the end."""
        places = [request.target]
        if request.several:
            places = targets(request.locations, exporter_for(request.form).suffix, request.target)
        self._status.say(tr("Exporting…"))
        self._go_on(request, list(zip(request.locations, places, strict=True)), _Outcome())

    def show_written(self, text: str, path: Path) -> None:
        """Say what was written, with a button that leads there."""
        self._folder = path.parent
        self._status.say(text)
        self.show_folder.show()
        self._later.start()

    def _go_on(self, request: ExportRequest, left: list[tuple[Location, Path]], outcome: _Outcome) -> None:
        if not left:
            self._tell(outcome)
            return
        (location, target), *rest = left
        file = next((file for file in self._session.files if file.location == location), None)
        source: DocumentSource = partial(
            _stored, location=location, commercial=self._commercial(), analyzers=self._session.analyzers
        )
        if file is not None and file.document is not None:
            source = partial(_given, _snapshot(file.document))

        def take(result: list[Path] | RushesError) -> None:
            if isinstance(result, RushesError):
                outcome.failed.append((location, result))
            else:
                outcome.files += 1
                outcome.written.extend(result)
            self._go_on(request, rest, outcome)

        # One call a file: what others ask meanwhile has its turn in between.
        self._session.query(partial(_export, request, source, target), take)

    def _tell(self, outcome: _Outcome) -> None:
        if outcome.failed:
            self._show_error(_summed(outcome))
        if not outcome.written:
            self._status.clearMessage()
        elif len(outcome.written) == 1:
            self.show_written(tr("Exported {path}").format(path=outcome.written[0]), outcome.written[0])
        else:
            number = len(outcome.written)
            self.show_written(ntr("{n} file written", "{n} files written", number), outcome.written[0])

    def _open_folder(self) -> None:
        QDesktopServices.openUrl(QUrl.fromLocalFile(str(self._folder)))


def _snapshot(document: Document) -> Document:
    """Give a document as it is now: the window's may go on growing."""
    tracks = {name: track.snapshot() for name, track in document.tracks.items()}
    return replace(document, tracks=tracks, runs=dict(document.runs), edits=list(document.edits))


def _export(
    request: ExportRequest, source: DocumentSource, target: Path, store: Store
) -> list[Path] | RushesError:
    """Run in the background; give what went wrong, so that the next file has its turn."""
    try:
        document = source(store)
        content = select_content(document, tracks_of(document, request.tracks))
        return write(exporter_for(request.form), content, target)
    except RushesError as error:
        return error
    except Exception as error:
        log.exception("export failed", target=str(target), format=request.form)
        return RushesError(msg("An unexpected error occurred: {error}", error=repr(error)))


def _given(document: Document, _store: Store) -> Document:
    return document


def _stored(store: Store, location: Location, *, commercial: bool, analyzers: AnalyzerRegistry) -> Document:
    media = store.last_at(location)
    if media is None:
        raise RushesError(msg("There are no results."), msg("Analyze the file first."))
    return load_document(store, media, commercial=commercial, analyzers=analyzers)


def tracks_of(document: Document, wanted: Sequence[str]) -> tuple[str, ...]:
    """Give those of the wanted tracks that a document has; all where nothing was left out."""
    there = {key.partition(".")[0] for key in document.tracks}
    there |= {segment.track.partition(".")[0] for segment in document.segments()}
    chosen = tuple(key for key in wanted if key in there)
    if wanted and not chosen:
        raise RushesError(msg("None of the selected tracks are in this file."), msg("Choose other tracks."))
    return chosen


def _summed(outcome: _Outcome) -> RushesError:
    """Say what could not be exported, and why."""
    if len(outcome.failed) == 1 and not outcome.files:
        return outcome.failed[0][1]
    number = len(outcome.failed)
    title = nmsg("{n} file could not be exported:", "{n} files could not be exported:", number)
    lines = [
        msg("{name}: {reason}", name=location.name, reason=error.message)
        for location, error in outcome.failed[:TOLD]
    ]
    return RushesError(join([title, *lines, Message("…" if number > TOLD else "")], "\n"))
