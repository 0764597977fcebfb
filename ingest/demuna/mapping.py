"""The mapping file: how a municipality's own sheet says what the template's columns say.

It is TOML that an official can edit; its text is archived with the delivery, so that a rebuild
needs no other file. `data/reference/demuna/mapping_template.toml` explains each key.
"""

from __future__ import annotations

import tomllib
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from rapidfuzz import process

from ingest.demuna import words
from ingest.errors import Refused
from ingest.reading.dates import ORDERS
from ingest.wording import name_of

# What the file calls the fields: its reader is an official, so these names are Spanish.
FIELDS = {
    "fecha": "intake_date",
    "edad": "age",
    "sexo": "sex",
    "materia": "matter",
    "zona": "place",
    "codigo": "person_code",
}
KEYS = ("sheet", "date_order", "fill_down", "constant", "columns", "values")


@dataclass(frozen=True)
class SheetMapping:
    """Sheets to read (patterns), labels by field, and the meaning of values by field.

    `constant` is what all rows of the register are, where no column says it.
    """

    sheets: tuple[str, ...] = ()
    columns: dict[str, tuple[str, ...]] = field(default_factory=dict)
    values: dict[str, dict[str, str]] = field(default_factory=dict)
    date_order: str | None = None
    fill_down: tuple[str, ...] = ()
    constant: dict[str, str] = field(default_factory=dict)


def read_mapping_text(path: Path) -> str:
    """Text of a mapping file; raises Refused when it can't be read."""
    try:
        return path.read_text(encoding="utf-8-sig")
    except FileNotFoundError as problem:
        raise Refused(f"No se encuentra el archivo de mapeo {name_of(path)}.") from problem
    except (OSError, UnicodeDecodeError) as problem:
        raise Refused(
            f"{name_of(path)}: el mapeo no se puede leer; guárdelo como texto UTF-8."
        ) from problem


def parse_mapping(text: str, name: str = "mapeo") -> SheetMapping:
    """The mapping written in `text`; raises Refused, naming the key that is wrong."""
    try:
        raw = tomllib.loads(text)
    # Deep nesting and numbers without end are no TOML that a person wrote.
    except (ValueError, RecursionError) as problem:
        where = str(problem) if isinstance(problem, tomllib.TOMLDecodeError) else "no es un mapeo"
        raise Refused(f"{name}: no se puede leer como TOML: {where}.") from problem
    _known(raw, KEYS, name, "clave")
    order = raw.get("date_order")
    if order is not None and order not in ORDERS:
        raise Refused(f"{name}: date_order = «{order}»: se espera {', '.join(ORDERS)}.")
    fill = _texts(raw.get("fill_down", []), name, "fill_down")
    _known(fill, FIELDS, name, "columna de fill_down")
    return SheetMapping(
        sheets=_texts(raw.get("sheet", []), name, "sheet"),
        columns=_columns(_table(raw, "columns", name), name),
        values=_values(_table(raw, "values", name), name),
        date_order=order,
        fill_down=tuple(FIELDS[key] for key in fill),
        constant=_constant(_table(raw, "constant", name), name),
    )


def _known(keys: Collection[str], allowed: Collection[str], name: str, what: str) -> None:
    for key in keys:
        if key not in allowed:
            near = process.extractOne(key, list(allowed), score_cutoff=60)
            hint = f" ¿Quiso decir «{near[0]}»?" if near else ""
            raise Refused(
                f"{name}: no se conoce la {what} «{key}».{hint} Se aceptan: {', '.join(allowed)}."
            )


def _table(raw: Mapping[str, Any], key: str, name: str) -> dict[str, Any]:
    table = raw.get(key, {})
    if not isinstance(table, dict):
        raise Refused(f"{name}: «{key}» debe ser una sección, por ejemplo [{key}].")
    return table


def _texts(value: Any, name: str, key: str) -> tuple[str, ...]:
    items = [value] if isinstance(value, str) else value
    if not isinstance(items, list) or not all(isinstance(item, str) for item in items):
        raise Refused(f"{name}: «{key}» debe ser un texto o una lista de textos, entre comillas.")
    return tuple(items)


def _columns(table: dict[str, Any], name: str) -> dict[str, tuple[str, ...]]:
    _known(table, FIELDS, name, "columna")
    found = {FIELDS[key]: _texts(labels, name, f"columns.{key}") for key, labels in table.items()}
    for key in table:
        if not all(map(str.strip, found[FIELDS[key]])) or not found[FIELDS[key]]:
            raise Refused(
                f"{name}: «{key}» no nombra ninguna columna. Escriba entre comillas el nombre que "
                f"tiene en su hoja, o borre la línea de «{key}»."
            )
    return found


def _constant(table: dict[str, Any], name: str) -> dict[str, str]:
    """What all rows are, as the meaning of a value; only the matter or the sex may be so."""
    readers = {"materia": _matter, "sexo": _sex}
    _known(table, readers, name, "columna de constant")
    return {
        FIELDS[key]: _meaning(readers[key](str(value)), value or None, key, key, name)
        for key, value in table.items()
    }


def _values(table: dict[str, Any], name: str) -> dict[str, dict[str, str]]:
    readers = {"sexo": _sex, "materia": _matter, "edad": _age}
    _known(table, readers, name, "columna de values")
    found: dict[str, dict[str, str]] = {}
    for key, meanings in table.items():
        if not isinstance(meanings, dict):
            raise Refused(f"{name}: «values.{key}» debe ser una sección, [values.{key}].")
        found[FIELDS[key]] = {
            words.plain_words(said): _meaning(readers[key](str(value)), value, said, key, name)
            for said, value in meanings.items()
        }
    return found


def _meaning(value: str | None, given: Any, said: str, key: str, name: str) -> str:
    """An empty text means «sin dato»."""
    if given == "":
        return ""
    if value is None:
        raise Refused(
            f"{name}: en [values.{key}], «{said}» = «{given}» no es un valor de {key}. {HELP[key]}"
        )
    return value


HELP = {
    "sexo": "Se espera mujer u hombre.",
    "materia": "Se espera el número (1 a 19) o el nombre de una materia del RENAMU.",
    "edad": "Se espera un número de 0 a 17.",
}


def _sex(value: str) -> str | None:
    return value if value in ("mujer", "hombre") else None


def _matter(value: str) -> str | None:
    return words.matter_of(value).value


def _age(value: str) -> str | None:
    return words.age_of(value).value
