"""The OpenAPI document of the routes, made from the same names that the routes read."""

from __future__ import annotations

from observatorio.api import schemas
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
from observatorio.api.schemas import TEXT, WHOLE, Schema
from observatorio.cube import Cube
from observatorio.exports.companions import COVERAGE, PRINTED
from observatorio.exports.delimited import STYLES
from observatorio.filters import DIMENSIONS

YEAR: Schema = {"type": "integer", "minimum": FIRST_YEAR, "maximum": LAST_YEAR}
YEARS: Schema = {"type": "array", "items": YEAR, "maxItems": 2}
EDITION: Schema = {"type": "integer", "minimum": 0, "maximum": 999999}
CACHING: Schema = {
    "ETag": {"description": "Cambia con la edición y con lo pedido.", "schema": TEXT},
    "Cache-Control": {"description": "Se vuelve a preguntar cada vez.", "schema": TEXT},
}
PAGING: Schema = {
    "X-Total-Count": {"description": "Filas en todas las páginas.", "schema": WHOLE},
    "Link": {"description": "La página siguiente (rel=next); falta en la última.", "schema": TEXT},
}
WRONG: Schema = {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}}
PROBLEMS = (
    ("400", "Un parámetro no sirve"),
    ("404", "No hay esa edición, esa fuente, ese cuadro o esa categoría"),
    ("405", "Solo se lee"),
    ("410", "Esa edición se retiró, o ya no se puede abrir; el mensaje dice por qué"),
    ("500", "No se pudo responder; quedó anotado en el servidor"),
    ("503", "La configuración del observatorio no se puede leer"),
)


def document(cube: Cube | None = None) -> Schema:
    """The description of /api/v1, in OpenAPI 3.1, with the codes of an edition if told."""
    known = _known(cube)
    paths = _paths(known)
    for path, described in paths.items():
        _complete(path, described["get"], cube)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Observatorio Distrital de Violencia: cifras publicadas",
            "version": "1",
            "description": "Solo lectura. Las mismas cifras protegidas que muestran las páginas.",
        },
        "servers": [{"url": "/api/v1"}],
        "paths": paths,
        "components": {"schemas": {"Error": schemas.error()}},
    }


def _paths(known: dict[str, list[str]]) -> dict[str, Schema]:
    source = _parameter("fuente", "Código de la fuente.", _one_of(known, "fuente"), required=True)
    selection = [source, *_selection(known)]
    return {
        "/sources": _path("Las fuentes", [], schemas.sources()),
        "/tables": _path("Los cuadros de una fuente", [source], schemas.tables()),
        "/cells": _path("Celdas publicadas", selection, schemas.cells(), paged=True),
        "/editions": _path("Las ediciones", [], schemas.editions()),
        "/coverage": _path("Qué meses se entregaron", [], schemas.companion(COVERAGE)),
        "/published": _path("Cifras impresas en informes", [], schemas.companion(PRINTED)),
        "/zones": _path("Las zonas (GeoJSON)", [], schemas.zones(), kind="application/geo+json"),
        **_files(),
    }


def _complete(path: str, operation: Schema, cube: Cube | None) -> None:
    """What every operation has: a name for programs, and the edition, with one that there is."""
    operation["operationId"] = path.strip("/").replace(".", "_")
    edition = _parameter("edicion", "Número de edición; si falta, la vigente.", EDITION)
    if cube:
        edition["schema"] = {**EDITION, "examples": [cube.edition.edition]}
    operation["parameters"].append(edition)


def _known(cube: Cube | None) -> dict[str, list[str]]:
    """The codes that an edition has for each parameter, of all its sources."""
    if cube is None:
        return {}
    codes = {
        key: [code for source in cube.sources for code in cube.categories(source, name)]
        for key, name in CODES.items()
    }
    tables = [table.table_id for source in cube.sources for table in cube.tables(source)]
    said = {"fuente": list(cube.sources), "cuadro": tables, **codes}
    return {name: list(dict.fromkeys(values)) for name, values in said.items() if values}


def _one_of(known: dict[str, list[str]], name: str) -> Schema:
    return {**TEXT, **({"enum": known[name]} if name in known else {})}


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


def _selection(known: dict[str, list[str]]) -> list[Schema]:
    dimensions = [
        _parameter(
            key,
            f"{DIMENSIONS[name][1]}: código; se puede repetir.",
            {"type": "array", "items": _one_of(known, key), "maxItems": MOST_CHOSEN},
        )
        for key, name in CODES.items()
    ]
    pages = {"type": "integer", "minimum": 1, "maximum": MOST_PAGES}
    rows = {"type": "integer", "minimum": 1, "maximum": MOST_ROWS}
    return [
        _parameter("cuadro", "Un cuadro de /tables; si falta, todos.", _one_of(known, "cuadro")),
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
    paged: bool = False,
) -> Schema:
    found: Schema = {kind: {"schema": schema}}
    if paged:
        found["text/csv"] = {"schema": TEXT}
    told = {**CACHING, **(PAGING if paged else {})}
    return {
        "get": {
            "summary": summary,
            "parameters": list(parameters),
            "responses": {
                "200": {"description": "Las cifras", "content": found, "headers": told},
                "304": {"description": "No cambió", "headers": CACHING},
                **{code: {"description": text, "content": WRONG} for code, text in PROBLEMS},
            },
        }
    }
