"""The district's public cube as Parquet: codes as the API gives them, typed, in lots."""

from __future__ import annotations

import io
from collections.abc import Iterator

import pyarrow as pa
import pyarrow.parquet as pq

from observatorio.dimensions import DIMENSIONS
from observatorio.exports.columns import FIELDS
from observatorio.exports.extract import Extract
from observatorio.exports.rows import Row, lots

# In the order of FIELDS.
NAMES = (
    "fuente", "medida", "cuadro", "anio", *(d.column for d in DIMENSIONS.values()),
    "valor", "nota", "cambio", "edicion",
)  # fmt: skip
# What the file adds to them.
ADDED = {"ubigeo": pa.string(), "demostracion": pa.bool_()}
TYPES = {
    "year": pa.int16(),
    "quarter": pa.int8(),
    "month": pa.int8(),
    "value": pa.int64(),
    "changed": pa.bool_(),
    "edition": pa.int32(),
}
# Enough to be packed well, few enough to be held while they are.
GROUP_ROWS = 5_000


def parquet_parts(extract: Extract) -> Iterator[bytes]:
    """Every published cell of the district, whatever the filters, in parts."""
    schema = _schema(extract)
    sink = io.BytesIO()
    with pq.ParquetWriter(sink, schema, compression="zstd") as writer:
        for group in _groups(extract):
            columns = zip(*_complete(extract, group), strict=True)
            arrays = [pa.array(c, f.type) for c, f in zip(columns, schema, strict=True)]
            writer.write_batch(pa.record_batch(arrays, schema=schema))
            yield _taken(sink)
    yield _taken(sink)


def _groups(extract: Extract) -> Iterator[list[Row]]:
    """Lots put together until they are worth a group of rows."""
    group: list[Row] = []
    for lot in lots(extract.cube, None):
        group += lot
        if len(group) >= GROUP_ROWS:
            yield group
            group = []
    if group:
        yield group


def _complete(extract: Extract, group: list[Row]) -> Iterator[Row]:
    """The rows with the district, and whether they are of synthetic data."""
    synthetic = {info.source for info in extract.everything if info.demonstration}
    return ((*row, extract.cube.ubigeo, row[0] in synthetic) for row in group)


def _schema(extract: Extract) -> pa.Schema:
    said = {
        "titulo": extract.observatory,
        "edicion": str(extract.cube.edition.edition),
        "proteccion": extract.cube.explanation(),
    }
    fields = [(n, TYPES.get(f, pa.string())) for n, f in zip(NAMES, FIELDS, strict=True)]
    return pa.schema([*fields, *ADDED.items()], metadata=said)


def _taken(sink: io.BytesIO) -> bytes:
    """What was written since the last time; the file itself is not kept."""
    part = sink.getvalue()
    sink.seek(0)
    sink.truncate()
    return part
