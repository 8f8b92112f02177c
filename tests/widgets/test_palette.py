"""Colors can be told apart and read, and stay the same."""

import re

import numpy as np
import pytest
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QWidget

from widgets.heat_colors import heat_table
from widgets.palette import (
    READABLE,
    THEMES,
    blend,
    contrast,
    label_color,
    series_color,
    stylesheet,
    text_on,
    text_over,
    with_opacity,
)

pytestmark = pytest.mark.parametrize("theme", THEMES.values(), ids=THEMES.keys())

# What each cone-deficient eye sees of linear RGB (Machado, Oliveira and Fernandes 2009, severity 1).
DEFICIENT = {
    "protan": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deutan": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritan": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}


def seen(color: str, eye: str) -> np.ndarray:
    rgb = np.array([QColor(color).redF(), QColor(color).greenF(), QColor(color).blueF()])
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    return np.clip(np.array(DEFICIENT[eye]) @ linear, 0, 1) ** (1 / 2.4)


@pytest.mark.parametrize("text", ["text", "muted", "accent", "error", "warning", "info"])
def test_text_reads_on_every_background(theme, text):
    for behind in ("window", "panel", "raised", "lane"):
        assert contrast(getattr(theme, text), getattr(theme, behind)) >= READABLE


def test_selected_text_reads(theme):
    assert contrast(theme.on_accent, theme.accent) >= READABLE


def test_curves_stand_out_from_their_lane(theme):
    assert all(contrast(color, theme.lane) >= READABLE for color in theme.series)


@pytest.mark.parametrize("eye", DEFICIENT)
def test_the_first_curves_differ_for_color_blind_eyes(theme, eye):
    first = [seen(color, eye) for color in theme.series[:3]]
    distances = [np.linalg.norm(a - b) for i, a in enumerate(first) for b in first[:i]]
    assert min(distances) > 0.15


def brightness(rgb: np.ndarray) -> np.ndarray:
    """CIE lightness in [0, 100] of what an eye sees [n, 3]."""
    linear = np.where(rgb <= 0.04045, rgb / 12.92, ((rgb + 0.055) / 1.055) ** 2.4)
    luminance = linear @ [0.2126, 0.7152, 0.0722]
    return 116 * np.cbrt(np.maximum(luminance, 0.008856)) - 16


@pytest.mark.parametrize("eye", DEFICIENT)
def test_scores_grow_for_color_blind_eyes(theme, eye):
    colors = [QColor(*map(int, row[:3])).name() for row in heat_table(theme)[::16]]
    light = brightness(np.array([seen(color, eye) for color in colors]))
    steps = np.diff(light) * (1 if theme.name == "dark" else -1)
    # A difference of 2 is about what an eye tells apart side by side.
    assert steps.min() > 2


@pytest.mark.parametrize("eye", DEFICIENT)
def test_above_and_below_zero_differ_for_color_blind_eyes(theme, eye):
    above, below = (series_color(number, theme) for number in (0, 5))
    for strength in (0.25, 0.5, 0.75):
        one, other = (seen(blend(c, theme.lane, strength).name(), eye) for c in (above, below))
        assert np.linalg.norm(one - other) > 0.15


@pytest.mark.parametrize("eye", DEFICIENT)
def test_moods_differ_from_each_other_for_color_blind_eyes(theme, eye):
    moods = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted")
    colors = [seen(label_color(mood, theme).name(), eye) for mood in moods]
    distances = [np.linalg.norm(a - b) for i, a in enumerate(colors) for b in colors[:i]]
    assert min(distances) > 0.08  # their names stand in them too


@pytest.mark.parametrize("text", ["text", "muted"])
def test_text_reads_on_the_header_that_keys_go_to(theme, text):
    assert contrast(getattr(theme, text), theme.hover) >= READABLE


def test_text_over_blocks_reads_on_what_shows_through(theme):
    for color in theme.series:
        for alpha in np.linspace(0.05, 1.0, 20):
            block = with_opacity(color, alpha)
            shown = blend(block, theme.lane, block.alphaF())
            assert contrast(text_over(block.rgba(), theme.lane), shown) >= READABLE


def test_label_colors_are_the_same_in_each_run(theme):
    assert label_color("dog", theme) == label_color("Dog", theme)
    # Its CRC-32, which no version and no machine changes.
    assert label_color("dog", theme).name() == theme.series[0x812C397D % 7]


def test_moods_have_colors_of_their_own(theme):
    moods = ("neutral", "happy", "sad", "angry", "fearful", "surprised", "disgusted")
    assert len({label_color(mood, theme).name() for mood in moods}) == len(moods)


def test_block_text_reads_on_each_color(theme):
    for color in theme.series:
        for alpha in (0.2, 0.5, 0.95):
            behind = blend(with_opacity(color, alpha), theme.lane, alpha)
            assert contrast(text_on(behind), behind) >= READABLE


def test_heat_grows_from_nothing_to_what_stands_out(theme):
    table = heat_table(theme)
    assert table[0, 3] == 0
    assert table[255, 3] == 255
    steps = [contrast(QColor(*map(int, row[:3])), theme.lane) for row in table[60::39]]
    assert steps == sorted(steps)


def test_the_style_sheet_is_whole(theme, qtbot):
    sheet = stylesheet(theme)
    assert not re.search(r"@\w", sheet)
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.setStyleSheet(sheet)  # Qt warns, and the test fails, where it cannot read the sheet
    assert sheet.count("{") == sheet.count("}")
