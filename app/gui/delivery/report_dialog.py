"""Asks what a report shall hold, how it shall look, and whether it is to be seen or saved."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtGui import QColor
from PySide6.QtWidgets import (
    QCheckBox,
    QColorDialog,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import UsageError
from app.gui.chrome.form import FormPage, choice
from app.report import COLOR, SECTIONS, ReportOptions, checked_options
from resources.language import mark, ntr, tr

SIZE = (600, 600)
LOGOS = mark("Pictures (*.png *.jpg *.jpeg *.svg)")
REPORTS = "PDF (*.pdf);;HTML (*.html)"
PAPERS = {"a4": "A4", "letter": "Letter"}
ONE, ALL = "one", "all"


class ReportDialog(QDialog):
    """Fields above, progress and buttons below."""

    preview_wanted = Signal(bool, object)  # all files, Options
    save_wanted = Signal(bool, object, object)  # all files, Options, Path
    cancel_wanted = Signal()

    def __init__(self, name: str, count: int, parent: QWidget) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Report"))
        self.resize(*SIZE)
        self._logo: Path | None = None
        self._color = COLOR
        self._folder = ""
        several = ntr("{n} analyzed file", "All {n} analyzed files", count)
        self.which = choice({ONE: tr("This file: {name}").format(name=name), ALL: several}, ONE)
        self.which.setEnabled(count > 1)
        self.heading = QLineEdit()
        self.heading.setPlaceholderText(name)
        self.paper = choice(PAPERS, "a4")
        self.color = QPushButton()
        self.logo = QPushButton(tr("Choose…"))
        self.sections = {key: QCheckBox(tr(title)) for key, title in SECTIONS.items()}
        for box in self.sections.values():
            box.setChecked(True)
        self.sections["provenance"].setEnabled(False)
        self.error = QLabel(wordWrap=True)
        self.bar = QProgressBar(textVisible=False)
        self.status = QLabel()
        self.preview = QPushButton(tr("Open as web page"))
        self.save = QPushButton(tr("Save…"))
        self.close_button = QPushButton(tr("Close"))
        self._lay_out()
        for button in (self.color, self.logo, self.preview, self.close_button):
            button.setAutoDefault(False)
        self.save.setDefault(True)
        self._connect()
        self._show_color(QColor(COLOR))
        self.show_progress(None)

    def show_progress(self, share: float | None, text: str = "") -> None:
        """Show how far a report is, or that none is being made."""
        busy = share is not None
        self.bar.setVisible(busy)
        self.bar.setValue(round(100 * (share or 0.0)))
        self.status.setText(text)
        self.preview.setEnabled(not busy)
        self.save.setEnabled(not busy)
        self.close_button.setText(tr("Cancel") if busy else tr("Close"))

    def chosen_options(self) -> ReportOptions | None:
        """Give what was asked for, or None, with the reason said, where it makes no sense."""
        wanted = [key for key, box in self.sections.items() if box.isChecked()]
        chosen = () if len(wanted) == len(self.sections) else tuple(wanted)
        try:
            made = checked_options(
                self.heading.text(), self._logo, self._color, self.paper.currentData(), chosen
            )
        except UsageError as error:
            self.error.setText(f"{tr(error.message)} {tr(error.hint)}")
            return None
        self.error.clear()
        return made

    def reject(self) -> None:
        self.cancel_wanted.emit()
        super().reject()

    def _lay_out(self) -> None:
        page = FormPage()
        page.add(tr("Files"), self.which)
        page.add(tr("Title"), self.heading, tr("Shown at the top of the report."))
        boxes = QWidget()
        column = QVBoxLayout(boxes)
        column.setContentsMargins(0, 0, 0, 0)
        for box in self.sections.values():
            column.addWidget(box)
        page.add(tr("Sections"), boxes, tr("The methodology is always included."))
        page.add(tr("Paper"), self.paper, tr("PDF only."))
        page.add(tr("Color"), self.color, tr("Of lines and charts."))
        page.add(tr("Logo"), self.logo, tr("A PNG, JPEG or SVG file for the first page."))
        buttons = QDialogButtonBox()
        buttons.addButton(self.preview, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.save, QDialogButtonBox.ButtonRole.ActionRole)
        buttons.addButton(self.close_button, QDialogButtonBox.ButtonRole.RejectRole)
        buttons.rejected.connect(self._stop_or_close)
        progress = QHBoxLayout()
        progress.addWidget(self.status, 1)
        progress.addWidget(self.bar)
        column = QVBoxLayout(self)
        column.addWidget(page, 1)
        column.addWidget(self.error)
        column.addLayout(progress)
        column.addWidget(buttons)

    def _connect(self) -> None:
        self.color.clicked.connect(self._choose_color)
        self.logo.clicked.connect(self._choose_logo)
        self.preview.clicked.connect(self._want_preview)
        self.save.clicked.connect(self._want_save)

    def _stop_or_close(self) -> None:
        if self.bar.isVisible():
            self.cancel_wanted.emit()
        else:
            self.reject()

    def _want_preview(self) -> None:
        if (made := self.chosen_options()) is not None:
            self.preview_wanted.emit(self.which.currentData() == ALL, made)

    def _want_save(self) -> None:
        if (made := self.chosen_options()) is None:
            return
        chosen, kind = QFileDialog.getSaveFileName(self, tr("Save report"), self._folder, REPORTS)
        if chosen:
            path = Path(chosen)
            self._folder = str(path.parent)
            if path.suffix.lower() not in (".pdf", ".html", ".htm"):
                path = path.with_name(path.name + (".html" if kind.startswith("HTML") else ".pdf"))
            self.save_wanted.emit(self.which.currentData() == ALL, made, path)

    def _choose_color(self) -> None:
        color = QColorDialog.getColor(QColor(self._color), self, tr("Accent color of the report"))
        if color.isValid():
            self._show_color(color)

    def _show_color(self, color: QColor) -> None:
        self._color = color.name()
        self.color.setText(self._color)
        ink = "#ffffff" if color.lightnessF() < 0.6 else "#000000"
        self.color.setStyleSheet(f"background: {self._color}; color: {ink}")

    def _choose_logo(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, tr("Choose a logo"), "", tr(LOGOS))
        self._logo = Path(chosen) if chosen else None
        self.logo.setText(self._logo.name if self._logo else tr("Choose…"))
