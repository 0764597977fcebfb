"""The public file holds published figures and nothing that leads back to a record."""

from __future__ import annotations

import contextlib
import csv
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import numpy as np
import openpyxl
import pytest

from ingest.archive import Archive
from observatorio.database import open_read_only
from tests import cem_rows
from tests.reference_cube import CATEGORICAL, rows_of
from tests.test_cube import SAMPLE_DAY, World, new_world, sample_world
from tests.wide_cells import with_wide_cells

TABLES = {
    "categories": "ubigeo source dimension code label position known",
    "cells": "edition ubigeo source measure table_id year codes kind step value changed"
    " stale_count",
    "coverage": "source year month state due received late replaced",
    "edition_sources": "edition source first_month last_month demonstration delivered",
    "editions": "edition published_at cells protected tables threshold base",
    "indicators": "ubigeo source year indicator value_pct note",
    "layout": "version",
    "measures": "source measure label principal",
    "population": "ubigeo zone year sex age_group population kind source_ref",
    "published_figures": "ubigeo source table_name year first_month last_month dimension category"
    " value unit base source_ref note",
    "refusals": "source reason rows",
    "services": "name kind latitude longitude hours telephone source_ref",
    "sources": "source title short_title unit measure publisher licence protected caveats"
    " demonstration first_month last_month received next_expected rows_read rows_refused",
    "table_years": "ubigeo source measure table_id year state",
    "tables": "ubigeo source measure table_id label dimensions state reason",
    "zone_members": "ubigeo zone member member_name reason",
    "zones": "ubigeo zone name geometry kind",
}
# How an identity is written; a decimal number or a fingerprint in hexadecimal is none.
IDENTITY = re.compile(rb"(?<![\w.])\d{8}(?!\w)|(?<![\w.])9\d{8}(?!\w)|[\w.+-]+@[\w-]+\.[a-z]{2,}")
PERSON_CODE = "P-7714"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = sample_world(tmp_path_factory.mktemp("clean"))
    made.publish(SAMPLE_DAY)
    return made


@pytest.fixture(scope="module")
def public(world: World) -> Iterator[duckdb.DuckDBPyConnection]:
    con = world.public().cursor()  # which sees the table of cells, not the view of the tests
    yield con
    con.close()


@pytest.fixture(scope="module")
def records(world: World) -> list[dict[str, Any]]:
    con = open_read_only(world.registry())
    found = rows_of(con, "records")
    con.close()
    return found


@pytest.fixture(scope="module")
def raw(world: World) -> bytes:
    """Every byte that publishing left in the public folder."""
    return public_bytes(world)


def test_tables_and_columns_are_those_that_were_agreed(public: duckdb.DuckDBPyConnection) -> None:
    columns: dict[str, list[str]] = {}
    for table, column in public.execute(
        "SELECT table_name, column_name FROM duckdb_columns() WHERE NOT internal"
    ).fetchall():
        columns.setdefault(table, []).append(column)
    assert columns == {table: names.split() for table, names in TABLES.items()}


@pytest.mark.parametrize("kind", ["views", "functions", "types", "sequences", "indexes"])
def test_nothing_else_stays_behind(public: duckdb.DuckDBPyConnection, kind: str) -> None:
    where = {"indexes": "true", "sequences": "true"}.get(kind, "NOT internal")
    assert public.execute(f"SELECT * FROM duckdb_{kind}() WHERE {where}").fetchall() == []


def test_only_this_file_is_attached(public: duckdb.DuckDBPyConnection, world: World) -> None:
    files = public.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchall()
    assert [Path(path).name for (path,) in files] == ["public-000001.duckdb"]
    assert {p.name for p in world.settings.public_dir.iterdir()} == {
        "public-000001.duckdb",
        "current.json",
    }


def test_no_path_and_no_name_of_the_registry(raw: bytes, world: World) -> None:
    for word in (
        str(world.settings.data_dir),
        str(world.folder),
        world.registry().name,
        "registry",
        "record_key",
        "person_key",
        "cell_key",
        "row_number",
        "geocode",
        "femicide",
        "ubigeo_residence",
        ".csv",
        ".xlsx",
        ".parquet",
    ):
        assert word.encode() not in raw, word


