"""The public cube, through the production path, against the plain reference; its publication."""

from __future__ import annotations

import csv
import dataclasses
import io
import json
import shutil
import threading
from calendar import monthrange
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import pandas as pd
import pytest
from cell_key_perturbation.create_perturbed_table import create_perturbed_table
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest import building
from ingest.archive import Archive
from ingest.building import ChecksFailed
from ingest.deliveries import add
from ingest.errors import Question, Refused
from ingest.manifest import Edition
from ingest.months import between
from ingest.publish import publish, rollback
from ingest.registry import Registry
from ingest.sample import write_sample
from ingest.settings import WorkSettings, load_work_settings
from ingest.sources.base import Options
from observatorio.config import Privacy
from observatorio.database import open_read_only, run
from observatorio.depth import NUMBERS
from observatorio.disclosure import note_of
from observatorio.sqlfiles import sql_names
from observatorio.store import Pointer
from tests.reference_cube import DIMENSIONS, KEY, Cube, Inputs, coarser, protect, rows_of
from tests.reference_cube import build as reference_of
from tests.reference_cube import published_cells as cells_of
from tests.wide_cells import with_wide_cells

OFFICES = ("CARABAYLLO", "COMISARIA SAN PEDRO DE CARABAYLLO")
PLACES = ("San Benito", "El Progreso", "Villa Esperanza", "Chocas", "Raúl Porras", "")
HOMES = (("15", "01", "06"), ("15", "01", "10"), ("99", "99", "99"))
TOTALS = {2017: 832, 2018: 1196, 2019: 1278, 2020: 737, 2021: 1441}
SAMPLE_DAY = date(2022, 4, 10)
PLACE = {name: number for number, name in enumerate(KEY)}
OPEN_NOTES = ("publicado", "cero inferido")
Month = tuple[int, int]


@dataclass
class World:
    """A data folder of its own, filled and published through the production path."""

    settings: WorkSettings
    folder: Path

    def add(self, source: str, file: Path, **options: Any) -> None:
        outcome = add(source, file, Options(**options), self.settings)
        assert outcome.outcome == "accepted", outcome.message

    def add_cases(self, name: str, cases: list[dict[str, str]], **options: Any) -> None:
        file = self.folder / name
        file.write_text(as_csv(cases), encoding="utf-8")
        self.add("cem", file, date_order="dmy", **options)

    def publish(self, today: date, *, force: str = "") -> Edition:
        """Publishes; who looks at figures answers what is asked (tests of the questions do not)."""
        try:
            return publish(self.settings, today=today, force=force)
        except Question:
            return publish(self.settings, today=today, force="es lo que se prueba")

    def public(self, number: int | None = None) -> duckdb.DuckDBPyConnection:
        current = Pointer(self.settings.public_dir).current
        assert current is not None
        name = current if number is None else current.with_name(f"public-{number:06d}.duckdb")
        return with_wide_cells(open_read_only(name))

    def rows(self, table: str) -> list[dict[str, Any]]:
        con = self.public()
        found = rows_of(con, table)
        con.close()
        return found

    def registry(self) -> Path:
        path = Registry(self.settings).current
        assert path is not None
        return path

    def reference(self, today: date) -> Cube:
        con = open_read_only(self.registry())
        names = ("records", "delivery_periods", "sources", "zones")
        records, periods, sources, zones = (rows_of(con, name) for name in names)
        con.close()
        merged = {(m["ubigeo"], m["member"]): m["zone"] for m in self.rows("zone_members")}
        for record in records:
            record["zone"] = merged.get((record["ubigeo"], record["zone"]))
        zones = self.rows("zones") if merged else zones
        privacy = self.settings.privacy
        years = (self.settings.first_year, self.settings.last_year)
        rule = (privacy.threshold, privacy.base)
        withheld = frozenset(
            (e["ubigeo"], e["source"], e["measure"], table, int(e["year"]))
            for e in Archive(self.settings).editions()[-1]["audit"]
            for table in e["kept_back"]
        )
        return reference_of(
            Inputs(records, periods, sources, zones, *rule, *years, today, self.coarser(), withheld)
        )

    def coarser(self) -> dict[tuple[Any, ...], int]:
        con = self.public()
        notes = {key: note for key, (_, note) in cells_of(con).items()}
        con.close()
        return {k: int(n.split()[-1]) for k, n in notes.items() if n.startswith("redondeado a")}


def new_world(folder: Path, threshold: int = 5, base: int = 5, zones: bool = True) -> World:
    """An empty world (with the referential zones, unless told otherwise)."""
    folder.mkdir(parents=True, exist_ok=True)
    settings = dataclasses.replace(
        load_work_settings(),
        data_dir=folder / "data",
        privacy=Privacy(threshold, base),
        first_year=2017,
        last_year=2023,
    )
    world = World(settings, folder)
    if zones:
        world.add("zones", settings.zones.layer)
    return world


def with_own_secret(folder: Path) -> Path:
    """The folder of a world to come, with a secret of its own: it is rounded alike always."""
    secret = folder / "data" / "secret" / "record-key"
    secret.parent.mkdir(parents=True)
    secret.write_bytes(bytes(range(32)))
    return folder


