"""The filters that all pages share, and which published table answers a view under them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from observatorio.dimensions import DIMENSIONS as EVERY
from observatorio.dimensions import FILTERED
from observatorio.numbers import listed

# Dimensions that can be filtered, with their name in the URL and on screen.
DIMENSIONS = {d.dimension: (d.column, d.title) for d in FILTERED}


class NotShown(Exception):  # noqa: N818 - an answer for the reader, not a fault
    """The view can't be shown under these filters; the message says why, in Spanish."""


class NotYet(NotShown):
    """The table that answers is published, but not in all the years that are asked for.

    `years` are the last ones in a row that it has, None where it has none of them; `note` says
    which are left out, and why; `waits`: all of them only for more cases of a year that goes on.
    """

    def __init__(self, table: Table, filters: Filters):
        self.years = _last_run(table, filters)
        first, last = self.years or (0, -1)
        left = {
            year: table.years[year]
            for year in filters.years_list()
            if table.years.get(year) in NOT_YET and not first <= year <= last
        }
        self.waits = set(left.values()) == {WAITS}
        told = "; ".join(
            f"{listed([str(year) for year in left if left[year] == state])}, {why}"
            for state, why in NOT_YET.items()
            if state in left.values()
        )
        self.note = f"Sin {told}."
        super().__init__(f"«{table.label}»: {told}.")


# Why a year of a public table is not shown (`state` of table_years), as the end of a sentence.
WAITS = "espera"
NOT_YET = {
    WAITS: "todavía no: pocos casos en lo que va del año",
    "reservado": "no se muestra: con tan pocos casos alguien podría ser reconocido",
}


@dataclass(frozen=True)
class Filters:
    """One source, a range of years, and the chosen categories of each filtered dimension."""

    source: str
    years: tuple[int, int]
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def active(self) -> frozenset[str]:
        """Dimensions in which something is chosen."""
        return frozenset(name for name, codes in self.chosen.items() if codes)

    def years_list(self) -> list[int]:
        """Every year of the range."""
        return list(range(self.years[0], self.years[1] + 1))

    def without(self, *dimensions: str) -> Filters:
        """The same selection with nothing chosen in `dimensions`."""
        kept = {name: codes for name, codes in self.chosen.items() if name not in dimensions}
        return replace(self, chosen=kept)

    def in_words(self, labels: Mapping[str, Mapping[str, str]]) -> str:
        """The filters as a sentence part; `labels` maps dimension → code → label."""
        first, last = self.years
        parts = [f"año {first}" if first == last else f"años {first} a {last}"]
        for name in DIMENSIONS:
            if codes := self.chosen.get(name):
                names = [labels.get(name, {}).get(code, code) for code in codes]
                # A zone is a place: its name keeps its capitals.
                told = names if name == "zone" else [label.lower() for label in names]
                parts.append(f"{DIMENSIONS[name][1].lower()}: {listed(told)}")
        return " · ".join(parts)


