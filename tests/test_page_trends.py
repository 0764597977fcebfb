"""Tendencias: what it draws equals the published file, and every state is told for what it is."""

from __future__ import annotations

import csv
import dataclasses
import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser

from observatorio.charts.model import Chart, State
from observatorio.config import ROOT
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.filters import Filters, NotShown, NotYet
from observatorio.numbers import MONTHS as MONTHS_LONG
from observatorio.numbers import decimal
from observatorio.statistics import rate
from observatorio.views import rates
from observatorio.views.changes import headline
from observatorio.views.common import provisional_months, same_months
from observatorio.views.events import (
    MOST_ON_AXIS,
    Happening,
    date_words,
    happenings,
    of_years,
    on_axis,
)
from observatorio.views.like_for_like import open_year, same_period
from observatorio.views.spans import Spans, long_months, short_months, year_label
from observatorio.views.trends import by_month_and_year, monthly, side_by_side, yearly
from tests.conftest import public_of
from tests.test_pages import MONTHS, open_page, summed, table_of, told, words_of

UBIGEO, ALL_YEARS = "150106", (2017, 2022)
SOURCES = ("cem", "sidpol", "police_points", "demuna")
REFERENCE = ROOT / "data" / "reference"
RATE = "Tasa por 10 000 habitantes"
OF = (
    " FROM cells c JOIN sources s ON s.source = c.source AND s.measure = c.measure "
    "WHERE c.source = ? AND table_id = ?"
)
Change = Callable[..., Cube]


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


@pytest.fixture
def changed(demo_data: Path, tmp_path: Path) -> Change:
    """A copy of the public file in which other things were delivered, as its reader opens it."""

    def _changed(*statements: str, ubigeo: str = UBIGEO) -> Cube:
        folder = public_of(demo_data)
        name = json.loads((folder / "current.json").read_text(encoding="utf-8"))["file"]
        copy = shutil.copy(folder / name, tmp_path / f"{len(list(tmp_path.iterdir()))}.duckdb")
        with duckdb.connect(str(copy)) as con:
            for statement in statements:
                con.execute(statement)
        return Cube(Path(copy), ubigeo)

    return _changed


def lacking(source: str, *months: tuple[int, int]) -> list[str]:
    """Statements that take months of a source back, as if they had never been delivered."""
    where = " OR ".join(f"(year = {y} AND month = {m})" for y, m in months)
    in_cells = " OR ".join(f"(year = {y} AND codes[1] = '{m}')" for y, m in months)
    return [
        f"UPDATE coverage SET state = 'no entregado' WHERE source = '{source}' AND ({where})",
        f"DELETE FROM cells WHERE source = '{source}' AND table_id LIKE 'month%' AND ({in_cells})",
    ]


def points(chart: Chart, series: int = 0) -> dict[str, str]:
    return {point.category: point.told for point in chart.series[series].points}


# Months that can be compared.


def delivered(published, source: str) -> set[tuple[int, int]]:
    return set(
        published.execute(
            "SELECT year, month FROM coverage WHERE source = ? AND state IN "
            "('recibido', 'parcial')",
            [source],
        ).fetchall()
    )


@pytest.mark.parametrize("source", SOURCES)
def test_same_months_and_last_months_equal_the_file(cube: Cube, published, source: str) -> None:
    had = delivered(published, source)
    assert provisional_months(cube, source) == set(sorted(had)[-2:])
    for before in range(2016, 2023):
        both = [m for m in range(1, 13) if {(before, m), (before + 1, m)} <= had]
        expected = [m for m in both if set(range(1, m + 1)) <= set(both)]
        assert same_months(cube, source, before, before + 1) == expected


def test_same_months_stop_at_a_gap(changed: Change) -> None:
    assert same_months(changed(*lacking("cem", (2021, 3))), "cem", 2021, 2022) == [1, 2]
    assert same_months(changed(*lacking("cem", (2022, 1))), "cem", 2021, 2022) == []


def test_a_source_that_tells_no_months_has_none_provisional(changed: Change) -> None:
    yearly_source = changed("DELETE FROM coverage WHERE source = 'demuna'")
    assert provisional_months(yearly_source, "demuna") == set()
    assert open_year(yearly_source, Filters("demuna", ALL_YEARS)) is None


