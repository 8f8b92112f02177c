"""What a row of the library says of its file: how far it is, where in the queue, or that it is gone."""

from app.gui.library.item import LibraryItem, status
from app.gui.session.analysis_queue import AnalysisQueue
from app.gui.session.open_file import State
from resources.language import tr
from widgets.clock import clock


def state_words(entry: LibraryItem, queue: AnalysisQueue) -> str:
    """Say in a few words how a file stands."""
    length = clock(entry.duration, 1) if entry.duration is not None else ""
    if entry.missing and not (entry.file is not None and entry.file.busy):
        return _joined(length, tr("offline"))
    place = queue.place(entry.file)
    if entry.file is None or entry.file.state is not State.WAITING or place == 0:
        return status(entry)
    return _joined(length, tr("waiting, next") if place == 1 else tr("waiting, no. {n}").format(n=place))


def _joined(*parts: str) -> str:
    return " · ".join(filter(None, parts))
