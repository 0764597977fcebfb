"""Turns persons and days into case rows: rules, home, and the texts of the file."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from ingest.sample.dates import Days
from ingest.sample.joint import Floats
from ingest.sample.model import BLANK, Table, load_model
from ingest.sample.people import draw_people, settle_family_ages
from ingest.sample.rules import apply_rules

HOME_PARTS = ("DPTO_DOMICILIO", "PROV_DOMICILIO", "DIST_DOMICILIO")
CENTRE = "CENTRO_POBLADO_DOMICILIO"
AREA = "AREA_RESIDENCIA_DOMICILIO"
URBAN, RURAL = 1, 2


def draw_cases(
    rng: np.random.Generator,
    joint: Floats,
    days: Days,
    cells: NDArray[np.intp] | None = None,
) -> Table:
    """One case per day: the persons and every column that the rules fill, as codes."""
    table = draw_people(rng, joint, len(days), cells)
    table["YEAR"] = (days.astype("datetime64[Y]").astype(int) + 1970).astype(np.int16)
    table = apply_rules(rng, table)
    settle_family_ages(rng, table)
    return table | {"FECHA_INGRESO": days}


def add_home(rng: np.random.Generator, table: Table, homes: NDArray[np.str_]) -> None:
    """Adds the home's ubigeo in its four parts, and its area; 999999 is not specified."""
    distinct, place = np.unique(homes, return_inverse=True)
    for number, name in enumerate(HOME_PARTS):
        table[name] = np.array([code[2 * number : 2 * number + 2] for code in distinct])[place]
    model = load_model()["homes"]
    rural = rng.random(len(homes)) < model["rural_share"]
    centres = np.array(["0001", *model["rural_centres"]])
    chosen = np.where(rural, rng.integers(1, len(centres), len(homes)), 0)
    table[CENTRE] = np.where(homes == "999999", "9999", centres[chosen])
    table[AREA] = np.where(rural, RURAL, URBAN).astype(np.int16)


def lose_zeros(table: Table, here: NDArray[np.bool_]) -> None:
    """Strips the zeros that a spreadsheet strips from the parts of the ubigeo (`1` for `01`)."""
    for name in (*HOME_PARTS, CENTRE):
        table[name] = np.where(here, np.char.lstrip(table[name], "0"), table[name])


def code_texts(codes: NDArray[np.integer], render: Callable[[int], str] = str) -> list[str]:
    """The lookup text of every code from blank up to the largest, to be indexed by code + 1."""
    return ["", *(render(code) for code in range(int(codes.max(initial=BLANK)) + 1))]


def as_decimal(code: int) -> str:
    """A code as a table with blanks writes it: `15.0`."""
    return f"{code}.0"