@pytest.mark.parametrize(
    ("months", "short", "long"),
    [
        ([1, 2, 3], "ene–mar", "enero a marzo"),
        ([1, 3], "ene, mar", "enero y marzo"),
        ([9], "set", "setiembre"),
    ],
)
def test_months_in_words(months: list[int], short: str, long: str) -> None:
    assert (short_months(months), long_months(months)) == (short, long)
    assert year_label(2022, months) == f"2022 ({short})"
    assert year_label(2022, list(range(1, 13))) == "2022"


# The years.


@pytest.mark.parametrize("source", [s for s in SOURCES if s != "sidpol"])
def test_the_same_months_equal_the_file(cube: Cube, published, source: str) -> None:
    rows = published.execute(
        "SELECT year, list(value)" + OF + " AND month <= 3 GROUP BY year ORDER BY year",
        [source, "month"],
    ).fetchall()
    (total,) = published.execute(
        "SELECT value" + OF + " AND year = 2022", [source, "total"]
    ).fetchone()
    expected = {str(year): summed(values) for year, values in rows}
    expected["2022"] = f"{told(total)} (provisional)"
    chart = same_period(cube, Filters(source, ALL_YEARS))
    assert points(chart) == expected
    assert "enero a marzo" in chart.unit
    assert (told(total) in chart.headline) and "2021" in chart.headline


def test_an_open_year_is_never_blown_up_to_a_whole_one(cube: Cube, published) -> None:
    chart = yearly(cube, Filters("cem", ALL_YEARS))
    assert chart.categories[-1] == "2022 (ene–mar)"
    (total,) = published.execute(
        "SELECT value" + OF + " AND year = 2022", ["cem", "total"]
    ).fetchone()
    assert points(chart)["2022 (ene–mar)"] == f"{total} (provisional)"
    assert [p.provisional for p in chart.series[0].points] == [False] * 5 + [True]


def test_without_an_open_year_nothing_is_compared_by_months(cube: Cube) -> None:
    assert open_year(cube, Filters("cem", (2018, 2021))) is None
    with pytest.raises(NotShown, match="año abierto"):
        same_period(cube, Filters("cem", (2018, 2021)))


def test_an_open_year_alone_is_compared_with_the_year_before(cube: Cube) -> None:
    alone = same_period(cube, Filters("cem", (2022, 2022)))
    assert alone == same_period(cube, Filters("cem", (2021, 2022)))
    assert alone.categories == ("2021", "2022")


QUARTERS = ("ene–mar", "abr–jun", "jul–set", "oct–dic")


@pytest.mark.parametrize(("name", "code"), [("age_group", "12-17"), ("zone", "Z01")])
def test_where_months_are_refused_quarters_are_shown(
    cube: Cube, published, name: str, code: str
) -> None:
    rows = published.execute(
        f"SELECT year, quarter, value, note FROM cells WHERE source = 'cem' AND {name} = ? "
        f"AND table_id = 'quarter_' || ? AND ubigeo = '{UBIGEO}' ORDER BY year, quarter",
        [code, name.removesuffix("_group")],
    ).fetchall()
    chosen = {name: (code,)}
    chart = monthly(cube, Filters("cem", ALL_YEARS, chosen))
    shown = {f"{QUARTERS[q - 1]} {y}": note if v is None else told(v) for y, q, v, note in rows}
    assert {p.category: p.text for p in chart.series[0].points} == shown
    assert "trimestre" in chart.question
    if name == "zone":  # by zone the open year waits: there is nothing to compare
        assert max(y for y, *_ in rows) == 2021
        with pytest.raises(NotYet, match="2022, todavía no"):
            same_period(cube, Filters("cem", ALL_YEARS, chosen))
        return
    begun = same_period(cube, Filters("cem", ALL_YEARS, chosen))
    assert {p.category: p.text for p in begun.series[0].points if p.category != "2022"} == {
        str(y): note if v is None else told(v) for y, q, v, note in rows if q == 1 and y != 2022
    }


def test_months_that_are_no_quarter_are_refused(cube: Cube) -> None:
    some = Filters("cem", ALL_YEARS, {"age_group": ("12-17",), "month": ("1", "2")})
    with pytest.raises(NotShown, match="mes"):
        monthly(cube, some)


