"""The colors of scores from 0 to 1."""

from functools import cache

import numpy as np
import numpy.typing as npt
import pyqtgraph as pg

from widgets.palette import Theme


@cache
def heat_table(theme: Theme) -> npt.NDArray[np.uint8]:
    """Give RGBA [256, 4] for scores from 0 to 1; the low end fades into the lane."""
    colors = pg.colormap.get(theme.heat)
    if colors is None:
        raise ValueError(f"no color map {theme.heat!r}")
    table = np.asarray(colors.getLookupTable(nPts=256, alpha=True), np.uint8)
    if theme.name == "light":
        table = table[::-1].copy()
    table[:, 3] = np.clip(np.arange(256) * 5, 0, 255)
    return table
