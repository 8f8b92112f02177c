"""Files and folders that were opened last: a sub-menu, kept from one time to the next."""

import json
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu

from app.gui.library.offline_media import missing_of
from app.gui.session.session import Session
from app.media.paths import canonical
from resources.language import tr

RECENT = "session/recent"
MOST = 12
WIDEST = 480
"""Logical pixels of a line of the menu."""


class RecentFiles:
    """Knows what was opened last, and fills a menu with it when it is looked at."""

    def __init__(
        self, session: Session, settings: Callable[[], QSettings], open_: Callable[[list[Path]], None]
    ) -> None:
        self._session = session
        self._settings = settings
        self._open = open_
        self._missing: set[Path] = set()
        self.menu = QMenu(toolTipsVisible=True)
        self.menu.aboutToShow.connect(self._look)

    @property
    def paths(self) -> list[Path]:
        """What was opened, the newest first."""
        try:
            return [Path(str(name)) for name in json.loads(str(self._settings().value(RECENT, "[]")))]
        except (ValueError, TypeError):
            return []

    def add(self, paths: Iterable[Path]) -> None:
        """Note what is opened."""
        new = [canonical(path) for path in paths]
        self._keep(list(dict.fromkeys((*new, *self.paths)))[:MOST])

    def clear(self) -> None:
        """Forget all of it."""
        self._keep([])

    def _keep(self, paths: list[Path]) -> None:
        self._settings().setValue(RECENT, json.dumps([str(path) for path in paths]))
        self._missing.intersection_update(paths)

    def _look(self) -> None:
        paths = self.paths
        self._fill(paths)
        # A disk may take long to say whether something is there, which must not keep the menu shut.
        self._session.ask(partial(missing_of, paths), partial(self._gray, paths))

    def _gray(self, paths: list[Path], missing: set[Path]) -> None:
        self._missing = missing
        for path, action in zip(paths, self.menu.actions(), strict=False):
            if action.data() == str(path):
                action.setEnabled(path not in missing)

    def _fill(self, paths: list[Path]) -> None:
        self.menu.clear()
        metrics = self.menu.fontMetrics()
        for path in paths:
            action = self.menu.addAction(_line(path, metrics), partial(self._open, [path]))
            action.setData(str(path))
            action.setToolTip(str(path))
            action.setEnabled(path not in self._missing)
        self.menu.addSeparator()
        self.menu.addAction(tr("&Clear list"), self.clear).setEnabled(bool(paths))


def _line(path: Path, metrics: QFontMetrics) -> str:
    """Write the name first, and as much of its folder as there is room for."""
    room = WIDEST - metrics.horizontalAdvance(path.name)
    folder = metrics.elidedText(str(path.parent), Qt.TextElideMode.ElideMiddle, max(room, WIDEST // 4))
    return f"{path.name}  –  {folder}".replace("&", "&&")
