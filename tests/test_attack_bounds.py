"""The attacker who reckons, against enumeration of every table, and on the demonstration."""

from __future__ import annotations

import dataclasses
import itertools
from collections.abc import Iterable
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from scipy import sparse

from ingest.audit.bounds import (
    EPSILON,
    attack,
    audit,
    figures,
    judged,
)
from ingest.audit.cells import by_dimension
from ingest.audit.differences import AMOUNT, Pair, attack_editions, changed_cells
from ingest.audit.equations import Impossible
from ingest.audit.joint import DIMENSIONS, FAMILIES, UnknownTable, joint_of
from ingest.audit.lattice import SERIES, System, build, one_way
from ingest.audit.pairing import CELL
from ingest.audit.solver import Solver
from ingest.publish import truth_file
from observatorio.config import ROOT, Privacy
from tests.test_cube import (
    SAMPLE_DAY,
    World,
    cases_of,
    months,
    new_world,
    sample_world,
    with_own_secret,
)

T, B = 3, 3  # of the small examples: enough to hide and to round, few enough tables to list
NOTHING: frozenset[str] = frozenset()
SHAPES: dict[tuple[str, ...], tuple[int, ...]] = {
    ("age_group", "sex"): (2, 3),
    ("age_group", "sex", "violence_type"): (2, 2, 3),
    ("age_group", "sex", "zone"): (2, 2, 2),
    ("month", "sex", "zone"): (3, 2, 2),
    ("relationship", "sex", "age_group"): (2, 2, 2),
}
MONTHS = (1, 2, 4)  # two of one quarter and one of another


# Small examples, made without any code of the audit.


def tables_of(axes: tuple[str, ...]) -> list[tuple[str, ...]]:
    """Every table over these dimensions, or quarters for months, that lies in a family."""
    named = [("quarter" if part == "month" else part for part in axes), axes]
    every = {
        dims
        for names in map(tuple, named)
        for size in range(len(axes) + 1)
        for dims in itertools.combinations(names, size)
    }
    return sorted(d for d in every if any(set(d) <= set(f) for f in FAMILIES))


def codes_of(name: str, size: int) -> list[Any]:
    return list(MONTHS[:size]) if name == "month" else [f"{name}{i}" for i in range(size)]


def places(axes: tuple[str, ...], shape: tuple[int, ...]) -> list[dict[str, Any]]:
    """The cells of the full joint table, in order, each by its categories (and its quarter)."""
    levels = [codes_of(name, size) for name, size in zip(axes, shape, strict=True)]
    cells = [dict(zip(axes, codes, strict=True)) for codes in itertools.product(*levels)]
    for cell in cells:
        if "month" in cell:
            cell["quarter"] = (cell["month"] - 1) // 3 + 1
    return cells


def sums(cells: list[dict[str, Any]], dims: tuple[str, ...]) -> dict[tuple[Any, ...], list[int]]:
    """Which cells of the joint each cell of a table sums."""
    found: dict[tuple[Any, ...], list[int]] = {}
    for at, cell in enumerate(cells):
        found.setdefault(tuple(cell[name] for name in dims), []).append(at)
    return found


@dataclasses.dataclass
class Example:
    """A published year small enough for every table that fits to be listed."""

    truth: pd.DataFrame
    members: list[list[int]]  # per row of truth, the cells of the joint that it sums
    counts: tuple[int, ...]


def example(
    axes: tuple[str, ...],
    counts: tuple[int, ...],
    ups: Iterable[bool],
    tables: list[tuple[str, ...]],
    rule: tuple[int, int] = (T, B),
) -> Example:
    """The year's tables, hidden under the threshold and rounded to the base, up where told."""
    cells, turn = places(axes, SHAPES[axes]), iter(ups)
    rows, members = [], []
    for dims in tables:
        for codes, inside in sums(cells, dims).items():
            n = sum(counts[at] for at in inside)
            value, kind, step = protected(n, next(turn), *rule, exact=not dims)
            members.append(inside)
            rows.append(
                dict.fromkeys(DIMENSIONS)
                | {"ubigeo": "150106", "source": "cem", "measure": "m", "year": 2021}
                | {"table_id": "_".join(dims) or "total", "dimensions": "|".join(dims)}
                | dict(zip(dims, codes, strict=True))
                | {"n": n, "value": value, "kind": kind, "step": step}
            )
    return Example(pd.DataFrame(rows), members, counts)


