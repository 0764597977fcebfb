"""The attacker who reckons, at each publication: what could be certain is prevented, or refused.

Only the district of the configuration is judged: a cube of the whole country is for comparison, and
each district that publishes its own judges it itself.
"""

from __future__ import annotations

import hashlib
from dataclasses import asdict
from typing import Any

import duckdb
import pandas as pd

from ingest.audit.companions import Certain, certain, companions
from ingest.audit.differences import attack_editions
from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import SERIES
from ingest.errors import Refused
from observatorio.config import Privacy
from observatorio.database import frame, registered, run

EDITIONS = ("truth_before", "truth")
SEEN = ["table_id", *DIMENSIONS, "n", "value", "note"]


class AuditFailed(Refused):
    """Something of a small cell would be certain; `tables` (source:table) tell it."""

    WHY = (
        "La edición no se publica: con lo publicado se podría deducir con certeza algo de casillas "
        "de pocos casos ({pinned} cantidades, {present} presencias). Cuadros: {tables}. Anótelos "
        "en privacy.withheld de observatorio.toml, o suba el umbral, y publique de nuevo."
    )

    def __init__(self, found: Certain):
        self.tables = frozenset(":".join(leak.split()[:3:2]) for leak in found.leaks)
        told = {"pinned": found.pinned_count, "present": found.present_count}
        super().__init__(self.WHY.format(tables=", ".join(sorted(self.tables)), **told))


class IncreaseShown(AuditFailed):
    """Beside the last edition it would be certain that few cases were added, and how many."""

    WHY = (
        "La edición no se publica: comparada con la anterior, mostraría con certeza cuántos casos "
        "se añadieron, y son pocos. Cuadros: {tables}. Anótelos en privacy.withheld de "
        "observatorio.toml, o publique sin --force para que los casos esperen a ser más."
    )


def secure(
    con: duckdb.DuckDBPyConnection, ubigeo: str, privacy: Privacy, before: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """Rounds more coarsely what would give a small cell away; says what is left, by year.

    `before` is what the last edition's audit found: a year that is as it was is not judged again.
    Raises AuditFailed when a small cell would still follow.
    """
    known = {entry["digest"]: entry for entry in before}
    entries, parts = [], []
    for series, given in frame(con, "companions/truth", ubigeo=ubigeo).groupby(SERIES):
        entry = known.get(_digest(given))
        if entry is None:
            cells, found = companions(given, privacy.threshold, privacy.base)
            parts.append(cells)
            names = dict(zip(SERIES, map(str, series), strict=True))
            judged = certain(found) if found is not None else Certain(0, 0, 0, 0)
            entry = {**names, "digest": _digest(cells), **asdict(judged)}
        entries.append(entry)
    if parts:
        with registered(con, "coarser", pd.concat(parts)[["cell", "value", "note"]]):
            run(con, "companions/coarser")
    judge(total(entries))
    return entries


def total(entries: list[dict[str, Any]]) -> Certain:
    """The findings of all series and years together."""
    return Certain(
        protected_count=sum(entry["protected_count"] for entry in entries),
        filled_count=sum(entry["filled_count"] for entry in entries),
        pinned_count=sum(entry["pinned_count"] for entry in entries),
        present_count=sum(entry["present_count"] for entry in entries),
        leaks=tuple(leak for entry in entries for leak in entry["leaks"]),
    )


def judge(found: Certain) -> None:
    """Raises AuditFailed where a small count is certain, or too many presences are."""
    if found.pinned_count or not found.few_present:
        raise AuditFailed(found)


def compare(
    con: duckdb.DuckDBPyConnection,
    ubigeo: str,
    privacy: Privacy,
    entries: list[dict[str, Any]],
    before: list[dict[str, Any]],
) -> None:
    """Raises IncreaseShown where a small increase since the last edition would be certain.

    `entries` are what `secure` made of this edition, `before` of the last one: a year that is as it
    was grew by nothing. That something was added may be proven: it is told by `audit`, and what
    waits (`sql/cube_records/20_accepted.sql`) keeps it from being of a handful.
    """
    known = {entry["digest"] for entry in before}
    changed = {_series(entry) for entry in entries if entry["digest"] not in known}
    if not changed:
        return
    earlier, now = (_only(frame(con, f"companions/{name}", ubigeo=ubigeo), changed)
                    for name in EDITIONS)  # fmt: skip
    if earlier.empty:
        return
    found = attack_editions(earlier, now, privacy.threshold, privacy.base)
    if found["pinned"].any():
        raise IncreaseShown(certain(found[found["pinned"]]))


def _only(cells: pd.DataFrame, series: set[tuple[str, ...]]) -> pd.DataFrame:
    inside = [_series(row) in series for row in cells[SERIES].to_dict("records")]
    return cells[pd.Series(inside, index=cells.index, dtype=bool)]


def _series(names: dict[Any, Any]) -> tuple[str, ...]:
    return tuple(str(names[name]) for name in SERIES)


def _digest(cells: pd.DataFrame) -> str:
    rows = cells[SEEN].sort_values(SEEN[:-3]).to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()
