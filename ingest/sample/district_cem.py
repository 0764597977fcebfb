"""The CEM case file of the district: exact published totals, neighbours' rows, broken rows.

Of each year, the two CEMs of the district attend the published number of cases; CEMs of other
districts add about 12 %, half of them residents of the district. Six more rows of the district's
CEMs are broken on purpose (age 728, violence code 9, 31 February) and must be refused.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ingest.sample.cases import add_home, draw_cases
from ingest.sample.dates import draw_days, months_of
from ingest.sample.joint import PUBLISHED_YEAR, district_joint, exact_cells
from ingest.sample.model import Table, choose, load_model, official_columns, stream, write_rows
from ingest.sample.places import draw_places
from ingest.sample.quirks import case_texts

PLACE = "LUGAR_REFERENCIA"
BROKEN = (
    ("EDAD_VICTIMA", "728"),
    ("TIPO_VIOLENCIA", "9"),
    ("FECHA_INGRESO", "31/02/2021"),
) * 2
BROKEN_YEAR = 2021


def write_district_cem(path: Path, seed: int) -> None:
    """Writes the 168 official columns and the place of reference, by day of intake."""
    rng = stream(seed, "district_cem")
    years = {int(year): total for year, total in load_model()["year_totals"].items()}
    blocks = [_attended(rng, year, total) for year, total in years.items()]
    share = load_model()["others"]["share"]
    blocks += [_attended_elsewhere(rng, year, round(n * share)) for year, n in years.items()]
    blocks.append(_attended(rng, BROKEN_YEAR, len(BROKEN), exact=False))
    table = {name: np.concatenate([block[name] for block in blocks]) for name in blocks[0]}
    texts = case_texts(rng, table, [*official_columns(), PLACE])
    for back, (column, value) in enumerate(reversed(BROKEN), start=1):
        texts[column][-back] = value
    order = np.argsort(table["FECHA_INGRESO"], kind="stable")
    header = [*official_columns(), PLACE]
    write_rows(path, header, zip(*(texts[name][order].tolist() for name in header), strict=True))


def _attended(rng: np.random.Generator, year: int, total: int, exact: bool = True) -> Table:
    """Cases of the district's own CEMs; those of 2020 with their published margins."""
    cells = exact_cells() if exact and year == PUBLISHED_YEAR else None
    days = draw_days(rng, year, total, months_of(year))
    table = draw_cases(rng, district_joint(year), days, cells)
    regular = load_model()["year_effects"][str(year)]["regular_cem"]
    table["CEM"] = choose(rng, load_model()["district"]["cems"], [regular, 1 - regular], total)
    homes = load_model()["homes"]
    out, unknown = homes["elsewhere_share"], homes["unspecified_share"]
    add_home(rng, table, _homes(rng, total, [1 - out - unknown, out, unknown]))
    return table | {PLACE: draw_places(rng, table["YEAR"])}


def _attended_elsewhere(rng: np.random.Generator, year: int, total: int) -> Table:
    """Cases of other districts' CEMs; the place is only known of the district's residents."""
    others = load_model()["others"]
    table = draw_cases(rng, district_joint(year), draw_days(rng, year, total, months_of(year)))
    table["CEM"] = choose(rng, others["cems"], np.ones(len(others["cems"])), total)
    resident = others["resident_share"]
    homes = _homes(rng, total, [resident, 1 - resident, 0])
    add_home(rng, table, homes)
    places = draw_places(rng, table["YEAR"])
    inside = homes == load_model()["district"]["ubigeo"]
    return table | {PLACE: np.where(inside, places, "")}


def _homes(rng: np.random.Generator, size: int, shares: list[float]) -> NDArray[Any]:
    """Ubigeos of home: the district, another one, or not specified."""
    other = load_model()["homes"]["other"]
    elsewhere = choose(rng, other, 1 / np.arange(1, len(other) + 1), size)
    kind = choose(rng, [0, 1, 2], shares, size)
    return np.choose(kind, [load_model()["district"]["ubigeo"], elsewhere, "999999"])
