"""A chart of the report as SVG: what is drawn, without the words that the page says beside it.

The picture that people take away says all by itself. In a document the headline, the notes and the
source are text around it, so they are left out here, and the drawing is narrower: its letters then
have the size of the page's.
"""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import vl_convert

from observatorio.balance.model import Map, Picture
from observatorio.charts import picture
from observatorio.charts.layout import sideways, ticks
from observatorio.charts.model import Chart
from observatorio.charts.vega import vega_lite
from observatorio.charts.vega_around import around, behind
from observatorio.charts.vega_marks import Frame, marks
from observatorio.charts.vega_words import written
from observatorio.map_picture.drawing import map_svg
from observatorio.map_picture.svg import Look

# Pixels by which it is narrower (in half a line: much), height over the axis, part of the height
# of lying bars, edge.
NARROWER, HALVED, HEIGHT, LOWER, PADDING = 190, 593, 144, 0.74, 4
# A report has no filter of zones: what has no point has no figure.
# Marks are large enough for the letter that the legend gives them.
MAP = Look(width=690, tallest=360, marks=1.1, outside="sin cifra")


def svg_of(block: Picture | Map, *, half: bool = False) -> str:
    """The drawing of a block, text as text; `half` for half a line."""
    if isinstance(block, Map):
        return map_svg(block.shown, block.classes, MAP)
    return chart_svg(block.chart, HALVED if half else NARROWER)


def chart_svg(chart: Chart, narrower: int = NARROWER) -> str:
    """The chart without title, notes and source."""
    drawn = vl_convert.vegalite_to_svg(
        bare(chart, narrower), vl_version=picture.VERSION, allowed_base_urls=[], show_warnings=False
    )
    return picture._patterned(drawn)


def png_of(svg: str, scale: float = 2) -> bytes:
    """The same as pixels, `scale` for each of the drawing's."""
    return vl_convert.svg_to_png(svg, scale=scale)


def bare(chart: Chart, narrower: int = NARROWER) -> dict[str, Any]:
    """The chart's Vega-Lite description without what stands around the axes."""
    spec = vega_lite(chart)
    frame = _frame(chart, spec, narrower)
    spec.pop("title")
    layers = [*behind(chart, frame), *marks(chart), *written(chart, frame), *around(chart, frame)]
    return spec | {"layer": layers, "width": frame.width, "height": frame.height,
                   "padding": PADDING}  # fmt: skip


def _frame(chart: Chart, spec: dict[str, Any], narrower: int) -> Frame:
    """The place of the axes, as the picture's ground tells it, in a narrower and lower picture."""
    ground = spec["layer"][0]["encoding"]
    left, wide = -ground["x"]["value"], ground["x2"]["value"]
    values = spec["encoding"]["x" if sideways(chart) else "y"]["scale"]["domain"]
    full = Frame(spec["width"], spec["height"], left, wide - spec["width"], values[1],
                 tuple(ticks(chart)))  # fmt: skip
    # Bars side by side need their height for their figures.
    lower = 1 if chart.kind == "row" and len(chart.series) > 1 else LOWER
    height = round(full.height * lower) if sideways(chart) else HEIGHT
    return replace(full, width=full.width - narrower, height=height)
