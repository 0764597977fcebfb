"""A slide's map: a sharp picture, its key, and a native table of the zones beside it."""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import Any

from pptx.enum.dml import MSO_PATTERN
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches

from observatorio.charts.layout import clean
from observatorio.charts.measure import WIDER, cut, high, lines_anywhere, one_line, width_of
from observatorio.charts.model import Point
from observatorio.charts.text import alternative
from observatorio.charts.vega_marks import GREY, INK
from observatorio.map_picture.drawing import map_png
from observatorio.map_picture.legend import Entry, Fill, entries, kinds
from observatorio.map_picture.svg import Look as MapLook
from observatorio.map_picture.zones import DOTS, HIDDEN
from observatorio.slides.boxes import Look, Page, Place, box, decorative, panel, rgb_of, write
from observatorio.slides.model import Map, Slide
from observatorio.views.zone_words import NO_ZONE

TOP_ZONES, MAP_PART, ROW, KEY_ROW = 10, 0.58, 0.3, 0.3
SIZE, SMALL = 14, 12
HEAD, STRIPE = "#5B4A8A", "#F4F2F7"
# The slide has its key beside the picture, and one view of the zones as large as it can be.
MAP = MapLook(width=620, tallest=430, letters=16, both=False, legend=False)
# Programs draw a pattern of dots each in its way, some as lines: the dots are shapes of their own.
DOT, DOT_PLACES = 0.035, [(x, y) for x in (0.05, 0.13, 0.21) for y in (0.08, 0.16)]


def add_map(slide: Page, shown: Slide, place: Place) -> None:
    """The map on the left, its key under the table on the right."""
    assert shown.map is not None
    left, top, wide, tall = place
    picture = slide.shapes.add_picture(
        io.BytesIO(map_png(shown.map.shown, shown.map.classes, MAP)), Inches(left), Inches(top)
    )
    part = min(Inches(wide * MAP_PART) / picture.width, Inches(tall) / picture.height)
    picture.width, picture.height = int(picture.width * part), int(picture.height * part)
    picture.name = "Mapa"
    picture._element.nvPicPr.cNvPr.set("descr", clean(f"Mapa. {alternative(shown.chart)}"))
    start = left + picture.width / Inches(1) + 0.35
    room = left + wide - start
    swatches = entries(shown.map.shown, shown.map.classes, MAP.outside)
    services = _services(shown.map)
    kind_lines = lines_anywhere(services, room, SMALL)
    key = KEY_ROW * ((len(swatches) + 1) // 2) + high(kind_lines, SMALL) + 0.15
    rows = min(TOP_ZONES, len(shown.chart.categories), int((tall - key) / ROW) - 1)
    _table(slide, shown, (start, top, room, ROW * (rows + 1)), rows)
    below = top + tall - key
    _key(slide, swatches, (start, below, room, key))
    if services:
        place = (start, top + tall - high(kind_lines, SMALL), room, high(kind_lines, SMALL))
        box(slide, place, services, Look(SMALL, False, GREY), "Servicios")


def _table(slide: Page, shown: Slide, place: Place, rows: int) -> None:
    """The first zones of the chart with their figures as they are read."""
    chart = shown.chart
    made = slide.shapes.add_table(rows + 1, 2, *map(Inches, place))
    made.name = "Tabla de zonas"
    points = _first(chart.series[0].points, rows)
    count = len([point for point in points if point.key != NO_ZONE])
    told = f"Las {count} primeras zonas; todas están en las notas."
    made._element.nvGraphicFramePr.cNvPr.set("descr", told)
    grid = made.table
    widths = (place[2] * 0.7, place[2] * 0.3)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = Inches(width)
    heads = (f"Las {count} primeras zonas" if rows < len(chart.categories) else "Zona",
             chart.unit or chart.provenance.unit)  # fmt: skip
    lines = [heads, *((point.category, point.told) for point in points)]
    for number, cells in enumerate(lines):
        grid.rows[number].height = Inches(ROW)
        for at, words in enumerate(cells):
            _cell(grid.cell(number, at), words, widths[at], number, right=at == 1)


def _first(points: Sequence[Point], rows: int) -> list[Point]:
    """As many zones as there are rows; cases without a known zone are never left out."""
    last = [point for point in points[rows:] if point.key == NO_ZONE]
    return [*points[: rows - len(last)], *last]


def _cell(cell: Any, words: str, width: float, row: int, *, right: bool) -> None:
    """A cell of one line; what is too long for it is whole in the notes."""
    room, bold = (width - 0.2) / WIDER, row == 0
    size = SIZE if width_of(clean(words), SIZE, bold) <= room else SMALL
    said = one_line(words, room, size, bold)
    look = Look(size, row == 0, "#FFFFFF" if row == 0 else INK)
    cell.fill.solid()
    fill = HEAD if row == 0 else STRIPE if row % 2 == 0 else "#FFFFFF"
    cell.fill.fore_color.rgb = rgb_of(fill)
    write(cell.text_frame, said, look)
    cell.margin_left = cell.margin_right = Inches(0.08)
    cell.margin_top = cell.margin_bottom = Inches(0.02)
    cell.vertical_anchor = MSO_ANCHOR.MIDDLE
    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT if right else PP_ALIGN.LEFT


def _key(slide: Page, swatches: list[Entry], place: Place) -> None:
    """What each fill of the map means, two beside each other."""
    left, top, wide, _ = place
    for number, entry in enumerate(swatches):
        x, y = left + wide / 2 * (number % 2), top + KEY_ROW * (number // 2)
        made = panel(slide, (x, y + 0.04, 0.3, 0.2), entry.tint or HIDDEN, "Clave")
        made.line.color.rgb = rgb_of(GREY)
        if entry.fill == Fill.UNSTABLE:
            _hatch(made)
        for right, down in DOT_PLACES if entry.fill == Fill.PROTECTED else ():
            decorative(panel(slide, (x + right, y + down, DOT, DOT), DOTS, "Clave: punto"))
        room = (x + 0.38, y + 0.02, wide / 2 - 0.42, 0.26)
        said = cut(entry.told, room[2], SMALL, 1)[0]
        box(slide, room, said, Look(SMALL), "Clave: texto")


def _hatch(made: Any) -> None:
    """Lines on white, as on the picture."""
    made.fill.patterned()
    made.fill.pattern = MSO_PATTERN.WIDE_UPWARD_DIAGONAL
    made.fill.fore_color.rgb, made.fill.back_color.rgb = rgb_of(INK), rgb_of("#FFFFFF")


def _services(drawn: Map) -> str:
    """The letter and shape of each kind of service on the map, and how many there are."""
    told = [f"{kind.glyph} {kind.letter} {name}" for kind, name in kinds(drawn.shown)]
    return f"Servicios: {' · '.join(told)}" if told else ""
