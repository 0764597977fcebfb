"""Police complaints by month, district and modality (SIDPOL), of the district or of the country.

A combination without complaints has no row, as in the published file: it means zero.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import brentq

from ingest.sample.model import load_model, stream, write_rows
from ingest.sample.ubigeos import district_codes, volumes

HEADER = [
    "ANIO",
    "MES",
    "DPTO_HECHO_NEW",
    "PROV_HECHO",
    "DIST_HECHO",
    "UBIGEO_HECHO",
    "P_MODALIDADES",
    "cantidad",
]
Place = tuple[str, str, str, int]


def write_district_sidpol(path: Path, seed: int) -> None:
    """The district, three neighbours and one district whose ubigeo has lost its zero."""
    model = load_model()["sidpol"]
    places: list[Place] = [
        (row["department"], row["province"], row["district"], int(row["ubigeo"]))
        for row in model["places"]
    ]
    sizes = np.array([row["size"] for row in model["places"]])
    means = sizes[:, None] * np.array(model["monthly"])
    _write(path, stream(seed, "sidpol"), places, means, _months(model["last"]))


def write_national_sidpol(path: Path, ubigeos: int, seed: int) -> None:
    """Volumes by district scaled so that about the published share of combinations has a row."""
    national = load_model()["national"]
    months = _months(national["sidpol_last"])
    means = volumes(ubigeos)[:, None] * np.array(load_model()["sidpol"]["monthly"])
    levels = np.array([_level(year, month + 1) for year, month in months])
    expected = levels[:, None] * means.ravel()
    wanted = national["sidpol_rows"] / national["sidpol_ubigeos"] * ubigeos
    scale = brentq(lambda log: (1 - np.exp(-np.exp(log) * expected)).sum() - wanted, -15, 15)
    places = [_national_place(code) for code in district_codes(ubigeos)]
    _write(path, stream(seed, "national_sidpol"), places, np.exp(scale) * means, months)


def _months(last: Sequence[int]) -> list[tuple[int, int]]:
    """The months from the first of the series to the last."""
    year, month = load_model()["sidpol"]["first"]
    count = (last[0] - year) * 12 + last[1] - month + 1
    return [divmod(year * 12 + month - 1 + step, 12) for step in range(count)]


def _write(
    path: Path,
    rng: np.random.Generator,
    places: Sequence[Place],
    means: NDArray[np.float64],
    months: Sequence[tuple[int, int]],
) -> None:
    """Draws every month and writes the combinations that have complaints (UTF-8 with BOM)."""
    modalities = load_model()["sidpol"]["modalities"]

    def rows() -> Any:
        for year, month in months:
            counts = rng.poisson(means * _level(year, month + 1))
            for place, kind in np.argwhere(counts > 0).tolist():
                yield year, month + 1, *places[place], modalities[kind], counts[place, kind]

    write_rows(path, HEADER, rows(), encoding="utf-8-sig")


def _level(year: int, month: int) -> float:
    """How a month compares with a usual one: a slow rise, a trough in early 2020."""
    closed: dict[str, float] = load_model()["sidpol"]["closed_months"]
    return closed.get(f"{year}-{month:02d}", 1.0) * (1 + 0.02 * (year - 2018))


def _national_place(code: str) -> Place:
    """Names of a synthetic district; the province of Lima has a department of its own."""
    own = load_model()["district"]
    name = own["name"] if code == own["ubigeo"] else f"DISTRITO {code}"
    if code.startswith("1501"):
        return "LIMA METROPOLITANA", "LIMA", name, int(code)
    department = load_model()["national"]["departments"][int(code[:2]) - 1]
    return department, f"PROVINCIA {code[:4]}", name, int(code)
