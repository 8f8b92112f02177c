"""The bar at the bottom: what is going on, and the device that really runs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QPushButton, QStatusBar

from app.gui.open_file import OpenFile, State
from app.gui.session import Session
from inference.types import Device
from widgets.clock import clock

SHOWN_MS = 8000
UNKNOWN = "Device: known when the first model runs"
NAMES = {"cpu": "CPU", "cuda": "CUDA", "coreml": "CoreML", "directml": "DirectML"}


def device_words(device: Device | None) -> str:
    """Say where models run, and why there."""
    if device is None or not device.used:
        return UNKNOWN
    name = " + ".join(NAMES.get(part, part) for part in device.used.split("+"))
    return f"{name} · {device.reason}" if device.reason else name


class StatusPanel(QStatusBar):
    """Follows the session."""

    cancel_wanted = Signal(object)  # OpenFile

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._live: Device | None = None
        self._running: OpenFile | None = None
        self.progress = QLabel()
        self.cancel = QPushButton("Cancel", flat=True)
        self.cancel.clicked.connect(lambda: self.cancel_wanted.emit(self._running))
        self.marks = QLabel()
        self.marks.setContentsMargins(0, 0, 16, 0)
        self.marks.setAccessibleName("In and out points")
        self.device = QLabel(UNKNOWN)
        self.device.setTextFormat(Qt.TextFormat.PlainText)
        self.device.setAccessibleName("Device")
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self.progress, 1)
        self.addWidget(self.cancel)
        self.addPermanentWidget(self.marks)
        self.addPermanentWidget(self.device)
        self.cancel.hide()
        session.device_changed.connect(self._device_changed)
        session.changed.connect(self._changed)
        session.current_changed.connect(self._show_device)
        session.removed.connect(self._changed)

    def say(self, text: str) -> None:
        """Show something for a while."""
        self.showMessage(text, SHOWN_MS)

    def show_marks(self, text: str) -> None:
        """Show where the in and out points are; nothing where none is set."""
        self.marks.setText(text)
        self.marks.setVisible(bool(text))

    def _device_changed(self, device: Device) -> None:
        self._live = device
        self._show_device()

    def _show_device(self, *_: object) -> None:
        file = self._session.current
        device = (file.device if file else None) or self._live
        self.device.setText(device_words(device))
        self.device.setToolTip(
            "Where the models of this file ran" if file and file.device else "Where models run"
        )

    def _changed(self, *_: object) -> None:
        files = self._session.files
        running = next((file for file in files if file.state is State.ANALYSING), None)
        waiting = sum(file.state is State.WAITING for file in files)
        self._running = running
        self.cancel.setVisible(running is not None)
        if running is None:
            self.progress.setText(_counted(len(files)) if files else "")
        else:
            left = (
                f" · about {clock(running.seconds_left, 1)} left" if running.seconds_left is not None else ""
            )
            queue = f" · {waiting} waiting" if waiting else ""
            self.progress.setText(f"Analysing {running.path.name}: {running.share:.0%}{left}{queue}")
        self._show_device()


def _counted(files: int) -> str:
    return "1 file" if files == 1 else f"{files} files"
