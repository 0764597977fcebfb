"""Metodología: what each figure means, how it is protected and judged, and how to cite it."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from observatorio.filters import not_published
from observatorio.ui.frame import view
from observatorio.ui.text import plain, plain_table
from observatorio.views import method
from observatorio.views import method_words as words

# A link to a section must not leave its title under the bar that stays in sight.
HEADING = "padding:.9rem 0 0;margin:0;scroll-margin-top:3.5rem"
CONTENTS = "display:flex;flex-wrap:wrap;gap:.35rem 1.2rem"
cube, settings = view().cube, view().settings


def section(anchor: str) -> None:
    st.html(f"<h2 id='{anchor}' style='{HEADING}'>{words.SECTIONS[anchor]}</h2>")


def listing(rows: list[dict[str, str]]) -> None:
    if rows:
        st.table(plain_table(pd.DataFrame(rows).set_index(next(iter(rows[0])))))


def pairs(items: tuple[tuple[str, str], ...] | list[tuple[str, str]]) -> None:
    st.markdown("\n".join(f"- **{plain(name)}.** {plain(text)}" for name, text in items))


def sources() -> None:
    st.markdown(
        "Cada fuente cuenta algo distinto, desde un lugar distinto. Por eso se leen una al lado de "
        "la otra y **nunca se suman**."
    )
    for title, facts in method.sources(cube).items():
        with st.expander(plain(f"{title}: {facts['Cuenta']}")):
            pairs(list(facts.items()))


def states() -> None:
    head = ("Lo que se ve", "Qué significa", "Ejemplo")
    rows = [(s.sign, s.meaning, s.example) for s in method.states(cube)]
    listing([dict(zip(head, row, strict=True)) for row in rows])


def protection() -> None:
    st.markdown(cube.explanation())
    pairs(method.protection(cube, settings.privacy))
    with st.expander("Cómo está protegida esta edición"):
        listing(method.notes(cube))
    kept = {info.title: not_published(cube.tables(name)) for name, info in cube.sources.items()}
    with st.expander("Qué cuadros no se publican y por qué"):
        for title, tables in kept.items():
            pairs([(f"{title} · {label}", why) for label, why in tables.items()])


def changes() -> None:
    apart = [f"**{name}.** {plain(text)}" for name, text in method.not_compared(cube)]
    st.markdown("\n\n".join([*words.CHANGES[:-1], *apart, words.CHANGES[-1]]))
    listing(method.judged())
    with st.expander("Cómo se calcula una tasa"):
        st.markdown("\n\n".join(words.RATES))


def laws() -> None:
    pairs(words.LAWS)
    with st.expander("Las cinco áreas de la Ley 30364"):
        pairs(words.FIVE_AREAS)
        st.caption(words.FIVE_AREAS_SOURCE)


def glossary() -> None:
    terms = method.glossary(cube, settings.privacy)
    with st.expander(f"Ver los {len(terms)} términos"):
        pairs(list(terms.items()))


def editions() -> None:
    st.markdown(words.EDITIONS)
    pairs(method.editions(cube))
    for told in method.taken_back(cube):
        st.text(told)


def citing() -> None:
    st.markdown(f"> {plain(method.citation(cube, settings.district.name))}")
    st.markdown("El programa es libre (licencia MIT). Los datos no: cada fuente tiene su licencia.")
    pairs([(info.title, info.licence) for info in cube.sources.values()])


BODIES = (sources, states, protection, changes, laws, glossary, editions, citing)
LINK = "<a href='#{}' style='color:inherit'>{}</a>"
links = "".join(LINK.format(*each) for each in words.SECTIONS.items())
st.html(f"<nav style='{CONTENTS}' aria-label='Secciones de esta página'>{links}</nav>")
for anchor, body in zip(words.SECTIONS, BODIES, strict=True):
    section(anchor)
    body()
