"""Whatever the reader: accepted + refused + left out + named is what is in the file."""

from __future__ import annotations

import csv
import dataclasses
import re
from pathlib import Path

import geopandas as gpd
import pandas as pd
import pyreadstat
import pytest

from ingest.deliveries import add
from ingest.sources.base import Options
from observatorio.config import IngestLimits
from tests.cem_rows import row, text
from tests.test_mimp_centres import FIRST, HEAD, OTHER, SECOND
from tests.test_police_points import FORCED
from tests.test_police_points import file_of as points_of
from tests.test_published import file_of as figures_of
from tests.test_renamu import as_csv, as_dbf
from tests.test_renamu import row as municipality
from tests.test_services_source import GOOD
from tests.test_services_source import HEADER as SERVICES
from tests.test_workbooks import book_of, demuna, months
from tests.test_zones_source import EAST, WEST

POPULATION = ["ubigeo", "year", "sex", "age_group", "population", "kind", "source_ref"]


@pytest.fixture
def settings(settings):
    """Small files: one refused row would be over the 5 % that refuses all of it."""
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


def as_sav(folder: Path, rows: list[dict[str, object]], **declared: object) -> bytes:
    frame = pd.DataFrame([{**r, "EDAD_VICTIMA": float(str(r["EDAD_VICTIMA"]))} for r in rows])
    pyreadstat.write_sav(frame, str(folder / "made.sav"), **declared)
    return (folder / "made.sav").read_bytes()


def cem_csv(_: Path) -> bytes:
    rows = [row(), row(CEM="OTRO", DIST_DOMICILIO="10"), row(SEXO_VICTIMA="9")]
    lines = text(rows).splitlines()
    return "\n".join([*lines, lines[1] + ",de más", lines[1]]).encode()


def cem_row_without_what_counts(_: Path) -> bytes:
    """A row that says neither of whom, when nor where, but something."""
    rows = [row(NIVEL_DE_RIESGO_VICTIMA="3"), dict.fromkeys(row(), "")]
    return text([*rows, {"NIVEL_DE_RIESGO_VICTIMA": "2"}]).encode()


def cem_workbook(_: Path) -> bytes:
    said = [list(row().values()), list(row(EDAD_VICTIMA="400").values())]
    header = list(row())
    full = ["fila", "de", "otra", "tabla", "sin", "encabezado"]
    return book_of(
        {"a": [header, *said], "b": [full, header, [], said[0]], "c": [header, said[0]]},
        hidden=["c"],
    )


def cem_sav(folder: Path) -> bytes:
    rows = [row(), row(), row(EDAD_VICTIMA="99"), row(SEXO_VICTIMA="9")]
    return as_sav(folder, rows, missing_ranges={"EDAD_VICTIMA": [99]})


def demuna_workbook(_: Path) -> bytes:
    rows = [*demuna(9, "#N/A", 40), ["TOTAL", 3], ["", "", "", ""]]
    return book_of({"a": rows, "otra": [["sin", "encabezado"]]})


def demuna_csv(_: Path) -> bytes:
    return (
        "Fecha,Edad,Sexo,Materia\n13/03/2021,9,F,Tenencia\n13/03/2021,7,M,Tenencia\n"
        "14/03/2021,9,F,Nada\nTOTAL,2,,\n"
        "15/03/2021,9,F,Tenencia,de más\n"
    ).encode()


def sidpol_workbook(_: Path) -> bytes:
    elsewhere = [[*r[:3], "LIMA", *r[4:]] for r in months(2021, 3, "150101")[1:]]
    rows = [*months(2021, 3), *elsewhere]
    return book_of({"a": rows}, cells={"a": {"G2": "muchas"}})


def population_csv(_: Path) -> bytes:
    rows = [["150106", "2017", "total", "total", n, "censo", "INEI"] for n in ("10", "x")]
    return pd.DataFrame(rows, columns=POPULATION).to_csv(index=False).encode()


def renamu_dbf(_: Path) -> bytes:
    """Three municipalities, of which the last was deleted in its program, and one of elsewhere."""
    made = bytearray(as_dbf(*(municipality("2020", u) for u in ("150106", "150101", "150102"))))
    size = (len(made) - 1 - int.from_bytes(made[8:10], "little")) // 3
    made[len(made) - 1 - size] = ord("*")
    return bytes(made)


def renamu_csv(_: Path) -> bytes:
    rows = [municipality("2021"), municipality("2021", "150101"), municipality("2021", "nada")]
    return as_csv(*rows).encode()


def renamu_dta(folder: Path) -> bytes:
    rows = [municipality("2021", ubigeo) for ubigeo in ("150106", "150101", "nada")]
    pyreadstat.write_dta(pd.DataFrame(rows), str(folder / "made.dta"))
    return (folder / "made.dta").read_bytes()


POINTS = (
    {}, FORCED, {"fecha_hora_hecho": "31/02/2021"}, {"tipo_hecho": "DELITOS"},
    {"lat_hecho": "norte"},
)  # fmt: skip


