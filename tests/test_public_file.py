"""The file of an edition tells what its tables say and no more: by no order, by no byte."""

from __future__ import annotations

from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
import pytest

from ingest.public_file import write
from observatorio.database import run
from tests.reference_cube import rows_of

# Three headers of 4,096 bytes: DuckDB writes an identifier of the file there, at random.
HEADERS = 3 * 4096
ZONES = ("Z01", "Z02", "Z03", None)


@pytest.fixture(scope="module")
def cells() -> pd.DataFrame:
    """More cells than one group of rows has (122,880), half of them protected."""
    size = 150_000
    rng = np.random.default_rng(3)
    value = pd.Series(rng.integers(1, 400, size) * 5, dtype="Int64")
    value[rng.random(size) < 0.5] = pd.NA
    return pd.DataFrame(
        {
            "ubigeo": [f"{at // 100:06d}" for at in range(size)],
            "codes": [[str(at % 12 + 1), ZONES[at % 4]] for at in range(size)],
            "value": value,
            "kind": np.where(value.isna(), "below", "rounded"),
        }
    ).assign(edition=1, source="cem", measure="caso_atendido", table_id="t", year=2021)


def cube(cells: pd.DataFrame) -> duckdb.DuckDBPyConnection:
    """A cube in memory with these cells, in their order."""
    con = duckdb.connect()
    run(con, "schema/public")
    con.register("given", cells)
    con.execute("INSERT INTO cells BY NAME SELECT * FROM given")
    return con


def written(cells: pd.DataFrame, folder: Path) -> Path:
    folder.mkdir()
    with cube(cells) as made:
        write(made, folder / "public-000001.duckdb")
    return folder / "public-000001.duckdb"


def test_the_order_in_which_a_cube_was_made_is_not_in_its_file(
    cells: pd.DataFrame, tmp_path: Path
) -> None:
    """Byte by byte: not in the gaps of a block either, where memory used before would show."""
    hidden_last = cells.sort_values("value", na_position="last", kind="stable")
    orders = (cells.sample(frac=1, random_state=1), hidden_last)
    files = [written(order, tmp_path / str(at)) for at, order in enumerate(orders)]
    first, second = (file.read_bytes()[HEADERS:] for file in files)
    assert len(first) > 4_000_000
    assert first == second
    assert list(files[0].parent.iterdir()) == files[:1], "no log beside it"


def test_rows_stand_in_the_order_of_their_columns(cells: pd.DataFrame, tmp_path: Path) -> None:
    file = written(cells.sample(frac=1, random_state=1), tmp_path / "one")
    with duckdb.connect(str(file), read_only=True) as con:
        stored = rows_of(con, "cells")
    ordered = sorted(stored, key=lambda row: (row["ubigeo"], row["codes"]))
    assert stored == ordered
    assert len(stored) == len(cells)
