"""Buttons, timecode and volume below the picture."""

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QFont, QFontDatabase
from PySide6.QtWidgets import QHBoxLayout, QLabel, QSlider, QToolButton, QWidget

from resources.clock import clock, read_clock
from resources.language import tr
from widgets.icons import icon
from widgets.palette import DARK, Theme
from widgets.speed_button import SpeedButton
from widgets.time_field import TimeField
from widgets.transport import Transport


class TransportBar(QWidget):
    """Play, step, go to the ends; all of it with Tab and Space too."""

    volume_changed = Signal(float)  # 0 to 1, as the slider stands
    muted_changed = Signal(bool)
    message = Signal(str)
    full_screen_wanted = Signal()

    def __init__(self, transport: Transport, theme: Theme = DARK, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.transport = transport
        self.theme = theme
        self._formatter: Callable[[float], str] = clock
        self._length: Callable[[float], str] = clock
        self._reader: Callable[[str], float] = read_clock
        self._icons: dict[QToolButton, str] = {}
        self.start = self._button("start", tr("Go to the start"), lambda: transport.seek(0))
        self.back = self._button("step-back", tr("Back one frame"), lambda: transport.step(-1))
        self.play = self._button("play", tr("Play"), lambda: transport.set_playing(not transport.playing))
        self.forward = self._button("step-forward", tr("Forward one frame"), lambda: transport.step(1))
        self.end = self._button("end", tr("Go to the end"), lambda: transport.seek(transport.duration))
        self.loop = self._button(
            "loop", tr("Loop playback"), lambda: transport.set_loop(not transport.loop), checkable=True
        )
        self.speed = SpeedButton(transport)
        self.full_screen = self._button("full-screen", tr("Full screen"), self.full_screen_wanted.emit)
        self.mute = self._button("volume", tr("Mute"), lambda: self.set_muted(not self.muted))
        self.volume = QSlider(Qt.Orientation.Horizontal)
        self.position = TimeField()
        self.duration = QLabel()
        self.muted = False
        self._lay_out()
        self.position.entered.connect(self._go)
        self.position.left.connect(self.play.setFocus)
        self.volume.valueChanged.connect(lambda value: self.volume_changed.emit(value / 100))
        transport.position_changed.connect(self._show_times)
        transport.duration_changed.connect(self._show_times)
        transport.playing_changed.connect(self._show_playing)
        transport.loop_changed.connect(self.loop.setChecked)
        self.set_theme(theme)
        self._show_times()

    def set_theme(self, theme: Theme) -> None:
        """Change the colors."""
        self.theme = theme
        for button, name in self._icons.items():
            button.setIcon(icon(name, theme))

    def set_formatter(
        self,
        formatter: Callable[[float], str],
        length: Callable[[float], str] | None = None,
        reader: Callable[[str], float] = read_clock,
    ) -> None:
        """Let `formatter` write the position, e.g. as timecode, `length` the duration.

        `reader` reads a position that is typed. It raises ValueError with words for the user.
        """
        self._formatter, self._length, self._reader = formatter, length or formatter, reader
        self._show_times()

    def set_volume(self, volume: float) -> None:
        """Set the volume in [0, 1]."""
        self.volume.setValue(round(volume * 100))

    def set_muted(self, muted: bool) -> None:
        """Mute or sound."""
        if muted != self.muted:
            self.muted = muted
            self._rename(self.mute, "muted" if muted else "volume", tr("Unmute") if muted else tr("Mute"))
            self.muted_changed.emit(muted)

    def set_sound(self, available: bool) -> None:
        """Say whether there is anything to hear."""
        self.mute.setEnabled(available)
        self.volume.setEnabled(available)

    def _lay_out(self) -> None:
        digits = QFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        digits.setPointSizeF(self.font().pointSizeF() * 1.05)
        for shown, name in ((self.position, tr("Position")), (self.duration, tr("Duration"))):
            shown.setFont(digits)
            shown.setAccessibleName(name)
        self.position.setToolTip(tr("Type a time to go there: 1:02:03:04, +10, 250f, 12.5s"))
        self.duration.setProperty("role", "muted")
        self.volume.setRange(0, 100)
        self.volume.setValue(100)
        self.volume.setMinimumWidth(48)
        self.volume.setMaximumWidth(96)
        self.volume.setAccessibleName(tr("Volume"))
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 4, 8, 4)
        row.setSpacing(4)
        for button in (self.start, self.back, self.play, self.forward, self.end):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(self.position)
        row.addWidget(self.duration)
        row.addStretch(1)
        for right in (self.loop, self.speed, self.mute, self.volume, self.full_screen):
            row.addWidget(right)

    def _button(
        self, name: str, text: str, act: Callable[[], None], *, checkable: bool = False
    ) -> QToolButton:
        button = QToolButton(self)
        button.setCheckable(checkable)
        button.setProperty("flat", True)
        button.setIconSize(QSize(20, 20))
        button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        button.clicked.connect(act)
        self._icons[button] = name
        self._rename(button, name, text)
        return button

    def _rename(self, button: QToolButton, name: str, text: str) -> None:
        self._icons[button] = name
        button.setIcon(icon(name, self.theme))
        button.setToolTip(text)
        button.setAccessibleName(text)

    def _show_times(self) -> None:
        self.position.show_time(self._formatter(self.transport.position))
        self.duration.setText(f"/ {self._length(self.transport.duration)}")

    def _go(self, text: str) -> None:
        try:
            time = self._reader(text)
        except ValueError as error:
            self.position.refuse(str(error))
            self.message.emit(str(error))
            return
        self.transport.seek(time)
        self.position.accept()

    def _show_playing(self, playing: bool) -> None:
        self._rename(self.play, "pause" if playing else "play", tr("Pause") if playing else tr("Play"))
