"""Fonts for paper: a Latin and a Chinese family travel with the program."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

import resources
from resources.messages import msg

OWN = "Source Sans Pro"
BUNDLED_CHINESE = "Rushes Sans SC"
"""Noto Sans CJK SC, the letters of GB 2312 only; see `app.recipes.fonts`."""

CHINESE = (
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Hiragino Sans GB",
    "Heiti SC",
    "Microsoft YaHei",
    "DengXian",
    "SimHei",
    "SimSun",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
)
"""Families with Chinese letters, on Linux, macOS and Windows; the first that is there is used."""

MISSING = msg(
    "This machine has no font with some of the letters in this report, so they are missing in the PDF. "
    "Install Noto Sans CJK SC (on Debian: the package fonts-noto-cjk), or make the report as HTML."
)

_EAST_ASIAN = (
    range(0x2E80, 0x3000),
    range(0x3040, 0xA000),
    range(0xAC00, 0xD7B0),
    range(0xF900, 0xFB00),
    range(0x20000, 0x32000),
)


def folder() -> Path:
    """Give where the program's own fonts are."""
    return resources.path("report", "fonts")


def in_bundled_chinese(letter: str) -> bool:
    """Say whether the Chinese family that travels with the program has a letter: those of GB 2312."""
    try:
        return len(letter.encode("gb2312")) > 1
    except UnicodeEncodeError:
        return False


@cache
def families() -> Sequence[str]:
    """Give the families that a report is set in: Latin, the machine's Chinese one if any, the bundled one."""
    found = set(typst.Fonts(font_paths=[folder()]).families())
    chinese = next((name for name in CHINESE if name in found), None)
    return [OWN, *([chinese] if chinese else []), BUNDLED_CHINESE]


def lacks_glyphs(text: str) -> bool:
    """Say whether a text has letters of East Asia that no family here has."""
    if not set(CHINESE).isdisjoint(families()):
        return False
    return any(_is_east_asian(letter) and not in_bundled_chinese(letter) for letter in set(text))


def _is_east_asian(letter: str) -> bool:
    return ord(letter) >= 0x2E80 and any(ord(letter) in block for block in _EAST_ASIAN)
