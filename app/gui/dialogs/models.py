"""What models there are, and what one may do with them."""

from PySide6.QtWidgets import QWidget

from app.gui.dialogs.text import TextDialog
from inference.models import all_models
from inference.types import Model


def page_of(model: Model) -> tuple[str, str]:
    """Give a model's name and its card under the facts that matter first."""
    commercial = "allowed" if model.commercial else "**not allowed**"
    facts = [
        f"**{model.title}**",
        f"**Licence:** {model.licence} · **Commercial use:** {commercial}",
        f"**Version:** {model.version} · **Source:** {model.source}",
        f"**SHA-256:** `{model.sha256}`",
        "---",
        model.card,
    ]
    return model.name, "\n\n".join(facts)


def models_dialog(parent: QWidget) -> TextDialog:
    """Make the dialog. Raise ModelError if a manifest is damaged."""
    pages = [page_of(model) for model in all_models()]
    return TextDialog("Models and licences", pages or [("None", "There are no models.")], parent)
