"""The open files of last time: kept when the window closes, there again when it opens."""

import json
from functools import partial

from PySide6.QtCore import QSettings

from app.config import folders
from app.gui.session.open_file import OpenFile, State
from app.gui.session.session import Session
from app.media.location import Location
from app.store import Store, StoredMedia

FILES, CURRENT = "session/files", "session/current"


def keep_session(session: Session, settings: QSettings) -> None:
    """Note which files are open, and which one is shown."""
    settings.setValue(FILES, json.dumps([str(file.location) for file in session.files]))
    settings.setValue(CURRENT, str(session.current.location) if session.current else "")


def restore_session(session: Session, settings: QSettings) -> None:
    """Open the files of last time. Those that have results are not read before they are shown."""
    try:
        locations = [Location(name) for name in json.loads(str(settings.value(FILES, "[]")))]
    except (ValueError, TypeError):
        return
    if locations and folders().store.exists():
        current = Location(str(settings.value(CURRENT, "")))
        session.query(partial(_look_up, locations), partial(_restore, session, current))


def _look_up(locations: list[Location], store: Store) -> list[tuple[Location, StoredMedia | None]]:
    """Look up what is known of each file, in the background."""
    return [
        (location, media)
        for location in locations
        if (media := store.last_at(location)) is not None or location.exists()
    ]


def _restore(session: Session, current: Location, found: list[tuple[Location, StoredMedia | None]]) -> None:
    shown = session.current
    session.restore(_finished(location, media) for location, media in found if media is not None)
    if new := [location for location, media in found if media is None]:
        session.open(new)
    file = next((file for file in session.files if file.location == current), None)
    session.show(shown or file or next(iter(session.files), None))


def _finished(location: Location, media: StoredMedia) -> OpenFile:
    return OpenFile(
        location,
        State.DONE,
        cached=True,
        duration=float(media.info.get("duration", 0.0)),
        has_picture=media.info.get("video") is not None,
        fingerprint=media.fingerprint,
    )
