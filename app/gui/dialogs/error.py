"""An error in full."""

from PySide6.QtWidgets import QWidget

from app.config import folders
from app.errors import RushesError
from app.gui.dialogs.text import TextDialog


def error_dialog(error: RushesError, parent: QWidget) -> TextDialog:
    """Make the dialog: what happened, what to do, where the log is."""
    cause = f"\n\n**Cause:** `{error.__cause__!r}`" if error.__cause__ is not None else ""
    hint = f"\n\n**What to do:** {error.hint}" if error.hint else ""
    text = f"{error.message}{hint}{cause}\n\nThe log is in `{folders().logs}`."
    return TextDialog("What went wrong", [("Error", text)], parent)
