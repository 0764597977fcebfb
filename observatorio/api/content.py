"""What each route answers, as plain values: the published figures and nothing else."""

from __future__ import annotations

import json
from typing import Any

from starlette.datastructures import QueryParams

from observatorio.api.parameters import (
    CELLS,
    filters_of,
    only_known,
    page_of,
    source_of,
    table_of,
)
from observatorio.cube import Cube, selected

Rows = list[dict[str, Any]]
CELL_NAMES = {
    "cuadro": "table_id",
    "anio": "year",
    "trimestre": "quarter",
    "mes": "month",
    "edad": "age_group",
    "sexo": "sex",
    "tipo": "violence_type",
    "zona": "zone",
    "vinculo": "relationship",
    "riesgo": "risk_level",
    "condicion": "condition",
    "denuncia": "complaint",
    "medida_proteccion": "protection_measure",
    "medida_cautelar": "precautionary_measure",
    "patrocinio_legal": "legal_support",
}
NONE: frozenset[str] = frozenset()


def sources(cube: Cube, query: QueryParams) -> dict[str, Any]:
    """What each source is, who produces it and up to when it delivered."""
    only_known(query, NONE)
    return {
        "fuentes": [
            {
                "fuente": info.source,
                "nombre": info.title,
                "unidad": info.unit,
                "produce": info.publisher,
                "licencia": info.licence,
                "advertencias": info.caveats,
                "protegida": info.protected,
                "demostracion": info.demonstration,
                "primer_mes": _day(info.first_month),
                "ultimo_mes": _day(info.last_month),
                "proxima_entrega": _day(info.next_expected),
                "proteccion": cube.explanation(info.source),
            }
            for info in cube.sources.values()
        ]
    }


def tables(cube: Cube, query: QueryParams) -> dict[str, Any]:
    """The tables of a source, published or not, with the reason and their categories."""
    only_known(query, {"fuente"})
    source = source_of(query, cube)
    return {
        "fuente": source,
        "cuadros": [
            {
                "cuadro": table.table_id,
                "nombre": table.label,
                "dimensiones": sorted(table.dimensions),
                "estado": table.state,
                "motivo": table.reason,
            }
            for table in cube.tables(source)
        ],
        "categorias": {
            name: cube.categories(source, name)
            for name in sorted({d for table in cube.tables(source) for d in table.dimensions})
        },
    }


def cells(cube: Cube, query: QueryParams) -> dict[str, Any]:
    """A page of published cells under the filters; a protected value is null, its note says so."""
    only_known(query, CELLS)
    filters = cube.canonical(filters_of(query, cube))
    page = page_of(query)
    info = cube.sources[filters.source]
    asked = {
        "source": filters.source,
        "measure": info.measure,
        "table_id": table_of(query, cube, filters.source),
        **selected(filters),
    }
    found = cube.rows("api_cells", row_limit=page.size, row_offset=page.offset, **asked)
    return {
        "fuente": filters.source,
        "unidad": info.unit,
        "demostracion": info.demonstration,
        "proteccion": cube.explanation(filters.source),
        "pagina": page.number,
        "tamano": page.size,
        "total": cube.rows("api_cells_count", **asked)[0][0],
        "celdas": [_cell(row) for row in found],
    }


def _cell(row: tuple[Any, ...]) -> dict[str, Any]:
    *dimensions, value, note, changed = row
    said = {
        name: code
        for name, code in zip(CELL_NAMES, dimensions, strict=True)
        if code is not None or name == "cuadro"
    }
    return {**said, "valor": value, "nota": note, "cambio": changed}


def editions(cube: Cube, query: QueryParams) -> dict[str, Any]:
    """The editions published up to the one that answers, newest first."""
    only_known(query, NONE)
    names = ("edicion", "publicada", "celdas", "protegidas", "cuadros", "umbral", "base")
    rows = [dict(zip(names, row, strict=True)) for row in cube.rows("editions")]
    return {"ediciones": [{**row, "publicada": row["publicada"].isoformat()} for row in rows]}


def zones(cube: Cube, query: QueryParams) -> dict[str, Any]:
    """The district's zones as a GeoJSON feature collection (WGS84)."""
    only_known(query, NONE)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": zone,
                "properties": {"zona": zone, "nombre": name, "clase": kind},
                "geometry": json.loads(geometry),
            }
            for zone, name, geometry, kind in cube.rows("zones")
        ],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