def protected(
    n: int, up: bool, threshold: int, base: int, exact: bool
) -> tuple[int | None, str, int | None]:
    """Value, kind and step of a cell."""
    if n < threshold:
        return None, "below", None
    if exact:
        return n, "exact", None
    return n - n % base + base * (up and n % base > 0), "rounded", base


def shown_range(row: Any, printed: frozenset[str], rule: tuple[int, int]) -> tuple[float, float]:
    """What an attacker knows of one cell, in words of one syllable."""
    threshold, base = rule
    if row.table_id in printed or row.kind == "exact":
        return row.n, row.n
    if row.kind.startswith("below"):
        return 0, np.inf if row.kind == "below_persons" else threshold - 1
    return max(threshold, row.value - (base - 1)), row.value + (base - 1)


@cache
def tables_with(size: int, total: int) -> np.ndarray:
    """Every table of `size` whole counts that sum to `total` (stars and bars), a row each."""
    bars = np.array(list(itertools.combinations(range(total + size - 1), size - 1)), dtype=int)
    ends = np.full((len(bars), 1), total + size - 1)
    edges = np.hstack([np.full((len(bars), 1), -1), bars.reshape(len(bars), size - 1), ends])
    return np.diff(edges, axis=1) - 1


def enumerated(case: Example, printed: frozenset[str]) -> np.ndarray:
    """The values that the published cells have in each whole table that fits (a row each)."""
    worlds = tables_with(len(case.counts), sum(case.counts))
    values = np.stack([worlds[:, inside].sum(axis=1) for inside in case.members], axis=1)
    ranges = np.array([shown_range(r, printed, (T, B)) for r in case.truth.itertuples()])
    return values[((values >= ranges[:, 0]) & (values <= ranges[:, 1])).all(axis=1)]


@st.composite
def examples(draw: st.DrawFn, most: int = 6) -> tuple[Example, frozenset[str]]:
    """A small year over some tables, its margins printed or only its total."""
    axes = draw(st.sampled_from(sorted(SHAPES)))
    size = int(np.prod(SHAPES[axes]))
    drawn = st.lists(st.integers(0, size - 1), min_size=0, max_size=most)
    counts = tuple(np.bincount(np.array(draw(drawn), dtype=int), minlength=size).tolist())
    tables = [d for d in tables_of(axes) if not d or draw(st.integers(0, 3))]
    ups = draw(st.lists(st.booleans(), min_size=60, max_size=60))
    case = example(axes, counts, ups, tables)
    return case, draw(st.sampled_from([one_way(case.truth), frozenset({"total"})]))


def interval(system: System, target: np.ndarray) -> tuple[float, float]:
    """The least and the greatest value of target·x: two linear programmes, nothing clever."""
    solver = Solver(system)
    return float(target @ solver.least(target)), float(target @ solver.least(-target))


def plain(system: System, index: int) -> tuple[bool, bool]:
    """Pinned and present by two linear programmes, as their definition says."""
    low, high = interval(system, system.targets[[index]].toarray()[0])
    sure = np.ceil(low - EPSILON) == np.floor(high + EPSILON)
    return bool(sure), bool(np.ceil(low - EPSILON) >= 1)


# The attack has teeth.


def subtraction(hide: bool) -> pd.DataFrame:
    """Two ages and three sexes; the one small cell with cases holds three."""
    axes, counts = ("age_group", "sex"), (20, 3, 0, 15, 9, 0)
    tables = [(), ("age_group",), ("sex",), ("age_group", "sex")]
    found = example(axes, counts, itertools.repeat(True), tables, rule=(5, 5)).truth
    if not hide:
        open_cells = found["value"].notna()
        found.loc[open_cells, "value"] = found.loc[open_cells, "n"]
        found.loc[open_cells, ["kind", "step"]] = ("exact", None)
    return found


def test_a_threshold_alone_is_undone_by_subtraction() -> None:
    found = attack(subtraction(hide=False), 5, 5).set_index("n")
    assert found.loc[3, ["pinned", "present"]].all()
    assert found["pinned"].sum() == 1, "an empty cell is nobody's"


