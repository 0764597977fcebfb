"""The published edition, read-only: every figure that the pages show comes from here."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import pandas as pd

from observatorio.database import frame, open_read_only, run
from observatorio.disclosure import Figure, combine, figure_of
from observatorio.filters import Filters, Table
from observatorio.store import Pointer


class NothingPublished(Exception):  # noqa: N818 - a state that the page explains
    """There is no edition yet; the message says what to do."""


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
    rows_read: int
    rows_refused: int


@dataclass(frozen=True)
class EditionInfo:
    """The edition being read and the rule that protects it."""

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
        self._con = open_read_only(path)

    def frame(self, name: str, **values: Any) -> pd.DataFrame:
        """What the named query answers (`sql/queries/<name>.sql`), on a cursor of its own."""
        return frame(self._con.cursor(), f"queries/{name}", ubigeo=self.ubigeo, **values)

    def rows(self, name: str, **values: Any) -> list[tuple[Any, ...]]:
        """The same as tuples."""
        con = run(self._con.cursor(), f"queries/{name}", ubigeo=self.ubigeo, **values)
        return con.fetchall()

    @cached_property
    def edition(self) -> EditionInfo:
        """The edition that this file is."""
        return EditionInfo(*self.rows("edition")[0])

    @cached_property
    def sources(self) -> dict[str, SourceInfo]:
        """Sources with something delivered, in their fixed order."""
        return {row[0]: SourceInfo(*row) for row in self.rows("sources")}

    @cached_property
    def labels(self) -> dict[str, dict[str, str]]:
        """Dimension → code → label, in the order of display."""
        found: dict[str, dict[str, str]] = {}
        for dimension, code, label in self.rows("labels"):
            found.setdefault(dimension, {})[code] = label
        return found

    def categories(self, source: str, dimension: str) -> dict[str, str]:
        """Codes and labels of a source's dimension, in order; empty when it has none."""
        return dict(self.rows("categories", source=source, dimension=dimension))

    def tables(self, source: str) -> list[Table]:
        """Tables of the source's principal measure, published or not."""
        return [
            Table(t, label, frozenset(filter(None, dims.split("|"))), state, reason)
            for t, label, dims, state, reason in self.rows("tables", source=source)
        ]

    def years(self, source: str) -> list[int]:
        """Years with published cells of the source."""
        return [year for (year,) in self.rows("years", source=source)]

    def cells(
        self, source: str, table_id: str, filters: Filters | None = None, measure: str | None = None
    ) -> pd.DataFrame:
        """Published cells of one table under the filters: dimensions, `value`, `note`."""
        chosen: Mapping[str, Sequence[str]] = filters.chosen if filters else {}
        names = ("age_group", "sex", "violence_type", "zone")
        return self.frame(
            "cells",
            source=source,
            table_id=table_id,
            measure=measure or self.sources[source].measure,
            years=filters.years_list() if filters else None,
            **{name: list(chosen[name]) if chosen.get(name) else None for name in names},
        )

    def figures(self, cells: pd.DataFrame, by: Sequence[str]) -> dict[tuple[Any, ...], Figure]:
        """Sums of published cells for each combination of `by`, in the order of the cells."""
        groups: dict[tuple[Any, ...], list[Figure]] = {}
        for row in cells.to_dict("records"):
            value = None if pd.isna(row["value"]) else int(row["value"])
            figure = figure_of(value, row["note"], self.edition.threshold)
            groups.setdefault(tuple(row[name] for name in by), []).append(figure)
        found = {key: combine(parts) for key, parts in groups.items()}
        return {key: figure for key, figure in found.items() if figure is not None}


@lru_cache(maxsize=4)
def _open(path: Path, ubigeo: str) -> Cube:
    return Cube(path, ubigeo)


def current_cube(folder: Path, ubigeo: str) -> Cube:
    """The edition that the pointer names now; raises NothingPublished when there is none."""
    path = Pointer(folder).current
    if path is None:
        raise NothingPublished(
            "Todavía no hay una edición publicada. Cargue los archivos de los "
            "sectores y publique con «python run.py ingest publish»."
        )
    return _open(path, ubigeo)