def points_csv(_: Path) -> bytes:
    lines = points_of(*POINTS).splitlines()
    return "\n".join([*lines, lines[1] + ",de más", lines[1]]).encode()


def points_workbook(_: Path) -> bytes:
    rows = list(csv.reader(points_of(*POINTS).splitlines()))
    return book_of({"a": rows}, cells={"a": {"R2": "#N/A"}})


def published_csv(_: Path) -> bytes:
    return figures_of({}, {"value": "mil"}, {}, {"year": 2019}).encode()


def centres_csv(_: Path) -> bytes:
    """A centre told twice in the same words, another district's, and one whose total is a word."""
    wrong = SECOND.replace("2021", "2020", 1).replace(";400;", ";muchos;", 1)
    return (HEAD + "\n".join([FIRST, FIRST, OTHER, wrong]) + "\n").encode()


def services_csv(_: Path) -> bytes:
    rows = [GOOD, "A,cem,40.4,-3.7,,,", "Hogar refugio,refugio,,,,,", GOOD + ",de más", GOOD]
    return "\n".join([SERVICES, *rows, ""]).encode()


def services_workbook(_: Path) -> bytes:
    header = SERVICES.split(",")
    rows = [header, GOOD.split(","), ["A", "cem", "once", -77.0], ["", "", ""]]
    return book_of({"a": rows, "otra": [["sin", "encabezado"]]})


def wide_population(_: Path) -> bytes:
    rows = [["UBIGEO", 2018, 2019], ["150106", 9, "x"], ["150110", 7, 8], ["Fuente: INEI"]]
    return book_of({"a": rows})


@pytest.mark.parametrize(
    ("source", "name", "made", "rows", "fared"),
    [
        ("cem", "a.csv", cem_csv, 5, ((2, 2, 1), {})),
        ("cem", "a.csv", cem_row_without_what_counts, 2, ((1, 1, 0), {})),
        ("cem", "a.xlsx", cem_workbook, 4, ((2, 1, 0), {"por encima": 1, "oculta": 0})),
        ("cem", "a.sav", cem_sav, 4, ((2, 2, 0), {"valores perdidos": 1})),
        (
            "demuna",
            "a.xlsx",
            demuna_workbook,
            4,
            ((2, 1, 0), {"con un error": 1, "no son casos": 1}),
        ),
        ("demuna", "a.csv", demuna_csv, 5, ((2, 2, 0), {"no son casos": 1})),
        ("sidpol", "a.xlsx", sidpol_workbook, 24, ((11, 1, 12), {})),
        ("population", "a.csv", population_csv, 2, ((1, 1, 0), {})),
        ("renamu", "r2020.dbf", renamu_dbf, 3, ((1, 0, 1), {"borrados": 1})),
        ("renamu", "r2021.csv", renamu_csv, 3, ((1, 1, 1), {})),
        ("renamu", "r2021.dta", renamu_dta, 3, ((1, 1, 1), {})),
        ("police_points", "a.csv", points_csv, 7, ((4, 2, 1), {})),
        ("police_points", "a.xlsx", points_workbook, 5, ((3, 1, 1), {"con un error": 1})),
        ("published", "a.csv", published_csv, 4, ((2, 2, 0), {})),
        ("published", "a.csv", centres_csv, 4, ((2, 1, 1), {})),
        ("services", "a.csv", services_csv, 5, ((2, 2, 1), {})),
        ("services", "a.xlsx", services_workbook, 2, ((1, 1, 0), {"sin el encabezado": 0})),
        ("population", "a.xlsx", wide_population, 4, ((1, 1, 2), {"sin ninguna cifra": 1})),
    ],
)
def test_every_row_is_counted_or_named(deliver, tmp_path, *, source, name, made, rows, fared):
    counts, named = fared
    sheets = ("*",) if name == "a.xlsx" and source == "cem" else ()
    answer = deliver(source, name, made(tmp_path), sheets=sheets)
    assert answer.outcome == "accepted", answer.message
    assert (answer.accepted, answer.refused, answer.left_out) == counts
    told = {word: [reason for reason in answer.reasons if word in reason] for word in named}
    assert all(told.values()), answer.reasons
    for word, count in named.items():
        assert not count or re.search(rf"\b{count}\b", told[word][0])
    of_rows = sum(named.get(word, 0) for word in ("por encima", "no son casos", "borrados"))
    assert sum(counts) + of_rows == rows


def test_a_layer_is_taken_whole_or_names_each_zone_that_it_lacks(settings, tmp_path):
    names = ["A", "", "C", "D"]
    shapes = [WEST, EAST, None, WEST.centroid]
    frame = gpd.GeoDataFrame({"name": names}, geometry=shapes, crs="EPSG:4326")
    frame.to_file(tmp_path / "zonas.geojson")
    answer = add("zones", tmp_path / "zonas.geojson", Options(), settings)
    assert (answer.outcome, answer.rows_read, answer.refused) == ("refused", 4, 3)
    assert all(f"zona n.º {row}" in answer.message for row in (2, 3, 4))
