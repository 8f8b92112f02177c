"""Many channels of a track as an image."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from typing import Any

import numpy as np
import numpy.typing as npt
from PySide6.QtCore import QLineF, QRectF
from PySide6.QtGui import QColor, QPainter

from inference.contract.track import Track
from inference.contract.types import Times, Values
from resources.language import label, tr
from widgets.heat_colors import heat_table
from widgets.palette import Theme, with_opacity
from widgets.timeline.lanes import raster
from widgets.timeline.lanes.lane import HeaderRow, Lane, Window
from widgets.timeline.lanes.polyline import GAP, usual_step
from widgets.timeline.lanes.ranking import RankingOptions
from widgets.words import name_and_value

FLOOR = 0.15
"""Scores below it do not count as presence: many weak guesses are not a thing that is there."""
COUNTED = 4096
"""Rows counted at a time, so that a long track of many channels takes no second copy of itself."""


class HeatLane(Lane):
    """The channels that are most present, one a row, the most present first; new ones come in as they appear.

    names: what to show for a channel, where that differs from the channel itself. `wishes` say what is shown
    of them; a lane that was made higher shows more.
    """

    def __init__(
        self,
        track: Track,
        *,
        rows: int = 12,
        names: Mapping[str, str] | None = None,
        title: str | None = None,
    ) -> None:
        spec = track.spec
        super().__init__(spec.key, spec.title if title is None else title, 0)
        self.track = track
        self.usual = rows
        self.wishes = RankingOptions()
        self._names = [(names or {}).get(channel, channel) for channel in spec.channels]
        self._said = [label(name) for name in self._names]
        self.order: list[int] = []
        self._presence = np.zeros(len(spec.channels))
        self._here = self._presence
        self._seen = 0
        self._pixels: raster.Pixels = np.zeros((0, 0), np.uint32)

    @property
    def strip(self) -> float:
        """Logical pixels above the image."""
        return self.line + 6

    @property
    def full_height(self) -> int:
        return round(self.strip + max(2, len(self.order)) * self.line + 3)

    @property
    def most(self) -> int:
        """Rows that there is room for."""
        if self.chosen is None:
            return self.usual
        return max(1, int((self.height - self.strip - 3) // self.line))

    @property
    def note(self) -> str:
        return f"“{self.wishes.find.strip()}”" if self.wishes.find.strip() else ""

    def is_empty(self) -> bool:
        return not self._presence.any()

    def refresh(self) -> None:
        self._count()
        super().refresh()

    def name(self, channel: int) -> str:
        """Give what a channel is called in what is kept."""
        return self._names[channel]

    def channel_text(self, channel: int) -> str:
        """Give what to show for a channel."""
        return self._said[channel]

    def set_ranking(self, wishes: RankingOptions) -> None:
        """Show other channels, or in another order."""
        if wishes != self.wishes:
            self.wishes = wishes
            self._rank()
            self.refresh()
            self.changed.emit()

    def set_height(self, height: int | None) -> None:
        super().set_height(height)
        self._rank()

    def options(self) -> dict[str, Any]:
        pinned, here = list(self.wishes.pinned), self.wishes.here
        return {"pinned": pinned, "here": here} if pinned or here else {}

    def set_options(self, options: Mapping[str, Any]) -> None:
        pinned = options.get("pinned")
        names = [name for name in pinned if isinstance(name, str)] if isinstance(pinned, list) else []
        self.set_ranking(RankingOptions(tuple(names), options.get("here") is True, self.wishes.find))

    def pin(self, name: str, *, pinned: bool) -> None:
        """Keep a channel on top, below those that are there already, or no longer."""
        rest = tuple(other for other in self.wishes.pinned if other != name)
        self.set_ranking(replace(self.wishes, pinned=(*rest, name) if pinned else rest))

    def channel_at(self, y: float) -> int | None:
        """Give the channel whose row is `y` pixels below the top."""
        index = int((y - self.strip) // self.line)
        return self.order[index] if y >= self.strip and index < len(self.order) else None

    def rows(self, time: float) -> Sequence[HeaderRow]:
        row = self.track.row_at(time)
        return [
            HeaderRow(
                self.channel_text(channel),
                self.strip + index * self.line,
                self.line,
                faint=row < 0 or not self.track.values_at(row, channel) >= FLOOR,
                pinned=self.name(channel) in self.wishes.pinned,
            )
            for index, channel in enumerate(self.order)
        ]

    def value_at(self, time: float) -> str:
        row = self.track.row_at(time)
        if row < 0 or not self.order:
            return ""
        scores = self.track.values_at(row, self.order)
        best = int(np.nanargmax(np.nan_to_num(scores)))
        return self.channel_text(self.order[best]) if scores[best] >= FLOOR else ""

    def tooltip_at(self, time: float, y: float) -> str:
        channel, row = self.channel_at(y), self.track.row_at(time)
        if row < 0 or channel is None:
            return self.value_at(time)
        score = self.track.values_at(row, channel)
        return name_and_value(
            self.channel_text(channel), f"{score:.0%}" if np.isfinite(score) else tr("nothing")
        )

    def _count(self) -> None:
        """Bring the order up to date with the rows that are new since the last time."""
        if self._seen == len(self.track):
            return
        while len(rows := self.track.values_at(slice(self._seen, self._seen + COUNTED))):
            self._seen += len(rows)
            self._presence += np.where(rows >= FLOOR, rows, 0).sum(axis=0)
        self._rank()

    def _rank(self) -> None:
        presence = self._here if self.wishes.here else self._presence
        order = self.wishes.rank(presence, self._names, self.most, self._said)
        if order != self.order:
            self.order = order
            self.changed.emit()

    def _draw(self, window: Window) -> int:
        self._count()
        part = self.track.read(window.start, window.end, window.pixels)
        if self.wishes.here:
            self._here = np.where(part.high >= FLOOR, part.high, 0).sum(axis=0, dtype=np.float64)
            self._rank()
        scores = columns(part.times, part.high[:, self.order], window)
        shades = np.clip(np.nan_to_num(scores.T) * 255, 0, 255).astype(np.uint8)
        self._pixels = _table(self.theme)[shades]
        return shades.size

    def _paint(self, painter: QPainter) -> None:
        tall = len(self.order) * self.line
        raster.paint(painter, self._pixels, QRectF(0, self.strip, self.box.width(), tall))
        painter.setPen(with_opacity(QColor(self.theme.lane), 0.9))
        tops = (self.strip + index * self.line for index in range(len(self.order) + 1))
        painter.drawLines([QLineF(0, top, self.box.width(), top) for top in tops])


@cache
def _table(theme: Theme) -> raster.Pixels:
    return raster.pixels(heat_table(theme))


def columns(times: Times, high: Values, window: Window) -> npt.NDArray[np.float32]:
    """Give the scores [pixels, channels] under each pixel of the window, NaN before, after and in gaps."""
    count = window.pixels if len(times) and high.shape[1] else 0
    centers = window.start + (np.arange(count) + 0.5) * window.span / max(count, 1)
    rows = np.searchsorted(times, centers, side="right") - 1
    scores = high[rows].astype(np.float32)
    if count:
        step = usual_step(times[1:] - times[:-1]) if len(times) > 1 else 1.0
        missing = (rows < 0) | (centers - times[rows] > GAP * step)
        missing |= (rows == len(times) - 1) & (centers - times[-1] > step)
        scores[missing] = np.nan
    return scores
