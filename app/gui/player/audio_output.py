"""Sound to the loudspeaker, and how much of it has been heard. Imports QtMultimedia only where it can."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any

import numpy as np
from PySide6.QtCore import QLoggingCategory, QObject, QTimer, Signal

from app.errors import RushesError
from app.logs import logger
from resources.language import mark, tr

if TYPE_CHECKING:
    from app.media.audio_source import AudioSource

CHANNELS = 2
FEED_MS = 20
BUFFERED = 0.25
"""Seconds that wait in the sound system: a stall of the window shorter than this is not heard."""

TIMEOUT_S = 4.0
"""Seconds in which a device has to begin; a picture that waits for it longer looks broken."""

DECODED = 1.0
"""Seconds that are decoded ahead."""

NO_LIBRARY = mark("No sound: Qt's multimedia library cannot be loaded here.")
NO_DEVICE = mark("No audio output device was found.")
REFUSED = mark("No sound: the audio device cannot be opened.")
STUCK = mark("No sound: the audio device does not start.")

log = logger(__name__)


def _multimedia() -> Any:
    """Give QtMultimedia, or None where it or one of its libraries is missing."""
    # It reports each optional library that it does not find.
    QLoggingCategory.setFilterRules("qt.multimedia.*=false")
    try:
        from PySide6 import QtMultimedia  # noqa: PLC0415 (the first picture of the window does without it)
    except ImportError:
        return None
    return QtMultimedia


class AudioReader:
    """Decodes sound ahead on a thread of its own, as interleaved float32 bytes."""

    def __init__(self, open_source: Callable[[], "AudioSource"], position: float, room: int) -> None:
        self._open = open_source
        self._position = position
        self._room = room
        self._bytes = bytearray()
        self._changed = threading.Condition()
        self._closed = False
        self._ended = False
        self.failure = ""
        self._executor = ThreadPoolExecutor(1, "rushes-sound")
        self._executor.submit(self._work)

    @property
    def ended(self) -> bool:
        """Whether everything up to the end of the sound was taken."""
        with self._changed:
            return self._ended and not self._bytes

    def take(self, size: int) -> bytes:
        """Give at most `size` bytes of what is decoded."""
        with self._changed:
            taken = bytes(self._bytes[:size])
            del self._bytes[: len(taken)]
            self._changed.notify_all()
            return taken

    def close(self) -> None:
        """End the thread; returns when it is gone."""
        with self._changed:
            self._closed = True
            self._changed.notify_all()
        self._executor.shutdown()

    def _work(self) -> None:
        try:
            source = self._open()
            try:
                for block in source.blocks_from(self._position):
                    if not self._put(np.ascontiguousarray(block, np.float32).tobytes()):
                        return
            finally:
                source.close()
        except RushesError as error:
            log.warning("sound cannot be read", reason=str(error))
            self.failure = tr("The sound cannot be read: {reason}").format(reason=tr(error.message))
        except Exception as error:  # pictures go on without sound
            log.exception("sound cannot be read")
            self.failure = tr("The sound cannot be read: {reason}").format(reason=error)
        finally:
            with self._changed:
                self._ended = True

    def _put(self, block: bytes) -> bool:
        with self._changed:
            self._changed.wait_for(lambda: self._closed or len(self._bytes) < self._room)
            self._bytes += block
            return not self._closed


class AudioOutput(QObject):
    """Plays one file's sound from a time on."""

    message = Signal(str)
    """Why there is no sound, once."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._qt: Any = None
        self._sink: Any = None
        self._device: Any = None
        self._reader: AudioReader | None = None
        self._silent = ""
        self._volume = 1.0
        self._started = 0.0
        self._feeding = QTimer(self, interval=FEED_MS)
        self._feeding.timeout.connect(self._feed)

    def start(self, open_source: Callable[[int, int], "AudioSource"], position: float) -> bool:
        """Play from `position`; `open_source(rate, channels)` opens the file. False if that cannot be."""
        self.stop()
        if self._silent or not self._make_sink():
            return False
        rate = self._sink.format().sampleRate()
        room = round(rate * CHANNELS * 4 * DECODED)
        self._reader = AudioReader(lambda: open_source(rate, CHANNELS), position, room)
        self._device = self._sink.start()
        if self._device is None or not self._works():
            self.stop()
            self._give_up(REFUSED)
            return False
        self._started = time.monotonic()
        self._feeding.start()
        return True

    def seconds_played(self) -> float | None:
        """Seconds that were played since the start, or None when the sound is at its end or gone."""
        if self._sink is None or self._reader is None:
            return None
        if not self._works():
            self.stop()
            self._give_up(REFUSED)
            return None
        if self._reader.ended and self._sink.state().name == "IdleState":
            return None
        played = self._sink.processedUSecs() / 1e6
        if not played and time.monotonic() - self._started > TIMEOUT_S:
            self.stop()
            self._give_up(STUCK)
            return None
        return played

    def stop(self) -> None:
        """Fall silent at once."""
        self._feeding.stop()
        if self._sink is not None:
            self._sink.reset()
            self._sink.deleteLater()
        self._sink = self._device = None
        if self._reader is not None:
            self._reader.close()
            self._reader = None

    def set_volume(self, volume: float) -> None:
        """Set the loudness as an ear perceives it, 0 to 1."""
        self._volume = volume
        if self._sink is not None:
            self._sink.setVolume(self._linear())

    def _works(self) -> bool:
        # By name: Qt 6.11 gives members of another enumeration than the one it documents.
        return self._sink.error().name in ("NoError", "UnderrunError")

    def _linear(self) -> float:
        scale = self._qt.QAudio.VolumeScale
        return float(
            self._qt.QAudio.convertVolume(self._volume, scale.LogarithmicVolumeScale, scale.LinearVolumeScale)
        )

    def _make_sink(self) -> bool:
        self._qt = self._qt or _multimedia()
        if self._qt is None:
            return self._give_up(NO_LIBRARY)
        device = self._qt.QMediaDevices.defaultAudioOutput()
        if device.isNull():
            return self._give_up(NO_DEVICE)
        form = device.preferredFormat()
        form.setSampleFormat(self._qt.QAudioFormat.SampleFormat.Float)
        form.setChannelCount(CHANNELS)
        if not device.isFormatSupported(form):
            return self._give_up(REFUSED)
        self._sink = self._qt.QAudioSink(device, form, self)
        self._sink.setBufferSize(form.bytesForDuration(round(BUFFERED * 1e6)))
        self._sink.setVolume(self._linear())
        return True

    def _give_up(self, why: str) -> bool:
        self._silent = why
        self.message.emit(tr(why))
        return False

    def _feed(self) -> None:
        if self._reader is not None and self._reader.failure:
            self.message.emit(self._reader.failure)
            self._reader.failure = ""
        if self._sink is not None and self._reader is not None and (free := self._sink.bytesFree()) > 0:
            frame = CHANNELS * 4
            self._device.write(self._reader.take(free // frame * frame))
