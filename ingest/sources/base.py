"""What an adapter is: it reads one kind of file into text columns, and says what they mean.

`receive` runs once, when the file arrives; `stage` runs at every build of the registry, from the
archived text alone. It leaves three temporary tables:
- `staged`: a row per delivered row, at least (row_number, belongs, refused);
- `staged_problems` (row_number, field, value, reason, detail): why rows are refused, by a code of
  `ingest/reasons.py`;
- `staged_months` (row_number, service, month, field, own): the month and office of each row,
  `own` when it is taken in; what the delivery answers for follows (`ingest/months.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from pathlib import Path

import duckdb

from ingest.delivery import Delivery
from ingest.reading.files import Incoming
from ingest.reading.missing import load_macros
from ingest.reading.tables import Received
from ingest.settings import WorkSettings
from observatorio.database import in_memory

# What SQL that writes the registry reads of every staged delivery (`ingest/staging.py`).
APPLIED = ("covered", "places", "raw_values", "staged", "staged_problems")
DEMONSTRATION_PREFIX = "demostracion_"


@dataclass(frozen=True)
class Options:
    """What the person who brings a file may say about it on the command line."""

    date_order: str | None = None
    delivered_by: str | None = None
    edition: str | None = None
    mapping: Path | None = None
    sheets: tuple[str, ...] = ()
    all_districts: bool = False
    dry_run: bool = False
    # Answers to what was asked back: the months that the file tells of, and what is accepted.
    months: tuple[date, ...] = ()
    accept: tuple[str, ...] = ()


@dataclass
class Reception:
    """A file on its way in: what `receive` needs, with a folder of its own to work in."""

    incoming: Incoming
    settings: WorkSettings
    options: Options
    work: Path

    @cached_property
    def con(self) -> duckdb.DuckDBPyConnection:
        """A database of its own, which knows the shared expressions.

        It is opened where it is first needed: opening it takes longer than refusing a layer.
        """
        # What does not fit in memory goes to the working folder, which is deleted.
        con = in_memory(self.work / "spill")
        load_macros(con)
        return con

    def close(self) -> None:
        """Closes the database, if it was opened."""
        if "con" in vars(self):
            self.con.close()

    @property
    def target(self) -> Path:
        """Where the used columns are to be written, as text."""
        return self.work / "columns.parquet"


@dataclass
class Staging:
    """A delivery being read into the registry: `con` writes there, view `received` is its rows."""

    con: duckdb.DuckDBPyConnection
    settings: WorkSettings
    delivery: Delivery


# Cells of a field, and which of them are archived values that came back: what is archived instead.
Seal = Callable[[Reception, Sequence[str | None], Collection[str]], list[str | None]]


@dataclass(frozen=True)
class Source:
    """One source: its name, the kinds of file that it takes, and its two functions.

    `sealed` are the fields that are never archived as they were written, each with what seals it.
    `once` are the fields that together stand in one sheet of a workbook only (of a date, its
    month): where two sheets share them, the same is told twice.
    `unknown` is SQL that finds more cells that are in no codebook (`ingest/scrubbing.py`).
    `takes` are the options, besides those of every source, that change how its files are read.
    `tables` are the staged tables, besides those of every source, that its `insert` reads.
    """

    name: str
    kinds: tuple[str, ...]
    receive: Callable[[Reception], Received]
    stage: Callable[[Staging], None]
    sealed: Mapping[str, Seal] = field(default_factory=dict)
    once: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    takes: tuple[str, ...] = ()
    tables: tuple[str, ...] = ()

    @property
    def applied(self) -> tuple[str, ...]:
        """The staged tables that the registry is written from; the others are steps to them."""
        return (*APPLIED, *self.tables)

    @property
    def insert(self) -> str:
        """The named SQL that moves the accepted staged rows into the registry."""
        return f"ingest/{self.name}/insert"
