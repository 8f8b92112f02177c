"""What the transport plays: the exact picture when it stands, pictures and sound in step when it runs."""

import time
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.gui.player.audio_output import AudioOutput
from app.gui.player.picture_reader import PictureReader
from app.media.types import MediaInfo, Picture
from widgets.transport import Transport

if TYPE_CHECKING:
    from app.media.audio_source import AudioSource
    from app.media.picture_source import PictureSource

TICK_MS = 10
SWAY = 0.08
"""Seconds that the sound system's own clock may differ from ours before we jump to it."""

PULL = 0.05
END = 1e-3
LATE_MS = 30
"""A picture that takes longer is stood in for by one nearby."""


class MediaClock:
    """Seconds of media: steady like the machine's clock, true to what is heard where something is heard."""

    def __init__(self, start: float, rate: float = 1.0) -> None:
        self._start = start
        self._rate = rate
        self._offset = start - time.monotonic() * rate

    def now(self, played: float | None) -> float:
        """Give the time; `played`: seconds of sound since the start, or None without sound."""
        now = time.monotonic() * self._rate + self._offset
        if played is None:
            return now
        # A sound system counts in blocks: following each of them would make the picture stutter.
        away = self._start + played * self._rate - now
        jumps = abs(away) > SWAY * abs(self._rate)
        self._offset += away if jumps else away * PULL
        return now + (away if jumps else 0.0)


