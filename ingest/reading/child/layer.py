"""Zone layers and dBase tables, by GDAL."""

from __future__ import annotations

from typing import IO, Any

import pyarrow as pa
import pyogrio

from ingest.reading.cells import text
from ingest.reading.child.stream import batches_of, schema_of
from ingest.reading.child.stream import send as send_batches
from ingest.reading.encoding import repair_mojibake


def send(kind: str, path: str, out: IO[bytes]) -> None:
    """Sends the table of a .dbf as text, or the one layer of a map (of several, their names)."""
    if kind == "dbf":
        _send_table(path, out)
        return
    layers = [str(name) for name, shapes in pyogrio.list_layers(path) if shapes]
    if len(layers) != 1:
        send_batches(out, {"layers": layers}, pa.schema([]), ())
        return
    meta, table = pyogrio.read_arrow(path, layer=layers[0])
    about = {
        "layers": layers,
        "crs": meta["crs"],
        "geometry": meta["geometry_name"] or "wkb_geometry",
    }
    send_batches(out, about, table.schema, table.to_batches())


def _send_table(path: str, out: IO[bytes]) -> None:
    _, table = pyogrio.read_arrow(path, read_geometry=False)
    names, width = table.column_names, table.num_columns
    rows = ([_said(cell) for cell in row.values()] for row in table.to_pylist())
    about = {"names": [repair_mojibake(name) for name in names]}
    send_batches(out, about, schema_of(width), batches_of(width, rows))


def _said(cell: Any) -> str | None:
    return repair_mojibake(said) if (said := text(cell)) else None
