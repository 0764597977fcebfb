"""The columns of what people take away: their names, what they mean and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass

from observatorio.dimensions import DIMENSIONS

WHOLE, TEXT = "entero", "texto"
# What a row of what is taken away holds, in this order (`rows.lots`).
FIELDS = (
    "source", "measure", "table_id", "year", *DIMENSIONS, "value", "note", "changed", "edition",
)  # fmt: skip


@dataclass(frozen=True)
class Column:
    """One column: `field` is what it is made of (of FIELDS), `width` is in letters.

    The width counts where the categories of the column don't say how wide they are.
    """

    name: str
    field: str
    meaning: str
    kind: str = TEXT
    width: int = 14


SOURCE = Column("fuente", "source", "quién cuenta", width=40)
MEASURE = Column("medida", "measure", "qué se cuenta; lo de contexto no es violencia", width=30)
TABLE = Column("cuadro", "table_id", "código del cuadro; elija uno solo antes de sumar", width=18)
TABLE_NAME = Column("nombre_cuadro", "table_id", "el cuadro en palabras", width=40)
YEAR = Column("anio", "year", "año", WHOLE, 8)
OF_DIMENSIONS = {
    d.dimension: Column(d.column, d.dimension, d.meaning, WHOLE if d.is_number else TEXT, d.width)
    for d in DIMENSIONS.values()
}
VALUE = Column(
    "valor",
    "value",
    "cifra publicada; vacía si está protegida: menos que el umbral, no se dice cuánto",
    WHOLE,
    10,
)
NOTE = Column(
    "nota",
    "note",
    "exacto, redondeado, «menos de» el umbral (casos o personas), publicado, o cero inferido (la "
    "fuente no trae fila de ese mes); de un año al que le faltan meses, «año abierto» y los que "
    "tiene; si la cifra es otra que en la edición anterior, «cambió en esta edición»",
    width=28,
)
EDITION = Column("edicion", "edition", "número de la edición", WHOLE, 10)
# What a CSV says of each source in its first row alone, so that the rest is still a table.
SAID = tuple(
    Column(name, "", f"{meaning}; solo en la primera fila de cada fuente", width=20)
    for name, meaning in (
        ("proteccion", "cómo se protegen las cifras"),
        ("corte", "hasta cuándo llegan los datos"),
        ("filtros", "qué celdas son, en palabras"),
        ("licencia", "de quién son los datos y con qué licencia"),
        ("cita", "cómo citar, con el enlace que muestra lo mismo"),
    )
)

# The CSV of a page's filters; the same with its tables named; every table of the district.
FILTERABLE = tuple(OF_DIMENSIONS[d.dimension] for d in DIMENSIONS.values() if d.filter_position)
VIEW = (SOURCE, YEAR, *FILTERABLE, VALUE, NOTE, EDITION)
VIEW_BY_TABLE = (SOURCE, TABLE, TABLE_NAME, *VIEW[1:])
WHOLE_CUBE = (
    SOURCE, MEASURE, TABLE, TABLE_NAME, YEAR, *OF_DIMENSIONS.values(), VALUE, NOTE, EDITION,
)  # fmt: skip
HEADER = tuple(column.name for column in (*VIEW, *SAID))