def test_the_words_of_the_change_are_those_of_the_figures(cube: Cube) -> None:
    said = yearly(cube, Filters("cem", (2018, 2019))).headline
    assert said.startswith("De 2018 a 2019: sin cambio claro (+7")
    assert f"de {told(1196)} a {told(1278)} casos atendidos" in said
    assert yearly(cube, Filters("cem", (2017, 2018))).headline.startswith(
        "De 2017 a 2018: subió 44"
    )


def test_2020_is_shaded_told_and_not_compared(cube: Cube) -> None:
    chart = yearly(cube, Filters("cem", ALL_YEARS))
    assert chart.headline.startswith("2021 no se compara con 2020: en 2020 hubo cierre")
    assert "Frente a 2019: subió 13" in chart.headline
    assert chart.bands == (("2020", "2020", "Pandemia"),)
    assert any("no significa menos violencia" in note for note in chart.notes)
    short = yearly(cube, Filters("cem", (2020, 2021))).headline
    why = "hubo cierre o restricciones de servicios"
    assert short == f"2021 no se compara con 2020: en 2020 {why}."
    months = monthly(cube, Filters("cem", ALL_YEARS))
    assert months.bands == (("mar 2020", "dic 2020", "Pandemia"),)
    police = yearly(cube, Filters("sidpol", (2017, 2021)))
    assert police.bands == (("2020", "2020", "Pandemia"),)
    assert police.headline.startswith("2021 no se compara con 2020: en 2020 hubo cuarentena y se")
    assert "Frente a 2019: " in police.headline
    assert not any("cerraron" in note for note in police.notes)


def test_one_year_alone_says_its_figure(cube: Cube) -> None:
    assert (
        yearly(cube, Filters("cem", (2019, 2019))).headline
        == f"2019: {told(1278)} casos atendidos."
    )
    assert "ene–mar" in yearly(cube, Filters("cem", (2022, 2022))).headline


def test_protected_years_are_not_compared(changed: Change) -> None:
    hidden = changed(
        "UPDATE cells SET value = NULL, kind = 'below', step = NULL WHERE source = 'sidpol' "
        "AND table_id = 'total' AND year = 2018"
    )
    chart = yearly(hidden, Filters("sidpol", (2018, 2019)))
    assert chart.headline == "2019 no se compara con 2018: hay cifras protegidas o no entregadas."
    (first, _) = chart.series[0].points
    assert (first.state, first.text, first.value) == (State.PROTECTED, "menos de 5", None)


def test_a_year_of_nothing_is_not_delivered_and_before_the_source_is_no_record(
    changed: Change, cube: Cube
) -> None:
    gap = changed(
        *lacking("cem", *((2019, month) for month in range(1, 13))),
        "DELETE FROM cells WHERE source = 'cem' AND year = 2019",
    )
    chart = yearly(gap, Filters("cem", (2018, 2021)))
    assert [p.state for p in chart.series[0].points][1] == State.NOT_DELIVERED
    (police,) = [c for c in side_by_side(cube, ALL_YEARS) if c.key == "lado-sidpol"]
    assert police.series[0].points[0].state == State.NO_RECORD


def test_chosen_months_make_the_year(cube: Cube, published) -> None:
    chart = yearly(cube, Filters("cem", ALL_YEARS, {"month": ("3", "4")}))
    rows = published.execute(
        "SELECT year, list(value)" + OF + " AND month IN (3, 4) GROUP BY year", ["cem", "month"]
    ).fetchall()
    expected = {str(year): summed(values) for year, values in rows}
    expected["2022 (mar)"] = expected.pop("2022") + " (provisional)"
    assert points(chart) == expected
    assert len(chart.series) == 1  # no printed total beside a part
    assert Spans.of(cube, Filters("cem", ALL_YEARS, {"month": ("3", "4")})).whole == [
        2017, 2018, 2019, 2020, 2021,
    ]  # fmt: skip
    none = yearly(cube, Filters("cem", ALL_YEARS, {"month": ("6",)}))
    assert points(none)["2022"] == "no entregado"


# The months.


