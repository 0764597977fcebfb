"""Whole worlds and long series of editions under attack: `python run.py test --exhaustive`.

The figures that these tests print (`-s`) are those of docs/privacidad.md.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from ingest import deliveries
from ingest.archive import Archive
from ingest.audit.bounds import attack
from ingest.audit.cells import by_dimension
from ingest.audit.differences import AMOUNT, attack_editions
from ingest.audit.lattice import PRINTED
from ingest.audit.leaks import certain, guessing
from ingest.audit.pairing import CELL
from ingest.audit.posterior import guess_all
from ingest.audit.printed import printed_of
from ingest.audit.utility import utility_of
from ingest.sample import write_sample
from observatorio.config import Privacy
from tests.series_attack import Learned, learned
from tests.series_replay import Replay, editions_of
from tests.test_cube import SAMPLE_DAY, World, cases_of, months, new_world
from tests.test_editions import Register
from tests.test_editions_waiting import HEADING, VIOLENCE

pytestmark = pytest.mark.exhaustive
SOURCES = (("_cem_", "cem"), ("_sidpol_", "sidpol"), ("_demuna_", "demuna"),
           ("_puntos_", "police_points"))  # fmt: skip
SEXES = ("Mujer", "Hombre")
YEARLY_CEM, YEARLY_DEMUNA = 250, 80


def sample(world: World, seed: int) -> None:
    """The demonstration files of this seed."""
    for file in write_sample(world.folder / f"files_{seed}", seed=seed):
        for part, source in SOURCES:
            if part in file.name:
                world.add(source, file)


def demonstration(folder: Path) -> World:
    world = new_world(folder)
    for file in write_sample(folder / "files"):
        for part, source in SOURCES:
            if part in file.name:
                world.add(source, file)
    return world


def seeded(seed: int):
    def _made(folder: Path) -> World:
        world = new_world(folder)
        sample(world, seed)
        return world

    return _made


def small(folder: Path) -> World:
    """About 250 cases of the CEM and 80 of the DEMUNA a year."""
    world, rng = new_world(folder), np.random.default_rng(250)
    world.add_cases("cem.csv", cases_of(rng, months((2020, 1), (2022, 3)), YEARLY_CEM // 12))
    rows = [
        f"{day:02d}/{month:02d}/{year},{rng.integers(18)},{SEXES[day % 2]},{VIOLENCE},,"
        for year, month in months((2020, 1), (2022, 3))
        for day in rng.integers(1, 29, rng.poisson(YEARLY_DEMUNA / 12))
    ]
    file = folder / "demuna.csv"
    file.write_text("\n".join([HEADING, *rows]) + "\n", encoding="utf-8")
    world.add("demuna", file)
    return world


WORLDS = {"demostración": demonstration, "semilla 7": seeded(7), "semilla 21": seeded(21),
          "pequeño": small}  # fmt: skip


def truth_of(world: World, number: int) -> pd.DataFrame:
    """What an edition said beside its counts, and what a ministry prints of its closed years."""
    folder = Archive(world.settings).editions_dir
    truth, records = (
        pd.read_parquet(folder / f"{number:06d}-{part}.parquet") for part in ("truth", "records")
    )
    cells = by_dimension(truth)
    return pd.concat([cells, printed_of(records, cells)], ignore_index=True)


@pytest.mark.parametrize("name", WORLDS)
def test_a_single_edition_withstands_the_attack(name: str, tmp_path: Path) -> None:
    world = WORLDS[name](tmp_path)
    world.publish(SAMPLE_DAY)
    truth = truth_of(world, 1)
    found = certain(attack(truth, 5, 5))
    said = truth[~truth["table_id"].str.startswith(PRINTED)]
    guessed = guessing(guess_all(said, 5, 5))
    print(f"\n{name}: {found}\n{guessed}\n{utility_of(said)}")
    assert found.pinned_count == 0
    assert found.few_present
    assert guessed.few


def grown(folder: Path) -> World:
    """Two months, late records of the open year, corrections, a file taken back and back again."""
    register = Register(folder, a_month=70)
    register.more((2020, 1), (2021, 10))
    register.hand_in()
    register.publish(date(2021, 11, 5))
    register.more((2021, 11), (2021, 11))
    register.exactly(2021, 3, 24)
    register.hand_in()
    register.publish(date(2021, 12, 5))
    register.more((2021, 12), (2021, 12))
    register.hand_in()
    register.publish(date(2022, 1, 5))
    register.exactly(2020, 5, 23)
    for case in [c for c in register.cases if c["FECHA_INGRESO"].endswith("2021")][:26]:
        case["SEXO_VICTIMA"] = str(1 - int(case["SEXO_VICTIMA"]))
    register.hand_in()
    register.publish(date(2022, 4, 5))
    january = register.more((2022, 1), (2022, 2))
    register.world.add_cases("enero.csv", january)
    register.publish(date(2022, 4, 6))
    number = max(d.number for d in Archive(register.world.settings).deliveries())
    deliveries.remove(str(number), register.world.settings)
    register.publish(date(2022, 4, 7), force="se retiró")
    register.world.add_cases("enero_otra_vez.csv", january[1:])
    register.publish(date(2022, 4, 8))
    return register.world


def begun_anew(folder: Path) -> World:
    """A demonstration, then real figures, a month, other zones, a rule, late records, a month."""
    world = new_world(folder)
    sample(world, 7)
    world.publish(SAMPLE_DAY)
    rng = np.random.default_rng(4)
    cases = cases_of(rng, months((2020, 1), (2022, 3)), 60)
    world.add_cases("cem_1.csv", cases)
    world.publish(date(2022, 4, 11), force="cifras reales")
    cases += cases_of(rng, months((2022, 4), (2022, 4)), 60)
    world.add_cases("cem_2.csv", cases)
    world.publish(date(2022, 5, 11))
    text = world.settings.zones.layer.read_text(encoding="utf-8")
    (folder / "otras.geojson").write_text(text.replace('"Z0', '"A0'), encoding="utf-8")
    world.add("zones", folder / "otras.geojson")
    cases += cases_of(rng, months((2021, 6), (2021, 6)), 25)
    world.add_cases("cem_3.csv", cases)
    world.publish(date(2022, 5, 12))
    world.settings = dataclasses.replace(world.settings, privacy=Privacy(10, 5))
    world.publish(date(2022, 5, 13))
    cases += cases_of(rng, months((2022, 5), (2022, 5)), 60)
    world.add_cases("cem_4.csv", cases)
    world.publish(date(2022, 6, 11))
    return world


def pairs_of(world: World) -> Iterator[tuple[dict[str, object], dict[str, object]]]:
    """Each two of the last six editions that were shown."""
    return combinations(Archive(world.settings).editions()[-6:], 2)


def attacked(world: World) -> pd.DataFrame:
    """All pairs of editions by the project's own attacker, real sources only."""
    manifests = Archive(world.settings).editions()
    real = {
        m["edition"]: {i["source"] for i in m["inputs"] if not i["demonstration"]}
        for m in manifests
    }
    found = []
    for before, after in pairs_of(world):
        sources = real[before["edition"]] & real[after["edition"]]
        frames = [truth_of(world, m["edition"]) for m in (before, after)]
        frames = [frame[frame["source"].isin(sources)] for frame in frames]
        rules = [(m["threshold"], m["base"]) for m in (before, after)]
        told = attack_editions(*frames, *rules[1], rule_before=rules[0])
        found.append(told.assign(pair=f"{before['edition']}-{after['edition']}"))
    return pd.concat(found, ignore_index=True)


