"""Percepción: what women said of the services, beside what the services counted."""

from __future__ import annotations

import streamlit as st

from observatorio.charts.palette import color
from observatorio.invented import MARK
from observatorio.ui.charts import draw
from observatorio.ui.frame import view
from observatorio.ui.text import as_html, plain
from observatorio.views.perception import (
    Beside,
    Survey,
    asked,
    bars,
    beside,
    caution,
    split,
    surveys,
    unsaid,
)

NONE = (
    "Todavía no hay una encuesta publicada del distrito. Cuando la instancia entregue las cifras "
    "impresas de una, con su base y su cita, aparecerán aquí."
)
cube = view().cube


def card(value: Beside) -> str:
    info = value.info
    mark = f" · {MARK}" if info.demonstration else ""
    edition = view().cube.edition.edition
    return (
        f"<div class='odv-card'><h3><span class='k' style='background:{color(info.source)}'></span>"
        f"{as_html(info.title)}</h3><div class='n'>{value.figure.text}</div>"
        f"<div class='u'>{as_html(info.unit)} en {value.year}{mark}</div>"
        f"<div class='u'>Datos hasta {value.until}, edición {edition}</div></div>"
    )


def answers(survey: Survey) -> None:
    opinions, closed = split(survey)
    st.header("Qué dijeron", anchor=False)
    if opinions:
        draw(bars(cube, survey, opinions, "¿Qué opinan de la atención?"))
    if closed:
        draw(bars(cube, survey, closed, "¿Qué respondieron a las preguntas de sí o no?"))
    with st.expander("Lo que el informe no dice"):
        st.markdown(
            "Solo se imprimieron algunas respuestas. Del resto no sabemos nada, y no se completa:"
        )
        st.markdown("\n".join(f"- {plain(line)}" for line in unsaid(survey)))


def services(survey: Survey) -> None:
    st.header("Y qué contaron los servicios", anchor=False)
    st.markdown(
        "Las cifras dicen **cuántas atenciones o denuncias** hubo; la encuesta, **qué opinan** de "
        "los servicios quienes respondieron. No se mezclan: una cifra alta no dice que se atendió "
        "bien."
    )
    found = beside(cube, survey)
    if not found:
        st.info("Ningún servicio tiene todavía un año completo para poner al lado.")
    for column, value in zip(st.columns(max(len(found), 1)), found, strict=False):
        with column.container(border=True, height="stretch"):
            st.html(card(value))


made = surveys(cube)
if not made:
    st.info(NONE, icon=":material/forum:")
for survey in made:
    st.markdown(
        plain(f"Respuestas de {asked(survey)}, tal como se imprimieron en: {survey.citation}.")
    )
    st.info(plain(caution(survey)), icon=":material/info:")
    answers(survey)
    st.caption(plain(f"{survey.note}."))
    services(survey)