def test_rounding_beside_hiding_withstands_subtraction() -> None:
    found = attack(subtraction(hide=True), 5, 5).set_index("n")
    assert not found[["pinned", "present"]].to_numpy().any()
    assert 3 in found.index


def test_a_margin_too_great_for_its_hidden_cells_proves_presence() -> None:
    """Five cases in two hidden cells of at most four: each has one."""
    counts = (2, 3, 0, 20, 20, 0)
    tables = [(), ("age_group",), ("age_group", "sex")]
    truth = example(("age_group", "sex"), counts, itertools.repeat(True), tables, (5, 5)).truth
    two = truth[truth["sex"].ne("sex2")]
    found = attack(two, 5, 5).set_index("n")
    assert found["present"].to_dict() == {2: True, 3: True}
    assert not found["pinned"].any()
    few = two.assign(kind=two["kind"].replace("below", "below_persons"))
    assert not attack(few, 5, 5)["present"].any(), "persons may have come more than once"


def test_where_nobody_is_may_say_where_all_are() -> None:
    """Six men, shown as 10 in one kind: the other two kinds are empty for certain."""
    counts = (30, 40, 50, 6, 0, 0)
    tables = [(), ("age_group",), ("age_group", "sex")]
    truth = example(("age_group", "sex"), counts, itertools.repeat(True), tables, (5, 5)).truth
    assert attack(truth, 5, 5).set_index("n")["pinned"].to_dict() == {0: True}
    nobody = example(("age_group", "sex"), (30, 40, 50, 0, 0, 0), itertools.repeat(True), tables)
    assert not attack(nobody.truth, T, B)["pinned"].any(), "the printed margin says it is empty"


# Against every table that there could be.


@hypothesis_settings(max_examples=40)
@given(examples())
def test_bounds_hold_the_enumerated_ones(drawn: tuple[Example, frozenset[str]]) -> None:
    case, printed = drawn
    values = enumerated(case, printed | {"total"})
    assert (values == case.truth["n"].to_numpy()).all(axis=1).any()
    system = build(case.truth, T, B, printed | {"total"})
    for at, column in enumerate(values.T):
        low, high = interval(system, system.targets[[at]].toarray()[0])
        assert low <= column.min() + EPSILON
        assert high >= column.max() - EPSILON
        if plain(system, at)[0]:
            assert column.min() == column.max()
        if plain(system, at)[1]:
            assert column.min() >= 1


@hypothesis_settings(max_examples=40)
@given(examples(most=25))
def test_families_know_what_the_full_joint_knows(drawn: tuple[Example, frozenset[str]]) -> None:
    """The same bounds as of the joint table over all dimensions at once."""
    case, printed = drawn
    # Without months nobody is told that the quarters shown are all that there are.
    assume(case.truth["quarter"].isna().all() or case.truth["month"].notna().any())
    system = build(case.truth, T, B, printed)
    whole = np.zeros((len(case.members), len(case.counts)))
    for at, inside in enumerate(case.members):
        whole[at, inside] = 1
    ranges = np.array([shown_range(r, printed, (T, B)) for r in case.truth.itertuples()])
    rows = sparse.csr_array(whole)
    full = System(case.truth, rows, rows, *ranges.T, upper=np.full(len(case.counts), 1e6))
    for at in range(len(case.members)):
        ours = interval(system, system.targets[[at]].toarray()[0])
        assert ours == pytest.approx(interval(full, whole[at]), abs=1e-5)


@hypothesis_settings(max_examples=60)
@given(examples(most=25))
def test_the_sweep_says_what_single_programmes_say(
    drawn: tuple[Example, frozenset[str]],
) -> None:
    case, printed = drawn
    system = build(case.truth, T, B, printed)
    found = audit(system, T, printed)
    rows = system.cells.reset_index().merge(found, on=[*CELL, "n", "kind"])
    assert len(rows) == len(found)
    for row in rows.itertuples():
        pinned, present = plain(system, row.index)
        alone = plain(system.only_printed(), row.index)
        assert (row.pinned, row.present) == (pinned > alone[0], present > alone[1]), row


