"""The map as a picture that says all by itself, as that of a chart does.

Whoever meets it without the page reads in it the sentence, the question, the unit, what each zone
has, the source, the filters, the edition, and that it is a demonstration if it is.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import vl_convert

from observatorio.charts.layout import lines_of
from observatorio.charts.measure import cut
from observatorio.charts.model import Chart
from observatorio.charts.remarks import CIRCLE
from observatorio.charts.stamp import told
from observatorio.charts.vega import PADDING, TEXT_LETTERS, TITLE_LETTERS, WIDTH
from observatorio.charts.vega_marks import GREY, INK
from observatorio.map_classes import Classes
from observatorio.map_picture.drawing import Drawn, drawn
from observatorio.map_picture.svg import Look, document, words
from observatorio.maps import Shown

LOOK = Look(width=WIDTH - 2 * PADDING, tallest=520)
# The list of zones, in pixels: a column, what its further lines are moved to the right by, letters,
# height of a line; and lines of a name.
COLUMN, INDENT, SIZE, LINE, NAME_LINES = 290, 14, 13, 19, 3
POINTS = 72
GAP, FOOT_LINES = 14, 6
# What the bars mark with a circle is dotted on the map.
PROTECTED = (CIRCLE, "Lo punteado marca una cifra protegida")


@dataclass(frozen=True)
class Block:
    """Pieces of SVG with their own upper left corner, and their height."""

    parts: tuple[str, ...]
    height: float


def svg_bytes(
    chart: Chart, shown: Shown, classes: Classes, notes: Sequence[str] = (),
    stamp: Sequence[str] = (),
) -> bytes:  # fmt: skip
    """The map whose figures are those of a chart of the zones.

    `notes` are said of the map, `stamp` of whose it is and how it is protected (`stamp_of`).
    """
    head, foot = _head(chart), _foot(chart, notes, stamp)
    body, below = _body(list(_rows(chart, shown)), drawn(shown, classes, LOOK))
    top = PADDING + head.height
    parts = [_at(0, PADDING, head), *(_at(x, top + y, block) for x, y, block in body),
             _at(0, top + below, foot)]  # fmt: skip
    size = WIDTH, top + below + foot.height + PADDING
    named = f"{chart.question} {chart.headline}"
    return told(document(parts, size, LOOK.font, named), chart, stamp).encode()


def png_bytes(
    chart: Chart, shown: Shown, classes: Classes, notes: Sequence[str] = (),
    stamp: Sequence[str] = (), *, scale: float = 2,
) -> bytes:  # fmt: skip
    """The same as PNG, `scale` pixels for each of the SVG's."""
    made = svg_bytes(chart, shown, classes, notes, stamp)
    return vl_convert.svg_to_png(made.decode(), scale=scale)


def _body(rows: Sequence[str], views: Drawn) -> tuple[list[tuple[float, float, Block]], float]:
    """The views and the list of zones, beside them where there is room; and how tall both are."""
    drawn_views = Block(views.parts, views.size[1])
    left = views.views[0] + 2 * GAP
    if LOOK.width - left >= COLUMN:
        listed = _list(rows, LOOK.width - left)
        if listed.height <= views.views[1]:
            return [(0, 0, drawn_views), (left, 0, listed)], views.size[1] + GAP
    listed, below = _list(rows, LOOK.width), views.size[1] + GAP
    return [(0, 0, drawn_views), (0, below, listed)], below + listed.height + GAP


def _at(x: float, y: float, block: Block) -> str:
    """A block within the picture's edge, with its upper left corner at a place."""
    return f'<g transform="translate({PADDING + x:.1f},{y:.1f})">{"".join(block.parts)}</g>'


def _head(chart: Chart) -> Block:
    """The sentence, and what is asked in which unit."""
    said = lines_of(chart.headline, TITLE_LETTERS, 4)
    asked = lines_of(f"{chart.question} · {chart.measured}", TEXT_LETTERS - 15, 3)
    parts = [words(t, (0, 18 + 25 * n), 20, bold=True) for n, t in enumerate(said)]
    top = 25 * len(said) + 18
    parts += [words(text, (0, top + 20 * n), 15, fill=GREY) for n, text in enumerate(asked)]
    return Block(tuple(parts), top + 20 * len(asked))


def _rows(chart: Chart, shown: Shown) -> Iterator[str]:
    """What each zone has, by its number; then what the chart counts outside of them."""
    for number, zone in enumerate(shown.zones, 1):
        point = shown.points.get(zone.zone)
        yield f"{number} · {zone.name}: {point.told if point else LOOK.outside}"
    own = {point.category for point in shown.points.values()}
    for point in chart.series[0].points:
        if point.category not in own:
            yield f"{point.category}: {point.told}"


def _list(rows: Sequence[str], width: float) -> Block:
    """The rows in columns of about as many lines."""
    count = max(1, int(width // COLUMN))
    room = (width / count - GAP - INDENT) / POINTS
    columns = _columns([cut(row, room, SIZE, NAME_LINES) for row in rows], count)
    parts = [
        words(text, (number * width / count + INDENT * bool(further), 14 + LINE * line), SIZE)
        for number, column in enumerate(columns)
        for line, (text, further) in enumerate(column)
    ]
    return Block(tuple(parts), LINE * max(map(len, columns)))


def _columns(rows: Sequence[Sequence[str]], count: int) -> list[list[tuple[str, int]]]:
    """Lines of each column, each with its place in its row; a row is never parted."""
    least = -(-len([line for row in rows for line in row]) // count)
    columns: list[list[tuple[str, int]]] = [[]]
    for row in rows:
        if len(columns[-1]) >= least:
            columns.append([])
        columns[-1] += [(text, place) for place, text in enumerate(row)]
    return columns


def _foot(chart: Chart, notes: Sequence[str], stamp: Sequence[str]) -> Block:
    """Remarks, source line and the mark of a demonstration."""
    texts = [(note, GREY) for note in (*_remarks(chart), *notes)]
    texts.append((f"{chart.provenance.line}.", INK))
    texts += [(" ".join(stamp), GREY)] if stamp else []
    parts, y = [], 12.0
    for text, tone in texts:
        lines = lines_of(text, TEXT_LETTERS, FOOT_LINES)
        parts += [words(line, (0, y + 17 * n), 13, fill=tone) for n, line in enumerate(lines)]
        y += 17 * len(lines) + 4
    if chart.provenance.demonstration:
        parts.append(words("Datos de demostración", (0, y + 4), 14, bold=True))
        y += 22
    return Block(tuple(parts), y - 12)


def _remarks(chart: Chart) -> list[str]:
    """Those of the bars, of what is on the map: limits and further series are not."""
    first = chart.series[0]
    points = tuple(replace(point, limits=None) for point in first.points)
    on_it = replace(chart, series=(replace(first, points=points),))
    return [note.replace(*PROTECTED) for note in on_it.remarks]
