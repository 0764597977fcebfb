"""Shapes and distances of a district: straight lines between places, in kilometres.

A district is small enough for a flat map: longitudes are shortened by the cosine of the latitude.
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from shapely import Point, contains_xy, distance, maximum_inscribed_circle, points, union_all
from shapely.affinity import affine_transform
from shapely.geometry import shape
from shapely.geometry.base import BaseGeometry

# Mean radius of the Earth (IUGG), and the length of a degree of latitude on such a sphere.
EARTH_KM = 6371.0088
DEGREE_KM = math.pi * EARTH_KM / 180

Place = tuple[float, float]
Bounds = tuple[float, float, float, float]


def distance_km(one: Place, other: Place) -> float:
    """Great-circle distance between two places given as (longitude, latitude) in degrees.

    Haversine formula (Sinnott 1984, «Virtues of the Haversine»).
    """
    (lon_1, lat_1), (lon_2, lat_2) = ([math.radians(v) for v in place] for place in (one, other))
    half = math.sin((lat_2 - lat_1) / 2) ** 2
    half += math.cos(lat_1) * math.cos(lat_2) * math.sin((lon_2 - lon_1) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


@dataclass(frozen=True)
class Plane:
    """A flat map around a place: kilometres to the east and to the north of it."""

    longitude: float
    latitude: float

    @property
    def degree_east_km(self) -> float:
        """Length of a degree of longitude here."""
        return DEGREE_KM * math.cos(math.radians(self.latitude))

    def place(self, longitude: float, latitude: float) -> Place:
        """Kilometres east and north."""
        east = (longitude - self.longitude) * self.degree_east_km
        return east, (latitude - self.latitude) * DEGREE_KM

    def drawn(self, geometry: BaseGeometry) -> BaseGeometry:
        """A geometry in degrees as one in kilometres."""
        x, y = self.degree_east_km, DEGREE_KM
        moved = (-self.longitude * x, -self.latitude * y)
        made: BaseGeometry = affine_transform(geometry, [x, 0, 0, y, *moved])
        return made


def geometry_of(geojson: str) -> BaseGeometry:
    """The polygon, or polygons, of a zone."""
    found: BaseGeometry = shape(json.loads(geojson))
    return found


def parts_of(geometry: BaseGeometry) -> list[BaseGeometry]:
    """The single polygons of a zone, the largest first."""
    return sorted(getattr(geometry, "geoms", [geometry]), key=lambda part: -part.area)


def inner_place(geojson: str) -> Place:
    """The place (longitude, latitude) of a zone's largest part that is farthest from its border.

    Always inside, as a centroid may not be; where people live in it plays no part.
    """
    largest = parts_of(geometry_of(geojson))[0]
    centre = maximum_inscribed_circle(largest).coords[0]
    if not largest.contains(Point(centre)):
        centre = largest.representative_point().coords[0]
    return centre[0], centre[1]


def contains(geojson: str, place: Place) -> bool:
    """True when the place (longitude, latitude) is in the zone or on its border."""
    return bool(geometry_of(geojson).covers(Point(place)))


def grid(area: BaseGeometry, step: float) -> list[Place]:
    """Places inside an area, `step` apart in its own unit."""
    west, south, east, north = area.bounds
    x, y = np.meshgrid(
        np.arange(west + step / 2, east, step), np.arange(south + step / 2, north, step)
    )
    inside = contains_xy(area, x, y)
    return [(float(a), float(b)) for a, b in zip(x[inside], y[inside], strict=True)]


def free_place(area: BaseGeometry, taken: Sequence[Place], step: float) -> Place:
    """A place for a label: far from the border of the area's largest part and from `taken`."""
    largest = parts_of(area)[0]
    x, y = largest.representative_point().coords[0]
    places = [(x, y), *grid(largest, step)]
    around_it = union_all([largest.boundary, *(Point(place) for place in taken)])
    return places[int(np.argmax(distance(points(places), around_it)))]


def around(bounds: Sequence[Bounds], margin: float = 0.04) -> Bounds:
    """What holds all of these (west, south, east, north), with a margin (part of the size)."""
    west, south = min(b[0] for b in bounds), min(b[1] for b in bounds)
    east, north = max(b[2] for b in bounds), max(b[3] for b in bounds)
    edge = margin * max(east - west, north - south)
    return west - edge, south - edge, east + edge, north + edge
