"""What is archived of texts that people write freely: no number and no name of a person.

Two steps, the same for every source. On arrival, places lose their numbers, and of one that tells
of a person only the place that the gazetteer knows is left (`scrub_places`). Once the report for
the sector is written, what is in no codebook becomes «otro código» (`scrub_refused`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.errors import Problem
from ingest.geocoding import Gazetteer, normalise
from ingest.reading.tables import DATES, Received
from ingest.sources.base import Source
from observatorio.database import run

PLACE = "place"
# Names of offices and districts: they are kept, without what can only be a person's.
NAMES = ("service", "station_event", "station_registered", "province", "district")
OTHER_CODE = "otro código"
LONG_NUMBER = re.compile(r"\d{3,}")
IDENTITY = re.compile(r"(?:\d[ .-]?){7,}|\S+@\S+")
# Words beside which somebody's name or number stands. («Sra.» is part of too many places' names.)
OF_A_PERSON = re.compile(
    r"\bd\.?n\.?i\b|\bcel(ular)?\b|\btel(é|e)?f?(ono)?\b|\bfono\b|\bwh?ats?app\b|\bwsp\b|@|"
    r"\b(srta|doña|nombres?|apellidos?|denunciante|v[ií]ctima|agraviad[oa])\b|"
    r"\b(hij[oa]|espos[oa]) de\b|(?:\d[ .-]?){7,}",
    re.IGNORECASE,
)
SHORTEST_PLACE = 4
# Numbers, days, and codes of up to three letters say nothing of a person.
WORD = re.compile(r"[^\W\d_]{3,}")
# Months in Spanish or English, whole or short; days of the week; what stands beside an hour.
OF_A_DATE = re.compile(
    r"ene(ro)?|feb(rero)?|mar(zo)?|abr(il)?|mayo?|jun(io)?|jul(io)?|ago(sto)?|set(iembre)?|"
    r"sept?(iembre)?|oct(ubre)?|nov(iembre)?|dic(iembre)?|jan(uary)?|february|march|apr(il)?|june|"
    r"july|aug(ust)?|sept?ember|october|november|dec(ember)?|lunes|martes|mi[eé]rcoles|jueves|"
    r"viernes|s[aá]bado|domingo|del|horas?|hrs|utc|gmt|pet",
    re.IGNORECASE,
)
NUMBERED = re.compile(r"\d{1,2}(?=\W+[^\W\d])")
HARMLESS = re.compile(r"[\d\s/.,:-]{1,19}|\w{1,3}")


def scrub_places(received: Received, gazetteer: Gazetteer) -> None:
    """The texts of a file on its way into the archive, with notes of what was taken out of them."""
    changes = {PLACE: lambda said: kept_place(said, gazetteer)}
    changes |= {name: lambda said: IDENTITY.sub(" ", said) for name in NAMES}
    changes |= dict.fromkeys(DATES, date_alone)
    names = [name for name in pq.read_schema(received.parquet).names if name in changes]
    changed: dict[str, pa.Array] = {}
    for name, column in pq.read_table(received.parquet, columns=names).to_pydict().items():
        kept = {said: changes[name](said) for said in set(column) if said is not None}
        if any(said != text for said, text in kept.items()):
            changed[name] = pa.array([kept.get(said) for said in column], pa.string())
            received.problems += _notes(name, received.columns[name], column, kept)
    if changed:
        received.parquet = _rewritten(received.parquet, changed)


def _notes(
    name: str, title: str, column: list[str | None], kept: dict[str, str | None]
) -> Iterator[Problem]:
    """How many texts lost something, by what it was."""
    lost = [said for said in column if said is not None and kept[said] != said]
    persons = sum(1 for said in lost if name == PLACE and OF_A_PERSON.search(said))
    other = "date_words" if name in DATES else "text_number"
    for code, count in (("text_person", persons), (other, len(lost) - persons)):
        if count:
            yield Problem(None, title, None, code, str(count))


def date_alone(said: str) -> str:
    """A date without the words behind it; its months, days and hours stay."""
    if not said.lstrip()[:1].isdigit():
        return said
    return WORD.sub(lambda word: word[0] if OF_A_DATE.fullmatch(word[0]) else "", said)


def kept_place(said: str, gazetteer: Gazetteer) -> str | None:
    """A place without its numbers; of one that tells of a person, the known place in it or nothing.

    House numbers and the like go (three digits or more): nobody needs them.
    """
    if not OF_A_PERSON.search(said):
        return LONG_NUMBER.sub(" ", said)
    words = f" {normalise(said)} "
    known = [p for p in gazetteer.zones if len(p) >= SHORTEST_PLACE and f" {p} " in words]
    return max(known, key=len, default=None)


def _rewritten(parquet: Path, columns: dict[str, pa.Array]) -> Path:
    """A file with other columns, under a name of its own: the first may still be open."""
    table = pq.read_table(parquet)
    for name, column in columns.items():
        table = table.set_column(table.column_names.index(name), name, column)
    made = parquet.with_name(f"scrubbed-{parquet.name}")
    pq.write_table(table, made, compression="zstd")
    return made


def scrub_refused(con: duckdb.DuckDBPyConnection, source: Source, parquet: Path) -> Path:
    """«otro código» in the place of each staged value that was refused, or is in no codebook.

    Numbers, days and short codes stay: they say nothing of a person, and a code map that is
    corrected later reads them. The same file where nothing was to change.
    """
    cells = [
        cell
        for name in ("ingest/common/refused_cells", *source.unknown)
        for cell in run(con, name).fetchall()
    ]
    if not cells:
        return parquet
    table = pq.read_table(parquet)
    # What was sealed on arrival says nothing any more.
    kept = set(table.column_names) - set(source.sealed)
    columns = _without(table, [(row, name) for row, name in cells if name in kept])
    return _rewritten(parquet, columns) if columns else parquet


def _without(table: pa.Table, cells: Iterable[tuple[int, str]]) -> dict[str, pa.Array]:
    """Columns in which one of the cells (`file_row_number`, name) was no harmless one."""
    numbered = "file_row_number" in table.column_names
    at = {n: i for i, n in enumerate(table["file_row_number"].to_pylist())} if numbered else None
    changed: dict[str, list[str | None]] = {}
    for row, name in cells:
        place = row if at is None else at.get(row)
        if place is None:
            continue
        said = changed.get(name) or table[name].to_pylist()
        written = (said[place] or "").strip()
        if written and not HARMLESS.fullmatch(written):
            # The number of a matter stays: that it is not the matter's name is why it was refused.
            number = NUMBERED.match(written)
            said[place] = f"{number[0]} {OTHER_CODE}" if number else OTHER_CODE
            changed[name] = said
    return {name: pa.array(said, pa.string()) for name, said in changed.items()}
