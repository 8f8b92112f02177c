"""Looks whether a file that was away is there again, e.g. because its disk was connected."""

from functools import partial

from PySide6.QtCore import QObject, QTimer

from app.gui.session.open_file import OpenFile
from app.gui.session.relink import is_offline
from app.gui.session.session import Session

EVERY_MS = 3000


class MediaWatcher(QObject):
    """Asks for the file that is shown, and only for that: nobody waits for the others."""

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._session = session
        self._asking = False
        self.timer = QTimer(self, interval=EVERY_MS)
        self.timer.timeout.connect(self._ask)
        for changed in (session.current_changed, session.noted, session.changed):
            changed.connect(self._update)

    def _update(self, *_: object) -> None:
        away = is_offline(self._session.current)
        if away != self.timer.isActive():
            self.timer.start() if away else self.timer.stop()

    def _ask(self) -> None:
        file = self._session.current
        # A disk that does not answer is not asked again and again.
        if file is not None and is_offline(file) and not self._asking:
            self._asking = True
            self._session.ask(partial(_is_there, file), partial(self._take, file))

    def _take(self, file: OpenFile, there: bool) -> None:
        self._asking = False
        if there and is_offline(file) and file in self._session.files:
            self._session.retry(file)


def _is_there(file: OpenFile) -> bool:
    """Run in the background; never raises, so that the answer always comes."""
    try:
        return file.location.exists()
    except OSError:
        return False
