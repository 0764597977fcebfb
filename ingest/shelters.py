"""Shelters: the place of one is never loaded, whatever a file says.

A directory that tells where a shelter is, by coordinates, by address or by the name of a place, is
refused whole, so that nothing of it is archived. What a message says repeats none of it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from ingest.demuna.words import plain_words
from ingest.errors import Refused
from ingest.geocoding import Gazetteer, normalise

KIND = re.compile(r"\b(refugios?|albergues?|acogida|shelter|hrt)\b")
NAME = re.compile(
    r"\b(hogar|hogares|casa|casas|centro)( temporal)?( de)?( la)? (refugio|acogida)\b|^refugio\b|"
    r"\brefugio (temporal|para|de mujeres)\b|\balbergues?\b|\bhogar temporal\b|\bshelter\b|\bhrt\b"
)
ADDRESS = re.compile(
    r"\b(jr|jiron|av|avda|avenida|calle|ca|pasaje|psje|mz|mza|manzana|lt|lte|lote|km|kilometro|"
    r"cdra|cuadra|carretera|esquina|altura|ovalo|parque|urb|urbanizacion|aahh|asentamiento|asoc|"
    r"frente|costado|espalda|referencia|paradero|maps|goo gl)\b|-?\d{1,2}[.,]\d{3,}"
)
# Columns that say nothing of a place by themselves: their words are still read for an address.
HARMLESS = ("name", "kind", "hours", "telephone", "source")
SHORTEST_PLACE = 4


def is_shelter(name: str | None, kind: str | None) -> bool:
    """Whether a service is a shelter, by its kind or its name."""
    return bool(KIND.search(plain_words(kind or "")) or NAME.search(plain_words(name or "")))


def refuse_location(
    row: Mapping[str, str | None], gazetteer: Gazetteer, district: str, file: str
) -> None:
    """Raises Refused when the row, of a shelter, tells where it is in any way."""
    told = [name for name, value in row.items() if name not in HARMLESS and (value or "").strip()]
    said = " ".join((row.get(name) or "") for name in HARMLESS)
    if (
        not told
        and not ADDRESS.search(_words(said))
        and not _names_a_place(said, gazetteer, district)
    ):
        return
    where = f" (en {', '.join(told)})" if told else ""
    raise Refused(
        f"{file}: trae la ubicación de un refugio{where}. La ubicación de un refugio no se carga "
        "nunca: quien busca a una mujer para hacerle daño no debe poder encontrarla aquí. No se "
        "guardó nada del archivo. Borre de él la ubicación (coordenadas, dirección, zona o "
        "referencias), o la fila entera, y vuelva a entregarlo.",
        reasons={"ubicación de un refugio": 1},
    )


def _words(said: str) -> str:
    return f"{plain_words(said)} {said}"


def _names_a_place(said: str, gazetteer: Gazetteer, district: str) -> bool:
    text = f" {plain_words(said)} ".replace(f" {normalise(district)} ", " ")
    return any(f" {place} " in text for place in gazetteer.zones if len(place) >= SHORTEST_PLACE)
