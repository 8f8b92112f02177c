"""Charts as tables, for those who cannot see them or want the numbers."""

import math

from app.report.facts.formatting import number
from app.report.page.blocks import Bars, Cell, Lanes, Plot, Table, TableColumn
from resources.clock import clock
from resources.language import tr

ROWS = 40
"""Rows of a curve."""


def plot_table(chart: Plot) -> Table:
    """Give some of a plot's values, evenly apart; with steps all of them."""
    columns = (TableColumn(tr("Time")), *(TableColumn(line.name, number=True) for line in chart.lines))
    times = chart.lines[0].times[: -1 if chart.steps else None]
    every = 1 if chart.steps else max(1, -(-len(times) // ROWS))
    rows = tuple(
        (
            Cell(clock(times[index], 0.1)),
            *(Cell(number(line.values[index], chart.digits)) for line in chart.lines),
        )
        for index in range(0, len(times), every)
        if any(math.isfinite(line.values[index]) for line in chart.lines)
    )
    return Table(chart.title, columns, rows, folded=True)


def lanes_table(chart: Lanes) -> Table:
    """Give every stretch of every lane."""
    columns = (
        TableColumn(tr("Name"), wide=1),
        TableColumn(tr("From"), number=True),
        TableColumn(tr("To"), number=True),
    )
    rows = tuple(
        (
            Cell(span.text if row.name == span.text else f"{row.name}: {span.text}"),
            Cell(clock(span.start, 0.1)),
            Cell(clock(span.end, 0.1)),
        )
        for row in chart.rows
        for span in row.spans
    )
    return Table(chart.title, columns, rows, folded=True)


def bars_table(chart: Bars) -> Table:
    """Give bars as rows."""
    rows = tuple((Cell(row.name), Cell(row.text)) for row in chart.rows)
    return Table(chart.title, (TableColumn(tr("Name"), wide=1), TableColumn(tr("Value"), number=True)), rows)
