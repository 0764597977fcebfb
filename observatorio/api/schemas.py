"""What each route answers, as JSON Schema: the description that programs check answers against."""

from __future__ import annotations

from typing import Any

from observatorio.api.content import CELL_NAMES
from observatorio.dimensions import DIMENSIONS, TIMES
from observatorio.disclosure import BELOW, BELOW_PERSONS, EXACT, INFERRED, OPEN, ROUNDED
from observatorio.exports.columns import SAID
from observatorio.exports.companions import Companion

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
WHOLE_OR_NULL: Schema = {"type": ["integer", "null"]}
YES_NO: Schema = {"type": "boolean"}
DAY: Schema = {"type": ["string", "null"], "description": "AAAA-MM-DD"}
MOMENT: Schema = {
    "type": "string",
    "format": "date-time",
    "description": "en la hora del distrito, con su diferencia horaria",
}
NUMBERS = ("anio", *(DIMENSIONS[name].column for name in TIMES))
KINDS = [EXACT, ROUNDED, BELOW, BELOW_PERSONS, OPEN, INFERRED]


def sources() -> Schema:
    """The sources and what is to be known of each."""
    texts = ("fuente", "nombre", "unidad", "produce", "licencia", "advertencias", "proteccion")
    days = ("primer_mes", "ultimo_mes", "proxima_entrega")
    said = {
        **dict.fromkeys(texts, TEXT),
        **dict.fromkeys(("protegida", "demostracion"), YES_NO),
        **dict.fromkeys(days, DAY),
    }
    return _listed("fuentes", said)


def tables() -> Schema:
    """The tables of a source and the categories of their dimensions."""
    said = {
        **dict.fromkeys(("cuadro", "nombre", "estado", "motivo"), TEXT),
        "dimensiones": {"type": "array", "items": TEXT},
        # State of each year of a published table: publico, espera (open, few cases) or reservado.
        "anios": {"type": "object", "additionalProperties": TEXT},
    }
    names = {"type": "object", "additionalProperties": TEXT}
    return _object(
        {
            "edicion": WHOLE,
            "fuente": TEXT,
            "cuadros": {"type": "array", "items": _object(said)},
            "categorias": {"type": "object", "additionalProperties": names},
        }
    )


def cells() -> Schema:
    """A page of cells and what is to be known of all of them."""
    names = {name: WHOLE if name in NUMBERS else TEXT for name in CELL_NAMES}
    said = {**names, "valor": WHOLE_OR_NULL, "nota": TEXT, "cambio": YES_NO,
            "kind": {"enum": KINDS}, "step": WHOLE_OR_NULL}  # fmt: skip
    optional = tuple(name for name in CELL_NAMES if name not in ("cuadro", "anio"))
    return _object(
        {
            "edicion": WHOLE,
            "fuente": TEXT,
            "unidad": TEXT,
            "demostracion": YES_NO,
            **{column.name: TEXT for column in SAID},
            "anios_abiertos": {"type": "object", "additionalProperties": TEXT},
            "pagina": WHOLE,
            "tamano": WHOLE,
            "total": WHOLE,
            "siguiente": TEXT_OR_NULL,
            "celdas": {"type": "array", "items": _object(said, optional)},
        }
    )


def editions() -> Schema:
    """The editions, and those that were taken back, newest first."""
    numbers = ("edicion", "celdas", "protegidas", "cuadros", "umbral", "base")
    shown = _object({**dict.fromkeys(numbers, WHOLE), "publicada": MOMENT})
    taken = _object({"edicion": WHOLE, "retirada": TEXT, "motivo": TEXT})
    lists = {
        name: {"type": "array", "items": item}
        for name, item in (("ediciones", shown), ("retiradas", taken))
    }
    return _object({"edicion": WHOLE, **lists})


def companion(table: Companion) -> Schema:
    """The rows of a table that goes beside the cells; any of them may be unknown."""
    said = {field.name: {"type": [field.kind, "null"]} for field in table.fields}
    return _listed(table.name, said)


def zones() -> Schema:
    """A GeoJSON feature collection."""
    feature = {
        "type": {"const": "Feature"},
        "id": TEXT,
        "properties": _object(dict.fromkeys(("zona", "nombre", "clase"), TEXT)),
        "geometry": {"type": "object", "required": ["type", "coordinates"]},
    }
    return _object(
        {
            "edicion": WHOLE,
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": _object(feature)},
        }
    )


def error() -> Schema:
    """Why something can't be answered, in Spanish, and which parameter to change."""
    said = {"codigo": WHOLE, "mensaje": TEXT, "parametro": TEXT_OR_NULL}
    return _object({"error": _object(said)})


def _listed(name: str, item: dict[str, Schema]) -> Schema:
    return _object({"edicion": WHOLE, name: {"type": "array", "items": _object(item)}})


def _object(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}
