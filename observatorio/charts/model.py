"""A chart is a value: what it asks, says, counts and where it comes from. No drawing here."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum

from observatorio.charts.remarks import on_figures
from observatorio.disclosure import Figure, combine

Month = tuple[int, int]  # year and month
# What a category is, beside the words that it is called: a year, a month, a code.
Key = str | int | Month


class State(Enum):
    """Four different states of a point, never to be mistaken for one another."""

    VALUE = "valor"
    PROTECTED = "protegido"
    NOT_DELIVERED = "no entregado"
    NO_RECORD = "sin registro"


@dataclass(frozen=True)
class Point:
    """One category of a series: its published figure, or why there is none.

    `key` says what the category is (its year, month or code), `name` what a sentence calls it where
    its label says more, as a zone's number.

    A chart of rates or shares draws `amount` (in the chart's unit) instead of the figure, says
    `label` of it, and may show its `limits` (95 %). `provisional` points may still grow;
    `unstable` ones rest on few cases. Both are drawn apart, never left out.
    """

    category: str
    figure: Figure | None
    state: State = State.VALUE
    mark: str = ""
    amount: float | None = None
    label: str = ""
    limits: tuple[float, float] | None = None
    provisional: bool = False
    unstable: bool = False
    key: Key | None = None
    name: str = ""

    @property
    def called(self) -> str:
        """What a sentence calls the category."""
        return self.name or self.category

    @property
    def value(self) -> float | None:
        """What can be drawn as a length; the lower bound of a sum with protected parts."""
        if self.amount is not None:
            return self.amount
        return None if self.figure is None or self.figure.hidden else self.figure.low

    @property
    def text(self) -> str:
        """What stands beside the point."""
        if self.label:
            return self.label
        return self.figure.text if self.figure else self.state.value

    @property
    def short(self) -> str:
        """The same where there is little room: the label of a bar."""
        return self.figure.short if self.figure and not self.label else self.text

    @property
    def told(self) -> str:
        """What stands in a table or is told of the point: the figure, «(cambió)», its mark."""
        figure = self.figure.told if self.figure and not self.label else self.text
        marks = [
            self.mark,
            "provisional" if self.provisional else "",
            "inestable" if self.unstable else "",
        ]
        said = ", ".join(filter(None, marks))
        return f"{figure} ({said})" if said else figure


def point_of(category: str, figure: Figure | None, key: Key | None = None) -> Point:
    """The point of a published figure; without one, nothing was delivered."""
    if figure is None:
        return Point(category, None, State.NOT_DELIVERED, key=key)
    return Point(category, figure, State.PROTECTED if figure.protected else State.VALUE, key=key)


@dataclass(frozen=True)
class Series:
    """A named row of points; `color` is a key of the palette, `kind` is line, bar or mark."""

    name: str
    points: tuple[Point, ...]
    color: str
    kind: str = "bar"

    @property
    def months(self) -> dict[str, Month]:
        """Those of its categories that are months, each with its year and month."""
        return {p.category: p.key for p in self.points if isinstance(p.key, tuple)}

    @property
    def in_legend(self) -> str:
        """Its name; of bars of which none has a length, with the reason: «Sin dato (protegido)»."""
        states = [point.state for point in self.points]
        if self.kind != "bar" or not states or any(p.value is not None for p in self.points):
            return self.name
        told = State.PROTECTED if State.PROTECTED in states else states[0]
        return self.name if told == State.VALUE else f"{self.name} ({told.value})"


@dataclass(frozen=True)
class Provenance:
    """Source, unit, cut-off, edition and filters: the same in every output.

    `total` is the published total of the selection, which all charts of it say.
    """

    source: str
    unit: str
    cutoff: str
    edition: int
    demonstration: bool
    filters: str = ""
    total: Figure | None = None

    @property
    def line(self) -> str:
        """The source line under a chart."""
        parts = [f"Fuente: {self.source}", f"datos hasta {self.cutoff}", f"edición {self.edition}"]
        return " · ".join([*parts, *([self.filters] if self.filters else [])])


@dataclass(frozen=True)
class Event:
    """Something that happened at a category of the time axis: a service, a rule, a campaign."""

    category: str
    title: str
    detail: str = ""


@dataclass(frozen=True)
class Chart:
    """One idea: `question` and `headline` (computed from the figures), series over categories.

    `kind` is column, row, stacked_row, line or pyramid (two series of rows, back to back). `unit`
    says what the lengths are («casos atendidos», «por 10 000 habitantes», «% del total»); `bands`
    are shaded stretches (first and last category, text), `events` marks on a time axis.
    `in_percent` charts draw parts of a hundred; the question of those that `says_unit` ends with
    the unit. `small` charts stand beside others on a page, and are drawn lower there.
    """

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
    events: tuple[Event, ...] = ()
    unit: str = ""
    in_percent: bool = False
    says_unit: bool = False
    small: bool = False

    @property
    def stacked(self) -> bool:
        """True when the bars of its series stand one upon another."""
        return self.kind == "stacked_row"

    @property
    def months(self) -> dict[str, Month]:
        """Those of its categories that are months, each with its year and month."""
        return {name: month for s in self.series for name, month in s.months.items()}

    @property
    def empty(self) -> bool:
        """True when no point has anything to tell: neither a figure nor an amount."""
        return not any(p.figure or p.amount is not None for s in self.series for p in s.points)

    @property
    def figures(self) -> list[Figure]:
        """Every figure of the chart."""
        return [p.figure for s in self.series for p in s.points if p.figure]

    @property
    def remarks(self) -> list[str]:
        """What a reader is told under the chart: its own notes, what changed, what is hidden."""
        return [*self.notes, *on_figures(self.figures), *_cautions(self)]

    @property
    def measured(self) -> str:
        """What the lengths are, for the axis: «casos atendidos: 7 285 en total», «% del total».

        Where no total of the selection is published, it is the sum of the parts, and called so.
        """
        unit, total = self.unit or self.provenance.unit, self.provenance.total
        if self.parts is None:
            return unit
        return f"{unit}: {total.text} en total" if total else f"{unit}: suman {self.parts.text}"

    @property
    def parts(self) -> Figure | None:
        """What a chart of counts adds up to; None of shares, rates, or one figure.

        Each part is rounded by itself, so that this is not the total.
        """
        points = [p for s in self.series if s.kind != "mark" for p in s.points if p.figure]
        counts = self.unit in ("", self.provenance.unit) and all(p.amount is None for p in points)
        figures = [point.figure for point in points if point.figure]
        return combine(figures) if counts and len(figures) > 1 else None

    @property
    def numbered_events(self) -> list[tuple[int, Event]]:
        """The events that lie on the axis, in its order, with the number that marks each."""
        on_axis = [event for event in self.events if event.category in self.categories]
        ordered = sorted(on_axis, key=lambda event: self.categories.index(event.category))
        return list(enumerate(ordered, 1))


def _cautions(chart: Chart) -> list[str]:
    """How the points that need care are drawn."""
    points = [point for series in chart.series for point in series.points]
    line, said = chart.kind == "line", []
    if any(point.provisional for point in points):
        how = "La línea de puntos" if line else "Lo más tenue"
        said.append(f"{how} es provisional: todavía puede crecer.")
    if any(point.unstable for point in points):
        how = "El círculo abierto" if line else "Lo rayado"
        said.append(f"{how} es inestable: son pocos casos.")
    if any(point.limits for point in points):
        how = "La franja clara" if line else "La raya fina"
        said.append(f"{how} dice entre qué valores puede estar la cifra (95 % de confianza).")
    return said
