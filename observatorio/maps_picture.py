"""The map of the zones as a picture, made on this machine without a browser or a network.

The same zones, classes, numbers and marks as on the page (`observatorio.maps`). Nothing in it is
text from outside: zones have their number, services the letter of their kind.
"""

from __future__ import annotations

import math

import vl_convert
from shapely import box
from shapely.geometry.base import BaseGeometry

from observatorio.charts.model import Point
from observatorio.geography import Bounds, Place, free_place, geometry_of, parts_of
from observatorio.map_classes import ZERO, Classes
from observatorio.maps import LABEL_STEP, Shown, apart, plane_of, view_of
from observatorio.numbers import decimal

INK, HIDDEN, DOTS = "#2A2730", "#E2E0DD", "#8A867F"
FONT = "Liberation Sans, Arial, sans-serif"
# Pixels across the picture before it is scaled, and of a mark.
SIDE, MARK, MANY, FEW_MARK = 620, 5, 6, 9
# Corners of the marks: how many, and whether they are a star.
CORNERS = {"diamond": 4, "triangle-up": 3, "hexagon": 6, "pentagon": 5, "hexagram": 6}
PATTERNS = (
    '<pattern id="p" width="9" height="9" patternUnits="userSpaceOnUse">'
    f'<rect width="9" height="9" fill="{HIDDEN}"/><circle cx="4.5" cy="4.5" r="1.3" '
    f'fill="{DOTS}"/></pattern>'
)


def map_svg(shown: Shown, classes: Classes) -> str:
    """The map as SVG: zones shaded by class and numbered, services by the shape of their kind."""
    plane = plane_of(shown.zones)
    view = view_of(shown, plane)
    west, south, east, north = view
    scale = SIDE / max(east - west, north - south)
    drawn = [plane.drawn(geometry_of(zone.geometry)) for zone in shown.zones]
    pairs = list(zip(shown.zones, drawn, strict=True))
    shapes = [_zone(a, shown.points.get(z.zone), classes, view, scale) for z, a in pairs]
    taken = list(apart(shown, plane).values())
    shapes += _services(shown, apart(shown, plane), view, scale)
    shapes += [_number(n, area, taken, view, scale) for n, area in enumerate(drawn, 1)]
    wide, high = (east - west) * scale, (north - south) * scale
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{wide:.1f}" height="{high:.1f}" '
        f'viewBox="0 0 {wide:.1f} {high:.1f}"><defs>{PATTERNS}{_hatches(classes)}</defs>'
        f'<rect width="100%" height="100%" fill="#FFFFFF"/>{"".join(shapes)}'
        f"{_scale(view, scale)}</svg>"
    )


def map_png(shown: Shown, classes: Classes, scale: float = 3.5) -> bytes:
    """The same as PNG, `scale` pixels for each of the SVG's."""
    return vl_convert.svg_to_png(map_svg(shown, classes), scale=scale)


def _hatches(classes: Classes) -> str:
    """Each class once more, hatched, for what is unstable."""
    return "".join(
        f'<pattern id="u{tint[1:]}" width="9" height="9" patternUnits="userSpaceOnUse">'
        f'<rect width="9" height="9" fill="{tint}"/><path d="M-2,2 l4,-4 M0,9 l9,-9 M7,11 l4,-4" '
        f'stroke="{INK}" stroke-width="1"/></pattern>'
        for tint in dict.fromkeys((*classes.steps, ZERO))
    )


def _placed(place: Place, view: Bounds, scale: float) -> Place:
    """Pixels from the upper left corner."""
    return (place[0] - view[0]) * scale, (view[3] - place[1]) * scale


def _zone(
    area: BaseGeometry, point: Point | None, classes: Classes, view: Bounds, scale: float
) -> str:
    rings = [ring for part in parts_of(area) for ring in (part.exterior, *part.interiors)]
    path = "".join(
        "M"
        + "L".join(
            "{:.1f},{:.1f}".format(*_placed((x, y), view, scale)) for x, y, *_ in ring.coords
        )
        + "Z"
        for ring in rings
    )
    return (
        f'<path d="{path}" fill="{_fill(point, classes)}" fill-rule="evenodd" stroke="{INK}" '
        'stroke-width="1.3" stroke-linejoin="round"/>'
    )


def _fill(point: Point | None, classes: Classes) -> str:
    """The class of a zone, hatched where unstable; dotted grey where it has no number."""
    if point is None:
        return HIDDEN
    if point.value is None:
        return "url(#p)"
    tint = classes.color(point.value)
    return f"url(#u{tint[1:]})" if point.unstable else tint


def _services(shown: Shown, marked: dict[str, Place], view: Bounds, scale: float) -> list[str]:
    found = []
    for kind in reversed(shown.services.located_kinds):
        own = [s for s in shown.services.located if s.kind == kind.code]
        few = len(own) <= MANY
        for service in own:
            x, y = _placed(marked[service.name], view, scale)
            found.append(_mark(kind.symbol, x, y, FEW_MARK if few else MARK))
            found += [_text(kind.letter, x, y + 5, 13)] if few else []
    return found


def _mark(symbol: str, x: float, y: float, size: float) -> str:
    """A white shape with an edge."""
    look = f'fill="#FFFFFF" stroke="{INK}" stroke-width="1.6"'
    if symbol == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size}" {look}/>'
    if symbol == "square":
        return (
            f'<rect x="{x - size:.1f}" y="{y - size:.1f}" width="{2 * size}" '
            f'height="{2 * size}" {look}/>'
        )
    count = CORNERS.get(symbol, 4)
    radius = 1.3 * size
    corners = [
        (
            x + radius * math.sin(2 * math.pi * i / count),
            y - radius * math.cos(2 * math.pi * i / count),
        )
        for i in range(count)
    ]
    points = " ".join(f"{a:.1f},{b:.1f}" for a, b in corners)
    return f'<polygon points="{points}" {look}/>'


def _text(words: str, x: float, y: float, size: int) -> str:
    return (
        f'<text x="{x:.1f}" y="{y:.1f}" font-family="{FONT}" font-size="{size}" font-weight="700" '
        f'text-anchor="middle" fill="{INK}">{words}</text>'
    )


def _number(number: int, area: BaseGeometry, taken: list[Place], view: Bounds, scale: float) -> str:
    """The number of a zone where it covers no service; none where the zone is not seen."""
    seen = area.intersection(box(*view))
    if not seen.area:
        return ""
    place = free_place(seen, taken, (view[2] - view[0]) * LABEL_STEP)
    x, y = _placed(place, view, scale)
    wide = 9 + 9 * len(str(number))
    return (
        f'<rect x="{x - wide / 2:.1f}" y="{y - 10:.1f}" width="{wide}" height="20" rx="4" '
        f'fill="#FFFFFF" fill-opacity="0.9"/>{_text(str(number), x, y + 6, 17)}'
    )


def _scale(view: Bounds, scale: float) -> str:
    """A bar that says how long some kilometres are, in the lower right corner."""
    west, south, east, north = view
    length = max(step for step in (0.5, 1, 2, 5, 10, 20) if step <= max(0.5, (east - west) / 4))
    right, base = 0.97 * (east - west) * scale, 0.97 * (north - south) * scale
    left = right - length * scale
    return (
        f'<path d="M{left:.1f},{base:.1f}H{right:.1f}" stroke="{INK}" stroke-width="4"/>'
        f"{_text(f'{decimal(length, int(length < 1))} km', (left + right) / 2, base - 8, 16)}"
    )
