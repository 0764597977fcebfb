"""What is asked before an edition takes the place of the one that is shown.

A wrong clock, an empty folder or a file that was taken back by mistake looks like any other
publication; readers would see figures vanish. Whoever publishes says why it is right so
(`--force`), and the archive keeps the reason.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from itertools import groupby
from pathlib import Path
from typing import Any

from ingest.archive import Archive
from ingest.errors import Question
from ingest.previous import COMPARED, NOT_KEPT, is_kept
from ingest.public_folder import PublicFolder
from observatorio import clock
from observatorio.database import StoreError, in_memory, is_whole, run
from observatorio.numbers import day_of, listed, month_name, noun, whole

ANSWER = '--force "MOTIVO"'
LEAST_CELLS_PCT = 95
NAMED_MONTHS = 3
EMPTY = "No hay ninguna entrega vigente: se publicaría una edición vacía."
CLOCK = (
    "El reloj de esta máquina dice {now}, y la última edición (la {edition}) se publicó el {then}. "
    "Revise la fecha de la máquina."
)
FEWER = "La edición nueva mostraría menos que la vigente (la {edition}): {what}."


def before_building(archive: Archive, folder: PublicFolder, today: date) -> Question | None:
    """What is asked about what can be seen without counting anything."""
    if not archive.deliveries():
        return Question("nothing_to_publish", EMPTY, ANSWER)
    editions = archive.editions()
    known = {e["edition"] for e in editions}
    for number in sorted((known | {folder.shown or 0}) - {0})[-COMPARED:]:
        if number not in known or not is_kept(archive, number):
            facts = {"edition": number}
            return Question(
                "edition_record_missing", NOT_KEPT.format(edition=number), ANSWER, facts
            )
    return next(filter(None, (_later(edition, today) for edition in editions)), None)


def _later(edition: dict[str, Any], today: date) -> Question | None:
    """What is asked where an edition was published after now."""
    moment = datetime.fromisoformat(edition["published_at"])
    day = date.fromisoformat(edition.get("published_on") or moment.date().isoformat())
    if today >= day and clock.in_utc(clock.now()) >= moment:
        return None
    then = max(day, clock.local(moment).date())
    told = CLOCK.format(now=day_of(today), edition=edition["edition"], then=day_of(then))
    facts = {"edition": edition["edition"], "today": today, "published_on": then}
    return Question("clock_went_back", told, ANSWER, facts)


def before_showing(folder: PublicFolder, made: Path) -> Question | None:
    """What is asked where the edition in `made` shows less than the current one."""
    shown = folder.shown
    if shown is None or not is_whole(folder.file(shown)):
        return None
    lost, cells = _compared(folder.file(shown), made)
    told = [*_in_words(lost), *_cells_in_words(*cells)]
    if not told:
        return None
    facts = {
        "edition": shown,
        "lost": [dict(zip(("source", "year", "month"), row, strict=True)) for row in lost],
        "cells": {"before": cells[0], "after": cells[1]},
    }
    said = FEWER.format(edition=shown, what="; ".join(told))
    return Question("less_than_current", said, ANSWER, facts)


Lost = tuple[str, int | None, int | None]


def _compared(shown: Path, made: Path) -> tuple[list[Lost], tuple[int, int]]:
    """What is lost, and the cells of both; nothing where the editions can't be compared."""
    with in_memory() as con:
        try:
            run(con, "publication/attach", shown=str(shown), made=str(made))
            lost = run(con, "publication/fewer").fetchall()
            return lost, run(con, "publication/cells").fetchone() or (0, 0)
        except StoreError:
            return [], (0, 0)


def _cells_in_words(before: int, after: int) -> list[str]:
    if after * 100 >= before * LEAST_CELLS_PCT:
        return []
    return [f"{whole(after)} {noun(after, 'celda', 'celdas')} en lugar de {whole(before)}"]


def _in_words(lost: Iterable[Lost]) -> list[str]:
    """«sin cem»; «sin 2019 y 2020 de cem»; «sin 12 meses de cem (enero de 2021…)»."""
    told = []
    for source, rows in groupby(lost, key=lambda row: row[0]):
        held = list(rows)
        years = [str(year) for _, year, month in held if year and not month]
        months = [f"{month_name(month)} de {year}" for _, year, month in held if month]
        if not years and not months:
            told.append(f"nada de {source}")
        if years:
            told.append(f"{source} sin {listed(years)}")
        if months:
            left = len(months) - NAMED_MONTHS
            more = f" y {left} {noun(left, 'mes', 'meses')} más" if left > 0 else ""
            told.append(f"{source} sin {', '.join(months[:NAMED_MONTHS])}{more}")
    return told
