"""Reports from the window: previewed, saved, canceled, and what goes wrong is told."""

from pathlib import Path

import pypdf
import pytest
from PySide6.QtWidgets import QFileDialog

from tests import footage
from tests.app.gui.conftest import WAIT


@pytest.fixture
def opened(monkeypatch) -> list[Path]:
    """What a browser was asked to open."""
    paths: list[Path] = []
    monkeypatch.setattr(
        "app.gui.delivery.report_controller.QDesktopServices.openUrl",
        lambda url: paths.append(Path(url.toLocalFile())),
    )
    return paths


@pytest.fixture
def dialog(window, settled, clip, tmp_path):
    """The dialog over two files that are done."""
    other = tmp_path / "other.mp4"
    footage.counter(other, 20)
    assert not window.commands["report"].isEnabled()
    window.open([clip, other])
    settled()
    window.commands["report"].trigger()
    yield window.workspace.report_controller.dialog
    if window.workspace.report_controller.dialog is not None:
        window.workspace.report_controller.dialog.reject()


def choose(monkeypatch, path: Path, kind: str) -> None:
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(path), kind))


def test_a_preview_opens_as_a_web_page(qtbot, dialog, opened):
    dialog.heading.setText("For <the> client")
    dialog.preview.click()
    assert not dialog.save.isEnabled()
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT)
    text = opened[0].read_text(encoding="utf-8")
    assert "For &lt;the&gt; client" in text
    assert "clip.mp4" in text
    assert "other.mp4" not in text
    assert dialog.save.isEnabled()
    assert dialog.isVisible()


def test_all_files_are_saved_as_pdf(qtbot, window, dialog, monkeypatch, tmp_path):
    choose(monkeypatch, tmp_path / "both", "PDF (*.pdf)")
    dialog.which.setCurrentIndex(1)
    dialog.paper.setCurrentIndex(1)
    dialog.save.click()
    target = tmp_path / "both.pdf"
    qtbot.waitUntil(target.exists, timeout=WAIT)
    reader = pypdf.PdfReader(target)
    assert round(reader.pages[0].mediabox.height) == 792
    titles = [one.title for one in reader.outline if not isinstance(one, list)]
    assert "other.mp4" in titles
    qtbot.waitUntil(lambda: window.workspace.report_controller.dialog is None, timeout=WAIT)


def test_a_preview_can_be_canceled(qtbot, window, dialog, opened):
    dialog.preview.click()
    dialog.close_button.click()
    assert dialog.save.isEnabled()
    qtbot.waitUntil(lambda: not window.workspace.session.busy, timeout=WAIT)
    assert opened == []
    dialog.preview.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT)


def test_what_goes_wrong_is_told(qtbot, window, dialog, opened, clip):
    clip.unlink()
    dialog.preview.click()
    qtbot.waitUntil(lambda: "no results" in dialog.status.text(), timeout=WAIT)
    assert dialog.save.isEnabled()
    assert opened == []


def test_a_logo_that_is_none_is_told(dialog, tmp_path, monkeypatch, opened):
    logo = tmp_path / "logo.png"
    logo.write_bytes(b"no picture")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(logo), ""))
    dialog.logo.click()
    dialog.preview.click()
    assert "logo.png" in dialog.error.text()
    assert dialog.save.isEnabled()


def test_previews_go_with_the_window(qtbot, window, dialog, opened):
    dialog.preview.click()
    qtbot.waitUntil(lambda: bool(opened), timeout=WAIT)
    dialog.reject()
    window.close()
    assert not opened[0].exists()
