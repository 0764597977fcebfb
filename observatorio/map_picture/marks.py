"""Services on the map: a shape for each kind, with its letter where the mark is large enough."""

from __future__ import annotations

import math
from collections.abc import Iterator

from observatorio.charts.vega_marks import INK
from observatorio.geography import Place
from observatorio.map_picture.panel import Panel
from observatorio.map_picture.svg import words
from observatorio.maps import LETTERED, MANY, MARK
from observatorio.views.services import Kind

# Corners of each shape and how far the first is turned (degrees); the others are circles.
CORNERS = {"diamond": (4, 0), "square": (4, 45), "triangle-up": (3, 0), "hexagon": (6, 0),
           "pentagon": (5, 0), "hexagram": (12, 0), "cross": (8, 0)}  # fmt: skip
# Every other corner of a star is nearer to its middle.
STARS = {"hexagram": 0.6, "cross": 0.4}
FEW_CORNERS = 4


def services(panel: Panel) -> Iterator[str]:
    """The services that are seen, those that a person in danger needs first on top."""
    for kind in reversed(panel.shown.services.located_kinds):
        own = [s.name for s in panel.shown.services.located if s.kind == kind.code]
        size = panel.times * MARK[panel.shown.close, len(own) > MANY]
        for name in own:
            if panel.sees(panel.marked[name]):
                yield mark(kind, panel.at(panel.marked[name]), size)


def mark(kind: Kind, place: Place, size: float) -> str:
    """A white shape with an edge around a place, `size` pixels across."""
    x, y = place
    edge = f'fill="#FFFFFF" stroke="{INK}" stroke-width="1.6"'
    if kind.symbol in CORNERS:
        corners = " ".join(f"{a:.1f},{b:.1f}" for a, b in _corners(kind.symbol, place, size))
        drawn = f'<polygon points="{corners}" {edge}/>'
    else:
        drawn = f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{size / 2:.1f}" {edge}/>'
    if size < LETTERED:
        return drawn
    down = y + size * (0.27 if kind.symbol == "triangle-up" else 0.19)
    return drawn + words(kind.letter, (x, down), round(0.52 * size), "middle", bold=True)


def _corners(symbol: str, place: Place, size: float) -> list[Place]:
    count, turn = CORNERS[symbol]
    radius = size / 2 * (1.25 if count <= FEW_CORNERS else 1.1)
    found = []
    for number in range(count):
        angle = math.radians(turn + 360 * number / count)
        far = radius * (STARS.get(symbol, 1) if number % 2 else 1)
        found.append((place[0] + far * math.sin(angle), place[1] - far * math.cos(angle)))
    return found
