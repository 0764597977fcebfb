"""The yearly report as a value: cover, sections, blocks. No drawing and no file format here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from observatorio.charts.model import Chart, Provenance
from observatorio.charts.text import alternative
from observatorio.map_classes import Classes
from observatorio.maps import Shown

LANGUAGE, REGION = "es", "PE"


@dataclass(frozen=True)
class Heading:
    """A title inside a section."""

    text: str


@dataclass(frozen=True)
class Text:
    """A paragraph; `kind` is body, lead (the finding, in bold) or note (small)."""

    text: str
    kind: str = "body"


@dataclass(frozen=True)
class Items:
    """A list; `numbered` where its order matters."""

    entries: tuple[str, ...]
    numbered: bool = False


@dataclass(frozen=True)
class Terms:
    """Names, each with what is said of it."""

    pairs: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Picture:
    """A chart: its question is a title, its headline a sentence, its remarks stand under it."""

    chart: Chart

    @property
    def alt(self) -> str:
        """The chart in words, for who does not see it."""
        return alternative(self.chart)


@dataclass(frozen=True)
class Map:
    """The zones shaded by their figures, numbered, with the services.

    `unit` says what is shaded; `alt` is the map in words.
    """

    question: str
    headline: str
    shown: Shown
    classes: Classes
    provenance: Provenance
    unit: str
    alt: str
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class Grid:
    """A table: a header, rows of as many cells; `widths` are % of the line.

    `figures` are the columns (from 0) of figures, which stand to the right. A `fine` table is one
    to look up in, in smaller letters; a narrow one may then stand beside another.
    """

    title: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    widths: tuple[float, ...] = ()
    figures: tuple[int, ...] = ()
    notes: tuple[str, ...] = ()
    fine: bool = False


def even(header: Sequence[str]) -> tuple[float, ...]:
    """Columns that are all as wide, where the first says only a year or a month."""
    return (100 / len(header),) * len(header)


def but_first(header: Sequence[str]) -> tuple[int, ...]:
    """Every column but the first, which names the row."""
    return tuple(range(1, len(header)))


Block = Heading | Text | Items | Terms | Picture | Map | Grid


@dataclass(frozen=True)
class Section:
    """A titled part of the report."""

    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Cover:
    """What the first page says; `span` and `partial` are empty for a whole year."""

    title: str
    span: str
    district: str
    instance: str
    office: str
    edition: str
    published: str
    partial: str
    demonstration: str
    logo: Path | None = None


@dataclass(frozen=True)
class Balance:
    """The report of a year, the same for every renderer; `made_at` is the edition's own time."""

    year: int
    cover: Cover
    sections: tuple[Section, ...]
    made_at: datetime
    stem: str
    helplines: tuple[str, ...] = field(default_factory=tuple)

    @property
    def title(self) -> str:
        """Title of the document, which tells it from those of other years and districts."""
        span = f" ({self.cover.span})" if self.cover.span else ""
        return f"{self.cover.title}{span}. {self.cover.district}"

    @property
    def running(self) -> str:
        """What stands at the head of each page."""
        mark = " · Datos de demostración" if self.cover.demonstration else ""
        return f"{self.title} · {self.cover.edition}{mark}"

    @property
    def blocks(self) -> Iterator[Block]:
        """Every block in reading order."""
        for section in self.sections:
            yield from section.blocks

    @property
    def pictures(self) -> list[Picture | Map]:
        """What must be drawn."""
        return [block for block in self.blocks if isinstance(block, Picture | Map)]
