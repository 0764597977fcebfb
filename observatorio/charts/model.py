"""A chart is a value: what it asks, says, counts and where it comes from. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from observatorio.disclosure import Figure
from observatorio.numbers import whole


class State(Enum):
    """Four different states of a point, never to be mistaken for one another."""

    VALUE = "valor"
    PROTECTED = "protegido"
    NOT_DELIVERED = "no entregado"
    NO_RECORD = "sin registro"


@dataclass(frozen=True)
class Point:
    """One category of a series: its published figure, or why there is none."""

    category: str
    figure: Figure | None
    state: State = State.VALUE
    mark: str = ""

    @property
    def value(self) -> int | None:
        """What can be drawn as a length; the lower bound of a sum with protected parts."""
        return None if self.figure is None or self.figure.hidden else self.figure.low

    @property
    def text(self) -> str:
        """What stands beside the point."""
        return self.figure.text if self.figure else self.state.value

    @property
    def told(self) -> str:
        """What stands in a table or is told of the point: the figure, «(cambió)», its mark."""
        figure = self.figure.told if self.figure else self.state.value
        return f"{figure} ({self.mark})" if self.mark else figure


def point_of(category: str, figure: Figure | None) -> Point:
    """The point of a published figure; without one, nothing was delivered."""
    if figure is None:
        return Point(category, None, State.NOT_DELIVERED)
    return Point(category, figure, State.PROTECTED if figure.protected else State.VALUE)


@dataclass(frozen=True)
class Series:
    """A named row of points; `color` is a key of the palette, `kind` is line, bar or mark."""

    name: str
    points: tuple[Point, ...]
    color: str
    kind: str = "bar"


@dataclass(frozen=True)
class Provenance:
    """Source, unit, cut-off and edition: the same in every output."""

    source: str
    unit: str
    cutoff: str
    edition: int
    demonstration: bool
    filters: str = ""

    @property
    def line(self) -> str:
        """The source line under a chart."""
        parts = [f"Fuente: {self.source}", f"datos hasta {self.cutoff}", f"edición {self.edition}"]
        return " · ".join([*parts, *([self.filters] if self.filters else [])])


@dataclass(frozen=True)
class Chart:
    """One idea: `question` and `headline` (computed from the figures), series over categories."""

    key: str
    question: str
    headline: str
    categories: tuple[str, ...]
    series: tuple[Series, ...]
    provenance: Provenance
    kind: str = "column"
    category_title: str = ""
    notes: tuple[str, ...] = field(default_factory=tuple)
    bands: tuple[tuple[str, str, str], ...] = ()

    @property
    def empty(self) -> bool:
        """True when no point has a figure."""
        return not self.figures

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the chart."""
        return [p.figure for s in self.series for p in s.points if p.figure]

    @property
    def remarks(self) -> list[str]:
        """What a reader is told under the chart: its own notes, what changed, what is hidden."""
        return [*self.notes, *_changed(self.figures), *_hidden(self.figures)]


def _changed(figures: list[Figure]) -> list[str]:
    count = len([figure for figure in figures if figure.changed])
    if not count:
        return []
    what = "1 cifra cambió" if count == 1 else f"{whole(count)} cifras cambiaron"
    return [f"{what} respecto de la edición anterior: llegaron o se corrigieron registros."]


def _hidden(figures: list[Figure]) -> list[str]:
    if not any(figure.protected for figure in figures):
        return []
    return ["Lo protegido no se dibuja y no es cero: está dicho en la tabla."]
