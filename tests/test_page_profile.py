"""Perfil: who is attended; every share worked out again from the public file by other means."""

from __future__ import annotations

import dataclasses
import itertools
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page, expect

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.charts.model import Chart, State
from observatorio.charts.text import table
from observatorio.cube import Cube
from observatorio.disclosure import Figure, figure_of
from observatorio.editions import current_cube
from observatorio.filters import Filters, NotShown
from observatorio.numbers import percent
from observatorio.views import profile_children as nna
from observatorio.views import profile_years as years
from observatorio.views.people import people
from observatorio.views.profile_ages import pyramid
from observatorio.views.profile_crossing import Crossing, share_point, share_text
from observatorio.views.profile_shares import compared, composed, shares
from observatorio.views.profile_source import (
    CONDITIONS,
    conditions,
    counted_twice,
    lacking,
    told_of,
)
from observatorio.views.profile_words import leaders, most_frequent, spread
from tests.cem_rows import text, usual
from tests.conftest import public_of
from tests.test_browser import english, go
from tests.test_pages import open_page, summed, table_of, told, words_of

UBIGEO = "150106"
ALL_YEARS = (2017, 2022)
CHILDREN, AGGRESSION = "Niñas, niños y adolescentes", "Agresión y riesgo"
AGES = ("0-11", "12-17")
CHARTS = {
    "todas": [
        pyramid,
        lambda cube, f: shares(cube, f, "violence_type"),
        lambda cube, f: composed(cube, f, "age_group", "violence_type"),
        lambda cube, f: compared(cube, f, "sex", "violence_type"),
    ],
    "nna": [years.by_year, years.counts, nna.by_type, nna.by_sex],
    "agresion": [
        lambda cube, f: shares(cube, f, "relationship"),
        lambda cube, f: compared(cube, f, "sex", "relationship"),
        lambda cube, f: shares(cube, f, "risk_level"),
        lambda cube, f: shares(cube, f, "condition"),
    ],
}


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


def cem(**chosen: tuple[str, ...]) -> Filters:
    return Filters("cem", ALL_YEARS, chosen)


# Boring implementations, on the public file alone.


def percent_by_hand(value: int, base: int) -> str:
    share = min(100.0, 100 * value / base)
    return "menos de 1\u00a0%" if 0 < share < 0.5 else f"{round(share)}\u00a0%"


def share_by_hand(values: list[int | None], base: int) -> str:
    """What a table says of a share: «44 % (560)», or of the count where nothing else is known."""
    low = sum(v or 0 for v in values)
    high = low + sum(4 for v in values if v is None)
    if low == 0:
        return summed(values)
    ends = [percent_by_hand(n, base) for n in (low, high)]
    if ends[0].startswith("menos de") and ends[1] != ends[0]:
        return f"hasta {ends[1]} ({summed(values)})"
    return f"{' a '.join(dict.fromkeys(ends))} ({summed(values)})"


def cells_of(
    con: duckdb.DuckDBPyConnection, table_id: str, *dimensions: str, where: str = "true"
) -> dict[Any, list[int | None]]:
    rows = con.execute(
        f"SELECT {''.join(d + ', ' for d in dimensions)} list(value) FROM cells "
        f"WHERE ubigeo = '{UBIGEO}' AND source = 'cem' AND measure = 'caso_atendido' "
        f"AND table_id = '{table_id}' AND {where} GROUP BY ALL"
    ).fetchall()
    return {key[0] if len(key) == 1 else tuple(key): values for *key, values in rows}


def total(values: list[int | None]) -> int:
    assert None not in values
    return sum(v or 0 for v in values)


def label_of(con: duckdb.DuckDBPyConnection, dimension: str) -> dict[str, str]:
    return dict(
        con.execute(
            "SELECT DISTINCT code, label FROM categories WHERE dimension = ?", [dimension]
        ).fetchall()
    )


def shown(chart: Chart) -> dict[tuple[str, str], str]:
    """(row, column) → what the table under the chart says."""
    frame = table(chart).set_index(chart.category_title)
    return {(r, c): text for c in frame.columns for r, text in frame[c].items()}


# Shares.


