"""The reading side: figures, filters, numbers, change, charts, maps, and the edition being read."""

from __future__ import annotations

import dataclasses
import json
import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest

from ingest.publish import publish, rollback
from ingest.settings import WorkSettings
from observatorio import numbers
from observatorio.charts.model import Chart, Point, Provenance, Series, State
from observatorio.charts.palette import COLORS, SEX, SOURCES, VIOLENCE
from observatorio.charts.text import alternative, table
from observatorio.cube import Cube
from observatorio.disclosure import BELOW, EXACT, OPEN, ROUNDED, SUM, Figure, combine, figure_of
from observatorio.editions import NothingPublished, current_cube
from observatorio.filters import Filters, Table, choose_table
from observatorio.statistics import change
from tests.figures import figure
from tests.test_sidpol import file_of, year_of

UBIGEO = "150106"
SPACE, FIXED = "\u202f", "\u00a0"


# Figures: a cell and a sum of cells.


@st.composite
def cells(draw: st.DrawFn) -> tuple[int, list[tuple[int, int | None]]]:
    """A threshold, and cells as (true count, published value or None when it is protected)."""
    threshold = draw(st.sampled_from([5, 10]))
    counts = draw(st.lists(st.integers(0, 60), min_size=1, max_size=12))
    return threshold, [(n, n if n >= threshold else None) for n in counts]


@given(cells())
def test_a_sum_of_cells_holds_the_true_sum(case) -> None:
    threshold, parts = case
    found = combine(figure_of(value, EXACT, threshold) for _, value in parts)
    assert found is not None
    assert found.low <= sum(n for n, _ in parts) <= found.high
    hidden = sum(value is None for _, value in parts)
    assert found.high - found.low == hidden * (threshold - 1)
    assert found.protected == bool(hidden)
    assert found.value == (None if hidden else found.low)


@given(cells(), st.integers(0, 12))
def test_a_sum_does_not_depend_on_how_it_is_grouped(case, at: int) -> None:
    threshold, parts = case
    figures = [figure_of(value, OPEN, threshold) for _, value in parts]
    halves = [combine(figures[:at]), combine(figures[at:])]
    assert combine(figures) == combine([h for h in halves if h is not None])


def test_nothing_delivered_is_not_zero() -> None:
    assert combine([]) is None
    zero = figure_of(0, OPEN, 5)
    assert (zero.value, zero.text, zero.protected) == (0, "0", False)


@pytest.mark.parametrize(
    ("parts", "text", "kind"),
    [
        ([(None, BELOW)], "menos de 5", BELOW),
        ([(1440, ROUNDED)], f"1{SPACE}440", ROUNDED),
        ([(20, ROUNDED), (None, BELOW)], "entre 20 y 24", SUM),
        ([(None, BELOW), (None, BELOW)], "menos de 9", SUM),
        ([(12, OPEN), (3, OPEN)], "15", OPEN),
        ([(20, ROUNDED), (30, ROUNDED)], "50", SUM),
    ],
)
def test_figures_in_words(parts, text: str, kind: str) -> None:
    found = combine(figure_of(value, said, 5) for value, said in parts)
    assert found is not None
    assert (found.text, found.kind) == (text, kind)


# Filters: the table that answers.


def a_table(name: str, *dimensions: str, state: str = "publico") -> Table:
    return Table(name, name.capitalize(), frozenset(dimensions), state, f"motivo de {name}")


TABLES = [
    a_table("total"),
    a_table("month", "month"),
    a_table("sex", "sex"),
    a_table("month_sex", "month", "sex"),
    a_table("sex_zone", "sex", "zone", state="institucional"),
    a_table("zone", "zone", state="rechazado"),
]


