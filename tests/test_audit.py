"""The audit: an edition that tells too much is not published, and the report says what it found."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from playwright.sync_api import Browser

from ingest import publication_report
from ingest.audit import certainty, companions, leaks
from ingest.audit.bounds import attack
from ingest.audit.cells import by_dimension
from ingest.audit.certainty import within_limits
from ingest.audit.companions import Year
from ingest.audit.findings import audit_edition
from ingest.audit.lattice import normal
from ingest.audit.leaks import certain
from ingest.audit.printed import printed_of
from ingest.audit.report import page, write_report
from ingest.audit.utility import utility_of
from ingest.errors import Refused
from ingest.publish import truth_file
from observatorio.store import Pointer
from tests.test_cube import World, cases_of, cells_of, field, months, new_world, with_own_secret

TODAY = date(2022, 1, 5)
SERIES = {"ubigeo": "150106", "source": "cem", "measure": "caso_atendido", "year": 2021}


def a_world(folder: Path, threshold: int = 5) -> World:
    """Two years of a district with rare men, so that hidden cells stand beside shown ones."""
    world = new_world(folder, threshold=threshold, zones=False)
    world.add_cases(
        "cem.csv", cases_of(np.random.default_rng(40), months((2020, 1), (2021, 12)), 75)
    )
    return world


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    made = a_world(tmp_path_factory.mktemp("audit"))
    made.publish(TODAY)
    return made


# What is refused.


def findings(**figures: int) -> list[dict[str, object]]:
    """What the audit of an edition found: a thousand hidden cells, half of them audited."""
    usual = {"protected_count": 1000, "filled_count": 600, "pinned_count": 0, "present_count": 0}
    guesses = dict.fromkeys(("guessed_count", "unique_count", "unique_guessed_count"), 0)
    return [{**usual, **guesses, "audited_count": 500, "leaks": (), **figures}]


@pytest.mark.parametrize(
    "found",
    [
        {"pinned_count": 1},
        {"present_count": 51},
        {"protected_count": 60, "present_count": 4},
        {"guessed_count": 6},
        {"guessed_count": 1, "unique_count": 1, "unique_guessed_count": 1},
        {"audited_count": 14, "guessed_count": 2, "unique_count": 14, "unique_guessed_count": 2},
    ],
)
def test_what_tells_too_much_is_over_the_limits(found: dict[str, int]) -> None:
    assert not within_limits(findings(**found))


@pytest.mark.parametrize(
    "found",
    [
        {},
        {"present_count": 50},
        {"protected_count": 10, "present_count": 3},
        {"guessed_count": 5, "unique_count": 40},
        {"protected_count": 0, "filled_count": 0, "audited_count": 0},
    ],
)
def test_the_limits_allow_what_they_say(found: dict[str, int]) -> None:
    assert within_limits(findings(**found))


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """No coarser rounding, and no presence may be proven at all."""
    monkeypatch.setattr(companions, "MOST_TIMES", 1)
    monkeypatch.setattr(leaks, "ALWAYS_ALLOWED", 0)
    monkeypatch.setattr(leaks, "PRESENT_GOAL_PCT", 0.0)


def test_an_edition_that_fails_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = a_world(tmp_path)
    monkeypatch.setattr(certainty, "within_limits", lambda entries: False)
    with pytest.raises(Refused, match=r"no se publica.*adivinadas.*withheld"):
        world.publish(TODAY)
    assert Pointer(world.settings.public_dir).current is None
    left = [p.name for p in world.settings.data_dir.rglob("*") if "000001" in p.name]
    assert not [name for name in left if "public" in name or "truth" in name or "records" in name]


def test_what_no_rounding_cures_is_kept_back_in_that_year_alone(
    tmp_path: Path, strict: None
) -> None:
    world = a_world(tmp_path, threshold=10)
    edition = world.publish(TODAY)
    kept = {(e["source"], t, int(e["year"])) for e in edition.audit for t in e["kept_back"]}
    assert kept
    assert "cem:" in " ".join(publication_report.lines(edition))
    shown = {
        (field(k, "source"), field(k, "table_id"), field(k, "year"))
        for k in cells_of(world.public())
    }
    assert not kept & shown
    assert {("cem", "total", 2020), ("cem", "total", 2021)} <= shown
    states = {(r["source"], r["table_id"]): r["state"] for r in world.rows("tables")}
    years = {(r["source"], r["table_id"], r["year"]): r["state"] for r in world.rows("table_years")}
    for source, table, year in kept:
        others = {y for s, t, y in shown if (s, t) == (source, table)}
        assert states[source, table] == ("publico" if others else "rechazado")
        assert years.get((source, table, year), "reservado") == "reservado"
    assert {key for key, state in years.items() if state == "publico"} == shown


def test_with_a_table_those_that_cross_it_with_more_are_kept_back(
    world: World,
) -> None:
    truth = by_dimension(pd.read_parquet(truth_file(world.settings, 1)))
    year = Year(truth[truth["year"] == 2021], 5, 5)
    year.protect()
    shown = set(year.cells["table_id"])
    assert {"sex", "age_sex", "month_sex", "age"} <= shown
    year.keep_back({"sex"})
    left = set(year.cells["table_id"])
    assert left == {table for table in shown if "sex" not in table}
    assert year.kept_back == shown - left


def test_what_was_told_finer_before_is_known_to_the_judge(world: World) -> None:
    """A coarser value takes nothing from whoever kept the finer one."""
    truth = by_dimension(pd.read_parquet(truth_file(world.settings, 1)))
    cells = truth[truth["year"] == 2021].reset_index(drop=True)
    one = cells.index[(cells["table_id"] == "age_sex") & cells["value_1"].notna()][0]
    cells["told"] = pd.array([pd.NA] * len(cells), dtype="Int64")
    cells.loc[one, "told"] = 1
    year = Year(cells.assign(times=2), 5, 5)
    known = year._known()
    assert known.loc[one, ["value", "step"]].tolist() == [cells.loc[one, "value_1"], 5]
    others = known[(known["kind"] == "rounded") & (known.index != one)]
    assert set(others["step"]) == {10}
    assert (others["value"] == cells.loc[others.index, "value_2"]).all()


def test_what_a_ministry_prints_of_months_and_sex_is_known_to_the_judge() -> None:
    """All men came in March, all women later: both tables count the same 14 men, and 18 is printed.

    Said as 10 by month and as 15 by sex, they are 14 (from 6 to 14, and 18 less 4 at most): four
    women for certain. Without what is printed of month and sex, no cell is certain.
    """
    cases = {(3, "hombre", "economica"): 14, (3, "hombre", "fisica"): 26,
             (4, "mujer", "economica"): 2, (4, "mujer", "fisica"): 38,
             (5, "mujer", "economica"): 2, (5, "mujer", "fisica"): 38}  # fmt: skip
    rows = [dict(zip(("month", "sex", "violence_type"), key, strict=True)) for key in cases]
    records = pd.DataFrame(rows).assign(**SERIES).loc[np.repeat(range(6), list(cases.values()))]
    tables = ("", "month", "sex", "violence_type", "month|violence_type", "sex|violence_type")
    cells = pd.concat([hand_made(records, dims) for dims in tables], ignore_index=True)
    told = [(cells["month"] == 3, 10), (cells["sex"] == "hombre", 15)]
    for own, value in told:
        cells.loc[own & (cells["violence_type"] == "economica"), "value_1"] = value
    cells["value"] = cells["value_1"]
    printed = printed_of(records.assign(age_group=None), normal(cells))
    assert not attack(cells, 5, 5)["pinned"].any()
    found = attack(pd.concat([normal(cells), printed], ignore_index=True), 5, 5)
    assert set(found.loc[found["pinned"], "n"]) == {4}
    year = Year(normal(cells), 5, 5, printed)
    year.protect()
    left = attack(pd.concat([year._known(), printed], ignore_index=True), 5, 5)
    assert not left["pinned"].any()
    assert {"total", "month", "sex", "month_violence_type"} <= set(year.cells["table_id"])


def hand_made(records: pd.DataFrame, dimensions: str) -> pd.DataFrame:
    """Cells of one table of the truth: the total exact, what is small hidden, the rest to 5."""
    dims = [name for name in dimensions.split("|") if name]
    full = pd.MultiIndex.from_product([sorted(records[name].unique()) for name in dims] or [[0]])
    counts = records.groupby(dims or (lambda _: 0)).size()
    cells = full.to_frame(index=False, name=dims or ["none"]).drop(columns="none", errors="ignore")
    n = np.array([counts.get(key if len(dims) > 1 else key[0], 0) for key in full])
    near = pd.Series(5 * (n // 5), dtype="Int64").mask(pd.Series(n < 5))
    return cells.assign(
        **SERIES, table_id=dimensions.replace("|", "_") or "total", dimensions=dimensions, n=n,
        value_1=near if dims else n, value_2=10 * (near // 10), value_4=20 * (near // 20),
        kind=np.where(n < 5, "below", "rounded") if dims else "exact",
        step=5,
        times=1, told=pd.NA, stale_count=0,
    )  # fmt: skip


def test_the_instance_can_keep_a_table_back(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    privacy = replace(world.settings.privacy, withheld=("sex_type",))
    world.settings = replace(world.settings, privacy=privacy)
    world.publish(TODAY)
    assert "sex_type" not in {field(k, "table_id") for k in cells_of(world.public())}
    assert "age_type" in {field(k, "table_id") for k in cells_of(world.public())}


# What is rounded more coarsely.


@pytest.mark.parametrize("threshold", [5, 10])
def test_all_cells_of_a_table_and_year_say_one_step_and_nothing_small_is_certain(
    tmp_path: Path, threshold: int
) -> None:
    world = a_world(tmp_path, threshold)
    world.publish(TODAY)
    file = truth_file(world.settings, 1)
    truth = by_dimension(pd.read_parquet(file))
    printed = printed_of(pd.read_parquet(file.with_name("000001-records.parquet")), truth)
    found = certain(attack(pd.concat([truth, printed], ignore_index=True), threshold, 5))
    assert found.pinned_count == 0
    assert found.protected_count > 0
    assert set(steps_told(world).values()) <= {5, 10, 20}


def test_a_table_that_was_told_finer_is_coarsened_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In an open year, cells whose records are as before say the new step with the others."""
    world = new_world(with_own_secret(tmp_path), zones=False)
    rng = np.random.default_rng(41)
    world.add_cases("one.csv", cases_of(rng, months((2020, 1), (2021, 6)), 90))
    with monkeypatch.context() as never:
        never.setattr(companions, "MOST_TIMES", 1)
        world.publish(date(2021, 7, 5))
    assert set(steps_told(world).values()) == {5}
    before = cells_of(world.public())
    world.add_cases("two.csv", cases_of(rng, months((2021, 7), (2021, 7)), 90))

    def coarser(year: Year) -> None:
        year._coarsen({"month_type"})
        year.judged = True
        year._prove()
        year._guess()

    monkeypatch.setattr(Year, "protect", coarser)
    world.publish(date(2021, 8, 5))
    after = steps_told(world)
    assert (after["month_type", 2020], after["month_type", 2021]) == (5, 10)
    # Who kept the finer value learns nothing from the coarser one: it is made of it.
    cells = cells_of(world.public())
    moved = [k for k in before if (field(k, "table_id"), field(k, "year")) == ("month_type", 2021)]
    told = [(before[k][0], cells[k][0]) for k in moved]
    assert {(old is None) == (new is None) for old, new in told} == {True}
    assert all(abs(new - old) <= 5 for old, new in told if new is not None)
    # Nor does it become finer again.
    monkeypatch.undo()
    world.add_cases("three.csv", cases_of(rng, months((2021, 8), (2021, 8)), 90))
    world.publish(date(2021, 9, 5))
    assert steps_told(world)["month_type", 2021] >= 10


