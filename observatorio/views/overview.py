"""The district in one screen: each source's last whole year and how it moved, never summed."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.cube import Cube, SourceInfo
from observatorio.disclosure import Figure
from observatorio.filters import Filters
from observatorio.views.common import whole_years
from observatorio.views.trends import last_change


@dataclass(frozen=True)
class Card:
    """A source at a glance: the last whole year's figure and the change in words."""

    info: SourceInfo
    year: int | None
    figure: Figure | None
    change_text: str


def cards(cube: Cube) -> list[Card]:
    """One card per source, in their fixed order."""
    return [_card(cube, info) for info in cube.sources.values()]


def _card(cube: Cube, info: SourceInfo) -> Card:
    years = whole_years(cube, info.source)
    if not years:
        return Card(info, None, None, "Aún no hay un año completo.")
    filters = Filters(info.source, (min(years), max(years)))
    found = cube.figures(filters, ["year"])
    figures: dict[int, Figure | None] = {year: found.get((year,)) for year in years}
    moved = last_change(cube, info.source, figures, years)
    text = f"Frente a {moved[0]}: {moved[2].text}" if moved else "Sin un año anterior completo."
    return Card(info, years[-1], figures[years[-1]], text)
