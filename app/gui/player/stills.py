"""The picture at the playhead as a file or on the clipboard: exact, and as large as it was recorded."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QByteArray
from PySide6.QtGui import QGuiApplication, QImage, QImageWriter
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import RushesError
from app.gui.chrome.status_bar import StatusPanel
from app.gui.player.time_display import TimeDisplay
from app.gui.player.time_format import TimeFormat, TimeStyle
from app.gui.session.session import Session
from app.media.types import MediaInfo
from resources.language import tr
from resources.messages import msg
from widgets.picture import to_image
from widgets.transport import Transport

UNSAFE = ':;/\\*?"<>|'
"""Characters that a file's name cannot have everywhere."""


class Stills:
    """Saves and copies single pictures."""

    def __init__(
        self,
        session: Session,
        transport: Transport,
        display: TimeDisplay,
        status: StatusPanel,
        parent: QWidget,
    ) -> None:
        self._session = session
        self._transport = transport
        self._display = display
        self._status = status
        self._parent = parent

    @property
    def info(self) -> MediaInfo | None:
        """The file that is shown, if it has a picture."""
        file = self._session.current
        media = file.document.media if file and file.document else None
        return media if media and media.video else None

    def save(self) -> None:
        """Ask where to, and save the picture at the playhead as PNG."""
        info, position = self.info, self._transport.position
        if info is None:
            return
        name = still_name(info, self._display.times, position)
        chosen, _ = QFileDialog.getSaveFileName(
            self._parent, tr("Save still"), str(info.location.beside(name)), tr("PNG picture (*.png)")
        )
        if chosen:
            path = Path(chosen)
            path = path if path.suffix.lower() == ".png" else path.with_name(f"{path.name}.png")
            self._session.ask(partial(_write, info, position, path), self._saved)

    def copy(self) -> None:
        """Put the picture at the playhead on the clipboard."""
        if (info := self.info) is not None:
            self._session.ask(partial(_exact, info, self._transport.position), self._copied)

    def _saved(self, path: Path) -> None:
        self._status.say(tr("Saved {path}").format(path=path))

    def _copied(self, image: QImage) -> None:
        QGuiApplication.clipboard().setImage(image)
        text = tr("Copied a picture of {width} × {height}")
        self._status.say(text.format(width=image.width(), height=image.height()))


def still_name(info: MediaInfo, times: TimeFormat, position: float) -> str:
    """Give a name for the picture at a time: that of its file, and its timecode where it has one."""
    label = TimeFormat(TimeStyle.TIMECODE, times.code).write(position)
    return "".join("-" if one in UNSAFE else one for one in f"{info.location.stem}_{label}.png")


def _exact(info: MediaInfo, position: float) -> QImage:
    from app.media.picture_source import PictureSource  # noqa: PLC0415 (the first picture of the window does without it)

    with PictureSource(info) as source:
        return to_image(source.frame_at(position).rgb)


def _write(info: MediaInfo, position: float, path: Path) -> Path:
    writer = QImageWriter(str(path), QByteArray(b"png"))
    if not writer.write(_exact(info, position)):
        raise RushesError(
            msg("{path} cannot be written: {reason}.", path=str(path), reason=writer.errorString()),
            msg("Choose another folder, or free some space."),
        )
    return path
