"""No two editions differ by a handful: of a year, of a measure, of a delivery taken back."""

from __future__ import annotations

from collections import Counter
from datetime import date
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest

from ingest import deliveries
from ingest.archive import Archive
from ingest.audit.findings import audit_edition
from tests.test_cube import cells_of, field, new_world
from tests.test_editions import JANUARY, Register

VIOLENCE, OTHER = "Violencia en el hogar", "Alimentos"
HEADING = "Fecha,Edad,Sexo,Materia,Zona o AAHH,Derivado a"
Rows = dict[str, Counter[int]]


def counted(world: Any) -> list[pd.DataFrame]:
    """What each edition counted, in order."""
    folder = Archive(world.settings).editions_dir
    return [pd.read_parquet(file) for file in sorted(folder.glob("*-records.parquet"))]


def steps(world: Any) -> list[tuple[int, int]]:
    """(came, went) of each source, measure and year between neighbouring editions."""
    group, found = ["source", "measure", "year"], []
    for before, after in pairwise(counted(world)):
        old, new = (
            {key: Counter(rows["record_key"]) for key, rows in frame.groupby(group)}
            for frame in (before, after)
        )
        for key in old.keys() | new.keys():
            was, now = old.get(key, Counter()), new.get(key, Counter())
            found.append(((now - was).total(), (was - now).total()))
    return found


def shown_of(register: Register, year: int) -> dict[Any, Any]:
    return {
        k: cell for k, cell in cells_of(register.world.public()).items() if field(k, "year") == year
    }


class Office:
    """A DEMUNA that hands in its whole list again and again."""

    def __init__(self, folder: Path):
        self.world = new_world(folder, zones=False)
        self.lines: list[str] = []
        self.files = 0

    def more(self, month: int, number: int, matter: str, year: int = 2021) -> None:
        days = [f"{1 + at % 28:02d}/{month:02d}/{year}" for at in range(number)]
        self.lines += [
            f"{day},{at % 18},{('Mujer', 'Hombre')[at % 2]},{matter},,"
            for at, day in enumerate(days, len(self.lines))
        ]

    def hand_in(self) -> None:
        self.files += 1
        file = self.world.folder / f"demuna_{self.files}.csv"
        file.write_text("\n".join([HEADING, *self.lines]) + "\n", encoding="utf-8")
        self.world.add("demuna", file, date_order="dmy")


@pytest.fixture
def register(tmp_path: Path) -> Register:
    """2020 up to November, delivered and published."""
    made = Register(tmp_path)
    made.more((2020, 1), (2020, 11))
    made.hand_in()
    made.publish(date(2020, 12, 5))
    return made


@pytest.mark.parametrize("few", [1, 3, 19])
def test_a_small_last_month_does_not_enter_with_a_large_january(
    register: Register, few: int
) -> None:
    before = shown_of(register, 2020)
    register.exactly(2020, 12, few)
    register.exactly(2021, 1, 40)
    register.hand_in()
    edition = register.publish(date(2021, 2, 5))
    after = shown_of(register, 2020)
    # A year of one month makes the mean cell small: some tables are not published any more.
    assert after.items() <= before.items()
    assert register.total(2020)
    assert shown_of(register, 2021)
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2020, few)]
    states = {
        (row["year"], row["month"]): row["state"]
        for row in register.world.rows("coverage")
        if row["source"] == "cem"
    }
    assert (states[2020, 12], states[2021, 1]) == ("no entregado", "recibido")


def test_a_small_january_does_not_enter_with_a_large_december(register: Register) -> None:
    register.exactly(2020, 12, 40)
    register.exactly(2021, 1, 3)
    register.hand_in()
    edition = register.publish(date(2021, 2, 5))
    assert register.total(2020) == (register.in_year(2020), "exacto")
    assert not shown_of(register, 2021)
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2021, 3)]


def test_violence_and_other_matters_are_counted_apart(tmp_path: Path) -> None:
    office = Office(tmp_path)
    for month in range(1, 7):
        office.more(month, 30, VIOLENCE)
        office.more(month, 30, OTHER)
    office.hand_in()
    office.world.publish(date(2021, 7, 5))
    before = cells_of(office.world.public())
    office.more(3, 3, VIOLENCE)
    office.more(3, 25, OTHER)
    office.hand_in()
    edition = office.world.publish(date(2021, 7, 6))
    after = cells_of(office.world.public())
    violence = {k: c for k, c in before.items() if field(k, "measure") == "caso_demuna"}
    assert violence
    assert {key: after[key] for key in violence} == violence
    assert after != before
    assert [w["records"] for w in edition.waiting] == [3]


