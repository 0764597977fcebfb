"""Tables to standard output, as Arrow streams, a few thousand rows at a time."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import IO, Any

import pyarrow as pa

BATCH_CELLS = 500_000
# The first batch is the one that its reader looks at for the header.
LEAST_ROWS = 50
Row = list[str | None]


def send(
    out: IO[bytes], about: dict[str, Any], schema: pa.Schema, batches: Iterable[pa.RecordBatch]
) -> None:
    """One table; `about` is told in its schema, as JSON."""
    told = schema.with_metadata({"about": json.dumps(about)})
    with pa.ipc.new_stream(out, told) as writer:
        for batch in batches:
            writer.write_batch(batch)
    out.flush()


def send_rows(out: IO[bytes], about: dict[str, Any], width: int, rows: Iterable[Row]) -> None:
    """One table of `width` columns of text."""
    send(out, about, schema_of(width), batches_of(width, rows))


def schema_of(width: int) -> pa.Schema:
    """Columns of text, called by their position."""
    return pa.schema([pa.field(f"c{i}", pa.string()) for i in range(width)])


def batches_of(width: int, rows: Iterable[Row]) -> Iterator[pa.RecordBatch]:
    """Rows in lots that are small in memory."""
    size, lot = max(LEAST_ROWS, BATCH_CELLS // max(width, 1)), list[Row]()
    for row in rows:
        lot.append(row)
        if len(lot) == size:
            yield _batch(lot, width)
            lot = []
    if lot:
        yield _batch(lot, width)


def _batch(rows: list[Row], width: int) -> pa.RecordBatch:
    columns = [pa.array(cells, pa.string()) for cells in zip(*rows, strict=True)]
    return pa.record_batch(columns, schema=schema_of(width))