@pytest.mark.parametrize(
    ("shown", "chosen", "table_id", "reason"),
    [
        ((), {}, "total", ""),
        (("month",), {}, "month", ""),
        (("month",), {"sex": ("mujer",)}, "month_sex", ""),
        (("month",), {"sex": ()}, "month", ""),
        (("sex",), {"sex": ("mujer",)}, "sex", ""),
        (("zone",), {}, None, "«Zone»: motivo de zone"),
        (("zone",), {"sex": ("mujer",)}, None, "«Sex_zone»: motivo de sex_zone"),
        (("month",), {"zone": ("a",)}, None, "No se publica el cruce de mes y zona"),
    ],
)
def test_a_view_is_answered_by_exactly_its_table(shown, chosen, table_id, reason: str) -> None:
    choice = choose_table(TABLES, shown, Filters("cem", (2017, 2021), chosen))
    assert choice.table_id == table_id
    assert choice.reason.startswith(reason)
    assert bool(choice.reason) == (table_id is None)


def test_filters_in_words() -> None:
    labels = {"sex": {"mujer": "Mujeres"}, "age_group": {"0-11": "0 a 11 años", "60+": "60 o más"}}
    filters = Filters("cem", (2018, 2018), {"age_group": ("0-11", "60+"), "sex": ("mujer",)})
    assert filters.in_words(labels) == "año 2018 · edad: 0 a 11 años y 60 o más · sexo: mujeres"
    assert Filters("cem", (2017, 2019)).years_list() == [2017, 2018, 2019]


# Numbers as they are read in Peru.


@pytest.mark.parametrize(
    ("told", "expected"),
    [
        (numbers.whole(1441), f"1{SPACE}441"),
        (numbers.whole(936835), f"936{SPACE}835"),
        (numbers.whole(12), "12"),
        (numbers.decimal(95.5), "95,5"),
        (numbers.decimal(1234.56, 2), f"1{SPACE}234,56"),
        (numbers.percent(95.5, 1), f"95,5{FIXED}%"),
        (numbers.percent(7), f"7{FIXED}%"),
        (numbers.month_of(date(2022, 9, 1)), "setiembre de 2022"),
        (numbers.day_of(date(2022, 4, 15)), "15 de abril de 2022"),
        (numbers.month_of(None), "sin entregas"),
        (numbers.day_of(None), "sin fecha"),
        (numbers.listed([]), ""),
        (numbers.listed(["a"]), "a"),
        (numbers.listed(["a", "b", "c"]), "a, b y c"),
        (numbers.listed(["a", "Independencia"]), "a e Independencia"),
    ],
)
def test_numbers_and_dates_in_spanish(told: str, expected: str) -> None:
    assert told == expected


@given(st.integers(0, 10**9))
def test_thousands_are_only_set_apart(number: int) -> None:
    assert numbers.whole(number).replace(SPACE, "") == str(number)
    assert all(len(part) == 3 for part in numbers.whole(number).split(SPACE)[1:])


# Change between two counts.


def test_the_worked_example_is_no_clear_change() -> None:
    moved = change(1196, 1278)
    assert moved.p == pytest.approx(0.10, abs=0.005)
    assert moved.text == f"sin cambio claro (+7{FIXED}%)"
    assert change(737, 1441).text == f"subió 96{FIXED}%"
    assert change(1441, 737).text == f"bajó 49{FIXED}%"


@given(st.integers(20, 3000), st.integers(20, 3000))
def test_change_agrees_with_the_exact_test(before: int, after: int) -> None:
    moved, back = change(before, after), change(after, before)
    exact = binomtest(after, before + after).pvalue
    assert moved.p == pytest.approx(exact, abs=0.15)
    assert moved.p == back.p
    assert moved.word in {"subió", "bajó", "sin cambio claro"}
    assert moved.word != "subió" or after > before
    assert change(before, after, dispersion=3).p >= moved.p


@given(st.integers(0, 19), st.integers(0, 3000), st.booleans())
def test_no_percentage_on_a_small_base(small: int, other: int, first: bool) -> None:
    moved = change(small, other) if first else change(other, small)
    assert (moved.pct, moved.p, moved.text) == (None, None, "muy pocos casos para comparar")


