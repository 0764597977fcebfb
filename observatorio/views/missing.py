"""Which sources an edition has nothing of yet, and who would bring them."""

from __future__ import annotations

from observatorio.cube import Cube
from observatorio.sources import PROFILES


def missing(cube: Cube | None) -> list[tuple[str, str]]:
    """Title and publisher of each source without a delivery, in their order; all without a cube."""
    known = cube.sources if cube else {}
    return [(one.title, one.publisher) for name, one in PROFILES.items() if name not in known]