def test_the_last_two_months_are_provisional_and_nothing_follows_them(cube: Cube) -> None:
    chart = monthly(cube, Filters("cem", ALL_YEARS))
    last = [point.category for point in chart.series[0].points if point.provisional]
    assert last == ["feb 2022", "mar 2022"] == list(chart.categories[-2:])
    assert "Provisional: febrero y marzo de 2022." in chart.notes


def test_provisional_months_of_two_years_are_named_with_both(changed: Change) -> None:
    early = changed(*lacking("cem", (2022, 2), (2022, 3)))
    notes = monthly(early, Filters("cem", ALL_YEARS)).notes
    assert "Provisional: diciembre de 2021 y enero de 2022." in notes
    assert "feb 2022" not in monthly(early, Filters("cem", ALL_YEARS)).categories
    # A whole year with a provisional month is provisional too.
    assert points(yearly(early, Filters("cem", (2020, 2021))))["2021"].endswith("(provisional)")


def test_the_same_month_year_by_year_tells_what_the_line_tells(cube: Cube) -> None:
    chart = monthly(cube, Filters("cem", ALL_YEARS))
    told_there = by_month_and_year(chart)
    assert list(told_there.columns) == [str(year) for year in range(2017, 2023)]
    for point in chart.series[0].points:
        year, month = point.key
        assert point.category == f"{MONTHS[month - 1]} {year}"
        assert told_there[str(year)].iloc[month - 1] == point.told
    assert told_there["2022"].iloc[11] == "—"


@pytest.mark.parametrize("source", SOURCES)
def test_the_highest_month_is_the_highest(cube: Cube, published, source: str) -> None:
    """Of rounded figures all that may be it are named, or none; of open ones all that are."""
    said = monthly(cube, Filters(source, ALL_YEARS)).headline
    rows = published.execute(
        "SELECT coalesce(value, 0), year, month, note" + OF, [source, "month"]
    ).fetchall()
    room = 0 if source == "sidpol" else 2 * 4
    top = max(value for value, *_ in rows)
    near = {(year, month) for value, year, month, _ in rows if value + room >= top}
    named = {(y, m) for y, m in near if f"{MONTHS_LONG[m - 1]} de {y}" in said}
    assert not any(note.startswith("redondeado ") for *_, note in rows)
    assert named == (near if len(near) <= 3 else set())
    assert cube.sources[source].unit in said


def test_months_that_may_still_grow_are_no_last_word(cube: Cube) -> None:
    assert monthly(cube, Filters("cem", (2022, 2022))).headline.startswith("Por ahora, ")


# Rates.


def test_rates_are_of_the_population_and_say_whose(cube: Cube, published) -> None:
    chart = yearly(cube, Filters("cem", ALL_YEARS), as_rate=True)
    people = dict(
        published.execute(
            "SELECT year, population FROM population WHERE ubigeo = ? AND zone IS NULL "
            "AND sex = 'total' AND age_group = 'total'",
            [UBIGEO],
        ).fetchall()
    )
    assert set(people) >= set(range(2017, 2027))
    for year, of, count in ((2017, 2017, 832), (2019, 2019, 1278), (2021, 2021, 1441)):
        (point,) = [p for p in chart.series[0].points if p.category == str(year)]
        assert point.amount == pytest.approx(10_000 * count / people[of])
        assert point.label == decimal(point.amount)
        low, high = point.limits
        expected = rate(count, people[of])
        assert (low, high) == (expected.low, expected.high)
        assert low < point.amount < high
    said = " ".join(chart.notes)
    assert "Sin población del mismo año" not in said
    assert "2022" not in " ".join(chart.categories)
    assert "2022 no tiene tasa del año" in said
    assert len(chart.series) == 1


def test_a_year_without_population_says_which_one_it_takes(changed: Change) -> None:
    fewer = changed("DELETE FROM population WHERE year NOT IN (2017, 2022)")
    said = " ".join(yearly(fewer, Filters("cem", ALL_YEARS), as_rate=True).notes)
    assert "2018 y 2019, la de 2017" in said
    assert "2020 y 2021, la de 2022" in said


