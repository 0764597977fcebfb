"""Writes docs/diccionario.md from the comments of both stores: `python -m ingest.dictionary`.

The schema is the only place where a table or a column is described; a test keeps the file equal.
"""

from __future__ import annotations

import re

from observatorio.config import ROOT
from observatorio.database import in_memory, run

TARGET = ROOT / "docs" / "diccionario.md"
STORES = {
    "public": (
        "Cubo público",
        "Lo único que abre la aplicación. Solo celdas ya protegidas: sin conteos anteriores a la "
        "protección, sin claves, sin registros, sin coordenadas de hechos.",
    ),
    "registry": (
        "Registro (restringido)",
        "Un registro por fila, con su procedencia. No sale de la municipalidad.",
    ),
}
HEAD = """# Diccionario de datos

Este archivo se escribe solo, con `python -m ingest.dictionary`, a partir de los comentarios de
`sql/schema/`. No lo cambie a mano. «Sí» en la columna *Obligatoria* quiere decir que nunca es nula.
"""
# Types in the words of the person who reads the dictionary; an enumeration tells its values.
TYPES = {
    "VARCHAR": "texto",
    "BOOLEAN": "sí o no",
    "DATE": "fecha",
    "TIMESTAMP": "fecha y hora",
    "DOUBLE": "número",
    "UBIGINT": "entero de 64 bits",
}
INTEGERS = {"BIGINT", "INTEGER", "SMALLINT", "UTINYINT"}


def text() -> str:
    """The whole dictionary, in Markdown."""
    return "\n".join([HEAD, *(_store(name, *said) for name, said in STORES.items())])


def _store(schema: str, title: str, about: str) -> str:
    con = in_memory()
    run(con, f"schema/{schema}")
    lines = [f"## {title}", "", about, ""]
    shown = None
    for table, comment, column, kind, required, meaning in run(
        con, "dictionary/columns"
    ).fetchall():
        if table != shown:
            lines += [] if shown is None else [""]
            lines += [f"### `{table}`", "", comment, ""]
            lines += ["| Columna | Tipo | Obligatoria | Qué es |", "|---|---|---|---|"]
            shown = table
        mark = "sí" if required else ""
        lines.append(f"| `{column}` | {type_in_words(kind)} | {mark} | {_cell(meaning)} |")
    con.close()
    return "\n".join([*lines, ""])


def type_in_words(kind: str) -> str:
    """A type of DuckDB in Spanish: «ENUM('si', 'no')» is «si, no»."""
    if kind.startswith("ENUM"):
        return ", ".join(re.findall(r"'([^']*)'", kind))
    return "entero" if kind in INTEGERS else TYPES.get(kind, kind.lower())


def _cell(words: str) -> str:
    return words.replace("|", r"\|")


def main() -> None:
    """Writes the file."""
    TARGET.write_text(text(), encoding="utf-8", newline="\n")
    print(TARGET.relative_to(ROOT).as_posix())


if __name__ == "__main__":
    main()
