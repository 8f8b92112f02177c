"""What was found in the file that is shown, marked in the timeline."""

from functools import partial

from PySide6.QtCore import QObject

from app.errors import RushesError
from app.gui.search.controller import SearchAnswer, SearchController
from app.gui.session.session import Session
from app.search import SearchResult
from widgets.timeline.view import TimelineView


class SearchHighlights(QObject):
    """Keeps the marks in step with what was found last and the file that is shown."""

    def __init__(self, controller: SearchController, session: Session, view: TimelineView) -> None:
        super().__init__(controller)
        self._controller = controller
        self._session = session
        self._view = view
        self._found = SearchResult()
        controller.found.connect(self._take)
        controller.refused.connect(self._forget)
        session.current_changed.connect(self._mark)
        session.document_changed.connect(self._mark)

    def _take(self, found: SearchResult) -> None:
        self._found = found
        self._mark()

    def _forget(self, _error: RushesError) -> None:
        self._take(SearchResult())

    def _mark(self, *_: object) -> None:
        media = self._shown
        self._show(media, self._found)
        # Of very many stretches not all are given, and those in this file may be among the others.
        if self._found.more and media is not None:
            self._controller.look_in(media, partial(self._show, media))

    def _show(self, media: int | None, answer: SearchAnswer) -> None:
        if isinstance(answer, SearchResult) and media == self._shown:
            self._view.set_highlights([(s.start, s.end) for s in answer.stretches if s.media.id == media])

    @property
    def _shown(self) -> int | None:
        file = self._session.current
        return file.document.stored.id if file is not None and file.document is not None else None
