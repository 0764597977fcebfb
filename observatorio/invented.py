"""Which series are invented, and what that forbids: the one rule of all pages and files.

A source whose figures are of a demonstration is invented; every other series, what reports have
printed and the population are real. No sentence, rate, difference or change has both, and wherever
an invented series is named beside others, its name says so.
"""

from __future__ import annotations

from collections.abc import Iterable

from observatorio.cube import Cube, SourceInfo
from observatorio.numbers import listed

MARK = "inventado"
NO_RATE = (
    "No hay tasa de {}: sus casos son inventados y la población es real. La habrá cuando el sector "
    "entregue sus datos."
)
NOT_PRINTED = (
    "Las cifras de {} son inventadas: no se comparan con lo que se imprimió en informes, que es "
    "real."
)
NOT_OWED = "De {} solo hay datos de demostración: a estas fuentes todavía no se les pide nada."


def called(info: SourceInfo) -> str:
    """Short title, with the mark of an invented source: «CEM (inventado)»."""
    return _marked(info.short_title) if info.demonstration else info.short_title


def titled(info: SourceInfo) -> str:
    """Its title, likewise: «Centros Emergencia Mujer (CEM, inventado)»."""
    return _marked(info.title) if info.demonstration else info.title


def in_brackets(info: SourceInfo) -> str:
    """The short title to stand in brackets: «CEM, inventado», «Policía, SIDPOL»."""
    return called(info).replace(" (", ", ").rstrip(")")


def groups(cube: Cube, sources: Iterable[str]) -> list[list[str]]:
    """The sources that may be told together: the real ones, the invented ones; none is empty."""
    real: list[str] = []
    invented: list[str] = []
    for source in sources:
        (invented if cube.sources[source].demonstration else real).append(source)
    return [group for group in (real, invented) if group]


def joinable(cube: Cube, *sources: str) -> bool:
    """True where a sentence, rate or difference may have figures of all of these."""
    return len(groups(cube, sources)) <= 1


def joins_real(cube: Cube, source: str) -> bool:
    """True of a source that may be set against population, or against what reports printed."""
    return not cube.sources[source].demonstration


def kept_apart(cube: Cube, sources: Iterable[str]) -> str:
    """Which of these are not set against each other, in a sentence; empty where all may be."""
    found = groups(cube, sources)
    if len(found) < 2:  # noqa: PLR2004 - real ones and invented ones
        return ""
    real, invented = (listed([cube.sources[s].short_title for s in group]) for group in found)
    return (
        f"Son reales las cifras de {real}; inventadas, las de {invented}. No se comparan entre sí."
    )


def banner(cube: Cube) -> str:
    """Which sources of the edition are invented and what is real, for its banner; else empty."""
    invented = [info.short_title for info in cube.sources.values() if info.demonstration]
    real = [info.short_title for info in cube.sources.values() if not info.demonstration]
    if not invented:
        return ""
    rest = listed([*real, "la población", "lo citado de informes"])
    return f"Inventados, de ninguna persona: {listed(invented)}. Reales: {rest}."


def _marked(name: str) -> str:
    return f"{name[:-1]}, {MARK})" if name.endswith(")") else f"{name} ({MARK})"
