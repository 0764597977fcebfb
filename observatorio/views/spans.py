"""Which of the months that are asked for each year has: whole years, open ones, last months."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from observatorio.charts.model import Month, Point, State, point_of
from observatorio.coverage import BEFORE
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import Filters
from observatorio.numbers import MONTHS_SHORT, listed, month_label, month_name
from observatorio.views.common import (
    MONTHS_A_YEAR,
    YEAR_MONTHS,
    in_a_row,
    long_months,
    months_delivered,
    partial_months,
    provisional_months,
)


@dataclass(frozen=True)
class Spans:
    """The months of a selection: `asked` of every year, and those of them that each year has.

    `provisional` are the source's last two months, `before` those from before it began, `partial`
    by year those of which some office did not deliver.
    """

    asked: tuple[int, ...]
    months: dict[int, list[int]]
    provisional: frozenset[tuple[int, int]]
    before: frozenset[tuple[int, int]]
    partial: Mapping[int, list[int]] = field(default_factory=dict)

    @classmethod
    def of(cls, cube: Cube, filters: Filters) -> Spans:
        """Spans of a source over the years and months of the filters."""
        asked = tuple(sorted(int(code) for code in filters.chosen.get("month", ()))) or YEAR_MONTHS
        delivered = months_delivered(cube, filters.source)
        months = {
            year: [month for month in asked if month in delivered.get(year, [])]
            for year in filters.years_list()
        }
        before = frozenset(
            (one.year, one.month)
            for one in cube.coverage
            if one.source == filters.source and one.state == BEFORE
        )
        growing = frozenset(provisional_months(cube, filters.source))
        return cls(asked, months, growing, before, partial_months(cube, filters.source))

    @property
    def whole(self) -> list[int]:
        """Years that have all the months that are asked for."""
        return [year for year, months in self.months.items() if tuple(months) == self.asked]

    @property
    def open_year(self) -> int | None:
        """The last year with something delivered, when months of it are wanting."""
        last = max((year for year, months in self.months.items() if months), default=None)
        return None if last in self.whole else last

    @property
    def pairs(self) -> list[tuple[int, int]]:
        """Every asked month (year, month) up to the last that was delivered, gaps included."""
        had = [(year, month) for year, months in self.months.items() for month in months]
        every = [(year, month) for year in self.months for month in self.asked]
        return [pair for pair in every if had and pair <= max(had)]

    def label(self, year: int) -> str:
        """«2021»; «2022 (ene–mar)» where months are wanting, «2021 (incompleto)» an office."""
        return " ".join(filter(None, (str(year), self.part(year))))

    def part(self, year: int) -> str:
        """What is said of a year that is not whole: «(ene–mar)», «(incompleto)»; else empty."""
        months = self.months.get(year, [])
        if year in self.whole and set(months) & set(self.partial.get(year, [])):
            return "(incompleto)"
        return of_months(months) if year not in self.whole else ""

    def point(
        self, year: int, label: str, figure: Figure | None, months: Sequence[int] | None = None
    ) -> Point:
        """The point of a year, or of some `months` of it, in its state."""
        pairs = {(year, month) for month in (self.months[year] if months is None else months)}
        point = point_of(label, figure, year)
        if figure is None:
            wanted = {(year, month) for month in (months or self.asked)}
            return replace(point, state=State.NO_RECORD) if wanted <= self.before else point
        return replace(point, provisional=bool(pairs & self.provisional))

    def month_point(self, at: Month, figure: Figure | None) -> Point:
        """The point of one month."""
        return replace(self.point(at[0], month_label(*at), figure, at[1:]), key=at)

    def month_notes(self) -> list[str]:
        """What must be said of the months in the selection: what lacks an office, what may grow."""
        return [*self.partial_note(), *self.provisional_note()]

    def partial_note(self) -> list[str]:
        """What must be said of the months of which some office did not deliver."""
        told = [
            f"{long_months(months)} de {year}"
            for year, all_months in sorted(self.partial.items())
            if (months := [m for m in all_months if m in self.months.get(year, [])])
        ]
        return [f"Falta alguna oficina en {listed(told)}."] if told else []

    def provisional_note(self) -> list[str]:
        """What must be said of the last two months, where they are in the selection."""
        shown = [pair for pair in self.pairs if pair in self.provisional]
        years = sorted({year for year, _ in shown})
        names = [
            f"{listed([month_name(month) for of, month in shown if of == year])} de {year}"
            for year in years
        ]
        return [f"Provisional: {listed(names)}."] if names else []


def year_label(year: int, months: list[int]) -> str:
    """«2021», or «2022 (ene–mar)» for a year that is not whole."""
    return " ".join(filter(None, (str(year), of_months(months))))


def of_months(months: Sequence[int]) -> str:
    """«(ene–mar)» of a year that is not whole, else empty."""
    return f"({short_months(months)})" if 0 < len(months) < MONTHS_A_YEAR else ""


def short_months(months: Sequence[int]) -> str:
    """«ene–mar», «ene, mar», «feb»."""
    names = [MONTHS_SHORT[month - 1] for month in months]
    return f"{names[0]}–{names[-1]}" if in_a_row(months) else ", ".join(names)
