"""The sections on what happened: the year at a glance, trends, people, the route of attention."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import replace

from observatorio.balance.model import Block, Grid, Items, Picture, Section, Text
from observatorio.balance.scope import Scope
from observatorio.balance.sentences import sentences, title
from observatorio.charts.model import Chart
from observatorio.cube import Cube
from observatorio.disclosure import Figure
from observatorio.filters import NotShown
from observatorio.invented import called, titled
from observatorio.views import profile_children as children
from observatorio.views import profile_years
from observatorio.views import rates as rate_views
from observatorio.views.care_route import CAUTION, by_risk, route
from observatorio.views.changes import between, moves
from observatorio.views.common import long_months, same_months
from observatorio.views.crossing import figure_of_months
from observatorio.views.like_for_like import same_period
from observatorio.views.profile_ages import pyramid
from observatorio.views.profile_shares import composed, shares
from observatorio.views.profile_source import counted_twice, told_of
from observatorio.views.route_facts import ROUTE_SOURCE
from observatorio.views.spans import Spans
from observatorio.views.trends import monthly, yearly
from observatorio.views.year_series import by_year

Builder = Callable[[], Chart]
NO_PEOPLE = "Ninguna fuente de este año dice a quiénes se atendió."


def pictures(builders: list[Builder], *, said: bool = True) -> list[Block]:
    """The charts that can be shown; then, once, why the others can't (unless not `said`)."""
    found: list[Block] = []
    reasons: list[str] = []
    for build in builders:
        try:
            chart = build()
        except NotShown as reason:
            reasons.append(str(reason))
            continue
        found += [] if chart.empty else [Picture(chart)]
    return [*found, *(Text(reason, "note") for reason in dict.fromkeys(reasons) if said)]


def glance(scope: Scope) -> Section:
    """The year in five sentences, and the figure of each source beside the year before."""
    said = sentences(scope)
    rows = tuple(_glance_row(scope, source) for source in scope.sources)
    header = ("Fuente", "Qué cuenta", "Antes", str(scope.year), "Cambio")
    years = (scope.year, scope.year)
    twice = [text for source in scope.sources for text in counted_twice(scope.cube, source, years)]
    notes = ("Se comparan siempre los mismos meses. Las fuentes no se suman.", *twice)
    grid = Grid("Cada fuente, con su cifra", header, rows, (19, 17, 12, 12, 40), (2, 3), notes)
    return Section(title(said), (Items(tuple(said), numbered=True), grid))


def _glance_row(scope: Scope, source: str) -> tuple[str, ...]:
    """A source's figure of the year, that of the last comparable one, same months, the change."""
    info, year = scope.cube.sources[source], scope.year
    earlier = _comparable(scope, source)
    months = same_months(scope.cube, source, earlier, year)
    own = scope.months(source)
    span = "" if scope.is_whole(source) or not own else f" ({long_months(own)})"
    total = _months_text(scope.cube, source, year, own) if own else "no entregado"
    if not months:
        return (called(info), info.unit + span, "—", total, "Sin meses con que comparar.")
    pair: dict[int, Figure | None] = {
        y: figure_of_months(scope.cube, source, y, tuple(months)) for y in (earlier, year)
    }
    change = between(scope.cube, source, pair, earlier, year, months=months)
    said = f"No comparable: {change.reason}." if change.reason else f"{change.text}."
    before = pair[earlier]
    if months != own:
        said = f"De {long_months(months)}: {said}"
    then = f"{before.told} ({earlier})" if before else "—"
    return (called(info), info.unit + span, then, total, f"{said[:1].upper()}{said[1:]}")


def _comparable(scope: Scope, source: str) -> int:
    """The year that the sentence on this source compares with: the one before, or a fair one."""
    if not scope.is_whole(source):
        return scope.year - 1
    filters = scope.until(source)
    figures, spans = by_year(scope.cube, filters), Spans.of(scope.cube, filters)
    found = moves(scope.cube, source, figures, spans)
    return found[-1].before if found else scope.year - 1


def _months_text(cube: Cube, source: str, year: int, months: list[int]) -> str:
    figure = figure_of_months(cube, source, year, tuple(months))
    return figure.told if figure else "sin cifra"