@hypothesis_settings(max_examples=40)
@given(examples(most=40))
def test_the_truth_is_possible(drawn: tuple[Example, frozenset[str]]) -> None:
    """Fixing every published cell at its true count leaves a solution."""
    case, printed = drawn
    system = build(case.truth, T, B, printed)
    n = case.truth["n"].to_numpy(dtype=float)
    assert (n >= system.low[: len(n)]).all()
    assert (n <= system.high[: len(n)]).all()
    sides = [np.concatenate([n, side[len(n) :]]) for side in (system.low, system.high)]
    fixed = dataclasses.replace(system, low=sides[0], high=sides[1])
    values = system.targets @ Solver(fixed).least(np.zeros(system.rows.shape[1]))
    assert values == pytest.approx(n, abs=1e-6)


def test_what_cannot_be_is_said() -> None:
    """A table that adds up to another total than the printed one."""
    truth = subtraction(hide=False)
    truth.loc[truth["table_id"] == "total", ["n", "value"]] += 1
    with pytest.raises(Impossible, match="publicado"):
        attack(truth[truth["n"] >= 1], 5, 5)


# Every public table is seen.


CATALOGUE = pd.read_csv(ROOT / "data" / "reference" / "tables.csv", keep_default_na=False)


def two_of(dimension: str) -> tuple[int, int]:
    """Two categories; the months are of the two quarters."""
    return (1, 4) if dimension == "month" else (1, 2)


@hypothesis_settings(max_examples=25)
@given(st.sets(st.sampled_from(CATALOGUE["table_id"].tolist()), min_size=1))
def test_every_choice_of_public_tables_has_its_families(chosen: set[str]) -> None:
    """Of a source that lacks some tables too: each has its rows, and all families their glue."""
    tables = CATALOGUE[CATALOGUE["table_id"].isin(chosen)]
    rows = [
        dict.fromkeys(DIMENSIONS)
        | {"ubigeo": "150106", "source": "cem", "measure": "m", "year": 2021}
        | {
            "table_id": t.table_id,
            "dimensions": t.dimensions,
            "value": None,
            "kind": "below",
            "step": None,
        }
        | dict(zip(filter(None, t.dimensions.split("|")), codes, strict=True))
        | {"n": 1}
        for t in tables.itertuples()
        for codes in itertools.product(*map(two_of, filter(None, t.dimensions.split("|"))))
    ]
    system = build(pd.DataFrame(rows), 5, 5, NOTHING)
    assert (system.targets.sum(axis=1) >= 1).all()
    values = system.targets @ Solver(system).least(np.ones(system.rows.shape[1]))
    assert values == pytest.approx(0, abs=1e-6)
    families = joint_of(system.cells).families
    for other in families[1:]:
        for sign in (1, -1):
            cost = np.zeros(system.rows.shape[1])
            cost[families[0].index], cost[other.index] = sign, -sign
            assert cost @ Solver(system).least(cost) == pytest.approx(0, abs=1e-6), "the same cases"


def test_a_table_of_no_family_is_an_error() -> None:
    truth = subtraction(hide=True)
    odd = truth["table_id"] == "age_group_sex"
    truth.loc[odd, ["table_id", "dimensions"]] = ["age_risk", "age_group|risk_level"]
    with pytest.raises(UnknownTable, match="age_risk"):
        build(truth, 5, 5)


# Two editions.


@st.composite
def editions(draw: st.DrawFn) -> tuple[Example, Example, frozenset[str]]:
    """The same small year before and after some cases were added; the tables are not the same."""
    axes = draw(st.sampled_from(sorted(SHAPES)))
    size = int(np.prod(SHAPES[axes]))
    added = st.lists(st.integers(0, size - 1), max_size=8)
    old, new = (np.bincount(np.array(draw(added), dtype=int), minlength=size) for _ in range(2))
    found = []
    for counts in (old, old + new):
        tables = [d for d in tables_of(axes) if not d or draw(st.integers(0, 3))]
        ups = draw(st.lists(st.booleans(), min_size=60, max_size=60))
        found.append(example(axes, tuple(counts.tolist()), ups, tables))
    return found[0], found[1], draw(st.sampled_from([NOTHING, one_way(found[1].truth)]))


