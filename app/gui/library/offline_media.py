"""Which files of the library are not where they were: looked up in the background, some at a time."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, QTimer

from app.gui.library.model import LibraryModel
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session

AT_ONCE = 200
"""Files that are looked at before others have their turn."""
SOON_MS = 500


class OfflineMedia(QObject):
    """Looks at what is put into the library, once each time."""

    def __init__(self, session: Session, model: LibraryModel) -> None:
        super().__init__(model)
        self._session = session
        self._model = model
        self._left: dict[Path, None] = {}
        self._asking = False
        self._soon = QTimer(self, interval=SOON_MS, singleShot=True)
        self._soon.timeout.connect(self._go_on)
        session.added.connect(self._added)

    def look_at(self, paths: Iterable[Path]) -> None:
        """Find out soon whether files are there."""
        self._left.update(dict.fromkeys(paths))
        if not self._asking:
            self._soon.start()

    def _added(self, file: OpenFile) -> None:
        self.look_at([file.location])

    def _go_on(self) -> None:
        some = list(self._left)[:AT_ONCE]
        for path in some:
            del self._left[path]
        self._asking = bool(some)
        if some:
            self._session.ask(partial(missing_of, some), partial(self._take, some))

    def _take(self, some: list[Path], missing: set[Path]) -> None:
        self._model.set_missing(some, missing)
        self._go_on()


def missing_of(paths: Iterable[Path]) -> set[Path]:
    """Give those that are not there; one that cannot be looked at is not, either."""
    return {path for path in paths if not _exists(path)}


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:
        return False
