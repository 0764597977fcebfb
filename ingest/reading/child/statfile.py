"""SPSS and Stata files: codes stay codes, by pyreadstat."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import IO, Any

import pyarrow as pa
import pyreadstat

from ingest.reading.cells import text
from ingest.reading.child.stream import Row, batches_of, schema_of, send_rows
from ingest.reading.child.stream import send as send_batches
from ingest.reading.encoding import repair_mojibake
from ingest.reading.names import plain

READERS = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}
LOT_ROWS, SAMPLE_ROWS = 20_000, 500


def send(kind: str, path: str, out: IO[bytes]) -> None:
    """Sends the first rows of all columns (they tell which look like identities and are not kept),
    then the columns that standard input names (a JSON list), with all their rows.

    Official files declare UTF-8 and hold Latin-1: what fails as declared is read as Latin-1.
    """
    wanted = {plain(name) for name in json.load(sys.stdin)}
    try:
        names, sample, used, rows = _read(kind, path, wanted, None)
    except (pyreadstat.ReadstatError, UnicodeDecodeError):
        names, sample, used, rows = _read(kind, path, wanted, "LATIN1")
    send_rows(out, {"names": [repair_mojibake(name) for name in names]}, len(names), sample)
    send_batches(out, {"columns": used}, schema_of(len(used)), rows)


def _read(
    kind: str, path: str, wanted: set[str], encoding: str | None
) -> tuple[list[str], list[Row], list[int], list[pa.RecordBatch]]:
    _, meta = READERS[kind](path, metadataonly=True, encoding=encoding)
    names, total = list(meta.column_names), meta.number_rows or 0
    used = [at for at, name in enumerate(names) if plain(name) in wanted]
    sample = list(_rows(kind, path, names, encoding, SAMPLE_ROWS))
    found = _rows(kind, path, [names[at] for at in used], encoding, 0) if used else iter(())
    batches = list(batches_of(len(used), found))
    if used and sum(batch.num_rows for batch in batches) < total:
        raise ValueError("fewer rows than the file announces")
    return names, sample, used, batches


def _rows(kind: str, path: str, names: list[str], encoding: str | None, most: int) -> Iterator[Row]:
    """Rows of some columns in lots, up to `most` (0: all of them)."""
    first, lot = 0, most or LOT_ROWS
    while True:
        found = _lot(kind, path, names, encoding, (first, lot))
        yield from found
        first += lot
        if most or len(found) < lot:
            return


def _lot(
    kind: str, path: str, names: list[str], encoding: str | None, span: tuple[int, int]
) -> list[Row]:
    read: dict[str, list[Any]]
    read, _ = READERS[kind](
        path,
        usecols=names,
        encoding=encoding,
        row_offset=span[0],
        row_limit=span[1],
        output_format="dict",
    )
    rows = zip(*(read[name] for name in names), strict=True)
    return [[_said(cell) for cell in cells] for cells in rows]


def _said(cell: Any) -> str | None:
    return repair_mojibake(said) if (said := text(cell)) else None
