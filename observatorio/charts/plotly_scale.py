"""A drawing for a screen that is looked at from far: the same picture, all of it larger."""

from __future__ import annotations

from typing import Any

from observatorio.charts.plotly import Drawing

# What Plotly takes in pixels, whatever the size of its picture.
PIXELS = frozenset(
    {
        "size", "width", "thickness", "minsize", "pad", "l", "r", "t", "b", "xshift", "yshift",
        "borderwidth", "borderpad", "ticklabelstandoff", "standoff",
    }
)  # fmt: skip


def enlarged(drawn: Drawing, factor: float) -> Drawing:
    """The drawing with letters, marks, lines and margins `factor` times as large.

    Its own height and width are left to the page, which gives it a place that is larger by as much.
    """
    layout = {name: _scaled(name, value, factor) for name, value in drawn["layout"].items()}
    own = {name: drawn["layout"][name] for name in ("width", "height") if name in drawn["layout"]}
    traces = [_scaled("", trace, factor) for trace in drawn["data"]]
    return {"data": traces, "layout": layout | own}


def _scaled(name: str, value: Any, factor: float) -> Any:
    if isinstance(value, dict):
        return {key: _scaled(key, inner, factor) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_scaled(name, inner, factor) for inner in value]
    if name not in PIXELS or isinstance(value, bool) or not isinstance(value, (int, float)):
        return value
    # Plotly takes some of them as whole numbers only.
    return round(value * factor) if isinstance(value, int) else value * factor
