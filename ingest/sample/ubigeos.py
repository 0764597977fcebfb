"""The districts of the national file: codes that look real, volumes that differ as real ones do."""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.sample.model import load_model

DISTRICTS_PER_PROVINCE = 9
DEPARTMENTS = 25


@cache
def district_codes(count: int) -> tuple[str, ...]:
    """`count` ubigeos from the largest volume to the smallest, 150106 among the first.

    Those of metropolitan Lima come first; the rest take turns among the 25 departments.
    """
    national, own = load_model()["national"], load_model()["district"]["ubigeo"]
    capital = [f"1501{n:02d}" for n in range(1, national["metropolitan_districts"] + 1)]
    capital.remove(own)
    capital.insert(min(national["district_rank"], count) - 1, own)
    taken, turn = set(capital), 0
    rest: list[str] = []
    while len(capital) + len(rest) < count:
        place, department = divmod(turn, DEPARTMENTS)
        province, district = divmod(place, DISTRICTS_PER_PROVINCE)
        code = f"{department + 1:02d}{province + 1:02d}{district + 1:02d}"
        rest += [code] if code not in taken else []
        turn += 1
    return tuple((capital + rest)[:count])


def volumes(count: int) -> NDArray[np.float64]:
    """Relative volume of each district: thousands a year for the first, a handful for the last."""
    national = load_model()["national"]
    rank = np.arange(1, count + 1) + national["size_offset"]
    return np.asarray(rank ** -float(national["size_exponent"]))


def cem_names(count: int) -> list[list[str]]:
    """The CEMs of each district: one synthetic name, or the two real ones of 150106."""
    own = load_model()["district"]
    return [
        own["cems"] if code == own["ubigeo"] else [f"DISTRITO {code}"]
        for code in district_codes(count)
    ]
