"""The published edition, read-only: every figure that the pages show comes from here."""

from __future__ import annotations

import weakref
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache, partial
from pathlib import Path
from typing import Any

from observatorio.clock import local
from observatorio.coverage import Coverage
from observatorio.database import Connection, open_read_only, run
from observatorio.dimensions import named
from observatorio.disclosure import OPEN_EXPLANATION, Figure, explanation, sums
from observatorio.filters import DIMENSIONS, Filters, NotShown, Table, answering, canonical
from observatorio.sources import ORDER

KEPT = 1024  # answers of an edition that are kept; each is a few kilobytes
KEPT_TABLES = 128  # tables, each of some hundreds of cells
# What a cell says beside its categories, as `sql/queries/cells.sql` answers it after its codes.
SAID = ("year", "kind", "step", "value", "changed", "stale_count")
LONG = frozenset({"api_cells"})


@dataclass(frozen=True)
class SourceInfo:
    """A source as its readers need it; dates are days, `demonstration` marks synthetic data."""

    source: str
    title: str
    short_title: str
    unit: str
    measure: str
    publisher: str
    licence: str
    protected: bool
    caveats: str
    demonstration: bool
    first_month: date | None
    last_month: date | None
    received: date | None
    next_expected: date | None
    rows_read: int | None
    rows_refused: int | None


@dataclass(frozen=True)
class EditionInfo:
    """The edition being read, when it was published (the district's time), and its protection."""

    edition: int
    published_at: datetime
    cells: int
    protected: int
    tables: int
    threshold: int
    base: int


