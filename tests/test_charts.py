"""Every renderer says the figures of the chart value, in each kind of chart and each state."""

from __future__ import annotations

import dataclasses
import itertools
import json
import re
from collections import Counter
from typing import Any

import numpy as np
import plotly.graph_objects as go
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from observatorio.charts.layout import apart, axis_names, clean, lines_of, steps, tick_texts
from observatorio.charts.model import Chart, Event, Point, Provenance, Series, State, point_of
from observatorio.charts.palette import (
    AGES,
    ANSWERS,
    RISK,
    SOURCES,
    SURVEY,
    color,
    contrast,
    rgb,
)
from observatorio.charts.palette import (
    COLORS as PALETTE,
)
from observatorio.charts.plotly_scale import enlarged
from observatorio.charts.text import alternative, event_lines, table
from observatorio.charts.vega import vega_lite
from observatorio.disclosure import EXACT, Figure
from observatorio.numbers import decimal, month_label
from tests.figures import figure

KINDS = ["column", "row", "stacked_row", "line", "pyramid"]
COLORS = ["mujer", "hombre", "cem", "sidpol"]
PROVENANCE = Provenance("CEM", "casos atendidos", "marzo de 2022", 3, True, "año 2021")
HIDDEN, SPAN = Figure(0, 4, "below"), Figure(40, 44, "sum")
HOSTILE = [
    "=1+1", "<script>alert(1)</script>", "<a href='javascript:alert(1)'>x</a>", "'; alert(1) //",
    "\u202eal revés\u202c", "x" * 300, "a & b < c", '"\\', "</text>", "{{7*7}}", "\n", "2019",
]  # fmt: skip


def exactly(value: int) -> Figure:
    return Figure(value, value, EXACT)


def rate(category: str, value: float, **more: Any) -> Point:
    return Point(category, None, amount=value, label=decimal(value), **more)


@st.composite
def points(draw: st.DrawFn, category: str, rates: bool) -> Point:
    """A point in any of the states in which a view may make one."""
    found = draw(st.one_of(st.none(), st.just(HIDDEN), st.just(SPAN), st.integers(0, 5000)))
    point = point_of(category, exactly(found) if isinstance(found, int) else found)
    if rates and isinstance(found, int):
        point = rate(category, found / 10, limits=(found / 20, found / 5))
    elif draw(st.booleans()) and found is None:
        point = Point(category, None, State.NO_RECORD)
    return dataclasses.replace(point, provisional=draw(st.booleans()), unstable=draw(st.booleans()))


@st.composite
def charts(draw: st.DrawFn) -> Chart:
    kind, rates = draw(st.sampled_from(KINDS)), draw(st.booleans())
    names = tuple(f"c{i}" for i in range(draw(st.integers(1, 20))))
    count = 2 if kind == "pyramid" else draw(st.integers(1, 4))
    series = tuple(
        Series(f"Serie {color}", tuple(draw(points(n, rates)) for n in names), color,
               "line" if kind == "line" else "bar")
        for color in COLORS[:count]
    )  # fmt: skip
    return Chart("k", "¿Cuántos?", "Son así.", names, series, PROVENANCE, kind, "Grupo")


def expected(chart: Chart) -> Counter[tuple[str, str, float]]:
    """Series, category and length of each point that has one."""
    return Counter(
        (s.name, p.category, p.value) for s in chart.series for p in s.points if p.value is not None
    )


def in_plotly(chart: Chart) -> Counter[tuple[str, str, float]]:
    """The same, read from the traces of the Plotly figure."""
    found: Counter[tuple[str, str, float]] = Counter()
    lying = chart.kind in ("row", "stacked_row", "pyramid")
    names = {series.name for series in chart.series}
    for trace in figure(chart).data:
        if trace.name not in names:
            continue
        values, categories = (trace.x, trace.y) if lying else (trace.y, trace.x)
        for value, name, said in zip(values, categories, trace.hovertext, strict=True):
            if value is not None and said:
                found[trace.name, name, abs(value)] += 1
    return found


def in_vega(chart: Chart) -> Counter[tuple[str, str, float]]:
    """The same, read from the data of the bars and the marks of the Vega-Lite description."""
    found: Counter[tuple[str, str, float]] = Counter()
    for layer in vega_lite(chart)["layer"]:
        kind, rows = layer["mark"]["type"], layer["data"]["values"]
        for row in rows if kind in ("bar", "point") else ():
            if "told" in row:
                length = abs(row["end"] - row["value"]) if kind == "bar" else row["value"]
                found[row["series"], row["category"], length] += 1
    return found


