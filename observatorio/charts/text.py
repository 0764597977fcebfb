"""Renders a chart as a table and as sentences: the same figures without the picture."""

from __future__ import annotations

import pandas as pd

from observatorio.charts.model import Chart, Point, Series
from observatorio.numbers import decimal

# A longer list is no help to who listens to it: the table follows the chart.
TOLD = 14


def table(chart: Chart) -> pd.DataFrame:
    """A row per category, a column per series, cells as they are read.

    «menos de 5», «(cambió)» and «(provisional)» included; limits stand in a column of their own.
    """
    data: dict[str, list[str]] = {chart.category_title or " ": list(chart.categories)}
    for series in chart.series:
        found = {point.category: point for point in series.points}
        points = [found.get(name) for name in chart.categories]
        data[series.name] = [point.told if point else "—" for point in points]
        if any(point.limits for point in series.points):
            between = [limits_text(point) if point else "" for point in points]
            data[f"{series.name}: de … a … (95 %)"] = [text or "—" for text in between]
    return pd.DataFrame(data)


def limits_text(point: Point) -> str:
    """«de 20,1 a 27,9», or nothing."""
    return f"de {decimal(point.limits[0])} a {decimal(point.limits[1])}" if point.limits else ""


def alternative(chart: Chart) -> str:
    """The chart in words, for who does not see it."""
    parts = [f"{chart.question} {chart.headline}"]
    parts += [f"{s.name}: {said}." for s in chart.series if (said := _series(s))]
    parts += [f"{line}." for line in event_lines(chart)]
    if chart.provenance.demonstration:
        parts.append("Datos de demostración.")
    return " ".join(parts)


def event_lines(chart: Chart) -> list[str]:
    """What the numbers on the time axis stand for: «1 · 2019: Casa Amiga cierra»."""
    return [
        f"{number} · {event.category}: {event.title}{f' ({event.detail})' if event.detail else ''}"
        for number, event in chart.numbered_events
    ]


def _series(series: Series) -> str:
    """Every point, or of a long series its ends, its extremes and how many they are."""
    told = [p for p in series.points if p.figure or p.amount is not None]
    if len(told) <= TOLD:
        return "; ".join(map(_point, told))
    known = [p for p in told if p.value is not None]
    chosen = [("la primera", told[0]), ("la última", told[-1])]
    if known:
        chosen.append(("la más alta", max(known, key=lambda p: p.value or 0)))
        chosen.append(("la más baja", min(known, key=lambda p: p.value or 0)))
    listed = "; ".join(f"{which}, {_point(point)}" for which, point in chosen)
    return f"{len(told)} cifras; {listed}; todas están en la tabla"


def _point(point: Point) -> str:
    return f"{point.category}, {point.told}"
