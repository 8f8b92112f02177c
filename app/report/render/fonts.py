"""Letters for paper: one family travels with the program, Chinese ones are looked for on the machine."""

from collections.abc import Sequence
from functools import cache
from pathlib import Path

import typst

import resources

OWN = "Source Sans Pro"
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

MISSING = (
    "This machine has no font with Chinese letters, so they are missing in the PDF. "
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


@cache
def families() -> Sequence[str]:
    """Give the families that a report is set in, the program's own first."""
    found = set(typst.Fonts(font_paths=[folder()]).families())
    chinese = next((name for name in CHINESE if name in found), None)
    return [OWN, *([chinese] if chinese else [])]


def lacks(text: str) -> bool:
    """Say whether a text has letters of East Asia that no family here has."""
    return len(families()) == 1 and any(
        ord(letter) in block for letter in set(text) if ord(letter) >= 0x2E80 for block in _EAST_ASIAN
    )