def rounded(found: Counter[tuple[str, str, float]]) -> Counter[tuple[str, str, float]]:
    """Ends of a stack are sums of floats."""
    return Counter({(s, c, round(v, 6)): n for (s, c, v), n in found.items()})


@settings(max_examples=150)
@given(charts())
def test_what_is_drawn_is_the_chart(chart: Chart) -> None:
    assert rounded(in_plotly(chart)) == rounded(expected(chart)) == rounded(in_vega(chart))


@settings(max_examples=80)
@given(charts())
def test_what_is_told_is_the_chart(chart: Chart) -> None:
    shown = table(chart).set_index("Grupo")
    said = alternative(chart)
    for series in chart.series:
        assert shown[series.name].to_list() == [point.told for point in series.points]
        told = [p for p in series.points if p.figure or p.amount is not None]
        listed = told if len(told) <= 14 else [told[0], told[-1]]
        assert all(f"{point.category}, {point.told}" in said for point in listed)
        assert len(told) <= 14 or f"{series.name}: {len(told)} cifras; la primera" in said
    assert "Datos de demostración." in said


def test_a_long_series_is_told_by_its_ends_and_extremes() -> None:
    values = [30, 5, 40, 90, *range(41, 57)]
    series = (Series("CEM", tuple(point_of(f"m{i}", exactly(v)) for i, v in enumerate(values)),
                     "cem", "line"),)  # fmt: skip
    names = tuple(p.category for p in series[0].points)
    said = alternative(Chart("k", "¿Cuántos?", "Así.", names, series, PROVENANCE, "line"))
    assert (
        "CEM: 20 cifras; la primera, m0, 30; la última, m19, 56; la más alta, m3, 90; "
        "la más baja, m1, 5; todas están en la tabla." in said
    )


# States and what goes with a point.


def chart_of(kind: str, *found: Point, **more: Any) -> Chart:
    names = tuple(p.category for p in found)
    series = [Series("CEM", found, "cem", "line" if kind == "line" else "bar")]
    if kind == "pyramid":
        series.append(Series("Otra", found, "hombre"))
    return Chart("k", "¿Cuántos?", "Así.", names, tuple(series), PROVENANCE, kind, **more)


def texts(drawn: Any) -> str:
    """Everything that a figure or a description holds, as text."""
    content = drawn.to_plotly_json() if isinstance(drawn, go.Figure) else drawn
    return json.dumps(content, default=list, ensure_ascii=False)


@pytest.mark.parametrize("kind", ["column", "row", "pyramid", "line"])
@pytest.mark.parametrize("render", [figure, vega_lite])
def test_states_look_different(kind: str, render: Any) -> None:
    protected, missing = point_of("b", HIDDEN), point_of("b", None)
    none, zero = Point("b", None, State.NO_RECORD), point_of("b", exactly(0))
    drawn = [
        texts(render(chart_of(kind, point_of("a", exactly(9)), point)))
        for point in (protected, missing, *([] if kind == "line" else [none]), zero)
    ]
    assert len(set(drawn)) == len(drawn)
    plain = [re.sub(r"<br>|[ –○]", "", text) for text in drawn]
    assert ["menosde5" in text for text in plain] == [True, *[False] * (len(drawn) - 1)]
    assert ["noentregado" in text for text in plain] == [False, True, *[False] * (len(drawn) - 2)]


@pytest.mark.parametrize("kind", ["column", "row", "pyramid", "stacked_row", "line"])
@pytest.mark.parametrize("render", [figure, vega_lite])
def test_care_is_drawn_and_said(kind: str, render: Any) -> None:
    sure = point_of("b", exactly(9))
    early, shaky = (
        dataclasses.replace(sure, provisional=True),
        dataclasses.replace(sure, unstable=True),
    )
    drawn = (sure, early, shaky)
    made = [chart_of(kind, point_of("a", exactly(8)), p, point_of("c", exactly(7))) for p in drawn]
    looks = [re.sub("provisional|inestable", "", texts(render(chart))) for chart in made]
    assert len(set(looks)) == 3
    assert [" ".join(c.remarks).count("provisional") for c in made] == [0, 1, 0]
    assert [" ".join(c.remarks).count("inestable") for c in made] == [0, 0, 1]
    assert table(made[1]).iloc[1, 1] == "9 (provisional)"


