"""Whatever comes and goes, no two values of a cell are fewer than the threshold's records apart.

The statements of the cube build are run over sets of records made at random, edition after edition,
and compared with plain sets (`series_replay`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import duckdb
import pandas as pd
import pytest
from hypothesis import Phase, given, settings
from hypothesis import strategies as st

from ingest.counting import count
from observatorio.database import registered, run
from observatorio.disclosure import note_of
from tests.series_replay import Cell, Replay, Shown

THRESHOLD = BASE = 5
WINDOW = 6
SERIES = {"ubigeo": "150106", "source": "cem", "measure": "caso_atendido", "year": 2021}
DIMS = ("sex", "violence_type")
CELLS = [("mujer", "fisica"), ("mujer", "sexual"), ("hombre", "fisica"), ("hombre", "sexual")]
TOTAL = SERIES | {"table_id": "total", "dimensions": ""}
CROSSED = SERIES | {"table_id": "sex_type", "dimensions": "sex|violence_type"}
NAMED = ("age_group", "sex", "violence_type", "zone", "relationship", "risk_level", "condition",
         "complaint", "protection_measure", "precautionary_measure", "legal_support")  # fmt: skip
KINDS = {"year": "SMALLINT", "month": "UTINYINT", "quarter": "UTINYINT"}
KINDS |= dict.fromkeys((*NAMED, "person_key"), "VARCHAR") | {"record_key": "UBIGINT"}
COUNTED = ("differences", "moved_months", "counted", "packed_records", "positions", "masks",
           "lattice", "year_lattice", "quoted", "truth")  # fmt: skip
LATTICE = """
CREATE TEMP TABLE lattice AS
SELECT
    source, measure, table_id, NULL::VARCHAR AS ubigeo, 0::UBIGINT AS cell, []::VARCHAR[] AS codes,
    true AS known, NULL::UTINYINT AS month, NULL::UTINYINT AS quarter
FROM catalogue WHERE table_id = 'total'
UNION ALL
SELECT source, measure, table_id, NULL, x.bits | v.bits, [x.code, v.code], true, NULL, NULL
FROM catalogue JOIN positions AS x USING (source) JOIN positions AS v USING (source)
WHERE table_id = 'sex_type' AND x.dimension = 'sex' AND v.dimension = 'violence_type';
CREATE TEMP TABLE year_lattice AS SELECT 2021::SMALLINT AS year, * FROM lattice;
"""
Records = dict[int, tuple[str, str]]
CHANGES = st.dictionaries(st.integers(0, 59), st.none() | st.sampled_from(CELLS), max_size=14)


@st.composite
def registers(draw: st.DrawFn) -> list[Records]:
    """What each of some editions counts: forty records, then some come, go or are corrected."""
    found: list[Records] = [{key: CELLS[key % 7 % 4] for key in range(40)}]
    for changes in draw(st.lists(CHANGES, min_size=3, max_size=4)):
        merged: dict[int, Any] = {**found[-1], **changes}
        found.append({key: cell for key, cell in merged.items() if cell is not None})
    return found


def table(con: duckdb.DuckDBPyConnection, name: str, rows: pd.DataFrame) -> None:
    """A temporary table of these rows, typed; of what they lack, nulls."""
    lacking = [c for c in KINDS if c not in rows]
    rows = rows.assign(**dict.fromkeys(lacking))
    casts = ", ".join(f"{column}::{kind} AS {column}" for column, kind in KINDS.items())
    with registered(con, "given_rows", rows):
        con.execute(
            f"CREATE OR REPLACE TEMP TABLE {name} AS SELECT * REPLACE ({casts}) FROM given_rows"
        )


@pytest.fixture(scope="module")
def con() -> Iterator[duckdb.DuckDBPyConnection]:
    """A cube's beginnings: the macros, and what is the same in every edition."""
    made = duckdb.connect(config={"threads": 1})
    run(made, "cube/05_rounding")
    run(made, "cube/06_quarters")
    categories = [
        {"source": "cem", "dimension": name, "code": code, "known": True}
        for at, name in enumerate(DIMS)
        for code in sorted({c[at] for c in CELLS})
    ]
    with registered(made, "given_rows", pd.DataFrame(categories)):
        made.execute("CREATE TEMP TABLE categories AS SELECT *, NULL::VARCHAR AS ubigeo,"
                     " row_number() OVER () AS position FROM given_rows")  # fmt: skip
    made.execute("CREATE TEMP TABLE catalogue AS SELECT * FROM (VALUES"
                 " ('cem', 'caso_atendido', 'total', []::VARCHAR[]),"
                 " ('cem', 'caso_atendido', 'sex_type', ['sex', 'violence_type']))"
                 " AS t (source, measure, table_id, dims)")  # fmt: skip
    table(made, "deep_years", pd.DataFrame([TOTAL, CROSSED]).assign(shown=True))
    made.execute("CREATE TEMP TABLE sources_by_person AS SELECT 'none' AS source")
    made.execute("CREATE TEMP TABLE begun_anew AS SELECT 'none' AS source")
    made.execute("CREATE TEMP TABLE earlier_zones AS SELECT 0 AS edition, '' AS ubigeo,"
                 " '' AS member, '' AS zone")  # fmt: skip
    yield made
    made.close()


