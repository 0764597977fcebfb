"""Shows a chart value on a page: headline, picture, source line, table; or why it is not shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import lru_cache, partial

import pyarrow as pa
import streamlit as st

from observatorio.charts.model import Chart
from observatorio.charts.picture import file_stem, png_bytes, svg_bytes
from observatorio.charts.plotly import Drawing, drawing
from observatorio.charts.plotly_scale import enlarged
from observatorio.charts.stamp import stamp_of
from observatorio.charts.text import alternative, event_lines, table
from observatorio.filters import NotShown
from observatorio.ui.drawn import Drawn
from observatorio.ui.frame import view
from observatorio.ui.slides import collect, offer_choice
from observatorio.ui.text import plain, plain_table

CONFIG = {"displayModeBar": False, "scrollZoom": False, "doubleClick": False, "responsive": True}
KEPT = 512  # charts that are not drawn anew, some tens of kilobytes each
LARGE = 1.4  # as the style enlarges all else on a large screen
# Format, media type, what it is good for.
FORMATS = (
    ("SVG", "image/svg+xml", "para imprimir o editar"),
    ("PNG", "image/png", "para un documento o una presentación"),
)


def show(build: Callable[[], Chart], question: str = "") -> Chart | None:
    """Draws the chart that `build` makes; where it is not published, says why instead.

    The reason stands under the chart's own `question`, where one is given.
    """
    try:
        chart = build()
    except NotShown as reason:
        if question:
            st.subheader(plain(question), anchor=False)
        st.info(plain(str(reason)), icon=":material/shield_person:")
        return None
    draw(chart)
    return chart


def draw(chart: Chart) -> None:
    """Question, headline, picture, events, source line, and the figures to read or take away."""
    st.subheader(plain(chart.question), anchor=False)
    mark = " :orange-badge[Demostración]" if chart.provenance.demonstration else ""
    st.markdown(f"{plain(chart.headline)}{mark}")
    if chart.empty:
        st.info(
            "No hay cifras entregadas para estos filtros. Sin entrega no es cero.",
            icon=":material/hourglass_empty:",
        )
        return
    collect(chart)
    st.plotly_chart(
        on_screen(drawn(chart, is_dark())),
        config=CONFIG,
        theme=None,
        alt=alternative(chart),
        key=f"chart-{chart.key}",
    )
    if lines := event_lines(chart):
        st.text("\n".join(lines))
    st.caption(plain(" ".join([chart.provenance.line + ".", *chart.remarks])))
    with st.container(horizontal=True, vertical_alignment="top", gap="small"):
        with st.expander("Ver la tabla"):
            st.table(_read(chart), alt=f"Tabla. {chart.question}")
        _take_away(chart)


def _take_away(chart: Chart) -> None:
    """The chart as a picture that says all by itself, made when the button is pressed; as slide."""
    made = chart, stamp_of(view().cube, view().settings.district.name, chart)
    with take_away(chart, "el gráfico", partial(svg_bytes, *made), partial(png_bytes, *made)):
        offer_choice(chart)


@contextmanager
def take_away(
    chart: Chart, what: str, svg: Callable[[], bytes], png: Callable[[], bytes]
) -> Iterator[None]:
    """«Llevar»: what is drawn of a chart as SVG and PNG, each made when its button is pressed.

    `what` is drawn («el gráfico»); in the block stands what else can be done with it.
    """
    stem = file_stem(chart, view().settings.district.name)
    told = f"Descargar {what} o elegirlo para diapositivas"
    with st.popover("Llevar", icon=":material/image:", help=told, width="content"):
        for (name, media, use), make in zip(FORMATS, (svg, png), strict=True):
            st.download_button(
                f"{name}, {use}",
                data=make,
                file_name=f"{stem}.{name.lower()}",
                mime=media,
                help=f"Descargar {what} ({name})",
                on_click="ignore",
                key=f"take-{name}-{chart.key}",
                icon=":material/download:",
                type="tertiary",
            )
        yield


@lru_cache(maxsize=KEPT)
def _read(chart: Chart) -> pa.Table:
    """The chart's table as it is sent."""
    found = plain_table(table(chart))
    return pa.Table.from_pandas(found.set_index(found.columns[0]))


@lru_cache(maxsize=KEPT)
def drawn(chart: Chart, dark: bool) -> Drawing:
    """The chart's drawing; not to be changed. Most charts of a page are as before after a click."""
    return drawing(chart, dark=dark)


def on_screen(made: Drawing) -> Drawn:
    """The drawing as the reader's screen needs it: larger where a room looks at it from far."""
    large = st.context.cookies.get("odv-pantalla") == "grande"
    return Drawn(enlarged(made, LARGE) if large else made)


def is_dark() -> bool:
    """True when the reader's theme is dark."""
    return st.context.theme.type == "dark"