# Charts.

PROTECTED, MISSING = Figure(0, 4, "below"), None
PROVENANCE = Provenance("CEM", "casos atendidos", "marzo de 2022", 3, True, "año 2021")


def chart_of(series: dict[str, list[Figure | None]], kind: str = "column", **more: Any) -> Chart:
    """A chart whose series are told by the keys of the palette."""
    size = max(len(figures) for figures in series.values())
    categories = tuple(f"c{i}" for i in range(size))

    def point(category: str, figure: Figure | None) -> Point:
        if figure is None:
            return Point(category, None, State.NOT_DELIVERED)
        return Point(category, figure, State.PROTECTED if figure.protected else State.VALUE)

    made = tuple(
        Series(
            f"Serie {color}",
            tuple(map(point, categories, figures)),
            color,
            "line" if kind == "line" else "bar",
        )
        for color, figures in series.items()
    )
    return Chart("k", "¿Cuántos?", "Son pocos.", categories, made, PROVENANCE, kind=kind, **more)


def exactly(value: int) -> Figure:
    return Figure(value, value, EXACT)


FIGURES = st.lists(
    st.one_of(st.none(), st.just(PROTECTED), st.integers(0, 5000).map(exactly)),
    min_size=1,
    max_size=14,
)
KINDS = st.sampled_from(["column", "row", "stacked_row", "line"])


def lengths(drawn: go.Figure, kind: str) -> list[tuple[str, float | None]]:
    """What each bar or line of a figure draws: category and length."""
    found: list[tuple[str, float | None]] = []
    for trace in drawn.data:
        if isinstance(trace, go.Scatter) and trace.mode == "markers":
            continue
        values, names = (trace.x, trace.y) if kind.endswith("row") else (trace.y, trace.x)
        found += list(zip(names, values, strict=True))
    return found


@given(FIGURES, KINDS)
def test_what_is_drawn_is_what_is_published(figures, kind: str) -> None:
    drawn = figure(chart_of({"cem": figures}, kind))
    expected = {f"c{i}": f.low for i, f in enumerate(figures) if f and not f.protected}
    shown = {name: value for name, value in lengths(drawn, kind) if value is not None}
    assert shown == expected


@given(FIGURES, KINDS, st.booleans())
def test_axes_begin_at_zero_and_hold_everything(figures, kind: str, dark: bool) -> None:
    drawn = figure(chart_of({"cem": figures, "sidpol": figures}, kind), dark=dark)
    axis = drawn.layout.xaxis if kind.endswith("row") else drawn.layout.yaxis
    assert axis.range[0] == 0
    top = max((f.low for f in figures if f), default=0)
    assert axis.range[1] >= top * (2 if kind == "stacked_row" else 1)
    assert not any(text for text in axis.ticktext if "," in text)


@pytest.mark.parametrize("kind", ["column", "row", "line"])
def test_states_without_a_length_are_told_apart(kind: str) -> None:
    drawn = figure(chart_of({"cem": [exactly(30), PROTECTED, MISSING, exactly(0)]}, kind))
    said = json.dumps(drawn.to_plotly_json(), default=list, ensure_ascii=False)
    assert "menos de 5" in said
    if kind != "line":
        assert "no entregado" in said
    assert ("c3", 0) in lengths(drawn, kind)
    assert not [value for name, value in lengths(drawn, kind) if name == "c1" and value is not None]


def cue(trace: Any) -> tuple[Any, ...]:
    """What tells a series from another without its colour."""
    if isinstance(trace, go.Bar):
        return ("bar", trace.marker.pattern.shape)
    return ("line", trace.line.dash, trace.marker.symbol)


@pytest.mark.parametrize(
    ("keys", "kind"), [(SEX, "stacked_row"), (VIOLENCE, "stacked_row"), (SOURCES, "line")]
)
def test_no_series_is_told_by_its_colour_alone(keys, kind: str) -> None:
    drawn = figure(chart_of({key: [exactly(30), exactly(40)] for key in keys}, kind))
    cues = [cue(trace) for trace in drawn.data]
    assert len(set(cues)) == len(cues) == len(keys)
    assert drawn.layout.showlegend


