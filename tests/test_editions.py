"""Editions that follow each other: what waits, what stays, what says that it changed."""

from __future__ import annotations

import copy
import os
import shutil
import subprocess
import sys
from dataclasses import replace
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from ingest import deliveries
from ingest.archive import Archive
from observatorio.config import ROOT
from tests.test_cube import OFFICES, World, cases_of, cells_of, field, months, new_world

Case = dict[str, str]
JANUARY = date(2021, 1, 5)


class Register:
    """A sector's own list of cases: it grows, and whole files are handed in."""

    def __init__(self, folder: Path, a_month: int = 40):
        self.world = new_world(folder, zones=False)
        self.rng = np.random.default_rng(20)
        self.a_month = a_month
        self.cases: list[Case] = []
        self.files = 0

    def more(self, first: tuple[int, int], last: tuple[int, int], a_month: int = 0) -> list[Case]:
        """New cases in these months, `a_month` in each on average."""
        new = cases_of(self.rng, months(first, last), a_month or self.a_month)
        self.cases += new
        return new

    def exactly(self, year: int, month: int, number: int) -> None:
        """So many new cases in one month, each of one of the offices in turn."""
        new = cases_of(self.rng, [(year, month)] * number, 0, OFFICES[:1])
        for at, case in enumerate(new):
            case["CEM"] = OFFICES[at % len(OFFICES)]
        assert len(new) == number
        self.cases += new

    def hand_in(self) -> None:
        """One file with all the cases."""
        self.files += 1
        self.world.add_cases(f"cem_{self.files}.csv", self.cases)

    def publish(self, today: date, **how: Any) -> Any:
        return self.world.publish(today, **how)

    def copy(self, folder: Path) -> Register:
        """The same, with all that it handed in, in a folder of its own."""
        shutil.copytree(self.world.folder, folder, dirs_exist_ok=True)
        made = copy.deepcopy(self)
        made.world = World(replace(self.world.settings, data_dir=folder / "data"), folder)
        return made

    def total(self, year: int) -> tuple[int | None, str] | None:
        found = {
            field(key, "year"): cell
            for key, cell in cells_of(self.world.public()).items()
            if field(key, "table_id") == "total" and field(key, "source") == "cem"
        }
        return found.get(year)

    def in_year(self, year: int) -> int:
        return sum(case["FECHA_INGRESO"].endswith(str(year)) for case in self.cases)


@cache
def of_2020(base: Path) -> Register:
    """2020 whole, delivered and published; made once in a process, for tests to copy."""
    made = Register(base / "of_2020")
    made.more((2020, 1), (2020, 12))
    made.hand_in()
    made.publish(JANUARY)
    assert made.total(2020) == (made.in_year(2020), "exacto")
    return made


@pytest.fixture
def register(tmp_path: Path, tmp_path_factory: pytest.TempPathFactory) -> Register:
    return of_2020(tmp_path_factory.getbasetemp()).copy(tmp_path)


def test_fewer_than_twenty_new_records_wait(register: Register) -> None:
    before = cells_of(register.world.public())
    register.exactly(2021, 1, 19)
    register.hand_in()
    edition = register.publish(date(2021, 2, 5))
    assert cells_of(register.world.public()) == before
    assert [(w["source"], w["year"], w["records"]) for w in edition.waiting] == [("cem", 2021, 19)]
    states = {
        (r["year"], r["month"]): r["state"]
        for r in register.world.rows("coverage")
        if r["source"] == "cem"
    }
    assert states[2020, 12] == "recibido"
    assert states[2021, 1] == "no entregado", "what is not counted is not told as delivered"
    last = {r["source"]: r["last_month"] for r in register.world.rows("sources")}
    assert last["cem"] == date(2020, 12, 1)


def test_the_report_says_what_waits(register: Register) -> None:
    register.exactly(2021, 1, 19)
    register.hand_in()
    env = os.environ | {"OBSERVATORIO_DATA": str(register.world.settings.data_dir)}
    command = [sys.executable, "-m", "ingest", "publish"]
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=True)
    report = register.world.settings.reports_dir / "edicion-000002.txt"
    for told in (done.stdout, report.read_text(encoding="utf-8")):
        assert (
            "Esperan a otra edición 19 registros de cem de 2021: menos de 20 registros nuevos"
            in told
        )
    forced = subprocess.run(
        [*command, "--force", "lo pidió la instancia"],
        cwd=ROOT,
        env=env,
        capture_output=True,
        text=True,
        check=True,
    )
    assert "quedó anotado: lo pidió la instancia." in forced.stdout
    assert "Esperan" not in forced.stdout


def test_with_the_twentieth_they_enter_together(register: Register) -> None:
    register.exactly(2021, 1, 19)
    register.hand_in()
    register.publish(date(2021, 2, 5))
    register.exactly(2021, 2, 2)
    register.hand_in()
    edition = register.publish(date(2021, 3, 5))
    assert edition.waiting == []
    assert register.total(2021) in {(20, "redondeado"), (25, "redondeado")}


