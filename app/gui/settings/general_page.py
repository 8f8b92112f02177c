"""Language and looks."""

from dataclasses import replace

from app.config import Settings
from app.gui.chrome.form import FormPage, choice
from resources.language import LANGUAGES, SYSTEM, tr


class GeneralPage(FormPage):
    """What the window speaks and looks like."""

    def __init__(self, settings: Settings) -> None:
        super().__init__()
        # Each language is called by its own name, so that whoever speaks it finds it.
        self.language = choice({SYSTEM: tr("System default"), **LANGUAGES}, settings.language)
        self.theme = choice(
            {"dark": tr("Dark"), "light": tr("Light"), "system": tr("System default")}, settings.theme
        )
        self.add(tr("Language"), self.language, tr("Takes effect the next time the window opens."))
        self.add(tr("Theme"), self.theme)

    def apply_to(self, settings: Settings) -> Settings:
        """Give the settings with what this page says."""
        return replace(settings, language=self.language.currentData(), theme=self.theme.currentData())