def sample_world(folder: Path) -> World:
    """The demonstration sample of every source that has records."""
    world = new_world(folder)
    for file in write_sample(folder / "files"):
        for part, source in (
            ("_cem_", "cem"),
            ("_sidpol_", "sidpol"),
            ("_demuna_", "demuna"),
            ("_puntos_", "police_points"),
        ):
            if part in file.name:
                world.add(source, file)
    return world


def months(first: Month, last: Month) -> list[Month]:
    """From one month to another, both in."""
    numbers = range(first[0] * 12 + first[1] - 1, last[0] * 12 + last[1])
    return [(n // 12, n % 12 + 1) for n in numbers]


def cases_of(
    rng: np.random.Generator, when: list[Month], a_month: int, offices: tuple[str, ...] = OFFICES
) -> list[dict[str, str]]:
    """About `a_month` cases in each month, at least one per office so that the file covers it."""
    cases = []
    for year, month in when:
        number = max(int(rng.poisson(a_month)), len(offices))
        cases += [
            one_case(
                rng, year, month, offices[i if i < len(offices) else rng.integers(len(offices))]
            )
            for i in range(number)
        ]
    return cases


def one_case(rng: np.random.Generator, year: int, month: int, office: str) -> dict[str, str]:
    """A case with every answer drawn, some left blank."""

    def drawn(codes: str, shares: list[float]) -> str:
        return rng.choice(list(codes), p=shares).strip()

    day = rng.integers(1, monthrange(year, month)[1] + 1)
    home = HOMES[rng.choice(3, p=[0.8, 0.15, 0.05])]
    return {
        "CEM": office,
        "CONDICION": drawn("12345 ", [0.6, 0.1, 0.1, 0.1, 0.05, 0.05]),
        "FECHA_INGRESO": f"{day:02d}/{month:02d}/{year}",
        "EDAD_VICTIMA": str(rng.choice([5, 14, 22, 40, 70], p=[0.2, 0.15, 0.25, 0.3, 0.1])),
        "SEXO_VICTIMA": drawn("01", [0.8, 0.2]),
        "DPTO_DOMICILIO": home[0],
        "PROV_DOMICILIO": home[1],
        "DIST_DOMICILIO": home[2],
        "TIPO_VIOLENCIA": drawn("0123", [0.02, 0.5, 0.4, 0.08]),
        "VINCULO_AGRESOR_VICTIMA": drawn("123 ", [0.5, 0.3, 0.1, 0.1]),
        "NIVEL_DE_RIESGO_VICTIMA": drawn("123 ", [0.3, 0.3, 0.3, 0.1]),
        "INTERPUSO_DENUNCIA": drawn("01 ", [0.3, 0.6, 0.1]),
        "CUENTA_MEDIDAS_PROTECCION": drawn("01 ", [0.6, 0.3, 0.1]),
        "CUENTA_MEDIDAS_CAUTELARES": drawn("01 ", [0.9, 0.05, 0.05]),
        "DESEA_PATROCINIO_LEGAL": drawn("01 ", [0.5, 0.4, 0.1]),
        "LUGAR_REFERENCIA": str(rng.choice(PLACES)),
    }


def as_csv(cases: list[dict[str, str]]) -> str:
    """The cases as a sector would hand them over."""
    text = io.StringIO()
    writer = csv.DictWriter(text, list(cases[0]))
    writer.writeheader()
    writer.writerows(cases)
    return text.getvalue()


def deep(folder: Path) -> World:
    """Two whole years and an open one, both offices, every table deep enough for some state."""
    world = new_world(folder)
    rng = np.random.default_rng(1)
    world.add_cases("cem.csv", cases_of(rng, months((2020, 1), (2022, 8)), 75))
    return world


def uneven(folder: Path) -> World:
    """One office stops delivering in the second year; a higher threshold."""
    world = new_world(folder, threshold=10)
    rng = np.random.default_rng(2)
    world.add_cases("uno.csv", cases_of(rng, months((2020, 1), (2021, 12)), 30, OFFICES[:1]))
    world.add_cases("dos.csv", cases_of(rng, months((2020, 1), (2021, 6)), 15, OFFICES[1:]))
    return world


def begun(folder: Path) -> World:
    """No whole year, a month missing in the middle, an office that opens late, no zones yet."""
    world = new_world(folder, zones=False)
    rng = np.random.default_rng(3)
    world.add_cases("uno.csv", cases_of(rng, months((2021, 3), (2021, 6)), 30, OFFICES[:1]))
    world.add_cases("dos.csv", cases_of(rng, months((2021, 8), (2021, 12)), 30))
    return world


WORLDS: dict[str, tuple[Callable[[Path], World], date]] = {
    "deep": (deep, date(2022, 8, 31)),
    "uneven": (uneven, date(2022, 1, 1)),
    "begun": (begun, date(2022, 1, 1)),
    "sample": (sample_world, SAMPLE_DAY),
}


@pytest.fixture(scope="module")
def worlds(tmp_path_factory: pytest.TempPathFactory) -> dict[str, World]:
    """Each world, published once."""
    made = {}
    for name, (make, today) in WORLDS.items():
        made[name] = make(tmp_path_factory.mktemp(name))
        made[name].publish(today)
    return made


@pytest.fixture(scope="module")
def references(worlds: dict[str, World]) -> dict[str, Cube]:
    return {name: worlds[name].reference(today) for name, (_, today) in WORLDS.items()}


def field(key: tuple[Any, ...], name: str) -> Any:
    """One part of a cell's key."""
    return key[PLACE[name]]


# The cube equals the reference, cell for cell.


@pytest.mark.parametrize("name", WORLDS)
def test_every_cell_equals_the_reference(
    name: str, worlds: dict[str, World], references: dict[str, Cube]
) -> None:
    assert cells_of(worlds[name].public()) == references[name].cells


@pytest.mark.parametrize("name", WORLDS)
def test_states_of_tables_and_months_and_shares_equal_the_reference(
    name: str, worlds: dict[str, World], references: dict[str, Cube]
) -> None:
    con, reference = worlds[name].public(), references[name]
    key = ("ubigeo", "source", "measure", "table_id")
    tables = {tuple(r[k] for k in key): r["state"] for r in rows_of(con, "tables")}
    assert tables == reference.tables
    key = ("source", "year", "month")
    coverage = {tuple(r[k] for k in key): r["state"] for r in rows_of(con, "coverage")}
    assert coverage == reference.coverage
    key = ("ubigeo", "source", "year", "indicator")
    shares = {
        tuple(r[k] for k in key): (r["value_pct"], r["note"]) for r in rows_of(con, "indicators")
    }
    assert shares == reference.indicators


def test_the_worlds_show_every_state(references: dict[str, Cube]) -> None:
    """Otherwise the comparisons above would say little."""
    states = {name: set(references[name].tables.values()) for name in WORLDS}
    assert states["deep"] == {"publico", "institucional"}
    assert states["uneven"] == {"publico", "institucional"}
    assert references["begun"].tables["150106", "cem", "caso_atendido", "quarter_age"] == (
        "institucional"
    ), "the months of a quarter that is not whole don't count"
    for name in ("begun", "sample"):
        assert states[name] == {"publico", "institucional", "rechazado"}, name
    notes = {note for cube in references.values() for _, note in cube.cells.values()}
    coarser = {f"redondeado a {base}" for base in (10, 20)}
    assert notes - coarser == {"exacto", "redondeado", "publicado", "menos de 5", "menos de 10"}
    months_seen = {state for cube in references.values() for state in cube.coverage.values()}
    assert months_seen == {"recibido", "parcial", "no entregado", "sin registro"}


def test_each_reason_goes_with_its_state(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        for table in rows_of(world.public(), "tables"):
            shown = table["reason"].startswith(("Se publica", "El total", "Fuente abierta"))
            assert shown == (table["state"] == "publico"), table
            if table["state"] == "institucional":
                assert "acceso institucional" in table["reason"] or "12 casos" in table["reason"]


@pytest.mark.parametrize(
    ("years", "state", "reason"),
    [
        ((140, 60), "publico", "Se publica"),
        ((140, 59), "institucional", "menos de 20 casos"),
        ((141, 59), "institucional", "menos de 12 casos"),
        ((50, 50), "institucional", "menos de 20 casos"),
        ((50, 49), "rechazado", "menos de 10 casos"),
    ],
)
def test_the_depth_rule_at_its_edges(
    tmp_path: Path, years: tuple[int, int], state: str, reason: str
) -> None:
    """Five age groups: 20 cases a cell on average, and 12 in each year, are just enough."""
    world, rng = new_world(tmp_path, zones=False), np.random.default_rng(9)
    world.add_cases(
        "cem.csv",
        [
            one_case(rng, 2020 + at, i % 12 + 1, OFFICES[0])
            for at, number in enumerate(years)
            for i in range(number)
        ],
    )
    world.publish(date(2022, 1, 1))
    table = next(r for r in rows_of(world.public(), "tables") if r["table_id"] == "age")
    assert (table["state"], reason in table["reason"]) == (state, True), table


def test_what_is_not_said_does_not_count_as_depth(tmp_path: Path) -> None:
    """Each dimension is said just too seldom to be public; the cases in all would be enough."""
    world, rng = new_world(tmp_path, zones=False), np.random.default_rng(10)
    said = {
        "CONDICION": (99, "12345"),
        "VINCULO_AGRESOR_VICTIMA": (59, "123"),
        "NIVEL_DE_RIESGO_VICTIMA": (59, "123"),
        "INTERPUSO_DENUNCIA": (39, "01"),
        "CUENTA_MEDIDAS_PROTECCION": (39, "01"),
        "CUENTA_MEDIDAS_CAUTELARES": (39, "01"),
        "DESEA_PATROCINIO_LEGAL": (39, "01"),
    }
    cases = [one_case(rng, 2020, i % 12 + 1, OFFICES[0]) for i in range(110)]
    for i, case in enumerate(cases):
        case |= {name: codes[i % len(codes)] if i < n else "" for name, (n, codes) in said.items()}
    world.add_cases("cem.csv", cases)
    world.publish(date(2021, 1, 1))
    states = {row["table_id"]: row["state"] for row in rows_of(world.public(), "tables")}
    one_way = ("relationship", "risk", "condition", "complaint", "protection", "precautionary")
    assert {states[name] for name in (*one_way, "legal_support")} == {"institucional"}
    assert (states["age"], states["sex"], states["type"]) == ("publico",) * 3


# What is shown.


def test_a_shown_value_is_never_below_the_threshold(worlds: dict[str, World]) -> None:
    for world in worlds.values():
        threshold = world.settings.privacy.threshold
        for value, note in cells_of(world.public()).values():
            shown = note in OPEN_NOTES
            assert shown or (value is None) == (note == f"menos de {threshold}")
            assert shown or value is None or value >= threshold
            assert note != "redondeado" or value is None or value % world.settings.privacy.base == 0


def test_absent_and_small_look_alike(tmp_path: Path) -> None:
    """An open year with 0, 1, 2 … 10 cases in its months: what is under 5 can't be told apart."""
    world = new_world(tmp_path, zones=False)
    rng = np.random.default_rng(4)
    cases = cases_of(rng, months((2020, 1), (2020, 12)), 60)
    for month in range(1, 12):
        cases += [one_case(rng, 2021, month, OFFICES[0]) for _ in range(month - 1)]
    # With all of them, the year is deep enough to be shown.
    cases += [one_case(rng, 2021, 11, OFFICES[0]) for _ in range(90)]
    # A January without a row is asked back; the answer is that it had no case.
    world.add_cases("cem.csv", cases, months=tuple(between(date(2020, 1, 1), date(2021, 11, 1))))
    world.publish(date(2021, 12, 15))
    cells = cells_of(world.public())
    shown = {
        field(key, "month"): cell
        for key, cell in cells.items()
        if field(key, "table_id") == "month" and field(key, "year") == 2021
    }
    assert set(shown) == set(range(1, 12))
    assert {shown[month] for month in range(1, 6)} == {(None, "menos de 5")}
    assert {shown[month][0] for month in range(6, 11)} <= {5, 10}
    assert shown[11] == (100, "redondeado")


def test_published_totals_of_the_sample_are_exact(worlds: dict[str, World]) -> None:
    totals = {
        field(key, "year"): cell
        for key, cell in cells_of(worlds["sample"].public()).items()
        if field(key, "source") == "cem" and field(key, "table_id") == "total"
    }
    assert {year: totals[year] for year in TOTALS} == {y: (n, "exacto") for y, n in TOTALS.items()}
    value, note = totals[2022]
    assert value in (260, 265)
    assert note == "redondeado"


def test_open_sources_are_shown_as_they_were_published(worlds: dict[str, World]) -> None:
    file = next((worlds["sample"].folder / "files").glob("*_sidpol_*"))
    frame = pd.read_csv(file, dtype=str, encoding="utf-8-sig")
    assert "sidpol" in {field(k, "source") for k in cells_of(worlds["sample"].public())}
    cells = cells_of(worlds["sample"].public())
    notes = {
        (field(key, "source") == "sidpol", note in OPEN_NOTES) for key, (_, note) in cells.items()
    }
    assert notes == {(True, True), (False, False)}
    months_shown = {
        (field(key, "year"), field(key, "month"))
        for key in cells
        if field(key, "source") == "sidpol" and field(key, "table_id") == "month"
    }
    assert len(frame) > len(months_shown) == len(months((2018, 1), (2022, 3)))


def test_the_same_set_has_one_value_by_whatever_path(worlds: dict[str, World]) -> None:
    """While only January to March are in, the quarter is the year: the very same records."""
    cells = cells_of(worlds["sample"].public())
    by_age = {
        field(key, "age_group"): cell
        for key, cell in cells.items()
        if field(key, "source") == "cem"
        and field(key, "year") == 2022
        and field(key, "table_id") == "age"
    }
    by_quarter = {
        field(key, "age_group"): cell
        for key, cell in cells.items()
        if field(key, "source") == "cem"
        and field(key, "year") == 2022
        and field(key, "table_id") == "quarter_age"
    }
    assert len(by_age) == 5
    assert by_age == by_quarter


def test_only_months_that_have_ended(worlds: dict[str, World]) -> None:
    cells = cells_of(worlds["deep"].public())
    shown = {(field(key, "year"), field(key, "month")) for key in cells if field(key, "month")}
    assert max(shown) == (2022, 7)
    quarters = {
        (field(key, "year"), field(key, "quarter")) for key in cells if field(key, "quarter")
    }
    assert max(quarters) == (2022, 2)


def test_coverage_in_words(worlds: dict[str, World]) -> None:
    def state(name: str, year: int, month: int) -> str:
        rows = rows_of(worlds[name].public(), "coverage")
        return next(
            r["state"] for r in rows if (r["source"], r["year"], r["month"]) == ("cem", year, month)
        )

    assert state("uneven", 2021, 6) == "recibido"
    assert state("uneven", 2021, 7) == "parcial"
    assert state("begun", 2021, 2) == "sin registro"
    assert state("begun", 2021, 3) == "recibido", "the second office had not opened yet"
    assert state("begun", 2021, 7) == "no entregado"


def test_a_year_with_an_office_missing_is_whole_but_not_exact(worlds: dict[str, World]) -> None:
    notes = {
        field(key, "year"): note
        for key, (_, note) in cells_of(worlds["uneven"].public()).items()
        if field(key, "table_id") == "total"
    }
    assert notes == {2020: "exacto", 2021: "redondeado"}


def test_sources_say_when_the_next_is_expected(worlds: dict[str, World]) -> None:
    sample = {row["source"]: row for row in rows_of(worlds["sample"].public(), "sources")}
    real = {row["source"]: row for row in rows_of(worlds["deep"].public(), "sources")}
    assert sample["cem"]["last_month"] == date(2022, 3, 1)
    assert sample["cem"]["next_expected"] is None, "nothing is expected of a demonstration"
    assert real["cem"]["next_expected"] == date(2022, 10, 15)
    assert sample["cem"]["rows_refused"] is None, "from 1 to 9: their number is not told"
    assert sample["cem"]["rows_read"] is None, "not told: its source is protected"
    assert sample["cem"]["demonstration"]
    assert not real["cem"]["demonstration"]
    assert real["demuna"]["next_expected"] is None
    assert not sample["sidpol"]["protected"]


def test_a_zone_that_the_layer_does_not_have_is_no_zone(tmp_path: Path) -> None:
    """The gazetteer places cases before there is a layer; they are counted, without a zone."""
    world = new_world(tmp_path)
    rng = np.random.default_rng(5)
    world.add_cases("cem.csv", cases_of(rng, months((2020, 1), (2020, 12)), 120))
    layer = json.loads(world.settings.zones.layer.read_text(encoding="utf-8"))
    layer["features"] = [f for f in layer["features"] if f["properties"]["id"] != "Z05"]
    file = tmp_path / "menos_zonas.geojson"
    file.write_text(json.dumps(layer), encoding="utf-8")
    world.add("zones", file)
    today = date(2021, 1, 1)
    world.publish(today)
    cells = cells_of(world.public())
    assert cells == world.reference(today).cells
    assert "sin_zona" in {field(k, "zone") for k in cells if field(k, "table_id") == "zone"}
    members = {row["member"] for row in world.rows("zone_members")}
    assert "Z02" in members
    assert "Z05" not in members


# Editions.


@pytest.fixture
def small(tmp_path: Path) -> World:
    """One year, quick to publish again and again."""
    world = new_world(tmp_path, zones=False)
    rng = np.random.default_rng(6)
    world.add_cases("2020.csv", cases_of(rng, months((2020, 1), (2020, 12)), 40))
    return world


def test_the_same_records_have_the_same_values_in_two_editions(small: World) -> None:
    first, second = small.publish(date(2021, 1, 1)), small.publish(date(2021, 1, 1))
    assert (first.edition, second.edition) == (1, 2)
    assert cells_of(small.public(1)) == cells_of(small.public(2))
    assert {row["edition"] for row in rows_of(small.public(2), "cells")} == {2}


def test_a_cell_stays_while_its_records_do(small: World) -> None:
    """More months arrive: what was shown of the earlier year is shown again, unchanged."""
    small.publish(date(2021, 6, 1))
    rng = np.random.default_rng(7)
    small.add_cases("2021.csv", cases_of(rng, months((2021, 1), (2021, 5)), 90))
    small.publish(date(2021, 6, 1))
    before, after = cells_of(small.public(1)), cells_of(small.public(2))
    assert before
    assert {key: after.get(key) for key in before} == before
    assert {field(key, "year") for key in set(after) - set(before)} == {2021}


def test_rebuilt_from_the_archive_the_values_are_the_same(small: World) -> None:
    small.publish(date(2021, 1, 1))
    shutil.rmtree(small.settings.registry_dir)
    small.publish(date(2021, 1, 1))
    assert cells_of(small.public(1)) == cells_of(small.public(2))


def test_editions_are_listed_and_can_be_gone_back_to(small: World) -> None:
    for _ in range(3):
        small.publish(date(2021, 1, 1))
    listed = rows_of(small.public(), "editions")
    assert sorted(row["edition"] for row in listed) == [1, 2, 3]
    assert len(rows_of(small.public(1), "editions")) == 1
    first = {row["edition"]: row for row in listed}[1]
    assert first["cells"] == len(cells_of(small.public(1)))
    assert (first["threshold"], first["base"]) == (5, 5)
    pointer = Pointer(small.settings.public_dir)
    rollback(small.settings, 1)
    now = pointer.read()
    assert (now["file"], now["edition"]) == ("public-000001.duckdb", 1)
    with pytest.raises(Refused, match=r"disponibles: 1\. Retiradas: 2, 3"):
        rollback(small.settings, 9)
    assert small.publish(date(2021, 1, 1)).edition == 4
    assert len(list(small.settings.public_dir.glob("*.duckdb"))) == 4


def test_an_edition_that_was_never_finished_goes_away(small: World) -> None:
    """A killed build leaves a file that nobody can go to, and that the next run deletes."""
    small.publish(date(2021, 1, 1))
    folder = small.settings.public_dir
    for name in ("public-000002.duckdb", "public-000002.duckdb.wal"):
        (folder / name).write_bytes(b"half made")
    with pytest.raises(Refused):
        rollback(small.settings, 2)
    assert small.publish(date(2021, 1, 1)).edition == 2
    assert sorted(p.name for p in folder.glob("public-*")) == [
        "public-000001.duckdb",
        "public-000002.duckdb",
    ]


def test_a_failing_check_publishes_nothing(small: World, monkeypatch: pytest.MonkeyPatch) -> None:
    small.publish(date(2021, 1, 1))
    folder = small.settings.public_dir
    before = sorted(p.name for p in folder.iterdir()), Pointer(folder).read()

    def with_one_that_always_answers(name: str) -> tuple[str, ...]:
        return (*sql_names(name), *(["cube_end/counts"] if name == "checks" else []))

    monkeypatch.setattr(building, "sql_names", with_one_that_always_answers)
    with pytest.raises(ChecksFailed, match="counts"):
        small.publish(date(2021, 1, 1))
    assert (sorted(p.name for p in folder.iterdir()), Pointer(folder).read()) == before
    assert len(Archive(small.settings).editions()) == 1


def test_whoever_reads_goes_on_reading(small: World) -> None:
    small.publish(date(2021, 1, 1))
    con = small.public()
    before = cells_of(con)
    publisher = threading.Thread(target=small.publish, args=(date(2021, 1, 1),))
    publisher.start()
    reads = 0
    while publisher.is_alive() or not reads:
        assert cells_of(con.cursor()) == before
        reads += 1
    publisher.join()
    assert Pointer(small.settings.public_dir).read()["edition"] == 2
    assert cells_of(con.cursor()) == before


# Each check of sql/checks/ finds what it is there for.


@pytest.fixture(scope="module")
def opened(
    worlds: dict[str, World], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[duckdb.DuckDBPyConnection]:
    """A cube as it is when it is checked, with a registry that can be spoilt."""
    world, folder = worlds["sample"], tmp_path_factory.mktemp("opened")
    registry = shutil.copyfile(world.registry(), folder / "registry.duckdb")
    con = duckdb.connect(str(folder / "public.duckdb"))
    empty = new_world(folder / "empty", zones=False).settings
    build = building.Build(Registry(empty), registry, folder / "public-000001.duckdb", SAMPLE_DAY)
    build.count(con, lambda share, text: None)
    con.execute("DETACH registry")
    con.execute(f"ATTACH '{registry}' AS registry")
    yield con
    con.close()


SPOILT = {
    "categories_known": "UPDATE counted SET cell = cell + 1000 WHERE table_id = 'sex'",
    "cell_values": "UPDATE cells SET value = value + 1 WHERE kind = 'rounded'",
    "cells_once": "INSERT INTO cells SELECT * FROM cells WHERE source = 'sidpol' LIMIT 1",
    "exact_when_closed": "UPDATE cells SET kind = 'exact' WHERE year = 2022 AND table_id = 'sex'",
    "feminicide_by_year_only": (
        "INSERT INTO published_figures VALUES ('150106', 'cem', 'feminicidio', 2021, 3, 3, 'total',"
        " 'total', 1, 'casos', NULL, 'Informe', NULL)"
    ),
    "lattice_whole": "DELETE FROM cells WHERE value IS NULL AND table_id = 'quarter_age'",
    "nothing_lost": "UPDATE counted SET n = n - 1 WHERE table_id = 'sex' AND n > 500",
    "open_only_where_open": "UPDATE sources SET protected = true WHERE source = 'sidpol'",
    "records_keyed": "UPDATE registry.records SET record_key = NULL WHERE source = 'demuna'",
    "shelters_nowhere": "INSERT INTO services (name, kind) VALUES ('Casa de acogida', 'salud')",
    "values_stand_for_counts": (
        "UPDATE cells SET value = 5, kind = 'rounded', step = 5 WHERE value IS NULL "
        "AND table_id IN ('risk', 'age_type')"
    ),
    "zones_large_enough": "UPDATE truth SET n = 19 WHERE table_id = 'zone' AND year = 2019",
}
SPOILT_TOO = [
    (
        "feminicide_by_year_only",
        "INSERT INTO categories VALUES (NULL, 'cem', 'femicide_attempt', 'si', 'Sí', 1, true)",
    ),
    ("cell_values", "UPDATE cells SET value = 0 WHERE value IS NULL"),
    ("cell_values", "UPDATE cells SET kind = 'below' WHERE kind = 'exact'"),
    ("cell_values", "UPDATE cells SET kind = 'inferred' WHERE kind = 'open'"),
    ("open_only_where_open", "UPDATE cells SET kind = 'inferred' WHERE value IS NULL"),
    ("exact_when_closed", "UPDATE cells SET kind = 'rounded', step = 5 WHERE kind = 'exact'"),
    ("lattice_whole", "UPDATE tables SET state = 'rechazado' WHERE table_id = 'month'"),
    ("lattice_whole", "UPDATE table_years SET state = 'espera' WHERE table_id = 'age'"),
    ("open_only_where_open", "UPDATE cells SET kind = 'open' WHERE kind = 'rounded'"),
    ("records_keyed", "UPDATE registry.records SET count = 2 WHERE source = 'cem'"),
    ("values_stand_for_counts", "UPDATE cells SET value = value + 5 WHERE kind = 'exact'"),
    ("values_stand_for_counts", "UPDATE cells SET value = value + 5 WHERE table_id = 'sex_zone'"),
    ("values_stand_for_counts", "UPDATE cells SET value = NULL WHERE table_id = 'month'"),
]


def answers(con: duckdb.DuckDBPyConnection, check: str) -> list[Any]:
    return run(con, f"checks/{check}", threshold=5, base=5, **NUMBERS).fetchall()


def test_every_check_is_tried() -> None:
    assert {f"checks/{name}" for name in SPOILT} == set(sql_names("checks"))


@pytest.mark.parametrize(("check", "spoil"), [*SPOILT.items(), *SPOILT_TOO])
def test_each_check_can_fail(opened: duckdb.DuckDBPyConnection, check: str, spoil: str) -> None:
    assert answers(opened, check) == []
    opened.begin()
    try:
        opened.execute(spoil)
        assert answers(opened, check)
    finally:
        opened.rollback()


# The value of a cell.


BENCH = duckdb.connect()
run(BENCH, "schema/public")


def value_in_sql(
    pairs: list[tuple[int, int]], threshold: int, base: int, times: int = 1
) -> list[tuple[int | None, str]]:
    """Runs what publishes over counts and keys given, each a district of its own.

    All are rounded to `times` the base, as a table is that had to be coarser.
    """
    con = BENCH.cursor()
    frame = pd.DataFrame(
        {
            "id": range(len(pairs)),
            "n": [n for n, _ in pairs],
            "key": [str(key) for _, key in pairs],
        }
    )
    con.register("pairs", frame)
    one = "'cem' AS source, 'm' AS measure, 2020 AS year"
    cell = f"{one}, 't' AS table_id, 0::UBIGINT AS cell"
    con.execute(
        f"""CREATE TEMP TABLE counted AS
        SELECT
            NULL::INTEGER AS said, NULL::BIGINT AS moved, id::VARCHAR AS ubigeo, {cell},
            n::BIGINT AS n, n::BIGINT AS persons, key::HUGEINT AS cell_key
        FROM pairs;
        CREATE TEMP VIEW counts AS FROM counted;
        CREATE TEMP TABLE sources_by_person (source VARCHAR);
        CREATE TEMP TABLE begun_anew (source VARCHAR);
        CREATE TEMP TABLE moved_months AS
        SELECT 1 AS said, '' AS ubigeo, {one}, [1]::UTINYINT[] AS months LIMIT 0;
        DELETE FROM cells;
        CREATE TEMP TABLE deep_years AS
        SELECT id::VARCHAR AS ubigeo, {one}, 't' AS table_id, '' AS dimensions, true AS shown
        FROM pairs;
        CREATE TEMP TABLE source_years AS SELECT 'cem' AS source, 2020 AS year, true AS closed;
        CREATE TEMP TABLE year_lattice AS
        SELECT
            {cell}, NULL::VARCHAR AS ubigeo, true AS known, []::VARCHAR[] AS codes,
            NULL::UTINYINT AS month, NULL::UTINYINT AS quarter;
        CREATE TEMP TABLE lattice AS FROM year_lattice;"""
    )
    run(con, "cube/05_rounding")
    run(con, "cube/06_quarters")
    run(con, "cube_start/no_said")
    run(con, "cube_cells/50_truth", threshold=threshold, base=base, edition=1)
    con.execute(f"UPDATE truth SET times = {times}")
    run(con, "companions/said", base=base)
    run(con, "cube_rest/10_cells", edition=1)
    rows = con.execute("SELECT ubigeo::INT, value, kind, step FROM cells").fetchall()
    found = {at: (value, note_of(*said, threshold, base)) for at, value, *said in rows}
    return [found[at] for at in range(len(pairs))]


KEYS = st.one_of(
    st.integers(0, 2**64 - 1),
    st.sampled_from([0, 1, 2**63, 2**64 - 1]),
    st.builds(lambda r, d: r * 2**64 // 5 + d, st.integers(1, 4), st.integers(-2, 2)),
)


@hypothesis_settings(max_examples=25, deadline=None)
@given(
    st.lists(st.tuples(st.integers(0, 3000), KEYS), min_size=1, max_size=60),
    st.sampled_from([(5, 5), (10, 5), (6, 3), (10, 10), (15, 5)]),
    st.sampled_from([1, 2, 4]),
)
def test_the_value_follows_the_exact_rule(
    pairs: list[tuple[int, int]], rule: tuple[int, int], times: int
) -> None:
    (threshold, base), step = rule, times * rule[1]
    finest = [protect(n, key, threshold, base) for n, key in pairs]
    expected = [
        None if value is None else coarser(value, key, rule, step)
        for value, (_, key) in zip(finest, pairs, strict=True)
    ]
    shown = "redondeado" if times == 1 else f"redondeado a {step}"
    notes = [f"menos de {threshold}" if v is None else shown for v in expected]
    assert value_in_sql(pairs, *rule, times) == list(zip(expected, notes, strict=True))
    for (n, _), value in zip(pairs, expected, strict=True):
        assert value is None or (value % step == 0 and value >= threshold and abs(value - n) < step)


@pytest.mark.parametrize("times", [1, 2, 4])
def test_values_are_right_on_average(times: int) -> None:
    """Over random keys the mean value is the count, within five standard errors.

    However coarse, and by whatever steps: up with probability (n mod step) / step.
    """
    rng, size, step = np.random.default_rng(8), 4000, 5 * times
    for n in (20, 21, 27, 33, 39, 143):
        keys = [int(k) for k in rng.integers(0, 2**64, size, dtype=np.uint64)]
        values = [value for value, _ in value_in_sql([(n, key) for key in keys], 5, 5, times)]
        share = n % step / step
        error = step * np.sqrt(share * (1 - share) / size)
        assert abs(np.mean(values) - n) <= 5 * error, n
        assert set(values) <= {n - n % step, n - n % step + step}


@pytest.mark.parametrize("threshold", [5, 10])
def test_the_cube_equals_the_ons_package(
    worlds: dict[str, World], tmp_path: Path, threshold: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its record keys are of eight bits: ours are cut to their first eight for the comparison."""
    world = worlds["deep"]
    settings = dataclasses.replace(
        world.settings, privacy=Privacy(threshold, 5), data_dir=tmp_path / "data"
    )
    settings.registry_dir.mkdir(parents=True)
    registry = shutil.copyfile(world.registry(), tmp_path / "registry.duckdb")
    with duckdb.connect(str(registry)) as con:
        con.execute("UPDATE records SET record_key = (record_key >> 56) << 56")
        records = pd.DataFrame(rows_of(con, "records"))
    target = tmp_path / "public-000001.duckdb"
    build = building.Build(Registry(settings), registry, target, date(2022, 1, 1))
    # The rounding alone: what the audit makes coarser beside it has no counterpart in theirs.
    monkeypatch.setattr(building, "secure", lambda *_: [])
    build.run(lambda share, text: None)
    records = records[records["ubigeo"].notna() & (records["year"] <= 2021)]
    merged = {m["member"]: m["zone"] for m in rows_of(open_read_only(target), "zone_members")}
    records["zone"] = records["zone"].map(merged)
    names = {"zone": "sin_zona"}
    microdata = pd.DataFrame(
        {c: records[c].fillna(names.get(c, "sin_dato")).astype(str) for c in DIMENSIONS[1:]}
    ).assign(year=records["year"].astype(str), key=[int(k) >> 56 for k in records["record_key"]])
    ours = cells_of(open_read_only(target))
    for table_id, dims in (
        ("month", ["month"]),
        ("age_sex_type", ["age_group", "sex", "violence_type"]),
        ("zone", ["zone"]),
    ):
        theirs = create_perturbed_table(
            microdata, p_table(threshold), ["year"], dims, "key", threshold=threshold
        )
        expected = {
            (int(row["year"]), *(row[d] for d in dims)): None
            if pd.isna(row["count"])
            else int(row["count"])
            for row in theirs.to_dict("records")
        }
        shown = {
            (field(k, "year"), *(str(field(k, d)) for d in dims)): value
            for k, (value, _) in ours.items()
            if field(k, "table_id") == table_id
        }
        assert shown, table_id
        # A cell without records is not in their table when no row of its category is.
        assert {place: expected.get(place) for place in shown} == shown
        assert set(expected) <= set(shown)


def p_table(threshold: int) -> pd.DataFrame:
    """Our rule as a perturbation table: what is added to each count at each of 256 cell keys."""
    rows = [
        (n, key, (protect(n, key << 56, threshold, 5) or 0) - n)
        for n in range(1, 751)
        for key in range(256)
    ]
    return pd.DataFrame(rows, columns=["pcv", "ckey", "pvalue"])


def test_the_rule_itself_on_small_numbers() -> None:
    """The reference is what all else is compared with, so it is pinned by hand."""
    assert [protect(n, 0, 5, 5) for n in range(12)] == [None] * 5 + [5, 10, 10, 10, 10, 10, 15]
    assert [protect(n, 2**64 - 1, 5, 5) for n in (5, 9, 10, 14)] == [5, 5, 10, 10]
    assert protect(7, 2**64 * 2 // 5 + 1, 5, 5) == 5
    assert protect(7, 2**64 * 2 // 5, 5, 5) == 10
    assert protect(9, 0, 10, 5) is None
