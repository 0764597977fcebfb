"""Cases out of the sheets of a DEMUNA register: header, cases, and what is neither.

Offices write titles above the header, totals and signatures below, and the header again on each
page. Those rows are no cases: they are skipped, counted, and never archived.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.demuna.header import (
    HEADER_HITS,
    Case,
    Table,
    compact,
    find_header,
    labels_of,
    no_header,
    refuse_missing,
)
from ingest.demuna.mapping import SheetMapping
from ingest.demuna.sheets import Tab
from ingest.demuna.words import plain_words
from ingest.errors import Problem, Refused
from ingest.reading.dates import in_1900
from ingest.reading.doubled import doubled
from ingest.reading.workbooks import chosen_sheets, lost_cells

LIST_SHEET = "Materias"
TOTALS = re.compile(r"(sub ?)?total(es)?\b|suma\b|promedio\b")


def read_tables(
    tabs: list[Tab], mapping: SheetMapping, file: str, sheets: Sequence[str] = ()
) -> list[Table]:
    """Every sheet that has the header, of those asked for; raises Refused when none has."""
    names = [tab.name for tab in tabs]
    # A register in CSV has no sheets to choose among.
    asked = chosen_sheets(names, (sheets or mapping.sheets) if any(names) else (), file)
    wanted = [tab for tab in tabs if tab.name in asked]
    labels = labels_of(mapping)
    tables = [table for tab in wanted if (table := find_header(tab, labels))]
    if not tables:
        raise Refused(no_header(wanted, labels, file))
    for table in tables:
        refuse_missing(table, labels, mapping, file)
        _refuse_doubled(table, file)
        _read(table, mapping.fill_down, mapping.constant)
        _note(table)
    return tables


def _refuse_doubled(table: Table, file: str) -> None:
    """A column that stands twice with other values: nobody can know which holds."""
    forms = [compact(title) for title in table.titles]
    for first in (at for hits in table.found.values() for at in hits):
        for other in (at for at, form in enumerate(forms) if form == forms[first] and at != first):
            rows = [row for row in table.tab.rows[table.at + 1 :] if len(row) > max(first, other)]
            if number := sum(row[first] != row[other] for row in rows):
                raise Refused(doubled(table.titles[first], number, file))


def unread(tabs: list[Tab], tables: list[Table]) -> list[str]:
    """Names of the sheets with something in them that were not read."""
    read = {table.tab.name for table in tables}
    return [
        tab.name
        for tab in tabs
        if tab.name not in read | {LIST_SHEET} and len(tab.blank) < len(tab.rows)
    ]


def _note(table: Table) -> None:
    """What the workbook's reader told of the sheet; days from 1904 are brought to 1900."""
    sheet = table.tab.sheet
    if sheet is None:
        return
    titles = {at: table.titles[at] for hits in table.found.values() for at in hits}
    table.notes += sheet.notes + lost_cells(sheet, table.at + 1, titles)
    cases = [case for case in table.cases if case]
    days, moved = in_1900([case["intake_date"] for case in cases])
    if sheet.epoch_1904 and moved:
        for case, day in zip(cases, days, strict=True):
            case["intake_date"] = day
        title = table.titles[table.found["intake_date"][0]]
        table.notes.append(Problem(None, title, None, "days_other_epoch", str(moved)))


def _read(table: Table, fill_down: tuple[str, ...], constant: dict[str, str]) -> None:
    last: dict[str, str] = {}
    for at in range(table.at + 1, len(table.tab.rows)):
        row = table.tab.rows[at]
        if _too_wide(table, row):
            table.problems.append(Problem(at + 1, "(fila)", None, "line_long"))
            continue
        case = {name: _first(row, hits) for name, hits in table.found.items()}
        lonely = not fill_down and sum(map(bool, row)) == 1
        if at in table.tab.blank or lonely or _is_no_case(table, row, case):
            table.skipped += at not in table.tab.blank
            table.cases.append(None)
            continue
        for name in fill_down:
            case[name] = last[name] = case.get(name) or last.get(name, "")
        filled: Case = {name: value or None for name, value in (case | constant).items()}
        table.cases.append({**filled, "sheet_row": table.tab.place_of(at)})
    while table.cases and table.cases[-1] is None:
        table.cases.pop()


def _too_wide(table: Table, row: list[str]) -> bool:
    """In a CSV, a comma too many moves the values into the next columns."""
    return not table.tab.name and any(row[len(table.titles) :])


def _first(row: list[str], hits: list[int]) -> str:
    return next((row[i] for i in hits if i < len(row) and row[i]), "")


def _is_no_case(table: Table, row: list[str], case: dict[str, str]) -> bool:
    """A total, the header again, or a row that says neither when, of what nor of whom.

    (A footer or a heading between the cases is one lonely cell, whatever its column.)
    """
    first = plain_words(next((cell for cell in row if cell), ""))
    again = sum(
        1
        for name, hits in table.found.items()
        if compact(case[name]) == compact(table.titles[hits[0]])
    )
    dated = bool(re.match(r"\d", case["intake_date"]))
    said = dated or case.get("matter") or case.get("sex")
    return bool(TOTALS.match(first)) or again >= HEADER_HITS or not said
