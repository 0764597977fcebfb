"""The files of `[zones]`: each is there and of the configured district, or it is said why not.

A configuration that changed its ubigeo and kept these lines would show another district's map.
"""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterable
from pathlib import Path

from ingest.errors import Refused
from ingest.settings import WorkSettings

# Columns in which a file says of which district it is (INEI, IGN and MINAM layers).
UBIGEO_COLUMNS = ("UBIGEO", "IDDIST", "COD_UBIGEO", "UBIGEO_DISTRITO")
# «zones_150106.geojson»; no department has more than 20 provinces, so that 202601 is a month.
IN_NAME = re.compile(r"_((?:0[1-9]|1\d|2[0-5])(?:0[1-9]|1\d|20)\d{2})$")
WANTED = {
    "outline": "el límite del distrito (CSV: vertex, longitude, latitude)",
    "layer": "la capa de zonas",
    "gazetteer": "la lista de lugares y su zona (CSV: ubigeo, place, aliases, zone_id, source)",
    "services": "el directorio de servicios",
}
BROUGHT_BY = {
    "layer": " Cuando la tenga: «python run.py ingest add zones ARCHIVO».",
    "services": " Cuando lo tenga: «python run.py ingest add services ARCHIVO».",
}


def faults(settings: WorkSettings) -> dict[str, str]:
    """Key of `[zones]` → a sentence on why its file can't be used; nothing of those that can."""
    return {key: told for key in WANTED if (told := fault_of(key, settings))}


def fault_of(key: str, settings: WorkSettings) -> str:
    """Why the file of this key of `[zones]` can't be used, in Spanish; empty when it can."""
    file: Path = getattr(settings.zones, key)
    if not file.is_file():
        return f"Falta {WANTED[key]}: {file.name}, en [zones] {key}.{BROUGHT_BY.get(key, '')}"
    others = told_by(file) - {settings.district.ubigeo}
    if not others:
        return ""
    return (
        f"{file.name} ({WANTED[key]}) es del distrito {min(others)} y la configuración dice "
        f"{settings.district.ubigeo}, {settings.district.name}: no se usa. Ponga en [zones] {key} "
        f"el archivo de su distrito.{BROUGHT_BY.get(key, '')}"
    )


def must_be_ours(told: Iterable[object], settings: WorkSettings, file: str) -> None:
    """Raises Refused when a file that was handed in says that it is of another district.

    A file of several districts that has ours among them is not another's: what is read of it is
    decided by its source.
    """
    ubigeos = set(filter(None, map(ubigeo_of, told)))
    if ubigeos and settings.district.ubigeo not in ubigeos:
        raise Refused(
            f"{file}: es del distrito {min(ubigeos)} y este observatorio es de "
            f"{settings.district.name} ({settings.district.ubigeo}). No se cargó nada: entregue el "
            "archivo de su distrito."
        )


def must_have_outline(settings: WorkSettings, file: str) -> None:
    """Raises Refused when the outline, which says what lies inside, is missing or another's."""
    if told := fault_of("outline", settings):
        raise Refused(f"{file}: no se puede comprobar que esté dentro del distrito. {told}")


def told_by(file: Path) -> set[str]:
    """The ubigeos that a file says it is of: by its column or property, else by its name."""
    written = _in_csv(file) if file.suffix.lower() == ".csv" else _in_geojson(file)
    named = IN_NAME.search(file.stem)
    return written or ({named[1]} if named else set())


def ubigeo_of(value: object) -> str | None:
    """Six digits of what a cell holds, with the zero that a spreadsheet took away."""
    text = str(value or "").strip().removesuffix(".0")
    return text.zfill(6) if re.fullmatch(r"\d{5,6}", text) else None


def is_ubigeo_column(name: str) -> bool:
    """Whether a column's name says that it holds the district's code."""
    return name.strip().upper() in UBIGEO_COLUMNS


def _in_csv(file: Path) -> set[str]:
    with file.open(encoding="utf-8-sig", errors="replace", newline="") as handle:
        cells = [v for row in csv.DictReader(handle) for k, v in row.items() if _is_told(k)]
    return set(filter(None, map(ubigeo_of, cells)))


def _in_geojson(file: Path) -> set[str]:
    if file.suffix.lower() not in {".geojson", ".json"}:
        return set()
    try:
        features = json.loads(file.read_text(encoding="utf-8")).get("features", [])
        cells = [v for f in features for k, v in f["properties"].items() if _is_told(k)]
    except (ValueError, AttributeError, TypeError, KeyError):
        return set()  # what is wrong with it is said when it is handed in
    return set(filter(None, map(ubigeo_of, cells)))


def _is_told(name: object) -> bool:
    return isinstance(name, str) and is_ubigeo_column(name)