@pytest.mark.parametrize(
    ("dimension", "table_id"),
    [
        ("violence_type", "type"),
        ("relationship", "relationship"),
        ("risk_level", "risk"),
        ("condition", "condition"),
    ],
)
@pytest.mark.parametrize("span", [ALL_YEARS, (2021, 2021), (2022, 2022)])
def test_shares_are_of_the_totals_own_cell(cube, published, dimension, table_id, span) -> None:
    where = f"year BETWEEN {span[0]} AND {span[1]}"
    base = total(next(iter(cells_of(published, "total", "source", where=where).values())))
    cells, names = (
        cells_of(published, table_id, dimension, where=where),
        label_of(published, dimension),
    )
    chart = shares(cube, Filters("cem", span), dimension)
    found = {row: text for (row, _), text in shown(chart).items()}
    assert found == {names[c]: share_by_hand(v, base) for c, v in cells.items()}
    assert chart.unit == "% del total"
    assert told(base) in chart.notes[0]
    assert chart.categories[-1] == "Sin dato" or "Sin dato" not in chart.categories


@pytest.mark.parametrize(
    ("build", "dimensions", "tables"),
    [
        (composed, ("age_group", "violence_type"), ("age_type", "age")),
        (compared, ("sex", "violence_type"), ("sex_type", "sex")),
        (compared, ("sex", "relationship"), ("relationship_sex", "sex")),
        (composed, ("age_group", "sex"), ("age_sex", "age")),
    ],
)
def test_a_crossing_is_of_each_groups_own_total(cube, published, build, dimensions, tables) -> None:
    (groups, _), (table_id, base_id) = dimensions, tables
    cells = cells_of(published, table_id, *dimensions)
    bases = {g: total(v) for g, v in cells_of(published, base_id, groups).items()}
    names = [label_of(published, name) for name in dimensions]
    expected = {
        (names[0][g], names[1][p]): share_by_hand(values, bases[g])
        for (g, p), values in cells.items()
    }
    found = shown(build(cube, cem(), *dimensions))
    if build is compared:
        found = {(group, part): text for (part, group), text in found.items()}
    assert found == expected


def test_a_chosen_part_keeps_the_whole_as_its_base(cube, published) -> None:
    """With a filter of type, a share is of all types: not 100 % of itself."""
    cells = cells_of(published, "age_type", "age_group", where="violence_type = 'sexual'")
    bases = {age: total(v) for age, v in cells_of(published, "age", "age_group").items()}
    names = label_of(published, "age_group")
    chart = composed(cube, cem(violence_type=("sexual",)), "age_group", "violence_type")
    assert {row: text for (row, _), text in shown(chart).items()} == {
        names[age]: share_by_hand(values, bases[age]) for age, values in cells.items()
    }


def test_a_small_group_has_no_percentage_and_is_said(cube, published) -> None:
    filters = Filters("cem", (2017, 2017), {"sex": ("hombre",)})
    where = "year = 2017 AND sex = 'hombre'"
    bases = cells_of(published, "age_sex", "age_group", where=where)
    small = {age: v[0] for age, v in bases.items() if v[0] is None or v[0] < 20}
    assert small
    chart = composed(cube, filters, "age_group", "violence_type")
    names = label_of(published, "age_group")
    for age, value in small.items():
        assert names[age] not in chart.categories
        assert any(f"{names[age]}: {summed([value])}" in note for note in chart.notes)
    assert set(chart.categories) == {names[age] for age in bases if age not in small}


def test_too_few_for_any_percentage_are_counted(cube) -> None:
    few = cem(violence_type=("economica",))
    chart = nna.by_sex(cube, few)
    assert chart.unit == "casos atendidos"
    assert "%" not in " ".join(text for text in shown(chart).values())
    assert "pocos casos" in chart.headline


@given(st.integers(0, 4000), st.integers(0, 40), st.integers(20, 4000))
def test_a_share_says_both_bounds(low: int, hidden: int, base: int) -> None:
    part = Figure(low, low + hidden, "sum")
    point = share_point("a", part, Figure(base, base, "exact"))
    if part.hidden:
        assert point.value is None and point.told == part.text
        return
    assert point.value == min(100.0, 100 * low / base)
    ends = [percent_by_hand(n, base) for n in (low, low + hidden)]
    from_under = ends[0].startswith("menos de") and ends[0] != ends[1]
    assert point.text == (f"hasta {ends[1]}" if from_under else " a ".join(dict.fromkeys(ends)))
    assert point.state == (State.PROTECTED if hidden else State.VALUE)


def test_an_unknown_number_of_records_is_at_least() -> None:
    assert (
        share_text(Figure(50, None, "sum", persons=4), Figure(100, 100, "e")) == "50\u00a0% o más"
    )
    assert share_point("a", None, Figure(100, 100, "e")).state == State.NOT_DELIVERED
    changed = share_point("a", Figure(50, 50, "r", changed=True), Figure(100, 100, "e"))
    assert changed.told == "50\u00a0% (50, cambió)"


