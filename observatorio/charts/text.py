"""Renders a chart as a table and as sentences: the same figures without the picture."""

from __future__ import annotations

import pandas as pd

from observatorio.charts.model import Chart

# A longer list is no help to who listens to it: the table follows the chart.
TOLD = 14


def table(chart: Chart) -> pd.DataFrame:
    """A row per category, a column per series, cells as they are read.

    «menos de 5» and «(cambió)» included.
    """
    data: dict[str, list[str]] = {chart.category_title or " ": list(chart.categories)}
    for series in chart.series:
        found = {point.category: point.told for point in series.points}
        data[series.name] = [found.get(name, "—") for name in chart.categories]
    return pd.DataFrame(data)


def alternative(chart: Chart) -> str:
    """The chart in words, for who does not see it."""
    parts = [f"{chart.question} {chart.headline}"]
    for series in chart.series[:4]:
        told = [f"{p.category}, {p.text}" for p in series.points if p.figure]
        more = f"; y {len(told) - TOLD} más, en la tabla" if len(told) > TOLD else ""
        if told:
            parts.append(f"{series.name}: {'; '.join(told[:TOLD])}{more}.")
    if chart.provenance.demonstration:
        parts.append("Datos de demostración.")
    return " ".join(parts)
