"""Fills the case columns from `cem_rules.csv`: one conditional distribution per line.

A line reads: where all conditions of `when` hold, `column` takes one of `codes` with these
probabilities, and stays blank with what is left. Lines apply in order; a later line overrides.
`1..113:0.97` spreads its probability evenly over a range. Blank is written -1 in conditions.
"""

from __future__ import annotations

import operator
import re
from dataclasses import dataclass
from functools import cache

import numpy as np
from numpy.typing import NDArray

from ingest.sample.model import BLANK, Ints, Table, read_rows

COMPARE = {"=": operator.eq, "<": operator.lt, ">=": operator.ge}
CONDITION = re.compile(r"(?P<column>\w+?)(?P<sign>>=|=|<)(?P<value>-?\d+)")


@dataclass(frozen=True)
class Rule:
    """One line of the table: the codes of a column where the conditions hold."""

    column: str
    conditions: tuple[tuple[str, str, int], ...]
    codes: Ints
    edges: NDArray[np.float32]

    def draw(self, rng: np.random.Generator, size: int) -> Ints:
        """Codes for `size` cases, the last one being blank."""
        return self.codes[np.searchsorted(self.edges, rng.random(size, np.float32), "right")]

    def holds(self, table: Table) -> NDArray[np.bool_] | None:
        """Where the rule applies; None stands for everywhere."""
        found = None
        for column, sign, value in self.conditions:
            here = COMPARE[sign](table[column], value)
            found = here if found is None else found & here
        return found


@cache
def load_rules() -> list[Rule]:
    """The rules in the order of the table."""
    return [parse_rule(row) for row in read_rows("cem_rules.csv")]


def parse_rule(row: dict[str, str]) -> Rule:
    """One line of the table as a rule."""
    codes: list[int] = []
    shares: list[float] = []
    for item in row["codes"].split():
        span, share = item.split(":")
        low, _, high = span.partition("..")
        values = range(int(low), int(high or low) + 1)
        codes += values
        shares += [float(share) / len(values)] * len(values)
    # Rounding upwards by a hair keeps shares that add up to 1 from ever giving a blank.
    edges = np.cumsum(shares) + 1e-6
    return Rule(
        row["column"],
        tuple(_condition(text) for text in row["when"].split()),
        np.array([*codes, BLANK], dtype=np.int16),
        edges.astype(np.float32),
    )


def apply_rules(rng: np.random.Generator, table: Table) -> Table:
    """The table with all columns of the rules; it must hold the persons and `YEAR` already."""
    size = len(table["YEAR"])
    filled = dict(table)
    for rule in load_rules():
        column = filled.setdefault(rule.column, np.full(size, BLANK, dtype=np.int16))
        here = rule.holds(filled)
        if here is None:
            filled[rule.column] = rule.draw(rng, size)
        else:
            column[here] = rule.draw(rng, int(here.sum()))
    return filled


def _condition(text: str) -> tuple[str, str, int]:
    parts = CONDITION.fullmatch(text)
    if parts is None:
        raise ValueError(f"unreadable condition: {text}")
    return parts["column"], parts["sign"], int(parts["value"])
