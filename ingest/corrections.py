"""The rows of a corrected report take the place of those that were refused.

The report names the delivery and the row, so a few corrected rows never replace whole months.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from ingest import coverage, questions
from ingest.delivery import Delivery
from ingest.errors import Problem, Refused
from ingest.faults import undone_by
from ingest.months import away
from ingest.outcome import Outcome, outcome_of, report_path
from ingest.reading.missing import load_macros
from ingest.reading.tables import Received
from ingest.registry import Registry
from ingest.report import counted, write_report
from ingest.scrubbing import scrub_refused
from ingest.sources import SOURCES
from ingest.sources.base import Options
from ingest.staging import open_received, stage, staged_problems
from observatorio.database import frame, in_memory, open_read_only, registered, run


def keep(store: Registry, delivery: Delivery, received: Received, options: Options) -> Outcome:
    """Checks the corrected rows within the delivery they complete; if fit, makes them permanent."""
    parent = store.archive.find(str(delivery.completes))
    report = None
    with _scratch(store, parent, received.parquet) as con:
        _settle(store, con, delivery, parent, options)
        counts = run(con, "ingest/common/counts_of_fixes").fetchone() or (0, 0, 0)
        problems = _still_wrong(con, parent)
        _count(delivery, counts, problems)
        if problems and not options.dry_run:
            path = report_path(store.settings, delivery)
            report = str(write_report(path, parent, problems, con))
        kept = scrub_refused(con, SOURCES[parent.source], received.parquet)
    if not options.dry_run:
        store.archive.keep(delivery, kept)
        with undone_by(lambda: store.archive.forget(delivery)):
            store.ensure_current()
    outcome = outcome_of(delivery, report)
    outcome.message += f" El archivo completa la entrega {parent.id}; no reemplaza ningún mes."
    return outcome


def _count(delivery: Delivery, counts: tuple[int, ...], problems: list[Problem]) -> None:
    """Notes how the corrected rows fared; raises Refused when none of them is right now."""
    delivery.accepted, delivery.refused, delivery.left_out = counts
    delivery.rows_read = sum(counts)
    delivery.reasons = counted(problems)
    if delivery.refused == delivery.rows_read:
        raise Refused(
            f"{delivery.file_name}: ninguna de las {delivery.refused} filas se pudo aceptar; "
            "siguen teniendo problemas. No cambió nada.",
            problems=problems,
            reasons=delivery.reasons,
            rows_read=delivery.rows_read,
            refused=delivery.refused,
        )


def _still_wrong(con: duckdb.DuckDBPyConnection, parent: Delivery) -> list[Problem]:
    """Problems that the rows of this report have even now."""
    fixed = {parent.line_of(at + 1) for (at,) in run(con, "ingest/common/fixed_lines").fetchall()}
    return [row for row in staged_problems(con, parent) if row.row in fixed]


def _settle(
    store: Registry,
    con: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    parent: Delivery,
    options: Options,
) -> None:
    """Decides what the corrected rows add to the months that their delivery answers for."""
    held = coverage.kept(con, store.archive, parent)
    fixed: coverage.Covers = {}
    for service, month in run(con, "ingest/common/fixed_months").fetchall():
        if month not in held.get(service, []):
            fixed.setdefault(service, []).append(month)
    coverage.fill(con, coverage.joined(held, fixed))
    _must_replace_nothing(store, con, delivery, parent)
    far = [m for service, months in fixed.items() for m in away(months, held.get(service, []))]
    if far and questions.NEW_MONTHS not in options.accept:
        raise questions.new_months(delivery, far, parent.id)
    delivery.covers = coverage.written(fixed)


def _must_replace_nothing(
    store: Registry, con: duckdb.DuckDBPyConnection, delivery: Delivery, parent: Delivery
) -> None:
    """A corrected date or office may not reach into what an earlier delivery answers for."""
    assert store.current is not None  # the delivery that is corrected is in it
    with open_read_only(store.current) as current:
        held = frame(
            current, "ingest/common/held_before", source=parent.source, delivery=parent.number
        )
    with registered(con, "held_before", held):
        taken = run(con, "ingest/common/taken_by_fixes").fetchall()
    if taken:
        service, month = taken[0]
        raise Refused(
            f"{delivery.file_name}: una fila corregida caería en {month} de {service}, que ya "
            f"entregó otro archivo antes que {parent.id}. Revise la fecha y la oficina de las "
            "filas corregidas: una corrección no reemplaza meses de otra entrega."
        )


def _scratch(store: Registry, parent: Delivery, fixes: Path) -> duckdb.DuckDBPyConnection:
    """A throw-away database in which the delivery is staged with its corrections."""
    con = in_memory(fixes.parent / "spill")
    run(con, "schema/registry")
    load_macros(con)
    earlier = [d for d in store.archive.deliveries() if d.completes == parent.number]
    open_received(con, store.archive, parent, [*map(store.archive.parquet, earlier), fixes])
    stage(con, store.settings, parent)
    return con
