"""Editions of earlier layouts: brought along value for value, compared with, or told in words."""

from __future__ import annotations

import asyncio
import hashlib
import json
import re
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from starlette.applications import Starlette

from ingest import building, layouts
from ingest.archive import Archive
from ingest.audit.certainty import compare
from observatorio.api.routes import api
from observatorio.editions import OPEN
from observatorio.layout import fits, present_layout
from observatorio.sqlfiles import sql
from tests.conftest import finished
from tests.reference_cube import published_cells as cells_of
from tests.reference_cube import rows_of
from tests.test_editions import Register, of_2020
from tests.wide_cells import wide, with_wide_cells

# The layout from before layouts had numbers: it kept the list of deliveries, hashes and all.
LAYOUT_1 = {
    "cells": "edition, ubigeo, source, measure, table_id, year, quarter, month, age_group, sex,"
    " violence_type, zone, relationship, risk_level, condition, complaint, protection_measure,"
    " precautionary_measure, legal_support, value, note, changed",
    "tables": "ubigeo, source, measure, table_id, label, dimensions, state, reason",
    "categories": "ubigeo, source, dimension, code, label, position, known",
    "measures": "source, measure, label, principal",
    "published_figures": "ubigeo, source, table_name, year, first_month, last_month, dimension,"
    " category, value, unit, base, source_ref, note",
    "coverage": "source, year, month, state, due, received, late, replaced",
    "sources": "source, title, short_title, unit, measure, publisher, licence, protected, caveats,"
    " demonstration, first_month, last_month, received, next_expected,"
    " CASE WHEN protected THEN 6440 ELSE rows_read END AS rows_read, rows_refused",
    "refusals": "source, reason, rows",
    "indicators": "ubigeo, source, year, indicator, value_pct, note",
    "zones": "ubigeo, zone, name, geometry, kind",
    "zone_members": "ubigeo, zone, member, member_name, reason",
    "services": "name, kind, latitude, longitude, hours, telephone, source_ref",
    "population": "ubigeo, zone, year, sex, age_group, population, kind, source_ref",
    "editions": "edition, published_at, '[]' AS inputs, cells, protected, tables, threshold, base",
}
DIGEST_1 = "e7837e8377eff9c682e68840d3723b9212b687a3c301d887f953f18a2c020598"
# The text of the schema without what is only said of it, and the number of its layout.
PRESENT = (4, "7e7d2c0187c83d85")
COLUMNS = "sql/schema/public.sql has another layout: raise its version, add its step, pin it here"


def test_a_change_of_the_schema_is_a_new_layout_with_a_step() -> None:
    made = re.sub(r"(?m)^(COMMENT ON .*|--.*)\n", "", sql("schema/public"))
    digest = hashlib.sha256(made.encode()).hexdigest()[:16]
    assert (present_layout().version, digest) == PRESENT, COLUMNS
    assert max(layouts.STEPS) == present_layout().version


def file_of(register: Register, number: int) -> Path:
    return register.world.settings.public_dir / f"public-{number:06d}.duckdb"


def age(register: Register, number: int, without: tuple[str, ...] = ()) -> dict[str, Any]:
    """Gives an edition the earlier layout, as that version would have left it; its manifest."""
    archive, path = Archive(register.world.settings), file_of(register, number)
    (manifest,) = [e for e in archive.editions() if e["edition"] == number]
    new = path.rename(path.with_suffix(".new"))
    with duckdb.connect(str(path)) as con:
        con.execute(f"ATTACH '{new}' AS new (READ_ONLY)")
        with_wide_cells(con, "new")
        for table, columns in LAYOUT_1.items():
            source = "wide_cells" if table == "cells" else f"new.{table}"
            kept = ", ".join(c for c in columns.split(", ") if f"{table}.{c}" not in without)
            if table not in without:
                # In the order that told empty cells from small ones, say.
                con.execute(
                    f"CREATE TABLE {table} AS SELECT {kept} FROM {source} ORDER BY ALL DESC"
                )
        con.execute("UPDATE editions SET inputs = ?", [json.dumps(manifest["inputs"])])
    new.unlink()
    manifest |= {"layout": DIGEST_1}
    archive.keep_edition(number, manifest)
    return manifest


