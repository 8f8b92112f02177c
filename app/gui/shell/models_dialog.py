"""What models there are, and what one may do with them."""

from PySide6.QtWidgets import QWidget

from app.gui.chrome.text_dialog import TextDialog
from inference.contract.models import all_models
from inference.contract.types import Model
from resources.language import tr


def page_of(model: Model) -> tuple[str, str]:
    """Give a model's name and its card under the facts that matter first."""
    commercial = tr("allowed") if model.commercial else tr("**not allowed**")
    facts = [
        f"**{model.title}**",
        tr("**License:** {license} · **Commercial use:** {allowed}").format(
            license=model.license, allowed=commercial
        ),
        tr("**Version:** {version} · **Source:** {source}").format(
            version=model.version, source=model.source
        ),
        f"**SHA-256:** `{model.sha256}`",
        "---",
        model.card,
    ]
    return model.name, "\n\n".join(facts)


def models_dialog(parent: QWidget) -> TextDialog:
    """Make the dialog. Raise ModelError if a manifest is damaged."""
    pages = [page_of(model) for model in all_models()]
    none = [(tr("None"), tr("There are no models."))]
    return TextDialog(tr("Models and licenses"), pages or none, parent)
