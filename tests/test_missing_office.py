"""An office that did not deliver is no fall: such months are not compared, and it is said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from observatorio.balance import parts
from observatorio.balance.scope import Scope
from observatorio.config import load_settings
from observatorio.cube import Cube
from observatorio.filters import Filters
from observatorio.store import Pointer
from observatorio.views import common, crossing, overview, trends
from observatorio.views.changes import between
from tests.test_cube import OFFICES, World, cases_of, months, new_world
from tests.test_pages import open_page, words_of

LACKING = "falta alguna oficina en julio a diciembre de 2019"


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two offices that attend as many cases each year; from July of 2019 one does not deliver."""
    world = new_world(tmp_path_factory.mktemp("oficinas"), zones=False)
    rng = np.random.default_rng(4)
    world.add_cases("uno.csv", cases_of(rng, months((2017, 1), (2019, 12)), 60, OFFICES[:1]))
    world.add_cases("dos.csv", cases_of(rng, months((2017, 1), (2019, 6)), 60, OFFICES[1:]))
    world.publish(date(2020, 1, 5))
    return world


@pytest.fixture(scope="module")
def cube(world: World) -> Cube:
    current = Pointer(world.settings.public_dir).current
    assert current is not None
    return Cube(current, world.settings.district.ubigeo)


@pytest.mark.parametrize("page", ["overview", "trends"])
def test_no_reader_is_told_a_fall(world: World, page: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(world.settings.public_dir))
    said = words_of(open_page(page))
    assert "bajó" not in said
    assert "2019" in said


def test_such_a_year_is_not_whole(cube: Cube) -> None:
    assert common.months_delivered(cube, "cem")[2019] == list(range(1, 13))
    assert common.whole_years(cube, "cem") == [2017, 2018]
    assert common.same_months(cube, "cem", 2018, 2019) == list(range(1, 7))
    assert common.partial_months(cube, "cem") == {2019: list(range(7, 13))}


def test_its_fall_is_not_told(cube: Cube) -> None:
    figures = {year: cube.figures(Filters("cem", (year, year))).get(()) for year in (2017, 2019)}
    first, last = (figures[year].value for year in (2017, 2019))
    assert last < 0.8 * first, "an office less is a fourth of the cases less"
    moved = between(cube, "cem", figures, 2017, 2019)
    assert (moved.word, moved.reason, moved.pct) == ("no comparable", LACKING, None)
    half = between(cube, "cem", figures, 2017, 2019, months=range(1, 7))
    assert not half.reason


def test_the_page_of_trends_says_why(cube: Cube) -> None:
    chart = trends.yearly(cube, Filters("cem", (2017, 2019)))
    assert LACKING in chart.headline
    assert "bajó" not in chart.headline
    assert chart.categories[-1] == "2019 (incompleto)"
    assert "Falta alguna oficina en julio a diciembre de 2019." in chart.notes
    assert "Falta alguna oficina" in " ".join(
        trends.monthly(cube, Filters("cem", (2017, 2019))).notes
    )


def test_the_card_compares_the_months_of_both_offices(cube: Cube) -> None:
    (card,) = [card for card in overview.cards(cube) if card.info.source == "cem"]
    assert card.year == 2018
    assert card.open_text.startswith("Enero a junio de 2019:")
    assert "bajó" not in card.change_text


def test_crossing_and_balance_take_the_same_months(cube: Cube) -> None:
    found = crossing.common_months(cube, ["cem"], (2018, 2019))
    assert found == {2018: tuple(range(1, 13)), 2019: tuple(range(1, 7))}
    row = parts._glance_row(Scope(cube, load_settings(), 2019), "cem")
    assert row[-1].startswith("De enero a junio: ")