@hypothesis_settings(max_examples=30)
@given(editions(), st.booleans())
def test_increments_lie_within_their_bounds_and_the_sweep_agrees(
    drawn: tuple[Example, Example, frozenset[str]], only_added: bool
) -> None:
    before, after, printed = drawn
    rule = {"printed": printed, "only_added": only_added}
    system = Pair(before.truth, after.truth, ((T, B), (T, B)), printed).system(only_added)
    n, cells = system.cells["n"].to_numpy(), system.cells
    # What is exact in both editions tells its increase by rule: attack_editions does not judge it.
    told = (cells[["kind", "kind_before"]] == "exact").all(axis="columns").to_numpy()
    told = told | cells["table_id"].isin(printed).to_numpy()
    audited = np.flatnonzero((n >= 1) & (n < T) & ~told & (cells["question"] == AMOUNT).to_numpy())
    swept = judged(system, audited, np.ones(len(audited), dtype=bool))
    for at, row in zip(audited, swept.itertuples(), strict=True):
        low, high = interval(system, system.targets[[at]].toarray()[0])
        assert low - EPSILON <= n[at] <= high + EPSILON
        seen, alone = plain(system, at), plain(system.only_printed(), at)
        assert (row.pinned, row.present) == (seen[0] > alone[0], seen[1] > alone[1]), row
    found = attack_editions(before.truth, after.truth, T, B, **rule)
    asked = ["n", "pinned", "present"]
    amounts = found[found["question"] == AMOUNT]
    assert amounts[asked].to_numpy().tolist() == swept[asked].to_numpy().tolist()


def test_two_exact_editions_give_the_increment_away() -> None:
    """Teeth: exact figures of both editions are subtracted; rounded ones are not."""
    axes, tables = ("age_group", "sex"), [(), ("sex",), ("age_group", "sex")]
    counts = [(20, 30, 9, 15, 25, 9), (22, 30, 9, 15, 28, 9)]
    frames = [example(axes, c, itertools.repeat(False), tables, (5, 5)).truth for c in counts]
    assert not attack_editions(*frames, 5, 5)["pinned"].any()
    frames = [exactly(frame) for frame in frames]
    given_away = attack_editions(*frames, 5, 5)
    assert sorted(given_away["n"]) == [2, 3], "what is printed by sex tells by itself"
    assert given_away[["pinned", "present"]].to_numpy().all()


def exactly(truth: pd.DataFrame) -> pd.DataFrame:
    """As if nothing was rounded that is shown."""
    shown = truth["value"].notna() & (truth["kind"] != "exact")
    told = truth.assign(value=truth["value"].mask(shown, truth["n"]))
    return told.assign(step=told["step"].mask(shown, 1))


def a_late_case(quotes: bool) -> list[pd.DataFrame]:
    """A closed year gets 24 late cases, one of them of a woman in a kind that was 27, shown 25."""
    axes, tables = ("age_group", "sex"), [(), ("age_group",), ("sex",), ("age_group", "sex")]
    counts = [(27, 31, 42, 33, 28, 54), (28, 31, 42, 33, 28, 77)]
    frames = [example(axes, c, itertools.repeat(False), tables, (5, 5)).truth for c in counts]
    for at, frame in enumerate(frames):
        frame[["said_n", "said_key"]] = frame[["n", "n"]].to_numpy()
        frame["stale_count"] = 4 * at
        one = frame["n"].eq(counts[at][0]) & frame["table_id"].eq("age_group_sex")
        frame.loc[one, "value"] = 25
        # It quotes what it said when it held four fewer; with five fewer it had to say it anew.
        first = 24 if quotes else 23
        frame.loc[one, ["said_n", "said_key", "stale_count"]] = [first, first, 4]
        if at and not quotes:
            frame.loc[one, ["value", "said_n", "said_key", "stale_count"]] = [30, 28, 28, 0]
    return frames


@pytest.mark.parametrize("quotes", [True, False])
def test_a_cell_that_changed_holds_a_changed_record(quotes: bool) -> None:
    """One late case in a margin that a ministry prints, and one cell of it that changed."""
    found = attack_editions(*a_late_case(quotes), 5, 5)
    found = found[found["question"] == AMOUNT]
    assert found["n"].tolist() == [1.0]
    assert found["present"].tolist() == [not quotes]