@pytest.mark.parametrize("kind", ["column", "row", "line"])
def test_limits_are_drawn_and_told(kind: str) -> None:
    chart = chart_of(kind, rate("a", 23.8, limits=(20.1, 27.9)), rate("b", 3.0, limits=(2.5, 4.0)))
    drawn = figure(chart)
    if kind == "line":
        assert [drawn.data[0].y[i] for i in (3, 0, 2, 1)] == [20.1, 27.9, 2.5, 4.0]
    else:
        error = drawn.data[0].error_x if kind == "row" else drawn.data[0].error_y
        assert [round(v, 6) for v in (*error.array, *error.arrayminus)] == [4.1, 1, 3.7, 0.5]
    assert "de 20,1 a 27,9 (95 %)" in texts(drawn)
    ends = {(r.get("low", r["value"]), r.get("end", r["value"]))
            for layer in vega_lite(chart)["layer"] if layer["mark"]["type"] in ("rule", "area")
            for r in layer["data"]["values"]}  # fmt: skip
    assert {(20.1, 27.9), (2.5, 4.0)} <= ends
    assert "de 20,1 a 27,9" in table(chart).to_string()


def stacked(*series: Series) -> Chart:
    base = chart_of("stacked_row", point_of("a", exactly(9)))
    names = tuple(dict.fromkeys(p.category for s in series for p in s.points))
    return dataclasses.replace(base, series=series, categories=names)


@pytest.mark.parametrize("kind", ["column", "row", "stacked_row"])
def test_a_wholly_protected_series_stays_in_the_legend(kind: str) -> None:
    chart = dataclasses.replace(
        stacked(
            Series("Sí", (point_of("a", exactly(30)), point_of("b", exactly(40))), "si"),
            Series("Sin dato", (point_of("a", HIDDEN), point_of("b", HIDDEN)), "sin_dato"),
        ),
        kind=kind,
    )
    drawn = figure(chart)
    unknown = drawn.data[1]
    assert drawn.layout.showlegend
    assert unknown.name == "Sin dato (protegido)"
    # Without a place Plotly leaves a trace out; and a place is no length.
    lengths = unknown.y if kind == "column" else unknown.x
    assert list(lengths) == [None]
    assert "Sin dato (protegido)" in texts(vega_lite(chart))
    assert list(table(chart).columns[1:]) == ["Sí", "Sin dato"]


def test_a_series_with_any_length_keeps_its_name() -> None:
    some = Series("Sin dato", (point_of("a", HIDDEN), point_of("b", exactly(0))), "sin_dato")
    assert some.in_legend == "Sin dato"
    none = Series("Sin dato", (point_of("a", None),), "sin_dato")
    assert none.in_legend == "Sin dato (no entregado)"


@pytest.mark.parametrize("key", ["sin_dato", "psicologica", "cem"])
@pytest.mark.parametrize("care", ["provisional", "unstable"])
def test_care_keeps_the_fill_and_the_lines_of_a_pattern(key: str, care: str) -> None:
    """Plotly forgets a pattern's own colours where a bar has a list of fills."""
    points = (
        point_of("a", exactly(9)),
        dataclasses.replace(point_of("b", exactly(8)), **{care: True}),
    )
    marker = figure(stacked(Series("Serie", points, key))).data[0].marker
    assert marker.color == color(key)
    settled, careful = marker.pattern.bgcolor
    assert settled == color(key)
    assert careful.startswith("rgba(")
    if key != "cem" or care == "unstable":
        assert contrast(marker.pattern.fgcolor[1], "#FFFFFF") >= 3


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("key", sorted({**AGES, **ANSWERS, **RISK, **SOURCES, **SURVEY}))
def test_every_bar_and_line_is_seen_on_either_theme(key: str, dark: bool) -> None:
    paper = "#17151C" if dark else "#FFFFFF"
    points = (point_of("a", exactly(9)), point_of("b", exactly(8)))
    bar = figure(stacked(Series("Serie", points, key)), dark=dark).data[0].marker
    outlined = bar.line.width and contrast(bar.line.color, paper) >= 3
    assert outlined or contrast(bar.color, paper) >= 3
    line = dataclasses.replace(stacked(Series("Serie", points, key, "line")), kind="line")
    assert contrast(figure(line, dark=dark).data[0].line.color, paper) >= 3


def test_neighbours_that_say_the_same_share_their_words() -> None:
    none = [Point(name, None, State.NO_RECORD) for name in "ab"]
    chart = chart_of("column", *none, point_of("c", exactly(5)), point_of("d", None))
    notes = [n for n in figure(chart).layout.annotations if n.hovertext]
    assert [(n.x, n.text) for n in notes] == [
        (0.5, "sin registro"),
        (3, "–<br>no<br>entregado"),
    ]
    # Each has its own sign, so that none is taken for nothing.
    signs = [n.x for n in figure(chart).layout.annotations if n.text == "–"]
    assert signs == [0, 1]


