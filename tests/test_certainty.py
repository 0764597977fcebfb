"""No sentence on what is first, last or changes most is false of the counts behind the figures.

The counts are made at random and rounded as an edition rounds them; then the sentence is held
against the counts, by the plainest of comparisons.
"""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Mapping
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from observatorio.certainty import clearly_first, highest, lowest, share_span, span_of
from observatorio.charts.model import point_of
from observatorio.disclosure import Figure, combine, figure_of
from observatorio.numbers import month_name
from observatorio.views.changes import highest_month
from observatorio.views.profile_crossing import Crossing, fit
from observatorio.views.profile_words import leaders, most_frequent, spread
from observatorio.views.quarters import NAMES, most
from observatorio.views.services import KINDS, Directory, Service
from observatorio.views.territorial_gap import gaps
from observatorio.views.territorial_gap import headline as gap_headline
from observatorio.views.territory import Zone
from observatorio.views.zone_card import most as most_of_zone
from observatorio.views.zone_table import extremes
from observatorio.views.zone_words import Scope, headline

BASE = THRESHOLD = 5
PEOPLE = {"mujer": "mujeres", "hombre": "hombres"}
Told = tuple[int, Figure]


def published(count: int, up: bool, times: int, exact: bool) -> Figure:
    """What the edition says of a count: protected, exact, or rounded to one, two or four bases."""
    if count < THRESHOLD:
        return figure_of(None, "below", THRESHOLD)
    if exact:
        return figure_of(count, "exact", THRESHOLD)
    step = BASE * times
    down = count - count % step
    value = down + step if count % step and (up or down < THRESHOLD) else down
    return figure_of(value, "rounded", THRESHOLD, step=step)


def told_of(counts: st.SearchStrategy[int]) -> st.SearchStrategy[Told]:
    """A true count and what is published of it."""
    times, exact = st.sampled_from([1, 1, 1, 2, 4]), st.sampled_from([False, False, True])
    return st.builds(
        lambda n, up, step, sure: (n, published(n, up, step, sure)),
        counts, st.booleans(), times, exact,
    )  # fmt: skip


def added(parts: list[Told]) -> Told:
    """The sum of some cells, and what is said of it."""
    figure = combine(figure for _, figure in parts)
    assert figure is not None
    return sum(count for count, _ in parts), figure


CELL = told_of(st.integers(0, 60) | st.integers(0, 4000))
SUM = CELL | st.lists(CELL, min_size=2, max_size=6).map(added)
SIX = st.lists(SUM, min_size=1, max_size=6)
LETTERS = "ABCDEF"


def parted(told: list[Told], names: str = LETTERS) -> tuple[dict[str, int], dict[str, Figure]]:
    pairs = list(zip(names, told, strict=False))
    return {k: count for k, (count, _) in pairs}, {k: figure for k, (_, figure) in pairs}


def holds(said: str, counts: Mapping[str, int | Fraction], names: Mapping[str, str]) -> None:
    """Those named first are the first of the counts: one, or the first is among several."""
    named = [code for code, name in names.items() if name in said]
    if not named:
        return
    top = {code for code, count in counts.items() if count == max(counts.values())}
    assert top <= set(named)
    assert len(named) == 1 or "sin diferencia clara" in said.lower()


@given(SUM)
def test_the_count_behind_a_figure_is_within_its_bounds(told: Told) -> None:
    count, figure = told
    span = span_of(figure, BASE)
    assert span.low <= count <= span.high


@given(SIX)
def test_the_first_and_the_last_are_among_those_named(told: list[Told]) -> None:
    counts, figures = parted(told)
    spans = {code: span_of(figure, BASE) for code, figure in figures.items()}
    assert {c for c, n in counts.items() if n == max(counts.values())} <= set(highest(spans))
    assert {c for c, n in counts.items() if n == min(counts.values())} <= set(lowest(spans))
    for number in (1, 2):
        top = clearly_first(figures, number, BASE)
        rest = [counts[code] for code in counts if code not in top]
        assert all(counts[code] > other for code in top for other in rest)


@given(SIX)
def test_months_and_quarters_said_to_be_the_highest_are(told: list[Told]) -> None:
    months = {(2021, n): pair for n, pair in enumerate(told, 1)}
    counts = {f"{month_name(m)} de {y}": pair[0] for (y, m), pair in months.items()}
    said = highest_month({at: figure for at, (_, figure) in months.items()}, "casos", BASE)
    holds(said, counts, {name: name for name in counts})
    quarters = dict(list(months.items())[:4])
    counts = {f"{NAMES[q]} trimestre": pair[0] for (_, q), pair in quarters.items()}
    said = most({at: figure for at, (_, figure) in quarters.items()}, "casos", BASE)
    holds(said, counts, {name: name for name in counts})