def test_few_cases_have_no_rate_and_are_not_drawn(changed: Change) -> None:
    few = changed(
        "UPDATE cells SET value = 5 WHERE source = 'demuna' AND table_id = 'total' AND year = 2019",
        "UPDATE cells SET value = NULL, kind = 'below', step = NULL WHERE source = 'demuna' "
        "AND table_id = 'total' AND year = 2020",
    )
    first, second, third = yearly(few, Filters("demuna", (2019, 2021)), True).series[0].points
    assert (first.value, first.text) == (None, rates.TOO_FEW)
    assert (second.value, second.text) == (None, "menos de 5")
    assert third.value is not None


@pytest.mark.parametrize(
    ("source", "chosen", "word"),
    [
        ("sidpol", {}, ""),
        ("cem", {"violence_type": ("fisica",)}, ""),
        ("cem", {"sex": ("mujer",)}, "sexo o edad"),
        ("cem", {"age_group": ("0-11",)}, "sexo o edad"),
        ("police_points", {}, "no reúne"),
    ],
)
def test_why_there_is_no_rate(handed_in: Path, source: str, chosen, word: str) -> None:
    cube = current_cube(public_of(handed_in), UBIGEO)
    reason = rates.why_no_rate(cube, Filters(source, ALL_YEARS, chosen))
    assert word in reason
    assert bool(reason) == bool(word)


def test_without_population_there_is_no_rate(changed: Change) -> None:
    real = "UPDATE sources SET demonstration = false"
    nobody, cube = changed("DELETE FROM population", real), changed(real)
    assert "no se conoce la población" in rates.why_no_rate(nobody, Filters("cem", ALL_YEARS))
    zones = tuple(code for code in cube.categories("cem", "zone") if code != "sin_zona")
    assert "varias zonas" in rates.why_no_rate(cube, Filters("cem", ALL_YEARS, {"zone": zones[:2]}))


# Side by side.


def test_every_source_has_its_own_chart_unit_and_scale(cube: Cube, published) -> None:
    charts = side_by_side(cube, ALL_YEARS)
    assert [chart.key for chart in charts] == [f"lado-{source}" for source in SOURCES]
    for source, chart in zip(SOURCES, charts, strict=True):
        assert len(chart.series) == 1
        assert [category[:4] for category in chart.categories] == [
            str(y) for y in range(2017, 2023)
        ]
        (unit,) = published.execute(
            "SELECT unit FROM sources WHERE source = ?", [source]
        ).fetchone()
        assert chart.unit == unit
        rows = published.execute(
            "SELECT year, value" + OF + " AND year <= 2022", [source, "total"]
        ).fetchall()
        shown = {p.category[:4]: p.figure.text for p in chart.series[0].points if p.figure}
        assert shown == {str(year): summed([value]) for year, value in rows}


def test_a_district_with_one_source_and_no_zones_stands(changed: Change) -> None:
    alone = changed("DELETE FROM cells WHERE source <> 'demuna'", "DELETE FROM zones")
    (chart,) = side_by_side(alone, ALL_YEARS)
    assert chart.key == "lado-demuna"
    assert headline(alone, "demuna", {}, Spans.of(alone, Filters("demuna", ALL_YEARS))) == (
        "Sin datos en estos años."
    )


# Events.


def event(first: str, kind: str = "norma", last: str = "", title: str = "") -> Happening:
    return Happening(first, last, kind, title or f"{kind} {first}", "Detalle.", "Fuente")


@pytest.mark.parametrize(
    ("text", "words"),
    [("2019", "2019"), ("2020-03", "marzo de 2020"), ("2022-04-06", "6 de abril de 2022")],
)
def test_dates_of_any_precision_in_words(text: str, words: str) -> None:
    assert date_words(text) == words


def test_the_axis_takes_services_first_and_few() -> None:
    years = {str(year): str(year) for year in range(2010, 2020)}
    found = [event(str(year)) for year in years] + [event("2019", "servicio", title="Casa")]
    marks = on_axis(found, years)
    assert len(marks) == MOST_ON_AXIS
    assert len({mark.category for mark in marks}) == MOST_ON_AXIS
    assert [mark.category for mark in marks] == sorted(mark.category for mark in marks)
    assert marks[-1].title == "Casa"


