"""Makes the report of a year from an edition."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import replace

from observatorio.balance.annex import annex
from observatorio.balance.duties import delivered, method_section, reading
from observatorio.balance.law import route_section
from observatorio.balance.model import Balance, Cover, Section
from observatorio.balance.parts import glance, minors, profile, trends
from observatorio.balance.place import territory
from observatorio.balance.scope import Scope, offered
from observatorio.config import Configuration
from observatorio.cube import Cube
from observatorio.invented import banner
from observatorio.numbers import day_of, listed

INSTANCE = "Instancia Distrital de Concertación de {}"
SECTIONS: tuple[Callable[[Scope], Section | None], ...] = (
    glance, reading, trends, profile, minors, territory, route_section, delivered, method_section,
    annex,
)  # fmt: skip


class NoSuchYear(Exception):  # noqa: N818 - an answer for who asked
    """The edition has no figures of that year; the message says of which it has, in Spanish."""


def balance_of(cube: Cube, settings: Configuration, year: int, url: str = "") -> Balance:
    """The report of a year; raises NoSuchYear where the edition has no figures of it.

    `url` is the address that shows the year and edition again; it goes with the citation.
    """
    scope = next((found for found in offered(cube, settings) if found.year == year), None)
    if scope is None:
        years = sorted({y for source in cube.sources for y in cube.years(source)})
        told = listed([str(y) for y in years]) or "ninguno"
        raise NoSuchYear(
            f"La edición publicada no tiene cifras de {year}. Años con cifras: {told}."
        )
    scope = replace(scope, url=url)
    sections = [section for make in SECTIONS if (section := make(scope)) is not None]
    return Balance(
        year,
        cover_of(scope),
        tuple(sections),
        cube.edition.published_at,
        stem_of(scope),
        tuple(settings.contacts.get("helplines", ())),
    )


def cover_of(scope: Scope) -> Cover:
    """What the first page says."""
    settings, edition = scope.settings, scope.cube.edition
    district = settings.district
    invented = banner(scope.cube)
    return Cover(
        f"Balance anual {scope.year}",
        scope.partial,
        f"Distrito de {district.name}",
        INSTANCE.format(district.name),
        settings.contacts.get("office", ""),
        f"Edición {edition.edition}",
        day_of(edition.published_at.date()),
        _partial(scope),
        f"Datos de demostración. {invented}" if invented else "",
        getattr(district, "logo", None),
    )


def _partial(scope: Scope) -> str:
    if not scope.partial:
        return ""
    return (
        f"El año {scope.year} no está completo en todas las fuentes. Este balance cuenta solo los "
        "meses entregados; no los completa con una proyección, y los compara con los mismos meses "
        "del año anterior."
    )


def stem_of(scope: Scope) -> str:
    """Name of the file without its ending, in plain letters; says so if it is a demonstration."""
    parts = ["demostracion"] if any(i.demonstration for i in scope.cube.sources.values()) else []
    parts += [scope.settings.district.name, "balance-anual", str(scope.year)]
    parts += ["parcial"] if scope.partial else []
    plain = unicodedata.normalize("NFKD", "_".join([*parts, f"ed{scope.cube.edition.edition}"]))
    return re.sub(r"[^A-Za-z0-9_-]+", "-", plain.encode("ascii", "ignore").decode()).lower()
