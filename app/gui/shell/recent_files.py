"""Files and folders that were opened last: a sub-menu, kept from one time to the next."""

import json
from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtWidgets import QMenu

from app.gui.library.offline_media import missing_paths
from app.gui.session.session import Session
from app.media.location import Location, LocationLike
from resources.language import tr

RECENT = "session/recent"
MOST = 12
WIDEST = 480
"""Logical pixels of a line of the menu."""


class RecentFiles:
    """Knows what was opened last, and fills a menu with it when it is looked at."""

    def __init__(
        self, session: Session, settings: Callable[[], QSettings], open_: Callable[[list[Location]], None]
    ) -> None:
        self._session = session
        self._settings = settings
        self._open = open_
        self._missing: set[Location] = set()
        self.menu = QMenu(toolTipsVisible=True)
        self.menu.aboutToShow.connect(self._look)

    @property
    def locations(self) -> list[Location]:
        """What was opened, the newest first."""
        try:
            return [Location(str(name)) for name in json.loads(str(self._settings().value(RECENT, "[]")))]
        except (ValueError, TypeError):
            return []

    def add(self, places: Iterable[LocationLike]) -> None:
        """Note what is opened."""
        new = [Location.of(place).canonical() for place in places]
        self._keep(list(dict.fromkeys((*new, *self.locations)))[:MOST])

    def clear(self) -> None:
        """Forget all of it."""
        self._keep([])

    def _keep(self, locations: list[Location]) -> None:
        self._settings().setValue(RECENT, json.dumps([str(location) for location in locations]))
        self._missing.intersection_update(locations)

    def _look(self) -> None:
        locations = self.locations
        self._fill(locations)
        # A disk may take long to say whether something is there, which must not keep the menu shut.
        self._session.ask(partial(missing_paths, locations), partial(self._gray, locations))

    def _gray(self, locations: list[Location], missing: set[Location]) -> None:
        self._missing = missing
        for location, action in zip(locations, self.menu.actions(), strict=False):
            if action.data() == str(location):
                action.setEnabled(location not in missing)

    def _fill(self, locations: list[Location]) -> None:
        self.menu.clear()
        metrics = self.menu.fontMetrics()
        for location in locations:
            action = self.menu.addAction(_line(location, metrics), partial(self._open, [location]))
            action.setData(str(location))
            action.setToolTip(str(location))
            action.setEnabled(location not in self._missing)
        self.menu.addSeparator()
        self.menu.addAction(tr("&Clear list"), self.clear).setEnabled(bool(locations))


def _line(location: Location, metrics: QFontMetrics) -> str:
    """Write the name first, and as much of its folder as there is room for."""
    room = WIDEST - metrics.horizontalAdvance(location.name)
    folder = metrics.elidedText(location.folder, Qt.TextElideMode.ElideMiddle, max(room, WIDEST // 4))
    return f"{location.name}  –  {folder}".replace("&", "&&")
