"""Charts as SVG: one drawing for a screen of any width and for paper of a known one.

On a screen places along the time are shares of the width and curves are stretched to it, so that letters
keep their size; on paper everything has its own points. Colors are classes: the page says what they are.
"""

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from app.export.plain import for_xml
from app.report.facts.formatting import number
from app.report.page.blocks import LaneRow, Lanes, Line, Plot
from app.report.page.colors import series_colors
from resources.clock import clock

HEIGHT, PAPER_HEIGHT, FOOT = 168, 118, 20
"""Points of a plot on a screen and on paper, and of the times under it."""

ROW, NAME, BAR = 34, 15, 11
"""Points of a lane, of its name, and of its stretches."""

STRETCHED = 1000.0
LONGEST = 44
"""Letters of a lane's name: its sum stands beside it."""

SERIES = 6
"""Colors that follow on each other."""

_STEPS = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 14400, 28800)


def draw_plot(chart: Plot, width: float | None = None, style: str = "") -> str:
    """Draw curves. width: of the paper in points; None is a screen."""
    scale = _Scale(chart, width or STRETCHED, PAPER_HEIGHT if width else HEIGHT)
    inner = "".join(
        f'<path class="line l{index % SERIES}" d="{_path(line, scale)}"/>'
        for index, line in enumerate(chart.lines)
    )
    parts = [
        *_grid(scale),
        _stretched(inner, width, scale.height),
        *_levels(scale),
        *_times(chart.duration, scale.height),
    ]
    return _whole(parts, chart.title, scale.height + FOOT, width, style, "plot")


@dataclass(frozen=True, slots=True)
class _Scale:
    """Where a plot's times and values lie."""

    chart: Plot
    width: float
    height: float

    def x(self, time: float) -> float:
        return _share(time, self.chart.duration) * self.width

    def y(self, value: float) -> float:
        share = (value - self.chart.low) / (self.chart.high - self.chart.low or 1.0)
        return (1 - min(max(share, 0.0), 1.0)) * (self.height - 2) + 1


def draw_lanes(chart: Lanes, width: float | None = None, style: str = "") -> str:
    """Draw rows of stretches."""
    height = ROW * len(chart.rows)
    parts = [part for row, one in enumerate(chart.rows) for part in _lane(one, row, chart.duration)]
    return _whole(
        [*parts, *_times(chart.duration, height)], chart.title, height + FOOT, width, style, "lanes"
    )


def draw_bar(share: float) -> str:
    """Draw a share as a bar for a screen; it stands beside its numbers, so it needs no name."""
    ground = '<rect class="ground" x="0" y="0" width="100%" height="10" rx="2"/>'
    filled = f'<rect class="b0" x="0" y="0" width="{_percent(share)}" height="10" rx="2"/>'
    return f'<svg class="bar" aria-hidden="true" width="100%" height="10">{ground}{filled}</svg>'


def draw_dot(color: str) -> str:
    """Draw a dot of a color; it stands before its name."""
    circle = f'<circle cx="5" cy="5" r="4.5" fill={quoteattr(color)}/>'
    return f'<svg class="dot" aria-hidden="true" width="10" height="10">{circle}</svg>'


def paper_style(color: str, fonts: Sequence[str]) -> str:
    """Give the colors and letters of paper."""
    families = ", ".join(f"'{name}'" for name in fonts)
    halo = "paint-order: stroke; stroke: #ffffff; stroke-width: 2.5px; stroke-linejoin: round"
    rules = [
        f"text {{ font-family: {families}; font-size: 9px; fill: #5b6470; {halo} }}",
        ".name { font-size: 10px; fill: #1c2430 }",
        ".grid { stroke: #e3e7ec; stroke-width: 0.7 } .ground { fill: #eef1f4 }",
        ".guide { stroke: #5b6470; stroke-width: 0.8; stroke-dasharray: 4 3 }",
        ".line { fill: none; stroke-width: 1.4; stroke-linejoin: round }",
    ]
    for index, one in enumerate((color, *(light for light, _ in series_colors(color)))):
        rules.append(f".l{index} {{ stroke: {one} }} .b{index} {{ fill: {one} }}")
    return f"<style>{' '.join(rules)}</style>"


def _whole(
    parts: Iterable[str], title: str, height: float, width: float | None, style: str, kind: str
) -> str:
    wide = f"{width:g}" if width else "100%"
    head = f'<svg xmlns="http://www.w3.org/2000/svg" class="{kind}" role="img" aria-label={_attribute(title)}'
    return f'{head} width="{wide}" height="{height:g}">{style}{"".join(parts)}</svg>'


