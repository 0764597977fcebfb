"""The one question of each page, and whether the shared filters change what it shows."""

from __future__ import annotations

from collections.abc import Sequence

from observatorio.filters import DIMENSIONS
from observatorio.views.route_facts import ROUTE_SOURCE

QUESTIONS = {
    "Panorama": "¿Qué pasó en el distrito, según cada fuente?",
    "Tendencias": "¿Cómo cambian las cifras con el tiempo?",
    "Perfil": "¿A quiénes se atiende?",
    "Territorio": "¿En qué zonas hace falta llegar?",
    "Fuentes cruzadas": "¿Qué dice cada fuente en los mismos meses?",
    "Ruta de atención": "¿Qué se hizo por quienes pidieron ayuda?",
    "Percepción": "¿Qué dicen las mujeres consultadas?",
    "Entregas y calidad": "¿Qué llegó, qué falta y qué tan completo está?",
    "Balance anual": "¿Qué balance deja el año?",
    "Descargas": "¿Cómo me llevo las cifras?",
    "Metodología": "¿Cómo se cuentan y se protegen las cifras?",
}
WITHOUT_FILTERS = frozenset(
    {"Panorama", "Percepción", "Entregas y calidad", "Balance anual", "Metodología"}
)
# Pages that compare all sources; only the years and these filters count there.
COMPARING = {"Fuentes cruzadas": frozenset({"month"})}
# Pages of one source, whichever is chosen for the others.
ONE_SOURCE = {"Ruta de atención": ROUTE_SOURCE}


def counting(title: str) -> frozenset[str]:
    """What of the shared filters counts on the page: `source`, `years`, dimensions; or nothing."""
    if not filtered(title):
        return frozenset()
    return COMPARING.get(title, frozenset({"source", *DIMENSIONS})) | {"years"}


def filtered(title: str) -> bool:
    """True when the page shows what the filters choose."""
    return title not in WITHOUT_FILTERS


def sources_of(title: str, chosen: str, known: Sequence[str]) -> list[str]:
    """The sources whose figures the page shows when `chosen` is the filter's."""
    if not filtered(title) or title in COMPARING:
        return list(known)
    own = ONE_SOURCE.get(title, chosen)
    return [own if own in known else chosen]
