"""The open files and the one that is shown: the object that all parts of the window share."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from app.config import Settings
from app.edits import Edit
from app.errors import Canceled, RushesError
from app.gui.background.tasks import (
    CallResult,
    Derived,
    DeviceReport,
    Failed,
    Probed,
    Started,
    TaskMessage,
    Tasks,
)
from app.gui.session.analysis_queue import AnalysisQueue
from app.gui.session.derivation import DerivationScheduler
from app.gui.session.open_file import OpenFile, State
from app.media.location import Location, LocationLike
from app.pipeline import Done, Finished, Note, Opened, Progress
from app.store import Store
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Chunk, Segment, TrackKind
from resources import messages

POLL_MS = 100


class Session(QObject):
    """Opens files, lets them be analyzed, and tells what changed. All signals come on the window's thread."""

    added = Signal(object)  # OpenFile
    removed = Signal(object)  # OpenFile
    changed = Signal(object)  # OpenFile: its state or progress
    current_changed = Signal(object)  # OpenFile or None: another one is shown
    document_changed = Signal(object)  # OpenFile: it has a document now, or another one
    grew = Signal(object)  # set of track keys of the file that is shown
    related = Signal(object)  # OpenFile that is shown: other tracks are to be shown in place of stored ones
    segments_changed = Signal(object)  # OpenFile that is shown
    failed = Signal(object, object)  # OpenFile or None, RushesError
    noted = Signal(object, object)  # OpenFile, the message: what a user should know
    device_changed = Signal(object)  # Device

    def __init__(self, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._tasks = tasks
        self._files: dict[Location, OpenFile] = {}
        self._current: OpenFile | None = None
        self._asked = 0
        self._closed = False
        self._derivation = DerivationScheduler(tasks)
        self.queue = AnalysisQueue(tasks.queue, self)
        self._polling = QTimer(self, interval=POLL_MS)
        self._polling.timeout.connect(self.collect)

    @property
    def analyzers(self) -> AnalyzerRegistry:
        """The analyzers that are known."""
        return self._tasks.analyzers

    @property
    def files(self) -> list[OpenFile]:
        """The open files, in the order they were opened."""
        return list(self._files.values())

    @property
    def current(self) -> OpenFile | None:
        """The file that is shown."""
        return self._current

    @property
    def busy(self) -> bool:
        """Whether anything is under way."""
        return bool(self._asked) or self._derivation.busy

    def open(self, places: Iterable[LocationLike]) -> None:
        """Open files and show the first one. One that is open already and had failed is tried again."""
        first: OpenFile | None = None
        for location in dict.fromkeys(Location.of(place).canonical() for place in places):
            file = self._files.get(location)
            if file is None:
                file = self._files[location] = OpenFile(location)
                self.added.emit(file)
                self._look(file)
            elif file.state in (State.FAILED, State.CANCELED):
                self.retry(file)
            first = first or file
        if first is not None:
            self.show(first)

    def restore(self, files: Iterable[OpenFile]) -> None:
        """Take in finished files, which are not looked at before they are shown."""
        for file in (one for one in files if self._files.setdefault(one.location, one) is one):
            self.added.emit(file)

    def show(self, file: OpenFile | None) -> None:
        """Make a file the current one."""
        if file is self._current:
            return
        if file is not None:
            self._derivation.show(file)
            if file.document is None and file.state is State.DONE:
                self._look(file)
        self._current = file
        self.current_changed.emit(file)
        self._release()

    def retry(self, file: OpenFile, *, again: bool = False) -> None:
        """Look at a file again. again: make what is stored again, too."""
        if not file.busy:
            file.error, file.again, file.notes = None, again, []
            self._look(file)
            self.changed.emit(file)

    def redo(self, file: OpenFile) -> None:
        """Analyze again: what is missing, or everything if nothing is."""
        self.retry(file, again=file.state is State.DONE)

    def cancel(self, file: OpenFile) -> None:
        """Stop the analysis of a file; what is finished stays."""
        self._tasks.cancel(file)
        if file.state is State.WAITING:
            file.state = State.CANCELED
            self._sort(file)
            self.changed.emit(file)

    def remove(self, *gone: OpenFile) -> None:
        """Take files off the list. Their results stay in the store."""
        files = self.files
        place = files.index(self._current) if self._current in gone else -1
        for file in gone:
            self._tasks.cancel(file)
            self._derivation.drop(file)
            self.queue.drop(self._files.pop(file.location))
            self.removed.emit(file)
        if place >= 0:
            after = (file for file in (*files[place:], *reversed(files[:place])) if file not in gone)
            self.show(next(after, None))

    def edit(self, file: OpenFile, edit: Edit) -> None:
        """Make an edit of the user's: it is kept at once, and what follows from it is derived anew."""
        if file.document is not None:
            self._asked += 1
            self._tasks.keep(file.document, edit, lambda _: None)
            file.edit(edit)
            self._sort(file)
            self._derivation.derive()
            self.correct(file, {})
            self._polling.start()

    def note(self, file: OpenFile, text: messages.Message) -> None:
        """Tell of something that a user should know of a file, once."""
        if text not in file.notes:
            file.notes.append(text)
            self.noted.emit(file, text)

    def use(self, settings: Settings) -> None:
        """Follow other settings from the next analysis on; what waits to be looked at follows too."""
        self._tasks.use(settings)

    def correct(self, file: OpenFile, made: Mapping[str, list[Segment]]) -> None:
        """Show segments of analyzers that were derived anew, under the user's edits."""
        file.correct(made)
        if file is self._current:
            self.segments_changed.emit(file)

    def ask(self, call: Callable[[], Any], take: Callable[[Any], None]) -> None:
        """Make a call in the background and hand its result to `take`; never once the session is closed."""
        if self._closed:
            return
        self._asked += 1
        self._tasks.ask(call, take)
        self._polling.start()

    def query(self, call: Callable[[Store], Any], take: Callable[[Any], None]) -> None:
        """Ask the store something in the background and hand the answer to `take`, like `ask`."""
        if self._closed:
            return
        self._asked += 1
        self._tasks.query(call, take)
        self._polling.start()

    def close(self) -> None:
        """Cancel everything and end the threads."""
        self._closed = True
        self._polling.stop()
        self._tasks.close()

    def collect(self) -> None:
        """Take in what has happened in the background; the timer does this while anything is under way."""
        grown: set[str] = set()
        for file, message in self._tasks.take_messages():
            if not isinstance(file, OpenFile):
                self._take_general(message)
            elif self._files.get(file.location) is file:
                self._take(file, message, grown)
        if grown:
            self.grew.emit(grown)
        self._derivation.derive()
        self._release()
        if not self.busy:
            self._polling.stop()

    def _look(self, file: OpenFile) -> None:
        file.state = State.LOOKING
        self._sort(file)
        self._tasks.look(file, file.location)
        self._polling.start()

    def _take_general(self, message: TaskMessage) -> None:
        match message:
            case DeviceReport(device):
                self.device_changed.emit(device)
            case CallResult(take, value):
                self._asked -= 1
                take(value)
            case Failed(error):
                self._asked -= 1
                self.failed.emit(None, error)
            case _:
                raise AssertionError(message)

    def _take(self, file: OpenFile, message: TaskMessage, grown: set[str]) -> None:
        match message:
            case Chunk():
                self._grow(file, message, grown)
            case Derived(made, related, seconds):
                self._derivation.derived(file)
                file.derive_cost = seconds
                if file.relate(related) and file is self._current:
                    self.related.emit(file)
                if made is not None:
                    self.correct(file, made)
            case Note(text):
                self.note(file, text)
            case _:
                self._advance(file, message)
                self._sort(file)
                self.changed.emit(file)

    def _sort(self, file: OpenFile) -> None:
        """Note what is to come of a file."""
        self._derivation.sort(file)
        self.queue.note(file)

    def _grow(self, file: OpenFile, chunk: Chunk, grown: set[str]) -> None:
        track = file.document.tracks[chunk.track] if file.document is not None else None
        # Embeddings are large and not shown; the store has them.
        if track is not None and track.spec.kind is not TrackKind.VECTOR:
            track.append(chunk)
            file.stale = True
            self._derivation.sort(file)
            if file is self._current:
                grown.add(chunk.track)

    def _advance(self, file: OpenFile, message: TaskMessage) -> None:
        """Take in what changes the state of a file."""
        match message:
            case Probed():
                self._take_probed(file, message)
            case Started():
                file.state = State.ANALYZING
            case Opened(document, todo):
                file.pending = set(todo)
                file.set_document(document)
                self.document_changed.emit(file)
            case Progress(share, seconds_left, stage):
                file.share, file.seconds_left, file.stage = share, seconds_left, stage
            case Finished(run):
                file.add_run(run)
            case Done():
                self._finish(file, message)
            case Failed(error):
                self._fail(file, error)
            case _:
                raise AssertionError(message)

    def _take_probed(self, file: OpenFile, probed: Probed) -> None:
        file.set_probed(probed.document, probed.todo)
        self.document_changed.emit(file)
        self.correct(file, probed.segments)
        for text in dict.fromkeys((*probed.document.media.warnings, *probed.document.notes)):
            self.note(file, text)
        if not file.cached:
            self._tasks.analyze(file, file.location, again=file.again)
            file.again = False

    def _finish(self, file: OpenFile, done: Done) -> None:
        file.end(done.device)
        if done.error is None:
            file.state = State.DONE
        else:
            self._fail(file, done.error)

    def _fail(self, file: OpenFile, error: RushesError) -> None:
        file.seconds_left = None
        if isinstance(error, Canceled):
            # One that was canceled while it waited says so late, when it may wait again.
            file.state = State.CANCELED if file.state is State.ANALYZING else file.state
            return
        file.state, file.error = State.FAILED, error
        self.failed.emit(file, error)

    def _release(self) -> None:
        for file in self._derivation.release():
            self.changed.emit(file)
