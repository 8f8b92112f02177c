"""What is exported: the format, the files, the tracks and the place."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.document import Document
from app.export import EXPORTERS, Exporter
from app.gui.chrome.form import FormPage, choice, fill
from app.gui.delivery.track_list import TrackList
from app.gui.session.window_settings import window_settings
from app.media.location import Location
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from resources.language import ntr, tr

SIZE = (820, 560)
LIST = 330
SPACE = 16
FORM = "export/format"
SHOWN, SELECTED = "shown", "selected"


@dataclass(frozen=True, slots=True)
class ExportRequest:
    """What is to be written. target: a folder where there are several files. tracks: all if there is none."""

    form: str
    locations: tuple[Location, ...]
    tracks: tuple[str, ...]
    target: Path
    several: bool


class ExportDialog(QDialog):
    """Asks for an export; `requested` gives it."""

    requested = Signal(object)  # ExportRequest

    def __init__(
        self,
        shown: Location | None,
        selected: Sequence[Location],
        document: Document | None,
        parent: QWidget,
        analyzers: AnalyzerRegistry = ANALYZERS,
    ) -> None:
        super().__init__(parent)
        self._of = {SHOWN: (shown,) if shown else (), SELECTED: tuple(selected)}
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.forms = QListWidget()
        self.files = choice(self._which(), SELECTED if len(selected) > 1 else SHOWN)
        self.tracks = TrackList(document, analyzers)
        self.target = QLineEdit()
        self._lay_out()
        self.forms.currentItemChanged.connect(self._form_changed)
        self.files.currentIndexChanged.connect(self._propose)
        self.target.textChanged.connect(self._check)
        self.tracks.itemChanged.connect(self._check)
        self._choose_form(str(window_settings().value(FORM, "csv")))

    @property
    def locations(self) -> tuple[Location, ...]:
        """The files whose results are exported."""
        return self._of[self.files.currentData()]

    def request(self) -> ExportRequest:
        """Give what the fields say."""
        several, target = len(self.locations) > 1, Path(self.target.text().strip())
        return ExportRequest(self._form, self.locations, self.tracks.chosen(), target, several)

    def accept(self) -> None:
        window_settings().setValue(FORM, self._form)
        self.requested.emit(self.request())
        super().accept()

    @property
    def _form(self) -> str:
        return str(self.forms.currentItem().data(Qt.ItemDataRole.UserRole))

    def _which(self) -> dict[str, str]:
        shown, selected = self._of[SHOWN], self._of[SELECTED]
        which = {SHOWN: tr("Current file: {name}").format(name=shown[0].name)} if shown else {}
        if selected and selected != shown:
            number = len(selected)
            which[SELECTED] = ntr(
                "{n} file selected in the library", "{n} files selected in the library", number
            )
        return which

    def _choose_form(self, name: str) -> None:
        names = list(EXPORTERS)
        self.forms.setCurrentRow(names.index(name) if name in names else 0)

    def _form_changed(self) -> None:
        self._about.setText(_description(EXPORTERS[self._form]))
        self._propose()

    def _propose(self) -> None:
        """Offer a place: beside the film, or its folder where there are several."""
        first, suffix = self.locations[0], EXPORTERS[self._form].suffix
        several = len(self.locations) > 1
        target = first.beside(first.stem + suffix)
        self.target.setText(str(target.parent if several else target))

    def _check(self) -> None:
        """Say what is to be known of the place before anything is written."""
        text = self.target.text().strip()
        place, several = Path(text), len(self.locations) > 1
        self._ok.setEnabled(bool(text) and self.tracks.any_chosen())
        if several:
            self._place.setText(
                tr("One file per clip is written to this folder. Existing files are replaced.")
            )
        elif place.is_file():
            self._place.setText(tr("This file exists and will be replaced."))
        else:
            self._place.setText("")

    def _browse(self) -> None:
        text = self.target.text()
        if len(self.locations) > 1:
            name = QFileDialog.getExistingDirectory(self, tr("Export to a folder"), text)
        else:
            # That a file is replaced is asked here, and said again below the field.
            name, _ = QFileDialog.getSaveFileName(self, tr("Export to"), text)
        if name:
            self.target.setText(name)

    def _lay_out(self) -> None:
        for name, exporter in EXPORTERS.items():
            item = QListWidgetItem(tr(exporter.title), self.forms)
            item.setData(Qt.ItemDataRole.UserRole, name)
            item.setSizeHint(QSize(0, self.forms.fontMetrics().height() + 7))
            item.setToolTip(tr(exporter.purpose))
        self.forms.setAccessibleName(tr("Format"))
        self.forms.setFixedWidth(LIST)
        self._about = QLabel(wordWrap=True)
        page = FormPage()
        page.add(tr("Files"), self.files)
        page.add(tr("Tracks"), self.tracks, tr("As shown in the window, with your thresholds and edits."))
        self._place = page.add(tr("Save to"), self._with_browse())
        right = QVBoxLayout()
        right.setSpacing(SPACE)
        right.addWidget(self._about)
        right.addWidget(page, 1)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.forms)
        row.addLayout(right, 1)
        fill(self, tr("Export"), row, self._make_buttons())

    def _with_browse(self) -> QWidget:
        both = QWidget()
        row = QHBoxLayout(both)
        row.setContentsMargins(0, 0, 0, 0)
        browse = QPushButton(tr("Browse…"), autoDefault=False)
        browse.clicked.connect(self._browse)
        self.target.setAccessibleName(tr("Save to"))
        row.addWidget(self.target, 1)
        row.addWidget(browse)
        return both

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._ok = buttons.addButton(tr("Export"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self._ok, cancel):
            button.setIcon(QIcon())
        self._ok.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons


def _description(exporter: type[Exporter]) -> str:
    """Say what a format carries, and which program it is for."""
    program = tr("Program: {name}").format(name=exporter.program) if exporter.program else ""
    return "\n".join(filter(None, (tr(exporter.purpose), program)))
