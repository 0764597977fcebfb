"""Population: a long table of cited figures, each given once."""

from __future__ import annotations

import csv
import dataclasses
import io

import pytest

from ingest.deliveries import add
from ingest.registry import Registry
from ingest.sample import write_sample
from ingest.sources.base import Options
from observatorio.config import ROOT, District
from observatorio.database import open_read_only

USUAL = {
    "ubigeo": "150106",
    "year": 2017,
    "sex": "total",
    "age_group": "total",
    "population": 350989,
    "kind": "censo",
    "source_ref": "INEI, Censos Nacionales 2017",
}
KNOWN = ROOT / "data" / "published" / "population_150106.csv"


def file_of(*rows: dict[str, object], zone: bool = False) -> str:
    """A table of rows like the usual one, but for the columns stated in each."""
    text = io.StringIO()
    names = [*USUAL, *(["zone"] if zone else [])]
    writer = csv.DictWriter(text, names, lineterminator="\n")
    writer.writeheader()
    writer.writerows({**USUAL, **row} for row in rows)
    return text.getvalue()


def held(con) -> list[tuple]:
    return con.execute(
        "SELECT ubigeo, zone, year, sex, age_group, population, kind FROM population ORDER BY ALL"
    ).fetchall()


def one(**columns: object) -> list[tuple]:
    """What the registry holds of a file of one row."""
    values = {**USUAL, "zone": None, **columns}
    names = ("ubigeo", "zone", "year", "sex", "age_group", "population", "kind")
    return [tuple(values[name] for name in names)]


def test_known_figures_are_held_as_they_are_printed(deliver, registry):
    outcome = deliver("population", KNOWN.name, KNOWN.read_text(encoding="utf-8"))
    assert (outcome.outcome, outcome.refused, outcome.periods) == ("accepted", 0, [])
    with KNOWN.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    expected = [
        (
            r["ubigeo"],
            None,
            int(r["year"]),
            r["sex"],
            r["age_group"],
            int(r["population"]),
            r["kind"],
        )
        for r in rows
    ]
    assert sorted(map(str, held(registry()))) == sorted(map(str, expected))
    refs = registry().execute("SELECT DISTINCT source_ref FROM population").fetchall()
    assert {ref for (ref,) in refs} == {r["source_ref"] for r in rows}


@pytest.mark.parametrize(
    ("delivered", "meant"),
    [
        ({"kind": "census"}, {"kind": "censo"}),
        ({"kind": "Projection"}, {"kind": "proyeccion"}),
        ({"kind": "Proyección"}, {"kind": "proyeccion"}),
        ({"sex": "Mujeres"}, {"sex": "mujer"}),
        ({"sex": "HOMBRE"}, {"sex": "hombre"}),
        ({"age_group": "Total"}, {"age_group": "total"}),
        ({"age_group": "0 a 14 años"}, {"age_group": "0-14"}),
        ({"age_group": "60 y más"}, {"age_group": "60+"}),
        ({"age_group": "60 años y más"}, {"age_group": "60+"}),
        ({"population": "350989.0"}, {}),
        ({"year": "2017.0"}, {}),
        ({"population": 0}, {"population": 0}),
    ],
)
def test_ways_of_writing(deliver, registry, delivered, meant):
    deliver("population", "p.csv", file_of(delivered))
    assert held(registry()) == one(**meant)


@pytest.mark.parametrize(
    ("columns", "column"),
    [
        ({"ubigeo": "1501"}, "ubigeo"),
        ({"ubigeo": "Carabayllo"}, "ubigeo"),
        ({"ubigeo": ""}, "ubigeo"),
        ({"year": "17"}, "year"),
        ({"year": "2017.5"}, "year"),
        ({"sex": "otro"}, "sex"),
        ({"age_group": ""}, "age_group"),
        ({"age_group": "2026-04-01 00:00:00"}, "age_group"),
        ({"population": -1}, "population"),
        ({"population": "350,989"}, "population"),
        ({"population": "350,000"}, "population"),
        ({"population": "350 989"}, "population"),
        ({"population": "10.5"}, "population"),
        ({"kind": "cálculo propio"}, "kind"),
        ({"source_ref": " "}, "source_ref"),
    ],
)
def test_impossible_values_go_to_quarantine(deliver, registry, columns, column):
    good = [{"year": year} for year in range(1990, 2015)]
    outcome = deliver("population", "p.csv", file_of(*good, columns))
    assert (outcome.accepted, outcome.refused) == (25, 1)
    (reason,) = outcome.reasons
    assert reason.startswith(column + ":")
    assert len(held(registry())) == 25


def test_figure_given_twice_counts_once(deliver, registry):
    good = [{"year": year} for year in range(1990, 2015)]
    outcome = deliver("population", "p.csv", file_of(*good, {"year": 1990, "population": 7}))
    assert (outcome.accepted, outcome.refused) == (25, 1)
    assert 7 not in [row[5] for row in held(registry())]


def test_other_districts_are_left_out_unless_national(deliver, registry):
    rows = [{}, {"ubigeo": "10101"}, {"ubigeo": "150110"}, {"ubigeo": "07"}]
    outcome = deliver("population", "p.csv", file_of(*rows))
    assert (outcome.accepted, outcome.refused, outcome.left_out) == (1, 0, 3)
    deliver("population", "n.csv", file_of(*rows[:3], {"year": 2018}), all_districts=True)
    assert [row[0] for row in held(registry())] == ["010101", "150106", "150106", "150110"]


def test_lost_zero_comes_back(settings, tmp_path):
    settings = dataclasses.replace(
        settings, district=District("010205", "Aramango", "Bagua", "Amazonas")
    )
    file = tmp_path / "p.csv"
    file.write_text(file_of({"ubigeo": "10205"}))
    add("population", file, Options(), settings)
    assert held(open_read_only(Registry(settings).current)) == one(ubigeo="010205")


def test_newer_table_replaces_its_years(deliver, registry, settings):
    deliver("population", "a.csv", file_of({}, {"sex": "mujer"}, {"year": 2018}))
    deliver("population", "b.csv", file_of({"population": 5}))
    expected = sorted(one(population=5) + one(year=2018))
    assert held(registry()) == expected
    Registry(settings).rebuild()
    assert held(registry()) == expected


def test_zones_and_district_are_held_apart(deliver, registry):
    deliver("population", "d.csv", file_of({}))
    deliver("population", "z.csv", file_of({"zone": "Z01", "population": 9}, zone=True))
    deliver("population", "y.csv", file_of({"zone": "Z01", "population": 8}, zone=True))
    assert sorted(held(registry()), key=str) == sorted(
        one() + one(zone="Z01", population=8), key=str
    )


def test_real_table_removes_the_demonstration(deliver, registry, tmp_path):
    sample = next(p for p in write_sample(tmp_path / "muestra") if "poblacion" in p.name)
    assert deliver("population", sample.name, sample.read_bytes()).accepted == 17
    deliver("population", "real.csv", file_of({"year": 2030, "kind": "proyeccion"}))
    assert held(registry()) == one(year=2030, kind="proyeccion")
    states = registry().execute("SELECT state FROM deliveries ORDER BY delivery").fetchall()
    assert states == [("reemplazada",), ("vigente",)]


def test_missing_column_is_named(deliver):
    outcome = deliver("population", "p.csv", file_of({}).replace("source_ref", "procedencia"))
    assert outcome.outcome == "refused"
    assert "«fuente»" in outcome.message
