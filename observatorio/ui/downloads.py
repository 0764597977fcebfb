"""The page Descargas: each file beside what it is good for, made when its button is pressed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import streamlit as st

from observatorio.exports import citation
from observatorio.exports.columns import SAID, VIEW, Column
from observatorio.exports.delimited import COMMAS, SEMICOLONS, Style, csv_parts
from observatorio.exports.extract import Extract
from observatorio.exports.package import package_bytes
from observatorio.exports.workbook import xlsx_bytes
from observatorio.filters import Filters
from observatorio.numbers import noun, whole
from observatorio.ui.citing import address, copyable
from observatorio.ui.frame import View
from observatorio.ui.making import Order, file_button
from observatorio.ui.text import plain

API = "/api/v1"
MEDIA = {
    ".csv": "text/csv",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    ".zip": "application/zip",
}


@dataclass(frozen=True)
class Offer:
    """A file to take: its name, what it is good for, its button, what its name ends in."""

    title: str
    use: str
    label: str
    ending: str
    make: Callable[[Extract], bytes]


def _csv(style: Style) -> Callable[[Extract], bytes]:
    return lambda extract: b"".join(csv_parts(extract, VIEW, style))


OFFERS = (
    Offer(
        "CSV para Excel en español",
        "Separado por punto y coma, decimales con coma: doble clic y cada dato en su columna.",
        "Descargar para Excel",
        "_punto-y-coma.csv",
        _csv(SEMICOLONS),
    ),
    Offer(
        "CSV con comas",
        "Separado por comas, decimales con punto: para otros programas.",
        "Descargar CSV",
        ".csv",
        _csv(COMMAS),
    ),
    Offer(
        "Libro de Excel",
        "Para tablas dinámicas: datos, diccionario, notas y fuente, cada uno en su hoja.",
        "Descargar XLSX",
        ".xlsx",
        xlsx_bytes,
    ),
    Offer(
        "Paquete de datos",
        "Para analizar con programas (R, Python): CSV, Parquet, diccionario, licencia y cita.",
        "Descargar paquete",
        ".zip",
        package_bytes,
    ),
)
# Route, what it is, and what it is good for.
WHOLE_DISTRICT = (
    ("cube.csv?separador=punto-y-coma&edicion={}", "CSV para Excel en español"),
    ("cube.csv?edicion={}", "CSV con comas"),
    ("cube.xlsx?edicion={}", "Libro de Excel"),
    ("package.zip?edicion={}", "Paquete de datos"),
)


def extract_of(view: View, filters: Filters) -> Extract:
    """What the filters choose, with the address that shows it again in this edition."""
    query = {name: st.query_params.get_all(name) for name in st.query_params}
    query["edicion"] = [str(view.cube.edition.edition)]
    url = address(st.context.url or "", query, view.settings.address)
    return Extract(view.cube, view.settings, filters, url)


def offer_files(extract: Extract) -> None:
    """The files of what is being seen, the one that most people need first."""
    empty = extract.row_count == 0
    columns = st.columns(len(OFFERS), gap="small")
    for place, (offer, column) in enumerate(zip(OFFERS, columns, strict=True)):
        with column, st.container(border=True, height="stretch"):
            st.markdown(f"**{offer.title}**")
            st.caption(offer.use)
            looks: dict[str, Any] = {
                "type": "secondary" if place else "primary",
                "file_name": extract.stem + offer.ending,
                "mime": MEDIA[offer.ending[offer.ending.index(".") :]],
                "icon": ":material/download:",
                "disabled": empty,
                "width": "stretch",
            }
            # A CSV comes at once, what takes longer in its turn.
            if offer.ending.endswith(".csv"):
                make = partial(offer.make, extract)
                st.download_button(offer.label, data=make, on_click="ignore", **looks)
            else:
                file_button(offer.label, partial(_order, offer, extract), **looks)


def _order(offer: Offer, extract: Extract) -> Order:
    key = (offer.ending, extract.cube.path, extract.url, repr(extract.settings))
    return key, partial(offer.make, extract)


def offer_whole_district(everything: Extract) -> None:
    """Links to every published table of the district, and to the routes for other systems."""
    edition = everything.cube.edition.edition
    st.markdown(
        f"Todas las fuentes y todos los cuadros publicados: **{_rows(everything)}**, edición "
        f"{edition}. Llegan enteros, sin límite de filas; el libro de Excel se arma entero antes "
        "de llegar, y con muchas filas tarda en empezar."
    )
    with st.container(horizontal=True, gap="small"):
        for route, label in WHOLE_DISTRICT:
            st.link_button(label, f"{API}/{route.format(edition)}", icon=":material/download:")
    st.markdown(
        "**Para otros sistemas:** las mismas cifras por programa, solo para leer. "
        f"[Cómo pedirlas]({API}/openapi.json)."
    )


def _rows(extract: Extract) -> str:
    return f"{whole(extract.row_count)} {noun(extract.row_count, 'fila', 'filas')}"


def said(extract: Extract) -> str:
    """What is being seen, in a line of markdown: source, filters in words, number of rows."""
    return (
        f"**{plain(extract.title)}** · {plain(extract.filters_in_words)} · "
        f"**{_rows(extract)}.** Cambie los filtros y cambia el archivo."
    )


def tell_origin(extract: Extract) -> None:
    """How the figures are protected, whose they are, and how to cite them."""
    (info,) = extract.sources
    with st.expander("Cómo se protegen, de quién son y cómo citarlas"):
        st.markdown(extract.cube.explanation(info.source))
        st.markdown(f"**Licencia de la fuente:** {plain(info.licence)}.")
        st.html(copyable("Cómo citar este archivo", citation.text(extract)))


def meanings(columns: Sequence[Column] = (*VIEW, *SAID)) -> dict[str, str]:
    """Each column of the CSV and what it means."""
    return {column.name: column.meaning for column in columns}
