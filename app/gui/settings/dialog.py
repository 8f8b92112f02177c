"""Settings, page by page; nothing is changed before they are saved."""

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QListWidget,
    QStackedWidget,
    QWidget,
)

from app.config import Settings
from app.gui.chrome.form import fill
from app.gui.settings.analysis_page import AnalysisPage
from app.gui.settings.general_page import GeneralPage
from app.gui.settings.shortcuts_page import ShortcutsPage
from app.gui.settings.storage_page import StoragePage
from inference.analyzers import ANALYZERS
from inference.contract.analyzer_registry import AnalyzerRegistry
from inference.contract.types import Device
from resources.language import tr

SIZE = (760, 560)
LIST = 168
SPACE = 16


class SettingsDialog(QDialog):
    """Shows the settings as they are; `saved` gives them as the user wants them."""

    saved = Signal(object)  # Settings

    def __init__(
        self,
        settings: Settings,
        device: Device | None,
        parent: QWidget | None = None,
        analyzers: AnalyzerRegistry = ANALYZERS,
    ) -> None:
        super().__init__(parent)
        self._settings = settings
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.resize(*SIZE)
        self.general = GeneralPage(settings)
        self.analysis = AnalysisPage(settings, device, analyzers)
        self.keys = ShortcutsPage(settings)
        self.storage = StoragePage()
        self._lay_out(
            [
                (tr("General"), self.general),
                (tr("Analysis"), self.analysis),
                (tr("Shortcuts"), self.keys),
                (tr("Storage"), self.storage),
            ]
        )
        self.keys.changed.connect(self._update)
        self._update()

    def result_settings(self) -> Settings:
        """Give the settings as the pages have them."""
        return self.keys.apply_to(self.analysis.apply_to(self.general.apply_to(self._settings)))

    def accept(self) -> None:
        self.saved.emit(self.result_settings())
        super().accept()

    def _update(self) -> None:
        self._save.setEnabled(not self.keys.conflicts)
        self._save.setToolTip(
            tr("Two actions have the same shortcut: see Shortcuts.") if self.keys.conflicts else ""
        )

    def _lay_out(self, pages: Sequence[tuple[str, QWidget]]) -> None:
        self.list, stack = QListWidget(), QStackedWidget()
        self.list.setAccessibleName(tr("Pages"))
        self.list.setFixedWidth(LIST)
        line = QSize(0, self.list.fontMetrics().height() + 14)
        for title, page in pages:
            self.list.addItem(title)
            self.list.item(self.list.count() - 1).setSizeHint(line)
            stack.addWidget(page)
        self.list.currentRowChanged.connect(stack.setCurrentIndex)
        row = QHBoxLayout()
        row.setSpacing(SPACE)
        row.addWidget(self.list)
        row.addWidget(stack, 1)
        fill(self, tr("Settings"), row, self._make_buttons())
        self.list.setCurrentRow(0)

    def _make_buttons(self) -> QDialogButtonBox:
        buttons = QDialogButtonBox()
        self._save = buttons.addButton(tr("Save"), QDialogButtonBox.ButtonRole.AcceptRole)
        cancel = buttons.addButton(tr("Cancel"), QDialogButtonBox.ButtonRole.RejectRole)
        for button in (self._save, cancel):
            button.setIcon(QIcon())
        self._save.setDefault(True)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        return buttons