def _stretched(inner: str, width: float | None, height: float) -> str:
    if width:
        return f"<g>{inner}</g>"
    box = f'viewBox="0 0 {STRETCHED:g} {height:g}" preserveAspectRatio="none"'
    return f'<svg class="stretched" x="0" y="0" width="100%" height="{height:g}" {box}>{inner}</svg>'


def _grid(scale: _Scale) -> Iterator[str]:
    chart = scale.chart
    for value in _ticks(chart.low, chart.high):
        yield _level("grid", scale.y(value))
    for guide in chart.guides:
        yield _level("guide", scale.y(guide.value))


def _level(kind: str, y: float) -> str:
    return f'<line class="{kind}" x1="0" x2="100%" y1="{y:.1f}" y2="{y:.1f}"/>'


def _levels(scale: _Scale) -> Iterator[str]:
    """Name the levels, over the curves."""
    chart = scale.chart
    shown = [(value, scale.y(value)) for value in _ticks(chart.low, chart.high) if scale.y(value) > 8]
    highest = max((value for value, _ in shown), default=0.0)
    for value, y in shown:
        unit = f" {chart.unit}" if chart.unit and value == highest else ""
        text = number(value, 0 if value == int(value) else 1)
        yield f'<text x="0" y="{y - 3:.1f}">{_text(text + unit)}</text>'
    for guide in chart.guides:
        y = scale.y(guide.value) - 4
        yield f'<text x="100%" y="{y:.1f}" text-anchor="end">{_text(guide.text)}</text>'


def _lane(lane: LaneRow, row: int, duration: float) -> Iterator[str]:
    top = ROW * row
    yield f'<text class="name" x="0" y="{top + 12}">{_text(_short(lane.name))}</text>'
    yield f'<text x="100%" y="{top + 12}" text-anchor="end">{_text(lane.detail)}</text>'
    yield f'<rect class="ground" x="0" y="{top + NAME + 2}" width="100%" height="{BAR}" rx="2"/>'
    for span in lane.spans:
        first, last = _share(span.start, duration), _share(span.end, duration)
        told = f"{span.text} {clock(span.start, 0.1)} – {clock(span.end, 0.1)}"
        place = f'x="{_percent(first)}" y="{top + NAME + 2}" width="{_percent(max(last - first, 0.002))}"'
        kind = f"span b{row % SERIES}"
        yield f'<rect class="{kind}" {place} height="{BAR}" rx="1.5"><title>{_text(told)}</title></rect>'


def _short(name: str) -> str:
    return name if len(name) <= LONGEST else f"{name[: LONGEST - 1]}…"


def _times(duration: float, top: float) -> Iterator[str]:
    """Write times under a chart, few enough for a narrow screen; the last one ends with it."""
    step = next((step for step in _STEPS if duration / step <= 6), duration / 5 or 1.0)
    for index in range(int(duration / step) + 1):
        time = index * step
        share = _share(time, duration)
        if share <= 0.93:
            anchor = "start" if index == 0 else "middle"
            at = f'x="{_percent(share)}" y="{top + 14:g}"'
            yield f'<text {at} text-anchor="{anchor}">{clock(time, 1)}</text>'
    yield f'<text x="100%" y="{top + 14:g}" text-anchor="end">{clock(duration, 1)}</text>'


def _path(line: Line, scale: _Scale) -> str:
    parts, drawing, last = list[str](), False, 0.0
    for time, value in zip(line.times, line.values, strict=True):
        if not math.isfinite(value):
            drawing = False
            continue
        x, y = scale.x(time), scale.y(value)
        if drawing and scale.chart.steps:
            parts.append(f"L{x:.1f} {last:.1f}")
        parts.append(f"{'L' if drawing else 'M'}{x:.1f} {y:.1f}")
        drawing, last = True, y
    return "".join(parts)


def _ticks(low: float, high: float) -> Iterator[float]:
    span = high - low or 1.0
    rough = span / 4
    unit = 10 ** math.floor(math.log10(rough))
    step = next(unit * factor for factor in (1, 2, 2.5, 5, 10) if unit * factor >= rough * 0.99)
    for index in range(math.ceil(low / step), math.floor(high / step) + 1):
        yield index * step


def _share(time: float, duration: float) -> float:
    return min(max(time / duration, 0.0), 1.0) if duration > 0 else 0.0


def _percent(share: float) -> str:
    return f"{100 * min(max(share, 0.0), 1.0):.3f}%"


def _text(text: str) -> str:
    return escape(for_xml(text))


def _attribute(text: str) -> str:
    return quoteattr(for_xml(text))
