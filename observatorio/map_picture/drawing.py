"""The map as SVG and PNG, for a slide or a document that says the rest around it."""

from __future__ import annotations

from dataclasses import dataclass

import vl_convert

from observatorio.geography import Place
from observatorio.map_classes import Classes
from observatorio.map_picture.legend import legend
from observatorio.map_picture.marks import services
from observatorio.map_picture.panel import Panel, panels_of
from observatorio.map_picture.svg import Look, document, words
from observatorio.map_picture.zones import numbers, outlines, patterns, scale_bar
from observatorio.maps import Shown

WHOLE, CLOSE = "Todo el distrito", "Sin la zona más extensa"
LEGEND_GAP = 8
AS_ON_THE_PAGE = Look()


@dataclass(frozen=True)
class Drawn:
    """Pieces of SVG and the pixels that they take: of the views, and with the legend."""

    parts: tuple[str, ...]
    views: Place
    size: Place


def map_svg(shown: Shown, classes: Classes, look: Look = AS_ON_THE_PAGE) -> str:
    """Zones shaded by class and numbered, services by the shape of their kind, as a picture."""
    made = drawn(shown, classes, look)
    return document(made.parts, made.size, look.font)


def map_png(
    shown: Shown, classes: Classes, look: Look = AS_ON_THE_PAGE, scale: float = 3.5
) -> bytes:
    """The same as PNG, `scale` pixels for each of the SVG's."""
    return vl_convert.svg_to_png(map_svg(shown, classes, look), scale=scale)


def drawn(shown: Shown, classes: Classes, look: Look) -> Drawn:
    """The views beside each other, and under them the legend if it is wanted."""
    panels = panels_of(shown, look)
    parts = [patterns(classes)]
    for panel in panels:
        parts += _panel(panel, classes, look, named=len(panels) > 1 or shown.close)
    views = panels[-1].right, panels[0].height + look.line
    if not look.legend:
        return Drawn(tuple(parts), views, views)
    said, below = legend(shown, classes, look, views[1] + LEGEND_GAP)
    return Drawn((*parts, *said), views, (look.width, below + LEGEND_GAP))


def _panel(panel: Panel, classes: Classes, look: Look, *, named: bool) -> list[str]:
    """Zones, services, numbers and scale of a view, and which it is where there are two."""
    found = [
        *outlines(panel, classes), *services(panel), *numbers(panel, look.letters),
        scale_bar(panel, look.letters),
    ]  # fmt: skip
    if named:
        place = (panel.left, panel.height + 1.36 * look.letters)
        found.append(words(CLOSE if panel.shown.close else WHOLE, place, look.letters - 1))
    return found