@pytest.fixture
def register(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    return of_2020(tmp_path_factory.getbasetemp()).copy(tmp_path)


def contents(path: Path) -> dict[str, list[dict[str, Any]]]:
    with duckdb.connect(str(path), read_only=True) as con:
        names = [name for (name,) in con.execute("SHOW TABLES").fetchall()]
        return {name: rows_of(con, name) for name in names}


# What the earliest layouts did not have.
HISTORY = [
    (),
    (
        "zone_members",
        "refusals",
        "cells.changed",
        "coverage.due",
        "coverage.received",
        "coverage.late",
        "coverage.replaced",
        "sources.short_title",
    ),
]


@pytest.mark.parametrize("without", HISTORY)
def test_an_edition_is_brought_along_value_for_value(
    register: Register, without: tuple[str, ...]
) -> None:
    before = contents(file_of(register, 1))
    manifest = age(register, 1, without)
    assert not fits(file_of(register, 1))
    assert manifest["inputs"][0]["sha256"].encode() in file_of(register, 1).read_bytes()
    edition = register.publish(date(2021, 1, 6))
    assert (edition.brought, edition.left) == ((1,), ())
    after = contents(file_of(register, 1))
    for name in before.keys() - set(without):
        known, brought = (
            [{k: v for k, v in row.items() if f"{name}.{k}" not in without} for row in rows[name]]
            for rows in (before, after)
        )
        assert known == brought, name
    assert manifest["inputs"][0]["sha256"].encode() not in file_of(register, 1).read_bytes()
    assert Archive(register.world.settings).editions()[0]["layout"] == present_layout().version
    assert layouts.behind(register.world.settings) == []
    assert [p.name for p in register.world.settings.public_dir.glob(".*")] == []


def test_after_a_change_of_layout_the_next_edition_is_compared_with_it(
    register: Register, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its cells stay, its records are known, its audit is not done again, what moved is marked."""
    compared = []

    def watched(con: Any, *how: Any) -> None:
        compared.append(con.table("earlier_truth").shape[0])
        compare(con, *how)

    monkeypatch.setattr(building, "compare", watched)
    before = cells_of(register.world.public())
    manifest = age(register, 1)
    register.more((2021, 1), (2021, 1))
    register.exactly(2020, 5, 3)
    register.hand_in()
    edition = register.publish(date(2021, 2, 5))
    after = cells_of(register.world.public())
    assert {key: after[key] for key in before} == before
    assert compared == [len(before)]
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2020, 3)]
    known = [e["digest"] for e in manifest["audit"] if str(e["year"]) == "2020"]
    assert known
    assert set(known) <= {e["digest"] for e in edition.audit}
    age(register, 2)
    register.exactly(2021, 1, 40)
    register.hand_in()
    register.publish(date(2021, 2, 6))
    now = cells_of(register.world.public())
    marked = sum(row["changed"] for row in register.world.rows("cells"))
    assert marked == sum(now[key] != cell for key, cell in after.items()) > 0


def test_what_was_kept_without_a_dimension_that_came_since_is_read_all_the_same(
    register: Register,
) -> None:
    before = cells_of(register.world.public())
    for part in ("records", "truth"):
        file = Archive(register.world.settings).editions_dir / f"000001-{part}.parquet"
        kept = pd.read_parquet(file)
        if part == "truth":
            kept = wide(kept[kept["table_id"] != "legal_support"])
        kept.drop(columns=["legal_support"]).assign(gone=1).to_parquet(file)
    register.more((2021, 1), (2021, 1))
    register.hand_in()
    edition = register.publish(date(2021, 2, 5))
    assert edition.waiting == [], "no record changed because more is known of it"
    after = cells_of(register.world.public())
    assert {key: after[key] for key in before} == before


def test_who_reads_goes_on_reading(register: Register) -> None:
    age(register, 1, ("cells.changed",))
    with duckdb.connect(str(file_of(register, 1)), read_only=True) as con:
        cells = con.table("cells").fetchall()
        register.publish(date(2021, 1, 6))
        assert con.cursor().table("cells").fetchall() == cells


@dataclass
class Told:
    """An answer of the API: its status, its headers and all of its body."""

    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""

    async def take(self, part: Any) -> None:
        if part["type"] == "http.response.start":
            self.status = part["status"]
            self.headers = {k.decode(): v.decode() for k, v in part["headers"]}
        else:
            self.body += part.get("body", b"")

    @property
    def message(self) -> str:
        said: str = json.loads(self.body)["error"]["mensaje"]
        return said


def get(path: str) -> Told:
    """What the API answers, asked without a server."""
    where, _, query = f"/api/v1/{path}".partition("?")
    scope = {
        "type": "http", "method": "GET", "path": where, "query_string": query.encode(),
        "headers": [(b"host", b"a.pe")], "scheme": "http", "server": ("a.pe", 80), "root_path": "",
    }  # fmt: skip
    told = Told()

    async def receive() -> dict[str, Any]:
        await asyncio.sleep(3600)
        return {"type": "http.disconnect"}

    finished(Starlette(routes=[api()])(scope, receive, told.take))
    return told


@pytest.fixture
def served(register: Register, monkeypatch: pytest.MonkeyPatch) -> Register:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(register.world.settings.public_dir))
    return register


SPOILT = ("DROP TABLE cells", "ALTER TABLE editions DROP COLUMN base", "garbage", "cut")


def spoil(path: Path, how: str) -> None:
    if how == "garbage":
        path.write_bytes(b"no store at all")
    elif how == "cut":
        path.write_bytes(path.read_bytes()[:300_000])
    else:
        with duckdb.connect(str(path)) as con:
            con.execute(how)


@pytest.mark.parametrize("how", SPOILT)
def test_an_edition_that_can_not_be_brought_is_told_in_words(served: Register, how: str) -> None:
    OPEN.clear()
    age(served, 1)
    spoil(file_of(served, 1), how)
    for path in ("cells?fuente=cem", "cube.csv", "sources"):
        told = get(path)
        assert (told.status, "otra versión" in told.message) == (410, True), path
    before = file_of(served, 1).read_bytes()
    assert not layouts.bring(file_of(served, 1))
    assert file_of(served, 1).read_bytes() == before


def test_an_edition_that_can_not_be_brought_holds_up_none(served: Register) -> None:
    age(served, 1)
    spoil(file_of(served, 1), "cut")
    edition = served.publish(date(2021, 1, 6))
    assert (edition.brought, edition.left) == ((), (1,))
    assert get("cube.csv").status == 200
    for path in ("cells?fuente=cem&edicion=1", "cube.csv?edicion=1", "package.zip?edicion=1"):
        told = get(path)
        assert (told.status, told.headers["cache-control"]) == (410, "no-store"), path
        assert "edición 1" in told.message


def test_once_it_was_brought_along_its_links_answer(served: Register) -> None:
    whole = get("cube.csv?edicion=1")
    assert (whole.status, len(whole.body) > 10_000) == (200, True)
    OPEN.clear()
    age(served, 1)
    assert get("cube.csv?edicion=1").status == 410
    served.publish(date(2021, 1, 6))
    again = get("cube.csv?edicion=1")
    assert (again.status, again.body) == (200, whole.body)
