"""Colors of the whole program: themes, a stable color for each label, the style sheet."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from functools import lru_cache
from zlib import crc32

from PySide6.QtGui import QColor

import resources

READABLE = 4.5
"""Contrast that text needs against what it stands on (WCAG 2.2, AA)."""


@dataclass(frozen=True, slots=True)
class Theme:
    """Colors by what they are for, as `#rrggbb`."""

    name: str
    window: str  # behind everything
    panel: str  # lists, headers, inspector
    raised: str  # buttons, fields, tooltips
    hover: str
    lane: str  # behind the curves
    line: str  # borders, grid
    grip: str  # scroll bars, handles
    text: str
    muted: str  # secondary text
    accent: str  # focus ring, selection, primary button
    on_accent: str
    playhead: str
    error: str
    warning: str
    info: str
    series: tuple[str, ...]
    heat: str  # name of a pyqtgraph color map whose low end is the lane's background


# The series are Okabe and Ito's colors, which stay apart for color-blind eyes, lightened or
# darkened until each stands out from its lane; on white, where all must be dark, by different amounts,
# so that those that a color-blind eye sees in one hue differ in lightness.
DARK = Theme(
    name="dark",
    window="#17191d",
    panel="#1d2025",
    raised="#292d34",
    hover="#343942",
    lane="#121417",
    line="#2e333b",
    grip="#4a515c",
    text="#e4e7eb",
    muted="#9aa3af",
    accent="#5aa9e6",
    on_accent="#0b1620",
    playhead="#ff6b4a",
    error="#ff8a7a",
    warning="#f0b64a",
    info="#6cb6f0",
    series=("#56b4e9", "#e69f00", "#0f9e74", "#e28fc0", "#f0e442", "#ef7d3c", "#6f9bff", "#b7bec8"),
    heat="viridis",
)
LIGHT = Theme(
    name="light",
    window="#eef0f3",
    panel="#f8f9fa",
    raised="#ffffff",
    hover="#e3e7ec",
    lane="#ffffff",
    line="#d2d7de",
    grip="#a5adb8",
    text="#1b1f24",
    muted="#56606c",
    accent="#0b66b0",
    on_accent="#ffffff",
    playhead="#c8321a",
    error="#a8200d",
    warning="#7a5200",
    info="#0b5c9e",
    series=("#0072b2", "#9a6a00", "#00664b", "#b0508a", "#5f5a00", "#8f2f00", "#3a5bd0", "#5b6470"),
    heat="viridis",
)
THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT)}

# Places in `Theme.series`, so that what has a well-known color keeps it in each theme.
_FIXED = {
    "neutral": 7,
    "happy": 4,
    "sad": 0,
    "angry": 5,
    "fearful": 3,
    "surprised": 1,
    "disgusted": 2,
    "cut": 0,
    "dissolve": 3,
    "fade": 1,
    "voice": 2,
    "speech": 2,
    "positive": 4,
    "negative": 5,
}


def label_color(label: str, theme: Theme) -> QColor:
    """Give the color of a label: the same one in each run and on each machine."""
    return QColor.fromRgb(_label_rgb(label, theme))


@lru_cache(maxsize=4096)
def _label_rgb(label: str, theme: Theme) -> int:
    place = _FIXED.get(label.casefold(), crc32(label.casefold().encode()) % (len(theme.series) - 1))
    return QColor(theme.series[place]).rgb()


def series_color(index: int, theme: Theme) -> QColor:
    """Give the color of the curve number `index`."""
    return QColor(theme.series[index % len(theme.series)])


def with_opacity(color: QColor | str, alpha: float) -> QColor:
    """Give the color with an opacity in [0, 1]."""
    result = QColor(color)
    result.setAlphaF(min(max(alpha, 0.0), 1.0))
    return result


def blend(top: QColor | str, bottom: QColor | str, share: float) -> QColor:
    """Give `share` of the color `top` laid over `bottom`, opaque."""
    a, b = QColor(top), QColor(bottom)
    parts = (
        (p * share + q * (1 - share))
        for p, q in zip(a.getRgb()[:3], b.getRgb()[:3], strict=True)  # type: ignore[index]
    )
    return QColor(*(round(part) for part in parts))


def luminance(color: QColor | str) -> float:
    """Give the relative luminance in [0, 1] as WCAG defines it."""
    parts = QColor(color).getRgbF()[:3]  # type: ignore[index]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: QColor | str, other: QColor | str) -> float:
    """Give the contrast of two colors, from 1 to 21."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def text_on(background: QColor | str) -> QColor:
    """Give black or white, whichever reads better; one of them is READABLE on every color."""
    dark, light = QColor("#000000"), QColor("#ffffff")
    return dark if contrast(dark, background) >= contrast(light, background) else light


@lru_cache(maxsize=4096)
def text_over(color: int, behind: str) -> QColor:
    """Give black or white for text on a translucent color (QColor.rgba) that lies over an opaque one."""
    shown = QColor.fromRgba(color)
    return text_on(blend(shown, behind, shown.alphaF()))


def stylesheet(theme: Theme) -> str:
    """Give the Qt style sheet of the whole program. Fonts stay the system's."""
    text = resources.path("theme", "app.qss").read_text(encoding="utf-8")
    text = text.replace("@theme_folder", resources.path("theme").as_posix())
    for name, value in sorted(asdict(theme).items(), key=lambda item: -len(item[0])):
        if isinstance(value, str):
            text = text.replace(f"@{name}", value)
    return text.replace("@icons", resources.path("icons").as_posix())
