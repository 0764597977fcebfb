"""Zone layers as offices have them: names in any usual column, rings wound either way."""

from __future__ import annotations

import json

import pytest
import shapely

from ingest.publish import publish
from observatorio.editions import current_cube

LEFT = [[-77.06, -11.84], [-77.06, -11.82], [-77.04, -11.82], [-77.04, -11.84], [-77.06, -11.84]]
RIGHT = [[x + 0.02, y] for x, y in LEFT]


def layer(*properties: dict[str, str | None]) -> str:
    """Two squares in the district, drawn clockwise."""
    features = [
        {
            "type": "Feature",
            "properties": said,
            "geometry": {"type": "Polygon", "coordinates": [ring]},
        }
        for said, ring in zip(properties, (LEFT, RIGHT), strict=True)
    ]
    return json.dumps({"type": "FeatureCollection", "features": features})


@pytest.mark.parametrize(
    "title",
    ["SECTOR", "Zona", "nombre", "DISTRITO", "NOMBDIST", "NOM_SECT", "Nombre del sector", "Barrio"],
)
def test_names_stand_in_the_usual_columns(deliver, registry, title: str) -> None:
    came = deliver(
        "zones", "sectores.geojson", layer({title: "Lomas", "X": "1"}, {title: "Río", "X": "2"})
    )
    assert came.outcome == "accepted", came.message
    told = registry().execute("SELECT zone, name FROM zones ORDER BY zone").fetchall()
    assert told == [("Z01", "Lomas"), ("Z02", "Río")]


def test_a_layer_without_names_says_what_it_has_and_what_is_taken(deliver) -> None:
    came = deliver("zones", "z.geojson", layer({"RESPONS": "A"}, {"RESPONS": "B"}))
    assert came.outcome == "refused"
    assert "Trae: «RESPONS»" in came.message
    assert "NOMBRE" in came.message
    assert "SECTOR" in came.message


def test_a_name_that_says_nothing_is_none(deliver) -> None:
    came = deliver("zones", "z.geojson", layer({"SECTOR": "S/D"}, {"SECTOR": "Río"}))
    assert came.outcome == "refused"
    assert "la zona no tiene nombre" in came.message


def test_rings_leave_counter_clockwise_whatever_came(deliver, settings) -> None:
    came = deliver("zones", "z.geojson", layer({"SECTOR": "Lomas"}, {"SECTOR": "Río"}))
    assert came.outcome == "accepted", came.message
    publish(settings)
    rows = current_cube(settings.public_dir, settings.district.ubigeo).rows("zones")
    shapes = [shapely.from_geojson(geometry) for _, _, geometry, _ in rows]
    rings = [part.exterior for s in shapes for part in shapely.get_parts(s)]
    assert rings
    assert all(shapely.is_ccw(ring) for ring in rings)
