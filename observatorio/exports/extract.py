"""What is taken away: some cells of an edition, and what has to be said of them everywhere."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from dataclasses import dataclass

from observatorio.config import Configuration
from observatorio.cube import Cube, SourceInfo
from observatorio.exports.columns import VIEW_BY_TABLE, WHOLE_CUBE, Column
from observatorio.exports.rows import row_count
from observatorio.filters import Filters

LONGEST_STEM = 120
OBSERVATORY = "Observatorio Distrital de Violencia"


@dataclass(frozen=True)
class Extract:
    """The cells under some filters, or every table of the district (`filters` None).

    `url` shows or gives the same again: it names the edition. `within` says, in words, what of
    these cells was asked for where it is not all of them.
    """

    cube: Cube
    settings: Configuration
    filters: Filters | None
    url: str
    within: str = ""

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of its long table."""
        return WHOLE_CUBE if self.filters is None else VIEW_BY_TABLE

    @property
    def sources(self) -> list[SourceInfo]:
        """The sources that it takes figures from."""
        if self.filters is None:
            return self.everything
        return [self.cube.sources[self.filters.source]]

    @property
    def everything(self) -> list[SourceInfo]:
        """All sources of the district."""
        return list(self.cube.sources.values())

    @property
    def demonstration(self) -> list[str]:
        """Short titles of its sources that hold synthetic data."""
        return [info.short_title for info in self.sources if info.demonstration]

    @property
    def observatory(self) -> str:
        """Name of the observatory with its district."""
        return f"{OBSERVATORY} de {self.settings.district.name}"

    @property
    def office(self) -> str:
        """Who answers for it."""
        return str(self.settings.contacts.get("office") or self.observatory)

    @property
    def title(self) -> str:
        """What it is about, in a few words."""
        if self.filters is None:
            return "Todas las fuentes y todos los cuadros publicados"
        return self.sources[0].title

    @property
    def filters_in_words(self) -> str:
        """Which cells these are, in a sentence part."""
        if self.filters is None:
            return "todos los años, todas las fuentes, todos los cuadros publicados"
        words = self.cube.canonical(self.filters).in_words(self.cube.labels)
        return f"{words} · {self.within}" if self.within else words

    @property
    def row_count(self) -> int:
        """Published cells in it."""
        return row_count(self.cube, self.filters)

    @property
    def stem(self) -> str:
        """Its name without the ending."""
        return file_stem(self.cube, self.filters, self.settings.district.name)


def file_stem(cube: Cube, filters: Filters | None, district: str) -> str:
    """District, source, years, filters and edition, in plain letters; says so if demonstration."""
    if filters is None:
        marked = any(info.demonstration for info in cube.sources.values())
        said: list[str] = ["todas-las-fuentes"]
    else:
        filters = cube.canonical(filters)
        marked = cube.sources[filters.source].demonstration
        said = [filters.source, f"{filters.years[0]}-{filters.years[1]}"]
        said += [code for name in sorted(filters.active) for code in filters.chosen[name]]
    parts = [*(["demostracion"] if marked else []), district, *said]
    return f"{_short(_plain('_'.join(parts)))}_ed{cube.edition.edition}"


def file_name(cube: Cube, filters: Filters, district: str, ending: str = ".csv") -> str:
    """The stem with its ending; what CSV with semicolons adds to the stem is part of it."""
    return file_stem(cube, filters, district) + ending


def _plain(text: str) -> str:
    letters = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_+-]+", "-", letters)


def _short(stem: str) -> str:
    """A name that every file system takes; what was cut off still tells two names apart."""
    if len(stem) <= LONGEST_STEM:
        return stem
    return f"{stem[:LONGEST_STEM]}-{hashlib.sha256(stem.encode()).hexdigest()[:8]}"


def kept_back(extract: Extract) -> dict[str, str]:
    """Tables of its sources that are not published, and why: name → reason."""
    return {
        f"{info.short_title}: {table.label}": table.reason
        for info in extract.sources
        for table in extract.cube.tables(info.source)
        if not table.public
    }
