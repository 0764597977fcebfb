"""What a publication tells those who load the data: what is shown, waits, or was kept back."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.layouts import Brought
from ingest.manifest import Edition
from ingest.settings import WorkSettings
from observatorio.numbers import noun
from observatorio.store import write_whole


def lines(edition: Edition) -> list[str]:
    """The report, a sentence a line."""
    told = [
        f"Edición {edition.edition} publicada: {edition.cells} "
        f"{noun(edition.cells, 'celda', 'celdas')}, {edition.protected} "
        f"{noun(edition.protected, 'protegida', 'protegidas')}, {edition.tables} "
        f"{noun(edition.tables, 'cuadro', 'cuadros')}.",
        *(_waiting(rows) for rows in edition.waiting),
    ]
    if kept_back := edition.kept_back:
        told.append(
            "  La auditoría reservó estos cuadros en esos años, porque con ellos se podría saber "
            f"algo de casillas de pocos casos: {', '.join(kept_back)}."
        )
    told += [f"  {text}" for text in Brought(edition.brought, edition.left).sentences]
    if edition.reason:
        told.append(f"  Se publicó con --force, y así quedó anotado: {edition.reason}.")
    return told


def write(edition: Edition, settings: WorkSettings) -> Path:
    """Writes it beside the reports of the deliveries (restricted: it tells small numbers)."""
    settings.reports_dir.mkdir(parents=True, exist_ok=True)
    path = settings.reports_dir / f"edicion-{edition.edition:06d}.txt"
    write_whole(path, "\n".join(lines(edition)) + "\n")
    return path


def _waiting(rows: dict[str, Any]) -> str:
    of_year = f" de {rows['year']}" if rows["year"] else ""
    wait = noun(rows["records"], "Espera", "Esperan")
    records = noun(rows["records"], "registro", "registros")
    return (
        f"  {wait} a otra edición {rows['records']} {records} de {rows['source']}{of_year}: "
        f"{rows['reason']}.{'' if rows['firm'] else ' Con --force entran ya, y queda anotado.'}"
    )
