"""Which columns of a file are read: an allow-list per source and edition of the format.

The maps are data (`data/reference/<source>/columns.csv`): one line per field, one column per
edition, twins of a name separated by `|`. What is not in the list is never read.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache

from rapidfuzz import fuzz

from ingest.errors import Refused
from ingest.reading.names import plain
from ingest.wording import like_a_title
from observatorio.config import ROOT

# Under this likeness (0-100) a suggestion misleads more than it helps.
NEAR_ENOUGH = 60
MOST_NAMED = 7
PART_OF_A_NAME = 4
IDENTITY_PATTERNS = (
    ("DNI", re.compile(r"^\d{8}(\.0)?$")),
    (
        "teléfono",
        re.compile(r"^(\+?51[ -]?)?9\d{2}[ -]?\d{3}[ -]?\d{3}(\.0)?$|^\(?01\)?[ -]?\d{7}$"),
    ),
    ("correo electrónico", re.compile(r"^[^@\s]+@[^@\s]+\.[^@\s]+$")),
    (
        "nombres de personas",
        re.compile(
            r"^[A-ZÁÉÍÓÚÑ][\wáéíóúñ'-]+([ ,]+(de |del |la )*[A-ZÁÉÍÓÚÑ][\wáéíóúñ'-]+){1,5}$"
        ),
    ),
)
# A column is named when this share of its filled values looks like an identity.
SUSPECT_SHARE = 0.5
SUSPECT_MIN_VALUES = 3


@dataclass(frozen=True)
class Field:
    """A field that an adapter uses, and the names that its column has in one edition."""

    name: str
    required: bool
    columns: tuple[str, ...]


@cache
def editions(source: str) -> dict[str, tuple[Field, ...]]:
    """Fields by edition of the format of `source`, from its column map."""
    path = ROOT / "data" / "reference" / source / "columns.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    names = [name for name in rows[0] if name not in ("field", "required")]
    return {
        name: tuple(
            Field(row["field"], row["required"] == "yes", tuple(filter(None, row[name].split("|"))))
            for row in rows
        )
        for name in names
    }


def match(header: Sequence[str], fields: Iterable[Field], file: str) -> dict[str, list[int]]:
    """Positions in `header` of each field's columns (twins give more than one).

    Raises Refused, naming the missing columns and the nearest found, when a required one is absent.
    """
    found: dict[str, list[int]] = {}
    missing: list[Field] = []
    positions = {plain(name): i for i, name in reversed(list(enumerate(header)))}
    for field in fields:
        hits = [positions[plain(c)] for c in field.columns if plain(c) in positions]
        if hits:
            found[field.name] = hits
        elif field.required:
            missing.append(field)
    if missing:
        taken = {at for hits in found.values() for at in hits}
        spare = [n for at, n in enumerate(header) if at not in taken and like_a_title(n)]
        raise Refused(_missing(missing, spare, file), reasons={"falta una columna": len(missing)})
    return found


def _likeness(wanted: str, name: str) -> float:
    """0 to 100; a name that is part of the other («EDAD» of «EDAD_VICTIMA») is nearly it."""
    shorter, longer = sorted((wanted, name), key=len)
    part = len(shorter) >= PART_OF_A_NAME and shorter in longer
    return 90.0 if part else fuzz.ratio(wanted, name)


def _nearest(wanted: str, names: Sequence[str]) -> str | None:
    score, name = max(((_likeness(wanted, plain(n)), n) for n in names), default=(0.0, ""))
    return name if score >= NEAR_ENOUGH else None


def _missing(missing: list[Field], spare: Sequence[str], file: str) -> str:
    parts = []
    for field in missing[:MOST_NAMED]:
        name = field.columns[0] if field.columns else field.name
        near = _nearest(plain(name), spare)
        parts.append(f"«{name}»" + (f" (la más parecida es «{near}»)" if near else ""))
    noun = "falta la columna" if len(missing) == 1 else "faltan las columnas"
    more = f" y {len(missing) - MOST_NAMED} más" if len(missing) > MOST_NAMED else ""
    return (
        f"{file}: {noun} {', '.join(parts)}{more}. No se cargó nada. Revise que el archivo sea el "
        "que corresponde y que su primera fila tenga los nombres de las columnas."
    )


def looks_like_identity(values: Iterable[str]) -> str | None:
    """What kind of identity the values of a column look like (in Spanish), or None.

    The kinds are decided from a sample that is thrown away; nothing of it is kept.
    """
    filled = [value.strip() for value in values if value and value.strip()]
    if len(filled) < SUSPECT_MIN_VALUES:
        return None
    for kind, pattern in IDENTITY_PATTERNS:
        hits = [value for value in filled if pattern.match(value)]
        # Names repeat little; a column of places or of categories also has capitals.
        varied = kind != "nombres de personas" or len(set(hits)) > 0.8 * len(hits)
        if varied and len(hits) >= SUSPECT_SHARE * len(filled):
            return kind
    return None
