"""J, K and L as at an editing desk: back, stop and on, faster with each press, slow while K is held."""

from PySide6.QtCore import QObject, Qt, QTimer

from app.gui.chrome.key_state import KeyState
from widgets.speed_button import SPEEDS
from widgets.transport import Transport

RATES = (1.0, 2.0, 4.0, 8.0)

SLOW = 0.25
HOLD_MS = 300
"""A key that is let go sooner, while K is down, is one picture; longer plays slowly."""


def faster(rate: float, direction: int) -> float:
    """Give the rate after one more press for `direction` (1 or -1); `rate` is 0 while nothing plays."""
    if rate * direction <= 0:
        return RATES[0] * direction
    return direction * next((step for step in RATES if step > abs(rate)), RATES[-1])


class Shuttle(QObject):
    """Plays a transport by the keys J, K and L."""

    def __init__(self, transport: Transport, keys: KeyState, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._transport = transport
        self._keys = keys
        self._direction = 0
        self._holding = QTimer(self, interval=HOLD_MS, singleShot=True)
        self._holding.timeout.connect(self._creep)
        keys.released.connect(self._released)

    def forward(self) -> None:
        """Play on, or faster."""
        self._press(1)

    def back(self) -> None:
        """Play backwards, or faster."""
        self._press(-1)

    def stop(self) -> None:
        """Stand still."""
        self._transport.set_playing(False)

    def change_speed(self, direction: int) -> None:
        """Choose the next higher (1) or lower (-1) speed."""
        speed = self._transport.speed
        later = [step for step in SPEEDS if (step - speed) * direction > 0]
        if later:
            self._transport.set_speed(min(later) if direction > 0 else max(later))

    def _press(self, direction: int) -> None:
        if self._keys.holds(Qt.Key.Key_K):
            self._transport.step(direction)
            self._direction = direction
            self._holding.start()
        else:
            rate = self._transport.rate if self._transport.playing else 0.0
            self._transport.play_at(faster(rate, direction))

    def _creep(self) -> None:
        self._transport.play_at(SLOW * self._direction)

    def _released(self, key: int) -> None:
        if self._direction and key in (Qt.Key.Key_J, Qt.Key.Key_K, Qt.Key.Key_L):
            self._holding.stop()
            self._direction = 0
            self.stop()
