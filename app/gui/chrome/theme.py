"""How the program looks: icon, style, colors of what the style sheet does not reach."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from widgets.palette import DARK, LIGHT, THEMES, Theme, stylesheet

Role = QPalette.ColorRole


def theme_named(name: str) -> Theme:
    """Give a theme; `system` is the one that is nearest to the system's."""
    if name != "system":
        return THEMES[name]
    light = QGuiApplication.styleHints().colorScheme() is Qt.ColorScheme.Light
    return LIGHT if light else DARK


def apply_theme(application: QApplication, theme: Theme) -> None:
    """Give the whole program a theme, if it has another one."""
    if application.styleSheet() == (sheet := stylesheet(theme)):
        return  # styling every widget anew takes long
    colors = {
        Role.Window: theme.window,
        Role.Base: theme.panel,
        Role.AlternateBase: theme.window,
        Role.Button: theme.raised,
        Role.WindowText: theme.text,
        Role.Text: theme.text,
        Role.ButtonText: theme.text,
        Role.BrightText: theme.text,
        Role.PlaceholderText: theme.muted,
        Role.ToolTipBase: theme.raised,
        Role.ToolTipText: theme.text,
        Role.Highlight: theme.accent,
        Role.HighlightedText: theme.on_accent,
        Role.Link: theme.accent,
    }
    palette = QPalette()
    for role, color in colors.items():
        palette.setColor(role, QColor(color))
    application.setPalette(palette)
    application.setStyleSheet(sheet)
