"""The exact posterior of small lattices: every table of whole counts that fits, one by one.

Boring and slow on purpose: what `propagation` says on small lattices is compared with this.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ingest.audit.knowledge import Guess
from ingest.audit.relations import Relation

MOST = 3_000_000  # tables in memory at once


class TooMany(ValueError):
    """The lattice has too many possible tables to be enumerated."""


def enumerated(cells: list[Guess], relations: tuple[Relation, ...]) -> list[Guess]:
    """The posterior of each cell: all tables that fit, each weighted by the weights of its cells.

    Raises TooMany, and ValueError where no table fits.
    """
    tables = _tables(cells, relations)
    if not len(tables):
        raise ValueError("Ningún cuadro de casos enteros cumple lo publicado.")
    weight = np.ones(len(tables))
    for at, guess in enumerate(cells):
        weight *= guess.weight[tables[:, at] - guess.low]
    return [
        Guess(g.low, np.bincount(tables[:, at] - g.low, weight, len(g.weight)) / weight.sum())
        for at, g in enumerate(cells)
    ]


def _tables(cells: list[Guess], relations: tuple[Relation, ...]) -> NDArray[np.int64]:
    """Every combination of counts that satisfies all relations, a row each, a column per cell."""
    sums = _leaf_sums(len(cells), relations)
    leaves = [at for at in range(len(cells)) if sums[at] == [{at}]]
    tables = np.zeros((1, len(cells)), dtype=np.int64)
    for step, leaf in enumerate(leaves):
        counts = np.arange(cells[leaf].low, cells[leaf].high + 1)
        if len(tables) * len(counts) > MOST:
            raise TooMany(f"Más de {MOST} cuadros posibles.")
        tables = np.repeat(tables, len(counts), axis=0)
        tables[:, leaf] = np.tile(counts, len(tables) // len(counts))
        left = set(leaves[step + 1 :])
        for at, ways in enumerate(sums):
            for way in ways:
                if leaf in way:
                    tables = tables[_can_fit(tables, way, left, cells, at)]
    for at, ways in enumerate(sums):
        tables[:, at] = tables[:, list(ways[0])].sum(axis=1)
        for way in ways[1:]:
            tables = tables[tables[:, list(way)].sum(axis=1) == tables[:, at]]
    return tables


def _can_fit(
    tables: NDArray[np.int64], way: set[int], left: set[int], cells: list[Guess], at: int
) -> NDArray[np.bool_]:
    """Whether the sum `way` can still be a count of cell `at`; leaves `left` are not set yet."""
    now = tables[:, list(way - left)].sum(axis=1)
    least = now + sum(cells[leaf].low for leaf in way & left)
    most = now + sum(cells[leaf].high for leaf in way & left)
    fits: NDArray[np.bool_] = (least <= cells[at].high) & (most >= cells[at].low)
    return fits


def _leaf_sums(size: int, relations: tuple[Relation, ...]) -> list[list[set[int]]]:
    """Of each cell, the leaves (cells that are no sum) that it sums: a set per relation."""
    related: dict[int, list[Relation]] = {}
    for relation in relations:
        related.setdefault(relation.parent, []).append(relation)

    def first(at: int) -> set[int]:
        return set().union(*map(first, related[at][0].children)) if at in related else {at}

    return [
        [set().union(*map(first, relation.children)) for relation in related[at]]
        if at in related
        else [{at}]
        for at in range(size)
    ]
