"""The national CEM file of the benchmark: hundreds of megabytes, written in pieces.

186 columns (the union over the years), days as mm/dd/yyyy, one CEM per synthetic district. Each
piece is drawn as codes and becomes text by lookup while Arrow writes it, so memory stays small.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray
from pyarrow import csv

from ingest.sample.cases import add_home, as_decimal, code_texts, draw_cases, lose_zeros
from ingest.sample.dates import day_text, draw_days
from ingest.sample.joint import national_joint
from ingest.sample.model import (
    BLANK,
    Table,
    apportion,
    load_model,
    official_columns,
    pick,
    stream,
    write_rows,
)
from ingest.sample.ubigeos import cem_names, district_codes, volumes

PIECE = 60_000
# Every second column writes its blanks as a single space.
SPACE_STEP = 2
OFFICIAL, TWIN = "VULNERABILIDAD_VICTIMA_LGBTI", "VULNERABILIDAD_VICTIMA_LGTBI"


def national_columns() -> list[str]:
    """The 186 columns: the official ones, the misspelled twin, and those of the union."""
    columns = official_columns()
    columns.insert(columns.index(OFFICIAL), TWIN)
    return columns + _union_columns()


def write_national_cem(
    path: Path, districts: int, cases: int, seed: int, progress: Callable[[float], None]
) -> None:
    """Writes `cases` rows over `districts` districts, year by year, telling the part done."""
    rng = stream(seed, "national_cem")
    columns = national_columns()
    schema = pa.schema([(name, pa.string()) for name in columns])
    options = csv.WriteOptions(include_header=False, quoting_style="none")
    done = 0
    with path.open("wb") as file:
        file.write((",".join(columns) + "\n").encode())
        with csv.CSVWriter(file, schema, write_options=options) as writer:
            for year, size in _pieces(cases):
                table = _draw(rng, year, size, districts)
                texts = [_text(table, name, n) for n, name in enumerate(columns)]
                writer.write_table(pa.table(texts, schema=schema))
                done += size
                progress(done / cases)


def write_cem_directory(path: Path, districts: int) -> None:
    """Writes which district each CEM name belongs to."""
    pairs = zip(cem_names(districts), district_codes(districts), strict=True)
    write_rows(path, ["cem", "ubigeo"], [(cem, code) for cems, code in pairs for cem in cems])


def _pieces(cases: int) -> Iterator[tuple[int, int]]:
    """Year and number of rows of each piece."""
    years = load_model()["national"]["years"]
    totals = apportion(cases, list(years.values())).tolist()
    for year, total in zip(years, totals, strict=True):
        for start in range(0, total, PIECE):
            yield int(year), min(PIECE, total - start)


def _draw(rng: np.random.Generator, year: int, size: int, districts: int) -> Table:
    """One piece as codes and texts."""
    model = load_model()["national"]
    table = draw_cases(rng, national_joint(year), draw_days(rng, year, size))
    table["FECHA_INGRESO"] = day_text(table["FECHA_INGRESO"], "%m/%d/%Y")
    office = pick(rng, volumes(districts), size)
    table["CEM"] = _cems(rng, office, districts)
    away = rng.random(size) < model["away_share"]
    home = np.where(away, pick(rng, volumes(districts), size), office)
    add_home(rng, table, np.array(district_codes(districts))[home])
    lose_zeros(table, np.full(size, year in model["lost_zero_years"]))
    table[TWIN] = np.full(size, BLANK, dtype=np.int16)
    if year <= model["spelled_lgtbi_until"]:
        table[OFFICIAL], table[TWIN] = table[TWIN], table[OFFICIAL]
    for name in _union_columns():
        table[name] = np.where(rng.random(size) < model["union_share"], 1, BLANK)
    return table


def _cems(
    rng: np.random.Generator, office: NDArray[np.intp], districts: int
) -> NDArray[np.object_]:
    """The name of each row's CEM; a district with two divides its cases evenly."""
    names = cem_names(districts)
    first = np.array([cems[0] for cems in names], dtype=object)
    last = np.array([cems[-1] for cems in names], dtype=object)
    return np.where(rng.integers(0, 2, len(office)) == 0, first[office], last[office])


def _text(table: Table, column: str, number: int) -> pa.Array:
    """One column as text; columns with blanks hold `1.0` in most years, and some have a space."""
    values = table[column]
    if not np.issubdtype(values.dtype, np.integer):
        return pa.array(values.astype(object), pa.string())
    year = int(table["YEAR"][0])
    optional = bool((values == BLANK).any())
    decimal = optional and year in load_model()["national"]["decimal_years"]
    texts = code_texts(values, as_decimal if decimal else str)
    texts[0] = " " if number % SPACE_STEP == 0 else ""
    return pa.array(texts, pa.string()).take(pa.array(values + 1))


def _union_columns() -> list[str]:
    count = load_model()["national"]["union_columns"]
    return [f"COLUMNA_UNION_{number:02d}" for number in range(1, count + 1)]
