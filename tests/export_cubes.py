"""What the tests of exports share: a cube with hostile labels, and its cells by plain SQL."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import duckdb

from observatorio.config import Configuration, load_settings
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.exports.extract import Extract
from observatorio.filters import Filters
from tests.conftest import public_of
from tests.wide_cells import with_wide_cells

DISTRICT = "150106"
ADDRESS = "http://127.0.0.1:8501/descargas?edicion=1"
DIMENSIONS = (
    "age_group", "sex", "violence_type", "zone", "relationship", "risk_level", "condition",
    "complaint", "protection_measure", "precautionary_measure", "legal_support",
)  # fmt: skip
LONG_NAME = 300
# What no file may be changed or broken by.
HOSTILE = (
    "=1+1",
    "<b>negrita</b> &amp; <script>alert(1)</script>",
    "\u202eodasrever\u202c y \u200fمرحبا\u200e",
    "ñ" * 300,
    'dice "hola"; y\nsigue, aparte',
    "+cmd|' /C calc'!A0",
    "@SUM(A1:A9)",
    "-2+3",
    "https://example.org/?a=1&b=2",
    "_x0041_ {llaves} 50 % #1 \\fin ~^$",
    "{=1+1}",
    "'ya con apóstrofo",
)


# What the first line of each source says at its end.
SAID = ["proteccion", "corte", "filtros", "licencia", "cita"]
MONTH_NAMES = (
    "enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre",
    "octubre", "noviembre", "diciembre",
)  # fmt: skip


def copy_of(demo_data: Path, folder: Path) -> Path:
    """A copy of the published folder; returns the public file in it."""
    source = public_of(demo_data)
    name = json.loads((source / "current.json").read_text(encoding="utf-8"))["file"]
    folder.mkdir(parents=True, exist_ok=True)
    for file in (name, "current.json"):
        shutil.copy(source / file, folder / file)
    return folder / name


def hostile_folder(demo_data: Path, folder: Path) -> Path:
    """A copy in which categories, zones, tables and sources have hostile names."""
    with duckdb.connect(str(copy_of(demo_data, folder))) as con:
        places = con.execute("SELECT DISTINCT dimension, code FROM categories").fetchall()
        named = [p for p in sorted(places) if p[0] not in ("month", "quarter")]
        for number, (dimension, code) in enumerate(named):
            # The number at the end keeps names apart, whatever they begin with.
            label = f"{HOSTILE[number % len(HOSTILE)]} {number}"
            con.execute(
                "UPDATE categories SET label = ? WHERE dimension = ? AND code = ?",
                [label, dimension, code],
            )
            con.execute("UPDATE zones SET name = ? WHERE zone = ?", [label, code])
        con.execute("UPDATE tables SET label = ? || label", [HOSTILE[0]])
        con.execute("UPDATE sources SET title = ? || source", [HOSTILE[4]])
        con.execute("UPDATE sources SET publisher = ?, licence = ?", [HOSTILE[9], HOSTILE[1]])
        con.execute("UPDATE sources SET caveats = ?", [HOSTILE[3]])
        con.execute("UPDATE measures SET label = ? || label", [HOSTILE[6]])
    return folder


def far_named() -> Configuration:
    """The configuration of a district whose name is longer than what a file may say of itself."""
    settings = load_settings()
    name = " ".join(["Villa Ñandú de los Olivos", "<b>&", "x" * 270])[:LONG_NAME]
    return replace(settings, district=replace(settings.district, name=name))


def extract_of(
    folder: Path, filters: Filters | None, settings: Configuration | None = None
) -> Extract:
    """What is taken away of the current edition of a folder."""

    return taken(current_cube(folder, DISTRICT), filters, settings)


def taken(cube: Cube, filters: Filters | None, settings: Configuration | None = None) -> Extract:
    """What is taken away of a cube."""
    return Extract(cube, settings or load_settings(), filters, ADDRESS)


def connected(cube: Cube, folder: Path) -> duckdb.DuckDBPyConnection:
    """The cube's file, copied and opened without any code of the project."""
    copy = shutil.copy(cube.path, folder / f"copy-{cube.path.name}")
    return with_wide_cells(duckdb.connect(str(copy), read_only=True))