# The pyramid.


def test_the_pyramid_equals_the_cube(cube, published) -> None:
    chart = pyramid(cube, cem())
    assert chart.kind == "pyramid"
    assert [s.name for s in chart.series] == ["Mujeres", "Hombres"]
    ages, sexes = label_of(published, "age_group"), label_of(published, "sex")
    cells = cells_of(published, "age_sex", "age_group", "sex")
    assert shown(chart) == {(ages[a], sexes[s]): summed(v) for (a, s), v in cells.items()}
    women = total(cells_of(published, "sex", "sex")["mujer"])
    everybody = total(next(iter(cells_of(published, "total", "source").values())))
    assert f"del {percent_by_hand(women, everybody)} de los casos atendidos" in chart.headline
    top = max(cells, key=lambda key: sum(v or 0 for v in cells[key]))
    assert f"{sexes[top[1]].lower()} de {ages[top[0]].lower()}" in chart.headline


def test_the_pyramid_says_whose_sex_is_unknown(cube, published) -> None:
    chart = pyramid(cube, Filters("demuna", ALL_YEARS))
    (values,) = published.execute(
        "SELECT list(value) FROM cells WHERE source = 'demuna' AND table_id = 'sex' "
        "AND sex = 'sin_dato' AND measure = 'caso_demuna'"
    ).fetchone()
    assert any("Sin dato de sexo" in n and summed(values) in n for n in chart.notes)
    assert chart.categories[-1] == "Sin dato"


def test_one_sex_is_no_pyramid(cube) -> None:
    chart = pyramid(cube, cem(sex=("hombre",)))
    assert chart.kind == "row"
    assert [s.name for s in chart.series] == ["Hombres"]


# Children and adolescents.


def test_children_by_year_with_the_printed_share(cube, published) -> None:
    ages = cells_of(published, "age", "year", where="age_group IN ('0-11', '12-17')")
    totals = {y: total(v) for y, v in cells_of(published, "total", "year").items()}
    chart = years.by_year(cube, cem())
    found = shown(chart)
    names = {c[:4]: c for c in chart.categories}
    for year, values in ages.items():
        share = share_by_hand(values, totals[year])
        # February and March 2022 are the last months that came.
        share = share.replace(")", ", provisional)") if year == 2022 else share
        assert found[names[str(year)], chart.series[0].name] == share
    assert names["2022"] == "2022 (ene–mar)"
    assert found["2020", "Cifra publicada en informes"] == "53,6\u00a0% (395 de 737)"
    last = share_by_hand(ages[2021], totals[2021]).split(" (")[0]
    assert chart.headline.startswith(f"En 2021, alrededor del {last} de los casos")
    assert chart.bands and "menos violencia" in chart.notes[0]


def test_the_reference_is_what_was_printed(cube, published) -> None:
    printed = dict(
        published.execute(
            "SELECT category, value FROM published_figures WHERE source = 'cem' AND year = 2020 "
            f"AND ubigeo = '{UBIGEO}' AND table_name IN ('by_age', 'annual_total')"
        ).fetchall()
    )
    (found,) = nna.references(cube, "cem")
    assert found.part.value == printed["0-11"] + printed["12-17"] == 395
    assert found.base.value == printed["total"] == 737
    assert "395 de 737 casos (53,6\u00a0%)" in found.text
    assert "Red de Mujeres Organizadas" in found.text
    assert nna.references(cube, "demuna") == []


def test_a_filter_takes_the_printed_share_away(cube) -> None:
    """It was printed for everybody: beside a part of the cases it would mislead."""
    assert len(years.by_year(cube, cem()).series) == 2
    assert len(years.by_year(cube, cem(sex=("mujer",))).series) == 1
    assert len(years.by_year(cube, Filters("cem", (2021, 2022))).series[0].points) == 2