class Playback(QObject):
    """Follows a Transport with one file."""

    picture_changed = Signal(object)  # app.media.types.Picture, or None where there is none
    failed = Signal(object)  # RushesError
    message = Signal(str)

    def __init__(self, transport: Transport, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._info: MediaInfo | None = None
        self._offline = False
        self._reader: PictureReader | None = None
        self._picture: Picture | None = None
        self._thumb: Callable[[float], Picture | None] = lambda _: None
        self._clock = MediaClock(0.0)
        self._stepped_to = -1.0
        self._waits = False
        self._volume, self._muted = 1.0, False
        self._sound = AudioOutput(self)
        self._sound.message.connect(self.message)
        self._ticking = QTimer(self, interval=TICK_MS, timerType=Qt.TimerType.PreciseTimer)
        self._ticking.timeout.connect(self._tick)
        self._late = QTimer(self, interval=LATE_MS, singleShot=True)
        self._late.timeout.connect(self._stand_in)
        transport.seek_requested.connect(self._seek)
        transport.playing_changed.connect(self._play)
        transport.rate_changed.connect(self._change_rate)
        transport.set_stepper(self._step)

    @property
    def picture(self) -> Picture | None:
        """What is shown; while another one is on its way it may be one nearby."""
        return self._picture

    def set_thumbs(self, thumb: Callable[[float], Picture | None]) -> None:
        """Let `thumb(time)` give a small picture near a time, if there is one."""
        self._thumb = thumb

    def open(self, info: MediaInfo | None, *, away: bool = False) -> None:
        """Take another file, or none; the transport stands at its start.

        away: the file is not there. The transport runs over its length all the same.
        """
        self.close()
        self._info, self._offline = info, away
        self._transport.clear_marks()
        self._transport.set_duration(info.duration if info else 0.0)
        self._transport.tick(0.0)
        self._transport.show_all()
        self._start_reading()

    def try_again(self) -> None:
        """Read the pictures anew after they could not be read, where the transport stands."""
        self._transport.set_playing(False)
        self._stop_reading()
        self._start_reading()

    def close(self) -> None:
        """Stop, and end the threads."""
        self._transport.set_playing(False)
        self._sound.stop()
        self._info = None
        self._stop_reading()
        self._set_picture(None)

    def set_volume(self, volume: float) -> None:
        """Set the loudness as an ear perceives it, 0 to 1."""
        self._volume = volume
        self._sound.set_volume(0.0 if self._muted else volume)

    def set_muted(self, muted: bool) -> None:
        """Turn the sound off or on."""
        self._muted = muted
        self.set_volume(self._volume)

    def _start_reading(self) -> None:
        info = self._info
        if info is not None and info.video is not None and not self._offline:
            self._reader = PictureReader(partial(_open_pictures, info), self)
            self._reader.arrived.connect(self._arrived)
            self._reader.approached.connect(self._stand_in)
            self._reader.failed.connect(self.failed)
            self._show(self._transport.position)

    def _stop_reading(self) -> None:
        self._late.stop()
        self._waits = False
        if self._reader is not None:
            self._reader.close()
            self._reader.deleteLater()
            self._reader = None

    def _set_picture(self, picture: Picture | None) -> None:
        self._picture = picture
        self.picture_changed.emit(picture)

    def _show(self, position: float) -> None:
        if self._reader is not None:
            self._waits = True
            self._reader.show(position)
            # While a playhead is dragged the timer goes on: something new comes at least so often.
            if not self._late.isActive():
                self._late.start()

    def _stand_in(self) -> None:
        """Show the nearest picture that is at hand, until the exact one comes."""
        if not self._waits or self._reader is None or self._transport.playing:
            return
        position, shown = self._transport.position, self._picture
        near = [p for p in (self._reader.cache.nearest(position), self._thumb(position)) if p is not None]
        best = min(near, key=lambda picture: _distance(picture, position), default=None)
        if best is not None and (shown is None or _distance(best, position) < _distance(shown, position)):
            self._set_picture(best)

    def _play(self, playing: bool) -> None:
        self._ticking.stop()
        self._sound.stop()
        if self._info is None:
            return
        if playing:
            self._run_from(self._beginning())
        else:
            self._show(self._transport.position)

    def _beginning(self) -> float:
        """Give where playing begins: at the playhead, but inside a loop and not at the very end."""
        transport = self._transport
        start, end = transport.span if transport.loop else (0.0, transport.duration)
        back = transport.rate < 0
        inside = start <= transport.position <= end
        at_end = transport.position <= start + END if back else transport.position >= end - END
        if at_end or not inside:
            transport.tick(end - END if back else start)
        return transport.position

    def _change_rate(self, _rate: float) -> None:
        if self._transport.playing:
            self._run_from(self._transport.position)

    def _run_from(self, position: float) -> None:
        rate = self._transport.rate
        self._waits = False
        self._sound.stop()
        if self._reader is not None:
            self._reader.run(position, rate)
        # Backwards there is nothing to hear.
        if self._info is not None and self._info.audio and rate > 0 and not self._offline:
            self._sound.start(partial(_open_sound, self._info, rate), position)
        self._clock = MediaClock(position, rate)
        self._ticking.start()

    def _seek(self, position: float) -> None:
        if self._transport.playing:
            self._run_from(position)
        else:
            self._show(position)

    def _tick(self) -> None:
        transport = self._transport
        now = self._clock.now(self._sound.seconds_played())
        if self._reader is not None and (picture := self._reader.take(now)):
            self._set_picture(picture)
        start, end = transport.span if transport.loop else (0.0, transport.duration)
        transport.tick(min(max(now, start), end))
        if not (now <= start + END if transport.rate < 0 else now >= end - END):
            return
        if transport.loop and end - start > END:
            transport.tick(start if transport.rate > 0 else end - END)
            self._run_from(transport.position)
        else:
            transport.set_playing(False)

    def _arrived(self) -> None:
        if self._reader is None or self._transport.playing or (picture := self._reader.take()) is None:
            return
        self._waits = False
        self._late.stop()
        self._set_picture(picture)
        if self._stepped_to == self._transport.position:
            # A step ends on the first moment of its picture, so that the timecode is the picture's.
            self._transport.tick(picture.time)

    def _step(self, position: float, count: int) -> float:
        """Give the time `count` pictures on; exact for the neighbors of the picture that is shown."""
        self._stepped_to = self._neighbor(position, count)
        return self._stepped_to

    def _neighbor(self, position: float, count: int) -> float:
        picture = self._picture
        if picture is not None and picture.exact and picture.time <= position < picture.until:
            if count == 1:
                return picture.until
            if count == -1:
                return picture.time - min(END, (picture.until - picture.time) / 2)
        video = self._info.video if self._info else None
        return position + count / (float(video.fps) if video and video.fps else 25.0)


def _distance(picture: Picture, position: float) -> float:
    if picture.time <= position < picture.until:
        return 0.0
    return abs(picture.time - position)


def _open_pictures(info: MediaInfo) -> "PictureSource":
    from app.media.picture_source import PictureSource  # noqa: PLC0415 (the first picture of the window does without it)

    return PictureSource(info)


def _open_sound(info: MediaInfo, tempo: float, rate: int, channels: int) -> "AudioSource":
    from app.media.audio_source import AudioSource  # noqa: PLC0415 (the first picture of the window does without it)

    return AudioSource(info, 0, rate, channels, tempo)
