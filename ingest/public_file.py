"""The file of an edition: written once, from a cube that was made elsewhere.

Rows stand in the order of all their columns, so that their order tells nothing (in the order of a
join, empty cells would stand apart from small ones). What is updated or dropped in a DuckDB file
stays in its bytes, so nothing ever is.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from observatorio.database import Config, open_to_write, run

# What of a block is not written to keeps what the memory held before: compressed columns have such
# gaps, and blocks come from the program's common memory unless the file has some of its own.
# (Measured: records' values in the gaps; so written, files of equal contents have equal bytes.)
OWN_MEMORY: Config = {
    "threads": 1,
    "force_compression": "uncompressed",
    "block_allocator_memory": "1GB",
}
NUMBERED = "layout"  # the schema itself says which


def write(cube: duckdb.DuckDBPyConnection, target: Path) -> None:
    """Writes the tables of `sql/schema/public.sql` to `target`; `cube` holds them in any order.

    Raises duckdb.Error where a table or column is lacking, or what must be told is not.
    """
    file = open_to_write(target, OWN_MEMORY)
    try:
        file.begin()
        run(file, "schema/public")
        for (name,) in run(file, "public_file/tables").fetchall():
            if name != NUMBERED:
                columns = map(duckdb.ColumnExpression, file.table(name).columns)
                rows = cube.table(name).select(*columns).order("ALL").to_arrow_reader()
                file.from_arrow(rows).insert_into(name)
        file.commit()
        file.execute("CHECKPOINT")
    finally:
        file.close()
    with target.open("rb+") as written:
        os.fsync(written.fileno())
