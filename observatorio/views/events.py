"""What happened in the years that are shown: a few events on the axis, all of them to be read."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache

from observatorio.charts.model import Event
from observatorio.config import ROOT
from observatorio.numbers import day_of, month_name, without_stop

# More than these drown whoever reads the chart.
MOST_ON_AXIS = 6
# Among those of equal weight, which go first: what changed for people, then plans, then rules.
KINDS = ("emergencia", "servicio", "plan", "ley", "norma")
LIST_ONLY = 0  # weight of what is told in the list and never takes a place on the axis
SHORT = 60  # letters of a detail that fits beside its title
YEAR, MONTH = 4, 7  # letters of a date that tells a year, or a month too


@dataclass(frozen=True)
class Happening:
    """An event of `data/reference/events.csv`; dates as written: a year, a month or a day.

    `last` is empty where it happened at once. `weight` (3 to 0) says who goes first where the axis
    has little room; what weighs nothing stands in the list alone.
    """

    first: str
    last: str
    kind: str
    title: str
    detail: str
    source: str
    weight: int = 1

    @property
    def when(self) -> str:
        """«2018», «marzo de 2020», «6 de abril de 2022», «de 2012 a 2019»."""
        if not self.last:
            return date_words(self.first)
        return f"de {date_words(self.first)} a {date_words(self.last)}"

    def touches(self, first: int, last: int) -> bool:
        """True when some of it lies in the years `first` to `last`."""
        return int(self.first[:YEAR]) <= last and int((self.last or self.first)[:YEAR]) >= first

    def anchor(self, first: int, last: int) -> str:
        """The date that marks it on an axis of these years; empty when none should.

        Its beginning; of a service that began before, its end, which its users felt.
        """
        if first <= int(self.first[:YEAR]) <= last:
            return self.first
        ended = self.kind == "servicio" and self.last
        return self.last if ended and first <= int(self.last[:YEAR]) <= last else ""

    def marked(self, category: str, anchor: str, letters: int) -> Event:
        """The event in one line under a chart: a mark of its end says so.

        Its date is told where it says more than the axis does (`letters` of a date), its detail
        where that is short.
        """
        ended = f" (hasta {date_words(anchor)})" if anchor != self.first else ""
        when = self.when if len(anchor) > letters or (self.last and not ended) else ""
        detail = without_stop(self.detail) if len(self.detail) <= SHORT else ""
        return Event(category, self.title + ended, "; ".join(filter(None, (when, detail))))


def date_words(text: str) -> str:
    """A date of varying precision as it is read: «2019», «marzo de 2020», «6 de abril de 2022»."""
    if len(text) == YEAR:
        return text
    if len(text) == MONTH:
        return f"{month_name(int(text[5:]))} de {text[:YEAR]}"
    return day_of(date.fromisoformat(text))


@cache
def happenings(ubigeo: str) -> tuple[Happening, ...]:
    """Events of the country and of the district, in order.

    Where the file has a column `ubigeo`, an event of another district is left out.
    """
    path = ROOT / "data" / "reference" / "events.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            _happening(row)
            for row in csv.DictReader(handle)
            if row.get("ubigeo", "") in ("", ubigeo)
        )


def _happening(row: Mapping[str, str]) -> Happening:
    return Happening(
        first=row["date_from"],
        last=row["date_to"],
        kind=row["kind"],
        title=row["title"],
        detail=row["detail"],
        source=row["source"],
        weight=int(row["weight"]),
    )


def on_axis(found: Iterable[Happening], categories: Mapping[str, str]) -> tuple[Event, ...]:
    """At most six events, one per category at most, in the order of the axis.

    `categories` maps what the axis shows, written as dates are («2020» or «2020-03»), to its
    category. An event whose date is less precise than the axis is not on it.
    """
    years = [int(when[:YEAR]) for when in categories]
    letters = len(next(iter(categories), ""))
    chosen: dict[str, Event] = {}
    fit = [event for event in found if event.weight > LIST_ONLY]
    for event in sorted(fit, key=_rank) if years else []:
        place = event.anchor(min(years), max(years))
        when = place[:letters]
        if when in categories and when not in chosen and len(chosen) < MOST_ON_AXIS:
            chosen[when] = event.marked(categories[when], place, letters)
    return tuple(chosen[when] for when in categories if when in chosen)


def _rank(event: Happening) -> tuple[int, int, str]:
    """Order of choice: by weight, then by kind: laws before what develops them."""
    return -event.weight, KINDS.index(event.kind), event.first


def of_years(found: Iterable[Happening], years: tuple[int, int]) -> list[Happening]:
    """Events that touch these years, in order."""
    return [event for event in found if event.touches(*years)]