def steps_told(world: World) -> dict[tuple[str, int], int]:
    """The step that the shown cells of each table and year say: one."""
    found: dict[tuple[str, int], set[int]] = {}
    for key, (value, note) in cells_of(world.public()).items():
        if value is not None and note != "exacto":
            step = int(note.removeprefix("redondeado a ")) if note[-1].isdigit() else 5
            found.setdefault((field(key, "table_id"), field(key, "year")), set()).add(step)
            assert value % step == 0
            assert value >= world.settings.privacy.threshold
    assert {len(steps) for steps in found.values()} == {1}
    return {name: steps.pop() for name, steps in found.items()}


def test_an_unchanged_year_is_not_judged_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr(Year, "protect", never)
    first = world.publish(TODAY)
    assert first.audit
    assert all(entry["digest"] for entry in first.audit)


# The report.


def test_the_report_says_what_was_found(world: World) -> None:
    found = audit_edition(world.settings)
    assert found.bounds_kept
    truth = pd.read_parquet(truth_file(world.settings, found.edition))
    assert found.cells_count == len(truth)
    assert found.hidden_count == truth["value"].isna().sum()
    path = write_report(found, world.settings, TODAY)
    text = path.read_text(encoding="utf-8")
    assert "{{" not in text
    for part in ("Ley 29733", "016-2024-JUS", "Ley 30364", "009-2023-MIMP", "1377", "resiste"):
        assert part in text, part
    assert f"{found.certain.present_count} de {found.certain.protected_count}" in text


