"""SPSS and Stata files: codes stay codes, by pyreadstat."""

from __future__ import annotations

import json
import sys
from collections import Counter
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
        file = _File(kind, path, None)
        used, rows = file.columns(wanted)
    except (pyreadstat.ReadstatError, UnicodeDecodeError):
        file = _File(kind, path, "LATIN1")
        used, rows = file.columns(wanted)
    names = [repair_mojibake(name) for name in file.names]
    send_rows(out, {"names": names}, len(names), file.rows(file.names, SAMPLE_ROWS))
    about = {"columns": used, "missing": dict(file.missing)}
    send_batches(out, about, schema_of(len(used)), rows)


class _File:
    """A file read in one encoding; `missing` counts the cells that it declares to be no answer."""

    def __init__(self, kind: str, path: str, encoding: str | None):
        self.options: dict[str, Any] = {
            "encoding": encoding,
            "user_missing": kind == "sav",
            "output_format": "dict",
        }
        self.read, self.path = READERS[kind], path
        _, meta = self.read(path, metadataonly=True, **self.options)
        self.names, self.total = list(meta.column_names), meta.number_rows or 0
        self.ranges: dict[str, list[dict[str, Any]]] = meta.missing_ranges or {}
        self.missing: Counter[int] = Counter()

    def columns(self, wanted: set[str]) -> tuple[list[int], list[pa.RecordBatch]]:
        """Positions of the wanted columns, and all their rows."""
        used = [at for at, name in enumerate(self.names) if plain(name) in wanted]
        found = self.rows([self.names[at] for at in used], 0) if used else iter(())
        batches = list(batches_of(len(used), found))
        if used and sum(batch.num_rows for batch in batches) < self.total:
            raise ValueError("fewer rows than the file announces")
        return used, batches

    def rows(self, names: list[str], most: int) -> Iterator[Row]:
        """Rows of some columns in lots, up to `most` (0: all of them)."""
        first, lot = 0, most or LOT_ROWS
        while True:
            read: dict[str, list[Any]]
            read, _ = self.read(
                self.path,
                usecols=names,
                row_offset=first,
                row_limit=lot,
                **self.options,
            )
            columns = [self._said(name, read[name], count=not most) for name in names]
            found = list(map(list, zip(*columns, strict=True)))
            yield from found
            first += lot
            if most or len(found) < lot:
                return

    def _said(self, name: str, cells: list[Any], *, count: bool) -> Row:
        """A column as text, without what the file declares to be no answer."""
        for reach in self.ranges.get(name, ()):
            low, high = reach["lo"], reach["hi"]
            none = [isinstance(cell, type(low)) and low <= cell <= high for cell in cells]
            self.missing[self.names.index(name)] += sum(none) if count else 0
            cells = [None if gone else cell for gone, cell in zip(none, cells, strict=True)]
        return [repair_mojibake(said) if (said := text(cell)) else None for cell in cells]