def rows_of(records: Records) -> pd.DataFrame:
    rows = [SERIES | {"record_key": hash_of(key), "sex": sex, "violence_type": kind, "month": 1,
                      "count": 1} for key, (sex, kind) in records.items()]  # fmt: skip
    return pd.DataFrame(rows)


def hash_of(key: int) -> int:
    """Any number of 64 bits that is the record's own."""
    return (key + 1) * 0x9E3779B97F4A7C15 % 2**64


def publish(
    con: duckdb.DuckDBPyConnection, said: list[pd.DataFrame], counted: list[Records], closed: bool
) -> pd.DataFrame:
    """The truth of the next edition, by the statements of the build."""
    number = len(said) + 1
    con.execute("DROP VIEW IF EXISTS counts; DROP VIEW IF EXISTS counted_records")
    for name in COUNTED:
        con.execute(f"DROP TABLE IF EXISTS {name}")
    year = "'cem' AS source, 2021::SMALLINT AS year, [1]::UTINYINT[] AS months, ? AS closed"
    con.execute(f"CREATE OR REPLACE TEMP TABLE source_years AS SELECT {year}", [closed])
    table(con, "universe", rows_of(counted[-1]).assign(ubigeo_residence=None))
    earlier = pd.concat([rows_of(r).assign(edition=e, delivery=0, demonstration=False)
                         for e, r in enumerate(counted, 1)])  # fmt: skip
    kept = earlier[earlier["edition"] < number].drop(columns=["quarter"], errors="ignore")
    table(con, "earlier_records", kept.assign(ubigeo_residence=None))
    con.execute("ALTER TABLE earlier_records DROP COLUMN quarter")
    con.execute("DROP TABLE IF EXISTS earlier_truth")
    run(con, "cube_start/no_said")
    for at, truth in enumerate(said[-WINDOW:], number - len(said[-WINDOW:])):
        with registered(con, "file_truth", truth):
            run(con, "cube_start/earlier", edition=at, threshold=THRESHOLD, base=BASE)
    values = {"threshold": THRESHOLD, "base": BASE, "edition": number, "ubigeo": SERIES["ubigeo"]}
    run(con, "cube/25_differences", **values)
    count(con)
    con.execute(LATTICE)
    run(con, "cube_cells/50_truth", **values)
    truth: pd.DataFrame = con.execute("SELECT * FROM truth").df()
    return truth


def shown(truth: pd.DataFrame, records: Records) -> dict[Cell, Shown]:
    found: dict[Cell, Shown] = {}
    for row in truth.to_dict("records"):
        cell = tuple(row["codes"])
        inside = [key for key, own in records.items() if not cell or own == cell]
        value = None if pd.isna(row["value"]) else int(row["value"])
        keys = frozenset(map(hash_of, inside))
        note = note_of(row["kind"], row["step"], THRESHOLD, BASE)
        found[row["table_id"], *cell] = Shown(value, note, keys)
    return found


@given(registers(), st.booleans())
@settings(max_examples=5, deadline=None, phases=(Phase.explicit, Phase.reuse, Phase.generate))
def test_no_two_values_are_fewer_records_apart(
    con: duckdb.DuckDBPyConnection, counted: list[Records], closed: bool
) -> None:
    said: list[pd.DataFrame] = []
    editions: dict[int, dict[Cell, Shown]] = {}
    for number, records in enumerate(counted, 1):
        said.append(publish(con, said, counted[:number], closed))
        editions[number] = shown(said[-1], records)
    Replay(THRESHOLD, BASE).check(editions)
