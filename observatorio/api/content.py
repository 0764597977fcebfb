"""What each route answers, as plain values: the published figures and nothing else."""

from __future__ import annotations

import json
from typing import Any

from observatorio.api.asked import Asked
from observatorio.api.parameters import (
    CELLS,
    Page,
    filters_of,
    only_known,
    page_of,
    source_of,
    table_of,
)
from observatorio.clock import local, written
from observatorio.cube import Cube
from observatorio.dimensions import DIMENSIONS, named
from observatorio.disclosure import note_of
from observatorio.exports import citation
from observatorio.exports.columns import SAID
from observatorio.exports.companions import COVERAGE, PRINTED, Companion
from observatorio.exports.rows import open_years
from observatorio.filters import selected
from observatorio.withdrawals import withdrawn

# Columns of a cell that say which it is.
CELL_NAMES = ("cuadro", "anio", *(d.column for d in DIMENSIONS.values()))
NONE: frozenset[str] = frozenset()


def sources(asked: Asked) -> dict[str, Any]:
    """What each source is, who produces it and up to when it delivered."""
    only_known(asked.query, NONE)
    cube = asked.cube
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


def tables(asked: Asked) -> dict[str, Any]:
    """The tables of a source, published or not, with the reason and their categories."""
    only_known(asked.query, {"fuente"})
    cube = asked.cube
    source = source_of(asked.query, cube)
    return {
        "fuente": source,
        "cuadros": [
            {
                "cuadro": table.table_id,
                "nombre": table.label,
                "dimensiones": sorted(table.dimensions),
                "estado": table.state,
                "motivo": table.reason,
                "anios": {str(year): state for year, state in table.years.items()},
            }
            for table in cube.tables(source)
        ],
        "categorias": {
            name: cube.categories(source, name)
            for name in sorted({d for table in cube.tables(source) for d in table.dimensions})
        },
    }


def cells(asked: Asked) -> dict[str, Any]:
    """A page of published cells under the filters; a protected value is null, its note says so."""
    only_known(asked.query, CELLS)
    cube = asked.cube
    filters = cube.canonical(filters_of(asked.query, cube))
    page, info = page_of(asked.query), cube.sources[filters.source]
    table = table_of(asked.query, cube, filters.source)
    extract = asked.extract(filters, _table_in_words(asked, info.source, table))
    chosen = {
        "source": filters.source,
        "measure": info.measure,
        "table_id": table,
        **selected(filters),
    }
    found = cube.rows("api_cells", row_limit=page.size, row_offset=page.offset, **chosen)
    total = cube.rows("api_cells_count", **chosen)[0][0]
    names = (column.name for column in SAID)
    return {
        "fuente": filters.source,
        "unidad": info.unit,
        "demostracion": info.demonstration,
        **dict(zip(names, citation.said(extract, info), strict=True)),
        "anios_abiertos": {str(y): words for y, (words,) in open_years(cube, info.source).items()},
        "pagina": page.number,
        "tamano": page.size,
        "total": total,
        "siguiente": following(asked, page, total),
        "celdas": [_cell(cube, row) for row in found],
    }


def _table_in_words(asked: Asked, source: str, table_id: str | None) -> str:
    names = [t.label for t in asked.cube.tables(source) if t.table_id == table_id]
    return f"cuadro: {names[0]}" if names else ""


def following(asked: Asked, page: Page, total: int) -> str | None:
    """Where the next page of this edition is; None after the last."""
    last = page.offset + page.size >= total
    return None if last else asked.address(pagina=page.number + 1, tamano=page.size)


def _cell(cube: Cube, row: tuple[Any, ...]) -> dict[str, Any]:
    table_id, year, dimensions, codes, kind, step, value, changed = row
    categories = {DIMENSIONS[d].column: code for d, code in named(dimensions, codes).items()}
    note = note_of(kind, step, cube.edition.threshold, cube.edition.base)
    said = {"valor": value, "nota": note, "cambio": changed, "kind": kind, "step": step}
    return {"cuadro": table_id, "anio": year, **categories, **said}


def editions(asked: Asked) -> dict[str, Any]:
    """The editions published up to the one that answers, and those taken back, newest first."""
    only_known(asked.query, NONE)
    names = ("edicion", "publicada", "celdas", "protegidas", "cuadros", "umbral", "base")
    taken = withdrawn(asked.cube.path.parent)
    rows = [dict(zip(names, row, strict=True)) for row in asked.cube.rows("editions")]
    shown = [row for row in rows if row["edicion"] not in taken]
    return {
        "ediciones": [{**row, "publicada": written(local(row["publicada"]))} for row in shown],
        "retiradas": [
            {"edicion": mark.edition, "retirada": mark.day.isoformat(), "motivo": mark.reason}
            for mark in reversed(taken.values())
        ],
    }


def coverage(asked: Asked) -> dict[str, Any]:
    """Which months each source delivered; what was not delivered is not zero."""
    return _companion(asked, COVERAGE)


def published(asked: Asked) -> dict[str, Any]:
    """The figures that reports have printed, as printed, each with its citation."""
    return _companion(asked, PRINTED)


def _companion(asked: Asked, companion: Companion) -> dict[str, Any]:
    only_known(asked.query, NONE)
    names = [field.name for field in companion.fields]
    return {companion.name: [dict(zip(names, r, strict=True)) for r in companion.rows(asked.cube)]}


def zones(asked: Asked) -> dict[str, Any]:
    """The district's zones as a GeoJSON feature collection (WGS84)."""
    only_known(asked.query, NONE)
    return {
        "type": "FeatureCollection",
        "features": [
            {
                "type": "Feature",
                "id": zone,
                "properties": {"zona": zone, "nombre": name, "clase": kind},
                "geometry": json.loads(geometry),
            }
            for zone, name, geometry, kind in asked.cube.rows("zones")
        ],
    }


def _day(day: Any) -> str | None:
    return day.isoformat() if day else None
