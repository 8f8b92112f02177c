"""An error in full."""

from PySide6.QtWidgets import QWidget

from app.config import folders
from app.errors import RushesError
from app.gui.chrome.text_dialog import TextDialog
from resources.language import tr


def error_dialog(error: RushesError, parent: QWidget) -> TextDialog:
    """Make the dialog: what happened, what to do, where the log is."""
    parts = [tr(error.message)]
    if error.hint:
        parts.append(tr("**What to do:** {hint}").format(hint=tr(error.hint)))
    if error.__cause__ is not None:
        parts.append(tr("**Cause:** `{cause}`").format(cause=repr(error.__cause__)))
    parts.append(tr("The log is in `{folder}`.").format(folder=folders().logs))
    return TextDialog(tr("What went wrong"), [(tr("Error"), "\n\n".join(parts))], parent)
