"""What a request asks: the filters of the pages, an edition, a page of the answer."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from starlette.datastructures import QueryParams

from observatorio.cube import Cube
from observatorio.filters import DIMENSIONS, Filters

MOST_ROWS = 5000
USUAL_ROWS = 1000
MOST_PAGES = 100_000
MOST_CHOSEN = 60
FORMATS = ("json", "csv")
CODES = {key: name for name, (key, _) in DIMENSIONS.items()}
CELLS = frozenset({"fuente", "cuadro", "anios", "formato", "pagina", "tamano", *CODES})
# Parameters that may be given more than once.
SEVERAL = frozenset({"anios", *CODES})
FIRST_YEAR, LAST_YEAR = 1990, 2100
WHOLE = re.compile(r"[0-9]{1,6}")


class BadRequest(Exception):  # noqa: N818 - an answer for who asks
    """What was asked can't be answered; `parameter` is what to change, `status` the HTTP code.

    400 for what is not well formed, 404 for what would be but is not there.
    """

    def __init__(self, message: str, parameter: str = "", status: int = 400):
        super().__init__(message)
        self.parameter = parameter
        self.status = status


@dataclass(frozen=True)
class Page:
    """Which part of the rows: number from 1, and how many rows it holds."""

    number: int
    size: int

    @property
    def offset(self) -> int:
        """Rows before it."""
        return (self.number - 1) * self.size


def only_known(query: QueryParams, known: Collection[str]) -> None:
    """Raises BadRequest for a parameter that means nothing: it would be left out in silence."""
    for name in query:
        if name not in known:
            listed = ", ".join(sorted(known))
            raise BadRequest(f"No se conoce el parámetro. Se conocen: {listed}.", name)
    for name in query:
        if name not in SEVERAL and len(query.getlist(name)) > 1:
            raise BadRequest("Este parámetro se da una sola vez.", name)


def number(query: QueryParams, name: str, usual: int, most: int, least: int = 1) -> int:
    """A whole number between `least` and `most`; raises BadRequest."""
    text = query.get(name)
    if text is None:
        return usual
    if not WHOLE.fullmatch(text) or not least <= int(text) <= most:
        raise BadRequest(f"Se espera un número entero de {least} a {most}.", name)
    return int(text)


def page_of(query: QueryParams) -> Page:
    """The page asked for, the first one of a thousand rows unless told."""
    return Page(
        number(query, "pagina", 1, MOST_PAGES), number(query, "tamano", USUAL_ROWS, MOST_ROWS)
    )


def format_of(query: QueryParams) -> str:
    """The format of the answer: `json` or `csv`."""
    found = query.get("formato", "json")
    if found not in FORMATS:
        raise BadRequest("Se espera json o csv.", "formato")
    return found


def source_of(query: QueryParams, cube: Cube) -> str:
    """Code of the source, given by its code or by its short name as in the pages' address."""
    asked = query.get("fuente")
    if asked is None:
        raise BadRequest(f"Diga la fuente: {', '.join(cube.sources)}.", "fuente")
    for code, info in cube.sources.items():
        if asked in (code, info.short_title):
            return code
    raise BadRequest(f"No hay esa fuente. Hay: {', '.join(cube.sources)}.", "fuente", 404)


def filters_of(query: QueryParams, cube: Cube) -> Filters:
    """The selection, each category by its code or by its label; raises BadRequest."""
    source = source_of(query, cube)
    years = _years(query.getlist("anios")) or (min(cube.years(source)), max(cube.years(source)))
    chosen = {name: _codes(query, cube, source, name) for name in DIMENSIONS}
    return Filters(source, years, {name: codes for name, codes in chosen.items() if codes})


def _years(asked: list[str]) -> tuple[int, int] | None:
    """One year, or the first and the last of a stretch, as the pages' address gives them."""
    if not asked:
        return None
    good = [text for text in asked if WHOLE.fullmatch(text)]
    years = [int(text) for text in good if FIRST_YEAR <= int(text) <= LAST_YEAR]
    if len(years) != len(asked) or len(years) > 2:  # noqa: PLR2004
        raise BadRequest(
            "Se espera un año, o el primero y el último (anios=2019&anios=2021).", "anios"
        )
    return min(years), max(years)


def _codes(query: QueryParams, cube: Cube, source: str, dimension: str) -> tuple[str, ...]:
    key = DIMENSIONS[dimension][0]
    asked = query.getlist(key)
    if len(asked) > MOST_CHOSEN:
        raise BadRequest(f"Se aceptan hasta {MOST_CHOSEN} valores.", key)
    known = cube.categories(source, dimension)
    codes = {label: code for code, label in known.items()} | {code: code for code in known}
    for value in asked:
        if value not in codes:
            there = ", ".join(known) or "ninguno en esta fuente"
            raise BadRequest(f"No se conoce ese valor. Hay: {there}.", key, 404)
    return tuple(dict.fromkeys(codes[value] for value in asked))


def table_of(query: QueryParams, cube: Cube, source: str) -> str | None:
    """Id of the published table asked for, or None for all; raises BadRequest, 404 if kept back."""
    asked = query.get("cuadro")
    if asked is None:
        return None
    for table in cube.tables(source):
        if table.table_id == asked:
            if table.public:
                return asked
            raise BadRequest(table.why, "cuadro", 404)
    there = ", ".join(table.table_id for table in cube.tables(source))
    raise BadRequest(f"Esta fuente no tiene ese cuadro. Tiene: {there}.", "cuadro", 404)