def whole_cube(con: duckdb.DuckDBPyConnection) -> list[tuple[object, ...]]:
    """Every cell as its line stands in the long file, its explanation aside."""
    labels = ", ".join(f"{d}.label" for d in DIMENSIONS)
    joins = " ".join(
        f"LEFT JOIN categories {d} ON {d}.source = c.source AND {d}.dimension = '{d}' "
        f"AND {d}.code = c.{d}"
        for d in DIMENSIONS
    )
    rows = con.execute(
        f"SELECT s.title, m.label, c.table_id, t.label, c.year, c.quarter, c.month, {labels}, "
        "c.value, c.note || CASE WHEN s.demonstration THEN ' · demostración' ELSE '' END, "
        "c.edition FROM cells c JOIN sources s USING (source) "
        "JOIN measures m ON m.source = c.source AND m.measure = c.measure "
        "JOIN tables t ON t.source = c.source AND t.measure = c.measure "
        f"AND t.table_id = c.table_id {joins} WHERE c.ubigeo = '150106'"
    ).fetchall()
    opened = open_years(con)
    return [
        (*row[:-2], row[-2].replace(row[-2].split(" · ")[0], noted(row, opened), 1), row[-1])
        for row in rows
    ]


def open_years(con: duckdb.DuckDBPyConnection) -> dict[tuple[str, int], str]:
    """(Title, year) → the months of it, for the years that lack some (all begin with January)."""
    found = con.execute(
        "SELECT s.title, c.year, list(c.month ORDER BY c.month) FROM coverage c "
        "JOIN sources s USING (source) WHERE c.state IN ('recibido', 'parcial') "
        "GROUP BY ALL HAVING count(*) < 12"
    ).fetchall()
    assert all(months == list(range(1, len(months) + 1)) for _, _, months in found)
    return {(t, y): f"enero a {MONTH_NAMES[months[-1] - 1]}" for t, y, months in found}


def noted(row: tuple[object, ...], opened: dict[tuple[str, int], str]) -> str:
    """The first part of a line's note, and which months an open year has."""
    first = str(row[-2]).split(" · ")[0]
    months = opened.get((str(row[0]), int(str(row[4])))) if row[5] is row[6] is None else None
    return f"{first} · año abierto: {months}" if months else first


def one_source(con: duckdb.DuckDBPyConnection, filters: Filters) -> list[tuple[object, ...]]:
    """The lines of a source by table, under years and the categories chosen."""
    title, label = con.execute(
        "SELECT s.title, m.label FROM sources s JOIN measures m USING (source, measure) "
        "WHERE s.source = ?",
        [filters.source],
    ).fetchone()
    names = {
        dimension: dict(
            con.execute(
                "SELECT code, label FROM categories WHERE source = ? AND dimension = ?",
                [filters.source, dimension],
            ).fetchall()
        )
        for dimension in filters.chosen
    }
    at = {"age_group": 7, "sex": 8, "violence_type": 9, "zone": 10}
    chosen = {at[d]: {names[d][code] for code in codes} for d, codes in filters.chosen.items()}
    return [
        (row[0], *row[2:5], *row[6:11], *row[18:])
        for row in whole_cube(con)
        if row[:2] == (title, label)
        and filters.years[0] <= row[4] <= filters.years[1]
        and row[5] is None
        and not any(row[11:18])
        and all(row[place] in labels for place, labels in chosen.items())
    ]


def texts(rows: list[tuple[object, ...]]) -> list[tuple[str, ...]]:
    """The same as text, in one order; nothing is an empty text."""
    return sorted(tuple("" if v is None else str(v) for v in row) for row in rows)
