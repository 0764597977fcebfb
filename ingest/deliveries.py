"""Adding a delivery, and taking one back: all or nothing, and always told."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import duckdb

from ingest import corrections, registry
from ingest.archive import Archive, Delivery
from ingest.errors import Problem, Refused
from ingest.files import Incoming, inspect, sha256_of
from ingest.lock import writing
from ingest.report import counted, write_report
from ingest.sources import SOURCES
from ingest.sources.base import DEMONSTRATION_PREFIX, Options, Reception
from ingest.tables import Received
from observatorio.config import Settings
from observatorio.database import run, scalar


@dataclass
class Outcome:
    """What became of one file; the keys of the `--json` answer. Counts are rows."""

    delivery: str | None
    outcome: str
    rows_read: int = 0
    accepted: int = 0
    refused: int = 0
    left_out: int = 0
    periods: list[str] = field(default_factory=list)
    replaced_periods: list[str] = field(default_factory=list)
    reasons: dict[str, int] = field(default_factory=dict)
    message: str = ""
    report: str | None = None


def add(source: str, path: Path, options: Options, settings: Settings) -> Outcome:
    """Takes in one file of `source`; raises Busy when somebody else keeps writing.

    A refusal is an outcome, not an exception: nothing has changed and `message` says what to do.
    """
    with writing(settings, f"add {source} {path.name}"):
        try:
            return _add(source, path, options, settings)
        except _DryRun as trial:
            trial.outcome.message = f"Ensayo, no se guardó nada. {trial.outcome.message}"
            return trial.outcome
        except Refused as no:
            report = _report_of_refusal(settings, path, no)
            return Outcome(
                None,
                "refused",
                rows_read=no.rows_read,
                refused=no.refused,
                reasons=no.reasons,
                message=no.message,
                report=report,
            )


def _add(source: str, path: Path, options: Options, settings: Settings) -> Outcome:
    adapter, store = SOURCES[source], registry.Registry(settings)
    base = store.ensure_current()
    incoming = inspect(path, settings, adapter.kinds)
    same = _same_bytes(store.archive, source, incoming)
    if same:
        return Outcome(
            same.id,
            "unchanged",
            message=f"{path.name} ya se había entregado "
            f"({same.id}): es el mismo archivo, byte por byte. No cambió nada.",
        )
    with store.archive.working_folder() as work, ThreadPoolExecutor(1) as pool:
        sha = pool.submit(sha256_of, path)
        delivery, received = _receive(store.archive, source, incoming, options, settings, work)
        delivery.sha256 = sha.result()
        return _keep(store, base, delivery, received, options)


def _same_bytes(archive: Archive, source: str, incoming: Incoming) -> Delivery | None:
    """The delivery in force that was this very file; only files of the same size are hashed."""
    alike = [
        d for d in archive.deliveries() if d.source == source and d.file_bytes == incoming.size
    ]
    sha = sha256_of(incoming.path) if alike else None
    return next((d for d in alike if d.sha256 == sha), None)


def _receive(
    archive: Archive,
    source: str,
    incoming: Incoming,
    options: Options,
    settings: Settings,
    work: Path,
) -> tuple[Delivery, Received]:
    """Reads the file into text columns; a corrected report is read as what it completes."""
    con = duckdb.connect()
    try:
        reception = Reception(con, incoming, settings, options, work)
        parent = corrections.parent_of(archive, source, incoming)
        received = (
            corrections.receive(reception, parent) if parent else SOURCES[source].receive(reception)
        )
    finally:
        con.close()
    delivery = Delivery(
        number=archive.next_number(),
        source=source,
        file_name=incoming.name,
        file_bytes=incoming.size,
        sha256="",
        received_at=datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"),
        delivered_by=options.delivered_by,
        edition_of_format=received.edition,
        date_order=received.date_order,
        demonstration=incoming.name.startswith(DEMONSTRATION_PREFIX),
        completes=parent.number if parent else None,
        first_row=received.first_row,
        columns=received.columns,
        all_districts=options.all_districts,
        broken_lines=[p.row for p in received.problems if p.row is not None],
        notes=[asdict(p) for p in received.problems],
        extra=received.extra,
    )
    return delivery, received


def _keep(
    store: registry.Registry, base: Path, delivery: Delivery, received: Received, options: Options
) -> Outcome:
    """Builds the next registry with the delivery in it, then makes both permanent."""
    if delivery.completes is not None:
        return corrections.keep(store, delivery, received, options)
    with store.building(base) as (con, target):
        con.read_parquet(str(received.parquet), file_row_number=True).create_view("received")
        registry.stage(con, store.settings, delivery)
        outcome = judge(store.settings, con, delivery)
        if options.dry_run:
            raise _DryRun(outcome)
        registry.apply(con, store.settings, delivery)
        run(con, "ingest/common/states")
    store.archive.keep(delivery, received.parquet)
    store.publish(target)
    return outcome


class _DryRun(Exception):  # noqa: N818 - leaves the building of a store, on purpose
    def __init__(self, outcome: Outcome):
        self.outcome = outcome
        super().__init__()


def judge(settings: Settings, con: duckdb.DuckDBPyConnection, delivery: Delivery) -> Outcome:
    """Counts the staged rows and writes the report; raises Refused when too many rows fail."""
    accepted, refused, left_out = run(con, "ingest/common/counts").fetchone() or (0, 0, 0)
    months = run(con, "ingest/common/periods", source=delivery.source).fetchall()
    problems = registry.refused_rows(con, delivery)
    delivery.accepted, delivery.left_out = accepted, left_out
    delivery.refused = refused + len(delivery.broken_lines)
    delivery.rows_read = delivery.accepted + delivery.refused + delivery.left_out
    delivery.periods = [month for month, _ in months]
    delivery.replaced_periods = [month for month, replaced in months if replaced]
    delivery.reasons = counted(problems)
    _refuse_if_unfit(settings, con, delivery)
    report = settings.reports_dir / f"{delivery.id}.csv"
    if problems:
        write_report(report, delivery, problems, con)
    return outcome_of(delivery, str(report) if problems else None)


def _refuse_if_unfit(
    settings: Settings, con: duckdb.DuckDBPyConnection, delivery: Delivery
) -> None:
    judged = delivery.accepted + delivery.refused
    share = 100 * delivery.refused / judged if judged else 0
    if delivery.demonstration and scalar(con, "ingest/common/has_real", source=delivery.source):
        raise Refused(
            f"{delivery.file_name}: es de demostración y esta fuente ya tiene datos "
            "reales. No se mezclan."
        )
    if share > settings.limits.max_refused_pct:
        worst = "; ".join(
            f"{reason} ({count})"
            for reason, count in sorted(delivery.reasons.items(), key=lambda item: -item[1])[:3]
        )
        problems = [
            Problem(line, column, value, reason)
            for _, line, column, value, reason in registry.refused_rows(con, delivery)  # type: ignore[arg-type]
        ]
        raise Refused(
            f"{delivery.file_name}: {delivery.refused} de {judged} filas ({share:.1f} %) tienen "
            f"problemas, más del {settings.limits.max_refused_pct:g} % permitido, así que no se "
            f"cargó nada. Lo más frecuente: {worst}. Corrija el archivo y vuelva a entregarlo.",
            problems=problems,
            reasons=delivery.reasons,
            rows_read=delivery.rows_read,
            refused=delivery.refused,
        )


def outcome_of(delivery: Delivery, report: str | None) -> Outcome:
    """The answer for a delivery that was taken in."""
    message = (
        f"{delivery.file_name}: {delivery.accepted} filas aceptadas, {delivery.refused} "
        f"devueltas con su motivo, {delivery.left_out} de otros distritos o materias."
    )
    return Outcome(
        delivery.id,
        "accepted",
        delivery.rows_read,
        delivery.accepted,
        delivery.refused,
        delivery.left_out,
        delivery.periods,
        delivery.replaced_periods,
        delivery.reasons,
        message,
        report,
    )


def remove(name: str, settings: Settings) -> dict[str, Any]:
    """Takes a delivery back; what it had replaced answers again. Raises Refused if unknown."""
    with writing(settings, f"remove {name}"):
        store = registry.Registry(settings)
        delivery = store.archive.find(name)
        store.archive.remove(delivery, datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S"))
        store.ensure_current()
        return {
            "delivery": delivery.id,
            "outcome": "removed",
            "message": f"Se retiró la entrega {delivery.id}. Lo que había reemplazado vuelve "
            "a valer. Publique una edición nueva para que se vea.",
        }


def _report_of_refusal(settings: Settings, path: Path, no: Refused) -> str | None:
    if not no.problems:
        return None
    report = settings.reports_dir / f"devuelto-{path.stem}.csv"
    lines = ["fila;columna;valor;motivo"]
    lines += [f"{p.row or ''};{p.column};{p.value or ''};{p.reason}" for p in no.problems]
    report.parent.mkdir(parents=True, exist_ok=True)
    report.write_text("\n".join(lines) + "\n", encoding="utf-8-sig")
    return str(report)
