"""A drawing of ours in the form that Streamlit takes, without Plotly's checks at each click."""

from __future__ import annotations

from plotly.basedatatypes import BaseFigure

from observatorio.charts.plotly import Drawing


class Drawn(BaseFigure):  # type: ignore[misc]  # Plotly has no types
    """A figure of Plotly that is what it was told to be.

    Streamlit asks a figure only for `to_dict`. Plotly's own class checks and copies each attribute
    when it is made and copies all again when it is asked: half of the time of a click. What is
    drawn is checked by the tests instead: all that a page drew there.
    """

    def __init__(self, drawing: Drawing) -> None:  # not that of Plotly: it would check
        self._drawing = drawing

    def to_dict(self) -> Drawing:
        """The drawing: `data` and `layout`."""
        return self._drawing
