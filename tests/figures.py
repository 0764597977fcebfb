"""What is drawn, as Plotly understands it: an attribute that is none of Plotly's is an error."""

from __future__ import annotations

import plotly.graph_objects as go

from observatorio import maps
from observatorio.charts.model import Chart
from observatorio.charts.plotly import drawing
from observatorio.map_classes import Classes
from observatorio.maps import Shown


def figure(chart: Chart, *, dark: bool = False) -> go.Figure:
    """The chart's drawing, checked by Plotly. Raises ValueError."""
    return go.Figure(drawing(chart, dark=dark))


def zone_map(shown: Shown, classes: Classes, *, dark: bool) -> go.Figure:
    """The map's drawing, checked by Plotly. Raises ValueError."""
    return go.Figure(maps.zone_map(shown, classes, dark=dark))
