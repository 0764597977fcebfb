"""A deck is a value: its cover, and for each slide a chart with where its figures come from."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from observatorio.charts.model import Chart

if TYPE_CHECKING:  # a page without a map does not wait for what draws it
    from observatorio.map_classes import Classes
    from observatorio.maps import Shown


@dataclass(frozen=True)
class Origin:
    """What goes with a chart wherever it goes.

    Page, edition and its day, how its figures are protected (in full, and in a line) and of which
    sources that is said, and who produces them under which licence.
    """

    page: str
    edition: int
    published: date
    protection: str
    brief: str
    names: tuple[str, ...] = ()
    licences: tuple[str, ...] = ()


@dataclass(frozen=True)
class Map:
    """A map of the zones, as the page draws it; the chart of its slide has the figures."""

    shown: Shown
    classes: Classes


@dataclass(frozen=True)
class Slide:
    """One idea: a chart of some edition and filters; `map` where it is drawn as one.

    A map is told from its bars, and a near view from the whole, by the key of its chart.
    """

    chart: Chart
    origin: Origin
    map: Map | None = field(default=None, compare=False)


@dataclass(frozen=True)
class Deck:
    """What is on the cover, and the slides in their order.

    `question` is that of the page; `about` says in words what was chosen; `url` is the address
    that shows it again, if there is one; `helplines` are for whoever reads it and needs help.
    """

    title: str
    question: str
    about: str
    district: str
    office: str
    slides: tuple[Slide, ...]
    logo: Path | None = None
    url: str = ""
    helplines: tuple[str, ...] = ()

    @property
    def demonstration(self) -> bool:
        """True when some slide shows synthetic data."""
        return any(slide.chart.provenance.demonstration for slide in self.slides)

    @property
    def editions(self) -> list[tuple[int, date]]:
        """The editions of its slides with their days, the oldest first."""
        return sorted({(slide.origin.edition, slide.origin.published) for slide in self.slides})
