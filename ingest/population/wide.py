"""INEI's wide table of population, a column per year, as rows of the long table.

Each figure becomes a row (ubigeo, year, sex, population); what the table says of all of them, its
kind and its source, stands in its titles or at its foot.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from ingest.errors import Problem, Refused
from ingest.population.header import Figures, figures_of, sexes_under, years_of
from ingest.reading.missing import is_missing
from ingest.reading.names import plain
from ingest.reading.sheets import Sheet, lines_of
from observatorio.config import District

Line = Sequence[str]
LongRow = dict[str, str]
ELSEWHERE = "000000"
CODE = re.compile(r"\d{1,6}(?=\.0$|$)")
LONG_CODE = re.compile(r"\d{5,6}(\.0)?")
THOUSANDS = re.compile(r"\d{1,3}([ ,.'\u00a0\u2009\u202f]\d{3})+(\.0+)?")
# «CARABAYLLO 1/», «CARABAYLLO (2)», «CARABAYLLO *».
MARK = re.compile(r"(\s+\d{1,2}/|\s*\(\d{1,2}\)|\s*\*+)\s*$")
# The code of a place, in one column or in one of its department, its province and its district.
WHOLE_CODE = ("UBIGEO", "CODIGO", "COD_UBIGEO", "CODIGO_UBIGEO", "IDDIST", "COD")
CODE_IN_PARTS = (("CCDD", "DD"), ("CCPP", "PP"), ("CCDI", "DI"))
SEX, AGES = ("SEXO", "SEX"), ("GRUPO_DE_EDAD", "GRUPO_EDAD", "GRUPOS_DE_EDAD", "AGE_GROUP", "EDAD")
LONGEST_SOURCE = 200


def is_wide(sheet: Sheet) -> bool:
    """Whether its header has years for titles, and no column for the year."""
    return bool(years_of(sheet.header)) and not {plain(t) for t in sheet.header} & {
        "ANO",
        "ANIO",
        "YEAR",
    }


@dataclass(frozen=True)
class Table:
    """A wide table: its columns of figures, its lines that have some, and what its words say."""

    sheet: Sheet
    figures: list[Figures]
    lines: Sequence[Line]
    words: list[str]
    without_figures: int


def read_table(sheet: Sheet, file: str) -> Table:
    """Tells the lines of figures from the titles and the notes at the foot."""
    lines = [_as_wide_as(sheet, line, file) for line in lines_of(sheet)]
    below = lines[0] if lines else []
    figures = figures_of(sheet, below, file)
    first = min(years_of(sheet.header))
    lines = lines[1:] if sexes_under(below, first) else lines
    full = [line for line in lines if any(_figure(line, column) for column in figures)]
    rest = [line for line in lines if not any(_figure(line, column) for column in figures)]
    words = [cell.strip() for line in (*sheet.above, *rest) for cell in line if cell.strip()]
    return Table(sheet, figures, full, words, sum(any(map(str.strip, line)) for line in rest))


def _as_wide_as(sheet: Sheet, line: list[str], file: str) -> list[str]:
    missing = len(sheet.header) - len(line)
    if any(map(str.strip, line[len(sheet.header) :])):
        raise Refused(
            f"{file}: hay una fila con más celdas que el encabezado. Si la coma separa los miles, "
            "guárdelo con punto y coma, o como .xlsx."
        )
    return [*line, *[""] * missing]


def long_rows(table: Table, district: District, file: str) -> Iterator[LongRow]:
    """A row per figure, in the table's order; cells that say nothing are no figures."""
    ubigeo = _ubigeos(table, district, file)
    kind, source = _kind(table, file), _source(table, file)
    sex_at, age_at = _titled(table, SEX), _titled(table, AGES)
    for line in table.lines:
        for column in table.figures:
            if cell := _figure(line, column):
                yield {
                    "ubigeo": ubigeo(line),
                    "year": str(column.year),
                    "sex": column.sex if sex_at is None else line[sex_at],
                    "age_group": "total" if age_at is None else line[age_at],
                    "population": cell,
                    "kind": kind,
                    "source_ref": source,
                }


def notes(table: Table) -> list[Problem]:
    """What was not read of the table; the rows above its header were."""
    told = [note for note in table.sheet.notes if note.code != "rows_above"]
    if table.without_figures:
        count = str(table.without_figures)
        told.append(Problem(None, "(filas)", None, "rows_without_figures", count))
    return told


