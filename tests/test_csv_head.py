"""Titles, blank lines and «sep=;» above the header of a CSV, as above that of a workbook."""

from __future__ import annotations

from pathlib import Path

import pytest

from ingest.archive import Archive
from ingest.reading.csv_head import Start, start_of

HEAD = "ANIO;MES;PROV_HECHO;DIST_HECHO;UBIGEO_HECHO;P_MODALIDADES;cantidad\n"
WANTED = {"ANIO", "MES", "UBIGEO_HECHO", "P_MODALIDADES", "cantidad"}
ROWS = [
    f"2021;{month};LIMA;CARABAYLLO;150106;Violencia contra la mujer e integrantes;{100 + month}\n"
    for month in range(1, 13)
]
ABOVE = {
    "nothing": "",
    "titles": "DENUNCIAS REGISTRADAS EN EL SIDPOL;;;;;;\nFuente: DIRTIC PNP;;;;;;\n;;;;;;\n",
    "commas in the title": "Denuncias, por distrito, mes, año, modalidad, región, país\n",
    "a title of one of the names": "MES\n\nlo de este mes\n",
    "blank lines": "\n\n\n",
    "sep": "sep=;\n",
    "sep as a spreadsheet saves it": "\ufeffsep=;\n\n",
    "a title of two lines": '"Denuncias\nregistradas; SIDPOL"\n',
}


@pytest.mark.parametrize("above", ABOVE.values(), ids=ABOVE)
def test_what_stands_above_the_header_is_no_row(deliver, registry, above: str) -> None:
    came = deliver("sidpol", "sidpol.csv", above + HEAD + "".join(ROWS))
    assert (came.accepted, came.refused, len(came.periods)) == (12, 0, 12)
    told = registry().execute("SELECT sum(count) FROM records WHERE measure = 'denuncia'")
    assert told.fetchall() == [(sum(range(101, 113)),)]


def test_lines_are_numbered_as_the_file_has_them(deliver, settings) -> None:
    rows = [*ROWS, ROWS[0], ROWS[0]]
    rows[3] = rows[3].replace(";104", ";ciento cuatro")
    rows[5] = "2021;6\n"
    text = "Título\n\n" + HEAD + "".join(rows[:4]) + "\n" + "".join(rows[4:])
    limits = settings.limits
    object.__setattr__(limits, "max_refused_pct", 50.0)
    came = deliver("sidpol", "sidpol.csv", text)
    (delivery,) = Archive(settings).deliveries()
    assert (came.accepted, came.refused, delivery.broken_lines) == (12, 2, [10])
    report = Path(str(came.report)).read_text("utf-8-sig").splitlines()
    assert sorted(line.split(";")[1] for line in report[1:]) == ["", "10", "7"]
    assert "filas llenas por encima del encabezado, que no se leyeron: 1" in "".join(report)


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("a,b\n1,2\n", Start(",", 0, 0)),
        ("x;y\nANIO;MES;cantidad\n", Start(";", 1, 1, 1)),
        ("sep=|\nANIO|MES\n", Start("|", 1, 1)),
        ('"uno\ndos"\n\nANIO\tMES\n', Start("\t", 2, 3, 1)),
        ("\n\nsin;nada;conocido\n", Start(";", 2, 2)),
        ("sep=;\nsin,nada;conocido\n", Start(";", 1, 1)),
        ("", Start(",", 0, 0)),
    ],
)
def test_where_a_table_begins(tmp_path: Path, text: str, start: Start) -> None:
    file = tmp_path / "x.csv"
    file.write_text(text, encoding="utf-8")
    assert start_of(file, WANTED) == start