def test_one_colour_means_one_thing() -> None:
    for group in (SOURCES, SEX, VIOLENCE):
        assert len(set(group.values())) == len(group)
        assert all(COLORS[key] == value for key, value in group.items())


@given(FIGURES, KINDS)
def test_the_table_says_every_figure(figures, kind: str) -> None:
    shown = table(chart_of({"cem": figures}, kind, category_title="Año"))
    assert list(shown.columns) == ["Año", "Serie cem"]
    assert shown["Serie cem"].to_list() == [f.text if f else "no entregado" for f in figures]


def test_the_table_keeps_marks_and_gaps() -> None:
    chart = chart_of({"cem": [exactly(1), exactly(2)]})
    mark = Series("Impreso", (Point("c1", exactly(262), mark="ene–mar"),), "publicado", "mark")
    shown = table(dataclasses.replace(chart, series=(*chart.series, mark)))
    assert shown["Impreso"].to_list() == ["—", "262 (ene–mar)"]


def test_the_alternative_says_the_chart_in_words() -> None:
    said = alternative(chart_of({"cem": [exactly(1441), PROTECTED, MISSING]}))
    for expected in ("¿Cuántos? Son pocos.", f"c0, 1{SPACE}441", "c1, menos de 5", "demostración"):
        assert expected in said
    assert "c2" not in said


def test_an_empty_chart_is_known_as_such() -> None:
    assert chart_of({"cem": [MISSING]}).empty
    assert not chart_of({"cem": [MISSING, PROTECTED]}).empty
    assert PROVENANCE.line == "Fuente: CEM · datos hasta marzo de 2022 · edición 3 · año 2021"


# Maps.


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(demo_data / "store" / "public", UBIGEO)


# The edition being read.


def totals(settings: WorkSettings) -> dict[int, int]:
    cube = current_cube(settings.public_dir, UBIGEO)
    found = cube.figures(Filters("sidpol", (2017, 2022)), ["year"])
    return {year: figure.low for (year,), figure in found.items()}


def test_the_cube_follows_the_pointer(deliver, settings) -> None:
    with pytest.raises(NothingPublished, match="ingest publish"):
        current_cube(settings.public_dir, UBIGEO)
    deliver("sidpol", "a.csv", file_of(*year_of(2018, 10)))
    publish(settings)
    first = current_cube(settings.public_dir, UBIGEO)
    assert (first.edition.edition, totals(settings)) == (1, {2018: 120})
    deliver("sidpol", "b.csv", file_of(*year_of(2019, 20)))
    publish(settings)
    assert current_cube(settings.public_dir, UBIGEO).edition.edition == 2
    assert totals(settings) == {2018: 120, 2019: 240}
    assert first.years("sidpol") == [2018]
    rollback(settings, 1)
    assert totals(settings) == {2018: 120}
    assert current_cube(settings.public_dir, UBIGEO) is first


def test_readers_in_several_threads_do_not_disturb_one_another(demo_data: Path) -> None:
    fresh, start = (
        Cube(current_cube(demo_data / "store" / "public", UBIGEO).path, UBIGEO),
        (threading.Barrier(8)),
    )

    def read(number: int) -> list[Any]:
        start.wait()
        filters = Filters("cem", (2017 + number % 4, 2022))
        return [
            fresh.edition.edition,
            list(fresh.sources),
            sum(c["value"] or 0 for c in fresh.cells("cem", "age_sex_type", filters)),
            len(fresh.rows("coverage")),
        ]

    with ThreadPoolExecutor(8) as pool:
        found = list(pool.map(read, range(8)))
    assert found[:4] == found[4:]
    assert [row[2] for row in found[:4]] == sorted((row[2] for row in found[:4]), reverse=True)
