"""The year in five sentences: each is said only where published figures support it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from observatorio.balance.scope import Scope
from observatorio.certainty import clearly_first
from observatorio.disclosure import EXACT, OPEN_KINDS, Figure, share_pct
from observatorio.filters import Filters, NotShown
from observatorio.invented import groups, in_brackets
from observatorio.numbers import listed, percent, without_stop
from observatorio.sources import BY_ZONE, PERSONS
from observatorio.views.care_route import route
from observatorio.views.findings import MINORS, UNKNOWN
from observatorio.views.like_for_like import same_period
from observatorio.views.profile_ages import women
from observatorio.views.route_facts import ROUTE_SOURCE
from observatorio.views.trends import yearly
from observatorio.views.zone_words import MORE_PEOPLE, scope_of, zones_named

AT_MOST = 5
NUMBERS = ("ninguna", "una", "dos", "tres", "cuatro", "cinco")
NOT_ADDED = "Cada fuente cuenta algo distinto: sus cifras no se suman."


def sentences(scope: Scope) -> list[str]:
    """At most five sentences on the year, the most asked for first."""
    kinds: tuple[Callable[[Scope], Iterator[str]], ...] = (
        partial(_registered, kind=0), partial(_registered, kind=1), _moved, _children,
        _relationship, _zones, _route, _women,
    )  # fmt: skip
    return [said for kind in kinds for said in _first(kind, scope)][:AT_MOST]


def title(said: list[str]) -> str:
    """«El año en cinco frases»; as many as there are."""
    return f"El año en {NUMBERS[len(said)]} frase{'s' if len(said) != 1 else ''}"


def _first(kind: Callable[[Scope], Iterator[str]], scope: Scope) -> list[str]:
    try:
        return [said for said in list(kind(scope))[:1] if said]
    except NotShown:
        return []


def _told(scope: Scope, source: str) -> str:
    """What a source counts, and who says so: «casos atendidos (CEM)»."""
    return f"{scope.cube.sources[source].unit} ({_name(scope, source)})"


def _name(scope: Scope, source: str) -> str:
    """Short title to stand in brackets: «Policía, SIDPOL»."""
    return in_brackets(scope.cube.sources[source])


def amount(figure: Figure) -> str:
    """«1 441», «alrededor de 265» where it was rounded, «menos de 5»."""
    sure = figure.kind in (EXACT, *OPEN_KINDS) or figure.protected
    return figure.text if sure else f"alrededor de {figure.text}"


def _registered(scope: Scope, kind: int) -> Iterator[str]:
    """What each source counted: the real ones in a sentence, the invented ones in another."""
    told: dict[str, list[str]] = {}
    sources = next(iter(groups(scope.cube, scope.sources)[kind:]), [])
    for source in sources:
        figure = scope.cube.figures(scope.only(source)).get(())
        if figure is not None:
            said = f"{amount(figure)} {_told(scope, source)}"
            told.setdefault(scope.when(source), []).append(said)
    parts = [f"{when}: {listed(said)}" for when, said in told.items()]
    if parts:
        yield f"{'. '.join(parts)}. {NOT_ADDED}" if len(sources) > 1 else f"{parts[0]}."


def _moved(scope: Scope) -> Iterator[str]:
    """How the first source that can be compared moved."""
    for source in scope.sources:
        if said := moved(scope, source):
            head = _told(scope, source)
            if scope.cube.sources[source].protected and not scope.is_whole(source):
                # Months are rounded, as the first sentence says with «alrededor de».
                head = f"{head[:-1]}, cifras redondeadas)"
            link = ": " if scope.is_whole(source) else ", "
            yield f"{head[:1].upper()}{head[1:]}{link}{said[:1].lower()}{said[1:]}"


def moved(scope: Scope, source: str) -> str:
    """The year beside the ones before, in words; empty where it stands alone."""
    filters = scope.until(source)
    if filters.years[0] == scope.year:
        return ""
    if scope.is_whole(source):
        return yearly(scope.cube, filters).headline
    try:
        return same_period(scope.cube, filters).headline
    except NotShown:
        return ""


def _children(scope: Scope) -> Iterator[str]:
    """What part of the cases is of under-18s, where the source attends others too."""
    cube = scope.cube
    for source in (name for name in PERSONS if name in scope.sources):
        if not set(MINORS) < set(cube.categories(source, "age_group")) - set(UNKNOWN):
            continue
        chosen = Filters(source, (scope.year, scope.year), {"age_group": MINORS})
        share = share_pct(cube.figures(chosen).get(()), cube.whole(scope.only(source)))
        if share is not None:
            yield (
                f"{scope.when(source)}, alrededor del {percent(share)} de los "
                f"{_told(scope, source)} fue de niñas, niños y adolescentes (menores de 18 años)."
            )


def _relationship(scope: Scope) -> Iterator[str]:
    """The relationship with the person who hurt that is clearly the most frequent."""
    cube = scope.cube
    for source in (name for name in PERSONS if name in scope.sources):
        found = cube.figures(scope.only(source), ["relationship"])
        figures = {code: figure for (code,), figure in found.items()}
        top = clearly_first(figures, 1, cube.edition.base)
        share = share_pct(figures[top[0]], cube.whole(scope.only(source))) if top else None
        if share is not None and top[0] not in UNKNOWN:
            name = cube.categories(source, "relationship").get(top[0], top[0]).lower()
            yield (
                f"El vínculo más frecuente con la persona agresora fue «{name}»: alrededor del "
                f"{percent(share)} de los {_told(scope, source)}."
            )


def _zones(scope: Scope) -> Iterator[str]:
    """The one or two zones that clearly have most records."""
    cube = scope.cube
    for source in (name for name in BY_ZONE if name in scope.sources):
        try:
            found = cube.figures(scope.only(source), ["zone"])
        except NotShown:
            continue
        known = {code: figure for (code,), figure in found.items() if code not in UNKNOWN}
        margin = cube.edition.base
        top = clearly_first(known, 2, margin) or clearly_first(known, 1, margin)
        if top and not scope_of(cube, scope.only(source)).unplaced:
            yield _of_zones(scope, source, top)


def _of_zones(scope: Scope, source: str, top: list[str]) -> str:
    cube = scope.cube
    chosen = Filters(source, (scope.year, scope.year), {"zone": tuple(top)})
    share = share_pct(cube.figures(chosen).get(()), cube.whole(scope.only(source)))
    if share is None:
        return ""
    labels = cube.categories(source, "zone")
    names = listed([f"«{labels.get(code, code)}»" for code in sorted(top)])
    (rank, verb), unit = zones_named(len(top)), cube.sources[source].unit
    return (
        f"{rank[:1].upper()}{rank[1:]} con más {unit}, {names}, {verb} alrededor del "
        f"{percent(share)} del total ({_name(scope, source)}); {MORE_PEOPLE}."
    )


def _route(scope: Scope) -> Iterator[str]:
    """What was recorded of the care of the cases."""
    if ROUTE_SOURCE in scope.sources:
        said = route(scope.cube, scope.only(ROUTE_SOURCE)).headline
        yield f"{without_stop(said)} ({_name(scope, ROUTE_SOURCE)})."


def _women(scope: Scope) -> Iterator[str]:
    """What part of the cases is of women."""
    for source in (name for name in PERSONS if name in scope.sources):
        said = women(scope.cube, scope.only(source))
        if said:
            yield f"{said[:1].upper()}{said[1:]} ({_name(scope, source)})."
