"""The filters that all pages share, and which published table answers a view under them."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from observatorio.numbers import listed

# Dimensions that can be filtered, with their name in the URL and on screen.
DIMENSIONS = {
    "violence_type": ("tipo", "Tipo de violencia"),
    "age_group": ("edad", "Edad"),
    "sex": ("sexo", "Sexo"),
    "zone": ("zona", "Zona"),
}


@dataclass(frozen=True)
class Filters:
    """One source, a range of years, and the chosen categories of each filtered dimension."""

    source: str
    years: tuple[int, int]
    chosen: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    @property
    def active(self) -> frozenset[str]:
        """Dimensions in which something is chosen."""
        return frozenset(name for name, codes in self.chosen.items() if codes)

    def years_list(self) -> list[int]:
        """Every year of the range."""
        return list(range(self.years[0], self.years[1] + 1))

    def in_words(self, labels: Mapping[str, Mapping[str, str]]) -> str:
        """The filters as a sentence part; `labels` maps dimension → code → label."""
        first, last = self.years
        parts = [f"año {first}" if first == last else f"años {first} a {last}"]
        for name in DIMENSIONS:
            if codes := self.chosen.get(name):
                names = [labels.get(name, {}).get(code, code).lower() for code in codes]
                parts.append(f"{DIMENSIONS[name][1].lower()}: {listed(names)}")
        return " · ".join(parts)


@dataclass(frozen=True)
class Choice:
    """The table that answers a view, or (with `table_id` None) why none does."""

    table_id: str | None
    reason: str = ""


@dataclass(frozen=True)
class Table:
    """A table of the cube and whether it is published."""

    table_id: str
    label: str
    dimensions: frozenset[str]
    state: str
    reason: str


def choose_table(tables: Collection[Table], shown: Collection[str], filters: Filters) -> Choice:
    """The published table whose dimensions are exactly those shown and filtered.

    A reader is told why when there is none: the crossing is not published, or not allowed.
    """
    wanted = frozenset(shown) | filters.active
    for table in tables:
        if table.dimensions == wanted:
            return (
                Choice(table.table_id)
                if table.state == "publico"
                else Choice(None, f"«{table.label}»: {table.reason}")
            )
    names = listed([dimension_name(name) for name in sorted(wanted)])
    return Choice(
        None,
        f"No se publica el cruce de {names}: con tantos cruces habría muy pocos "
        "casos en cada celda y alguien podría ser reconocido. Quite un filtro.",
    )


def dimension_name(name: str) -> str:
    """Name of a dimension in a sentence."""
    if name in DIMENSIONS:
        return DIMENSIONS[name][1].lower()
    return {"month": "mes", "quarter": "trimestre"}.get(name, name)
