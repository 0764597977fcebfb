"""The ministry's open table of cases by centre and year, as printed figures of the district."""

from __future__ import annotations

import csv
import io

import pytest

from ingest.bootstrap import PUBLISHED
from ingest.publish import publish
from observatorio.editions import current_cube
from observatorio.filters import Filters
from observatorio.views.profile_printed import printed_shares
from observatorio.views.quality import reconciled
from observatorio.views.trends import yearly
from tests.cem_rows import row as cem_row
from tests.cem_rows import text as cem_text

HEAD = (
    "AÑO;PERIODO;CODIGO CENTRO ATENCION;NOMBRE CENTRO ATENCION;UBIGEO;DEPARTAMENTO;PROVINCIA;"
    "DISTRITO;N° CASOS ATENDIDOS-TOTAL;N° CASOS ATENDIDOS - HOMBRES - TOTAL;"
    "N° CASOS ATENDIDOS - MUJERES - TOTAL;N° CASOS ATENDIDOS - VIOLENCIA PSICOLOGICA;"
    "N° CASOS ATENDIDOS - VIOLENCIA FISICA;N° CASOS ATENDIDOS - VIOLENCIA SEXUAL;"
    "N° CASOS ATENDIDOS - VIOLENCIA ECONÓMICA O PATRIMONIAL\n"
)


def row(year: int, code: str, *figures: str, ubigeo: str = "150106", place: str = "CARABAYLLO"):
    name = f"CEM {place} {code}"
    return f"{year};ENERO - DICIEMBRE;{code};{name};{ubigeo};LIMA;LIMA;{place};" + ";".join(figures)


FIRST = row(2021, "0061", "1,041", "141", "900", "400", "500", "100", "41")
SECOND = row(2021, "0412", "400", "60", "340", "150", "200", "40", "10")
OTHER = row(2021, "0009", "77", "7", "70", "30", "30", "10", "7", ubigeo="150110", place="COMAS")


def figures(registry) -> dict[tuple[int, str, str], float]:
    rows = registry().execute(
        "SELECT year, dimension, category, value FROM published_figures WHERE source = 'cem'"
    )
    return {
        (year, dimension, category): value for year, dimension, category, value in rows.fetchall()
    }


@pytest.mark.parametrize(
    ("encoding", "mark"), [("utf-8", "\t"), ("latin-1", ";"), ("broken", ";"), ("broken", "\t")]
)
def test_the_districts_centres_are_added_up(deliver, registry, encoding: str, mark: str) -> None:
    text = (HEAD + "\n".join([FIRST, SECOND, OTHER]) + "\n").replace(";", mark)
    if encoding == "broken":  # Latin-1 that somebody read as UTF-8
        raw = text.encode("latin-1").decode("utf-8", errors="replace").encode()
    else:
        raw = text.encode(encoding)
    came = deliver("published", "cem_por_centro.csv", raw)
    assert (came.accepted, came.refused, came.left_out) == (2, 0, 1), came.message
    assert figures(registry) == {
        (2021, "total", "total"): 1441,
        (2021, "sex", "hombre"): 201,
        (2021, "sex", "mujer"): 1240,
        (2021, "violence_type", "psicologica"): 550,
        (2021, "violence_type", "fisica"): 700,
        (2021, "violence_type", "sexual"): 140,
        (2021, "violence_type", "economica"): 51,
    }


def test_equal_rows_count_once_and_different_ones_are_refused(deliver, registry) -> None:
    again = row(2020, "0061", "10", "1", "9", "4", "3", "2", "1")
    changed = FIRST.replace("1,041", "1,042")
    text = HEAD + "\n".join([FIRST, changed, again, again, SECOND]) + "\n"
    came = deliver("published", "c.csv", text)
    assert (came.outcome, came.accepted, came.refused) == ("accepted", 3, 2)
    (reason,) = came.reasons
    assert "el mismo centro y año viene otra vez con otras cifras" in reason
    assert {year for year, _, _ in figures(registry)} == {2020}, "no sum without one of its centres"
    came = deliver("published", "d.csv", HEAD + "\n".join([again, again, SECOND, SECOND]) + "\n")
    assert came.accepted == 4
    assert "2 repetidas de un mismo centro y año, que cuentan una vez" in came.message
    assert figures(registry)[2020, "total", "total"] == 10
    assert figures(registry)[2021, "total", "total"] == 400


