"""The bar at the bottom: what is going on, and the device that really runs."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QPushButton, QStatusBar

from app.gui.chrome.device_text import device_words
from app.gui.session.analysis_queue import AnalysisQueue
from app.gui.session.session import Session
from inference.contract.types import Device
from resources.clock import clock
from resources.language import ntr, tr

SHOWN_MS = 8000


class StatusPanel(QStatusBar):
    """Follows the session."""

    cancel_wanted = Signal(object)  # app.gui.session.open_file.OpenFile

    def __init__(self, session: Session) -> None:
        super().__init__()
        self._session = session
        self._live: Device | None = None
        self._open = len(session.files)
        self.progress = QLabel()
        self.cancel = QPushButton(tr("Cancel"), flat=True)
        self.cancel.clicked.connect(lambda: self.cancel_wanted.emit(session.queue.running))
        self.pause = QPushButton(tr("Pause"), flat=True)
        self.pause.clicked.connect(self._toggle)
        self.total = QProgressBar(maximum=1000, textVisible=False)
        self.total.setFixedWidth(120)
        self.total.setAccessibleName(tr("Progress of all files"))
        self.marks = QLabel()
        self.marks.setContentsMargins(0, 0, 16, 0)
        self.marks.setAccessibleName(tr("In and out points"))
        self.device = QLabel(device_words(None))
        self.device.setTextFormat(Qt.TextFormat.PlainText)
        self.device.setAccessibleName(tr("Device"))
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 8, 0)
        self.addWidget(self.progress, 1)
        for part in (self.total, self.pause, self.cancel):
            self.addWidget(part)
            part.hide()
        self.addPermanentWidget(self.marks)
        self.addPermanentWidget(self.device)
        session.device_changed.connect(self._device_changed)
        session.changed.connect(self._count)
        session.added.connect(self._added)
        session.queue.changed.connect(self._count)
        session.current_changed.connect(self._show_device)
        session.removed.connect(self._removed)

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
            tr("Processing device of this file") if file and file.device else tr("Processing device")
        )

    def _count(self, *_: object) -> None:
        """Say how far everything is."""
        queue = self._session.queue
        running = queue.running
        there = running is not None or queue.waiting > 0
        for part in (self.total, self.pause):
            part.setVisible(there)
        self.cancel.setVisible(running is not None)
        self.pause.setText(tr("Resume") if queue.paused else tr("Pause"))
        self.total.setValue(round(1000 * queue.share))
        if there:
            self.progress.setText(_said(queue))
        else:
            self.progress.setText(_counted(self._open) if self._open else "")
        self._show_device()

    def _added(self) -> None:
        self._open += 1
        self._count()

    def _removed(self) -> None:
        self._open -= 1
        self._count()

    def _toggle(self) -> None:
        self._session.queue.set_paused(not self._session.queue.paused)


def _said(queue: AnalysisQueue) -> str:
    running, parts = queue.running, list[str]()
    if running is not None:
        doing = tr("Paused in {name}: {share}") if queue.paused else tr("Analyzing {name}: {share}")
        parts.append(doing.format(name=running.location.name, share=f"{running.share:.0%}"))
    else:
        parts.append(tr("Analysis is paused") if queue.paused else tr("Starting analysis"))
    if queue.total > 1:
        parts.append(tr("file {number:,} of {total:,}").format(number=queue.number, total=queue.total))
    if (left := queue.seconds_left) is not None:
        parts.append(tr("about {time} left").format(time=clock(left)))
    return " · ".join(parts)


def _counted(files: int) -> str:
    return ntr("{n} file", "{n:,} files", files)