def test_counts_and_summary_of_children(cube, published) -> None:
    cells = cells_of(published, "age", "year", "age_group")
    chart, names = years.counts(cube, cem()), label_of(published, "age_group")
    found = {(row[:4], column): text for (row, column), text in shown(chart).items()}
    expected = {
        (str(y), names[a]): summed(cells[y, a]) + (" (provisional)" if y == 2022 else "")
        for y, a in itertools.product(range(2017, 2023), AGES)
    }
    assert found == expected
    values = [v for (_, age), vs in cells.items() if age in AGES for v in vs]
    base = total(next(iter(cells_of(published, "total", "source").values())))
    assert nna.summary(cube, cem()) == (
        f"De 2017 a marzo de 2022, {summed(values)} casos atendidos correspondieron a niñas, niños "
        f"y adolescentes: alrededor del {percent_by_hand(total(values), base)} del total."
    )


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        (Filters("cem", (2021, 2021)), "En 2021, "),
        (Filters("cem", (2022, 2022)), "De enero a marzo de 2022, "),
        (cem(age_group=("12-17", "60+")), "a adolescentes de 12 a 17 años:"),
        (Filters("demuna", ALL_YEARS), "Esta fuente atiende solo a menores de 18 años."),
        (cem(violence_type=("economica",)), "menos de 49 casos atendidos"),
    ],
)
def test_the_summary_fits_its_filters(cube, filters, expected) -> None:
    assert expected in nna.summary(cube, filters)


def test_adults_alone_leave_no_children(cube) -> None:
    for build in (*CHARTS["nna"], nna.summary):
        with pytest.raises(NotShown, match="filtro de edad"):
            build(cube, cem(age_group=("60+",)))


def test_years_with_too_few_cases_are_told_and_not_drawn(cube) -> None:
    with pytest.raises(NotShown, match="muy pocos casos"):
        years.by_year(cube, cem(violence_type=("economica",)))
    two_types = cem(violence_type=("economica", "sexual"))
    points = years.by_year(cube, two_types).series[0].points
    without = [p for p in points if p.text == "sin %"]
    assert without
    assert all(p.value is None and p.state == State.PROTECTED for p in without)
    assert any("menor de 20" in note for note in years.by_year(cube, two_types).notes)


# Headlines, on figures whose truth is plain.


def crossing_of(values: dict[tuple[str, str], int | None], bases: dict[str, int]) -> Crossing:
    parts = list(dict.fromkeys(part for _, part in values))
    kinds = {key: "below" if value is None else "rounded" for key, value in values.items()}
    return Crossing(
        {group: group.upper() for group in bases},
        {part: part.capitalize() for part in parts},
        {key: figure_of(value, kinds[key], 5) for key, value in values.items()},
        {group: Figure(base, base, "exact") for group, base in bases.items()},
        (),
        5,
        {"mujer": "mujeres", "hombre": "hombres"},
    )


DIMENSIONS = ("age_group", "violence_type")


def test_the_headline_names_what_differs_most() -> None:
    values = {("a", "x"): 50, ("b", "x"): 45, ("a", "y"): 10, ("b", "y"): 40}
    said = spread(DIMENSIONS, crossing_of(values, {"a": 100, "b": 100}))
    assert said == (
        "Lo que más cambia con la edad es la violencia y: de 10\u00a0% (a) a 40\u00a0% (b)."
    )


def test_the_headline_reckons_with_what_is_hidden() -> None:
    values = {("a", "x"): 50, ("b", "x"): 40, ("a", "y"): None, ("b", "y"): 40}
    said = spread(DIMENSIONS, crossing_of(values, {"a": 100, "b": 100}))
    assert "la violencia y: de 4\u00a0% o menos (a) a 40\u00a0% (b)" in said
    assert said.startswith("Lo que más")
    unsure = {("a", "x"): 10, ("b", "x"): 8, ("a", "y"): None, ("b", "y"): 5}
    said = spread(DIMENSIONS, crossing_of(unsure, {"a": 20, "b": 20}))
    assert said.startswith("No se puede afirmar que el reparto cambie con la edad")


def test_a_difference_that_others_may_exceed_is_not_the_largest() -> None:
    values = {("a", "x"): 20, ("b", "x"): 50, ("a", "y"): 10, ("b", "y"): 35}
    said = spread(DIMENSIONS, crossing_of(values, {"a": 100, "b": 100}))
    assert said == "Cambia con la edad la violencia x: de 20\u00a0% (a) a 50\u00a0% (b)."
    few = {("a", "x"): 5, ("b", "x"): 25, ("a", "y"): 30, ("b", "y"): 55}
    said = spread(DIMENSIONS, crossing_of(few, {"a": 35, "b": 80}))
    assert said.startswith("No se puede afirmar")


