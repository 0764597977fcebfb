"""The map of the zones as SVG: shaded by class, numbered, services marked by shape and letter."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from xml.sax.saxutils import escape

from shapely import box

from observatorio.balance.model import Map
from observatorio.charts.model import Point
from observatorio.charts.vega import FONT
from observatorio.geography import Bounds, Place, Plane, free_place, geometry_of, parts_of
from observatorio.map_classes import Classes
from observatorio.maps import (
    LABEL_STEP,
    LETTERED,
    MANY,
    MARK,
    Shown,
    apart,
    has_close_view,
    plane_of,
    view_of,
)
from observatorio.numbers import decimal
from observatorio.views.services import Kind

WIDTH, GAP, TALLEST = 690, 20, 400
INK, HIDDEN, LINE = "#2A2730", "#E9E7E3", 22
LETTER = 7.4  # pixels of a letter of the legend, on average
# Corners of each shape and how far the first is turned (degrees); the others are circles.
CORNERS = {"diamond": (4, 0), "square": (4, 45), "triangle-up": (3, 0), "hexagon": (6, 0),
           "pentagon": (5, 0), "hexagram": (12, 0), "cross": (4, 0)}  # fmt: skip
STAR = ("hexagram", "cross")
WHOLE, CLOSE = "Todo el distrito", "Sin la zona más extensa"
SCALES_KM = (0.5, 1, 2, 5, 10, 20)


@dataclass(frozen=True)
class Panel:
    """A view of the map: its place in kilometres, its left edge and its size in pixels."""

    shown: Shown
    plane: Plane
    view: Bounds
    left: float
    height: float

    @property
    def scale(self) -> float:
        """Pixels of a kilometre."""
        return self.height / (self.view[3] - self.view[1])

    @property
    def width(self) -> float:
        """Width in pixels."""
        return (self.view[2] - self.view[0]) * self.scale

    def at(self, place: Place) -> Place:
        """A place in kilometres as pixels from the upper left corner."""
        return (
            self.left + (place[0] - self.view[0]) * self.scale,
            (self.view[3] - place[1]) * self.scale,
        )


def zone_svg(block: Map) -> str:
    """The map with its legend; a second view shows the small zones where one is very large."""
    panels = panels_of(block.shown)
    height = max(panel.height for panel in panels)
    drawn = [part for panel in panels for part in _panel(panel, block.classes)]
    legend, below = _legend(block, height + 2 * LINE + 8)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{below:.0f}" '
        f'viewBox="0 0 {WIDTH} {below:.0f}" font-family="{FONT}" font-size="14" fill="{INK}">'
        f'<rect width="{WIDTH}" height="{below:.0f}" fill="#FFFFFF"/>'
        f"{_dots()}{''.join(drawn)}{''.join(legend)}</svg>"
    )


def panels_of(shown: Shown) -> list[Panel]:
    """One view, or two beside each other, that together are as wide as the page."""
    plane = plane_of(shown.zones)
    looks = [replace(shown, close=False)]
    looks += [replace(shown, close=True)] if has_close_view(shown.zones) else []
    views = [view_of(look, plane) for look in looks]
    wide = [(v[2] - v[0]) / (v[3] - v[1]) for v in views]
    room = WIDTH - GAP * (len(views) - 1)
    height = min(TALLEST, room / (wide[0] + (wide[1] if len(wide) > 1 else 0)))
    panels: list[Panel] = []
    for look, view in zip(looks, views, strict=True):
        left = panels[-1].left + panels[-1].width + GAP if panels else 0.0
        panels.append(Panel(look, plane, view, left, height))
    return panels


def _panel(panel: Panel, classes: Classes) -> Iterator[str]:
    """Zones, services, numbers and scale of a view."""
    for zone in panel.shown.zones:
        yield _zone(panel, zone.geometry, panel.shown.points.get(zone.zone), classes)
    marked = apart(panel.shown, panel.plane)
    for kind in reversed(panel.shown.services.located_kinds):
        names = [s.name for s in panel.shown.services.located if s.kind == kind.code]
        size = MARK[panel.shown.close, len(names) > MANY]
        for name in names:
            if box(*panel.view).contains(_point(marked[name])):
                yield mark(kind, panel.at(marked[name]), size)
    for number, zone in enumerate(panel.shown.zones, 1):
        yield _number(panel, number, zone.geometry, list(marked.values()))
    yield _scale(panel)
    told = CLOSE if panel.shown.close else WHOLE
    yield _words(told, (panel.left, panel.height + 18), 13)


def _point(place: Place) -> object:
    return box(place[0], place[1], place[0], place[1]).centroid


def _zone(panel: Panel, geometry: str, point: Point | None, classes: Classes) -> str:
    area = panel.plane.drawn(geometry_of(geometry)).intersection(box(*panel.view))
    fill = "url(#odvdots)"
    if point is not None and point.value is not None:
        fill = classes.color(point.value)
    paths = [
        "M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in map(panel.at, part.exterior.coords)) + "Z"
        for part in parts_of(area)
        if hasattr(part, "exterior") and not part.is_empty
    ]
    return f'<path d="{"".join(paths)}" fill="{fill}" stroke="{INK}" stroke-width="1.1"/>'


def _dots() -> str:
    """What fills a zone without a figure: dots on grey, never the lightest class."""
    return (
        '<defs><pattern id="odvdots" width="7" height="7" patternUnits="userSpaceOnUse">'
        f'<rect width="7" height="7" fill="{HIDDEN}"/><circle cx="3" cy="3" r="0.9" '
        f'fill="{INK}" opacity="0.5"/></pattern></defs>'
    )


def mark(kind: Kind, place: Place, size: int) -> str:
    """A service: the shape of its kind, with its letter where it is large enough."""
    x, y = place
    look = f'fill="#FFFFFF" stroke="{INK}" stroke-width="1.6"'
    if kind.symbol in CORNERS:
        corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in _corners(kind.symbol, place, size))
        drawn = f'<polygon points="{corners}" {look}/>'
    else:
        drawn = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 2:.1f}" {look}/>'
    if size < LETTERED:
        return drawn
    down = y + size * (0.27 if kind.symbol == "triangle-up" else 0.19)
    return f"{drawn}{_words(kind.letter, (x, down), size // 2, 'middle', bold=True)}"


def _corners(symbol: str, place: Place, size: int) -> list[Place]:
    count, turn = CORNERS[symbol]
    radius = size / 2 * (1.25 if count <= 4 else 1.05)  # noqa: PLR2004 - few corners look small
    found = []
    for number in range(count):
        angle = math.radians(turn + 360 * number / count)
        far = radius * (0.6 if symbol in STAR and number % 2 else 1)
        found.append((place[0] + far * math.sin(angle), place[1] - far * math.cos(angle)))
    return found


def _number(panel: Panel, number: int, geometry: str, taken: Sequence[Place]) -> str:
    """The zone's number on white, where it covers no service."""
    west, _, east, _ = panel.view
    area = panel.plane.drawn(geometry_of(geometry)).intersection(box(*panel.view))
    if not area.area:
        return ""
    x, y = panel.at(free_place(area, taken, (east - west) * LABEL_STEP))
    half = 5 + 4 * len(str(number))
    return (
        f'<rect x="{x - half:.1f}" y="{y - 9:.1f}" width="{2 * half}" height="18" rx="3" '
        f'fill="#FFFFFF" opacity="0.88"/>{_words(str(number), (x, y + 5), 14, "middle", bold=True)}'
    )


