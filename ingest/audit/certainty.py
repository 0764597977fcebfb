"""The attackers who reckon and who guess, at each publication: what they would learn is prevented.

Only the district of the configuration is judged: a cube of the whole country is for comparison, and
each district that publishes its own judges it itself. A year whose records are those of the last
edition is not judged again.
"""

from __future__ import annotations

import hashlib
from typing import Any

import duckdb
import pandas as pd

from ingest.audit.cells import by_dimension
from ingest.audit.companions import CERTAIN, Year
from ingest.audit.joint import DIMENSIONS
from ingest.audit.lattice import SERIES
from ingest.audit.leaks import Certain, Guesses, certain
from ingest.audit.series import printed_in, series_of, told_by_comparing
from ingest.errors import Refused
from observatorio.config import Privacy
from observatorio.database import frame, registered, run
from observatorio.disclosure import EXACT

COUNTED = ["n", "cell_key", "said_key", "stale_count"]
CELL = ["table_id", *DIMENSIONS]
Entry = dict[str, Any]


class AuditFailed(Refused):
    """Something of a small cell would be told; `tables` (source:table) tell it."""

    WHY = (
        "La edición no se publica: con ella se podría saber algo de casillas de pocos casos "
        "({pinned} cantidades y {present} presencias deducidas, {guessed} adivinadas). Cuadros: "
        "{tables}. Anótelos en privacy.withheld de observatorio.toml, o suba el umbral, y publique "
        "de nuevo."
    )

    def __init__(self, found: Certain, guessed_count: int = 0):
        self.tables = frozenset(f"{source}:{table}" for source, _, table, *_ in found.leaks)
        told = {"pinned": found.pinned_count, "present": found.present_count}
        tables = ", ".join(sorted(self.tables))
        super().__init__(self.WHY.format(tables=tables, guessed=guessed_count, **told))


class IncreaseShown(AuditFailed):
    """Beside an edition before it would be certain how few cases were added, or were there."""

    WHY = (
        "La edición no se publica: comparada con las anteriores, mostraría con certeza cuántos "
        "casos se añadieron, o cuántos había, y son pocos. Cuadros: {tables}. Anótelos en "
        "privacy.withheld de observatorio.toml, o publique sin --force para que esperen a ser más."
    )


def secure(
    con: duckdb.DuckDBPyConnection, ubigeo: str, privacy: Privacy, before: list[Entry]
) -> list[Entry]:
    """Rounds more coarsely or keeps back what would tell of a small cell; says what is left.

    `before` is what the last edition's audit found. The answer has an entry per series and year:
    its findings, and the tables that are `kept_back` in it. Raises AuditFailed when too much would
    be told all the same.
    """
    known = {entry["digest"]: entry for entry in before}
    cells = by_dimension(frame(con, "companions/truth", ubigeo=ubigeo))
    # Frames of some hundred rows, many times over: plain objects are quicker than Arrow's strings.
    cells = cells.astype(dict.fromkeys(cells.select_dtypes("str"), "object"))
    printed = dict(list(printed_in(con, cells).groupby(SERIES)))
    years = [
        Year(given, privacy.threshold, privacy.base, printed.get(key))
        for key, given in cells.groupby(SERIES)
    ]
    digests = [_digest(year.cells) for year in years]
    entries = [
        known.get(digest) or _judged(year, digest)
        for year, digest in zip(years, digests, strict=True)
    ]
    while not within_limits(entries):
        at = _cured(years, entries)
        entries[at] = _entry(years[at], digests[at])
    _write(con, privacy.base, entries, years)
    return entries


def _judged(year: Year, digest: str) -> Entry:
    year.protect()
    return _entry(year, digest)


def _entry(year: Year, digest: str) -> Entry:
    return year.names | {"digest": digest, "kept_back": sorted(year.kept_back)} | year.figures