@dataclass(frozen=True)
class Choice:
    """The table that answers a view, or (with `table_id` None) why none does."""

    table_id: str | None
    reason: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the cube and whether it is published."""

    table_id: str
    label: str
    dimensions: frozenset[str]
    state: str
    reason: str
    # State of each year of the source: public, or why not.
    years: Mapping[int, str] = field(default_factory=dict)

    @property
    def public(self) -> bool:
        """True when everybody may see it."""
        return self.state == "publico"

    @property
    def why(self) -> str:
        """Name of the table and why it is published or not."""
        return f"«{self.label}»: {self.reason}"


def selected(filters: Filters | None) -> dict[str, list[Any] | None]:
    """Parameters of the queries that read cells: years (None: all), what is filtered, by what."""
    if filters is None:
        return {"years": None, "dimensions": [], "chosen": []}
    chosen = {name: codes for name, codes in filters.chosen.items() if codes}
    return {
        "years": filters.years_list(),
        "dimensions": list(chosen),
        "chosen": [f"{name}={code}" for name, codes in chosen.items() for code in codes],
    }


def canonical(
    filters: Filters, categories: Mapping[str, Collection[str]], years: Sequence[int]
) -> Filters:
    """The one way to write a selection; `categories` are all codes of each dimension, in order.

    Order and repetition make no difference. All categories of a dimension, the unknown one
    included, are the whole: the dimension is dropped and the total's own cell answers. Years end
    where those of the source (`years`) do. Raises ValueError for what is no filter.
    """
    if strange := sorted(set(filters.chosen) - set(DIMENSIONS)):
        raise ValueError(f"not a filter: {strange[0]}")
    chosen = {name: _codes(filters, name, categories.get(name, ())) for name in DIMENSIONS}
    first, last = sorted(filters.years)
    if years and first <= max(years) and last >= min(years):
        first, last = max(first, min(years)), min(last, max(years))
    return Filters(filters.source, (first, last), {name: c for name, c in chosen.items() if c})


def _codes(filters: Filters, dimension: str, known: Collection[str]) -> tuple[str, ...]:
    """Chosen codes in the order of display; none where they are all. Unknown ones add nothing."""
    asked = set(filters.chosen.get(dimension, ()))
    found = tuple(code for code in known if code in asked)
    if not found:
        # Only codes that the source does not have: no cell answers, which is not everything.
        return tuple(sorted(asked))
    return () if len(found) == len(known) else found


def choose_table(tables: Collection[Table], shown: Collection[str], filters: Filters) -> Choice:
    """The published table whose dimensions are exactly those shown and filtered.

    A reader is told why when there is none: the source lacks a dimension, the crossing is not
    published, or not allowed.
    """
    wanted = frozenset(shown) | filters.active
    for table in tables:
        if table.dimensions == wanted:
            return Choice(table.table_id) if table.public else Choice(None, table.why)
    lacking = wanted - frozenset().union(*(table.dimensions for table in tables))
    if lacking == wanted:
        return Choice(None, f"Esta fuente no tiene cuadros por {_listed(lacking)}.")
    if lacking:
        why = f"esta fuente no tiene cuadros por {_listed(lacking)}"
        return Choice(None, f"No se publica el cruce de {_listed(wanted)}: {why}.")
    way_out = " Quite un filtro." if filters.active else ""
    return Choice(
        None,
        f"No se publica el cruce de {_listed(wanted)}: con tantos cruces habría muy pocos "
        f"casos en cada celda y alguien podría ser reconocido.{way_out}",
    )


def answering(tables: Collection[Table], shown: Collection[str], filters: Filters) -> str:
    """Id of the table that answers (`choose_table`); raises NotShown with the reason if none does.

    NotYet where it does not show every year that is asked for: never a sum of fewer years than the
    reader believes.
    """
    choice = choose_table(tables, shown, filters)
    if choice.table_id is None:
        raise NotShown(choice.reason)
    table = next(table for table in tables if table.table_id == choice.table_id)
    first, last = filters.years
    if any(first <= year <= last and state in NOT_YET for year, state in table.years.items()):
        raise NotYet(table, filters)
    return choice.table_id


def _last_run(table: Table, filters: Filters) -> tuple[int, int] | None:
    """The last years in a row in which nothing of the table is left out: first and last."""
    asked = filters.years_list()
    shown = [year for year in asked if table.years.get(year) == "publico"]
    if not shown:
        return None
    out = [year for year in asked if year < shown[-1] and table.years.get(year) in NOT_YET]
    return max(out) + 1 if out else asked[0], shown[-1]


def refused(tables: Collection[Table], dimension: str) -> str:
    """Why no figure can be filtered by `dimension`; empty when some published table has it."""
    having = [table for table in tables if dimension in table.dimensions]
    if any(table.public for table in having):
        return ""
    if not having:
        return f"Esta fuente no tiene cuadros por {dimension_name(dimension)}."
    return min(having, key=lambda table: len(table.dimensions)).why


def not_published(tables: Collection[Table]) -> dict[str, str]:
    """The tables that are kept back and why: label → reason."""
    return {table.label: table.reason for table in tables if not table.public}


def _listed(dimensions: Collection[str]) -> str:
    return listed([dimension_name(name) for name in sorted(dimensions)])


def dimension_name(name: str) -> str:
    """Name of a dimension in a sentence."""
    return EVERY[name].name if name in EVERY else name
