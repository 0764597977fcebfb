"""What a report is of: an edition, a year, and the months that each source delivered of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from observatorio.config import Configuration
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.numbers import month_name
from observatorio.views.common import MONTHS_A_YEAR, long_months, months_delivered

# A longer series does not fit on a page's width, and few remember its beginning.
SERIES_YEARS = 6


@dataclass(frozen=True)
class Scope:
    """An edition seen from one year; `url` is the address of the report's page, if it is known."""

    cube: Cube
    settings: Configuration
    year: int
    url: str = ""

    @cached_property
    def sources(self) -> list[str]:
        """Sources with published figures of the year, in their fixed order."""
        return [name for name in self.cube.sources if self.year in self.cube.years(name)]

    def only(self, source: str) -> Filters:
        """The source in this year."""
        return Filters(source, (self.year, self.year))

    def until(self, source: str) -> Filters:
        """The source up to this year, no further back than fits in a chart."""
        first = max(min(self.cube.years(source)), self.year - SERIES_YEARS + 1)
        return Filters(source, (first, self.year))

    def months(self, source: str) -> list[int]:
        """Months of the year that the source delivered."""
        return months_delivered(self.cube, source).get(self.year, [])

    def is_whole(self, source: str) -> bool:
        """True when the source delivered the twelve months."""
        return len(self.months(source)) == MONTHS_A_YEAR

    @property
    def is_complete(self) -> bool:
        """True when every source that has the year has it whole."""
        return all(self.is_whole(source) for source in self.sources)

    def when(self, source: str) -> str:
        """«En 2021», «De enero a marzo de 2022», «En enero de 2022»."""
        months = self.months(source)
        if self.is_whole(source) or not months:
            return f"En {self.year}"
        head = "En" if len(months) == 1 or " a " not in long_months(months) else "De"
        return f"{head} {long_months(months)} de {self.year}"

    @property
    def partial(self) -> str:
        """What a reader must know of a year that is not whole; empty where it is."""
        if self.is_complete:
            return ""
        last = max((m for s in self.sources for m in self.months(s)), default=0)
        until = f"hasta {month_name(last)}" if last < MONTHS_A_YEAR else "faltan meses"
        return f"parcial: {until}" if last else "parcial"


def offered(cube: Cube, settings: Configuration) -> list[Scope]:
    """Years that a report can be made of: the whole ones first, each group from the newest."""
    years = {year for source in cube.sources for year in cube.years(source)}
    scopes = [Scope(cube, settings, year) for year in sorted(years, reverse=True)]
    return sorted(scopes, key=lambda scope: not scope.is_complete)


def label(scope: Scope) -> str:
    """«2021», «2022 (parcial: hasta marzo)»."""
    return f"{scope.year} ({scope.partial})" if scope.partial else str(scope.year)
