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

from ingest import publish as publishing
from ingest.audit import certainty, companions
from ingest.audit.certainty import AuditFailed, judge
from ingest.audit.companions import Certain, certain
from ingest.audit.findings import audit_edition
from ingest.audit.report import page, write_report
from ingest.audit.utility import utility_of
from ingest.errors import Refused
from ingest.publish import truth_file
from observatorio.store import Pointer
from tests.test_cube import World, cases_of, cells_of, field, months, new_world, rows_of

TODAY = date(2022, 1, 5)


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


@pytest.mark.parametrize(
    "found",
    [
        Certain(1000, 300, 1, 0, ("cem 2020 sex_type hombre sexual",)),
        Certain(100, 30, 0, 6, ("cem 2020 sex_type hombre sexual",) * 6),
    ],
)
def test_what_is_certain_of_a_small_cell_is_not_published(found: Certain) -> None:
    with pytest.raises(AuditFailed, match="cem:sex_type") as no:
        judge(found)
    assert no.value.tables == {"cem:sex_type"}
    assert "withheld" in str(no.value)


@pytest.mark.parametrize(
    "found", [Certain(0, 0, 0, 0), Certain(100, 30, 0, 5), Certain(10, 3, 0, 3)]
)
def test_what_is_within_the_limits_is_published(found: Certain) -> None:
    judge(found)


@pytest.fixture
def strict(monkeypatch: pytest.MonkeyPatch) -> None:
    """No coarser rounding, and no presence may be proven at all."""
    monkeypatch.setattr(companions, "MOST_TIMES", 1)
    monkeypatch.setattr(companions, "ALWAYS_ALLOWED", 0)
    monkeypatch.setattr(companions, "PRESENT_GOAL_PCT", 0.0)


def test_an_edition_that_fails_is_refused_whole(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, strict: None
) -> None:
    world = a_world(tmp_path, threshold=10)
    monkeypatch.setattr(publishing, "ATTEMPTS", 1)
    with pytest.raises(Refused, match="no se publica"):
        world.publish(TODAY)
    assert Pointer(world.settings.public_dir).current is None
    left = [p.name for p in world.settings.data_dir.rglob("*") if "000001" in p.name]
    assert not [name for name in left if "public" in name or "truth" in name or "records" in name]


def test_without_the_tables_that_tell_it_can_be_published(tmp_path: Path, strict: None) -> None:
    world = a_world(tmp_path, threshold=10)
    edition = world.publish(TODAY)
    assert edition.withheld
    states = {(r["source"], r["table_id"]): r for r in world.rows("tables")}
    shown = {(field(k, "source"), field(k, "table_id")) for k in cells_of(world.public())}
    for name in edition.withheld:
        source, table_id = name.split(":")
        assert states[source, table_id]["state"] == "rechazado"
        assert "reservado" in states[source, table_id]["reason"]
        assert (source, table_id) not in shown
    assert ("cem", "total") in shown


def test_the_instance_can_keep_a_table_back(tmp_path: Path) -> None:
    world = a_world(tmp_path)
    privacy = replace(world.settings.privacy, withheld=("sex_type",))
    world.settings = replace(world.settings, privacy=privacy)
    world.publish(TODAY)
    assert "sex_type" not in {field(k, "table_id") for k in cells_of(world.public())}
    assert "age_type" in {field(k, "table_id") for k in cells_of(world.public())}


# What is rounded more coarsely.


@pytest.mark.parametrize("threshold", [5, 10])
def test_coarser_cells_are_whole_tables_of_a_year_and_nothing_small_is_certain(
    tmp_path: Path, threshold: int
) -> None:
    world = a_world(tmp_path, threshold)
    world.publish(TODAY)
    truth = pd.read_parquet(truth_file(world.settings, 1))
    found = certain(companions_of(truth, threshold))
    assert found.pinned_count == 0
    assert found.protected_count > 0
    coarse = truth[truth["note"].str.startswith("redondeado a")]
    for (table, year), part in coarse.groupby(["table_id", "year"]):
        same = truth[(truth["table_id"] == table) & (truth["year"] == year)]
        plain = same[same["note"] == "redondeado"]
        # Only what would fall below the threshold stays as it was.
        assert ((plain["value_2"] < threshold) | (plain["value_4"] < threshold)).all()
        assert len(part)
    con = world.public()
    shown = {row["note"] for row in rows_of(con, "cells")}
    assert shown <= {
        f"menos de {threshold}",
        "exacto",
        "redondeado",
        "redondeado a 10",
        "redondeado a 20",
    }


def companions_of(truth: pd.DataFrame, threshold: int) -> pd.DataFrame:
    from ingest.audit.bounds import attack

    return attack(truth, threshold, 5)


def test_an_unchanged_year_is_not_judged_again(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: object) -> None:
        raise AssertionError("judged again")

    monkeypatch.setattr(certainty, "companions", never)
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
