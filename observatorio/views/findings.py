"""Findings in sentences: each is said only when published figures support it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import combinations

from observatorio.certainty import clearly_first
from observatorio.cube import Cube
from observatorio.disclosure import Figure, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.invented import called, in_brackets, joinable
from observatorio.numbers import listed, percent
from observatorio.sources import BY_ZONE, COMPARED
from observatorio.views.common import whole_years
from observatorio.views.zone_words import MORE_PEOPLE, scope_of, zones_named

AT_MOST = 3
MINORS = ("0-11", "12-17")
UNKNOWN = ("sin_dato", "sin_zona")


@dataclass(frozen=True)
class Finding:
    """A sentence that says its year, and the short title of the sources that it comes from."""

    text: str
    sources: tuple[str, ...]


def findings(cube: Cube) -> list[Finding]:
    """At most three findings on each source's last whole year, in their fixed order."""
    kinds: tuple[Callable[[Cube], Iterator[Finding]], ...] = (
        _minors,
        _relationship,
        _zones,
        _two_sources,
    )
    return [finding for kind in kinds for finding in _first(kind, cube)][:AT_MOST]


def _first(kind: Callable[[Cube], Iterator[Finding]], cube: Cube) -> list[Finding]:
    """The first finding of a kind; none where its table is not published."""
    try:
        return list(kind(cube))[:1]
    except NotShown:
        return []


def _minors(cube: Cube) -> Iterator[Finding]:
    """Cases of children and adolescents; DEMUNA attends nobody else."""
    for filters in _last_year(cube, "cem"):
        if not set(MINORS) <= set(cube.categories("cem", "age_group")):
            return
        chosen = Filters("cem", filters.years, {"age_group": MINORS})
        share = share_pct(cube.figures(chosen).get(()), cube.whole(filters))
        if share is not None:
            yield _finding(
                cube,
                f"En {filters.years[0]}, alrededor del {percent(share)} de los casos atendidos "
                "fue de niñas, niños y adolescentes (menores de 18 años).",
                "cem",
            )


def _relationship(cube: Cube) -> Iterator[Finding]:
    """The most frequent relationship with the person who hurt."""
    for filters in _last_year(cube, "cem"):
        figures = _by(cube, filters, "relationship")
        top = clearly_first(figures, 1, cube.edition.base)
        share = share_pct(figures[top[0]], cube.whole(filters)) if top else None
        if share is not None and top[0] not in UNKNOWN:
            name = cube.categories("cem", "relationship").get(top[0], top[0]).lower()
            yield _finding(
                cube,
                f"En {filters.years[0]}, el vínculo más frecuente con la persona agresora fue "
                f"«{name}»: alrededor del {percent(share)} de los casos atendidos.",
                "cem",
            )


def _zones(cube: Cube) -> Iterator[Finding]:
    """The one or two zones with most records, of the first source that tells them apart."""
    for source in BY_ZONE:
        for filters in _last_year(cube, source):
            yield from _of_zones(cube, filters)


def _of_zones(cube: Cube, filters: Filters) -> Iterator[Finding]:
    try:
        figures = _by(cube, filters, "zone")
    except NotShown:
        return
    if scope_of(cube, filters).unplaced:
        return
    known = {code: figure for code, figure in figures.items() if code not in UNKNOWN}
    margin = cube.edition.base
    top = clearly_first(known, 2, margin) or clearly_first(known, 1, margin)
    if not top:
        return
    chosen = Filters(filters.source, filters.years, {"zone": tuple(top)})
    share = share_pct(cube.figures(chosen).get(()), cube.whole(filters))
    if share is not None:
        labels, info = cube.categories(filters.source, "zone"), cube.sources[filters.source]
        names = listed([f"«{labels.get(code, code)}»" for code in sorted(top)])
        rank, verb = zones_named(len(top))
        yield _finding(
            cube,
            f"En {filters.years[0]}, {rank} con más {info.unit}, {names}, {verb} alrededor del "
            f"{percent(share)} del total; {MORE_PEOPLE}.",
            filters.source,
        )


def _two_sources(cube: Cube) -> Iterator[Finding]:
    """Two sources beside each other, each with its unit; the larger one first."""
    for pair in combinations(COMPARED, 2):
        if not joinable(cube, *(source for source in pair if source in cube.sources)):
            continue
        years = [filters.years for source in pair for filters in _last_year(cube, source)]
        if len(years) != len(pair) or years[0] != years[1]:
            continue
        said = [(source, cube.whole(Filters(source, years[0]))) for source in pair]
        known = [(source, figure) for source, figure in said if figure and figure.value]
        if len(known) == len(pair):
            known.sort(key=lambda one: -one[1].low)
            told = [
                f"{f.text} {cube.sources[s].unit} ({in_brackets(cube.sources[s])})"
                for s, f in known
            ]
            yield _finding(
                cube,
                f"En {years[0][0]} se registraron {told[0]} y {told[1]}: cada fuente cuenta algo "
                "distinto.",
                *pair,
            )


def _by(cube: Cube, filters: Filters, dimension: str) -> dict[str, Figure]:
    return {code: figure for (code,), figure in cube.figures(filters, [dimension]).items()}


def _last_year(cube: Cube, source: str) -> Iterator[Filters]:
    """The last whole year of a source, where there is one."""
    years = whole_years(cube, source) if source in cube.sources else []
    if years:
        yield Filters(source, (years[-1], years[-1]))


def _finding(cube: Cube, text: str, *sources: str) -> Finding:
    return Finding(text, tuple(called(cube.sources[source]) for source in sources))