def test_small_differences_make_no_headline() -> None:
    values = {("a", "x"): 500, ("b", "x"): 530, ("a", "y"): 500, ("b", "y"): 470}
    said = spread(DIMENSIONS, crossing_of(values, {"a": 1000, "b": 1000}))
    assert said == "El reparto es parecido con la edad: diferencias de menos de cinco puntos."
    assert "pocos casos" in spread(DIMENSIONS, crossing_of({("a", "x"): None, ("b", "x"): None},
                                                           {"a": 50, "b": 50}))  # fmt: skip


def test_a_tie_and_an_unknown_most_are_said() -> None:
    base = Figure(100, 100, "exact")

    def points(**values: int | None) -> dict[str, Any]:
        return {k: share_point(k, figure_of(v, "rounded", 5), base) for k, v in values.items()}

    tied = points(fisica=40, sexual=40, sin_dato=10)
    assert leaders(tied, 5) == ["fisica", "sexual"]
    assert "sin diferencia clara: fisica y sexual" in most_frequent(
        "violence_type", tied, "casos", 5
    )
    unknown = points(pareja=20, sin_dato=70)
    assert "no se anotó" in most_frequent("relationship", unknown, "casos", 5)
    assert "pocos casos" in most_frequent("relationship", points(pareja=None), "casos", 5)
    risk = points(leve=60, moderado=25, severo=15)
    assert most_frequent("risk_level", risk, "casos", 5) == (
        "En alrededor del 15\u00a0% de los casos se valoró un riesgo severo."
    )


# The page.


def view_of(name: str, **query: Any):
    return open_page("profile", vista=name, **query)


def charts(cube: Cube, view: str, filters: Filters) -> tuple[list[Chart], set[str]]:
    made, reasons = [], set()
    for build in CHARTS[view]:
        try:
            made.append(build(cube, filters))
        except NotShown as reason:
            reasons.add(str(reason))
    return made, reasons


@pytest.mark.parametrize(
    ("name", "view"),
    [("Todas las edades", "todas"), (CHILDREN, "nna"), (AGGRESSION, "agresion")],
)
@pytest.mark.parametrize("sex", [None, "Hombres"])
def test_each_view_shows_its_charts_and_reasons(demo, cube, name, view, sex) -> None:
    app = view_of(name, **({"sexo": sex} if sex else {}))
    made, reasons = charts(cube, view, cem(**({"sex": ("hombre",)} if sex else {})))
    said = words_of(app)
    assert len(app.table) == len(made) >= 2
    for number, chart in enumerate(made):
        assert chart.question in said
        assert re.sub(r"\s", " ", chart.headline) in re.sub(r"\s", " ", said)
        frame = table_of(app, number)
        assert {(r, c): t for c in frame.columns for r, t in frame[c].items()} == shown(chart)
    informed = " ".join(info.value for info in app.info)
    assert all(reason in informed for reason in reasons)
    assert bool(reasons) == (view == "agresion" and sex is not None)


def test_the_reasons_of_a_view_are_told_once(demo) -> None:
    app = view_of(AGGRESSION, tipo="Física")
    assert not app.table
    assert len(app.info) == 1
    assert app.info[0].value.count("No se publica el cruce") == 4


def test_children_are_explained_when_the_filter_leaves_them_out(demo) -> None:
    app = view_of(CHILDREN, edad="60 años o más")
    assert not app.table
    assert any("deja fuera a las niñas" in info.value for info in app.info)


def test_every_condition_is_explained(demo, cube) -> None:
    said = words_of(view_of(AGGRESSION))
    known = set(cube.categories("cem", "condition")) - {"sin_dato"}
    assert known == set(CONDITIONS)
    for label, meaning in conditions(cube, "cem"):
        assert f"**{label}:** {meaning}" in said


@pytest.mark.parametrize("source", ["sidpol", "police_points"])
def test_a_source_without_people_says_what_it_does_not_tell(demo, cube, source) -> None:
    app = open_page("profile")
    app.sidebar.selectbox(key="fuente").select(source).run()
    assert not app.exception and not app.error
    assert not app.table
    assert told_of(cube, source) == set()
    (info,) = [i.value for i in app.info if "no dice quiénes son" in i.value]
    for word in ("edad", "sexo", "tipo de violencia", "vínculo", "riesgo", "condición", "CEM"):
        assert word in info
    assert info == lacking(cube, source)


