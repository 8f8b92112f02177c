"""Finding in the background: the latest query wins, and the index is brought in step beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from PySide6.QtCore import QObject, QTimer, Signal

from app.errors import RushesError
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.search import SearchHit, SearchResult, parse_query, search
from app.search.indexing import excluded_analyzers, index_or_log, index_rules
from app.search.query import Query
from app.store import Store
from inference.contract.analyzer_registry import AnalyzerRegistry
from widgets.transport import Transport

PAUSE_MS = 150
"""How long nothing is typed before it is looked for."""

AT_ONCE = 5
"""Files that are put into the index before a query may have its turn."""


SearchAnswer: TypeAlias = SearchResult | RushesError | None
"""None where something else was asked for meanwhile."""


@dataclass(frozen=True, slots=True)
class SearchRequest:
    """What is looked for. only: the media to look in, or None for all."""

    text: str = ""
    only: int | None = None


class SearchController(QObject):
    """Looks up what is typed, and goes to what was found."""

    found = Signal(object)  # SearchResult
    refused = Signal(object)  # RushesError: the query makes no sense
    indexing = Signal(int, int)  # files that are in the index, and all; equal when it is in step

    def __init__(self, session: Session, transport: Transport, *, commercial: bool) -> None:
        super().__init__(session)
        self._session = session
        self._transport = transport
        self._commercial = commercial
        self._request = SearchRequest()
        self._number = 0
        self._late: list[int] | None = None
        self._all = 0
        self._target: SearchHit | None = None
        self._analyzing: set[OpenFile] = set()
        self._soon = QTimer(self, interval=PAUSE_MS, singleShot=True)
        self._soon.timeout.connect(self._search)
        session.changed.connect(self._changed)
        session.removed.connect(self._analyzing.discard)
        session.document_changed.connect(self._arrived)
        session.current_changed.connect(self._shown)

    def ask(self, request: SearchRequest) -> None:
        """Look for something else, when no more is typed for a moment."""
        self._request = request
        self._number += 1
        self._soon.start()

    def set_commercial(self, *, commercial: bool) -> None:
        """Let only what rests on weights for commercial use count, or all; look again if that is new."""
        if commercial != self._commercial:
            self._commercial = commercial
            if self._request.text.strip():
                self._number += 1
                self._soon.start()

    def look_in(self, media: int, take: Callable[[SearchAnswer], None]) -> None:
        """Hand to `take` what there is in one file of what was asked for last."""
        try:
            query = parse_query(self._request.text)
        except RushesError:
            return  # something else is typed by now, and is told of in its time
        self._session.query(partial(self._look_up, self._number, query, media), take)

    def update_index(self) -> None:
        """Put what the index lacks into it, a few files at a time. Nothing happens while that goes on."""
        if self._late is None:
            self._late = []
            self._session.query(
                lambda store: store.passages.out_of_date(index_rules(self._session.analyzers)), self._begin
            )

    def go_to(self, stretch: SearchHit) -> None:
        """Show a stretch: its file is opened if it is not, and played from there."""
        file = self._session.current
        if file is not None and file.document is not None and file.location == stretch.location:
            self._target = None
            self._transport.seek(stretch.start)
            return
        self._target = stretch
        self._session.open([stretch.location])
        if (file := self._session.current) is not None and file.document is not None:
            self._arrived(file)

    def _search(self) -> None:
        self._soon.stop()
        number, request = self._number, self._request
        if not request.text.strip():
            self.found.emit(SearchResult())
            return
        try:
            query = parse_query(request.text)
        except RushesError as error:
            self.refused.emit(error)
            return
        self._session.query(partial(self._look_up, number, query, request.only), partial(self._take, number))

    def _look_up(
        self, number: int, query: Query, only: int | None, store: Store
    ) -> SearchResult | RushesError | None:
        """Run in the background."""
        if number != self._number:
            return None
        try:
            known = self._session.analyzers
            without = excluded_analyzers(commercial=self._commercial, analyzers=known)
            return search(store, query, only=only, without=without, unfinished=True, analyzers=known)
        except RushesError as error:
            return error

    def _take(self, number: int, answer: SearchAnswer) -> None:
        if number != self._number or answer is None:
            return
        if isinstance(answer, RushesError):
            self.refused.emit(answer)
        else:
            self.found.emit(answer)

    def _begin(self, late: list[int]) -> None:
        self._late, self._all = late, len(late)
        self._go_on()

    def _go_on(self, _: object = None) -> None:
        late = self._late or []
        self.indexing.emit(self._all - len(late), self._all)
        if late:
            some, self._late = late[:AT_ONCE], late[AT_ONCE:]
            self._session.query(partial(_index, some, self._session.analyzers), self._go_on)
            return
        self._late = None
        if self._all:
            self._search()

    def _changed(self, file: OpenFile) -> None:
        """Look again when an analysis has ended."""
        if file.busy:
            self._analyzing.add(file)
        elif file in self._analyzing:
            self._analyzing.discard(file)
            if self._request.text.strip():
                self._number += 1
                self._soon.start()

    def _shown(self, file: OpenFile | None) -> None:
        # Who goes elsewhere meanwhile wants to be there.
        if self._target is not None and (file is None or file.location != self._target.location):
            self._target = None

    def _arrived(self, file: OpenFile) -> None:
        if (
            self._target is not None
            and file is self._session.current
            and file.location == self._target.location
        ):
            target, self._target = self._target, None
            self._transport.seek(target.start)


def _index(some: list[int], analyzers: AnalyzerRegistry, store: Store) -> None:
    for media in store.media(some).values():
        index_or_log(store, media, analyzers)
