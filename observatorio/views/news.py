"""State of the deliveries, and what is new in the edition, in sentences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from observatorio.cube import Cube, SourceInfo
from observatorio.numbers import day_of, listed, month_name, month_of, whole
from observatorio.views.common import by_year_only, reaches

FIRST = "Es la primera edición: todavía no hay otra con que compararla."
SAME_DELIVERIES = "No entraron meses nuevos."
SAME_FIGURES = "Ninguna cifra ya publicada figura como cambiada."


def deliveries(cube: Cube, today: date) -> list[str]:
    """Which sources are late, since when, and which are up to date; sources of one day together."""
    found: dict[tuple[bool, date], list[SourceInfo]] = {}
    for info in cube.sources.values():
        if info.next_expected:
            found.setdefault((info.next_expected < today, info.next_expected), []).append(info)
    ordered = sorted(found.items(), key=lambda one: (not one[0][0], one[0][1]))
    return [_state(late, day, sources) for (late, day), sources in ordered]


def _state(late: bool, day: date, sources: list[SourceInfo]) -> str:
    names = listed([info.short_title for info in sources])
    months = {month_of(info.last_month) for info in sources}
    held = f" (datos hasta {months.pop()})" if len(months) == 1 else ""
    if late:
        return f"{names}: con retraso desde el {day_of(day)}{held}."
    return f"{names}: al día{held}; lo próximo se espera el {day_of(day)}."


def news(cube: Cube) -> list[str]:
    """What this edition has that the one before did not: months of each source, other figures."""
    before = cube.rows("edition_before")
    if not before:
        return [FIRST]
    entered = [text for row in cube.rows("new_deliveries") for text in _entered(cube, row)]
    changed = [
        f"{cube.sources[source].short_title}, {whole(count)}"
        for source, count in cube.rows("changed_cells")
        if source in cube.sources
    ]
    figures = f"Cifras ya publicadas que cambiaron: {listed(changed)}." if changed else SAME_FIGURES
    return [*(entered or [SAME_DELIVERIES]), figures]


def _entered(cube: Cube, row: tuple[object, ...]) -> Iterator[str]:
    """What the new deliveries of a source brought; nothing of what is not a source on screen."""
    source, fresh, first, last, before, after, was_demonstration, is_demonstration = row
    info = cube.sources.get(str(source))
    if info is None:
        return
    name = info.short_title
    if not fresh:
        yield from _waited(info, _month(before))
        return
    if was_demonstration and not is_demonstration:
        until = f", hasta {reaches(cube, info.source)}" if info.last_month else ""
        yield f"{name}: datos entregados por el sector en lugar de los de demostración{until}."
        return
    held, end = _month(before), min(filter(None, (_month(after), info.last_month)), default=None)
    if end is None:
        yield f"{name}: nueva entrega."
    elif held is None or end > held:
        start = _next(held) if held else _month(first) or end
        yearly = by_year_only(cube, info.source)
        yield f"{name}: {_years(start, end) if yearly else _span(start, end)}."
    elif (_month(last) or end) > end:
        yield f"{name}: llegó una entrega que espera a otra edición."
    else:
        yield f"{name}: nueva entrega de meses que ya estaban."


def _waited(info: SourceInfo, held: date | None) -> Iterator[str]:
    """Months that an earlier edition had been given, and that only now are enough to be shown."""
    if held and info.last_month and info.last_month > held:
        months = _span(_next(held), info.last_month)
        yield f"{info.short_title}: {months}, que esperaba de una entrega anterior."


def _years(start: date, end: date) -> str:
    return str(end.year) if start.year >= end.year else f"{start.year} a {end.year}"


def _month(text: object) -> date | None:
    return date.fromisoformat(f"{text}-01") if text else None


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _span(start: date, end: date) -> str:
    if start >= end:
        return month_of(end)
    first = month_name(start.month) if start.year == end.year else month_of(start)
    return f"{first} a {month_of(end)}"
