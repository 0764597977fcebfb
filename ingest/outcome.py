"""What became of a delivered file: counted, judged, and told to who brought it."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb

from ingest.archive import Archive
from ingest.coverage import asking
from ingest.delivery import Delivery
from ingest.errors import Problem, Refused
from ingest.replaced import Replaced
from ingest.report import counted, write_refusal, write_report
from ingest.settings import WorkSettings
from ingest.staging import refused_rows
from ingest.wording import name_of
from observatorio.config import IngestLimits
from observatorio.database import run, scalar
from observatorio.numbers import noun

# A sentence that a source adds to the answer (for example, how many points have no zone).
TOLD = "told"
PER_CENT = 100


@dataclass
class Outcome:
    """What became of one file; the keys of the `--json` answer. Counts are rows.

    `outcome`: accepted, unchanged, refused, or question (`question` has its code and its option).
    """

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
    question: dict[str, Any] | None = None
    replaced: list[Replaced] = field(default_factory=list)


def judge(settings: WorkSettings, con: duckdb.DuckDBPyConnection, delivery: Delivery) -> None:
    """Raises Refused when the staged rows are not fit to be taken in."""
    if delivery.demonstration and scalar(con, "ingest/common/has_real", source=delivery.source):
        raise Refused(
            f"{delivery.file_name}: es de demostración y esta fuente ya tiene datos "
            "reales. No se mezclan."
        )
    problems = _count(con, delivery)
    if _many_refused(delivery, settings.limits) or delivery.accepted < delivery.refused:
        raise _unfit(delivery, problems, settings.limits)


def _count(con: duckdb.DuckDBPyConnection, delivery: Delivery) -> list[Problem]:
    """Notes how the staged rows fared; gives what is wrong with them."""
    accepted, refused, left_out = run(con, "ingest/common/counts").fetchone() or (0, 0, 0)
    problems = refused_rows(con, delivery)
    delivery.accepted, delivery.left_out = accepted, left_out
    delivery.refused = refused + len(delivery.broken_lines)
    delivery.rows_read = delivery.accepted + delivery.refused + delivery.left_out
    delivery.reasons = counted(problems)
    return problems


def note_months(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, settings: WorkSettings
) -> list[Problem]:
    """Notes what the delivery answers for and replaces, and how its rows fared with that.

    Raises Refused when there is nothing of the district in it.
    """
    problems = _count(con, delivery)
    months = run(con, "ingest/common/periods", source=delivery.source).fetchall()
    delivery.periods = [month for month, _ in months]
    delivery.replaced_periods = [month for month, replaced in months if replaced]
    offices = {} if delivery.all_districts else delivery.covers or {}
    shown = any(map(asking(delivery, settings), offices)) if offices else delivery.accepted
    if not shown:
        raise Refused(
            f"{delivery.file_name}: ninguna de sus filas es del distrito, así que no se cargó nada "
            "y lo que había sigue igual. Revise que sea el archivo correcto y que los nombres y el "
            "ubigeo de observatorio.toml sean los que trae.",
            rows_read=delivery.rows_read,
        )
    return problems


def told(
    settings: WorkSettings,
    con: duckdb.DuckDBPyConnection,
    delivery: Delivery,
    problems: list[Problem],
    *,
    trial: bool = False,
) -> Outcome:
    """The answer for a delivery that is taken in, with its report.

    The report of a trial only tells: handed in again, it would complete a delivery that is not.
    """
    if not problems:
        return outcome_of(delivery, None)
    if trial:
        path = _named_after(settings, "ensayo", delivery.file_name)
        return outcome_of(delivery, str(write_refusal(path, problems)))
    report = write_report(report_path(settings, delivery), delivery, problems, con)
    return outcome_of(delivery, str(report))


def report_path(settings: WorkSettings, delivery: Delivery) -> Path:
    """Where the report of a delivery lies until its sector takes it."""
    return settings.reports_dir / f"{delivery.id}.csv"


def _named_after(settings: WorkSettings, what: str, file_name: str) -> Path:
    """A report that is of no delivery, called like its file (whose name is short: `name_of`)."""
    return settings.reports_dir / f"{what}-{Path(file_name).stem}.csv"


def forget_reports(settings: WorkSettings, archive: Archive) -> None:
    """Deletes reports of deliveries that were never completed (a killed run)."""
    known = {delivery.id for delivery in archive.deliveries(removed=True)}
    for path in settings.reports_dir.glob("[0-9]*-*.csv"):
        if path.stem not in known:
            path.unlink(missing_ok=True)


def _unfit(delivery: Delivery, problems: list[Problem], limits: IngestLimits) -> Refused:
    worst = "; ".join(
        f"{reason} ({count})"
        for reason, count in sorted(delivery.reasons.items(), key=lambda item: -item[1])[:3]
    )
    judged = delivery.accepted + delivery.refused
    over = f"lo permitido ({limits.max_refused_pct:g} % y {limits.max_refused_rows} filas)"
    if not _many_refused(delivery, limits):
        over = "las que están bien"
    return Refused(
        f"{delivery.file_name}: {delivery.refused} de {judged} filas "
        f"({PER_CENT * delivery.refused / judged:.1f} %) tienen problemas, más de {over}, así que "
        f"no se cargó nada. Lo más frecuente: {worst}. Corrija el archivo y vuelva a entregarlo.",
        problems=problems,
        reasons=delivery.reasons,
        rows_read=delivery.rows_read,
        refused=delivery.refused,
    )


def _many_refused(delivery: Delivery, limits: IngestLimits) -> bool:
    """Few bad rows of a small file are no reason to send back a month."""
    judged = delivery.accepted + delivery.refused
    return delivery.refused > max(
        limits.max_refused_rows, judged * limits.max_refused_pct / PER_CENT
    )


def outcome_of(delivery: Delivery, report: str | None) -> Outcome:
    """The answer for a delivery that was taken in."""
    message = (
        f"{delivery.file_name}: {delivery.accepted} "
        f"{noun(delivery.accepted, 'fila aceptada', 'filas aceptadas')}, {delivery.refused} "
        f"{noun(delivery.refused, 'devuelta', 'devueltas')} con su motivo, {delivery.left_out} "
        "de otros distritos o materias."
    )
    message = " ".join(filter(None, [message, delivery.extra.get(TOLD)]))
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


def report_of_refusal(settings: WorkSettings, path: Path, no: Refused) -> str | None:
    """Report of a file that was refused whole because of its rows; None when it is not that."""
    if not no.problems:
        return None
    return str(write_refusal(_named_after(settings, "devuelto", name_of(path)), no.problems))
