"""What a delivery answers for: the months that its rows tell of, office by office.

Months between two others are zero when they have no row, as in any small register, unless so many
would be odd for so many rows: then a date is wrong, or a part of the file is not there, and the
person who brought it is asked. What is decided is kept with the delivery.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

import duckdb

from ingest import questions
from ingest.archive import Archive
from ingest.delivery import Delivery
from ingest.errors import Refused
from ingest.months import Told, as_ranges, between, parse_months, runs_of
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.database import run

Covers = dict[str, list[date]]
Offices = dict[str, list[Told]]
Asks = Callable[[str], bool]


def decide(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, options: Options, settings: WorkSettings
) -> Covers:
    """What the staged delivery answers for; raises Question when only a person can know."""
    offices, asks = _offices(con), asking(delivery, settings)
    if options.months:
        return _stated(offices, delivery, options, asks)
    return _inferred(offices, delivery, asks)


def asking(delivery: Delivery, settings: WorkSettings) -> Asks:
    """Whether an office's months are worth a question: another district's CEM has no figures here.

    In national use every CEM has, but nobody can be asked about each.
    """
    return lambda name: delivery.source != "cem" or name in settings.cem_names


def _offices(con: duckdb.DuckDBPyConnection) -> Offices:
    """What is told of each month, by office; of offices with rows that are taken in."""
    found: Offices = {}
    for row in run(con, "ingest/common/told_months").fetchall():
        found.setdefault(row[0], []).append(Told(*row))
    return {name: told for name, told in found.items() if any(month.own for month in told)}


def _inferred(offices: Offices, delivery: Delivery, asks: Asks) -> Covers:
    runs = {name: runs_of(told) for name, told in offices.items()}
    asked = [run for name, its in runs.items() if asks(name) for run in its]
    strays = [run for run in asked if run.apart and run.own]
    parts = [run for run in asked if not run.apart]
    if strays:
        raise questions.outlying_months(delivery, parts, strays)
    if any(sum(not run.apart for run in its) > 1 for name, its in runs.items() if asks(name)):
        raise questions.gap_in_months(delivery, parts)
    return {name: [m for run in its if run.own for m in run.filled] for name, its in runs.items()}


def _stated(offices: Offices, delivery: Delivery, options: Options, asks: Asks) -> Covers:
    """What the person said, if the rows agree; where they don't, it is asked back."""
    stated = options.months
    if f"{stated[-1]:%Y-%m}" > f"{delivery.received:%Y-%m}":
        raise Refused(f"{delivery.file_name}: {stated[-1]:%Y-%m} es un mes que no ha llegado.")
    outside = [m for told in offices.values() for m in told if m.own and m.month not in stated]
    if outside and questions.ROWS_OUTSIDE not in options.accept:
        raise questions.rows_outside(delivery, stated, outside)
    seen = sorted({m.month for name, told in offices.items() if asks(name) for m in told})
    seen = [month for month in seen if month in stated]
    silent = [month for month in stated if seen and not seen[0] <= month <= seen[-1]]
    if silent and questions.MONTHS_WITHOUT_ROWS not in options.accept:
        raise questions.months_without_rows(delivery, stated, silent)
    covers: Covers = {}
    for name, told in offices.items():
        inside = [m.month for m in told if m.month in stated]
        ends = stated if silent and asks(name) else inside
        if any(m.own and m.month in stated for m in told):
            covers[name] = [month for month in stated if ends[0] <= month <= ends[-1]]
    return covers


def kept(con: duckdb.DuckDBPyConnection, archive: Archive, delivery: Delivery) -> Covers:
    """What a staged delivery of the archive answers for, with what its corrections add."""
    covers = _as_it_was(con, delivery) if delivery.covers is None else _read(delivery.covers)
    for fix in archive.deliveries():
        if fix.completes == delivery.number:
            covers = joined(covers, _read(fix.covers or {}))
    return joined(covers, _since_ours(con, covers))


def _since_ours(con: duckdb.DuckDBPyConnection, covers: Covers) -> Covers:
    """Of offices that became ours after the delivery came (`[cem] names`): their months in it."""
    known = [month for months in covers.values() for month in months]
    if not known:
        return {}
    own = {
        name: [m.month for m in told if m.own and min(known) <= m.month <= max(known)]
        for name, told in _offices(con).items()
        if name not in covers
    }
    return {name: between(months[0], months[-1]) for name, months in own.items() if months}


def _as_it_was(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> Covers:
    """Of a delivery older than this record: the months that it had then, in each of its offices."""
    periods = [date.fromisoformat(f"{period}-01") for period in delivery.periods]
    return {
        name: sorted({*periods, *(month.month for month in told if month.own)})
        for name, told in _offices(con).items()
    }


def joined(covers: Covers, more: Covers) -> Covers:
    """The months of both."""
    names = dict.fromkeys([*covers, *more])
    return {name: sorted({*covers.get(name, []), *more.get(name, [])}) for name in names}


def written(covers: Covers) -> dict[str, list[str]]:
    """As it is kept with the delivery."""
    return {name: as_ranges(months) for name, months in covers.items()}


def _read(covers: Mapping[str, list[str]]) -> Covers:
    return {name: list(parse_months(",".join(ranges))) for name, ranges in covers.items()}


def fill(con: duckdb.DuckDBPyConnection, covers: Covers) -> None:
    """Table `covered`; rows of ours beyond it go back to their sector."""
    rows = [[name, f"{month}"] for name, months in covers.items() for month in months]
    run(con, "ingest/common/covered", covers=json.dumps(rows))
