"""The columns of what people take away: their names, what they mean and how wide they are."""

from __future__ import annotations

from dataclasses import dataclass

WHOLE, TEXT = "entero", "texto"
# What the queries `download` and `download_table` answer, in this order.
FIELDS = (
    "source", "measure", "table_id", "year", "quarter", "month", "age_group", "sex",
    "violence_type", "zone", "relationship", "risk_level", "condition", "complaint",
    "protection_measure", "precautionary_measure", "legal_support", "value", "note", "changed",
    "edition",
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
QUARTER = Column("trimestre", "quarter", "trimestre (1 a 4; vacío: todo el año)", WHOLE, 11)
MONTH = Column("mes", "month", "mes (1 a 12; vacío: todo el año)", WHOLE, 8)
AGE = Column("edad", "age_group", "grupo de edad (vacío: todas)", width=15)
SEX = Column("sexo", "sex", "sexo (vacío: todos)", width=11)
TYPE = Column("tipo", "violence_type", "tipo de violencia (vacío: todos)", width=24)
ZONE = Column("zona", "zone", "zona (vacío: todo el distrito)", width=32)
OTHERS = (
    Column("vinculo", "relationship", "vínculo con la persona agresora (vacío: todos)", width=19),
    Column("riesgo", "risk_level", "nivel de riesgo (vacío: todos)", width=17),
    Column("condicion", "condition", "condición del caso (vacío: todas)", width=14),
    Column("denuncia", "complaint", "si hubo denuncia (vacío: todos los casos)", width=15),
    Column(
        "medida_proteccion", "protection_measure",
        "si hubo medidas de protección (vacío: todos los casos)", width=29,
    ),
    Column(
        "medida_cautelar", "precautionary_measure",
        "si hubo medidas cautelares (vacío: todos los casos)", width=26,
    ),
    Column(
        "patrocinio_legal", "legal_support",
        "si se desea patrocinio legal (vacío: todos los casos)", width=27,
    ),
)  # fmt: skip
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
VIEW = (SOURCE, YEAR, MONTH, AGE, SEX, TYPE, ZONE, VALUE, NOTE, EDITION)
VIEW_BY_TABLE = (SOURCE, TABLE, TABLE_NAME, *VIEW[1:])
WHOLE_CUBE = (
    SOURCE, MEASURE, TABLE, TABLE_NAME, YEAR, QUARTER, MONTH, AGE, SEX, TYPE, ZONE, *OTHERS,
    VALUE, NOTE, EDITION,
)  # fmt: skip
HEADER = tuple(column.name for column in (*VIEW, *SAID))
