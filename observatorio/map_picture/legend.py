"""What the fills and marks of the map mean: the same words on the page, a slide and a picture."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from observatorio.charts.measure import width_of
from observatorio.charts.vega_marks import INK
from observatorio.map_classes import GREY, ZERO, Classes
from observatorio.map_picture.marks import mark
from observatorio.map_picture.svg import Look, words
from observatorio.map_picture.zones import DOTTED, HIDDEN, hatched
from observatorio.maps import Shown
from observatorio.numbers import whole
from observatorio.views.services import Kind

UNSTABLE = "menos de 20 casos: inestable"
NO_FIGURES = "sin cifras por zona"
UNSHADED = "sin tonos: muchos registros no tienen zona"
KEY, MARK, SPACE = 20, 18, 22  # pixels of a swatch, of a mark, and around them and their words

POINTS = 72  # of an inch


class Fill(Enum):
    """How a zone is filled: by a class, or by what it lacks."""

    CLASS = "clase"
    PROTECTED = "sin número"
    UNSTABLE = "inestable"
    OUTSIDE = "sin punto"


@dataclass(frozen=True)
class Entry:
    """A fill and what it means; `tint` is that of a class."""

    fill: Fill
    told: str
    tint: str = ""

    @property
    def paint(self) -> str:
        """The fill of its swatch in an SVG that has the map's patterns."""
        own = {Fill.PROTECTED: DOTTED, Fill.UNSTABLE: hatched(ZERO), Fill.OUTSIDE: HIDDEN}
        return own.get(self.fill, self.tint)


def entries(shown: Shown, classes: Classes, outside: str) -> list[Entry]:
    """The classes, and the states without one that there are; `outside` names zones not asked."""
    known = [shown.points[z.zone] for z in shown.zones if z.zone in shown.points]
    values = [point.value for point in known]
    found = [Entry(Fill.CLASS, "0", ZERO)] if 0 in values and classes.count else []
    if any(values) and not classes.count:
        found.append(Entry(Fill.CLASS, UNSHADED, GREY))
    elif any(values):
        steps = zip(classes.names, classes.steps, strict=True)
        found += [Entry(Fill.CLASS, name, tint) for name, tint in steps]
    without = dict.fromkeys(point.text for point in known if point.value is None)
    found += [Entry(Fill.PROTECTED, text) for text in without]
    if any(point.unstable for point in known if point.value is not None):
        found.append(Entry(Fill.UNSTABLE, UNSTABLE))
    if len(known) < len(shown.zones):
        found.append(Entry(Fill.OUTSIDE, outside if known else NO_FIGURES))
    return found


def kinds(shown: Shown) -> list[tuple[Kind, str]]:
    """Each kind of service on the map, with its name and how many there are: «Comisaría (3)»."""
    places = [service.kind for service in shown.services.located]
    return [
        (kind, f"{kind.name} ({whole(places.count(kind.code))})")
        for kind in shown.services.located_kinds
    ]


def legend(shown: Shown, classes: Classes, look: Look, top: float) -> tuple[list[str], float]:
    """The legend from `top` on, in as many lines as it needs; and how far down it reaches."""
    told = [(entry, entry.told) for entry in entries(shown, classes, look.outside)]
    rows = [*_rows(told, look), *_rows(kinds(shown), look)]
    drawn = []
    for number, row in enumerate(rows):
        y = top + look.line * number + look.line / 2
        for x, key, name in row:
            drawn.append(_key(key, x, y))
            drawn.append(words(name, (x + KEY + 7, y + 0.36 * look.letters), look.letters))
    return drawn, top + look.line * len(rows)


def _key(key: Entry | Kind, x: float, y: float) -> str:
    if isinstance(key, Kind):
        return mark(key, (x + KEY / 2, y), MARK)
    return (
        f'<rect x="{x:.1f}" y="{y - 7:.1f}" width="{KEY}" height="14" fill="{key.paint}" '
        f'stroke="{INK}"/>'
    )


def _rows(
    told: Sequence[tuple[Entry | Kind, str]], look: Look
) -> list[list[tuple[float, Entry | Kind, str]]]:
    """Keys one after the other with their left edges, in as many lines as they need."""
    rows: list[list[tuple[float, Entry | Kind, str]]] = []
    x = 0.0
    for key, name in told:
        wide = KEY + POINTS * width_of(name, look.letters)
        if not rows or x + wide > look.width:
            rows.append([])
            x = 0.0
        rows[-1].append((x, key, name))
        x += wide + SPACE
    return rows