def _cured(years: list[Year], entries: list[Entry]) -> int:
    """The year in which something more was kept back: one that changed, if it tells anything.

    Only then one that is as it was, which is judged anew. Raises AuditFailed when none is left.
    """
    few = certain_of(entries).few_present, guesses_of(entries).few
    kinds = [*(() if few[0] else CERTAIN), *(() if few[1] else ("guessed",))]
    judged = {at: year.tables(*kinds) for at, year in enumerate(years) if year.judged}
    if any(judged.values()):
        worst = max(judged, key=lambda at: len(judged[at]))
        years[worst].keep_back(judged[worst])
        return worst
    for at, year in enumerate(years):
        if not year.judged:
            year.protect()
            return at
    raise AuditFailed(certain_of(entries), guesses_of(entries).guessed_count)


def certain_of(entries: list[Entry]) -> Certain:
    """What is certain in all series and years together."""
    sums = _sums(entries, ("protected_count", "filled_count", "pinned_count", "present_count"))
    return Certain(**sums, leaks=tuple(tuple(leak) for entry in entries for leak in entry["leaks"]))


def guesses_of(entries: list[Entry]) -> Guesses:
    """The guesses in all series and years together."""
    names = ("audited_count", "guessed_count", "unique_count", "unique_guessed_count")
    return Guesses(**_sums(entries, names))


def _sums(entries: list[Entry], names: tuple[str, ...]) -> dict[str, int]:
    return {name: sum(entry[name] for entry in entries) for name in names}


def within_limits(entries: list[Entry]) -> bool:
    """Whether an edition may tell this much: nothing pinned, no unique guessed, few others."""
    found = certain_of(entries)
    return not found.pinned_count and found.few_present and guesses_of(entries).few


def compare(
    con: duckdb.DuckDBPyConnection,
    ubigeo: str,
    privacy: Privacy,
    entries: list[Entry],
    before: list[Entry],
) -> None:
    """Keeps back what, beside an earlier edition, would tell of few for certain.

    `entries` are what `secure` made of this edition, `before` of the last one: a year that is as it
    was grew by nothing. That something was added may be proven: it is told by `audit`, and what
    waits (`sql/cube_records/20_accepted.sql`) keeps it from being of a handful. Raises
    IncreaseShown where a total tells it, or an edition that is shown already.
    """
    known = {entry["digest"] for entry in before}
    changed = {series_of(entry): entry for entry in entries if entry["digest"] not in known}
    while changed and len(shown := told_by_comparing(con, ubigeo, privacy, set(changed))):
        kept_back = [len(entry["kept_back"]) for entry in entries]
        for series, cells in shown.groupby(SERIES):
            entry = changed[tuple(map(str, series))]
            entry["kept_back"] = sorted({*entry["kept_back"], *cells["table_id"]})
        if (shown["dimensions"] == "").any() or kept_back == [len(e["kept_back"]) for e in entries]:
            raise IncreaseShown(certain(shown))
        _keep_back(con, entries)


def _write(
    con: duckdb.DuckDBPyConnection, base: int, entries: list[Entry], years: list[Year]
) -> None:
    """Each table and year gets its step, and each cell what it says; what is kept back goes."""
    steps = [
        {**year.names, "table_id": table, "times": times}
        for year in years
        for table, times in year.times.items()
    ]
    if steps:
        with registered(con, "steps", pd.DataFrame(steps)):
            run(con, "companions/steps")
    _keep_back(con, entries)
    run(con, "companions/said", base=base)


def _keep_back(con: duckdb.DuckDBPyConnection, entries: list[Entry]) -> None:
    gone = [
        {name: entry[name] for name in SERIES} | {"table_id": table}
        for entry in entries
        for table in entry["kept_back"]
    ]
    if gone:
        with registered(con, "tables_kept_back", pd.DataFrame(gone)):
            run(con, "companions/kept_back")


def _digest(cells: pd.DataFrame) -> str:
    """What the year counted, by whatever value it is told: the same again is not judged again."""
    exact = cells["kind"] == EXACT
    rows = cells[CELL + COUNTED].assign(exact=exact).sort_values(CELL).to_csv(index=False)
    return hashlib.sha256(rows.encode()).hexdigest()