def test_a_small_chart_is_lower_and_says_the_same() -> None:
    chart = chart_of("column", point_of("a", exactly(9)), point_of("b", None))
    small = dataclasses.replace(chart, small=True)
    assert figure(small).layout.height < figure(chart).layout.height
    assert table(small).equals(table(chart))
    assert vega_lite(small) == vega_lite(chart)


def test_events_are_numbered_on_the_axis_and_explained() -> None:
    events = (
        Event("c", "Casa Amiga cierra"), Event("a", "Campaña", "radio"), Event("z", "Otro"),
    )  # fmt: skip
    chart = chart_of("column", *(point_of(n, exactly(5)) for n in "abc"), events=events)
    assert event_lines(chart) == ["1 · a: Campaña (radio)", "2 · c: Casa Amiga cierra"]
    marks = {a.text: a.x for a in figure(chart).layout.annotations if a.text in ("1", "2", "3")}
    assert marks == {"1": 0, "2": 2}
    assert "Casa Amiga cierra" in texts(vega_lite(chart))
    assert "2 · c: Casa Amiga cierra." in alternative(chart)


def test_a_pyramid_has_two_sides_and_no_negative_number() -> None:
    chart = chart_of("pyramid", point_of("a", exactly(500)), point_of("b", exactly(20)))
    drawn = figure(chart)
    assert [list(trace.x) for trace in drawn.data] == [[-500, -20], [500, 20]]
    assert list(drawn.layout.yaxis.categoryarray) == ["a", "b"]
    assert set(drawn.layout.xaxis.ticktext) == {"0", "500"}
    assert drawn.layout.xaxis.range[0] == -drawn.layout.xaxis.range[1]


def test_few_lines_are_named_at_their_end_and_many_in_a_legend() -> None:
    def lines(count: int) -> Chart:
        made = tuple(
            Series(f"Fuente {i}", tuple(point_of(n, exactly(i)) for n in "ab"), color, "line")
            for i, color in enumerate(["cem", "sidpol", "demuna", "police_points", "renamu"])
        )
        return Chart("k", "¿?", "Así.", ("a", "b"), made[:count], PROVENANCE, "line")

    for count in (2, 3, 4):
        drawn = figure(lines(count))
        named = [a.text for a in drawn.layout.annotations if a.text.startswith("Fuente")]
        assert named == [f"Fuente {i}" for i in range(count)]
        assert not drawn.layout.showlegend
    assert figure(lines(5)).layout.showlegend


# Axes.


@given(st.floats(0, 9e6), st.booleans())
def test_steps_are_round_even_and_hold_the_highest(highest: float, fine: bool) -> None:
    found = steps(highest, -2 if fine else 0)
    assert found[0] == 0
    assert found[-1] >= highest
    gaps = {round(b - a, 4) for a, b in itertools.pairwise(found)}
    assert len(gaps) == 1
    assert fine or all(value == int(value) for value in found)
    assert len({*tick_texts(found)}) == len(found)


def test_numbers_of_an_axis_are_spanish() -> None:
    assert tick_texts([0, 0.5, 1]) == ["0,0", "0,5", "1,0"]
    assert tick_texts([0, 2500, 5000]) == ["0", "2\u202f500", "5\u202f000"]
    assert tick_texts([-20, 0]) == ["20", "0"]


@given(st.lists(st.floats(0, 300), max_size=5), st.integers(1, 60))
def test_names_are_moved_apart_and_keep_their_order(places: list[float], gap: int) -> None:
    moved = apart(places, gap)
    order = sorted(range(len(places)), key=lambda i: places[i])
    assert all(moved[b] - moved[a] >= gap - 1e-6 for a, b in itertools.pairwise(order))
    assert all(after >= before for before, after in zip(places, moved, strict=True))


def test_months_are_thinned_to_years() -> None:
    keys = [(year, month) for year in (2020, 2021) for month in range(1, 13)]
    months = [point_of(month_label(*key), exactly(5), key) for key in keys]
    chart = chart_of("line", *months)
    assert axis_names(chart, 46) == {"ene 2020": ["2020"], "ene 2021": ["2021"]}
    few = chart_of("line", *months[:4])
    assert axis_names(few, 46)["ene 2020"] == ["ene", "2020"]
    assert axis_names(few, 46)["feb 2020"] == ["feb"]


# Labels that mean harm.


