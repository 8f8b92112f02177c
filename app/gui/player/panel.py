"""The picture with what is under the playhead, its controls, and the messages above it."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.errors import Crashed, RushesError
from app.gui.background.tasks import OFFLINE
from app.gui.chrome.placeholder import HOW, WELCOME
from app.gui.player.playback import Playback
from app.gui.session.open_file import OpenFile
from app.gui.session.playhead import boxes_at, labels_at
from app.gui.session.relink import is_offline
from app.gui.session.session import Session
from app.media.types import MediaInfo, Picture
from inference.contract.presentation import Role
from resources.language import mark, tr
from resources.messages import Message
from widgets.banner import Banner, BannerLevel
from widgets.palette import Theme
from widgets.player import PlayerView
from widgets.transport import Transport
from widgets.transport_bar import TransportBar

NOT_THERE = mark("Media offline")
WHAT_TO_DO = mark("Connect its disk, or relink it to where it is now. Its results are still available.")


class PlayerPanel(QWidget):
    """Plays the file that is shown, and says what is wrong."""

    relink_wanted = Signal()
    details_wanted = Signal(object)  # RushesError
    message = Signal(str)

    def __init__(self, session: Session, transport: Transport, theme: Theme) -> None:
        super().__init__()
        self._session = session
        self._transport = transport
        self._info: MediaInfo | None = None
        self._offline = False
        self._shown_error: RushesError | None = None
        self._unreadable = False
        self.banner = Banner(theme)
        self.player = PlayerView(theme)
        self.bar = TransportBar(transport, theme)
        self.playback = Playback(transport, self)
        self.playback.set_thumbs(self._thumb)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.banner)
        layout.addWidget(self.player, 1)
        layout.addWidget(self.bar)
        self.player.set_message(tr(WELCOME), tr(HOW))
        self._connect()

    def show_error(self, title: str, error: RushesError) -> None:
        """Tell of an error above the picture."""
        self._shown_error, self._unreadable = error, False
        self.banner.show_message(BannerLevel.ERROR, title, _words(error), tr("Details"))

    def close_media(self) -> None:
        """Stop, and end the threads."""
        self.playback.close()

    def _acted(self) -> None:
        if self._unreadable:
            self._unreadable = False
            self.banner.dismiss()
            self.playback.try_again()
        elif self._shown_error is not None:
            self.details_wanted.emit(self._shown_error)

    def _connect(self) -> None:
        self.banner.acted.connect(self._acted)
        self.player.acted.connect(self.relink_wanted)
        self.bar.volume_changed.connect(self.playback.set_volume)
        self.bar.muted_changed.connect(self.playback.set_muted)
        self.playback.picture_changed.connect(self._show_picture)
        self.playback.failed.connect(self._unplayable)
        self.playback.message.connect(self.message)
        self._transport.position_changed.connect(self._annotate)
        session = self._session
        session.current_changed.connect(self._show)
        session.document_changed.connect(self._document_changed)
        session.segments_changed.connect(self._annotate)
        session.failed.connect(self._failed)
        session.noted.connect(self._noted)
        session.changed.connect(self._changed)

    def _show(self, file: OpenFile | None) -> None:
        # What broke down a decoder in the process of the analyzes would break it down here, too.
        info, away = _media_of(file), is_offline(file) or has_crashed(file)
        # A document that was read again is of the same file: what plays goes on.
        if (info, away) != (self._info, self._offline) or info is None:
            self._info, self._offline = info, away
            self.banner.dismiss()
            self.playback.open(info, away=away)
            self.bar.set_sound(bool(info and info.audio and not away))
        self._say(file)
        if file is not None and file.error is not None:
            self._failed(file, file.error)
        elif file is not None and file.notes:
            self._noted(file, file.notes[-1])

    def _document_changed(self, file: OpenFile) -> None:
        if file is self._session.current:
            self._show(file)

    def _changed(self, file: OpenFile) -> None:
        if file is self._session.current:
            if has_crashed(file) and not self._offline:
                self._show(file)
            self._say(file)

    def _say(self, file: OpenFile | None) -> None:
        """Write in the picture's place why there is none."""
        if file is None:
            self.player.set_message(tr(WELCOME), tr(HOW))
        elif file.error is not None and (file.document is None or has_crashed(file)):
            self.player.set_message(tr(file.error.message), tr(file.error.hint))
        elif file.document is None:
            self.player.set_message(file.location.name, tr("Opening…"))
        elif self._offline:
            self.player.set_message(tr(NOT_THERE), tr(WHAT_TO_DO), tr("Relink…"))
        elif file.document.media.video is None:
            self.player.set_message(tr("Audio only"), file.location.name)
        elif self.playback.picture is None:
            self.player.set_message("", "")

    def _show_picture(self, picture: Picture | None) -> None:
        self.player.set_picture(picture.rgb if picture else None, picture.time if picture else 0.0)
        self._annotate()

    def _thumb(self, time: float) -> Picture | None:
        file = self._session.current
        thumbs = file.document.thumbs if file and file.document else None
        found = thumbs.nearest(time) if thumbs else None
        return Picture(found[0], found[0], found[1], exact=False) if found else None

    def _annotate(self, *_: object) -> None:
        file = self._session.current
        if file is None or file.document is None:
            self.player.set_boxes(())
            self.player.set_caption(())
            return
        position = self._transport.position
        self.player.set_boxes(boxes_at(file.document, position))
        self.player.set_caption(labels_at(file.document.of(Role.TAGS, file.segments), position))

    def _failed(self, file: OpenFile | None, error: RushesError) -> None:
        self.show_error(file.location.name if file else tr("Something went wrong"), error)

    def _unplayable(self, error: RushesError) -> None:
        file = self._session.current
        if file is not None:
            self._session.ask(file.location.exists, lambda there: self._explain(file, error, there=there))

    def _explain(self, file: OpenFile, error: RushesError, *, there: bool) -> None:
        """Say why the pictures of a file cannot be read."""
        if file is not self._session.current:
            return
        if not there:
            self._session.note(file, OFFLINE)
            self._show(file)
            return
        self.player.set_message(tr(error.message), tr(error.hint))
        self._shown_error, self._unreadable = error, True
        title = tr("The picture cannot be shown")
        self.banner.show_message(BannerLevel.ERROR, title, _words(error), tr("Try again"))

    def _noted(self, file: OpenFile, _text: Message) -> None:
        notes = [note for note in file.notes if note != OFFLINE]  # it stands in the picture's place
        if file is self._session.current and file.error is None and notes:
            self._shown_error = None
            text = "\n".join(map(tr, notes))
            self.banner.show_message(BannerLevel.WARNING, file.location.name, text)


def has_crashed(file: OpenFile | None) -> bool:
    """Say whether the analysis of a file took its process with it."""
    return file is not None and isinstance(file.error, Crashed)


def _words(error: RushesError) -> str:
    return f"{tr(error.message)} {tr(error.hint)}".strip()


def _media_of(file: OpenFile | None) -> MediaInfo | None:
    return file.document.media if file and file.document else None
