"""SPSS, Stata and dBase files: only the wanted columns are read, codes stay codes."""

from __future__ import annotations

from typing import Any

import pandas as pd
import pyarrow as pa
import pyogrio
import pyreadstat

from ingest.errors import Refused
from ingest.reading.columns import plain
from ingest.reading.encoding import repair_mojibake
from ingest.reading.files import Incoming
from ingest.reading.sheets import SAMPLE_ROWS, Sheet
from ingest.reading.workbooks import text

READERS = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}


def open_statfile(incoming: Incoming, wanted: set[str]) -> Sheet:
    """The wanted columns of a .sav, .dta or .dbf file, as text."""
    try:
        names, frame, first = _dbf(incoming) if incoming.kind == "dbf" else _stat(incoming, wanted)
    except (
        pyreadstat.ReadstatError,
        pyreadstat.PyreadstatError,
        pyogrio.errors.DataSourceError,
        ValueError,
        OSError,
    ) as problem:
        raise Refused(
            f"{incoming.name}: está dañado o incompleto y no se puede leer. Pida otra copia."
        ) from problem
    header = [repair_mojibake(str(name)) for name in names]
    columns = [
        pa.array(_texts(frame[name]), pa.string()) if name in frame else pa.nulls(len(frame))
        for name in names
    ]
    table = pa.table(columns, names=[str(i) for i in range(len(header))])
    sample = [[text(_none(cell)) or "" for cell in row] for row in first.itertuples(index=False)]
    return Sheet(header, sample, rows=table)


def _stat(incoming: Incoming, wanted: set[str]) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    """Names of all columns, the wanted columns, and the first rows of all.

    Official files declare UTF-8 and hold Latin-1: what fails as declared is read as Latin-1. The
    first rows tell which columns look like identities; they are not kept.
    """
    read, names = READERS[incoming.kind], {plain(name) for name in wanted}
    for encoding in (None, "LATIN1"):
        try:
            _, meta = read(str(incoming.path), metadataonly=True, encoding=encoding)
            used = [name for name in meta.column_names if plain(name) in names]
            # Without any of them the reader would take all columns.
            frame, _ = read(
                str(incoming.path), usecols=used or meta.column_names[:1], encoding=encoding
            )
            first, _ = read(str(incoming.path), row_limit=SAMPLE_ROWS, encoding=encoding)
            break
        except (pyreadstat.ReadstatError, UnicodeDecodeError):
            if encoding:
                raise
    return meta.column_names, frame, first[meta.column_names]


def _dbf(incoming: Incoming) -> tuple[list[str], pd.DataFrame, pd.DataFrame]:
    frame: pd.DataFrame = pyogrio.read_dataframe(incoming.path, read_geometry=False)
    return list(frame.columns), frame, frame.head(SAMPLE_ROWS)


def _texts(column: Any) -> list[str | None]:
    return [repair_mojibake(value) if (value := text(_none(cell))) else None for cell in column]


def _none(cell: Any) -> Any:
    return None if cell is None or (not isinstance(cell, str) and pd.isna(cell)) else cell