def _scale(panel: Panel) -> str:
    """A bar that says how long some kilometres are, under the view."""
    wide = panel.view[2] - panel.view[0]
    length = max(step for step in SCALES_KM if step <= max(SCALES_KM[0], wide / 4))
    right, y = panel.left + panel.width - 2, panel.height + 14
    left = right - length * panel.scale
    told = f"{decimal(length, int(length < 1))} km"
    return (
        f'<path d="M{left:.1f},{y}H{right:.1f}" stroke="{INK}" stroke-width="3"/>'
        f"{_words(told, (left - 6, y + 5), 13, 'end')}"
    )


def _legend(block: Map, top: float) -> tuple[list[str], float]:
    """Classes, what has no figure, and the kinds of services; and how far down it reaches."""
    entries = [
        (f'<rect x="{{x}}" y="{{y}}" width="20" height="14" fill="{tint}" stroke="{INK}"/>', name)
        for tint, name in zip(block.classes.steps, block.classes.names, strict=True)
    ]
    if any(point.value is None for point in block.shown.points.values()):
        look = f'width="20" height="14" fill="url(#odvdots)" stroke="{INK}"'
        entries.append((f'<rect x="{{x}}" y="{{y}}" {look}/>', "protegido o sin cifra"))
    kinds = block.shown.services.located_kinds
    rows = [*_lines(entries), *_lines([(kind, kind.many) for kind in kinds])]
    drawn = []
    for line, row in enumerate(rows):
        for x, key, name in row:
            y = top + LINE * line
            sign = mark(key, (x + 10, y + 7), 18) if isinstance(key, Kind) else key
            drawn.append(sign.format(x=round(x), y=round(y)))
            drawn.append(_words(name, (x + 27, y + 12), 14))
    return drawn, top + LINE * len(rows) + 4


def _lines(entries: Sequence[tuple[str | Kind, str]]) -> list[list[tuple[float, str | Kind, str]]]:
    """Entries one after the other, in as many lines as they need."""
    rows: list[list[tuple[float, str | Kind, str]]] = [[]]
    x = 0.0
    for key, name in entries:
        wide = 46 + LETTER * len(name)
        if x + wide > WIDTH and rows[-1]:
            rows.append([])
            x = 0.0
        rows[-1].append((x, key, name))
        x += wide
    return [row for row in rows if row]


def _words(text: str, place: Place, size: int, anchor: str = "start", *, bold: bool = False) -> str:
    weight = ' font-weight="bold"' if bold else ""
    return (
        f'<text x="{place[0]:.1f}" y="{place[1]:.1f}" font-size="{size}" text-anchor="{anchor}"'
        f"{weight}>{escape(text)}</text>"
    )