def test_force_does_not_wait_and_is_written_down(register: Register) -> None:
    register.exactly(2021, 1, 7)
    register.hand_in()
    edition = register.publish(date(2021, 2, 5), force="prueba")
    assert (edition.forced, edition.waiting) == (True, [])
    assert register.total(2021) in {(5, "redondeado"), (10, "redondeado")}
    kept = Archive(register.world.settings).editions()
    assert [(e["forced"], e["reason"]) for e in kept] == [(False, ""), (True, "prueba")]


def test_not_even_force_shows_how_few_came_late_to_a_closed_year(register: Register) -> None:
    """Its total is exact: from N to N + 3 says that they were three."""
    before = cells_of(register.world.public())
    register.exactly(2020, 5, 3)
    register.hand_in()
    edition = register.publish(date(2021, 4, 1), force="prueba")
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2020, 3)]
    assert cells_of(register.world.public()) == before


def test_late_records_of_an_open_year_wait_until_they_are_many(register: Register) -> None:
    register.more((2021, 1), (2021, 5))
    register.hand_in()
    register.publish(date(2021, 6, 5))
    before = cells_of(register.world.public())
    register.exactly(2021, 3, 12)
    register.hand_in()
    edition = register.publish(date(2021, 6, 6))
    assert cells_of(register.world.public()) == before
    late = [(w["year"], w["records"]) for w in edition.waiting]
    assert late == [(2021, 12)]
    register.exactly(2021, 3, 8)
    register.hand_in()
    assert register.publish(date(2021, 6, 7)).waiting == []
    value, _ = register.total(2021) or (None, "")
    assert value is not None
    assert abs(value - register.in_year(2021)) < 5


def test_late_records_wait_while_the_next_month_enters(register: Register) -> None:
    register.more((2021, 1), (2021, 5))
    register.hand_in()
    register.publish(date(2021, 6, 5))
    may = {k: v for k, v in cells_of(register.world.public()).items() if field(k, "month") == 3}
    register.exactly(2021, 3, 3)
    register.more((2021, 6), (2021, 6))
    register.hand_in()
    edition = register.publish(date(2021, 7, 5))
    after = cells_of(register.world.public())
    assert {key: after[key] for key in may} == may
    assert 6 in {field(k, "month") for k in after if field(k, "year") == 2021}
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2021, 3)]


def test_a_closed_year_opens_once_a_year(register: Register) -> None:
    before = register.total(2020)
    register.exactly(2020, 5, 25)
    register.hand_in()
    assert register.publish(date(2021, 3, 31)).waiting[0]["records"] == 25
    assert register.total(2020) == before
    assert register.publish(date(2021, 4, 1)).waiting == []
    assert register.total(2020) == (register.in_year(2020), "exacto")
    now = register.total(2020)
    register.exactly(2020, 6, 40)
    register.hand_in()
    waiting = register.publish(date(2021, 6, 1)).waiting
    assert "revisión anual" in waiting[0]["reason"]
    assert register.total(2020) == now
    register.publish(date(2022, 4, 1))
    assert register.total(2020) == (register.in_year(2020), "exacto")


def test_a_handful_of_late_records_waits_even_at_the_yearly_opening(register: Register) -> None:
    before = register.total(2020)
    register.exactly(2020, 5, 1)
    register.hand_in()
    edition = register.publish(date(2021, 4, 1))
    assert [(w["year"], w["records"]) for w in edition.waiting] == [(2020, 1)]
    assert register.total(2020) == before


def test_a_corrected_record_waits_too(register: Register) -> None:
    before = cells_of(register.world.public())
    women = [case for case in register.cases if case["SEXO_VICTIMA"] == "0"]
    women[0]["SEXO_VICTIMA"] = "1"
    register.hand_in()
    edition = register.publish(date(2021, 4, 1))
    assert cells_of(register.world.public()) == before
    assert [w["records"] for w in edition.waiting] == [1]


def test_a_delivery_taken_back_leaves_at_once(register: Register) -> None:
    register.more((2021, 1), (2021, 1), 45)
    late = [case for case in register.cases if case["FECHA_INGRESO"].endswith("2021")]
    register.world.add_cases("enero.csv", late)
    register.publish(date(2021, 2, 5))
    assert register.total(2021) is not None
    number = max(d.number for d in Archive(register.world.settings).deliveries())
    deliveries.remove(str(number), register.world.settings)
    register.publish(date(2021, 2, 6))
    assert register.total(2021) is None


def test_the_same_archive_published_twice_is_the_same(register: Register) -> None:
    before = cells_of(register.world.public())
    edition = register.publish(date(2021, 1, 6))
    assert cells_of(register.world.public()) == before
    assert edition.waiting == []
    assert not any(row["changed"] for row in register.world.rows("cells"))


def test_a_cell_that_changed_says_so(register: Register) -> None:
    register.more((2021, 1), (2021, 3))
    register.hand_in()
    register.publish(date(2021, 4, 5))
    before = cells_of(register.world.public())
    register.exactly(2021, 2, 30)
    register.hand_in()
    register.publish(date(2021, 4, 6))
    con = register.world.public()
    after = cells_of(con)
    marked = {key for key in after if after[key] != before.get(key, after[key])}
    shown = con.execute("SELECT count(*) FROM cells WHERE changed").fetchone()
    assert marked
    assert shown == (len(marked),)
