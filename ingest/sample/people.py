"""Draws the persons of the cases: who they are, by whom they were hurt, how old both are."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.sample.joint import Floats
from ingest.sample.model import BLANK, Ints, Table, load_model, pick

PARTNER = 1
AGGRESSOR_AGE_UNKNOWN = 0.12
# Codes of VINCULO_FAMILIAR: parents and grandparents; children, grandchildren, in-laws.
ELDERS, YOUNGER = (1, 2, 5), (3, 4, 8, 17)


def draw_people(
    rng: np.random.Generator, joint: Floats, size: int, cells: NDArray[np.intp] | None = None
) -> Table:
    """`size` cases from the joint table, as the codebook's codes.

    `cells` fixes the sex by age by type cell of every case; what is left is drawn inside it.
    """
    first_axes, last_axes = joint.shape[:3], joint.shape[3:]
    flat = joint.reshape(int(np.prod(first_axes)), -1)
    chosen = pick(rng, flat.sum(axis=1), size) if cells is None else rng.permutation(cells)
    rest = np.zeros(size, dtype=np.intp)
    for cell in np.unique(chosen):
        here = chosen == cell
        rest[here] = pick(rng, flat[cell], int(here.sum()))
    sex, group, kind = np.unravel_index(chosen, first_axes)
    relationship, risk = np.unravel_index(rest, last_axes)
    people: Table = {
        "SEXO_VICTIMA": sex,
        "TIPO_VIOLENCIA": kind,
        "VINCULO_AGRESOR_VICTIMA": relationship + 1,
        "NIVEL_DE_RIESGO_VICTIMA": risk + 1,
    }
    partner = people["VINCULO_AGRESOR_VICTIMA"] == PARTNER
    people["EDAD_VICTIMA"] = _ages(rng, group, partner)
    people["EDAD_AGRESOR"] = _aggressor_ages(rng, people["EDAD_VICTIMA"], partner)
    return {name: values.astype(np.int16) for name, values in people.items()}


def settle_family_ages(rng: np.random.Generator, table: Table) -> None:
    """Makes parents older and children younger than the victim, once the kinship is known."""
    kin, victim, ages = table["VINCULO_FAMILIAR"], table["EDAD_VICTIMA"], table["EDAD_AGRESOR"]
    gap = rng.integers(17, 38, len(victim))
    ages = np.where(np.isin(kin, ELDERS), np.minimum(victim + gap, 95), ages)
    ages = np.where(np.isin(kin, YOUNGER), np.maximum(victim - gap, 14), ages)
    unknown = table["EDAD_AGRESOR"] == BLANK
    table["EDAD_AGRESOR"] = np.where(unknown, BLANK, ages).astype(np.int16)


def _ages(rng: np.random.Generator, group: NDArray[np.intp], partner: NDArray[np.bool_]) -> Ints:
    """Years of age inside each group; nobody under the youngest age has a partner."""
    model = load_model()["ages"]
    ages = np.zeros(len(group), dtype=np.int16)
    for code, (low, high) in enumerate(model["bounds"]):
        years = np.arange(low, high + 1)
        weights = np.array(model["weights"][code] or np.ones(len(years)), dtype=float)
        grown = weights * (years >= model["youngest_partner"])
        for with_partner, used in ((False, weights), (True, grown)):
            here = (group == code) & (partner == with_partner)
            if here.any():
                ages[here] = years[pick(rng, used, int(here.sum()))]
    return ages


def _aggressor_ages(rng: np.random.Generator, victim: Ints, partner: NDArray[np.bool_]) -> Ints:
    """A partner's age is near the victim's, anyone else's an adult's; some are not recorded."""
    size = len(victim)
    near = np.clip(np.rint(victim + rng.normal(3, 6, size)), 15, 90)
    anyone = np.clip(np.rint(rng.normal(40, 13, size)), 14, 85)
    ages = np.where(partner, near, anyone).astype(np.int16)
    return np.where(rng.random(size) < AGGRESSOR_AGE_UNKNOWN, BLANK, ages).astype(np.int16)