@given(st.text(max_size=400), st.integers(1, 40), st.integers(1, 5))
def test_a_label_is_short_and_without_controls(text: str, letters: int, most: int) -> None:
    found = lines_of(text, letters, most)
    assert 1 <= len(found) <= most
    assert all(len(line) <= letters for line in found)
    assert not re.search("[\u0000-\u001f\u200e\u200f\u202a-\u202e\u2066-\u2069]", clean(text))


@pytest.mark.parametrize("word", HOSTILE)
@pytest.mark.parametrize("kind", KINDS)
def test_hostile_labels_stay_text_on_screen(word: str, kind: str) -> None:
    points_ = (point_of(word, exactly(6)), point_of("b", HIDDEN), point_of("c", None))
    chart = dataclasses.replace(
        chart_of(kind, *points_, unit=word, events=(Event(word, word),),
                 bands=((word, word, word),)),
        question=word, headline=word,
    )  # fmt: skip
    drawn = figure(chart)
    said = [a.text for a in drawn.layout.annotations]
    said += [t for axis in (drawn.layout.xaxis, drawn.layout.yaxis) for t in axis.ticktext]
    said += [t for trace in drawn.data for t in [trace.name, *(trace.hovertext or [])] if t]
    for text in said:
        assert re.fullmatch(r"([^<]|</?b>|<br>)*", text)
        assert "\u202e" not in text
    assert table(chart).iloc[0, 0] == word


# How red, green and blue of light mix in an eye that lacks one kind of cone (Machado, Oliveira and
# Fernandes, 2009, severity 1), and CIELAB of what it sees.
EYES = {
    "protan": [[0.152286, 1.052583, -0.204868], [0.114503, 0.786281, 0.099216],
               [-0.003882, -0.048116, 1.051998]],
    "deutan": [[0.367322, 0.860646, -0.227968], [0.280085, 0.672501, 0.047413],
               [-0.011820, 0.042940, 0.968881]],
    "tritan": [[1.255528, -0.076749, -0.178779], [-0.078411, 0.930809, 0.147602],
               [0.004733, 0.691367, 0.303900]],
    "common": np.eye(3),
}  # fmt: skip
TO_XYZ = np.array([[0.4124, 0.3576, 0.1805], [0.2126, 0.7152, 0.0722], [0.0193, 0.1192, 0.9505]])


def seen(hexadecimal: str, eye: str) -> Any:
    light = np.array(rgb(hexadecimal)[:3]) / 255
    light = np.where(light <= 0.04045, light / 12.92, ((light + 0.055) / 1.055) ** 2.4)
    x, y, z = TO_XYZ @ np.clip(np.array(EYES[eye]) @ light, 0, 1) / [0.9505, 1, 1.089]
    f = [np.cbrt(v) if v > 0.008856 else 7.787 * v + 16 / 116 for v in (x, y, z)]
    return np.array([116 * f[1] - 16, 500 * (f[0] - f[1]), 200 * (f[1] - f[2])])


@pytest.mark.parametrize("eye", sorted(EYES))
def test_the_survey_and_the_answers_are_told_apart_by_every_eye(eye: str) -> None:
    def apart_by(one: str, other: str) -> float:
        return float(np.linalg.norm(seen(one, eye) - seen(other, eye)))

    assert min(apart_by(SURVEY["encuesta"], tint) for tint in SOURCES.values()) > 20
    for group in (ANSWERS, RISK):
        tints = [*group.values(), PALETTE["sin_dato"]]
        assert min(itertools.starmap(apart_by, itertools.combinations(tints, 2))) > 15


def test_a_figure_for_a_large_screen_is_the_same_figure_larger() -> None:
    """All that Plotly takes in pixels grows; the data, the axes and the place do not."""
    drawn = go.Figure(
        [{"type": "bar", "x": ["a"], "y": [14], "textfont": {"size": 10},
          "marker": {"line": {"width": 1.5}}}],
        {"height": 300, "font": {"size": 16}, "margin": {"l": 8, "r": 8, "t": 10, "b": 20},
         "xaxis": {"ticklabelstandoff": 6, "range": [-0.5, 0.5]},
         "annotations": [{"text": "x", "x": 0, "y": 3, "yshift": 5, "font": {"size": 13}}]},
    )  # fmt: skip
    large = go.Figure(enlarged(drawn.to_plotly_json(), 1.4))
    assert (large.layout.height, large.data[0].y[0]) == (300, 14)
    assert large.layout.xaxis.range == (-0.5, 0.5)
    assert (large.layout.font.size, large.layout.margin.b) == (22, 28)
    assert (large.layout.annotations[0].yshift, large.layout.annotations[0].y) == (7, 3)
    assert large.layout.annotations[0].font.size == 18
    assert large.data[0].marker.line.width == pytest.approx(2.1)
