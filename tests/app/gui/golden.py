"""Draws an empty window, for what is set before Qt begins: `python -m tests.app.gui.golden FILE`."""

import sys

from PySide6.QtWidgets import QApplication

from app.config import Settings
from app.gui.shell.application import make_application
from app.gui.shell.main_window import MainWindow
from tests.app.gui.shell.test_golden_window import SIZE, picture_of


def main() -> None:
    """Draw it."""
    settings = Settings(device="cpu", theme="dark", language="en")
    make_application(settings)
    window = MainWindow(settings)
    window.resize(*SIZE)
    window.show()
    window.populate()
    QApplication.processEvents()
    saved = picture_of(window).save(sys.argv[1])
    window.close()
    sys.exit(0 if saved else 1)


if __name__ == "__main__":
    main()