def trends(scope: Scope) -> Section:
    """Each source by year (an open year over its same months), the rate, and the months."""
    blocks: list[Block] = []
    for number, source in enumerate(scope.sources):
        blocks += pictures([_over_years(scope, source, first=number == 0)])
    main = scope.sources[0]
    filters = scope.until(main)
    builders: list[Builder] = []
    if scope.is_whole(main) and not rate_views.why_no_rate(scope.cube, filters):
        builders.append(lambda: _rate(scope, main))
    builders.append(lambda: _named(monthly(scope.cube, scope.only(main)), scope, main))
    return Section("Tendencias", (*blocks, *pictures(builders, said=False)))


def _over_years(scope: Scope, source: str, *, first: bool) -> Builder:
    def build() -> Chart:
        filters = scope.until(source)
        chart = yearly(scope.cube, filters)
        if not scope.is_whole(source):
            with contextlib.suppress(NotShown):
                chart = same_period(scope.cube, filters)
        # What happened in these years is told once.
        return _named(chart if first else replace(chart, events=()), scope, source)

    return build


def _rate(scope: Scope, source: str) -> Chart:
    chart = yearly(scope.cube, scope.until(source), as_rate=True)
    return _named(replace(chart, events=()), scope, source)


def _named(chart: Chart, scope: Scope, source: str) -> Chart:
    """The same with its source in the question, which is a title of the report."""
    return replace(chart, question=f"{called(scope.cube.sources[source])}: {chart.question}")


def people_source(scope: Scope) -> str | None:
    """The first source of the year that tells who was attended."""
    return next((s for s in scope.sources if told_of(scope.cube, s)), None)


def profile(scope: Scope) -> Section:
    """Who was attended: age and sex, types of violence, relationship with who hurt."""
    source, cube = people_source(scope), scope.cube
    if source is None:
        return Section("A quiénes se atendió", (Text(NO_PEOPLE),))
    filters, told = scope.only(source), told_of(cube, source)
    builders: list[tuple[set[str], Builder]] = [
        ({"age_group", "sex"}, lambda: pyramid(cube, filters)),
        ({"violence_type"}, lambda: shares(cube, filters, "violence_type")),
        ({"age_group", "violence_type"},
         lambda: composed(cube, filters, "age_group", "violence_type")),
        ({"relationship"}, lambda: shares(cube, filters, "relationship")),
    ]  # fmt: skip
    shown = pictures([build for needed, build in builders if needed <= told])
    info = cube.sources[source]
    intro = Text(f"Esta parte es de una sola fuente: {titled(info)}.")
    return Section("A quiénes se atendió", (intro, *shown))


def minors(scope: Scope) -> Section | None:
    """Girls, boys and adolescents, source by source; None where no source tells ages."""
    blocks: list[Block] = []
    for source in scope.sources:
        if "age_group" in told_of(scope.cube, source):
            blocks += _minors_of(scope, source, first=not blocks)
    return Section("Niñas, niños y adolescentes", tuple(blocks)) if blocks else None


def _minors_of(scope: Scope, source: str, *, first: bool) -> list[Block]:
    """One source in full, and of the others the sentence and who they are."""
    cube, filters = scope.cube, scope.only(source)
    try:
        lead = Text(f"{called(cube.sources[source])}. {children.summary(cube, filters)}")
    except NotShown:
        return []
    printed = [r.text for r in children.references(cube, source) if r.year == scope.year]
    notes: list[Block] = [Text(text, "note") for text in printed]
    until = scope.until(source)
    if not first or children.only_children(cube, source):
        shown = pictures([lambda: _named(pyramid(cube, filters), scope, source)], said=False)
        return [lead, *notes, *shown]
    series: list[Builder] = [lambda: profile_years.by_year(cube, until)]
    if scope.is_whole(source):
        series.append(lambda: profile_years.counts(cube, until))
    own: list[Builder] = [lambda: children.by_type(cube, filters),
                          lambda: children.by_sex(cube, filters)]  # fmt: skip
    return [lead, *notes, *pictures([*series, *own], said=False)]


def attention(scope: Scope) -> list[Block]:
    """What was recorded of the care of each case, where a source tells it."""
    if ROUTE_SOURCE not in scope.sources:
        return [Text("Ninguna fuente de este año anotó la ruta de cada caso.")]
    cube, filters = scope.cube, scope.only(ROUTE_SOURCE)
    charts: list[Builder] = [
        lambda: route(cube, filters),
        lambda: by_risk(cube, filters, "complaint"),
    ]
    return [Text(f"Para leer con cuidado. {CAUTION}"), *pictures(charts)]
