"""What a delivery takes the place of, month by month: how many cases there were, how many now."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass

import duckdb

from ingest.coverage import asking
from ingest.delivery import Delivery
from ingest.errors import Question
from ingest.questions import LARGE_FALL, SHOWN
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.database import run
from observatorio.numbers import noun

MEASURES = ROOT / "data" / "reference" / "measures.csv"

# In a tiny register two cases less is no more than a correction.
LEAST_LOSS = 5


@dataclass(frozen=True)
class Replaced:
    """One month of an office and a measure that another delivery answered for until now."""

    service: str
    month: str
    measure: str
    demonstration: bool
    before: int
    after: int


def replaced(
    con: duckdb.DuckDBPyConnection, delivery: Delivery, options: Options, settings: WorkSettings
) -> list[Replaced]:
    """The months that an applied delivery replaced; raises Question when too much went away.

    Real figures in the place of a demonstration are no fall.
    """
    values = {"source": delivery.source, "delivery": delivery.number}
    found = [Replaced(*row) for row in run(con, "ingest/common/replaced", **values).fetchall()]
    asks = asking(delivery, settings)
    judged = [r for r in found if asks(r.service) and r.demonstration == delivery.demonstration]
    falls = [r for r in judged if _fell(r.before, r.after)] or _in_total(judged)
    if falls and LARGE_FALL not in options.accept:
        raise _large_fall(delivery, falls)
    return found


def replaced_lines(months: list[str], found: list[Replaced]) -> list[str]:
    """What a delivery replaced, a line each; what was invented is no figure to compare with."""
    count = f"{len(months)} {noun(len(months), 'mes', 'meses')}"
    span = f"({months[0]} a {months[-1]})" if len(months) > 1 else f"({months[0]})"
    if any(r.demonstration for r in found):
        return [f"  Reemplaza {count} de la demostración {span}."]
    other, what = [r for r in found if r.before != r.after], _named(found)
    lines = [f"    {r.month} {what(r)}: {r.before} → {r.after}" for r in other]
    same = len(found) - len(other)
    already = noun(len(months), "ya entregado", "ya entregados")
    rest = [f"    con el mismo número de antes: {same}"] if same else []
    return [f"  Reemplaza {count} {already} {span}.", *lines, *rest]


def _named(found: list[Replaced]) -> Callable[[Replaced], str]:
    """The name of an office and, where more than one thing is counted, of what is counted."""
    if len({r.measure for r in found}) == 1:
        return lambda r: r.service
    with MEASURES.open(encoding="utf-8", newline="") as handle:
        labels = {m["measure"]: m["label"].split(" (")[0] for m in csv.DictReader(handle)}
    return lambda r: f"{r.service} ({labels[r.measure]})"


def _fell(before: int, after: int) -> bool:
    """By more than half, and by more than a handful."""
    return 2 * after < before and before - after >= LEAST_LOSS


def _in_total(judged: list[Replaced]) -> list[Replaced]:
    """The months of a measure that fell in all, where no month fell so much by itself."""
    for measure in dict.fromkeys(r.measure for r in judged):
        of_it = [r for r in judged if r.measure == measure]
        if _fell(sum(r.before for r in of_it), sum(r.after for r in of_it)):
            return [r for r in of_it if r.after < r.before]
    return []


def _large_fall(delivery: Delivery, falls: list[Replaced]) -> Question:
    worst = sorted(falls, key=lambda r: r.after - r.before)[:SHOWN]
    what = _named(falls)
    told = "; ".join(f"{r.month} de {what(r)}, de {r.before} a {r.after}" for r in worst)
    left = len(falls) - SHOWN
    more = f" (y {left} {noun(left, 'mes', 'meses')} más)" if left > 0 else ""
    return Question(
        LARGE_FALL,
        f"{delivery.file_name}: lo que ya se tenía bajaría a menos de la mitad: {told}{more}. "
        "¿Está completo el archivo?",
        f"--accept {LARGE_FALL}",
        {"falls": [vars(r) for r in falls]},
        meaning="si está completo",
    )
