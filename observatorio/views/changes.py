"""What the figures of two years say of each other, in one sentence; or why they say nothing."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from observatorio import certainty
from observatorio.certainty import span_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure, rounding_steps
from observatorio.filters import Filters, NotShown
from observatorio.numbers import listed, month_name
from observatorio.statistics import Change, change, dispersion
from observatorio.views.common import NOT_MORE, YEAR_MONTHS, long_months, why_apart
from observatorio.views.spans import Spans

Figures = Mapping[int, Figure | None]
PANDEMIC_YEAR = 2020
TWO = 2  # years make a comparison
LAST_YEAR = 9999  # every year that there is


def between(
    cube: Cube,
    source: str,
    figures: Figures,
    before: int,
    after: int,
    *,
    months: Collection[int] = YEAR_MONTHS,
) -> Change:
    """The change between two years of a source; «no comparable» with its reason where there is.

    `months` are those that the figures count of each year. What rounding adds to a figure, and how
    much more than chance the source's months vary, make it harder to say that it rose or fell.
    """
    years = (before, after)
    reason = next(filter(None, (why_apart(cube, source, year, months) for year in years)), "")
    if reason:
        return Change(None, None, "no comparable", reason)
    pair = [f for f in (figures.get(before), figures.get(after)) if f is not None]
    known = [figure.value for figure in pair if figure.value is not None]
    if len(known) < TWO:
        return Change(None, None, "no comparable", "hay cifras protegidas o no entregadas")
    first, second = (rounding_steps(figure, cube.edition.base) for figure in pair)
    return change(known[0], known[1], spread_of(cube, source), steps=(first, second))


@lru_cache(maxsize=64)
def spread_of(cube: Cube, source: str) -> float:
    """How many times more than chance the months of a source vary; 1 where they are not known."""
    try:
        months = cube.figures(Filters(source, (0, LAST_YEAR)), ["year", "month"])
    except NotShown:
        return 1.0
    known = {(int(y), int(m)): f.value for (y, m), f in months.items() if f.value is not None}
    return dispersion(known)


@dataclass(frozen=True)
class Move:
    """Two years set against each other, and what the figures of the later one say of it."""

    before: int
    after: int
    change: Change


def moves(cube: Cube, source: str, figures: Figures, spans: Spans) -> list[Move]:
    """The last whole year beside the one before; where they can't be compared, also a fair one.

    Empty where there are no two whole years in a row.
    """
    known = [y for y in spans.whole if (f := figures.get(y)) is not None and f.value is not None]
    if not known or known[-1] - 1 not in spans.whole:
        return []
    after, months = known[-1], spans.asked
    found = [
        Move(after - 1, after, between(cube, source, figures, after - 1, after, months=months))
    ]
    fair = [y for y in known if y < after - 1 and not why_apart(cube, source, y, months)]
    if found[0].change.reason and fair:
        bridge = between(cube, source, figures, fair[-1], after, months=months)
        found += [] if bridge.reason else [Move(fair[-1], after, bridge)]
    return found


def headline(cube: Cube, source: str, figures: Figures, spans: Spans) -> str:
    """How the last two whole years moved; past a year that is not comparable, the one before it."""
    unit, found = cube.sources[source].unit, moves(cube, source, figures, spans)
    if not found:
        return _alone(figures, spans, unit)
    first, last = found[0], found[-1]
    told = f"{last.change.text}, de {_told(figures, last.before, last.after)} {unit}."
    if not first.change.reason:
        return f"De {first.before} a {first.after}: {told}"
    said = f"{first.after} no se compara con {first.before}: {first.change.reason}."
    return said if last is first else f"{said} Frente a {last.before}: {told}"


def rise_note(*changes: Change) -> tuple[str, ...]:
    """What is to be said where a figure rose, beside what is said where it fell."""
    return (NOT_MORE,) if any(change.rose for change in changes) else ()


def _alone(figures: Figures, spans: Spans, unit: str) -> str:
    """Where no two years can be compared: the last one that has a figure."""
    known = {year: figure for year, figure in figures.items() if figure is not None}
    if not known:
        return "Sin datos en estos años."
    return f"{spans.label(max(known))}: {known[max(known)].text} {unit}."


def _told(figures: Figures, *years: int) -> str:
    return " a ".join(f.text for year in years if (f := figures.get(year)))


def same_months_headline(cube: Cube, source: str, figures: Figures, spans: Spans) -> str:
    """The last year of `spans` beside the year before it, over the months that are asked for."""
    last, period = max(spans.months), long_months(spans.asked)
    now, then = figures.get(last), figures.get(last - 1)
    if now is None or then is None:
        return f"Sin cifras de {period} para comparar {last} con {last - 1}."
    unit = cube.sources[source].unit
    moved = between(cube, source, figures, last - 1, last, months=spans.asked)
    # What may still grow is no last word.
    text = f"por ahora, {moved.text}" if spans.provisional_note() and moved.pct else moved.text
    begin = period[:1].upper() + period[1:]
    return f"{begin}: {then.text} {unit} en {last - 1} y {now.text} en {last}; {text}."


def highest(cube: Cube, source: str, found: Mapping[tuple[int, int], Figure], spans: Spans) -> str:
    """The month with the highest figure; those that may be it where rounding hides which."""
    return highest_month(found, cube.sources[source].unit, cube.edition.base, spans.provisional)


def highest_month(
    found: Mapping[tuple[int, int], Figure],
    unit: str,
    base: int,
    provisional: Collection[tuple[int, int]] = (),
) -> str:
    """The same of figures by (year, month), rounded to `base`.

    It is no last word where half of them, or one of the highest, may still grow.
    """
    top = certainty.highest({pair: span_of(figure, base) for pair, figure in found.items()})
    growing = set(provisional) & set(found)
    said = _highest(found, top, unit)
    if not growing & set(top) and len(growing) * TWO < len(found):
        return said
    return f"Por ahora, {said[:1].lower()}{said[1:]}"


def _highest(
    found: Mapping[tuple[int, int], Figure], top: Sequence[tuple[int, int]], unit: str
) -> str:
    if not any(found[pair].low for pair in top):
        return "No hay meses con cifras que se puedan mostrar."
    named = [f"{month_name(month)} de {year}" for year, month in top]
    if len(top) == 1:
        return f"El mes con más {unit} fue {named[0]}: {found[top[0]].text}."
    if len(top) > certainty.NAMED:
        return f"Ningún mes tiene claramente más {unit} que los otros."
    told = listed([f"{name} ({found[pair].text})" for name, pair in zip(named, top, strict=True)])
    return f"Los meses con más {unit}, sin diferencia clara: {told}."
