"""Closed years don't vanish: what is too thin in the open year waits there, and nowhere else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest.audit.companions import Year
from observatorio.cube import Cube
from observatorio.filters import Filters, NotShown, NotYet
from observatorio.views.profile_shares import composed
from observatorio.views.trends import yearly
from tests.test_cube import (
    OFFICES,
    Month,
    World,
    cases_of,
    cells_of,
    field,
    months,
    new_world,
    one_case,
)

Shown = dict[tuple[str, int], dict[Any, Any]]


def grown(world: World, first: Month, last: Month, a_month: int, seed: int) -> Iterator[Month]:
    """Publishes with the year before `first`, then a month more at a time; says which is last."""
    rng = np.random.default_rng(seed)
    for before, month in pairwise([(0, 0), *months(first, last)]):
        since = (first[0] - 1, 1) if before == (0, 0) else month
        name = f"cem_{month[0]}-{month[1]:02d}.csv"
        world.add_cases(name, cases_of(rng, months(since, month), a_month))
        year, number = (month[0] + 1, 1) if month[1] == 12 else (month[0], month[1] + 1)
        world.publish(date(year, number, 5))
        yield month


def shown_of(world: World) -> Shown:
    """Cells of the current edition by table and year."""
    found: Shown = {}
    for key, cell in cells_of(world.public()).items():
        found.setdefault((field(key, "table_id"), field(key, "year")), {})[key] = cell
    return found


def states_of(world: World) -> dict[tuple[str, int], str]:
    return {(r["table_id"], r["year"]): r["state"] for r in world.rows("table_years")}


def nothing_vanishes(world: World, first: Month, last: Month, a_month: int, seed: int) -> None:
    """In each edition, closed years have the tables and cells that they had, with their values."""
    before: Shown = {}
    for year, _ in grown(world, first, last, a_month, seed):
        now = shown_of(world)
        closed = {name: cells for name, cells in before.items() if name[1] < year}
        assert {name: now.get(name) for name in closed} == closed, (year, sorted(now))
        assert {table for table, _ in now} >= {table for table, _ in before}
        states = states_of(world)
        assert {name for name, state in states.items() if state == "publico"} == set(now)
        waiting = {name for name, state in states.items() if state == "espera"}
        assert {y for _, y in waiting} <= {year}, "only the open year waits"
        before = now


def test_the_first_january_takes_nothing_from_closed_years(tmp_path: Path) -> None:
    world = new_world(tmp_path)
    nothing_vanishes(world, (2021, 11), (2022, 2), 75, seed=5)
    states = states_of(world)
    assert states["age_sex_type", 2022] == "espera", "forty cells and two months"
    assert states["age_sex_type", 2021] == "publico"
    assert states["sex", 2022] == "publico"
    told_on_pages(world)


def told_on_pages(world: World) -> None:
    """A page says that the open year waits, and draws the others, shares and totals alike."""
    con = world.public()
    file = con.execute("SELECT path FROM duckdb_databases() WHERE NOT internal").fetchone()
    con.close()
    assert file
    cube = Cube(Path(file[0]), "150106")
    every = Filters("cem", (2020, 2022))
    with pytest.raises(NotYet, match="2022, todavía no: pocos casos en lo que va del año"):
        cube.figures(every, ["age_group", "violence_type"])
    with pytest.raises(NotShown, match=r"«.+»: 2022, todavía no"):
        cube.figures(Filters("cem", (2022, 2022)), ["age_group", "violence_type"])
    chart = composed(cube, every, "age_group", "violence_type")
    assert chart == composed_of(cube, Filters("cem", (2020, 2021)), chart.notes[-1])
    assert chart.notes[-1] == "Sin 2022, todavía no: pocos casos en lo que va del año."
    assert "años 2020 a 2021" in chart.provenance.line
    assert not any("Sin 2022" in note for note in yearly(cube, every).notes)


def composed_of(cube: Cube, filters: Filters, note: str) -> Any:
    from dataclasses import replace

    chart = composed(cube, filters, "age_group", "violence_type")
    return replace(chart, notes=(*chart.notes, note))


@pytest.mark.exhaustive
@pytest.mark.parametrize(("a_month", "seed"), [(110, 1), (75, 2), (22, 3)])
def test_eighteen_months_over_two_januaries(tmp_path: Path, a_month: int, seed: int) -> None:
    world = new_world(tmp_path)
    nothing_vanishes(world, (2020, 10), (2022, 3), a_month, seed)
    counted = Counter(year for _, year in shown_of(world))
    assert counted[2019] == counted[2020] == counted[2021] >= counted[2022]


def test_a_thin_year_that_closes_is_left_out_by_itself(tmp_path: Path) -> None:
    """Eleven cases a cell by age: the year before stays, and the year after can be shown again."""
    world, rng = new_world(tmp_path, zones=False), np.random.default_rng(12)

    def year(number: int, cases: int) -> None:
        found = [one_case(rng, number, i % 12 + 1, OFFICES[0]) for i in range(cases)]
        world.add_cases(f"{number}.csv", found)
        world.publish(date(number + 1, 1, 5))

    year(2019, 150)
    assert states_of(world)["age", 2019] == "publico"
    year(2020, 55)
    before = states_of(world)
    assert (before["age", 2019], before["age", 2020]) == ("publico", "reservado")
    year(2021, 150)
    after = states_of(world)
    assert [after["age", y] for y in (2019, 2020, 2021)] == ["publico", "reservado", "publico"]
    year(2022, 64)
    told = {y: state for (table, y), state in states_of(world).items() if table == "type"}
    assert told == {2019: "publico", 2020: "publico", 2021: "publico", 2022: "publico"}
    assert states_of(world)["age", 2022] == "publico", "(150 + 150 + 64) / 15 is 24"


def test_what_a_thin_month_keeps_back_is_tried_again_with_the_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world, protect = new_world(tmp_path, zones=False), Year.protect
    kept: list[Any] = []

    def strict(year: Year) -> None:
        protect(year)
        if year.names["year"] == "2021":
            year.keep_back({"sex_type"})

    with monkeypatch.context() as strictly:
        strictly.setattr(Year, "protect", strict)
        for _ in grown(world, (2021, 3), (2021, 4), 75, seed=6):
            kept.append(states_of(world))
    assert {found["sex_type", 2021] for found in kept} == {"espera"}
    assert {found["sex_type", 2020] for found in kept} == {"publico"}
    # The same records again: judged as before, without a second attack.
    with monkeypatch.context() as never:
        never.setattr(Year, "protect", None)
        world.publish(date(2021, 5, 6))
    assert states_of(world)["sex_type", 2021] == "espera"
    rng = np.random.default_rng(7)
    world.add_cases("may.csv", cases_of(rng, [(2021, 5)], 90))
    world.publish(date(2021, 6, 5))
    assert states_of(world)["sex_type", 2021] == "publico"