def test_weight_goes_before_kind_and_what_weighs_nothing_never_stands() -> None:
    heavy = dataclasses.replace(event("2018", "norma", title="La que cambió todo"), weight=3)
    light = event("2018", "servicio", title="Un horario")
    unknown = dataclasses.replace(event("2019", title="RM citada"), weight=0)
    marks = on_axis([unknown, light, heavy], {"2018": "2018", "2019": "2019"})
    assert [mark.title for mark in marks] == ["La que cambió todo"]
    assert [e.title for e in of_years([unknown, light], (2019, 2019))] == ["RM citada"]


@pytest.mark.parametrize("chart_of", [yearly, monthly])
def test_no_little_known_rule_stands_on_the_axis(
    cube: Cube, chart_of: Callable[..., Chart]
) -> None:
    with (REFERENCE / "events.csv").open(encoding="utf-8", newline="") as handle:
        weights = {row["title"]: int(row["weight"]) for row in csv.DictReader(handle)}
    shown = [
        re.sub(r" \(hasta \d+\)$", "", e.title)
        for e in chart_of(cube, Filters("cem", ALL_YEARS)).events
    ]
    assert shown
    assert all(weights[title] > 0 for title in shown)
    if chart_of is yearly:
        assert {"Casa Amiga", "Se reconoce la instancia de concertación"} <= set(shown)


def test_a_month_axis_takes_only_what_has_a_month() -> None:
    axis = {"2020-03": "mar 2020", "2020-04": "abr 2020"}
    found = [event("2020"), event("2020-04", title="Ley 1")]
    (mark,) = on_axis(found, axis)
    assert (mark.category, mark.title) == ("abr 2020", "Ley 1")
    assert mark.detail == "Detalle"
    assert on_axis(found, {}) == ()


def test_a_service_that_ended_is_marked_at_its_end() -> None:
    axis = {"2018": "2018", "2019": "2019"}
    found = [event("2012", "servicio", "2019", "Casa"), event("2012", "plan", "2019", "Plan")]
    (mark,) = on_axis(found, axis)
    assert (mark.category, mark.title) == ("2019", "Casa (hasta 2019)")
    assert [e.title for e in of_years(found, (2018, 2019))] == ["Casa", "Plan"]
    assert of_years(found, (2020, 2021)) == []


@pytest.mark.parametrize(
    ("first", "last", "told_beside"),
    [
        ("2020", "", "Detalle"),
        ("2020-11", "", "noviembre de 2020; Detalle"),
        ("2020-03", "2020-12", "de marzo de 2020 a diciembre de 2020; Detalle"),
    ],
)
def test_a_mark_tells_its_date_where_the_axis_does_not(
    first: str, last: str, told_beside: str
) -> None:
    (mark,) = on_axis([event(first, last=last)], {"2020": "2020"})
    assert mark.detail == told_beside


def test_a_long_detail_is_left_to_the_list() -> None:
    long = dataclasses.replace(event("2020"), detail="Palabras. " * 9)
    (mark,) = on_axis([long], {"2020": "2020"})
    assert mark.detail == ""


def test_the_axis_has_few_of_the_events_and_the_list_all(cube: Cube) -> None:
    chart = yearly(cube, Filters("cem", ALL_YEARS))
    shown = {re.sub(r" \(hasta \d+\)$", "", e.title) for e in chart.events}
    with (REFERENCE / "events.csv").open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    touching = [
        row["title"]
        for row in rows
        if row["date_from"][:4] <= "2022" and (row["date_to"] or row["date_from"])[:4] >= "2017"
    ]
    assert [e.title for e in of_years(happenings(UBIGEO), ALL_YEARS)] == touching
    assert shown < set(touching)
    assert 0 < len(shown) <= MOST_ON_AXIS
    assert all(e.category in chart.categories for e in chart.events)


def test_nothing_is_marked_after_the_last_month_delivered(cube: Cube) -> None:
    """The law of April 2022 is not put on a year that ends in March."""
    chart = yearly(cube, Filters("cem", ALL_YEARS))
    assert not any("31439" in mark.title for mark in chart.events)
    assert any("31439" in e.title for e in of_years(happenings(UBIGEO), ALL_YEARS))


def test_the_emergency_is_a_band_or_a_mark_and_never_both(cube: Cube) -> None:
    for source in ("cem", "sidpol"):
        chart = yearly(cube, Filters(source, ALL_YEARS))
        assert not any("Pandemia" in mark.title for mark in chart.events)
        assert chart.bands


