"""Published figures: exact, cited, each given once."""

from __future__ import annotations

import csv
import io

import pytest

from ingest.registry import Registry
from observatorio.config import ROOT

FILES = sorted(
    path
    for path in (ROOT / "data" / "published").glob("*.csv")
    if not path.name.startswith(("population", "police"))  # layouts of their own
)
USUAL = {
    "ubigeo": "150106",
    "source": "cem",
    "table": "annual_total",
    "year": 2018,
    "first_month": 1,
    "last_month": 12,
    "dimension": "total",
    "category": "total",
    "value": 1196,
    "unit": "casos atendidos",
    "base": "",
    "source_ref": "Informe, cuadro 1",
    "note": "",
}


def file_of(*rows: dict[str, object]) -> str:
    """A table of figures like the usual one, but for the columns stated in each row."""
    text = io.StringIO()
    writer = csv.DictWriter(text, USUAL, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**USUAL, **row} for row in rows)
    return text.getvalue()


def held(con, columns: str = "ubigeo, year, category, value") -> list[tuple]:
    query = f"SELECT {columns} FROM published_figures ORDER BY ALL"
    return con.execute(query).fetchall()


def as_plain(row: dict[str, str]) -> tuple:
    """A line of the file as the registry should hold it."""
    number = {"year": int, "first_month": int, "last_month": int, "value": float}
    return tuple((number.get(name, str)(value) if value else None) for name, value in row.items())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_published_file_is_held_as_printed(deliver, registry, path):
    outcome = deliver("published", path.name, path.read_bytes())
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    assert (outcome.outcome, outcome.accepted, outcome.refused) == ("accepted", len(rows), 0)
    found = held(registry(), "* EXCLUDE (delivery)")
    assert sorted(found, key=str) == sorted(map(as_plain, rows), key=str)


def test_files_together_keep_every_figure(deliver, registry):
    total = sum(deliver("published", path.name, path.read_bytes()).accepted for path in FILES)
    assert len(held(registry())) == total
    states = registry().execute("SELECT DISTINCT state FROM deliveries").fetchall()
    assert states == [("vigente",)]


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"ubigeo": "1501"}, "ubigeo"),
        ({"ubigeo": ""}, "ubigeo"),
        ({"ubigeo": "Lima"}, "ubigeo"),
        ({"source": ""}, "source"),
        ({"table": " "}, "table"),
        ({"year": "18"}, "year"),
        ({"year": "2018-2019"}, "year"),
        ({"first_month": 0}, "first_month"),
        ({"first_month": ""}, "first_month"),
        ({"first_month": 4, "last_month": 3}, "first_month"),
        ({"last_month": 13}, "last_month"),
        ({"dimension": ""}, "dimension"),
        ({"category": ""}, "category"),
        ({"value": ""}, "value"),
        ({"value": "muchos"}, "value"),
        ({"value": "nan"}, "value"),
        ({"value": "1,196"}, "value"),
        ({"value": "1 196"}, "value"),
        ({"unit": ""}, "unit"),
        ({"source_ref": ""}, "source_ref"),
    ],
)
def test_impossible_values_go_to_quarantine(deliver, registry, columns, column):
    good = [{"year": year} for year in range(1990, 2015)]
    outcome = deliver("published", "p.csv", file_of(*good, columns))
    assert (outcome.accepted, outcome.refused) == (25, 1)
    # A word for «no datum» («nan») is told by a line of its own.
    assert outcome.reasons and all(reason.startswith(column + ":") for reason in outcome.reasons)
    assert len(held(registry())) == 25


@pytest.mark.parametrize(
    ("delivered", "meant"),
    [
        ({"value": "30.8"}, ("150106", 2018, "total", 30.8)),
        ({"value": "30,8"}, ("150106", 2018, "total", 30.8)),
        ({"value": "-3"}, ("150106", 2018, "total", -3.0)),
        ({"ubigeo": "10205"}, ("010205", 2018, "total", 1196.0)),
        ({"ubigeo": "5"}, ("05", 2018, "total", 1196.0)),
        ({"ubigeo": "0"}, ("00", 2018, "total", 1196.0)),
        ({"ubigeo": "00"}, ("00", 2018, "total", 1196.0)),
        ({"year": "", "first_month": "", "last_month": ""}, ("150106", None, "total", 1196.0)),
    ],
)
def test_ways_of_writing(deliver, registry, delivered, meant):
    deliver("published", "p.csv", file_of(delivered))
    assert held(registry()) == [meant]


def test_newer_figure_replaces_the_same_figure_only(deliver, registry, settings):
    survey = {"table": "survey", "first_month": "", "last_month": ""}
    rows = [{}, {"year": 2019}, {"category": "mujer", "dimension": "sex"}, survey]
    deliver("published", "a.csv", file_of(*rows))
    deliver("published", "b.csv", file_of({"value": 1}, survey | {"value": 2}))
    expected = [
        ("150106", 2018, "mujer", 1196.0),
        ("150106", 2018, "total", 1.0),
        ("150106", 2018, "total", 2.0),
        ("150106", 2019, "total", 1196.0),
    ]
    assert held(registry()) == expected
    Registry(settings).rebuild()
    assert held(registry()) == expected


def test_figure_given_twice_counts_once(deliver, registry):
    good = [{"year": year} for year in range(1990, 2015)]
    outcome = deliver("published", "p.csv", file_of(*good, {"year": 1990, "value": 7}))
    assert (outcome.accepted, outcome.refused) == (25, 1)
    assert 7.0 not in [row[3] for row in held(registry())]


def test_population_table_is_no_published_figure(deliver):
    path = ROOT / "data" / "published" / "population_150106.csv"
    outcome = deliver("published", path.name, path.read_bytes())
    assert outcome.outcome == "refused"
    assert "faltan las columnas «fuente», «cuadro»" in outcome.message