@pytest.mark.parametrize("made", [grown, begun_anew], ids=["crece", "empieza de nuevo"])
def test_a_series_of_editions_withstands_the_attack(made, tmp_path: Path) -> None:
    world = made(tmp_path)
    found = attacked(world)
    last = truth_of(world, Archive(world.settings).editions()[-1]["edition"])
    hidden = int(last["value"].isna().sum())
    print(f"\n{made.__name__}: {hidden} ocultas; {len(found)} preguntas")
    print(
        found.groupby(["pair", "question"])[["pinned", "present"]].agg(["size", "sum"]).to_string()
    )
    assert not found["pinned"].any(), found[found["pinned"]].to_string()
    # A cell that is hidden in both editions of a pair is one cell.
    hidden_cells = found[found["question"] != AMOUNT].groupby(["pair", *CELL], dropna=False)[
        "present"
    ]
    for pair, told in hidden_cells.any().groupby("pair"):
        print(pair, int(told.sum()), "de", len(told))
        assert told.sum() <= max(3, 0.05 * len(told))


def test_the_growing_series_against_a_boring_attacker(tmp_path: Path) -> None:
    world = grown(tmp_path)
    editions = editions_of(world)
    print("\ndicen lo de antes:", Replay(5, 5).check(editions))
    told = Learned(0, 0, 0)
    for before, after in combinations(list(editions)[-6:], 2):
        told += learned(editions[before], editions[after], 5, 5)
    print(told)
    assert told.asked > 100
    assert told.pinned == 0
