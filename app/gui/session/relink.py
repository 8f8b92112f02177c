"""Telling where a file is that was moved, or whose disk has another name now."""

from functools import partial

from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import MediaError
from app.gui.background.tasks import OFFLINE
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.media.fingerprint import fingerprint
from app.media.location import Location
from resources.language import tr
from resources.messages import msg


def is_offline(file: OpenFile | None) -> bool:
    """Say whether a file's results are shown without the file."""
    return file is not None and OFFLINE in file.notes


def relink(session: Session, parent: QWidget) -> None:
    """Let a user name the place where the file that is shown is now."""
    file = session.current
    if file is None or not is_offline(file):
        return
    name, _ = QFileDialog.getOpenFileName(
        parent, tr("Relink {name}").format(name=file.location.name), file.location.folder
    )
    if name:
        relink_to(session, file, Location(name))


def relink_to(session: Session, file: OpenFile, location: Location) -> None:
    """Open a file in the place of one that is away, if it is the same content."""
    if file.document is not None:
        known = file.document.fingerprint
        session.ask(partial(_compared, location, known, file.location.name), partial(_replace, session, file))


def _compared(location: Location, known: str, name: str) -> Location:
    """Run in the background."""
    try:
        same = fingerprint(location) == known
    except OSError as error:
        message = msg("{name} cannot be read: {reason}.", name=location.name, reason=str(error.strerror))
        raise MediaError(message, msg("Choose another file.")) from error
    if not same:
        raise MediaError(
            msg(
                "{chosen} is not the same file as {name}: its content differs.",
                chosen=location.name,
                name=name,
            ),
            msg("Choose the same file, or open this one by itself with File > Open files."),
        )
    return location


def _replace(session: Session, file: OpenFile, location: Location) -> None:
    session.open([location])
    if file in session.files:
        session.remove(file)