def test_a_failing_audit_says_so(world: World) -> None:
    found = audit_edition(world.settings)
    bad = replace(found, certain=replace(found.certain, pinned_count=1))
    assert not bad.bounds_kept
    text = page(bad, "Carabayllo", TODAY)
    assert "NO cumple algún límite" in text
    assert "NO CUMPLE" in text


def test_the_report_is_readable_without_anything_else(world: World, browser: Browser) -> None:
    path = write_report(audit_edition(world.settings), world.settings, TODAY)
    tab = browser.new_page()
    asked: list[str] = []
    tab.on("request", lambda request: asked.append(request.url))
    tab.goto(path.as_uri())
    assert "Auditoría de privacidad" in tab.inner_text("h1")
    assert asked == [path.as_uri()]
    tab.close()


def test_the_command_answers_and_refuses_without_an_edition(tmp_path: Path, world: World) -> None:
    import os
    import subprocess
    import sys

    from observatorio.config import ROOT

    def run(data: Path) -> subprocess.CompletedProcess[str]:
        env = os.environ | {"OBSERVATORIO_DATA": str(data)}
        command = [sys.executable, "-m", "ingest", "audit", "--json"]
        return subprocess.run(
            command, cwd=ROOT, env=env, capture_output=True, text=True, check=False
        )

    done = run(world.settings.data_dir)
    answer = json.loads(done.stdout)
    assert (done.returncode, answer["outcome"]) == (0, "kept")
    assert Path(answer["report"]).exists()
    empty = run(tmp_path / "nothing")
    assert empty.returncode == 1
    assert "publish" in json.loads(empty.stdout)["message"]


# Utility.


def test_utility_by_hand() -> None:
    rows = [
        # table, dimensions, count, value
        ("month", "month", 40, 45.0),
        ("month", "month", 20, 20.0),
        ("month", "month", 10, 5.0),
        ("age_sex", "age_group|sex", 4, None),
        ("age_sex", "age_group|sex", 96, 95.0),
        ("total", "", 70, 70.0),
    ]
    truth = pd.DataFrame(rows, columns=["table_id", "dimensions", "n", "value"])
    found = utility_of(truth)
    assert found.month_error_pct == pytest.approx((12.5 + 0) / 2)
    assert found.cell_error_pct == pytest.approx((12.5 + 0 + 100 / 96) / 3)
    assert found.hidden_pct == pytest.approx(4.0)
    assert not found.reached
