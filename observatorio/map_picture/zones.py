"""Zones: their outline, what fills it, their number, and how long some kilometres are."""

from __future__ import annotations

from collections.abc import Iterator

from shapely import MultiPoint, box
from shapely.geometry.base import BaseGeometry

from observatorio.charts.model import Point
from observatorio.charts.palette import SEEN_FROM, contrast
from observatorio.charts.vega_marks import INK
from observatorio.geography import Place, free_place, parts_of
from observatorio.map_classes import ZERO, Classes
from observatorio.map_picture.panel import Panel
from observatorio.map_picture.svg import words
from observatorio.maps import LABEL_STEP, MARK
from observatorio.numbers import decimal

# A zone without a point, as on the page but on white; the pattern of one that has no number.
HIDDEN, DOTTED, DOTS = "#E2E0DD", "url(#odv-dots)", "#76726B"
SCALES_KM = (0.5, 1, 2, 5, 10, 20)


def fill_of(point: Point | None, classes: Classes) -> str:
    """The class of a zone, hatched where unstable; dotted grey where it has no number."""
    if point is None:
        return HIDDEN
    if point.value is None:
        return DOTTED
    tint = classes.color(point.value)
    return hatched(tint) if point.unstable and classes.count else tint


def hatched(tint: str) -> str:
    """The fill of what is unstable in a class."""
    return f"url(#odv-u{tint[1:]})"


def patterns(classes: Classes) -> str:
    """Dots, and each class once more with hatches."""
    hatches = "".join(map(_hatch, dict.fromkeys((*classes.steps, ZERO))))
    return (
        '<defs><pattern id="odv-dots" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{HIDDEN}"/><circle cx="4" cy="4" r="1.2" '
        f'fill="{DOTS}"/></pattern>{hatches}</defs>'
    )


def _hatch(tint: str) -> str:
    """Lines that are seen on the class; a tile of 8 is whole pixels at the scales that are used."""
    line = INK if contrast(tint, INK) >= SEEN_FROM else "#FFFFFF"
    return (
        f'<pattern id="odv-u{tint[1:]}" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{tint}"/><path d="M-2,2 l4,-4 M0,8 l8,-8 M6,10 l4,-4" '
        f'stroke="{line}" stroke-width="1.2"/></pattern>'
    )


def outlines(panel: Panel, classes: Classes) -> Iterator[str]:
    """Every zone with its fill, cut at the edges of the view."""
    name, (x, y) = f"odv-view{panel.shown.close:d}", panel.at((panel.view[0], panel.view[3]))
    yield (
        f'<clipPath id="{name}"><rect x="{x:.1f}" y="{y:.1f}" width="{panel.width:.1f}" '
        f'height="{panel.height:.1f}"/></clipPath><g clip-path="url(#{name})">'
    )
    for zone, area in zip(panel.shown.zones, panel.areas, strict=True):
        fill = fill_of(panel.shown.points.get(zone.zone), classes)
        yield (
            f'<path d="{_path(panel, area)}" fill="{fill}" fill-rule="evenodd" stroke="{INK}" '
            'stroke-width="1.2" stroke-linejoin="round"/>'
        )
    yield "</g>"


def _path(panel: Panel, area: BaseGeometry) -> str:
    """Each part with its holes, which the rule «evenodd» leaves empty."""
    rings = [ring for part in parts_of(area) for ring in (part.exterior, *part.interiors)]
    placed = [[panel.at((x, y)) for x, y, *_ in ring.coords] for ring in rings]
    return "".join("M" + "L".join(f"{x:.1f},{y:.1f}" for x, y in ring) + "Z" for ring in placed)


def numbers(panel: Panel, letters: float) -> Iterator[str]:
    """The number of each zone that is seen, on white, where it covers no service."""
    clear_px = panel.times * MARK[panel.shown.close, False] / 2 + 0.45 * letters
    marks = MultiPoint(list(panel.marked.values())).buffer(clear_px / panel.scale)
    for number, area in enumerate(panel.areas, 1):
        seen = area.intersection(box(*panel.view))
        if not seen.area:
            continue
        x, y = panel.at(_place(panel, seen, marks))
        half, tall = letters * (0.14 + 0.28 * len(str(number))), 1.15 * letters
        yield (
            f'<rect x="{x - half:.1f}" y="{y - tall / 2:.1f}" width="{2 * half:.1f}" '
            f'height="{tall:.1f}" rx="3" fill="#FFFFFF" fill-opacity="0.88"/>'
        )
        yield words(str(number), (x, y + 0.36 * letters), letters, "middle", bold=True)


def _place(panel: Panel, seen: BaseGeometry, marks: BaseGeometry) -> Place:
    """Where a number covers no mark, far from the border; in a zone full of them, in between."""
    clear, step = seen.difference(marks), (panel.view[2] - panel.view[0]) * LABEL_STEP
    return free_place(clear if clear.area else seen, list(panel.marked.values()), step)


def scale_bar(panel: Panel, letters: float) -> str:
    """A bar that says how long some kilometres are, under the right end of the view."""
    wide = panel.view[2] - panel.view[0]
    length = max(step for step in SCALES_KM if step <= max(SCALES_KM[0], wide / 4))
    right, y = panel.right - 2, panel.height + letters
    left = right - length * panel.scale
    told = f"{decimal(length, int(length < 1))} km"
    return (
        f'<path d="M{left:.1f},{y:.1f}H{right:.1f}" stroke="{INK}" stroke-width="3"/>'
        f"{words(told, (left - 6, y + 0.36 * letters), letters - 1, 'end')}"
    )