def test_a_correction_does_not_mislead_the_judge() -> None:
    """Cases taken away: that months only grow is then impossible, and not assumed."""
    axes, tables = ("age_group", "sex"), [(), ("age_group", "sex")]
    counts = [(20, 30, 9, 15, 25, 9), (22, 0, 9, 15, 25, 9)]
    frames = [example(axes, c, itertools.repeat(False), tables, (5, 5)).truth for c in counts]
    found = attack_editions(*map(exactly, frames), 5, 5)
    found = found[found["question"] == AMOUNT]
    assert found[["n", "pinned"]].to_numpy().tolist() == [[2, True]]


def test_changed_cells_are_those_shown_otherwise() -> None:
    axes, tables = ("age_group", "sex"), [("age_group", "sex")]
    counts = [(20, 3, 9, 15, 25, 0), (22, 4, 9, 15, 45, 7)]
    frames = [example(axes, c, itertools.repeat(True), tables, (5, 5)).truth for c in counts]
    found = changed_cells(*frames)
    assert found["n"].tolist() == [2, 1, 0, 0, 20, 7]
    assert found["changed"].tolist() == [True, False, False, False, True, True]
    assert found.loc[found["changed"], "n"].between(1, 4).mean() == pytest.approx(1 / 3)


# The demonstration, through the production path.


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> World:
    return sample_world(with_own_secret(tmp_path_factory.mktemp("attacked")))


def published_truth(world: World, rule: tuple[int, int], today: date) -> pd.DataFrame:
    settings = dataclasses.replace(world.settings, privacy=Privacy(*rule))
    edition = World(settings, world.folder).publish(today)
    return by_dimension(pd.read_parquet(truth_file(settings, edition.edition)))


@pytest.mark.parametrize("rule", [(5, 5), (10, 5)])
def test_the_demonstration_withstands_the_attack(
    demonstration: World, rule: tuple[int, int]
) -> None:
    """No value certain; presence proven in at most 5 % of the protected cells."""
    found = attack(published_truth(demonstration, rule, SAMPLE_DAY), *rule)
    assert len(found) > 200
    leaks = found[found["pinned"] | found["present"]].dropna(axis=1, how="all")
    said = f"{figures(found).to_string()}\n{leaks.to_string()}"
    assert not found["pinned"].any(), said
    assert found["present"].mean() <= 0.05, said


def test_the_sweep_is_right_on_the_demonstration_too(demonstration: World) -> None:
    truth = published_truth(demonstration, (5, 5), SAMPLE_DAY)
    cells = truth[(truth["source"] == "cem") & (truth["year"] == 2020)]
    system = build(cells, 5, 5)
    found = audit(system, 5)
    given = system.cells["table_id"].isin(one_way(system.cells))
    asked = np.flatnonzero(~given & system.cells["value"].isna())
    assert len(asked) == len(found)
    chosen = range(0, len(asked), 6)
    for at in chosen:
        pinned, present = plain(system, asked[at])
        row = found.iloc[at]
        alone = plain(system.only_printed(), asked[at])
        assert (row.pinned, row.present) == (pinned > alone[0], present > alone[1]), row


def test_editions_of_a_growing_year_withstand_the_attack(tmp_path: Path) -> None:
    """A month comes in twice, the second time with forty more cases (fewer would wait)."""
    world, rng = new_world(tmp_path), np.random.default_rng(11)
    when = date(2022, 6, 1)
    world.add_cases("2021.csv", cases_of(rng, months((2021, 1), (2021, 12)), 90))
    first = cases_of(rng, months((2022, 1), (2022, 5)), 90)
    world.add_cases("2022.csv", first)
    before = published_truth(world, (5, 5), when)
    more = cases_of(rng, months((2022, 5), (2022, 5)), 40)
    world.add_cases("2022_bis.csv", [*first, *more])
    after = published_truth(world, (5, 5), when)
    found = attack_editions(before, after, 5, 5)
    grown = found[found["question"] == AMOUNT]
    assert set(grown["year"]) == {2022}
    assert grown["n"].between(1, 4).all()
    assert len(grown) > 50
    assert not found["pinned"].any(), found[found["pinned"]].to_string()
    changed = changed_cells(before, after)
    assert not changed.loc[changed["year"] == 2021, "changed"].any()
    assert changed.loc[changed["changed"], "n"].ge(1).all()
    assert set(SERIES) <= set(changed)
