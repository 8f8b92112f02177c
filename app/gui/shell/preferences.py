"""Settings while the window is open: shown, changed, saved, and followed at once where they can be."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from app.config import Settings, update_settings
from app.errors import RushesError
from app.gui.chrome.actions import Actions
from app.gui.chrome.shortcuts import keys_of, sequences
from app.gui.chrome.theme import apply_theme, theme_named
from app.gui.session.session import Session
from app.gui.settings.dialog import SettingsDialog
from inference.contract.types import Device
from resources.language import tr
from widgets.palette import Theme


class Themeable(Protocol):
    """What takes a theme."""

    def set_theme(self, theme: Theme) -> None: ...


class Preferences(QObject):
    """Holds the settings; what changes is saved and told to those that follow."""

    changed = Signal(object)  # Settings

    def __init__(
        self, settings: Settings, session: Session, say: Callable[[str], None], parent: QWidget
    ) -> None:
        super().__init__(parent)
        self.settings = settings
        self._session = session
        self._say = say
        self._window = parent
        self._themed: Sequence[Themeable] = ()
        self._actions: Actions | None = None
        self._device: Device | None = None
        session.device_changed.connect(self._remember_device)
        QGuiApplication.styleHints().colorSchemeChanged.connect(self._follow_system)

    def bind(self, actions: Actions, themed: Sequence[Themeable]) -> None:
        """Let actions and parts of the window follow from now on."""
        self._actions, self._themed = actions, themed
        self._give_keys(self.settings.keys)
        self._show_theme()

    def open_dialog(self) -> None:
        """Show the settings."""
        dialog = SettingsDialog(self.settings, self._device, self._window, self._session.analyzers)
        dialog.saved.connect(self.take)
        dialog.open()

    def take(self, settings: Settings) -> None:
        """Follow other settings, and keep what differs from before."""
        before, self.settings = self.settings, settings
        self._session.use(settings)
        self.changed.emit(settings)
        self._give_keys(settings.keys)
        self._show_theme()
        changed = {
            name: getattr(settings, name)
            for name in Settings.__slots__
            if getattr(settings, name) != getattr(before, name)
        }
        self._keep(changed)

    def set_light(self, light: bool) -> None:
        """Show the light theme, or the dark one, and keep that."""
        if light != (theme_named(self.settings.theme).name == "light"):
            self.take(replace(self.settings, theme="light" if light else "dark"))

    def _keep(self, changed: Mapping[str, Any]) -> None:
        if not changed:
            return
        try:
            update_settings(**changed)
        except (OSError, RushesError) as error:
            self._say(tr("The settings could not be saved: {error}").format(error=error))

    def _give_keys(self, own: Mapping[str, str]) -> None:
        if self._actions is not None:
            for name, keys in keys_of(own).items():
                self._actions[name].setShortcuts(sequences(keys))

    def _remember_device(self, device: Device) -> None:
        self._device = device

    def _follow_system(self) -> None:
        if self.settings.theme == "system":
            self._show_theme()

    def _show_theme(self) -> None:
        theme = theme_named(self.settings.theme)
        application = QApplication.instance()
        if isinstance(application, QApplication):
            apply_theme(application, theme)
        for part in self._themed:
            part.set_theme(theme)
        if self._actions is not None:
            self._actions["light"].setChecked(theme.name == "light")
