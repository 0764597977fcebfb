"""What the observatory holds, per source: for `status` and for people who look after the data."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ingest.lock import writing
from ingest.public_folder import PublicFolder
from ingest.recovery import recovered
from ingest.settings import WorkSettings
from observatorio import clock
from observatorio.database import is_whole, open_read_only, run
from observatorio.numbers import noun
from observatorio.withdrawals import as_plain

SHOWN_PLACES = 15
NOT_READABLE = (
    "  Su archivo está dañado o no está: recupérelo de la copia de respaldo (store/public), o "
    "publique una edición nueva."
)


def status_of(settings: WorkSettings) -> dict[str, Any]:
    """The current edition (None if none), what each source holds, and places to be reviewed.

    What a killed run or a damaged file left is put in order first. `withdrawn` are the editions
    that were taken back; `readable` is False where the current edition's file is damaged or gone.
    """
    with writing(settings, "status"):
        path, folder = recovered(settings).current, PublicFolder(settings)
        shown = folder.shown
        return {
            "edition": shown,
            "readable": shown is None or is_whole(folder.file(shown)),
            "withdrawn": as_plain(folder.marks().values()),
            "sources": _sources(path) if path else {},
            "places_review": _places(path) if path else [],
        }


def lines_of(answer: dict[str, Any]) -> list[str]:
    """The answer of `status_of` in sentences, a line each."""
    lines = [f"Edición vigente: {answer['edition'] or 'ninguna'}"]
    if not answer["readable"]:
        lines.append(NOT_READABLE)
    lines += [
        f"  Edición {mark['edition']} retirada el {mark['day']}: {mark['reason']}."
        for mark in answer["withdrawn"]
    ]
    for name, source in answer["sources"].items():
        mark = " · DEMOSTRACIÓN" if source["demonstration"] else ""
        count = len(source["deliveries"])
        came = f"{count} {noun(count, 'entrega', 'entregas')}"
        held = f"{source['records']} {noun(source['records'], 'registro', 'registros')}"
        lines.append(
            f"  {name}: {held}, {source['first_month'] or '—'} a "
            f"{source['last_month'] or '—'}, {came}{mark}"
        )
    if review := answer["places_review"]:
        lines.append("Lugares sin zona, por revisar en el gacetero:")
        lines += [
            f"  {p['place']} ({p['rows']} {noun(p['rows'], 'fila', 'filas')} de {p['source']}): "
            f"{p['reason']}"
            for p in review[:SHOWN_PLACES]
        ]
    return lines


def _sources(path: Path) -> dict[str, Any]:
    con = open_read_only(path)
    try:
        found: dict[str, Any] = {}
        for name, records, demonstration, first, last in run(
            con, "ingest/common/status"
        ).fetchall():
            found[name] = {
                "records": records,
                "demonstration": demonstration,
                "first_month": first,
                "last_month": last,
                "deliveries": [],
            }
        for name, *values in run(con, "ingest/common/status_deliveries").fetchall():
            keys = (
                "delivery",
                "file",
                "state",
                "received_at",
                "rows_read",
                "accepted",
                "refused",
                "left_out",
                "delivered_by",
                "demonstration",
            )
            told = dict(zip(keys, values, strict=True))
            told["received_at"] = clock.written(told["received_at"].replace(tzinfo=clock.zone()))
            found[name]["deliveries"].append(told)
        return found
    finally:
        con.close()


def _places(path: Path) -> list[dict[str, Any]]:
    """Places that no zone is known of: a person adds an alias to the gazetteer."""
    con = open_read_only(path)
    try:
        keys = ("source", "place", "rows", "nearest", "reason")
        rows = run(con, "ingest/common/status_places").fetchall()
        return [dict(zip(keys, row, strict=True)) for row in rows]
    finally:
        con.close()
