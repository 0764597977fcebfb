"""The pages of the site: a record each, which router, frame, slides and citations read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from observatorio.filters import DIMENSIONS
from observatorio.views.route_facts import ROUTE_SOURCE

EVERY_FILTER = frozenset({"source", "years", *DIMENSIONS})
NO_FILTER: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Page:
    """A page, known by its `slug`, which is its address; `file` draws it.

    `filters` are those of the shared filters that count on it: `source`, `years`, dimensions.
    `source` is its own one where it has one, whichever is chosen for the others. `empty_too` is
    true where it has something to say before there is any figure, `surveys` where printed surveys
    are cited with it.
    """

    slug: str
    title: str
    question: str
    file: str
    icon: str
    filters: frozenset[str] = EVERY_FILTER
    source: str = ""
    empty_too: bool = False
    surveys: bool = False

    @property
    def filtered(self) -> bool:
        """True when the page shows what the filters choose."""
        return bool(self.filters)

    @property
    def compares(self) -> bool:
        """True when the page compares several sources, which its reader chooses on it."""
        return self.filtered and "source" not in self.filters

    def sources_of(self, chosen: str, known: Sequence[str]) -> list[str]:
        """The sources whose figures the page shows when `chosen` is the filter's."""
        if not self.filtered or self.compares:
            return list(known)
        return [self.source if self.source in known else chosen]


OVERVIEW = Page(
    "panorama", "Panorama", "¿Qué pasó en el distrito, según cada fuente?",
    "pages/overview.py", "home", NO_FILTER,
)  # fmt: skip
# In the order of the menu; the first is the one that opens.
PAGES = (
    OVERVIEW,
    Page("tendencias", "Tendencias", "¿Cómo cambian las cifras con el tiempo?",
         "pages/trends.py", "trending_up"),
    Page("perfil", "Perfil", "¿A quiénes se atiende?",
         "pages/profile.py", "groups"),
    Page("territorio", "Territorio", "¿En qué zonas hace falta llegar?",
         "pages/territory.py", "map"),
    Page("fuentes-cruzadas", "Fuentes cruzadas", "¿Qué dice cada fuente en los mismos meses?",
         "pages/crossing.py", "compare_arrows", frozenset({"years", "month"})),
    Page("ruta-de-atencion", "Ruta de atención", "¿Qué se hizo por quienes pidieron ayuda?",
         "pages/care_route.py", "route", source=ROUTE_SOURCE),
    Page("percepcion", "Percepción", "¿Qué dicen las mujeres consultadas?",
         "pages/perception.py", "forum", NO_FILTER, surveys=True),
    Page("entregas", "Entregas y calidad", "¿Qué llegó, qué falta y qué tan completo está?",
         "pages/deliveries.py", "fact_check", NO_FILTER, empty_too=True),
    Page("balance-anual", "Balance anual", "¿Qué balance deja el año?",
         "pages/balance.py", "summarize", NO_FILTER),
    Page("descargas", "Descargas", "¿Cómo me llevo las cifras?",
         "pages/downloads.py", "download"),
    Page("metodologia", "Metodología", "¿Cómo se cuentan y se protegen las cifras?",
         "pages/method.py", "menu_book", NO_FILTER, empty_too=True),
)  # fmt: skip


def page_at(slug: str) -> Page:
    """The page at this address; the first one has none of its own for Streamlit."""
    return next((page for page in PAGES if page.slug == slug), OVERVIEW)
