"""What the transport plays: the exact picture when it stands, pictures and sound in step when it runs."""

import time
from functools import partial

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.gui.pictures import PictureReader
from app.gui.sound import Speaker
from app.media.info import MediaInfo
from app.media.seek import Picture, PictureSource, SoundSource
from widgets.transport import Transport

TICK_MS = 10
SWAY = 0.08
"""Seconds that the sound system's own clock may differ from ours before we jump to it."""

PULL = 0.05
END = 1e-3


class Clock:
    """Seconds of media: steady like the machine's clock, true to what is heard where something is heard."""

    def __init__(self, start: float) -> None:
        self._start = start
        self._offset = start - time.monotonic()

    def now(self, heard: float | None) -> float:
        """Give the time; `heard`: seconds of sound since the start, or None without sound."""
        now = time.monotonic() + self._offset
        if heard is None:
            return now
        # A sound system counts in blocks: following each of them would make the picture stutter.
        away = self._start + heard - now
        self._offset += away if abs(away) > SWAY else away * PULL
        return now + (away if abs(away) > SWAY else 0.0)


class Playback(QObject):
    """Follows a Transport with one file."""

    picture_changed = Signal(object)  # app.media.seek.Picture, or None where there is none
    failed = Signal(object)  # RushesError
    said = Signal(str)

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._info: MediaInfo | None = None
        self._reader: PictureReader | None = None
        self._picture: Picture | None = None
        self._clock = Clock(0.0)
        self._stepped_to = -1.0
        self._volume, self._muted = 1.0, False
        self._speaker = Speaker(self)
        self._speaker.said.connect(self.said)
        self._ticking = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticking.timeout.connect(self._tick)
        transport.seek_requested.connect(self._seek)
        transport.playing_changed.connect(self._play)
        transport.set_stepper(self._step)

    @property
    def picture(self) -> Picture | None:
        """What is shown."""
        return self._picture

    def open(self, info: MediaInfo | None) -> None:
        """Take another file, or none; the transport stands at its start."""
        self.close()
        self._info = info
        self._transport.set_duration(info.duration if info else 0.0)
        self._transport.tick(0.0)
        self._transport.show_all()
        if info is not None and info.video is not None:
            self._reader = PictureReader(partial(PictureSource, info), self)
            self._reader.arrived.connect(self._arrived)
            self._reader.failed.connect(self.failed)
            self._reader.show(0.0)

    def close(self) -> None:
        """Stop, and end the threads."""
        self._transport.set_playing(False)
        self._speaker.stop()
        self._info = None
        if self._reader is not None:
            self._reader.close()
            self._reader.deleteLater()
            self._reader = None
        self._set_picture(None)

    def set_volume(self, volume: float) -> None:
        """Set the loudness as an ear perceives it, 0 to 1."""
        self._volume = volume
        self._speaker.set_volume(0.0 if self._muted else volume)

    def set_muted(self, muted: bool) -> None:
        """Turn the sound off or on."""
        self._muted = muted
        self.set_volume(self._volume)

    def _set_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self.picture_changed.emit(picture)

    def _play(self, playing: bool) -> None:
        self._ticking.stop()
        self._speaker.stop()
        if self._info is None:
            return
        if playing:
            if self._transport.position >= self._transport.duration - END:
                self._transport.tick(0.0)
            self._run_from(self._transport.position)
        elif self._reader is not None:
            self._reader.show(self._transport.position)

    def _run_from(self, position: float) -> None:
        if self._reader is not None:
            self._reader.run(position)
        if self._info is not None and self._info.audio:
            self._speaker.start(partial(_open_sound, self._info), position)
        self._clock = Clock(position)
        self._ticking.start()

    def _seek(self, position: float) -> None:
        if self._transport.playing:
            self._run_from(position)
        elif self._reader is not None:
            self._reader.show(position)

    def _tick(self) -> None:
        now = self._clock.now(self._speaker.heard())
        if self._reader is not None and (picture := self._reader.take(now)):
            self._set_picture(picture)
        self._transport.tick(now)
        if now >= self._transport.duration - END:
            self._transport.set_playing(False)

    def _arrived(self) -> None:
        if self._reader is None or self._transport.playing or (picture := self._reader.take()) is None:
            return
        self._set_picture(picture)
        if self._stepped_to == self._transport.position:
            # A step ends on the first moment of its picture, so that the timecode is the picture's.
            self._transport.tick(picture.time)

    def _step(self, position: float, count: int) -> float:
        """Give the time `count` pictures on; exact for the neighbours of the picture that is shown."""
        self._stepped_to = self._neighbour(position, count)
        return self._stepped_to

    def _neighbour(self, position: float, count: int) -> float:
        picture = self._picture
        if picture is not None and picture.time <= position < picture.until:
            if count == 1:
                return picture.until
            if count == -1:
                return picture.time - min(END, (picture.until - picture.time) / 2)
        video = self._info.video if self._info else None
        return position + count / (float(video.fps) if video and video.fps else 25.0)


def _open_sound(info: MediaInfo, rate: int, channels: int) -> SoundSource:
    return SoundSource(info, 0, rate, channels)
