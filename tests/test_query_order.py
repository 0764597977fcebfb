"""Every query answers in an order that its rows alone decide, however the file has them."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from observatorio.database import Connection, run
from observatorio.sqlfiles import sql_names

VALUES: dict[str, Any] = {
    "ubigeo": "150106", "source": "cem", "measure": "caso_atendido", "table_id": "age_sex_type",
    "years": None, "dimensions": [], "chosen": [], "offered": ["age_group", "sex", "violence_type"],
    "zone": None, "row_limit": 500, "row_offset": 0, "table_names": ["annual_total"],
    "area": "150106", "sources": ["cem", "sidpol"],
}  # fmt: skip
# What stands beside the cells may be told twice, in rows that differ in their last columns alone.
TWICE = {
    "published_figures": "* REPLACE (value + 1 AS value, source_ref || ' (2)' AS source_ref)",
    "population": "* REPLACE (population + 1 AS population, source_ref || ' (2)' AS source_ref)",
    "services": "* REPLACE (coalesce(telephone, '') || '9' AS telephone)",
}


@pytest.fixture(scope="module")
def shuffled(published: duckdb.DuckDBPyConnection) -> list[Connection]:
    """The demonstration's cube, its rows in two orders that mean nothing."""
    cubes = []
    for seed in (0.1, 0.7):
        con = duckdb.connect()
        run(con, "schema/public")
        con.execute("SELECT setseed(?)", [seed])
        tables = published.execute("SELECT table_name FROM duckdb_tables()").fetchall()
        for (name,) in set(tables) - {("layout",)}:
            # A cursor of its own sees the table of cells, and not the view of it that tests read.
            rows = published.cursor().table(name).to_arrow_table()  # noqa: F841 - read by name
            con.execute(f"INSERT INTO {name} SELECT * FROM rows ORDER BY random()")
            if name in TWICE:
                con.execute(f"INSERT INTO {name} SELECT {TWICE[name]} FROM {name}")
            con.execute(f"CREATE TABLE mixed AS SELECT * FROM {name} ORDER BY random()")
            con.execute(f"DELETE FROM {name}; INSERT INTO {name} FROM mixed; DROP TABLE mixed")
        cubes.append(con)
    return cubes


@pytest.mark.parametrize("name", sql_names("queries"))
def test_the_order_of_an_answer_is_complete(shuffled: list[Connection], name: str) -> None:
    for table_id in ("age_sex_type", "relationship_sex", "risk_protection"):
        values = VALUES | {"table_id": table_id}
        first, second = (run(con, name, **values).fetchall() for con in shuffled)
        assert first == second
