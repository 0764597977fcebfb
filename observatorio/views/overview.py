"""The district in one screen: each source's last whole year and the open one, never summed."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.cube import Cube, SourceInfo
from observatorio.disclosure import Figure
from observatorio.filters import Filters, NotShown
from observatorio.numbers import month_name
from observatorio.statistics import Change
from observatorio.views.changes import between
from observatorio.views.common import (
    NOT_MORE,
    apart_note,
    by_year_only,
    months_delivered,
    provisional_months,
    reaches,
    same_months,
    whole_years,
    why_apart,
)
from observatorio.views.profile_source import counted_twice

NO_OPEN_YEAR = "Sin meses posteriores entregados."
YEARLY_ONLY = "Informa una vez al año."


@dataclass(frozen=True)
class Card:
    """A source at a glance.

    `year` is its last whole year and `figure` that year's; `years` has every whole year with its
    figure (None where there is none); `change_text` and `open_text` are sentences, and
    `provisional` says that figures of the open year may still grow. `until` is how far it reaches;
    `rose` says that one of the two is told to have risen, `caution` what its total may hold twice.
    """

    info: SourceInfo
    year: int | None
    figure: Figure | None
    change_text: str
    open_text: str = ""
    provisional: bool = False
    years: tuple[tuple[int, Figure | None], ...] = ()
    until: str = ""
    rose: bool = False
    caution: tuple[str, ...] = ()


@dataclass(frozen=True)
class OpenYear:
    """What a source says of its open year, whether some of it may still grow, whether it rose."""

    text: str
    provisional: bool = False
    rose: bool = False


def notes(shown: list[Card]) -> str:
    """What is to be known of all the cards, in sentences."""
    said = ["Cada fuente cuenta algo distinto: nunca se suman."]
    if any(card.provisional for card in shown):
        said.append("Las cifras de los dos últimos meses son provisionales.")
    sources, years = [card.info.source for card in shown], {y for c in shown for y, _ in c.years}
    if note := apart_note(sources, sorted(years)):
        said.append(f"{note[0]} Ese año, sombreado, no se compara.")
    if any(card.rose for card in shown):
        said.append(NOT_MORE)
    said += [text for card in shown for text in card.caution]
    return " ".join(said)


def cards(cube: Cube) -> list[Card]:
    """One card per source, in their fixed order."""
    return [_card(cube, info) for info in cube.sources.values()]


def _card(cube: Cube, info: SourceInfo) -> Card:
    years, now = whole_years(cube, info.source), open_year(cube, info.source)
    until = reaches(cube, info.source) if info.last_month else ""
    if not years:
        none = "Aún no hay un año completo."
        return Card(info, None, None, none, now.text, now.provisional, until=until)
    filters = Filters(info.source, (min(years), max(years)))
    found = cube.figures(filters, ["year"])
    figures = {year: found.get((year,)) for year in years}
    last = years[-1]
    moved, rose = _moved(cube, info.source, figures)
    shown = tuple(figures.items())
    rose |= now.rose
    twice = counted_twice(cube, info.source, (last, last))
    return Card(
        info, last, figures[last], moved, now.text, now.provisional, shown, until, rose, twice
    )


def _moved(cube: Cube, source: str, figures: dict[int, Figure | None]) -> tuple[str, bool]:
    """The last year against the nearest one before that can be compared, and whether it rose."""
    last = max(figures)
    if reason := why_apart(cube, source, last):
        return f"No comparable: {reason}.", False
    fair = (year for year in figures if year < last and not why_apart(cube, source, year))
    before = max(fair, default=None)
    if before is None:
        return "Sin un año anterior con que comparar.", False
    moved = between(cube, source, figures, before, last)
    return f"Frente a {before}: {moved.text}.", moved.rose


def open_year(cube: Cube, source: str) -> OpenYear:
    """The year that is not whole yet against the same months of the year before."""
    delivered = months_delivered(cube, source)
    year = max((y for y, months in delivered.items() if months), default=None)
    if year is None or year in whole_years(cube, source):
        return OpenYear(YEARLY_ONLY if by_year_only(cube, source) else NO_OPEN_YEAR)
    months = same_months(cube, source, year - 1, year)
    if not months:
        return OpenYear(f"{year}: no hay los mismos meses de {year - 1} con que comparar.")
    try:
        figures = {y: _of_months(cube, source, y, months) for y in (year - 1, year)}
    except NotShown:
        return OpenYear(f"{year}: esta fuente no se publica por mes.")
    after = figures[year]
    told = f"{_span(months)} de {year}: {after.text if after else 'sin cifra'}"
    growing = {(year, month) for month in months} & provisional_months(cube, source)
    moved = between(cube, source, figures, year - 1, year, months=months)
    said = _against(moved, figures[year - 1], year)
    return OpenYear(f"{told}, {said}", bool(growing), moved.rose)


def _against(moved: Change, before: Figure | None, year: int) -> str:
    if moved.reason:
        return f"no comparable con los mismos meses de {year - 1}: {moved.reason}."
    base = f" ({before.text})" if before else ""
    return f"{moved.text} frente a los mismos meses de {year - 1}{base}."


def _of_months(cube: Cube, source: str, year: int, months: list[int]) -> Figure | None:
    """Of a year that has just those months the total's own cell, as Tendencias shows it."""
    whole = months_delivered(cube, source).get(year) == months
    chosen = {} if whole else {"month": tuple(str(month) for month in months)}
    return cube.figures(Filters(source, (year, year), chosen)).get(())


def _span(months: list[int]) -> str:
    first, last = month_name(months[0]).capitalize(), month_name(months[-1])
    return first if len(months) == 1 else f"{first} a {last}"
