"""Police points: coordinates become zones on arrival and are kept nowhere."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import re
from pathlib import Path

import pyarrow.parquet as pq
import pytest
import shapely

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.sources.base import Options
from observatorio.config import ROOT

SUBJECT = "LEY DE VIOLENCIA CONTRA LA MUJER Y GRUPOS VULNERABLES"
FORCED = {
    "estado_coord": "SIN COORDENADA",
    "observacion": "GEO FORZADA AL CENTROIDE DE COMISARIA",
}
SHAPES = {
    feature["properties"]["id"]: shapely.geometry.shape(feature["geometry"])
    for feature in json.loads((ROOT / "data/reference/zones_150106.geojson").read_text())[
        "features"
    ]
}
USUAL = {
    "fecha_hora_hecho": "25/03/2021 18:05",
    "departamento_hecho": "LIMA METROPOLITANA",
    "provincia_hecho": "LIMA",
    "distrito_hecho": "CARABAYLLO",
    "tipo_hecho": SUBJECT,
    "materia_hecho": "VIOLENCIA FAMILIAR",
    "subtipo_hecho": "VIOLENCIA FISICA",
    "modalidad_hecho": "AGRESION FISICA",
    "lat_hecho": "-11.87452",
    "long_hecho": "-77.01591",
    "ubigeo_hecho_delito": "150106",
    "comisaria_registro": "SANTA ISABEL",
    "comisaria_hecho": "EL PROGRESO",
    "turno_hecho": "NOCHE",
    "es_delito_x": "NO DELITO",
    "estado_coord": "CON COORDENADA",
    "observacion": "",
    "barrio": "",
}


def file_of(*rows: dict[str, object], without: tuple[str, ...] = ()) -> str:
    """A file of points like the usual one, but for the columns stated in each row."""
    text = io.StringIO()
    names = [name for name in USUAL if name not in without]
    writer = csv.DictWriter(text, names, lineterminator="\n", extrasaction="ignore")
    writer.writeheader()
    writer.writerows({**USUAL, **row} for row in rows)
    return text.getvalue()


def inside(zone: str) -> dict[str, object]:
    point = SHAPES[zone].representative_point()
    return {"lat_hecho": round(point.y, 5), "long_hecho": round(point.x, 5)}


def places(con) -> list[tuple]:
    return con.execute("SELECT zone, geocode_quality FROM records ORDER BY row_number").fetchall()


def test_record_has_month_station_and_zone(deliver, registry):
    outcome = deliver("police_points", "p.csv", file_of(inside("Z04")))
    assert (outcome.outcome, outcome.accepted) == ("accepted", 1)
    found = registry().execute(
        "SELECT measure, year, month, ubigeo, ubigeo_event, service, zone, geocode_quality, count,"
        " record_key IS NOT NULL, ubigeo_residence FROM records"
    )
    assert found.fetchall() == [
        (
            "punto_denuncia",
            2021,
            3,
            "150106",
            "150106",
            "EL PROGRESO",
            "Z04",
            "punto",
            1,
            True,
            None,
        )
    ]


def test_zones_are_those_of_a_plain_search(deliver, registry):
    rows = [
        {"lat_hecho": -11.95 + i * 0.009, "long_hecho": -77.09 + j * 0.011}
        for i in range(18)
        for j in range(12)
    ]
    deliver("police_points", "p.csv", file_of(*rows))
    expected = []
    for row in rows:
        point = shapely.Point(row["long_hecho"], row["lat_hecho"])
        zone = next((name for name, shape in SHAPES.items() if shape.intersects(point)), None)
        expected.append((zone, "punto" if zone else "ninguna"))
    assert {zone for zone, _ in expected} == {None, *SHAPES}
    assert places(registry()) == expected


@pytest.mark.parametrize(
    "columns",
    [
        FORCED,
        {"estado_coord": "SIN COORDENADA"},
        {"estado_coord": " Sin coordenada "},
        {"observacion": "GEO FORZADA AL CENTROIDE DE COMISARIA"},
        {"observacion": "geo forzada a otra parte", "estado_coord": ""},
    ],
)
def test_forced_points_keep_their_month_and_get_no_zone_by_coordinates(deliver, registry, columns):
    deliver("police_points", "p.csv", file_of(inside("Z04") | columns))
    assert places(registry()) == [(None, "ninguna")]
    assert registry().execute("SELECT month FROM records").fetchall() == [(3,)]


def test_the_zone_of_a_forced_point_is_its_neighbourhoods(deliver, registry, settings):
    """By the gazetteer; where that does not know it, none."""
    named = ({"barrio": "EL PROGRESO"}, {"barrio": "Lugar que nadie conoce"}, {"barrio": "S/D"})
    rows = [inside("Z04") | FORCED | barrio for barrio in named]
    outcome = deliver("police_points", "p.csv", file_of(*rows))
    assert places(registry()) == [("Z05", "gacetero_exacto"), (None, "ninguna"), (None, "ninguna")]
    review = registry().execute("SELECT place, rows FROM places_review").fetchall()
    assert review == [("lugar que nadie conoce", 1)]
    (delivery,) = Registry(settings).archive.deliveries()
    assert delivery.extra["point_states"] == {"centroide": 3}
    assert "Sin zona: 67\xa0% de los puntos (2 con la ubicación de la comisaría)" in outcome.message


@pytest.mark.parametrize(
    ("point", "state"),
    [
        (("-11.9570", "-77.0610"), "fuera"),
        (("-77.01591", "-11.87452"), "cambiadas"),  # exchanged: which was meant is not guessed
        (("0", "0"), "fuera"),
        (("", ""), "sin_coordenada"),
        (("-11.87", ""), "ilegible"),
        (("inf", "nan"), "ilegible"),
        (("12°03'S", "77°01'O"), "ilegible"),
    ],
)
def test_points_that_are_of_no_use_get_no_zone(deliver, registry, settings, point, state):
    deliver(
        "police_points",
        "p.csv",
        file_of(dict(zip(("lat_hecho", "long_hecho"), point, strict=True))),
    )
    assert places(registry()) == [(None, "ninguna")]
    extra = Registry(settings).archive.deliveries()[0].extra
    assert extra["point_states"] == {state: 1}
    assert "Sin zona: 100" in extra["told"]


def test_decimal_comma(deliver, registry):
    point = {name: str(value).replace(".", ",") for name, value in inside("Z07").items()}
    deliver("police_points", "p.csv", file_of(point))
    assert places(registry()) == [("Z07", "punto")]


def test_neighbourhood_serves_only_where_there_is_no_point(deliver, registry):
    blank = {"lat_hecho": "", "long_hecho": ""}
    outside = {"lat_hecho": "-11.9570", "long_hecho": "-77.0610"}
    deliver(
        "police_points",
        "p.csv",
        file_of(
            blank | {"barrio": "AA.HH. El Mirador"},
            inside("Z07") | {"barrio": "AA.HH. El Mirador"},
            outside | {"barrio": "AA.HH. El Mirador"},
            blank | {"barrio": "Lugar que nadie conoce"},
        ),
    )
    assert places(registry()) == [
        ("Z03", "gacetero_exacto"),
        ("Z07", "punto"),
        (None, "ninguna"),
        (None, "ninguna"),
    ]
    review = registry().execute("SELECT place, rows FROM places_review").fetchall()
    assert review == [("lugar que nadie conoce", 1)]


def test_share_without_zone_is_told_by_reason(deliver, settings):
    rows = [FORCED, FORCED, inside("Z01"), {"lat_hecho": "-11.9570", "long_hecho": "-77.0610"}]
    others = [
        {"tipo_hecho": "DELITOS"},
        {"ubigeo_hecho_delito": "150110", "distrito_hecho": "COMAS"},
    ]
    deliver("police_points", "p.csv", file_of(*rows, *others))
    (delivery,) = Registry(settings).archive.deliveries()
    assert delivery.extra["point_states"] == {"centroide": 2, "fuera": 1, "punto": 1}


def test_only_the_subject_and_the_district(deliver):
    rows = [
        {},
        {"tipo_hecho": "Ley de violencia contra la mujer  y grupos vulnerables"},
        {"tipo_hecho": "DELITOS"},
        {"ubigeo_hecho_delito": "", "distrito_hecho": "Carabayllo"},
        {"ubigeo_hecho_delito": "150106.0", "distrito_hecho": ""},
        {"ubigeo_hecho_delito": "150110", "distrito_hecho": "COMAS"},
        {"ubigeo_hecho_delito": "", "distrito_hecho": "COMAS"},
    ]
    outcome = deliver("police_points", "p.csv", file_of(*rows))
    assert (outcome.accepted, outcome.refused, outcome.left_out) == (4, 0, 3)


@pytest.mark.parametrize(
    ("columns", "column", "words"),
    [
        ({"fecha_hora_hecho": "31/02/2021 10:00"}, "fecha_hora_hecho", "fecha imposible"),
        ({"fecha_hora_hecho": "25/03/2999"}, "fecha_hora_hecho", "futura"),
        ({"fecha_hora_hecho": "25/03/1889"}, "fecha_hora_hecho", "antigua"),
        ({"fecha_hora_hecho": " "}, "fecha_hora_hecho", "falta la fecha"),
        (
            {"comisaria_hecho": "", "comisaria_registro": " "},
            "comisaria_hecho",
            "falta la comisaría",
        ),
        ({"ubigeo_hecho_delito": "140105"}, "ubigeo_hecho_delito", "RENIEC"),
        ({"ubigeo_hecho_delito": "1501"}, "ubigeo_hecho_delito", "INEI"),
    ],
)
def test_impossible_values_go_to_quarantine(deliver, registry, columns, column, words):
    good = [{"fecha_hora_hecho": f"25/03/2021 18:{minute}"} for minute in range(10, 34)]
    outcome = deliver("police_points", "p.csv", file_of(*good, columns))
    assert (outcome.accepted, outcome.refused) == (24, 1)
    (reason,) = outcome.reasons
    assert reason.startswith(column)
    assert words in reason
    assert registry().execute("SELECT row_number FROM refused_rows").fetchall() == [(26,)]


def test_station_that_registered_serves_where_that_of_the_event_is_not_said(deliver, registry):
    deliver(
        "police_points",
        "p.csv",
        file_of({"comisaria_hecho": " ", "comisaria_registro": "El  Progreso"}),
    )
    assert registry().execute("SELECT service FROM records").fetchall() == [("EL PROGRESO",)]


def test_dates_of_all_rows_decide_the_order(deliver, registry):
    rows = [
        {"fecha_hora_hecho": "03/04/2021 08:00"},
        {"fecha_hora_hecho": "04/25/2021 08:00", "tipo_hecho": "DELITOS"},
    ]
    deliver("police_points", "p.csv", file_of(*rows))
    assert registry().execute("SELECT month FROM records").fetchall() == [(3,)]
    outcome = deliver("police_points", "q.csv", file_of(rows[0] | {"barrio": "x"}))
    assert outcome.outcome == "question"
    assert "--date-order" in outcome.message


def test_file_replaces_its_stations_months(deliver, registry):
    def of(station: str, *moments: str) -> list[dict[str, object]]:
        return [{"fecha_hora_hecho": m, "comisaria_hecho": station} for m in moments]

    dates = ["2021-01-20 10:00", "2021-02-20 10:00", "2021-03-20 10:00"]
    deliver("police_points", "a.csv", file_of(*of("EL PROGRESO", *dates), *of("SAN PEDRO", *dates)))
    newer = file_of(*of("EL PROGRESO", "2021-02-01 09:00", "2021-03-01 09:00", "2021-03-02 09:00"))
    assert deliver("police_points", "b.csv", newer).replaced_periods == ["2021-02", "2021-03"]
    found = registry().execute(
        "SELECT service, month, count(*) FROM records GROUP BY ALL ORDER BY ALL"
    )
    assert found.fetchall() == [
        ("EL PROGRESO", 1, 1),
        ("EL PROGRESO", 2, 1),
        ("EL PROGRESO", 3, 2),
        ("SAN PEDRO", 1, 1),
        ("SAN PEDRO", 2, 1),
        ("SAN PEDRO", 3, 1),
    ]


def test_keys_are_of_the_record_and_survive_a_rebuild(deliver, registry, settings):
    def keys() -> set[int]:
        found = registry().execute("SELECT record_key FROM records").fetchall()
        return {key for (key,) in found}

    deliver("police_points", "a.csv", file_of({}, {}, {"barrio": "X"}, FORCED))
    before = keys()
    assert len(before) == 4
    Registry(settings).rebuild()
    assert keys() == before


def test_no_coordinates_in_registry_nor_archive(deliver, registry, settings):
    rows = [
        inside("Z02") | {"observacion": "punto -11.87999, -77.01999 frente al mercado"},
        FORCED | {"lat_hecho": "-11.87452", "long_hecho": "-77.01591"},
        {"lat_hecho": "-11,9570", "long_hecho": "-77,0610", "tipo_hecho": "DELITOS"},
        {"fecha_hora_hecho": "31/02/2021"},
    ]
    good = [inside("Z02") | {"fecha_hora_hecho": f"25/03/2021 18:{m}"} for m in range(10, 40)]
    deliver("police_points", "p.csv", file_of(*rows, *good))
    coordinate = re.compile(r"-?(11|77)[.,]\d{2,}")
    (delivery,) = Registry(settings).archive.deliveries()
    archived = pq.read_table(Registry(settings).archive.parquet(delivery))
    assert not set(archived.column_names) & {"latitude", "longitude", "remark", "lat_hecho"}
    assert archived["point_state"].to_pylist()[:4] == ["punto", "centroide", "fuera", "punto"]
    texts = [str(value) for column in archived.columns for value in column.to_pylist()]
    con = registry()
    for (table,) in con.execute(
        "SELECT table_name FROM duckdb_tables() WHERE table_name NOT IN ('zones', 'services')"
    ).fetchall():
        texts += [str(cell) for row in con.table(table).fetchall() for cell in row]
    assert not [text for text in texts if coordinate.search(text)]
    # Nor in what lies beside them: the working folder is gone, the report has no such columns.
    for path in Path(settings.data_dir).rglob("*"):
        if path.is_file() and path.suffix in (".json", ".csv"):
            assert not coordinate.search(path.read_text(encoding="utf-8-sig"))
    assert not list(settings.data_dir.rglob("points.parquet"))


def test_corrected_row_keeps_its_zone(deliver, registry, settings):
    good = [inside("Z02") | {"fecha_hora_hecho": f"25/03/2021 18:{m}"} for m in range(10, 40)]
    bad = inside("Z05") | {"fecha_hora_hecho": "31/02/2021 10:00"}
    outcome = deliver("police_points", "p.csv", file_of(*good, bad))
    report = Path(outcome.report).read_text(encoding="utf-8-sig")
    header, row = report.splitlines()[:2]
    *told, delivered = row.split(";", 3)
    mended = ";".join([*told, delivered.replace("31/02/2021", "28/02/2021")])
    corrected = f"{header}\n{mended}\n"
    outcome = deliver("police_points", "corregido.csv", corrected)
    assert outcome.outcome == "accepted", outcome.message
    found = registry().execute("SELECT zone, count(*) FROM records GROUP BY ALL ORDER BY ALL")
    assert found.fetchall() == [("Z02", 30), ("Z05", 1)]


def test_station_export_with_half_of_the_columns(deliver, registry):
    names = ("departamento_hecho", "provincia_hecho", "ubigeo_hecho_delito", "comisaria_registro")
    names += ("observacion", "barrio", "materia_hecho", "turno_hecho")
    deliver("police_points", "p.csv", file_of(inside("Z09"), without=names))
    assert places(registry()) == [("Z09", "punto")]


@pytest.mark.parametrize(
    "without",
    [("estado_coord",), ("lat_hecho",), ("comisaria_hecho", "comisaria_registro"), ("tipo_hecho",)],
)
def test_file_that_can_not_be_trusted_is_refused(deliver, without):
    outcome = deliver("police_points", "p.csv", file_of({}, without=without))
    assert outcome.outcome == "refused"
    assert without[0] in outcome.message


def test_without_zone_layer_nothing_is_placed(settings, tmp_path, registry):
    bare = dataclasses.replace(settings.zones, layer=tmp_path / "no_hay.geojson")
    file = tmp_path / "p.csv"
    file.write_text(file_of(inside("Z09")))
    add("police_points", file, Options(), dataclasses.replace(settings, zones=bare))
    assert places(registry()) == [(None, "ninguna")]
    (delivery,) = Registry(settings).archive.deliveries()
    assert delivery.extra["point_states"] == {"sin_zonas": 1}


def test_the_layer_that_the_municipality_brought_is_used(deliver, registry):
    point = inside("Z07")
    lon, lat = point["long_hecho"], point["lat_hecho"]
    square = [[lon - d, lat - d] for d in (0.002,)] + [
        [lon + 0.002, lat - 0.002],
        [lon + 0.002, lat + 0.002],
        [lon - 0.002, lat + 0.002],
        [lon - 0.002, lat - 0.002],
    ]
    own = {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "properties": {"id": "A1", "name": "Zona propia"},
                "geometry": {"type": "Polygon", "coordinates": [square]},
            }
        ],
    }
    assert deliver("zones", "propias.geojson", json.dumps(own)).outcome == "accepted"
    deliver("police_points", "p.csv", file_of(point))
    assert places(registry()) == [("A1", "punto")]
