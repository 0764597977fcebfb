"""Zone layers: any format and coordinate system, checked in metres, never repaired."""

from __future__ import annotations

import json
from pathlib import Path

import geopandas as gpd
import pytest
import shapely
from shapely.geometry import box, shape

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.sources.base import Options

REFERENTIAL = Path(__file__).parents[1] / "data" / "reference" / "zones_150106.geojson"
# Two squares of about 1 km side by side, well inside the district.
WEST, EAST = box(-77.04, -11.85, -77.03, -11.84), box(-77.03, -11.85, -77.02, -11.84)


@pytest.fixture
def layer(tmp_path, settings):
    """Writes a layer and delivers it."""

    def _layer(shapes, file="zonas.geojson", crs="EPSG:4326", **columns):
        columns = columns or {"name": [f"Zona {n}" for n in range(1, len(shapes) + 1)]}
        frame = gpd.GeoDataFrame(columns, geometry=shapes, crs="EPSG:4326")
        frame = frame.to_crs(crs) if crs else frame.set_crs(None, allow_override=True)
        frame.to_file(tmp_path / file)
        return add("zones", tmp_path / file, Options(), settings)

    return _layer


def held(registry, columns="zone, name, kind"):
    return registry().sql(f"SELECT {columns} FROM zones ORDER BY zone").fetchall()


def test_the_referential_layer_loads_as_it_is(settings, registry):
    answer = add("zones", REFERENTIAL, Options(), settings)
    assert (answer.outcome, answer.accepted, answer.periods) == ("accepted", 11, [])
    features = json.loads(REFERENTIAL.read_text(encoding="utf-8"))["features"]
    expected = [tuple(f["properties"].values()) for f in features]
    assert held(registry) == expected
    assert set(held(registry, "ubigeo")) == {("150106",)}
    for (text,), feature in zip(held(registry, "geometry"), features, strict=True):
        assert shape(json.loads(text)).equals(shape(feature["geometry"]))


@pytest.mark.parametrize("crs", ["EPSG:4326", "EPSG:32718", "EPSG:24878", "EPSG:3857"])
@pytest.mark.parametrize("name", ["z.geojson", "z.shp", "z.gpkg"])
def test_any_format_in_any_coordinate_system(layer, registry, name, crs):
    answer = layer([WEST, EAST], name, crs)
    assert answer.outcome == "accepted", answer.message
    kept = [shape(json.loads(text)) for (text,) in held(registry, "geometry")]
    assert all(
        a.symmetric_difference(b).area < 1e-7 for a, b in zip(kept, [WEST, EAST], strict=True)
    )
    decimals = {
        len(str(abs(x)).partition(".")[2]) for s in kept for x in shapely.get_coordinates(s).flat
    }
    assert max(decimals) <= 5


@pytest.mark.parametrize("column", ["name", "nombre", "NOMBRE", "zona"])
def test_names_and_ids(layer, registry, column):
    layer([WEST, EAST], **{column: ["Año Nuevo", "El Progreso"], "codigo": [2, 1]})
    assert held(registry) == [("1", "El Progreso", "oficial"), ("2", "Año Nuevo", "oficial")]


def test_ids_are_made_where_there_are_none_and_kind_is_kept(layer, registry):
    layer([WEST, EAST], name_=[1, 2], nombre=["A", "B"], kind=["Referencial", None])
    assert held(registry) == [("Z01", "A", "referencial"), ("Z02", "B", "oficial")]


def test_a_new_layer_replaces_all_zones(layer, registry):
    layer([WEST, EAST], "a.geojson")
    layer([WEST], "b.geojson", name=["Única"])
    assert held(registry) == [("Z01", "Única", "oficial")]


def test_a_rebuild_gives_the_same_zones(layer, registry, settings):
    layer([WEST, EAST])
    before = held(registry, "zone, name, kind, geometry")
    Registry(settings).rebuild()
    assert held(registry, "zone, name, kind, geometry") == before


def test_zones_of_the_gazetteer_that_the_layer_lacks_are_told(layer):
    told = " ".join(layer([WEST]).reasons)
    assert "el gacetero ubica lugares en zonas que esta capa no tiene (Z02" in told


@pytest.mark.parametrize("name", ["z.shp", "z.gpkg"])
def test_without_coordinate_system_it_is_asked(layer, name):
    answer = layer([WEST], name, crs=None)
    assert answer.outcome == "refused" and "sistema de coordenadas" in answer.message


