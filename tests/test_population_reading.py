"""The population that a rate is divided by, against the published file read by plain SQL."""

from __future__ import annotations

import itertools
from collections.abc import Callable

import duckdb
import pytest

from ingest.publish import publish
from ingest.settings import WorkSettings
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.population import population_of
from tests.conftest import public_of
from tests.test_population import USUAL, file_of
from tests.test_sidpol import file_of as reports_of
from tests.test_sidpol import year_of

UBIGEO = "150106"


@pytest.fixture(scope="module")
def demonstration(demo_data) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


@pytest.fixture
def cube_of(deliver, settings: WorkSettings) -> Callable[[str], Cube]:
    """Publishes a population table (and one source, without which there is no edition)."""

    def _cube_of(text: str) -> Cube:
        deliver("population", "p.csv", text)
        deliver("sidpol", "s.csv", reports_of(year_of(2018)))
        publish(settings)
        return current_cube(settings.public_dir, UBIGEO)

    return _cube_of


def test_each_known_year_has_its_own_figure(
    demonstration: Cube, published: duckdb.DuckDBPyConnection
) -> None:
    known = published.execute(
        "SELECT year, population, source_ref FROM population WHERE ubigeo = ? AND zone IS NULL "
        "AND sex = 'total' AND age_group = 'total'",
        [UBIGEO],
    ).fetchall()
    assert len(known) == 11
    for year, persons, source in known:
        found = population_of(demonstration, year)
        assert found is not None
        assert (found.persons, found.year, found.source_ref) == (persons, year, source)
        assert (found.nearest, found.warning) == (False, "")
    for year, asked in itertools.product([y for y, _, _ in known], range(2000, 2030)):
        other = population_of(demonstration, asked)
        assert other is not None
        assert abs(other.year - asked) <= abs(year - asked)
        assert other.nearest == (asked not in [y for y, _, _ in known])


def test_another_year_is_told(demonstration: Cube) -> None:
    found = population_of(demonstration, 2016)
    assert found is not None and found.nearest
    assert found.warning == (
        "No hay población de ese año: se usa la de 2017 (350\u202f989 personas; "
        "INEI, Censos Nacionales 2017)."
    )


def test_a_zone_without_population_has_none(demonstration: Cube) -> None:
    assert population_of(demonstration, 2017, "Z01") is None


def test_the_later_of_two_years_and_the_census_of_two_kinds(cube_of) -> None:
    rows = [
        {"year": 2010, "population": 10_000},
        {"year": 2014, "population": 14_000, "kind": "proyeccion"},
        {"year": 2014, "population": 14_500, "kind": "censo"},
        {"year": 2014, "population": 7000, "sex": "mujer"},
        {"year": 2014, "population": 3000, "age_group": "0-14"},
    ]
    cube = cube_of(file_of(*rows))
    found = [population_of(cube, year) for year in (2010, 2011, 2012, 2013, 2020)]
    assert [p and p.persons for p in found] == [10_000, 10_000, 14_500, 14_500, 14_500]
    assert [p and p.nearest for p in found] == [False, True, True, True, True]


def test_where_nothing_is_known_there_is_none(cube_of) -> None:
    cube = cube_of(file_of({"sex": "mujer", "population": USUAL["population"]}))
    assert population_of(cube, 2017) is None
