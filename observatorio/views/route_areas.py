"""The five areas of intervention of Law 30364: what is measured of each, and what by nobody."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from observatorio.config import ROOT
from observatorio.cube import Cube
from observatorio.disclosure import Figure, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.invented import called
from observatorio.numbers import listed, percent, whole
from observatorio.views.common import whole_years
from observatorio.views.perception import PER_CENT
from observatorio.views.printed import Printed, printed
from observatorio.views.route_facts import joined
from observatorio.views.year_series import by_year, in_shown_years

AREAS = {
    1: "Prevención",
    2: "Atención y apoyo legal e integral",
    3: "Protección y recuperación",
    4: "Sanción y reeducación",
    5: "Criterios del servicio",
}


@dataclass(frozen=True)
class Indicator:
    """A line of `route_indicators.csv`; `measured_by` is a source, or empty: nobody hands it over.

    `codes` are categories of the table's one dimension; without them the total is meant. `note`
    says what it belongs to or, without data, who would have it. `printed` names the source, table
    and dimension of a figure that a report printed of it, where nobody hands it over.
    """

    area: int
    name: str
    measured_by: str
    table_id: str
    codes: tuple[str, ...]
    note: str
    printed: tuple[str, ...] = ()


@dataclass(frozen=True)
class Measured:
    """What the edition has of an indicator; `since` is None and `last` says why without data."""

    indicator: Indicator
    source: str = ""
    since: int | None = None
    last: str = ""

    @property
    def name(self) -> str:
        """The indicator, and which part of its area it belongs to where somebody measures it."""
        part = self.indicator.note if self.indicator.measured_by else ""
        return f"{self.indicator.name} ({part})" if part else self.indicator.name

    @property
    def has_data(self) -> bool:
        """True when the edition has a figure of it."""
        return self.since is not None


@cache
def indicators() -> tuple[Indicator, ...]:
    """Every indicator, by area and in the order of its file."""
    path = ROOT / "data" / "reference" / "route_indicators.csv"
    with path.open(encoding="utf-8", newline="") as handle:
        return tuple(
            Indicator(
                int(row["area"]),
                row["indicator"],
                row["measured_by"],
                row["table_id"],
                tuple(filter(None, row["codes"].split("|"))),
                row["note"],
                tuple(filter(None, row["printed"].split("|"))),
            )
            for row in csv.DictReader(handle)
        )


def areas(cube: Cube) -> dict[int, list[Measured]]:
    """For each area its indicators with what the edition has of them."""
    return {area: [measured(cube, i) for i in indicators() if i.area == area] for area in AREAS}


def measured(cube: Cube, indicator: Indicator) -> Measured:
    """Since which year an indicator is measured, and its last value, computed from the cells."""
    if not indicator.measured_by:
        source, told = _printed(cube, indicator)
        return Measured(indicator, source, last=f"{told}Quién lo tendría: {indicator.note}.")
    info = cube.sources.get(indicator.measured_by)
    if info is None:
        return Measured(indicator, last="Aún sin datos: esta fuente todavía no hace entregas.")
    try:
        values, totals = _by_year(cube, indicator)
    except NotShown as reason:
        return Measured(indicator, called(info), last=f"No se publica. {reason}")
    if not values:
        return Measured(indicator, called(info), last="Aún sin datos en esta edición.")
    year = _last_year(cube, info.source, list(values))
    text = _told(values[year], totals[year], info.unit, bool(indicator.codes))
    return Measured(
        indicator, called(info), min(values), f"{text} ({_when(cube, info.source, year)})"
    )


def _printed(cube: Cube, indicator: Indicator) -> tuple[str, str]:
    """What a report printed of an indicator that no sector hands over: by whom, and what."""
    if not indicator.printed:
        return "", "Aún sin datos. "
    source, table, dimension = indicator.printed
    known = [one for one in printed(cube, source, table) if one.dimension == dimension]
    if not known:
        return "", "Aún sin datos. "
    last = known[-1]
    parts = [_figure(one) for one in known if one.year == last.year]
    of_whom = f" ({last.base} respuestas)" if last.base else f" ({last.note})"
    return f"una cifra impresa ({last.year})", f"{dimension}: {listed(parts)}{of_whom}. "


def _figure(one: Printed) -> str:
    if one.unit == PER_CENT:
        return f"{percent(one.value)} «{one.category}»"
    return f"{whole(one.value)} {one.unit}"


def summary(found: Mapping[int, list[Measured]]) -> str:
    """How many of the indicators are measured, and which areas have none."""
    every = [m for group in found.values() for m in group]
    known = len([m for m in every if m.has_data])
    bare = [
        f"«{AREAS[area]}»" for area, group in found.items() if not any(m.has_data for m in group)
    ]
    said = f"De {len(every)} indicadores de la ruta, {known} tienen datos en esta edición"
    if not bare:
        return f"{said}."
    area = "el área" if len(bare) == 1 else "las áreas"
    return f"{said}; de {area} {listed(bare)} todavía no se mide nada."


def _by_year(cube: Cube, indicator: Indicator) -> tuple[dict[int, Figure], dict[int, Figure]]:
    source = indicator.measured_by
    years = cube.years(source)
    totals = by_year(cube, Filters(source, (min(years), max(years))))
    if not indicator.codes:
        return totals, totals
    dimension = _dimension(cube, source, indicator.table_id)
    shown = in_shown_years(cube, source, dimension)
    parts = {year: joined(found, (), indicator.codes) for year, found in shown.items()}
    return {year: part for year, part in parts.items() if part is not None}, totals


def _dimension(cube: Cube, source: str, table_id: str) -> str:
    for table in cube.tables(source):
        if table.table_id == table_id and len(table.dimensions) == 1:
            return next(iter(table.dimensions))
    raise NotShown("Esta fuente no tiene ese cuadro.")


def _last_year(cube: Cube, source: str, years: list[int]) -> int:
    """The last whole year; where there is none, the last one."""
    return max([year for year in years if year in whole_years(cube, source)] or years)


def _when(cube: Cube, source: str, year: int) -> str:
    return str(year) if year in whole_years(cube, source) else f"{year}, año incompleto"


def _told(part: Figure, total: Figure, unit: str, of_total: bool) -> str:
    if not of_total:
        return f"{part.text} {unit}"
    share = share_pct(part, total)
    return f"{part.text} {unit}" if share is None else f"{percent(share)} de los {unit}"
