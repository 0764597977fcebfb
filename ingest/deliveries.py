"""Adding a delivery, and taking one back: all or nothing, and always told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from ingest import corrected_reports, corrections, coverage, staging
from ingest.archive import Archive
from ingest.asked import ASKED, asked, must_be_used, same_bytes
from ingest.delivery import Delivery
from ingest.errors import Question, Refused
from ingest.faults import undone_by
from ingest.geocoding import load_gazetteer
from ingest.lock import writing
from ingest.outcome import (
    Outcome,
    judge,
    note_months,
    report_of_refusal,
    report_path,
    told,
)
from ingest.reading import missing
from ingest.reading.files import Incoming, inspect, sha256_of
from ingest.reading.repeats import ask_if_repeated
from ingest.reading.tables import Received
from ingest.recovery import recovered
from ingest.registry import Registry
from ingest.replaced import replaced
from ingest.scrubbing import scrub_places, scrub_refused
from ingest.settings import WorkSettings
from ingest.sources import SOURCES
from ingest.sources.base import DEMONSTRATION_PREFIX, Options, Reception
from ingest.wording import brief, name_of
from observatorio import clock
from observatorio.database import run


@dataclass(frozen=True)
class Said:
    """What the person asked for, and the folder to work in."""

    options: Options
    work: Path


def add(source: str, path: Path, options: Options, settings: WorkSettings) -> Outcome:
    """Takes in one file of `source`; raises Busy when somebody else keeps writing.

    A refusal is an outcome, not an exception: nothing has changed and `message` says what to do.
    """
    with writing(settings, f"add {source} {name_of(path)}"):
        try:
            outcome = _add(source, path, options, settings)
        except _Left as left:
            outcome = left.outcome
        except Question as asked_back:
            return _asked_back(Outcome(None, ""), asked_back)
        except Refused as no:
            report = report_of_refusal(settings, path, no)
            return Outcome(
                None,
                "refused",
                rows_read=no.rows_read,
                refused=no.refused,
                reasons=no.reasons,
                message=no.message,
                report=report,
            )
        outcome = _as_trial(outcome) if options.dry_run else outcome
        outcome.message = brief(outcome.message)
        return outcome


def _as_trial(outcome: Outcome) -> Outcome:
    """What would become of the file; it has no number, as it is no delivery."""
    if outcome.outcome == "accepted":
        outcome.delivery = None
        outcome.message = f"Ensayo, no se cargó nada. {outcome.message}"
    return outcome


def _asked_back(read: Outcome, question: Question) -> Outcome:
    """The answer that asks, with what was read of the file so far; nothing of it was taken in."""
    answer = replace(read, delivery=None, outcome="question", report=None)
    answer.message, answer.question = question.message, question.fields
    return answer


def _add(source: str, path: Path, options: Options, settings: WorkSettings) -> Outcome:
    adapter, store = SOURCES[source], recovered(settings)
    base = store.current
    incoming = inspect(path, settings, adapter.kinds)
    must_be_used(options, adapter, incoming)
    same = same_bytes(store.archive, source, incoming, options)
    if same:
        return Outcome(
            same.id,
            "unchanged",
            message=f"{incoming.name} ya se había entregado "
            f"({same.id}): es el mismo archivo, byte por byte. No cambió nada.",
            report=str(report) if (report := report_path(settings, same)).exists() else None,
        )
    with store.archive.working_folder() as work, ThreadPoolExecutor(1) as pool:
        sha = pool.submit(sha256_of, path)
        said = Said(options, work)
        delivery, received = _receive(store.archive, source, incoming, settings, said)
        delivery.sha256 = sha.result()
        return _keep(store, base, delivery, received, options)


def _receive(
    archive: Archive, source: str, incoming: Incoming, settings: WorkSettings, said: Said
) -> tuple[Delivery, Received]:
    """Reads the file into text columns; a corrected report is read as what it completes."""
    parent = corrected_reports.parent_of(archive, source, incoming, said.work)
    reception = Reception(incoming, settings, said.options, said.work)
    with closing(reception):
        if parent:
            received = corrected_reports.receive(reception, parent)
        else:
            received = SOURCES[source].receive(reception)
            if not said.options.sheets:
                once = SOURCES[source].once
                ask_if_repeated(reception.con, received, once, incoming.name)
            received.problems += missing.told(reception.con, received.parquet, received.columns)
        scrub_places(received, load_gazetteer(settings))
    delivery = _delivery(archive.next_number(), source, reception, received)
    delivery.completes = parent.number if parent else None
    return delivery, received


def _delivery(number: int, source: str, reception: Reception, received: Received) -> Delivery:
    incoming, options = reception.incoming, reception.options
    return Delivery(
        number=number,
        source=source,
        file_name=incoming.name,
        file_bytes=incoming.size,
        sha256="",
        received_at=clock.written(clock.in_utc(clock.now())),
        delivered_by=options.delivered_by,
        edition_of_format=received.edition,
        date_order=received.date_order,
        demonstration=incoming.name.startswith(DEMONSTRATION_PREFIX),
        completes=None,
        first_row=received.first_row,
        columns=received.columns,
        all_districts=options.all_districts,
        broken_lines=[p.row for p in received.problems if p.row is not None],
        blank_lines=received.blank_lines,
        notes=[asdict(p) for p in received.problems],
        extra={**received.extra, ASKED: asked(options)},
    )


def _keep(
    store: Registry,
    base: Path | None,
    delivery: Delivery,
    received: Received,
    options: Options,
) -> Outcome:
    """Builds the next registry with the delivery in it, then makes both permanent."""
    if delivery.completes is not None:
        return corrections.keep(store, delivery, received, options)
    settings = store.settings
    with store.building(base) as (con, target):
        con.read_parquet(str(received.parquet), file_row_number=True).create_view("received")
        staging.stage(con, settings, delivery)
        judge(settings, con, delivery)
        covers = coverage.decide(con, delivery, options, settings)
        delivery.covers = coverage.written(covers)
        coverage.fill(con, covers)
        problems = note_months(con, delivery, settings)
        outcome = told(settings, con, delivery, problems, trial=options.dry_run)
        kept = scrub_refused(con, SOURCES[delivery.source], received.parquet)
        if kept != received.parquet:
            received.parquet = kept
            con.read_parquet(str(kept), file_row_number=True).create_view("received", replace=True)
            staging.stage(con, settings, delivery)
            coverage.fill(con, covers)
        _apply(store, con, delivery, outcome, options)
        run(con, "ingest/common/states")
    store.archive.keep(delivery, received.parquet)
    with undone_by(lambda: store.archive.forget(delivery)):
        store.publish(target)
    return outcome


def _apply(
    store: Registry,
    con: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    outcome: Outcome,
    options: Options,
) -> None:
    """Puts the staged delivery into the registry; raises _Left when too much would go away."""
    name = store.meanings.name(delivery)
    store.meanings.keep(con, name, delivery)
    run(con, "ingest/common/held", source=delivery.source)
    staging.apply(con, store.settings, delivery)
    try:
        outcome.replaced = replaced(con, delivery, options, store.settings)
    except Question as question:
        store.meanings.forget(name)
        if outcome.report:
            Path(outcome.report).unlink(missing_ok=True)
        raise _Left(_asked_back(outcome, question)) from None
    if options.dry_run:
        store.meanings.forget(name)
        raise _Left(outcome)


class _Left(Exception):  # noqa: N818 - leaves the building of a store, on purpose
    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        super().__init__()


def remove(name: str, settings: WorkSettings) -> dict[str, Any]:
    """Takes a delivery back; what it had replaced answers again. Raises Refused if unknown."""
    with writing(settings, f"remove {name}"):
        store = recovered(settings)
        delivery = store.archive.find(name)
        store.archive.remove(delivery, clock.written(clock.in_utc(clock.now())))
        with undone_by(lambda: store.archive.restore(delivery)):
            store.ensure_current()
        return {
            "delivery": delivery.id,
            "outcome": "removed",
            "message": f"Se retiró la entrega {delivery.id}. Lo que había reemplazado vuelve "
            "a valer. Publique una edición nueva para que se vea.",
        }