@given(SIX)
def test_zones_said_to_have_most_have_most(told: list[Told]) -> None:
    counts, figures = parted(told)
    points = {code: point_of(f"1 · {code}", figure) for code, figure in figures.items()}
    shown = {code: dataclasses.replace(point, name=code) for code, point in points.items()}
    said = headline(shown.values(), None, BASE, Scope())
    names = {code: f"«{code}»" for code in counts}
    if "sin diferencia clara" in said or said.count("«") == 1:
        holds(said, counts, names)
    else:
        two = [code for code, name in names.items() if name in said]
        rest = [counts[code] for code in counts if code not in two]
        assert all(counts[code] > other for code in two for other in rest)
    spans = {code: span_of(figure, BASE) for code, figure in figures.items()}
    said = extremes(spans, shown, "casos")
    first, _, last = said.partition("; ")
    if not said.startswith("la"):
        return
    ends = [first, last] if "más" in first else ["", first]
    holds(ends[0], counts, names)
    holds(ends[1], {code: -count for code, count in counts.items()}, names)


@given(SIX, st.lists(st.integers(1, 9), min_size=6, max_size=6))
def test_the_gap_said_to_be_widest_is(told: list[Told], far: list[int]) -> None:
    counts, figures = parted(told)
    square = '{{"type": "Polygon", "coordinates": [[[{0}, 0], [{1}, 0], [{1}, 1], [{0}, 0]]]}}'
    made = [
        Zone(code, code, square.format(10 * at, 10 * at + 1), "oficial", figures[code])
        for code, at in zip(counts, far, strict=False)
    ]
    found = gaps(made, Directory((Service("CEM", "cem", (0.0, 0.5)),)), "cem")
    kilometres = {gap.zone.zone: Fraction(near.km) for gap in found if (near := gap.nearest["cem"])}
    said = gap_headline(found, KINDS[0], "casos", BASE)
    weights = {code: counts[code] * km for code, km in kilometres.items()}
    holds(said, weights, {code: f"«{code}»" for code in counts})


@given(SIX)
def test_the_most_frequent_is(told: list[Told]) -> None:
    counts, figures = parted(told, "mnopqr")
    points = {code: point_of(f"«{code}»", figure) for code, figure in figures.items()}
    holds(most_of_zone(list(points.values()), BASE), counts, {c: f"«{c}»" for c in counts})
    top = leaders(points, BASE)
    assert not top or {c for c, n in counts.items() if n == max(counts.values())} <= set(top)
    if len(top) > 1:
        assert "clara" in most_frequent("sex", points, "casos", BASE) or not points[top[0]].amount


@st.composite
def crossings(draw: st.DrawFn) -> tuple[dict[tuple[str, str], Fraction], Crossing]:
    """True shares of parts in groups, and the crossing that is published of them."""
    groups, parts = draw(st.sampled_from(["ab", "abc"])), draw(st.sampled_from(["x", "xy", "xyz"]))
    shares, figures, bases = {}, {}, {}
    for group in groups:
        whole, base = draw(told_of(st.integers(20, 80) | st.integers(200, 3000)))
        bases[group] = base
        for part in parts:
            count, figures[group, part] = draw(told_of(st.integers(0, whole)))
            shares[group, part] = Fraction(count, whole)
    known = {group: base for group, base in bases.items() if fit(base)}
    kept = {key: share for key, share in shares.items() if key[0] in known}
    names = {group: f"[{group}]" for group in known}
    return kept, Crossing(names, {p: p for p in parts}, figures, known, (), BASE, PEOPLE)


@given(crossings())
def test_what_is_said_to_change_most_does(made: tuple[dict, Crossing]) -> None:
    shares, found = made
    for (group, part), share in shares.items():
        span = found.span(group, part)
        assert span.low - 1e-9 <= 100 * share <= span.high + 1e-9
    said = spread(("age_group", "violence_type"), found)
    ranges = {
        part: max(v for (_, p), v in shares.items() if p == part)
        - min(v for (_, p), v in shares.items() if p == part)
        for part in {part for _, part in shares}
    }
    if "ambia con la edad" in said or "cambia con la edad es" in said:
        part = re.search(r"violencia (\w)", said)[1]
        low, high = re.findall(r"\(\[(\w)\]\)", said)
        assert shares[low, part] < shares[high, part]
        if said.startswith("Lo que más cambia"):
            assert ranges[part] == max(ranges.values())
    if "parecido" in said:
        assert max(ranges.values()) < Fraction(5, 100)


@pytest.mark.parametrize("step", [1, 2, 4])
def test_what_was_rounded_more_coarsely_has_more_room(step: int) -> None:
    figure = published(43, True, step, False)
    assert span_of(figure, BASE).high - figure.low == BASE * step - 1
    two = combine([figure, figure])
    assert two is not None
    assert span_of(two, BASE).high - two.low == 2 * (BASE * step - 1)
    assert share_span(figure, Figure(100, 100, "exact"), BASE).high == figure.low + BASE * step - 1
