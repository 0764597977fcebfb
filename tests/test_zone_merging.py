"""Zones with too few people or cases are joined with the neighbour of the longest shared border."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from ingest.zone_merging import FEW_CASES, FEW_PEOPLE, Zone, merge
from tests.test_cube import World, cases_of, cells_of, field, months, new_world

STEP = 0.01  # about a kilometre


def square(
    column: float,
    row: float = 0,
    width: float = 1,
    height: float = 1,
    people: float | None = None,
    **cases: int,
) -> Zone:
    """A zone on a chessboard; `cases` by year, as y2020=…"""
    x, y = column * STEP - 77, row * STEP - 11.9
    outline = shapely.box(x, y, x + width * STEP, y + height * STEP)
    counted = {("cem", int(year[1:])): number for year, number in cases.items()}
    code = f"Z{int(row * 10 + column):02d}"
    return Zone(code, f"Zona {code}", "referencial", outline, people, counted)


def made_of(zones: list[Zone], before: dict[str, str] | None = None) -> set[str]:
    return {group.code for group in merge(zones, before)}


def test_zones_that_are_large_enough_stay() -> None:
    zones = [square(i, y2020=20, y2021=20, people=10_000) for i in range(4)]
    assert made_of(zones) == {"Z00", "Z01", "Z02", "Z03"}


def test_nineteen_cases_in_one_year_are_too_few() -> None:
    zones = [square(0, y2020=90, y2021=19), square(1, y2020=50, y2021=50)]
    groups = merge(zones)
    assert [(g.code, g.reason) for g in groups] == [("Z00+Z01", FEW_CASES)]


def test_too_few_people_where_that_is_known() -> None:
    small, unknown = square(0, y2020=50, people=9_999), square(1, y2020=50)
    groups = merge([small, unknown, square(2, y2020=50, people=30_000)])
    assert {(g.code, g.reason) for g in groups} == {("Z00+Z01", FEW_PEOPLE), ("Z02", "")}


def test_it_goes_to_the_longest_shared_border() -> None:
    """The middle one touches the left one along two kilometres, the right one along one."""
    middle = square(1, width=1, height=2, y2020=3)
    left = square(0, height=2, y2020=100)
    right = square(2, height=1, y2020=100)
    assert made_of([middle, left, right]) == {"Z00+Z01", "Z02"}


def test_a_border_drawn_twice_is_still_a_border() -> None:
    """Each side rounded by itself: a sliver of about a metre lies between."""
    middle = square(1.00001, y2020=3)
    beside = square(0, y2020=100)
    corner = square(2.00001, 1, y2020=100)
    codes = {tuple(sorted(z.name for z in g.members)) for g in merge([middle, beside, corner])}
    assert (beside.name, middle.name) in codes or (middle.name, beside.name) in codes


def test_an_island_goes_to_the_nearest() -> None:
    assert made_of([square(0, y2020=1), square(3, y2020=50), square(9, y2020=50)]) == {
        "Z00+Z03",
        "Z09",
    }


def test_what_was_joined_stays_joined() -> None:
    zones = [square(i, y2020=500) for i in range(3)]
    assert made_of(zones, {"Z00": "Z00+Z01", "Z01": "Z00+Z01", "Z02": "Z02"}) == {"Z00+Z01", "Z02"}


@hypothesis_settings(max_examples=60)
@given(st.lists(st.tuples(st.integers(0, 80), st.integers(0, 80)), min_size=1, max_size=9))
def test_all_stand_by_themselves_or_are_one(cases: list[tuple[int, int]]) -> None:
    zones = [square(i % 3, i // 3, y2020=a, y2021=b) for i, (a, b) in enumerate(cases)]
    groups = merge(zones)
    assert sorted(z.code for g in groups for z in g.members) == sorted(z.code for z in zones)
    if len(groups) > 1:
        for group in groups:
            for year in (2020, 2021):
                assert sum(z.cases["cem", year] for z in group.members) >= 20
    for group in groups:
        if len(group.members) > 1:
            assert any(n < 20 for z in group.members for n in z.cases.values())


# Through the production path.


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    """Two years in which four places have many cases and a fifth few."""
    made = new_world(tmp_path_factory.mktemp("zones"))
    rng = np.random.default_rng(30)
    cases = cases_of(rng, months((2020, 1), (2021, 12)), 90)
    places = ["San Benito", "El Progreso", "Villa Esperanza", "Lomas de Carabayllo"]
    for case in cases:
        case["LUGAR_REFERENCIA"] = str(
            rng.choice([*places, "Chocas"], p=[0.3, 0.3, 0.2, 0.19, 0.01])
        )
    made.add_cases("cem.csv", cases)
    made.publish(date(2022, 1, 5))
    return made


def test_no_published_zone_has_fewer_than_twenty_in_a_whole_year(world: World) -> None:
    shown = {
        (field(k, "zone"), field(k, "year")): value
        for k, (value, _) in cells_of(world.public()).items()
        if field(k, "table_id") == "zone" and field(k, "zone") != "sin_zona"
    }
    assert {year for _, year in shown} == {2020, 2021}
    assert len({zone for zone, _ in shown}) >= 3
    assert all(value is not None and value >= 20 for value in shown.values())


def test_the_mapping_stands_in_the_edition_and_covers_the_layer(world: World) -> None:
    layer = json.loads(world.settings.zones.layer.read_text(encoding="utf-8"))
    members = world.rows("zone_members")
    zones = {row["zone"]: row for row in world.rows("zones")}
    assert sorted(m["member"] for m in members) == sorted(
        f["properties"]["id"] for f in layer["features"]
    )
    assert {m["zone"] for m in members} == set(zones)
    for zone, row in zones.items():
        own = [m for m in members if m["zone"] == zone]
        assert all(m["member_name"] in row["name"] for m in own)
        assert all(bool(m["reason"]) == (len(own) > 1) for m in own)


def test_no_two_published_zones_overlap_and_nothing_is_left_out(world: World) -> None:
    layer = json.loads(world.settings.zones.layer.read_text(encoding="utf-8"))
    whole = shapely.union_all(
        [shapely.geometry.shape(f["geometry"]).buffer(1e-5) for f in layer["features"]]
    )
    outlines = [shapely.from_geojson(row["geometry"]) for row in world.rows("zones")]
    assert all(outline.is_valid for outline in outlines)
    for at, one in enumerate(outlines):
        assert all(one.intersection(other).area < 1e-6 for other in outlines[at + 1 :])
    assert shapely.union_all(outlines).symmetric_difference(whole).area < 1e-5


def test_the_next_edition_keeps_what_was_joined(world: World, tmp_path: Path) -> None:
    before = sorted(row["zone"] for row in world.rows("zones"))
    rng = np.random.default_rng(31)
    cases = cases_of(rng, months((2022, 1), (2022, 12)), 400)
    for case in cases:
        case["LUGAR_REFERENCIA"] = str(rng.choice(["San Benito", "Chocas", "Punchauca"]))
    world.add_cases("2022.csv", cases)
    world.publish(date(2023, 1, 5))
    after = sorted(row["zone"] for row in world.rows("zones"))
    joined = [set(zone.split("+")) for zone in after]
    assert all(any(set(zone.split("+")) <= group for group in joined) for zone in before)
