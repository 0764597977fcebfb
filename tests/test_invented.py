"""No sentence, rate, difference or change has a real and an invented series: all pages, files."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from observatorio.balance.build import balance_of
from observatorio.balance.model import Grid, Items, Map, Picture, Text
from observatorio.charts.model import Chart
from observatorio.config import load_settings
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.filters import Filters
from observatorio.invented import MARK, banner, groups
from observatorio.views import crossing, findings, quality, rates
from observatorio.views.trends import yearly
from tests.conftest import public_of
from tests.test_pages import PAGES, open_page, words_of

REAL = re.compile(r"polic|SIDPOL|informes?\b|población", re.IGNORECASE)
INVENTED = re.compile(r"\bCEM\b|DEMUNA|Comisarías")
# Years and days are no figures of a series.
DATES = re.compile(r"\b\d{1,2} de [a-z]+|\b(?:19|20)\d\d\b|\b(?:3036|3143)\d\b|100 ")
FIGURE = re.compile(r"\d")


@pytest.fixture
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), "150106")


def joined(text: str) -> list[str]:
    """Sentences that have a figure and name both a real and an invented series."""
    sentences = re.split(r"(?<=[.;])\s|\n|\s{2,}|<[^>]+>|\*\*", text)
    return [
        said
        for said in sentences
        if REAL.search(said) and INVENTED.search(said) and FIGURE.search(DATES.sub("", said))
    ]


def test_the_judge_knows_a_sentence_of_both() -> None:
    assert joined("En 2021 hubo 1 441 casos (CEM) y 3 919 denuncias (Policía).")
    assert not joined("En 2021 hubo 1 441 casos (CEM). En 2021, 3 919 denuncias (Policía).")


@pytest.mark.parametrize("page", PAGES)
def test_no_sentence_of_a_page_has_both(demo_data: Path, monkeypatch, page: str) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))
    assert joined(words_of(open_page(page))) == []


def marked(chart: Chart, invented: set[str]) -> bool:
    """Each invented series says so wherever a real one stands beside it."""
    colors = {series.color for series in chart.series}
    if "publicado" not in colors and not colors - invented:
        return True
    return all(MARK in series.name for series in chart.series if series.color in invented)


@pytest.mark.parametrize("year", [2019, 2021, 2022, 2025])
def test_no_sentence_of_a_balance_has_both(cube: Cube, year: int) -> None:
    invented = {name for name, info in cube.sources.items() if info.demonstration}
    said: list[str] = []
    for block in balance_of(cube, load_settings(), year).blocks:
        if isinstance(block, Text):
            said.append(block.text)
        elif isinstance(block, Items):
            said += block.entries
        elif isinstance(block, Picture):
            said += [block.chart.question, block.chart.headline, *block.chart.notes]
            assert marked(block.chart, invented)
        elif isinstance(block, Map):
            said += [block.headline, *block.notes]
        elif isinstance(block, Grid):
            named = " ".join(block.header)
            assert not (INVENTED.search(named) and REAL.search(named)) or MARK in named
    assert [found for text in said for found in joined(text)] == []


def test_what_is_compared_is_all_real_or_all_invented(cube: Cube) -> None:
    chosen = ["cem", "sidpol", "police_points", "demuna"]
    assert groups(cube, chosen) == [["sidpol"], ["cem", "police_points", "demuna"]]
    assert crossing.pairs(cube, chosen) == [("cem", "police_points"), ("demuna", "police_points")]
    for finding in findings.findings(cube):
        assert len({MARK in source for source in finding.sources}) == 1
    # Neither population nor what reports printed is invented.
    for source in ("cem", "demuna"):
        assert "inventados" in rates.why_no_rate(cube, Filters(source, (2019, 2021)))
        assert quality.reconciled(cube, source) == []
    assert rates.why_no_rate(cube, Filters("sidpol", (2019, 2021))) == ""


def test_a_chart_of_both_names_the_invented_one(cube: Cube) -> None:
    records, printed = yearly(cube, Filters("cem", (2017, 2022))).series
    assert records.name == "Centros Emergencia Mujer (CEM, inventado)"
    assert printed.name == "Total publicado en informes"
    police = yearly(cube, Filters("sidpol", (2018, 2025)))
    assert [MARK in series.name for series in police.series] == [False]
    # 3 429 of 10 320.
    assert any("10\u202f320 denuncias de toda clase de 2025, 33" in note for note in police.notes)


def test_the_banner_says_which_are_real(cube: Cube) -> None:
    assert banner(cube) == (
        "Inventados, de ninguna persona: CEM, Comisarías y DEMUNA. Reales: Policía (SIDPOL), la "
        "población y lo citado de informes."
    )


def test_the_first_run_has_the_real_complaints(cube: Cube) -> None:
    by_year = cube.figures(Filters("sidpol", (2018, 2026)), ["year"])
    assert {year: figure.value for (year,), figure in by_year.items()} == {
        2018: 3159, 2019: 4132, 2020: 3629, 2021: 3919, 2022: 3463, 2023: 3924, 2024: 3834,
        2025: 3429, 2026: 1458,
    }  # fmt: skip
    months = cube.figures(Filters("sidpol", (2026, 2026)), ["month"])
    assert [int(month) for (month,) in months] == [1, 2, 3, 4, 5]
    assert "ODC-By" in cube.sources["sidpol"].licence
    assert "por confirmar con el portal" in cube.sources["sidpol"].licence
