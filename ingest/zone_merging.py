"""Zones as an edition publishes them: those with too few people or cases join a neighbour.

One set of zones for all sources of an edition, and never a second one that overlaps it: a case in a
difference of two outlines could be found again.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from math import cos, radians

import numpy as np
import shapely

from observatorio.depth import LEAST_INHABITANTS, LEAST_ZONE
from observatorio.numbers import listed

METRES_A_DEGREE = 111_320.0
# Borders drawn twice and rounded run beside each other rather than on each other.
BORDER_M = 20.0
FEW_CASES = f"por separado hay menos de {LEAST_ZONE} casos en algún año"
FEW_PEOPLE = f"por separado viven menos de {LEAST_INHABITANTS:,} personas".replace(",", " ")


@dataclass(frozen=True)
class Zone:
    """A zone of the layer: outline in degrees, inhabitants if known, cases by source and year."""

    code: str
    name: str
    kind: str
    outline: shapely.Geometry
    population: float | None
    cases: Mapping[tuple[str, int], int]


@dataclass
class Group:
    """Zones that are published as one; `reason` is why they were joined."""

    members: list[Zone]
    reason: str = field(default="")

    @property
    def code(self) -> str:
        """Codes of the members, in order: `Z03+Z05`."""
        return "+".join(sorted(zone.code for zone in self.members))

    @property
    def name(self) -> str:
        """Names of the members as one."""
        return listed([zone.name for zone in sorted(self.members, key=lambda z: z.code)])

    @property
    def smallest(self) -> float:
        """Least cases of any source and year, to put the neediest first."""
        return min(self._cases().values(), default=0)

    def need(self) -> str:
        """Why the group can't be published by itself; empty if it can."""
        known = [z.population for z in self.members if z.population is not None]
        if len(known) == len(self.members) and sum(known) < LEAST_INHABITANTS:
            return FEW_PEOPLE
        return FEW_CASES if any(n < LEAST_ZONE for n in self._cases().values()) else ""

    def _cases(self) -> dict[tuple[str, int], int]:
        total: dict[tuple[str, int], int] = defaultdict(int)
        for zone in self.members:
            for place, number in zone.cases.items():
                total[place] += number
        return total

    def border_m(self, other: Group) -> float:
        """Length of the border that two groups share, in metres; minus their distance if none."""
        # A plane that is good enough for lengths within one district.
        scale = cos(radians(self.members[0].outline.centroid.y))
        metres = np.array([METRES_A_DEGREE * scale, METRES_A_DEGREE])
        mine, theirs = (
            shapely.transform(
                shapely.union_all([z.outline for z in group.members]), lambda p: p * metres
            )
            for group in (self, other)
        )
        shared = shapely.intersection(mine.boundary, theirs.buffer(BORDER_M)).length
        return float(shared or -shapely.distance(mine, theirs))


def merge(zones: list[Zone], before: Mapping[str, str] | None = None) -> list[Group]:
    """The zones of one district, joined until each can stand by itself (or one is left).

    The neediest goes to the neighbour with which it shares the longest border. `before` is what the
    last edition made of the same layer (zone to published zone): what was joined stays so.
    """
    groups = _as_before(zones, before or {})
    while len(groups) > 1 and (needy := [g for g in groups if g.need()]):
        least = min(needy, key=lambda g: (g.smallest, g.code))
        others = [g for g in groups if g is not least]
        chosen = max(others, key=lambda g: (least.border_m(g), g.code))
        # In the order of their codes: which of them had fewer cases is nobody's business.
        members = sorted(least.members + chosen.members, key=lambda z: z.code)
        joined = Group(members, least.need())
        groups = [g for g in others if g is not chosen] + [joined]
    return sorted(groups, key=lambda g: g.code)


def _as_before(zones: list[Zone], before: Mapping[str, str]) -> list[Group]:
    groups: dict[str, Group] = {}
    for zone in zones:
        group = groups.setdefault(before.get(zone.code, zone.code), Group([]))
        group.members.append(zone)
    for group in groups.values():
        if len(group.members) > 1:
            alone = [Group([zone]).need() for zone in group.members]
            group.reason = FEW_PEOPLE if FEW_PEOPLE in alone else FEW_CASES
    return list(groups.values())