def test_no_record_key_in_any_writing(raw: bytes, records: list[dict[str, Any]]) -> None:
    """As eight bytes in either order at any place of the file, as digits and as hexadecimal."""
    keys = np.array([r["record_key"] for r in records if r["record_key"] is not None], np.uint64)
    assert len(keys) > 10_000
    for order in ("<u8", ">u8"):
        for start in range(8):
            size = (len(raw) - start) // 8
            words = np.frombuffer(raw, dtype=order, count=size, offset=start)
            assert not np.isin(words.astype(np.uint64), keys).any()
    digits = {int(m) for m in re.findall(rb"\d{15,20}", raw)}
    assert not digits & set(keys.tolist())
    written = {int(m, 16) for m in re.findall(rb"(?i)[0-9a-f]{16}", raw)}
    assert not written & set(keys.tolist())


def test_the_scan_would_find_a_key(records: list[dict[str, Any]]) -> None:
    key = next(r["record_key"] for r in records if r["record_key"] is not None)
    raw = b"abc" + key.to_bytes(8, "little") + b"d" * 9
    found = [
        np.isin(np.frombuffer(raw, "<u8", (len(raw) - s) // 8, s), np.uint64(key)).any()
        for s in range(8)
    ]
    assert any(found)


def test_the_secret_is_not_there(raw: bytes, world: World) -> None:
    secret = world.settings.secret_file.read_bytes()
    assert secret not in raw
    assert secret.hex().encode() not in raw.lower()


# Identities: files that are full of them, and the demonstration.


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> World:
    """A world whose sectors wrote identities in every place where they can."""
    made = new_world(tmp_path_factory.mktemp("named"))
    place = "San Benito, DNI 47110234, cel. 987110234, rosa.q@ejemplo.pe"
    case = cem_rows.row(LUGAR_REFERENCIA=place, **cem_rows.IDENTITIES)
    file = made.folder / "cem.csv"
    file.write_text(cem_rows.text([case] * 60), encoding="utf-8")
    made.add("cem", file, delivered_by="rosa.q@ejemplo.pe, 987110234")
    register = made.folder / "registro.csv"
    line = "14/03/2021;9;Mujer;6;San Pedro, 47110235;"
    register.write_text(
        "Fecha;Edad;Sexo;Materia;Zona o AAHH;Código de la persona\n"
        + "".join(f"{line}{PERSON_CODE}{n}\n" for n in range(60)),
        encoding="utf-8",
    )
    made.add("demuna", register, delivered_by="47110235")
    made.publish(date(2023, 1, 5))
    return made


def public_bytes(world: World) -> bytes:
    return b"\n".join(p.read_bytes() for p in sorted(world.settings.public_dir.rglob("*")))


def test_nothing_is_written_like_an_identity(raw: bytes, named: World) -> None:
    """Neither eight digits, nor a mobile telephone, nor an e-mail address."""
    assert IDENTITY.findall(raw) == []
    assert IDENTITY.findall(public_bytes(named)) == []


def test_only_services_have_a_telephone(published: duckdb.DuckDBPyConnection, named: World) -> None:
    """As it is read, for the bytes may be packed; the demonstration has services too."""
    with contextlib.closing(named.public()) as other:
        for con in (published.cursor(), other):
            for table in TABLES.keys() - {"services"}:
                values = {str(value) for row in rows_of(con, table) for value in row.values()}
                assert not [v for v in values if IDENTITY.search(v.encode())], table


def test_no_identity_and_no_person_that_was_delivered(named: World) -> None:
    con = open_read_only(named.registry())
    persons = {row["person_key"] for row in rows_of(con, "records")} - {None}
    con.close()
    raw = public_bytes(named)
    assert len(persons) == 60
    for key in persons:
        for written in (key.to_bytes(8, "little"), key.to_bytes(8, "big"), str(key).encode()):
            assert written not in raw
    for text in [*cem_rows.IDENTITIES.values(), PERSON_CODE, "47110234", "ejemplo.pe"]:
        assert text.encode() not in raw, text


@pytest.mark.parametrize(
    "text",
    ["DNI 47110233.", '"47110233"', "cel:987110233;", "zoraida.q@ejemplo.pe", "\x0047110233\x00"],
)
def test_the_scan_would_find_an_identity(text: str) -> None:
    assert IDENTITY.search(text.encode())


@pytest.mark.parametrize("text", ["-76.12345678", "3fa912345678bc", "2022-03-31", "20220331_0815"])
def test_the_scan_passes_what_is_no_identity(text: str) -> None:
    assert not IDENTITY.search(text.encode())


# Places.


def test_no_coordinate_of_an_event(raw: bytes, world: World) -> None:
    """Neither as text nor as a number; the zones' own corners are another matter."""
    points = read_points(world)
    corners = {
        number
        for row in rows_of(world.public(), "zones")
        for number in re.findall(r"-?\d+\.\d+", row["geometry"])
    }
    texts = {text for point in points for text in point if len(text) > 7} - corners
    assert len(texts) > 500
    assert not texts & {t.decode() for t in re.findall(rb"-?\d+\.\d{3,}", raw)}
    numbers = np.array([float(text) for text in texts])
    for start in range(8):
        words = np.frombuffer(raw, "<f8", (len(raw) - start) // 8, start)
        assert not np.isin(words, numbers).any()


def read_points(world: World) -> list[tuple[str, str]]:
    file = next((world.folder / "files").glob("*_puntos_*"))
    with file.open(encoding="utf-8-sig", newline="") as handle:
        rows = list(csv.DictReader(handle))
    return [(row["lat_hecho"].strip(), row["long_hecho"].strip()) for row in rows]


def test_no_place_that_a_sector_wrote(raw: bytes, world: World) -> None:
    """Places are turned into zones; a zone's own name, and the words of the sources, may stay."""
    allowed = " ".join(
        str(value)
        for table in ("zones", "sources", "services", "categories")
        for row in rows_of(world.public(), table)
        for name, value in row.items()
        if name != "geometry"
    ).lower()
    file = next((world.folder / "files").glob("*_cem_*"))
    with file.open(encoding="utf-8", newline="") as handle:
        places = {row["LUGAR_REFERENCIA"].strip() for row in csv.DictReader(handle)}
    book = openpyxl.load_workbook(next((world.folder / "files").glob("*_demuna_*")), read_only=True)
    for sheet in book.worksheets:
        places |= {str(row[4]).strip() for row in sheet.iter_rows(values_only=True) if row[4:]}
    kept = {p for p in places if len(p) > 6 and p.lower() not in allowed}
    assert len(kept) > 50
    text = raw.decode("latin-1")
    assert not {p for p in kept if p.encode().decode("latin-1") in text}


def test_cells_name_only_categories(public: duckdb.DuckDBPyConnection) -> None:
    codes: dict[str, set[str]] = {}
    for row in rows_of(public, "categories"):
        codes.setdefault(row["dimension"], set()).add(row["code"])
    for cell in rows_of(with_wide_cells(public.cursor()), "cells"):
        assert all(cell[name] is None or cell[name] in codes[name] for name in CATEGORICAL)


def test_an_edition_tells_months_of_sources_alone(public: duckdb.DuckDBPyConnection) -> None:
    """The rows of a file of one month would be that month's count before protection."""
    sources = {row["source"]: row for row in rows_of(public, "sources")}
    told = rows_of(public, "edition_sources")
    assert {row["source"] for row in told} >= {"cem", "demuna", "police_points", "sidpol"}
    for row in told:
        months = sources.get(row["source"], {})
        assert row["last_month"] == months.get("last_month"), row["source"]
    for row in sources.values():
        assert (row["rows_read"] is None) == row["protected"]


def test_nothing_of_a_delivery_but_its_day(raw: bytes, world: World) -> None:
    """A hash finds the file that waits; its hour, its size or its number may find who made it."""
    deliveries = Archive(world.settings).deliveries()
    assert len(deliveries) == 5
    for delivery in deliveries:
        assert delivery.sha256.encode() not in raw
        assert bytes.fromhex(delivery.sha256) not in raw
        assert delivery.id.encode() not in raw
        assert delivery.received_at[:16].encode() not in raw
        assert delivery.file_name.encode() not in raw
    # Codes of months stand side by side, with a letter of their neighbour's now and then; of a
    # hash's characters six in sixteen are letters.
    hexadecimal = re.findall(rb"(?i)[0-9a-f]{32,}", raw)
    letters = {text: len(re.sub(rb"[0-9]", b"", text)) for text in hexadecimal}
    assert [text for text, count in letters.items() if count > len(text) / 8] == []


def test_only_protected_values_of_protected_sources(public: duckdb.DuckDBPyConnection) -> None:
    protected = {row["source"] for row in rows_of(public, "sources") if row["protected"]}
    for cell in rows_of(with_wide_cells(public.cursor()), "cells"):
        if cell["source"] in protected:
            exact = cell["note"] == "exacto"
            assert cell["table_id"] == "total" if exact else (cell["value"] or 0) % 5 == 0


def test_the_file_opens_with_nothing_else_in_reach(public: duckdb.DuckDBPyConnection) -> None:
    for attempt in (
        "ATTACH 'x.duckdb' AS x",
        "SELECT * FROM read_text('*')",
        "CREATE TABLE x (a INT)",
    ):
        with pytest.raises(duckdb.Error):
            public.execute(attempt)
