"""Valence, arousal and category over time."""

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QColor, QPainter

from inference.contract.track import Track
from inference.contract.types import Segment
from inference.speech.baseline import CHANNELS as BASELINE
from inference.speech.baseline import BaselineOrigin as Neutral
from resources.language import label, mark, tr
from widgets.palette import Theme
from widgets.timeline.lanes.curve import AIR, CurveLane
from widgets.timeline.lanes.lane import HeaderRow, Window
from widgets.timeline.lanes.strip import LabelStrip

FIRST_CATEGORY = 3
BASELINES = {
    Neutral.NONE: mark("no baseline"),
    Neutral.ESTIMATED: mark("baseline estimated"),
    Neutral.MARKED: mark("baseline set"),
}
AGAINST = {
    Neutral.ESTIMATED: mark("relative to the speaker baseline, estimated from {seconds} s"),
    Neutral.MARKED: mark("relative to the speaker baseline, set from {seconds} s"),
}
MARK = 3
"""Logical pixels of the bar under a stretch that is marked."""


class SentimentLane(CurveLane):
    """Channels of the track: valence, arousal, confidence, then one for each category.

    Valence is an area about zero, arousal a line. Stretches whose category is claimed are named in a strip,
    paler where they are less sure. Where the track claims nothing the lane is empty. Stretches that are
    marked as neutral are underlined; `baseline`, if the track has it, says what voices are seen against.
    """

    def __init__(self, track: Track, *, title: str | None = None, height: int = 104) -> None:
        self._strip = LabelStrip()
        self._marks: Sequence[Segment] = ()
        super().__init__(
            track,
            ("valence", "arousal"),
            title=title,
            height=height,
            diverging=True,
            low=-1.0,
            high=1.0,
            guides=((0.0, ""),),
        )

    @property
    def listed(self) -> Sequence[Segment]:
        return self._strip.by_start

    def set_segments(self, segments: Sequence[Segment]) -> None:
        """Name other stretches."""
        self._strip.set_segments(segments)
        self.refresh()

    def set_marks(self, marks: Sequence[Segment]) -> None:
        """Underline the stretches that are marked as a voice's neutral."""
        self._marks = tuple(marks)
        self.refresh()

    def neighbor(self, time: float, direction: int) -> tuple[float, str] | None:
        return self._strip.neighbor(time, direction)

    def set_theme(self, theme: Theme) -> None:
        super().set_theme(theme)
        self._strip.set_theme(theme)

    def rows(self, time: float) -> Sequence[HeaderRow]:
        """Give the legend, and what the voice at `time` is seen against."""
        legend = super().rows(time)
        if (kind := self._baseline_at(time)[0]) is None:
            return legend
        top = self.title_height + len(legend) * self.line
        return [*legend, HeaderRow(tr(BASELINES[kind]), top, self.line, faint=True)]

    def _baseline_at(self, time: float) -> tuple[Neutral | None, float]:
        """Give where the neutral of the voice at `time` comes from, and the seconds it rests on."""
        row = self.track.row_at(time)
        if row < 0 or BASELINE[0] not in self.track.spec.channels:
            return None, 0.0
        kind, seconds = (float(self.track.column(name)[row]) for name in BASELINE)
        return (Neutral(round(kind)), seconds) if np.isfinite(kind) else (None, 0.0)

    @property
    def strip(self) -> float:
        """Logical pixels above the curves."""
        return self.line + 6

    def value_at(self, time: float) -> str:
        return self._strip.label_at(time) or (tr("uncertain") if self._likeliest(time) else "")

    def _likeliest(self, time: float) -> str:
        row = self.track.row_at(time)
        channels = self.track.spec.channels
        last = channels.index(BASELINE[0]) if BASELINE[0] in channels else len(channels)
        scores = self.track.values[row, FIRST_CATEGORY:last] if row >= 0 else np.array([np.nan])
        if not np.isfinite(scores).all():
            return ""
        return channels[FIRST_CATEGORY + int(scores.argmax())]

    def tooltip_at(self, time: float, y: float) -> str:
        category = self._likeliest(time)
        if not category:
            return tr("No speech")
        confidence = self.track.column("confidence")[self.track.row_at(time)]
        sure = tr("{label} · {share} confidence").format(label=label(category), share=f"{confidence:.0%}")
        lines = [sure, super().tooltip_at(time, y)]
        kind, seconds = self._baseline_at(time)
        if kind:
            lines.append(tr(AGAINST[kind]).format(seconds=f"{seconds:.0f}"))
        return "\n".join(lines)

    def pick(self, time: float, y: float, within: float) -> Segment | None:  # noqa: ARG002
        """Give the segment of the strip at `time`."""
        return self._strip.pick(time, y, self.line + 1)

    def place_of(self, segment: Segment) -> tuple[float, float] | None:
        """Give top and height of a segment in pixels, or None if it is not in the strip."""
        return self._strip.place_of(segment, self.line + 1)

    @property
    def room(self) -> tuple[float, float]:
        return self.strip + AIR, self.box.height() - AIR

    def _draw(self, window: Window) -> int:
        return super()._draw(window) + self._strip.place(window, self.line + 1)

    def _paint(self, painter: QPainter) -> None:
        super()._paint(painter)
        self._strip.paint(painter)
        for marked in self._marks:
            left = max((marked.start - self.window.start) * self.window.scale, -1.0)
            right = min((marked.end - self.window.start) * self.window.scale, self.window.width + 1)
            if right > left:
                bar = QRectF(left, self.box.height() - MARK - 1, max(right - left, 2.0), MARK)
                painter.fillRect(bar, QColor(self.theme.accent))
