"""Cells as the API gives them in CSV: what the JSON says once stands in each row."""

from __future__ import annotations

from typing import Any

from observatorio.api import content
from observatorio.exports.columns import SAID
from observatorio.exports.delimited import said_parts
from observatorio.exports.rows import CHANGED, DEMONSTRATION
from observatorio.numbers import whole


def cells_csv(found: dict[str, Any]) -> bytes:
    """Codes as in JSON; notes in full, and which of the rows these are, as in the other files."""
    names = ("fuente", *content.CELL_NAMES, "valor", "nota", "edicion")
    common = {"fuente": found["fuente"], "edicion": found["edicion"]}
    lines = [{**common, **cell, "nota": _note(found, cell)} for cell in found["celdas"]]
    told = {**found, "filtros": found["filtros"] + _part(found)}
    words = {found["fuente"]: [told[column.name] for column in SAID]}
    rows = [[line.get(name) for name in names] for line in lines]
    return b"".join(said_parts(names, [rows], 0, words))


def _part(found: dict[str, Any]) -> str:
    """«filas 1 a 1 000 de 2 310», where the page does not hold them all."""
    held = len(found["celdas"])
    if held == found["total"]:
        return ""
    before = (found["pagina"] - 1) * found["tamano"]
    return f" · filas {whole(before + 1)} a {whole(before + held)} de {whole(found['total'])}"


def _note(found: dict[str, Any], cell: dict[str, Any]) -> str:
    """The note of a cell with what the JSON says of all of them once, as in the other files."""
    whole_year = "mes" not in cell and "trimestre" not in cell
    opened = found["anios_abiertos"].get(str(cell["anio"])) if whole_year else None
    mark = DEMONSTRATION if found["demostracion"] else None
    changed = CHANGED if cell["cambio"] else None
    return " · ".join(part for part in (cell["nota"], opened, mark, changed) if part)
