"""What published figures can be certain of: an order is said only where nothing hidden can turn it.

A published figure stands for a true count that the reader does not know: rounding moved it a
little, protected cells have bounds. Every sentence that says «first», «last» or «changes most» asks
here, so that none is false of the counts behind.
"""

from __future__ import annotations

import math
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeVar

from observatorio.disclosure import Figure, slack
from observatorio.numbers import listed

K = TypeVar("K", bound=Hashable)
# More names than these say nothing to a reader.
NAMED = 3


@dataclass(frozen=True)
class Span:
    """The lowest and the highest that the true value can be (cases, or whatever is measured)."""

    low: float
    high: float

    def times(self, factor: float) -> Span:
        """The same in another unit: kilometres times cases, cases per inhabitant."""
        return Span(self.low * factor, self.high * factor if factor else 0.0)


def span_of(figure: Figure, base: int) -> Span:
    """Between which counts a figure's true one lies; `base` is what the edition rounds to."""
    room = slack(figure, base)
    high = math.inf if figure.high is None else figure.high + room
    return Span(max(0, figure.low - room), high)


def share_span(part: Figure, whole: Figure, base: int) -> Span:
    """Between which percentages (0 to 100) the true share of `part` in `whole` lies."""
    parts, wholes = span_of(part, base), span_of(whole, base)
    low = 0.0 if wholes.high == 0 else 100 * parts.low / wholes.high
    high = 100.0 if wholes.low == 0 else 100 * parts.high / wholes.low
    return Span(min(100.0, low), min(100.0, high))


def highest(spans: Mapping[K, Span]) -> list[K]:
    """All that may be the highest, in their order: one where it is clear, none of none."""
    least = max((span.low for span in spans.values()), default=0.0)
    return [code for code, span in spans.items() if span.high >= least]


def lowest(spans: Mapping[K, Span]) -> list[K]:
    """All that may be the lowest, in their order."""
    most = min((span.high for span in spans.values()), default=0.0)
    return [code for code, span in spans.items() if span.low <= most]


def clearly_first(figures: Mapping[K, Figure], number: int, base: int) -> list[K]:
    """The `number` categories above all others whatever the rounding hides; empty if not clear."""
    spans = {code: span_of(figure, base) for code, figure in figures.items()}
    order = sorted(spans, key=lambda code: -spans[code].low)
    top, rest = order[:number], order[number:]
    if len(top) < number or not rest:
        return []
    least = min(spans[code].low for code in top)
    return top if all(spans[code].high < least for code in rest) else []


def tied(names: Sequence[str]) -> str:
    """«A» y «B»: those that can't be set apart; empty where they are too many to be named."""
    return listed([f"«{name}»" for name in names]) if len(names) <= NAMED else ""
