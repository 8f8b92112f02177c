"""How sure a result has to be: a slider for each analyzer, whose segments follow while it moves."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QWheelEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.edits import SetThreshold
from app.gui.background.latest_only import LatestOnly
from app.gui.editing.review_queue import CONFIDENCE
from app.gui.session.open_file import OpenFile
from app.gui.session.session import Session
from app.gui.session.undo import UndoStacks
from inference.contract.analyzer import Analyzer
from inference.contract.types import Segment, Thresholds

if TYPE_CHECKING:
    from collections.abc import Mapping
from functools import partial

from resources.language import label, mark, tr

STEPS = 100
KEYS_MS = 500
"""What keys choose is kept when they have been still for so long."""

NOTHING = mark("Open a file to set its confidence thresholds.")


class _Slider(QSlider):
    """Leaves the wheel to what it stands in."""

    def wheelEvent(self, event: QWheelEvent) -> None:
        event.ignore()


class ThresholdRow(QWidget):
    """One analyzer's threshold: `tried` while the slider moves, `chosen` when it rests, None by default."""

    tried = Signal(float)
    chosen = Signal(object)  # float or None

    def __init__(self, title: str, default: float) -> None:
        super().__init__()
        self._default = default
        self._shown = default
        self.slider = _Slider(Qt.Orientation.Horizontal)
        self.slider.setRange(1, STEPS - 1)
        self.slider.setPageStep(5)
        self.slider.setAccessibleName(tr("{title}: minimum confidence").format(title=title))
        self.reset = QPushButton(tr("Reset"), flat=True)
        self.reset.setToolTip(tr("Reset to {value}").format(value=f"{default:.0%}"))
        self._number = QLabel()
        self._number.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self._still = QTimer(self, interval=KEYS_MS, singleShot=True)
        self._lay_out(title)
        self._still.timeout.connect(self._choose)
        self.slider.valueChanged.connect(self._try)
        self.slider.sliderReleased.connect(self._choose)
        self.reset.clicked.connect(lambda: self.chosen.emit(None))
        self.show_value(default)

    @property
    def value(self) -> float:
        """Where the slider stands."""
        return self.slider.value() / STEPS

    def show_value(self, value: float) -> None:
        """Move the slider to what holds, unless it is being moved."""
        if not self.slider.isSliderDown() and not self._still.isActive():
            self._shown = value
            self.slider.blockSignals(True)
            self.slider.setValue(round(value * STEPS))
            self.slider.blockSignals(False)
            self._write()

    def _try(self) -> None:
        self._write()
        self.tried.emit(self.value)
        if not self.slider.isSliderDown():
            self._still.start()

    def _choose(self) -> None:
        self._still.stop()
        if self.value != self._shown:
            self._shown = self.value
            self.chosen.emit(None if self.value == self._default else self.value)

    def _write(self) -> None:
        self._number.setText(f"{self.value:.0%}")
        self.reset.setVisible(self.value != self._default)

    def _lay_out(self, title: str) -> None:
        self._number.setMinimumWidth(self.fontMetrics().horizontalAdvance("100%") + 4)
        policy = self.reset.sizePolicy()
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        top, line = QHBoxLayout(), QHBoxLayout()
        top.addWidget(QLabel(title), 1)
        top.addWidget(self.reset)
        line.addWidget(self.slider, 1)
        line.addWidget(self._number)
        column.addLayout(top)
        column.addLayout(line)


@dataclass(frozen=True, slots=True)
class _Trial:
    file: OpenFile
    document: Document
    analyzer: type[Analyzer]
    thresholds: Thresholds


class ThresholdsPanel(QScrollArea):
    """Sliders for the file that is shown. What is chosen is an edit of the file: kept, exported, undone."""

    derived = Signal(object, str, object)  # OpenFile, key of an analyzer, list of Segment

    def __init__(self, session: Session, undo_stacks: UndoStacks) -> None:
        super().__init__()
        self._session = session
        self._undo_stacks = undo_stacks
        self._deriving: LatestOnly[_Trial] = LatestOnly("rushes-thresholds", self._derive)
        self.rows: Mapping[str, ThresholdRow] = {}
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAccessibleName(tr("Thresholds"))
        self._rebuild()
        self.derived.connect(self._take)
        session.current_changed.connect(self._rebuild)
        session.document_changed.connect(self._rebuild)
        session.changed.connect(self._grow)
        undo_stacks.changed.connect(self._show_values)

    def close_thread(self) -> None:
        """End the thread; returns when it is gone."""
        self._deriving.close()

    def _rebuild(self, *_: object) -> None:
        made = {key: self._row(key, kind) for key, kind in self._analyzers().items()}
        self.rows = made
        inside = QWidget()
        column = QVBoxLayout(inside)
        column.setContentsMargins(12, 12, 12, 12)
        column.setSpacing(14)
        hint = QLabel(
            tr("Results below the threshold are hidden. What you confirmed or added stays.")
            if made
            else tr(NOTHING),
            wordWrap=True,
        )
        hint.setProperty("role", "muted")
        column.addWidget(hint)
        for row in made.values():
            column.addWidget(row)
        column.addStretch(1)
        self.setWidget(inside)
        self._show_values()

    def _grow(self, file: OpenFile) -> None:
        if file is self._session.current and set(self._analyzers()) != set(self.rows):
            self._rebuild()

    def _analyzers(self) -> dict[str, type[Analyzer]]:
        document = self._document()
        return {
            key: kind
            for key, kind in self._session.analyzers.items()
            if document is not None and key in document.runs and CONFIDENCE in kind.thresholds
        }

    def _row(self, key: str, kind: type[Analyzer]) -> ThresholdRow:
        row = ThresholdRow(label(kind.title), kind.thresholds[CONFIDENCE])
        row.tried.connect(partial(self._try, kind))
        row.chosen.connect(partial(self._choose, key))
        return row

    def _try(self, kind: type[Analyzer], value: float) -> None:
        file = self._session.current
        # While scores still come in, segments follow when the slider rests.
        if file is not None and file.document is not None and not file.busy:
            wanted = {**file.document.limits.get(kind.key, {}), CONFIDENCE: value}
            self._deriving.ask(_Trial(file, file.document, kind, wanted))

    def _derive(self, trial: _Trial) -> None:
        made = trial.document.derive_one(trial.analyzer, trial.thresholds)
        self.derived.emit(trial.file, trial.analyzer.key, made)

    def _take(self, file: OpenFile, key: str, made: list[Segment]) -> None:
        if file.document is not None:
            self._session.correct(file, {key: made})

    def _choose(self, key: str, value: float | None) -> None:
        self._undo_stacks.do(SetThreshold(key, CONFIDENCE, value), tr("Change threshold"))
        self._show_values()

    def _show_values(self) -> None:
        document = self._document()
        known = self._session.analyzers
        limits = document.limits if document is not None else {}
        for key, row in self.rows.items():
            default = known[key].thresholds[CONFIDENCE]
            row.show_value(limits.get(key, {}).get(CONFIDENCE, default))

    def _document(self) -> Document | None:
        file = self._session.current
        return file.document if file is not None else None
