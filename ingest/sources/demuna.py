"""DEMUNA cases: the municipality's own register, one row per case attended.

The template's layout is read as it is; any other sheet through a mapping file, whose text is kept
with the delivery. Violence matters (RENAMU 6, 7, 8, 11) are the subject, the rest is context.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq

from ingest.demuna import persons, words
from ingest.demuna.header import Case, Table
from ingest.demuna.mapping import SheetMapping, parse_mapping, read_mapping_text
from ingest.demuna.sheets import read_tabs
from ingest.demuna.table import read_tables, unread
from ingest.errors import Problem, Refused
from ingest.geocoding import load_gazetteer
from ingest.reading.dates import decide_order, time_zone, told_zone
from ingest.reading.sheets import SAMPLE_ROWS, Sheet
from ingest.reading.tables import SHEETS, Received, dropped
from ingest.reading.workbooks import sheet_note
from ingest.secret import load_pads
from ingest.sources.base import Reception, Source, Staging
from ingest.sources.places import locate_places
from observatorio.database import registered, run

FIELDS = ("intake_date", "age", "sex", "matter", "place", "sheet_row")
OPTIONAL = {"age": "Edad", "sex": "Sexo", "place": "Zona o AAHH"}


def receive(reception: Reception) -> Received:
    """Reads the cases of every sheet, and decides the order of dates and what «M» stands for."""
    asked, file = reception.options.mapping, reception.incoming.name
    said = read_mapping_text(asked) if asked else ""
    mapping = parse_mapping(said, asked.name if asked else "mapeo")
    tabs, notes = read_tabs(reception.incoming, reception.work)
    tables = read_tables(tabs, mapping, file, reception.options.sheets)
    received = _archived(tables, reception)
    received.problems += notes + _notes(tables, unread(tabs, tables))
    received.edition = "mapeo" if said else "plantilla"
    if mapping.sheets:
        received.extra.clear()
    received.extra |= {"mapping": said, "m_means": _letters(tables, mapping, file)}
    rows = reception.con.read_parquet(str(received.parquet), file_row_number=True)
    rows.create_view("received", replace=True)
    run(reception.con, "ingest/demuna/values")
    order = reception.options.date_order or mapping.date_order
    received.date_order = decide_order(reception.con, order, reception.incoming.path)
    received.problems += told_zone(reception.con, received.columns["intake_date"])
    return received


def _archived(tables: list[Table], reception: Reception) -> Received:
    """Cases to Parquet. One sheet keeps its row numbers; the cases of several are numbered on."""
    alone = len(tables) == 1
    rows: list[Case] = [c or {} for t in tables for c in t.cases if c or alone]
    if not any(rows):
        raise Refused(
            f"{reception.incoming.name}: tiene encabezado pero ningún caso. Pida el archivo lleno."
        )
    titles = {n: t.titles[at[0]] for t in reversed(tables) for n, at in t.found.items()}
    data = {name: [row.get(name) for row in rows] for name in FIELDS}
    if persons.FIELD in titles:
        data[persons.FIELD] = _seal(reception, [row.get(persons.FIELD) for row in rows])
    columns = {name: pa.array(cells, pa.string()) for name, cells in data.items()}
    pq.write_table(pa.table(columns), reception.target, compression="zstd")
    problems = [problem for table in tables for problem in table.problems]
    return Received(
        reception.target,
        sum(1 for row in rows if row) + len(problems),
        tables[0].at + 2 if alone else 1,
        {**titles, "sheet_row": "Hoja y fila"},
        problems=problems,
        extra={} if alone else {SHEETS: [_span(table) for table in tables]},
    )


def _span(table: Table) -> dict[str, object]:
    return {"name": table.tab.name, "rows": sum(1 for case in table.cases if case)}


def _seal(
    reception: Reception, cells: Sequence[str | None], archived: Collection[str] = ()
) -> list[str | None]:
    """The codes of persons as they are archived (`ingest/demuna/persons.py`)."""
    return persons.sealed(cells, load_pads(reception.settings), archived)


def _notes(tables: list[Table], sheets: list[str]) -> list[Problem]:
    """What the person who brought the file should know of what was not read."""
    found = {name for table in tables for name in table.found}
    notes = [
        Problem(None, title, None, "column_absent")
        for name, title in OPTIONAL.items()
        if name not in found
    ]
    skipped = sum(table.skipped for table in tables)
    if skipped:
        notes.append(Problem(None, "(filas)", None, "rows_not_cases", str(skipped)))
    notes += [sheet_note(name, "sheet_unread") for name in sheets]
    told = [note for table in tables for note in table.notes + _identities(table)]
    return notes + list(dict.fromkeys(told))


def _identities(table: Table) -> list[Problem]:
    at = [table.at + 1 + i for i, case in enumerate(table.cases) if case][:SAMPLE_ROWS]
    rows = table.tab.rows
    return dropped(Sheet(table.titles, [rows[i] for i in at if i < len(rows)]), table.found)


def _letters(tables: list[Table], mapping: SheetMapping, file: str) -> dict[str, str]:
    """What «M» stands for in each sheet that writes it; raises Refused when nobody can know.

    A sheet that does not tell is read like the others of its file, if those agree.
    """
    if "m" in mapping.values.get("sex", {}):
        return {}
    said = {t.tab.name: {c.get("sex") or "" for c in t.cases if c} for t in tables}
    using = {name: words.meaning_of_m(v) for name, v in said.items() if _uses_m(v)}
    agreed = {meaning for meaning in using.values() if meaning}
    if None in using.values() and len(agreed) != 1:
        where = ", ".join(name for name, meaning in using.items() if not meaning and name)
        raise Refused(
            f"{file}: no se puede saber si la «M» de la columna de sexo"
            f"{f' (hoja {where})' if where else ''} es «mujer» o «masculino». Pregunte a quien lo "
            'llenó y dígalo en un archivo de mapeo (--mapping): [values.sexo] M = "mujer" o '
            'M = "hombre".'
        )
    return {name: meaning or next(iter(agreed)) for name, meaning in using.items()}


def _uses_m(values: Iterable[str]) -> bool:
    return any(words.plain_words(value) == "m" for value in values)


def stage(staging: Staging) -> None:
    """Gives every case its meaning, by looking up its few distinct values."""
    con, delivery = staging.con, staging.delivery
    run(con, "ingest/demuna/values")
    locate_places(con, load_gazetteer(staging.settings))
    mapping = parse_mapping(str(delivery.extra.get("mapping", "")))
    _lookups(con, mapping, dict(delivery.extra.get("m_means", {})))
    run(
        con,
        "ingest/demuna/staged",
        date_order=delivery.date_order,
        today=delivery.received.date(),
        time_zone=time_zone(con, staging.settings.district.time_zone),
    )
    run(con, "ingest/demuna/staged_problems")
    run(con, "ingest/demuna/months")


def _lookups(
    con: duckdb.DuckDBPyConnection, mapping: SheetMapping, letters: dict[str, str]
) -> None:
    """Table `lookups` (field, sheet, raw, value, identity, reason, detail); `violence_matters`.

    `identity` is what of a matter makes a record: as it was first read, else as it is written.
    """
    said = run(con, "ingest/demuna/said").fetchall()
    found = [_meaning(field, raw, letters.get(sheet), mapping) for field, sheet, raw in said]
    table = pa.table(
        {
            **{
                name: pa.array([row[i] for row in said], pa.string())
                for i, name in enumerate(("field", "sheet", "raw"))
            },
            "value": pa.array([meaning.value for meaning in found], pa.string()),
            "identity": pa.array(
                [
                    _first_read(raw, mapping) if field == "matter" else None
                    for field, _, raw in said
                ],
                pa.string(),
            ),
            "reason": pa.array([meaning.reason for meaning in found], pa.string()),
            "detail": pa.array([meaning.detail for meaning in found], pa.string()),
        }
    )
    violence = pa.table({"matter": [str(m.number) for m in words.matters() if m.violence]})
    with registered(con, "lookups_new", table), registered(con, "violence_new", violence):
        run(con, "ingest/demuna/lookups")


def _first_read(raw: str, mapping: SheetMapping) -> str:
    mapped = mapping.values.get("matter", {}).get(words.plain_words(raw))
    return mapped or words.matter_of(raw, words.IDENTITY_FILE).value or words.plain_words(raw)


def _meaning(field: str, raw: str, m_means: str | None, mapping: SheetMapping) -> words.Meaning:
    mapped = mapping.values.get(field, {}).get(words.plain_words(raw))
    if mapped is not None:
        needed = field == "matter" and not mapped
        return words.Meaning(mapped or None, "matter_missing" if needed else None)
    if field == persons.FIELD:
        return persons.person_of(raw)
    if field == "sex":
        return words.sex_of(raw, m_means)
    return words.matter_of(raw) if field == "matter" else words.age_of(raw)


DEMUNA = Source(
    "demuna",
    ("xlsx", "csv"),
    receive,
    stage,
    sealed={persons.FIELD: _seal},
    once=("intake_date",),
    takes=("date_order", "mapping", "months"),
    tables=("violence_matters",),
)
