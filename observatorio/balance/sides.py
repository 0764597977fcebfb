"""Which blocks stand beside each other: small charts in pairs, narrow tables in two columns."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from observatorio.balance.model import Block, Grid, Picture
from observatorio.charts.model import Chart

# What half a line holds: columns of a table, bars of a chart, letters of a bar's name.
MOST_COLUMNS, MOST_BARS, BAR_LETTERS = 5, 6, 5
HEAD_ROWS = 3  # height of a table's title and header, in rows


def columns_of(blocks: Sequence[Block]) -> list[int | None]:
    """Of each block its column (0 or 1), or None where it takes the whole line."""
    found: list[int | None] = []
    for kind, run in groupby(blocks, _kind):
        same = list(run)
        found += {"picture": _pairs, "grid": _halves}.get(kind, _whole)(same)
    return found


def _kind(block: Block) -> str:
    if isinstance(block, Picture) and is_small(block.chart):
        return "picture"
    if isinstance(block, Grid) and is_narrow(block):
        return "grid"
    return ""


def is_narrow(grid: Grid) -> bool:
    """True of a fine table of figures of few columns; one of sentences needs the line."""
    return grid.fine and bool(grid.figures) and len(grid.header) <= MOST_COLUMNS


def is_small(chart: Chart) -> bool:
    """True of columns of one series whose names and figures have room in half a line."""
    names = chart.categories
    fits = len(names) <= MOST_BARS and max(map(len, names), default=0) <= BAR_LETTERS
    alone = len(chart.series) == 1 and not chart.numbered_events
    return fits and alone and chart.kind == "column"


def _whole(blocks: Sequence[Block]) -> list[int | None]:
    return [None] * len(blocks)


def _pairs(blocks: Sequence[Block]) -> list[int | None]:
    """Two by two; one that is left over takes the line."""
    even = len(blocks) // 2 * 2
    return [*(place % 2 for place in range(even)), *[None] * (len(blocks) - even)]


def _halves(blocks: Sequence[Block]) -> list[int | None]:
    """The first ones to the left and the others to the right, about as tall; alone, the line."""
    if len(blocks) == 1:
        return [None]
    grids = [block for block in blocks if isinstance(block, Grid)]
    lines = [place for place, grid in enumerate(grids) for _ in range(HEAD_ROWS + len(grid.rows))]
    ends = [len([line for line in lines if line <= place]) for place in range(len(grids) - 1)]
    left = min(range(len(ends)), key=lambda last: max(ends[last], len(lines) - ends[last]))
    return [int(place > left) for place in range(len(grids))]
