"""The joint table of sex, age group, type, relationship and risk, fitted to published margins.

The associations are assumptions (`[association]`); fitting them to the margins of the
departamento de Lima and, for 2020, of the district keeps the associations and meets the margins.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ingest.sample.model import load_model

Floats = NDArray[np.float64]
Margin = tuple[tuple[int, ...], ArrayLike]

SEX, AGE, TYPE, RELATIONSHIP, RISK = range(5)
PSYCHOLOGICAL = 1
# The only year whose cases are published by age group, sex and type.
PUBLISHED_YEAR = 2020


def rake(table: Floats, margins: Sequence[Margin], rounds: int = 100) -> Floats:
    """The table nearest to `table` whose sums over the named axes are the given ones."""
    for _ in range(rounds):
        for axes, target in margins:
            others = tuple(axis for axis in range(table.ndim) if axis not in axes)
            current = table.sum(axis=others, keepdims=True)
            wanted = np.reshape(np.asarray(target, dtype=float), current.shape)
            table = table * np.divide(wanted, current, out=current * 0, where=current > 0)
    return table


def controlled_round(table: Floats, margins: Sequence[Sequence[int]]) -> NDArray[np.int64]:
    """Whole numbers near `table` whose one-way sums are exactly `margins`.

    The units that rounding down leaves go, one by one, to the cell with the largest remainder
    among those whose every margin still lacks units; such a cell exists until none is left.
    """
    whole = np.floor(table).astype(np.int64)
    axes = range(table.ndim)
    while whole.sum() < sum(margins[0]):
        remainder = table - whole
        for axis in axes:
            others = tuple(a for a in axes if a != axis)
            full = whole.sum(axis=others) >= np.asarray(margins[axis])
            remainder = np.where(np.expand_dims(full, others), -np.inf, remainder)
        whole[np.unravel_index(np.argmax(remainder), table.shape)] += 1
    return whole


@cache
def lima_joint() -> Floats:
    """Shares of the departamento de Lima over the five dimensions (they add up to 1)."""
    lima = load_model()["lima"]
    by_sex = np.array(lima["cases"]) / np.sum(lima["cases"])

    def scaled(rows: ArrayLike) -> Floats:
        shares = np.asarray(rows, dtype=float)
        return np.asarray(shares / shares.sum(axis=1, keepdims=True) * by_sex[:, None])

    return rake(
        _association(),
        [
            ((SEX, AGE), scaled(_five_age_groups(lima["age"]))),
            ((SEX, TYPE), scaled(lima["type"])),
            ((SEX, RELATIONSHIP), scaled(lima["relationship"])),
            ((SEX, RISK), scaled(lima["risk"])),
        ],
    )


@cache
def national_joint(year: int) -> Floats:
    """Lima's shares with the risk published for that year, where it is published."""
    risk = load_model()["lima_risk"].get(str(year))
    joint = lima_joint()
    return joint if risk is None else rake(joint, [((RISK,), np.array(risk) / sum(risk))], 1)


@cache
def district_joint(year: int) -> Floats:
    """The district's shares in one year: 2020 meets its published margins, others tilt Lima's."""
    joint = national_joint(year).copy()
    if year == PUBLISHED_YEAR:
        published = load_model()["margins_2020"]
        names = {SEX: "sex", AGE: "age", TYPE: "type"}
        total = sum(published["age"])
        return rake(joint, [((a,), np.array(published[n]) / total) for a, n in names.items()])
    effect = load_model()["year_effects"][str(year)]
    joint[:, :2] *= effect["under_18"]
    joint[:, :, PSYCHOLOGICAL] *= effect["psychological"]
    return np.asarray(joint / joint.sum())


def exact_cells() -> NDArray[np.intp]:
    """The sex by age by type cell of each of the district's 737 cases of 2020, margins exact."""
    published = load_model()["margins_2020"]
    margins = [published["sex"], published["age"], published["type"]]
    expected = district_joint(PUBLISHED_YEAR).sum(axis=(RELATIONSHIP, RISK)) * sum(margins[0])
    counts = controlled_round(expected, margins)
    return np.repeat(np.arange(counts.size), counts.ravel())


def _five_age_groups(rows: ArrayLike) -> Floats:
    """Lima's three age groups divided into the district's five as its own cases of 2020 are."""
    local = np.array(load_model()["margins_2020"]["age"], dtype=float)
    split = np.concatenate([local[:2] / local[:2].sum(), local[2:4] / local[2:4].sum(), [1.0]])
    return np.asarray(np.asarray(rows, dtype=float)[:, [0, 0, 1, 1, 2]] * split)


def _association() -> Floats:
    """The unfitted table: products of the assumed propensities."""
    model = {name: np.array(rows, float) for name, rows in load_model()["association"].items()}
    kinds = model["type"][:, :, :, None] * model["relationship"][:, :, None, :]
    kinds = kinds * model["relationship_by_type"]
    risk = model["risk_by_type"][:, None, :] * model["risk_by_relationship"][None, :, :]
    return np.asarray(kinds[..., None] * risk)