# The page.


def test_page_has_years_months_and_every_source(demo) -> None:
    app = open_page("trends")
    asked = [s.value for s in app.subheader if s.value != "Filtros"]
    assert asked[:3] == [
        "¿Cuántos casos atendidos hubo cada año?",
        "¿Cómo va 2022 frente a los mismos meses?",
        "¿En qué meses hubo más casos atendidos?",
    ]
    assert len(app.get("plotly_chart")) == 3 + len(SOURCES)
    said = words_of(app)
    assert "nunca se suman" in said.replace("*", "")
    assert "no significa menos violencia" in said
    assert "Ley 31439" in said
    lines = [c.value for c in app.caption if c.value.startswith("Fuente: ")]
    for line in lines[:3]:
        assert re.search(r"datos hasta marzo de 2022 · edición 1 · años 2017 a 2022", line)


def test_page_never_adds_sources(demo, published) -> None:
    values = [
        published.execute("SELECT value" + OF + " AND year = 2021", [s, "total"]).fetchone()[0]
        for s in SOURCES
    ]
    assert told(sum(values)) not in words_of(open_page("trends"))


def test_switch_to_rates_lives_in_the_url(demo) -> None:
    app = open_page("trends", medida=RATE, fuente="Policía (SIDPOL)", anios=["2018", "2021"])
    assert any("por cada 10" in asked.value for asked in app.subheader)
    years = table_of(app).iloc[:, 0]
    # 3 919 complaints among 412 234 people.
    assert years["2021"].startswith("95,1")
    assert "Sin población del mismo año se usa" not in words_of(app)


def test_switch_to_rates_says_why_there_are_none(demo) -> None:
    app = open_page("trends", medida=RATE, sexo="Mujeres")
    assert any("sus casos son inventados" in info.value for info in app.info)
    assert table_of(app).iloc[0, 0].isdigit()


def test_a_crossing_that_is_not_published_says_why_and_the_sources_stay(demo) -> None:
    app = open_page("trends", tipo="Física", edad="0 a 11 años", sexo="Mujeres", zona="San Benito")
    assert app.info
    for info in app.info:
        assert re.search(r"No se publica el cruce|casos|reconocid", info.value)
    assert len(app.get("plotly_chart")) == len(SOURCES)


@pytest.mark.browser
def test_the_page_is_short_and_its_small_charts_stand_side_by_side(
    server: str, browser: Browser
) -> None:
    page = browser.new_page(viewport={"width": 1366, "height": 768}, locale="es-PE")
    page.goto(f"{server}tendencias")
    page.wait_for_selector("footer.odv-foot", timeout=60_000)
    grid = page.locator("[class*=st-key-odv-small]")
    grid.locator(".js-plotly-plot").nth(len(SOURCES) - 1).wait_for()
    whole = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    assert whole <= 3400  # four screens and a bit
    tops = (
        "e => new Set([...e.children].map((c) => Math.round(c.getBoundingClientRect().top))).size"
    )
    # Two by two on a large screen too, where all is 1.4 times as large.
    for width, rows in ((1366, 2), (1920, 2), (390, len(SOURCES))):
        page.set_viewport_size({"width": width, "height": 900})
        assert grid.evaluate(tops) == rows
    page.close()


@pytest.mark.browser
def test_figures_on_screen_equal_the_file(server: str, browser: Browser, published) -> None:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE")
    page = context.new_page()
    page.goto(f"{server}tendencias?fuente=Polic%C3%ADa+%28SIDPOL%29")
    page.wait_for_selector("footer.odv-foot", timeout=60_000)
    page.wait_for_selector("text=¿Cuántas denuncias hubo cada año?")
    page.get_by_text("Ver la tabla").first.click()
    table = page.locator("table").first
    table.wait_for(state="visible")
    shown = [re.split(r"\s*\t\s*|\n", row.strip()) for row in table.locator("tr").all_inner_texts()]
    rows = published.execute("SELECT year, value" + OF, ["sidpol", "total"]).fetchall()
    expected = {str(year): told(value) for year, value in rows}
    found = {row[0][:4]: row[-1].split(" (")[0] for row in shown if row[0][:2] == "20"}
    assert found == expected
    context.close()