class Cube:
    """One edition of the public cube; `ubigeo` is the district being shown."""

    def __init__(self, path: Path, ubigeo: str):
        self.path = path
        self.ubigeo = ubigeo
        self._con: Connection | None = open_read_only(path)
        # An edition never changes, so what was asked once is not asked again. What keeps the
        # answers must not keep the cube, or the cube would outlive whoever looks at it.
        me = weakref.proxy(self)
        self._kept_rows = lru_cache(maxsize=KEPT)(partial(Cube._asked, me))
        self._kept_figures = lru_cache(maxsize=KEPT)(partial(Cube._summed, me))
        self._kept_cells = lru_cache(maxsize=KEPT_TABLES)(partial(Cube._table, me))

    def __reduce__(self) -> tuple[type[Cube], tuple[Path, str]]:
        """In another process it is the same edition, opened there."""
        return Cube, (self.path, self.ubigeo)

    def close(self) -> None:
        """Lets go of the file and of all answers.

        What is being read is read to its end; who asks later opens the file for that answer alone.
        """
        self._con = None
        for kept in (self._kept_rows, self._kept_figures, self._kept_cells):
            kept.cache_clear()

    def _cursor(self) -> Connection:
        return (self._con or open_read_only(self.path)).cursor()

    def rows(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        """What the named query answers (`sql/queries/<name>.sql`), kept unless it may be long."""
        if name in LONG:
            return [row for batch in self.batches(name, **values) for row in batch]
        return list(self._kept_rows(name, **{key: _frozen(v) for key, v in values.items()}))

    def _asked(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        return [row for batch in self.batches(name, **values) for row in batch]

    def batches(
        self, name: str, size: int = 10_000, **values: Any
    ) -> Iterator[list[tuple[Any, ...]]]:
        """The same by lots of `size` tuples, for what is too long to be held whole."""
        always = {"ubigeo": self.ubigeo, "sources": list(ORDER)}
        con = run(self._cursor(), f"queries/{name}", **always, **values)
        while batch := con.fetchmany(size):
            yield batch

    @cached_property
    def edition(self) -> EditionInfo:
        """The edition that this file is."""
        return self.editions[0]

    @cached_property
    def editions(self) -> list[EditionInfo]:
        """The editions up to this one, the newest first."""
        return [
            EditionInfo(number, local(published_at), *counts)
            for number, published_at, *counts in self.rows("editions")
        ]

    @cached_property
    def sources(self) -> dict[str, SourceInfo]:
        """Sources with something delivered, in their fixed order."""
        return {row[0]: SourceInfo(*row) for row in self.rows("sources")}

    @cached_property
    def coverage(self) -> list[Coverage]:
        """Months of the sources that deliver by month, in order."""
        return [Coverage(*row) for row in self.rows("coverage")]

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Dimension → code → label, in the order of display."""
        found: dict[str, dict[str, str]] = {}
        for dimension, code, label in self.rows("labels"):
            found.setdefault(dimension, {})[code] = label
        return found

    @cached_property
    def _categories(self) -> dict[tuple[str, str], dict[str, str]]:
        found: dict[tuple[str, str], dict[str, str]] = {}
        for source, dimension, code, label in self.rows("categories"):
            found.setdefault((source, dimension), {})[code] = label
        return found

    def categories(self, source: str, dimension: str) -> dict[str, str]:
        """Codes and labels of a source's dimension, in order; empty when it has none."""
        return dict(self._categories.get((source, dimension), {}))

    def tables(self, source: str) -> list[Table]:
        """Tables of the source's principal measure, published or not."""
        return [
            Table(t, label, frozenset(filter(None, dims.split("|"))), state, reason, years)
            for t, label, dims, state, reason, years in self.rows("tables", source=source)
        ]

    def years(self, source: str) -> list[int]:
        """Years with published cells of the source."""
        return [year for (year,) in self.rows("years", source=source)]

    def canonical(self, filters: Filters) -> Filters:
        """The one way to write this selection (`observatorio.filters.canonical`)."""
        codes = {name: tuple(self.categories(filters.source, name)) for name in DIMENSIONS}
        found = canonical(filters, codes, self.years(filters.source))
        return found.without("month") if self._every_month(found) else found

    def _every_month(self, filters: Filters) -> bool:
        """Whether the chosen months are all that the years have: then their own cells answer."""
        chosen = set(filters.chosen.get("month", ()))
        if not chosen:
            return False
        first, last = filters.years
        months = {
            str(one.month)
            for one in self.coverage
            if one.source == filters.source and first <= one.year <= last and one.delivered
        }
        return bool(months) and months <= chosen

    def cells(
        self, source: str, table_id: str, filters: Filters | None = None
    ) -> list[dict[str, Any]]:
        """Published cells of one table under the filters: its dimensions' categories and SAID.

        They are to be read one by one: `figures` adds them up. A table is a few hundred cells, read
        once: to choose among them here costs less than to ask the file again for each selection.
        """
        kept = self._kept_cells(source, table_id, self.sources[source].measure)
        if filters is None:
            return list(kept)
        first, last = filters.years
        chosen = {name: frozenset(codes) for name, codes in filters.chosen.items() if codes}
        return [
            cell
            for cell in kept
            if first <= cell["year"] <= last
            and all(str(cell[name]) in codes for name, codes in chosen.items())
        ]

    def _table(self, source: str, table_id: str, measure: str) -> list[dict[str, Any]]:
        found = self.batches("cells", source=source, table_id=table_id, measure=measure)
        return [
            {**named(dimensions, codes), **dict(zip(SAID, said, strict=True))}
            for batch in found
            for dimensions, codes, *said in batch
        ]

    def figures(self, filters: Filters, by: Sequence[str] = ()) -> dict[tuple[Any, ...], Figure]:
        """The selection's figure for each combination of `by`: `year` and dimensions of a table.

        The one way from cells to figures. Raises NotShown, with the reason, where no published
        table has exactly the dimensions shown and filtered; NotYet where it lacks a year of them.
        """
        return dict(self._kept_figures(_Asked(self.canonical(filters)), tuple(by)))

    def _summed(self, asked: _Asked, by: tuple[str, ...]) -> dict[tuple[Any, ...], Figure]:
        filters = asked.filters
        shown = [name for name in by if name != "year"]
        table_id = answering(self.tables(filters.source), shown, filters)
        cells = self.cells(filters.source, table_id, filters)
        return sums(cells, by, self.edition.threshold)

    def whole(self, filters: Filters, *dimensions: str) -> Figure | None:
        """The total that shares by `dimensions` refer to, from its own cells.

        None when nothing was delivered, or that total is not published.
        """
        try:
            return self.figures(filters.without(*dimensions)).get(())
        except NotShown:
            return None

    def explanation(self, source: str | None = None) -> str:
        """Two sentences on how the figures (of one source, or of all) are protected."""
        concerned = [self.sources[source]] if source else list(self.sources.values())
        if not any(info.protected for info in concerned):
            return OPEN_EXPLANATION
        return explanation(self.edition.threshold, self.edition.base)


@dataclass(frozen=True)
class _Asked:
    """Canonical filters as a key: equal ones ask for the same figures."""

    filters: Filters

    def __hash__(self) -> int:
        return hash((self.filters.source, self.filters.years, tuple(self.filters.chosen.items())))


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value