@pytest.mark.parametrize(
    ("name", "count"), [("Todas las edades", 1), (CHILDREN, 2), (AGGRESSION, 0)]
)
def test_demuna_shows_age_and_sex_and_says_the_rest(demo, name: str, count: int) -> None:
    app = view_of(name)
    app.sidebar.selectbox(key="fuente").select("demuna").run()
    assert not app.exception and not app.error
    assert len(app.table) == count
    assert any("DEMUNA no trae tipo de violencia, vínculo" in info.value for info in app.info)


@pytest.fixture
def small(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Cube:
    """A district with one real delivery: 60 women of 30 in one month of one year, no zones."""
    settings = dataclasses.replace(load_work_settings(), data_dir=tmp_path / "small")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    file = tmp_path / "cem.csv"
    file.write_text(text(usual(60)), encoding="utf-8")
    assert add("cem", file, Options(), settings).outcome == "accepted"
    publish(settings)
    return current_cube(settings.public_dir, UBIGEO)


@pytest.mark.parametrize("name", ["Todas las edades", CHILDREN, AGGRESSION])
def test_one_year_of_few_cases_is_no_fault(small: Cube, name: str) -> None:
    app = view_of(name)
    assert app.table or app.info
    said = words_of(app)
    assert "sube" not in said
    for shown_share in re.findall(r"(\d+)\u00a0%", said):
        assert int(shown_share) <= 100


# In the browser.


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    context = browser.new_context(locale="es-PE", viewport={"width": 1366, "height": 768})
    yield context.new_page()
    context.close()


def rows_of(page: Page, number: int) -> dict[str, list[str]]:
    """The table under a chart, as it stands on screen: row → cells."""
    page.get_by_text("Ver la tabla", exact=True).nth(number).click()
    rows = page.locator("[data-testid=stTable]").nth(number).locator("tbody tr")
    expect(rows.first).to_be_visible()
    return {
        row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows.all()
    }


@pytest.mark.browser
def test_the_view_lives_in_the_url_and_its_figures_are_the_files(
    page: Page, server: str, published
) -> None:
    go(page, server + "perfil")
    page.get_by_role("radio", name=CHILDREN).or_(
        page.get_by_role("button", name=CHILDREN)
    ).first.click()
    expect(page.get_by_text("correspondieron a niñas, niños y adolescentes").first).to_be_visible()
    expect(page).to_have_url(re.compile(r"perfil\?vista=Ni"))
    address = page.url
    go(page, address)
    ages = cells_of(published, "age", "year", where="age_group IN ('0-11', '12-17')")
    totals = {y: total(v) for y, v in cells_of(published, "total", "year").items()}
    found = {row[:4]: cells[0] for row, cells in rows_of(page, 0).items()}
    shares_of = {str(y): share_by_hand(v, totals[y]) for y, v in ages.items()}
    shares_of["2022"] = shares_of["2022"].replace(")", ", provisional)")
    assert found == shares_of
    assert english(page) == []


@pytest.mark.parametrize(
    ("sex", "ages", "wanted"),
    [
        ("mujer", ["0-11"], "niñas"),
        ("hombre", ["12-17"], "adolescentes hombres"),
        ("mujer", ["0-11", "12-17", "sin_dato"], "niñas y adolescentes mujeres"),
        ("hombre", ["12-17", "18-29"], "hombres"),
        ("mujer", ["sin_dato"], "mujeres"),
    ],
)
def test_people_under_18_have_their_own_names(sex: str, ages: list[str], wanted: str) -> None:
    assert people(sex, ages) == wanted


def test_no_child_is_called_a_woman_or_a_man(cube) -> None:
    """Where a selection holds only under-18s, by its source or by a filter."""
    for filters in (Filters("demuna", (2021, 2021)), cem(age_group=("0-11", "12-17"))):
        for chart in (pyramid(cube, filters), nna.by_sex(cube, filters)):
            said = " ".join([chart.headline, chart.question, *(s.name for s in chart.series)])
            assert "niñas" in said.lower()
            assert not re.search(
                r"(?<!adolescentes )\b(mujer|mujeres|hombre|hombres)\b", said, re.I
            )


def test_derived_cases_are_told_beside_the_total(cube, published) -> None:
    where = "source = 'cem' AND year = 2021 AND ubigeo = '150106'"
    part, total = (
        published.execute(f"SELECT value FROM cells WHERE {where} AND {more}").fetchone()[0]
        for more in ("condition = 'derivado'", "table_id = 'total'")
    )
    (said,) = counted_twice(cube, "cem", (2021, 2021))
    assert f"alrededor del {percent(100 * part / total)}" in said
    assert counted_twice(cube, "sidpol", (2021, 2021)) == ()
