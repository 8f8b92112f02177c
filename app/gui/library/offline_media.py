"""Which files of the library are not where they were: looked up in the background, some at a time."""

from collections.abc import Iterable
from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.gui.library.model import LibraryModel
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.media.location import Location

AT_ONCE = 200
"""Files that are looked at before others have their turn."""
SOON_MS = 500


class OfflineMedia(QObject):
    """Looks at what is put into the library, once each time."""

    def __init__(self, session: Session, model: LibraryModel) -> None:
        super().__init__(model)
        self._session = session
        self._model = model
        self._left: dict[Location, None] = {}
        self._asking = False
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._go_on)
        session.added.connect(self._added)

    def look_at(self, locations: Iterable[Location]) -> None:
        """Find out soon whether files are there."""
        self._left.update(dict.fromkeys(locations))
        if not self._asking:
            self._soon.start()

    def _added(self, file: OpenFile) -> None:
        self.look_at([file.location])

    def _go_on(self) -> None:
        some = list(self._left)[:AT_ONCE]
        for location in some:
            del self._left[location]
        self._asking = bool(some)
        if some:
            self._session.ask(partial(missing_paths, some), partial(self._take, some))

    def _take(self, some: list[Location], missing: set[Location]) -> None:
        self._model.set_missing(some, missing)
        self._go_on()


def missing_paths(locations: Iterable[Location]) -> set[Location]:
    """Give those that are not there; one that cannot be looked at is not, either."""
    return {location for location in locations if not _exists(location)}


def _exists(location: Location) -> bool:
    try:
        return location.exists()
    except OSError:
        return False