def test_new_months_wait_for_enough_cases_of_violence(tmp_path: Path) -> None:
    office = Office(tmp_path)
    office.more(1, 30, VIOLENCE)
    office.hand_in()
    office.world.publish(date(2021, 2, 5))
    office.more(2, 3, VIOLENCE)
    office.more(2, 40, OTHER)
    office.hand_in()
    edition = office.world.publish(date(2021, 3, 5))
    assert len(counted(office.world)[-1]) == 30
    assert [w["records"] for w in edition.waiting] == [3]


def test_what_is_taken_back_lets_nothing_else_in(register: Register) -> None:
    """Three late cases waited; the file with December goes, and they still wait."""
    register.more((2020, 12), (2020, 12))
    december = [c for c in register.cases if c["FECHA_INGRESO"].endswith("12/2020")]
    register.world.add_cases("diciembre.csv", december)
    register.publish(JANUARY)
    assert register.total(2020) == (register.in_year(2020), "exacto")
    number = max(d.number for d in Archive(register.world.settings).deliveries())
    register.cases = [c for c in register.cases if c not in december]
    whole = register.in_year(2020)
    register.exactly(2020, 5, 3)
    register.hand_in()
    deliveries.remove(str(number), register.world.settings)
    edition = register.publish(date(2021, 1, 6))
    last = counted(register.world)[-1]
    assert len(last) == whole
    assert not (last["month"] == 12).any()
    assert [w["records"] for w in edition.waiting] == [3]
    states = {
        r["month"]: r["state"]
        for r in register.world.rows("coverage")
        if (r["source"], r["year"]) == ("cem", 2020)
    }
    assert states[12] == "no entregado"


def test_taken_back_and_handed_in_again_only_the_difference_counts(register: Register) -> None:
    before = cells_of(register.world.public())
    deliveries.remove("1", register.world.settings)
    register.exactly(2020, 5, 2)
    register.hand_in()
    edition = register.publish(date(2020, 12, 6))
    assert cells_of(register.world.public()) == before
    assert [w["records"] for w in edition.waiting] == [2]


def state_of(register: Register, year: int) -> dict[int, str]:
    return {
        row["month"]: row["state"]
        for row in register.world.rows("coverage")
        if (row["source"], row["year"]) == ("cem", year)
    }


def test_real_figures_take_the_place_of_the_demonstration_at_once(tmp_path: Path) -> None:
    """Nobody learns anything of a person by comparing with synthetic cases, however alike."""
    register = Register(tmp_path)
    register.more((2020, 1), (2020, 12))
    register.world.add_cases("demostracion_cem.csv", register.cases)
    register.publish(JANUARY)
    assert register.total(2020) == (register.in_year(2020), "exacto")
    register.cases = []
    register.more((2020, 1), (2020, 12))
    register.hand_in()
    edition = register.publish(date(2021, 1, 6))
    assert register.total(2020) == (register.in_year(2020), "exacto")
    assert (edition.waiting, len(counted(register.world)[-1])) == ([], register.in_year(2020))
    assert set(state_of(register, 2020).values()) == {"recibido"}


def test_real_figures_that_hardly_differ_from_the_demonstration_are_published(
    tmp_path: Path,
) -> None:
    register = Register(tmp_path)
    register.more((2020, 1), (2020, 12))
    register.world.add_cases("demostracion_cem.csv", register.cases)
    register.publish(JANUARY)
    register.exactly(2020, 5, 3)
    register.hand_in()
    assert register.publish(date(2021, 1, 6)).waiting == []
    assert register.total(2020) == (register.in_year(2020), "exacto")
    found = audit_edition(register.world.settings)
    assert [between.increment_count for between in found.between] == [0]