def test_sums_that_fail_are_told_and_shown_as_printed(deliver, registry) -> None:
    odd = row(2021, "0061", "100", "10", "80", "25", "25", "25", "25")
    came = deliver("published", "c.csv", HEAD + odd + "\n")
    assert "1 en que la suma por sexo no da el total" in came.message
    assert "por tipo" not in came.message
    assert figures(registry)[2021, "sex", "mujer"] == 80


def test_they_stand_in_the_reconciliation_and_in_the_files(deliver, settings) -> None:
    deliver("published", "c.csv", HEAD + FIRST + "\n" + SECOND + "\n")
    publish(settings)
    cube = current_cube(settings.public_dir, settings.district.ubigeo)
    printed = [r for r in cube.rows("printed") if r[2] == "centre_total"]
    assert [(r[3], r[8]) for r in printed] == [(2021, 1441.0)]
    assert "MIMP, datos abiertos" in printed[0][11]
    assert reconciled(cube, "cem") == []  # nothing of the CEM was delivered to compare with
    assert printed_shares(cube, Filters("cem", (2017, 2021))) == [
        "Tabla abierta del ministerio, 2021, por sexo: hombres 201 y mujeres 1\u202f240 casos "
        "atendidos en los CEM del distrito, como se imprimió.",
        "Tabla abierta del ministerio, 2021, por tipo de violencia: económica o patrimonial 51, "
        "física 700, psicológica 550 y sexual 140 casos atendidos en los CEM del distrito, como "
        "se imprimió.",
    ]
    assert printed_shares(cube, Filters("cem", (2017, 2020))) == []


def test_the_reconciliation_shows_them_beside_the_records(deliver, settings) -> None:
    """Those of a whole year, and what a report printed of it."""
    centres = {"CARABAYLLO": 1041, "COMISARIA SAN PEDRO DE CARABAYLLO": 400}
    days = (f"15/{at % 12 + 1:02d}/2021" for at in range(1441))
    offices = [name for name, count in centres.items() for _ in range(count)]
    rows = [cem_row(CEM=name, FECHA_INGRESO=day) for name, day in zip(offices, days, strict=True)]
    deliver("cem", "cem.csv", cem_text(rows))
    deliver("published", "c.csv", HEAD + FIRST + "\n" + SECOND + "\n")
    reports = (PUBLISHED / "cem_carabayllo.csv").read_text("utf-8").splitlines()
    deliver("published", "d.csv", "\n".join(r for r in reports if ",2021," not in r) + "\n")
    publish(settings)
    cube = current_cube(settings.public_dir, settings.district.ubigeo)
    found = {one.year: one for one in reconciled(cube, "cem")}
    name = "2021 (tabla del ministerio)"
    same = {"Registros": "1\u202f441", "Informe": "1\u202f441", "Diferencia": "igual"}
    assert found[name].row == {"Año": name} | same
    assert found["2020"].difference == "no se puede comparar: no hay entregas"
    marks = yearly(cube, Filters("cem", (2019, 2021))).series[-1]
    assert marks.name == "Total publicado en la tabla abierta del ministerio"
    assert [point.figure.value for point in marks.points] == [1441]


def test_a_spreadsheet_quotes_as_it_likes(deliver, registry) -> None:
    out = io.StringIO()
    csv.writer(out, quoting=csv.QUOTE_ALL).writerows(
        line.split(";") for line in (HEAD.strip(), FIRST, SECOND)
    )
    deliver("published", "c.csv", "Casos atendidos\n\n" + out.getvalue())
    assert figures(registry)[2021, "total", "total"] == 1441


def test_the_year_that_is_not_over_needs_its_months(deliver, monkeypatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_HOY", "2022-08-15")
    open_year = FIRST.replace("2021;ENERO - DICIEMBRE", "2022;")
    came = deliver("published", "c.csv", HEAD + open_year + "\n")
    assert came.outcome == "refused"
    assert "no dice en PERIODO hasta qué mes llega" in came.message
