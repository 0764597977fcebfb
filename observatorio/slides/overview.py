"""The rows of the Panorama as charts: the same whole years of each source, as bars from zero."""

from __future__ import annotations

from observatorio.charts.model import Chart, Series, point_of
from observatorio.cube import Cube
from observatorio.invented import called, titled
from observatorio.views.common import PANDEMIC, not_comparable, provenance
from observatorio.views.overview import Card, cards, notes


def overview_charts(cube: Cube) -> list[Chart]:
    """A chart for each source that has a whole year."""
    shown = cards(cube)
    return [_chart(cube, card, notes([card])) for card in shown if card.years]


def _chart(cube: Cube, card: Card, note: str) -> Chart:
    info = card.info
    number = card.figure.text if card.figure else "sin cifra"
    apart = [str(year) for year, _ in card.years if (info.source, year) in not_comparable()]
    points = tuple(point_of(str(year), figure) for year, figure in card.years)
    return Chart(
        f"panorama-{info.source}",
        f"¿Qué pasó en el distrito, según {called(info)}?",
        f"{called(info)}: {number} {info.unit} en {card.year}. {card.change_text}",
        tuple(point.category for point in points),
        (Series(titled(info), points, info.source),),
        provenance(cube, info.source),
        category_title="Año",
        notes=tuple(filter(None, (card.open_text, note))),
        bands=tuple((year, year, PANDEMIC) for year in apart),
        unit=info.unit,
    )
