"""What goes beside the cells: which months were delivered, and what reports have printed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from observatorio.cube import Cube

WHOLE, TEXT, NUMBER = "integer", "string", "number"


@dataclass(frozen=True)
class Field:
    """A column of such a table: its name, its type for Frictionless, what it means."""

    name: str
    kind: str
    meaning: str


@dataclass(frozen=True)
class Companion:
    """A table that goes with the cells: its name, what it is good for, its query, its columns."""

    name: str
    title: str
    query: str
    fields: tuple[Field, ...]

    @property
    def file(self) -> str:
        """Its name in the package."""
        return f"{self.name}.csv"

    def rows(self, cube: Cube) -> list[tuple[Any, ...]]:
        """Its rows as the edition has them; the first column is the code of the source.

        A query may answer more columns, for others: those of the table come first.
        """
        return [row[: len(self.fields)] for row in cube.rows(self.query)]

    def told(self, cube: Cube) -> list[tuple[Any, ...]]:
        """The same as people read it: header first, sources by their names."""
        titles = {code: info.title for code, info in cube.sources.items()}
        header = tuple(field.name for field in self.fields)
        return [header, *((titles.get(row[0], row[0]), *row[1:]) for row in self.rows(cube))]


SOURCE = Field("fuente", TEXT, "quién cuenta")
YEAR = Field("anio", WHOLE, "año")
COVERAGE = Companion(
    "cobertura",
    "qué meses entregó cada fuente: lo que no se entregó no es cero",
    "coverage",
    (
        SOURCE,
        YEAR,
        Field("mes", WHOLE, "mes (1 a 12)"),
        Field("estado", TEXT, "recibido, parcial (falta una oficina), no entregado o sin registro"),
    ),
)
PRINTED = Companion(
    "cifras_publicadas",
    "lo que imprimieron los informes, tal cual y con su cita",
    "printed",
    (
        SOURCE,
        Field("ambito", TEXT, "ubigeo del distrito (seis cifras), del departamento (dos) o 00"),
        Field("serie", TEXT, "nombre de la serie o del cuadro impreso"),
        YEAR,
        Field("primer_mes", WHOLE, "primer mes que abarca"),
        Field("ultimo_mes", WHOLE, "último mes que abarca"),
        Field("dimension", TEXT, "qué distingue el cuadro"),
        Field("categoria", TEXT, "categoría"),
        Field("valor", NUMBER, "cifra impresa"),
        Field("unidad", TEXT, "unidad"),
        Field("base", TEXT, "base de un porcentaje, si se publicó"),
        Field("informe", TEXT, "informe de donde se tomó"),
        Field("nota", TEXT, "nota de lectura"),
    ),
)
COMPANIONS = (COVERAGE, PRINTED)