def _figure(line: Line, column: Figures) -> str:
    """A figure without what separates its thousands; empty where the cell says nothing."""
    cell = line[column.at].strip() if column.at < len(line) else ""
    if is_missing(cell):
        return ""
    return re.sub(r"\D", "", re.sub(r"\.0+$", "", cell)) if THOUSANDS.fullmatch(cell) else cell


def _titled(table: Table, names: Sequence[str]) -> int | None:
    """The first column so called, in the header or in a row above it."""
    first = min(years_of(table.sheet.header))
    for row in (table.sheet.header, *reversed(table.sheet.above)):
        for at, title in enumerate(row[:first]):
            if plain(title) in names:
                return at
    return None


def _ubigeos(table: Table, district: District, file: str) -> Callable[[Line], str]:
    """How the code of a line is known: by its columns, else by the name of the district."""
    parts = [_titled(table, names) for names in CODE_IN_PARTS]
    if all(at is not None for at in parts):
        return lambda line: "".join(line[at].strip().zfill(2) for at in parts if at is not None)
    at = _titled(table, WHOLE_CODE)
    at = _column_of_codes(table) if at is None else at
    if at is not None:
        return lambda line: _code(line[at])
    ours = _called_as_ours(table, district, file)
    return lambda line: district.ubigeo if line is ours else ELSEWHERE


def _column_of_codes(table: Table) -> int | None:
    """The column left of the years that has a code in most lines."""
    for at in range(min(years_of(table.sheet.header))):
        codes = sum(bool(LONG_CODE.fullmatch(line[at].strip())) for line in table.lines)
        if codes * 2 > len(table.lines):
            return at
    return None


def _code(cell: str) -> str:
    """Six digits: of a department or a province, with zeros at their end; else as written."""
    found = CODE.match(cell.strip())
    if found and len(code := found[0]) <= len("1501"):
        return code.zfill(len(code) + len(code) % 2).ljust(6, "0")
    return found[0] if found else cell


def _called_as_ours(table: Table, district: District, file: str) -> Line | None:
    """The line called as the district, in its province where that is said.

    Raises Refused where it may be another's: several are called so, or its province is.
    """
    first = min(years_of(table.sheet.header))
    ours, larger = plain(district.name), {plain(district.province), plain(district.department)}
    named = [(line, [_name(cell) for cell in line[:first] if cell.strip()]) for line in table.lines]
    called = [(line, names) for line, names in named if names[-1:] == [ours]]
    deepest = max((len(names) for _, names in called), default=0)
    if deepest > 1:
        inside = plain(district.province)
        called = [(line, n) for line, n in called if len(n) == deepest and inside in n[:-1]]
    doubtful = deepest == 1 and ours in larger
    if len(called) > 1 or doubtful:
        raise Refused(
            f"{file}: varias filas pueden ser de «{district.name}» y el cuadro no trae la columna "
            "UBIGEO. Entréguelo con ella."
        )
    return called[0][0] if called else None


def _name(cell: str) -> str:
    """A place's name for comparing: without marks of footnotes and «Distrito de»."""
    return re.sub(r"^DISTRITO(_DE)?_", "", plain(MARK.sub("", cell)))


def _kind(table: Table, file: str) -> str:
    """Census or projection, by its words; years one after another are no censuses."""
    said = plain(" ".join(table.words))
    years = {column.year for column in table.figures}
    if "PROYE" in said or "ESTIMA" in said or any(year + 1 in years for year in years):
        return "proyeccion"
    if "CENS" in said:
        return "censo"
    raise Refused(
        f"{file}: el cuadro no dice si su población es de un censo o una proyección. Escríbalo en "
        "una línea encima del encabezado (por ejemplo, «Población proyectada»)."
    )


def _source(table: Table, file: str) -> str:
    """What is cited: the line that says «Fuente», else the title, else the file."""
    sources = [text for text in table.words if plain(text).startswith("FUENTE")]
    titles = [cell.strip() for row in table.sheet.above for cell in row if " " in cell.strip()]
    said = re.sub(r"(?i)^fuente\s*:?\s*", "", sources[0]) if sources else ""
    text = said or (titles[0] if titles else "") or file
    return " ".join(text.split())[:LONGEST_SOURCE]
