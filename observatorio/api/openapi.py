"""The OpenAPI document of the routes, made from the same names that the routes read."""

from __future__ import annotations

from typing import Any

from observatorio.api.content import CELL_NAMES
from observatorio.api.files import XLSX, ZIP
from observatorio.api.parameters import (
    CODES,
    FIRST_YEAR,
    FORMATS,
    LAST_YEAR,
    MOST_CHOSEN,
    MOST_PAGES,
    MOST_ROWS,
)
from observatorio.exports.delimited import STYLES
from observatorio.filters import DIMENSIONS

Schema = dict[str, Any]
TEXT: Schema = {"type": "string"}
TEXT_OR_NULL: Schema = {"type": ["string", "null"]}
WHOLE: Schema = {"type": "integer"}
WHOLE_OR_NULL: Schema = {"type": ["integer", "null"]}
YES_NO: Schema = {"type": "boolean"}
YEAR: Schema = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
YEARS: Schema = {"type": "array", "items": YEAR, "maxItems": 2}
EDITION: Schema = {"type": "integer", "minimum": 0, "maximum": 999999}


def document() -> Schema:
    """The description of /api/v1, in OpenAPI 3.1."""
    source = _parameter("fuente", "Código de la fuente, como en /sources.", TEXT, required=True)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Observatorio Distrital de Violencia: cifras publicadas",
            "version": "1",
            "description": "Solo lectura. Las mismas cifras protegidas que muestran las páginas.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": {
            "/sources": _path("Las fuentes", [], _list("fuentes")),
            "/tables": _path("Los cuadros de una fuente", [source], _tables()),
            "/cells": _path("Celdas publicadas", [source, *_selection()], _cells(), csv=True),
            "/editions": _path("Las ediciones", [], _list("ediciones")),
            "/zones": _path("Las zonas (GeoJSON)", [], _zones(), kind="application/geo+json"),
            **_files(),
        },
        "components": {"schemas": {"Error": _error()}},
    }


def _files() -> dict[str, Schema]:
    """Files of every published table, as they are downloaded."""
    told = "coma, o punto-y-coma con coma decimal para Excel en español."
    style = _parameter("separador", told, {"enum": list(STYLES), **TEXT})
    raw = {**TEXT, "format": "binary"}
    return {
        "/cube.csv": _path("Todos los cuadros, en un CSV", [style], TEXT, kind="text/csv"),
        "/cube.xlsx": _path("Todos los cuadros, en un libro de Excel", [], raw, kind=XLSX),
        "/package.zip": _path("Todos los cuadros, en un paquete de datos", [], raw, kind=ZIP),
    }


def _selection() -> list[Schema]:
    several = {"type": "array", "items": TEXT, "maxItems": MOST_CHOSEN}
    dimensions = [
        _parameter(key, f"{DIMENSIONS[name][1]}: código o nombre; se puede repetir.", several)
        for key, name in CODES.items()
    ]
    pages = {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}
    rows = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}
    return [
        _parameter("cuadro", "Un cuadro de /tables; si falta, todos.", TEXT),
        _parameter("anios", "Un año, o el primero y el último.", YEARS),
        *dimensions,
        _parameter("formato", "Formato de la respuesta.", {"enum": list(FORMATS), **TEXT}),
        _parameter("pagina", "Página, desde 1.", pages),
        _parameter("tamano", "Filas por página.", rows),
    ]


def _parameter(name: str, text: str, schema: Schema, *, required: bool = False) -> Schema:
    return {
        "name": name,
        "in": "query",
        "required": required,
        "description": text,
        "schema": schema,
    }


def _path(
    summary: str,
    parameters: list[Schema],
    schema: Schema,
    *,
    kind: str = "application/json",
    csv: bool = False,
) -> Schema:
    edition = _parameter("edicion", "Número de edición; si falta, la vigente.", EDITION)
    found: Schema = {kind: {"schema": schema}}
    if csv:
        found["text/csv"] = {"schema": TEXT}
    wrong = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
    problems = {
        code: {"description": text, "content": wrong}
        for code, text in (
            ("400", "Un parámetro no sirve"),
            ("404", "No hay esa edición o ese cuadro"),
            ("405", "Solo se lee"),
        )
    }
    return {
        "get": {
            "summary": summary,
            "parameters": [*parameters, edition],
            "responses": {
                "200": {"description": "Las cifras", "content": found},
                "304": {"description": "No cambió"},
                **problems,
            },
        }
    }


def _object(properties: dict[str, Schema], optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}


def _list(name: str) -> Schema:
    return _object({"edicion": WHOLE, name: {"type": "array", "items": {"type": "object"}}})


def _tables() -> Schema:
    return _object(
        {
            "edicion": WHOLE,
            "fuente": TEXT,
            "cuadros": {"type": "array", "items": {"type": "object"}},
            "categorias": {"type": "object"},
        }
    )


def _cells() -> Schema:
    numbers = ("anio", "trimestre", "mes")
    names = {name: WHOLE if name in numbers else TEXT for name in CELL_NAMES}
    said = {**names, "valor": WHOLE_OR_NULL, "nota": TEXT, "cambio": YES_NO}
    optional = tuple(name for name in CELL_NAMES if name not in ("cuadro", "anio"))
    return _object(
        {
            "edicion": WHOLE,
            "fuente": TEXT,
            "unidad": TEXT,
            "demostracion": YES_NO,
            "proteccion": TEXT,
            "pagina": WHOLE,
            "tamano": WHOLE,
            "total": WHOLE,
            "celdas": {"type": "array", "items": _object(said, optional)},
        }
    )


def _zones() -> Schema:
    return _object(
        {
            "edicion": WHOLE,
            "type": {"const": "FeatureCollection"},
            "features": {"type": "array", "items": {"type": "object"}},
        }
    )


def _error() -> Schema:
    said = {"codigo": WHOLE, "mensaje": TEXT, "parametro": TEXT_OR_NULL}
    return _object({"error": _object(said)})