def test_metres_that_pass_for_degrees_are_asked(deliver):
    ring = [[280000, 8690000], [281000, 8690000], [281000, 8691000], [280000, 8690000]]
    feature = {
        "type": "Feature",
        "properties": {"name": "A"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    text = json.dumps({"type": "FeatureCollection", "features": [feature]})
    answer = deliver("zones", "z.geojson", text)
    assert answer.outcome == "refused" and "sistema de coordenadas" in answer.message


BOW = shapely.Polygon([(-77.04, -11.85), (-77.03, -11.84), (-77.03, -11.85), (-77.04, -11.84)])


@pytest.mark.parametrize(
    ("shapes", "columns", "told"),
    [
        ([WEST, BOW], {"name": ["A", "Lazo"]}, "«Lazo»: el polígono no es válido"),
        ([WEST, WEST.centroid], {"name": ["A", "Punto"]}, "«Punto»: no es un polígono (Point)"),
        ([WEST, None], {"name": ["A", "Nada"]}, "«Nada»: la zona no tiene polígono"),
        ([WEST, EAST], {"name": ["A", None]}, "zona n.º 2: la zona no tiene nombre"),
        ([WEST, EAST], {"name": ["San José", "SAN JOSE"]}, "repetido: ya lo tiene la zona n.º 1"),
        ([WEST, EAST], {"name": ["A", "B"], "id": ["1", "1"]}, "«1»: repetido"),
        ([WEST, EAST], {"name": ["A", "B"], "id": ["1", None]}, "la zona no tiene código"),
        ([WEST, EAST], {"x": ["A", "B"]}, "ninguna columna de la capa dice los nombres"),
        ([WEST, WEST.buffer(0.001)], {"name": ["A", "B"]}, "«A»: se superpone con «B»"),
        ([WEST, box(-77.5, -11.85, -77.4, -11.84)], {"name": ["A", "Lejos"]}, "«Lejos»: sale"),
    ],
)
def test_a_zone_at_fault_refuses_the_layer_and_is_named(layer, registry, shapes, columns, told):
    layer([WEST, EAST], "antes.gpkg")
    answer = layer(shapes, **columns)
    assert answer.outcome == "refused"
    assert told in answer.message
    assert len(held(registry)) == 2


def test_slivers_and_a_little_outside_are_tolerated(layer, settings):
    sliver = shapely.transform(EAST, lambda xy: xy - [0.000005, 0])
    assert layer([WEST, sliver]).outcome == "accepted"
    rim = [
        (r["properties"], shape(r["geometry"]))
        for r in json.loads(REFERENTIAL.read_text())["features"]
    ]
    south = min((s for _, s in rim), key=lambda s: s.bounds[1])
    moved = [shapely.transform(south, lambda xy, d=d: xy - [0, d]) for d in (0.003, 0.009)]
    assert settings.zones.tolerance_m == 500
    assert layer(moved[:1], "cerca.gpkg").outcome == "accepted"
    assert layer(moved[1:], "lejos.gpkg").outcome == "refused"


def test_a_shapefile_without_its_siblings(tmp_path, settings):
    gpd.GeoDataFrame({"name": ["A"]}, geometry=[WEST], crs="EPSG:4326").to_file(tmp_path / "z.shp")
    (tmp_path / "z.shx").unlink()
    (tmp_path / "z.dbf").unlink()
    answer = add("zones", tmp_path / "z.shp", Options(), settings)
    assert answer.outcome == "refused"
    assert ".shx" in answer.message and ".dbf" in answer.message


def test_a_zip_is_to_be_unpacked(layer, tmp_path, settings):
    import zipfile

    layer([WEST], "z.shp")
    with zipfile.ZipFile(tmp_path / "z.zip", "w") as packed:
        packed.write(tmp_path / "z.shp", "z.shp")
    answer = add("zones", tmp_path / "z.zip", Options(), settings)
    assert answer.outcome == "refused" and "Descomprímalo" in answer.message


def test_two_layers_are_asked(tmp_path, settings):
    for name in ("zonas", "calles"):
        frame = gpd.GeoDataFrame({"name": ["A"]}, geometry=[WEST], crs="EPSG:4326")
        frame.to_file(tmp_path / "z.gpkg", layer=name)
    answer = add("zones", tmp_path / "z.gpkg", Options(), settings)
    assert "trae 2: zonas, calles" in answer.message


@pytest.mark.parametrize("text", ['{"type": "FeatureCollection", "features": []}', '{"a": 1}', "{"])
def test_an_empty_or_broken_layer(deliver, text):
    assert deliver("zones", "z.geojson", text).outcome == "refused"


def test_heights_are_dropped(layer, registry):
    layer([shapely.force_3d(WEST, 12.0)])
    (text,) = held(registry, "geometry")[0]
    assert not shape(json.loads(text)).has_z


@pytest.mark.parametrize(
    "ring",
    [
        [[-77.04, -11.85]],
        [[-77.04, -11.85], [-77.03, -11.85], [-77.04, -11.85]],
        [[-77.04, -11.85], [float("nan"), -11.84], [-77.03, -11.84], [-77.04, -11.85]],
    ],
)
def test_a_ring_that_is_none_is_refused_by_the_name_of_its_zone(settings, tmp_path, ring):
    feature = {
        "type": "Feature",
        "properties": {"name": "Lomas"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }
    file = tmp_path / "zonas.geojson"
    file.write_text(json.dumps({"type": "FeatureCollection", "features": [feature]}))
    answer = add("zones", file, Options(), settings)
    assert answer.outcome == "refused"
    assert "«Lomas»" in answer.message or "dañado" in answer.message
    assert len(answer.message) <= 600


def test_a_layer_whose_system_is_unknown_or_breaks_its_points_is_refused(settings, tmp_path):
    shapes = {"type": "Polygon", "coordinates": [[[0, 0], [9e9, 0], [9e9, 9e9], [0, 0]]]}
    for crs in ("EPSG:32718", "urn:ogc:def:crs:EPSG::999999", "EPSG:0"):
        layer = {
            "type": "FeatureCollection",
            "crs": {"type": "name", "properties": {"name": crs}},
            "features": [{"type": "Feature", "properties": {"name": "A"}, "geometry": shapes}],
        }
        file = tmp_path / "zonas.geojson"
        file.write_text(json.dumps(layer))
        answer = add("zones", file, Options(), settings)
        assert answer.outcome == "refused", crs
        assert len(answer.message) <= 600
