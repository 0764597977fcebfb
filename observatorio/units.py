"""What the sources count, as Spanish words: the noun of each unit, and its gender."""

from __future__ import annotations

NOUNS = {
    "casos atendidos": "casos",
    "denuncias": "denuncias",
    "casos de violencia": "casos",
    "casos de violencia en el año": "casos",
}
FEMININE = frozenset({"denuncias"})


def noun_of(unit: str) -> str:
    """«casos» of «casos atendidos»."""
    return NOUNS.get(unit, unit)


def with_article(unit: str) -> str:
    """«las denuncias», «los casos atendidos»."""
    return f"{'las' if noun_of(unit) in FEMININE else 'los'} {unit}"


def how_many(unit: str) -> str:
    """«Cuántas denuncias», «Cuántos casos atendidos»."""
    return f"{'Cuántas' if noun_of(unit) in FEMININE else 'Cuántos'} {unit}"
