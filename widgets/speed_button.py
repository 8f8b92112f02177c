"""A button that shows how fast it plays, with a menu to choose a speed."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QToolButton, QWidget

from resources.language import tr
from widgets.transport import Transport

SPEEDS = (0.25, 0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
"""Rates at which one may choose to play."""


def rate_words(rate: float) -> str:
    """Write a rate, e.g. 2× or −1×."""
    return f"{rate:g}×".replace("-", "\N{MINUS SIGN}")


class SpeedButton(QToolButton):
    """Follows a transport's rate; its menu sets the speed."""

    def __init__(
        self, transport: Transport, speeds: Sequence[float] = SPEEDS, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._transport = transport
        self.setProperty("flat", True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolTip(tr("Speed; sound keeps its pitch"))
        menu, self._group = QMenu(self), QActionGroup(self)
        self._actions: dict[float, QAction] = {}
        for speed in speeds:
            action = self._actions[speed] = menu.addAction(rate_words(speed))
            action.setCheckable(True)
            action.setActionGroup(self._group)
            action.triggered.connect(lambda _checked=False, speed=speed: transport.set_speed(speed))
        self.setMenu(menu)
        widest = max(self.fontMetrics().horizontalAdvance(rate_words(-rate)) for rate in (*speeds, 8.0))
        self.setFixedWidth(widest + 12)
        transport.rate_changed.connect(self._show)
        self._show()

    def _show(self, *_: object) -> None:
        rate = self._transport.rate
        self.setText(rate_words(rate))
        self.setAccessibleName(tr("Speed {rate}").format(rate=rate_words(rate)))
        if (action := self._actions.get(self._transport.speed)) is not None:
            action.setChecked(True)