def test_a_wrong_file_of_a_closed_year_makes_room_for_the_right_one(register: Register) -> None:
    """It is taken back; the year is open then, and does not show months without their cases."""
    register.more((2020, 12), (2020, 12))
    register.hand_in()
    register.publish(JANUARY)
    wrong = max(d.number for d in Archive(register.world.settings).deliveries())
    deliveries.remove(str(wrong), register.world.settings)
    deliveries.remove("1", register.world.settings)
    register.cases = []
    register.more((2020, 1), (2020, 12))
    register.hand_in()
    edition = register.publish(date(2021, 1, 6))
    assert edition.waiting == []
    assert register.total(2020) == (register.in_year(2020), "exacto")


def test_a_month_whose_cases_all_left_is_not_told_as_delivered(register: Register) -> None:
    """What was handed in for it waits, and nothing is not the number of its cases."""
    register.exactly(2020, 12, 45)
    december = [c for c in register.cases if c["FECHA_INGRESO"].endswith("12/2020")]
    register.world.add_cases("diciembre.csv", december)
    register.publish(JANUARY)
    number = max(d.number for d in Archive(register.world.settings).deliveries())
    deliveries.remove(str(number), register.world.settings)
    register.cases = [c for c in register.cases if c not in december]
    register.exactly(2020, 12, 7)
    own = [c for c in register.cases if c["FECHA_INGRESO"].endswith("12/2020")]
    register.world.add_cases("diciembre_bis.csv", own)
    edition = register.publish(date(2021, 1, 6))
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2020, 7)]
    assert state_of(register, 2020)[12] == "no entregado"
    assert state_of(register, 2020)[11] == "recibido"


def test_corrections_that_leave_a_total_almost_as_it_was_are_published(register: Register) -> None:
    """Thirty came and twenty-seven went: an exact total that grew by three is of no handful."""
    register.more((2020, 12), (2020, 12))
    register.hand_in()
    register.publish(JANUARY)
    november = [c for c in register.cases if c["FECHA_INGRESO"].endswith("11/2020")][5:32]
    register.cases = [c for c in register.cases if c not in november]
    register.exactly(2020, 11, 30)
    register.hand_in()
    assert register.publish(date(2021, 4, 1)).waiting == []
    assert register.total(2020) == (register.in_year(2020), "exacto")


@pytest.mark.parametrize("seed", [3])
def test_two_editions_never_differ_by_a_handful(seed: int, tmp_path: Path) -> None:
    """Whatever comes in or is taken back: each year gains none or 20 and more."""
    register, rng = Register(tmp_path, 25), np.random.default_rng(seed)
    register.more((2020, 1), (2020, 10))
    register.hand_in()
    register.publish(date(2020, 11, 3))
    taken_back = []
    for month, today in enumerate(pd.date_range("2020-12-03", periods=6, freq="MS")):
        ended = today - pd.DateOffset(months=1)
        register.exactly(ended.year, ended.month, int(rng.integers(3, 40)))
        register.exactly(2020, int(rng.integers(1, 13)), int(rng.integers(1, 30)))
        register.hand_in()
        removes = rng.random() < 0.3
        if removes:
            number = max(d.number for d in Archive(register.world.settings).deliveries())
            deliveries.remove(str(number), register.world.settings)
        before = len(steps(register.world)) if month else 0
        register.publish(date(today.year, today.month, 3))
        taken_back += [removes] * (len(steps(register.world)) - before)
    found = steps(register.world)
    assert all(came == 0 or came >= 20 for came, _ in found), found
    left = [went for (_, went), removed in zip(found, taken_back, strict=True) if not removed]
    assert all(went == 0 or went >= 20 for went in left), found
    assert any(came for came, _ in found)


def test_the_same_of_the_two_measures_of_an_office(tmp_path: Path) -> None:
    office, rng = Office(tmp_path), np.random.default_rng(9)
    for month in range(1, 9):
        office.more(month, int(rng.integers(2, 45)), VIOLENCE)
        office.more(month, int(rng.integers(20, 45)), OTHER)
        if month > 1:
            office.more(1, int(rng.integers(1, 30)), VIOLENCE)
            office.more(1, int(rng.integers(1, 30)), OTHER)
        office.hand_in()
        office.world.publish(date(2021, month + 1, 5))
    frames = counted(office.world)
    principal = [f[f["measure"] == "caso_demuna"] for f in frames]
    for before, after in pairwise(principal):
        came = (Counter(after["record_key"]) - Counter(before["record_key"])).total()
        assert came == 0 or came >= 20
    assert len(principal[-1]) > len(principal[0])
