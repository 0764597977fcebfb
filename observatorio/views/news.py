"""State of the deliveries, and what is new in the edition, in sentences."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from observatorio.cube import Cube, EditionInfo, SourceInfo
from observatorio.numbers import day_of, listed, month_name, month_of, whole
from observatorio.views.common import by_year_only
from observatorio.withdrawals import withdrawn

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
    log = edition_log(cube)
    if len(log) == 1:
        return [FIRST]
    entered = moved(cube, log[0].held, log[1].held)
    changed = [
        f"{cube.sources[source].short_title}, {whole(count)}"
        for source, count in cube.rows("changed_cells")
        if source in cube.sources
    ]
    figures = f"Cifras ya publicadas que cambiaron: {listed(changed)}." if changed else SAME_FIGURES
    return [*(entered or [SAME_DELIVERIES]), figures]


@dataclass(frozen=True)
class Held:
    """What an edition counts of a source; `delivered`: a delivery came since the one before."""

    first: date | None
    last: date | None
    demonstration: bool
    delivered: bool


@dataclass(frozen=True)
class Logged:
    """An edition, and what it counts of each source, in their fixed order."""

    info: EditionInfo
    held: dict[str, Held]


def edition_log(cube: Cube) -> list[Logged]:
    """Every edition up to this one that was not taken back, the newest first."""
    taken = withdrawn(cube.path.parent)
    held: dict[int, dict[str, Held]] = defaultdict(dict)
    for edition, source, *values in cube.rows("edition_sources"):
        held[edition][source] = Held(*values)
    shown = [info for info in cube.editions if info.edition not in taken]
    return [Logged(info, held[info.edition]) for info in shown]


def moved(cube: Cube, now: dict[str, Held], before: dict[str, Held]) -> list[str]:
    """What entered or left between two editions, of each source that is on screen."""
    return [
        f"{cube.sources[source].short_title}: {text}."
        for source in dict.fromkeys([*now, *before])
        if source in cube.sources
        and (text := _moved(now.get(source), before.get(source), by_year_only(cube, source)))
    ]


def _moved(now: Held | None, before: Held | None, yearly: bool) -> str:
    if now is None:
        return "se retiró lo que había"
    if before and before.demonstration and not now.demonstration:
        until = f", hasta {_month(now.last, yearly)}" if now.last else ""
        return f"datos entregados por el sector en lugar de los de demostración{until}"
    held = before.last if before else None
    if now.last and (held is None or now.last > held):
        span = _span(_next(held) if held else now.first or now.last, now.last, yearly)
        return span if now.delivered else f"{span}, que esperaba de una entrega anterior"
    if held and (now.last is None or now.last < held):
        return f"se retiró {_span(_next(now.last) if now.last else held, held, yearly)}"
    return "nueva entrega, sin meses nuevos en esta edición" if now.delivered else ""


def _next(month: date) -> date:
    return date(month.year + month.month // 12, month.month % 12 + 1, 1)


def _month(month: date, yearly: bool) -> str:
    return str(month.year) if yearly else month_of(month)


def _span(start: date, end: date, yearly: bool) -> str:
    if (start.year >= end.year) if yearly else (start >= end):
        return _month(end, yearly)
    same = not yearly and start.year == end.year
    return f"{month_name(start.month) if same else _month(start, yearly)} a {_month(end, yearly)}"
