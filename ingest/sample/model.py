"""Reads the stated model and gives the few random tools that every file uses.

The figures and their sources stand in `model.toml`; the tables beside it hold the official
column names, the rules of the case columns and the places.
"""

from __future__ import annotations

import csv
import tomllib
import zlib
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

DEFAULT_SEED = 20220331
BLANK = -1

FOLDER = Path(__file__).parent

Ints = NDArray[np.int16]
Table = dict[str, NDArray[Any]]


@cache
def load_model() -> dict[str, Any]:
    """The figures of `model.toml`; years are text keys, as TOML has no other."""
    return tomllib.loads((FOLDER / "model.toml").read_text(encoding="utf-8"))


@cache
def read_rows(name: str) -> list[dict[str, str]]:
    """The rows of one of the CSV tables beside this module."""
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def official_columns() -> list[str]:
    """The 168 columns of the CEM case file, in the order of MIMP's codebook."""
    return [row["column"] for row in read_rows("cem_columns.csv")]


def stream(seed: int, name: str) -> np.random.Generator:
    """A random stream for one file, so that a change in one file leaves the others as they are."""
    return np.random.default_rng([seed, zlib.crc32(name.encode())])


def pick(rng: np.random.Generator, weights: ArrayLike, size: int) -> NDArray[np.intp]:
    """Indices drawn with these relative weights."""
    edges = np.cumsum(np.asarray(weights, dtype=float))
    found = np.searchsorted(edges, rng.random(size) * edges[-1], side="right")
    return np.asarray(np.minimum(found, len(edges) - 1), dtype=np.intp)


def choose(
    rng: np.random.Generator, values: Sequence[Any], weights: ArrayLike, size: int
) -> NDArray[Any]:
    """Values drawn with these relative weights."""
    return np.array(values)[pick(rng, weights, size)]


def apportion(total: int, weights: ArrayLike) -> NDArray[np.int64]:
    """Whole numbers near the weights that add up to `total` (largest remainders)."""
    exact = np.asarray(weights, dtype=float) / np.sum(weights) * total
    parts: NDArray[np.int64] = np.floor(exact).astype(np.int64)
    largest = np.argsort(-(exact - parts), kind="stable")[: total - parts.sum()]
    parts[largest] += 1
    return parts


def write_rows(path: Path, header: Sequence[str], rows: Any, encoding: str = "utf-8") -> None:
    """Writes one comma-separated file with the same line ends on every system."""
    with path.open("w", encoding=encoding, newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
