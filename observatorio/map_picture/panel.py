"""Views of the map: what part of the district each shows, and where on the picture."""

from __future__ import annotations

from dataclasses import dataclass, replace

from shapely.geometry.base import BaseGeometry

from observatorio.geography import Bounds, Place, geometry_of
from observatorio.map_picture.svg import Look
from observatorio.maps import MARK, Shown, apart, has_close_view, plane_of, view_of

GAP = 20
# Two views leave less room for marks: in the whole they are shapes, in the close one they have
# letters. Beside each other marks stand as far apart as they are large, and a little more.
SMALLER, APART = {False: 0.75, True: 0.85}, 1.15


@dataclass(frozen=True)
class Panel:
    """A view: its zones and services in kilometres, what is seen of them, and its pixels.

    `times` is how large marks are (1: as on the page).
    """

    shown: Shown
    areas: tuple[BaseGeometry, ...]
    marked: dict[str, Place]
    view: Bounds
    left: float
    height: float
    times: float

    @property
    def scale(self) -> float:
        """Pixels of a kilometre."""
        return self.height / (self.view[3] - self.view[1])

    @property
    def width(self) -> float:
        """Width in pixels."""
        return (self.view[2] - self.view[0]) * self.scale

    @property
    def right(self) -> float:
        """The right edge in pixels."""
        return self.left + self.width

    def at(self, place: Place) -> Place:
        """A place in kilometres as pixels from the upper left corner."""
        return (
            self.left + (place[0] - self.view[0]) * self.scale,
            (self.view[3] - place[1]) * self.scale,
        )

    def sees(self, place: Place) -> bool:
        """True when a place in kilometres is in the view."""
        west, south, east, north = self.view
        return west <= place[0] <= east and south <= place[1] <= north


def panels_of(shown: Shown, look: Look) -> list[Panel]:
    """The view that is asked for, and beside the whole, if wanted, that without a very large zone.

    Together they are at most as wide as `look` says, and each at most as tall.
    """
    plane = plane_of(shown.zones)
    areas = tuple(plane.drawn(geometry_of(zone.geometry)) for zone in shown.zones)
    shows = [shown]
    if look.both and not shown.close and has_close_view(shown.zones):
        shows.append(replace(shown, close=True))
    views = [view_of(each, plane) for each in shows]
    height = _height([(v[2] - v[0]) / (v[3] - v[1]) for v in views], look)
    panels: list[Panel] = []
    for each, view in zip(shows, views, strict=True):
        left = panels[-1].right + GAP if panels else 0.0
        times = look.marks * (SMALLER[each.close] if len(shows) > 1 else 1)
        km = APART * times * MARK[each.close, False] * (view[3] - view[1]) / height
        panels.append(Panel(each, areas, apart(each, plane, km), view, left, height, times))
    return panels


def _height(proportions: list[float], look: Look) -> float:
    """Pixels, the same for views of these widths per height, side by side."""
    first, *others = proportions
    together = first + others[0] if others else first
    return min(look.tallest, (look.width - GAP * len(others)) / together)
