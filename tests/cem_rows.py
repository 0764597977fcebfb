"""CEM files for tests: a row states only the columns that it is about."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable
from pathlib import Path

from ingest.sample.model import official_columns

USED = {
    "CEM": "CARABAYLLO",
    "FECHA_INGRESO": "25/03/2021",
    "EDAD_VICTIMA": "30",
    "SEXO_VICTIMA": "0",
    "DPTO_DOMICILIO": "15",
    "PROV_DOMICILIO": "01",
    "DIST_DOMICILIO": "06",
    "TIPO_VIOLENCIA": "2",
}
OURS, OTHER = "CARABAYLLO", "SAN JUAN DE LURIGANCHO"
# What the internal extract holds and must never be kept: values odd enough to be searched for.
IDENTITIES = {
    "N_FICHA_N": "FN77140233",
    "N_FICHA_A": "FA77140234",
    "FECHA_NACIMIENTO_VICTIMA": "17/09/1987",
    "NOMBRES_VICTIMA": "Zoraida Quispe Huamaní",
    "DNI_VICTIMA": "47110233",
    "TELEFONO_VICTIMA": "987110233",
    "CORREO_VICTIMA": "zoraida.q@ejemplo.pe",
    "DIRECCION_VICTIMA": "Jr. Los Xilófonos 4471",
}
EVENT = {"DPTO_OCURRENCIA": "15", "PROV_OCURRENCIA": "01", "DIST_OCURRENCIA": "06"}


def row(**columns: object) -> dict[str, object]:
    """A fit row of the district's CEM, but for `columns`."""
    return USED | columns


def usual(n: int, **columns: object) -> list[dict[str, object]]:
    """`n` fit rows that no problem is about, so that one bad row is under 5 %."""
    return [row(**columns) for _ in range(n)]


def text(
    rows: Iterable[dict[str, object]], header: Iterable[str] | None = None, delimiter: str = ","
) -> str:
    """A CSV with a column for each one that a row names (or those of `header`)."""
    rows = list(rows)
    columns = list(header or dict.fromkeys(name for row in rows for name in row))
    made = io.StringIO()
    writer = csv.writer(made, delimiter=delimiter, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([row.get(name, "") for name in columns] for row in rows)
    return made.getvalue()


def public_columns() -> list[str]:
    """The 168 official columns."""
    return official_columns()


def union_columns() -> list[str]:
    """The 186 columns of the consolidated copy: those of all years, twins among them."""
    twin = "VULNERABILIDAD_VICTIMA_LGTBI"
    return [*official_columns(), twin, *(f"COLUMNA_RETIRADA_{i}" for i in range(17))]


def internal_columns() -> list[str]:
    """The 577 columns of the internal extract: identities and the place of the event among them."""
    known = [*IDENTITIES, *official_columns(), *EVENT]
    return [*known, *(f"INTERNA_{i}" for i in range(577 - len(known)))]


def everything_in(folder: Path) -> bytes:
    """All bytes below a folder, names too."""
    files = [path for path in sorted(folder.rglob("*")) if path.is_file()]
    return b"".join(path.name.encode() + path.read_bytes() for path in files)
