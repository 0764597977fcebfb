"""The DEMUNA register as offices keep it: titles, totals, merged cells, a sheet per month."""

from __future__ import annotations

import dataclasses
import json
import re
import time
from collections import Counter
from datetime import date, datetime, timedelta
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from xlsxwriter import Workbook

from ingest.demuna.mapping import parse_mapping
from ingest.demuna.sheets import Tab
from ingest.demuna.table import read_tables
from ingest.demuna.template import write_template
from ingest.demuna.words import age_of, matter_of, matters, meaning_of_m
from ingest.errors import Refused
from ingest.months import between
from ingest.questions import ACCEPTED
from ingest.registry import Registry
from ingest.sample.demuna import write_demuna
from observatorio.config import IngestLimits

HEADER = ["Fecha", "Edad", "Sexo", "Materia", "Zona o AAHH", "Derivado a"]
VIOLENCE = {6, 7, 8, 11}


@pytest.fixture
def settings(settings):
    """Small files: one refused row would be over the 5 % that refuses all of it."""
    return dataclasses.replace(settings, limits=IngestLimits(max_refused_pct=100))


@pytest.fixture
def book(deliver, tmp_path):
    """Delivers a workbook given as rows by sheet; `merged` are ranges («A2:A4») by sheet."""

    def _book(sheets, name="registro.xlsx", merged=None, hidden=(), **options):
        path = tmp_path / "made.xlsx"
        with Workbook(str(path), {"default_date_format": "dd/mm/yyyy"}) as made:
            made.set_properties({"created": datetime(2021, 1, 1)})
            look = made.add_format({"num_format": "dd/mm/yyyy"})
            for title, rows in sheets.items():
                sheet = made.add_worksheet(title)
                for at, row in enumerate(rows):
                    sheet.write_row(at, 0, row)
                for cells in (merged or {}).get(title, ()):
                    first = openpyxl.utils.cell.range_boundaries(cells)
                    value = rows[first[1] - 1][first[0] - 1]
                    sheet.merge_range(cells, value, look if isinstance(value, date) else None)
                if title in hidden:
                    sheet.hide()
        return deliver("demuna", name, path.read_bytes(), **options)

    return _book


def case(day="14/03/2021", age=9, sex="Mujer", matter="Alimentos", place=""):
    return [day, age, sex, matter, place, ""]


def sheet(*cases):
    return [HEADER, *cases]


def records(con, *columns):
    """Columns of the registry's records, in the file's order."""
    return con.table("records").order("row_number").select(*columns).fetchall()


def mapping(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "mapeo.toml"
    path.write_text(text, encoding="utf-8")
    return path


# The whole path


def test_demonstration_workbook_loads_without_mapping(deliver, registry, tmp_path):
    path = tmp_path / "x.xlsx"
    write_demuna(path, 1)
    expected = Counter()
    for tab in openpyxl.load_workbook(path):
        for row in tab.iter_rows(values_only=True):
            if row[0] not in (None, "TOTAL") and isinstance(row[1], int):
                expected[tab.title, matter_of(row[3]).value, row[2][0].upper()] += 1
    answer = deliver("demuna", "demostracion_demuna.xlsx", path.read_bytes())
    assert (answer.outcome, answer.refused) == ("accepted", 0)
    assert answer.accepted == expected.total()
    letters = {"2019": "FM", "2020": "FM", "2021": "MH", "2022": "MH"}
    found = Counter(
        (str(year), matter, letters[str(year)][sex == "hombre"])
        for year, matter, sex in records(registry(), "year", "matter", "sex")
    )
    assert found == expected


def test_a_case_becomes_a_record(book, registry):
    book({"2021": sheet(case("14/03/2021", 9, "Mujer", "Alimentos", "AA.HH. El Mirador"))})
    con = registry()
    fields = ("measure", "year", "month", "age", "age_group", "sex", "matter", "zone", "service")
    assert records(con, *fields) == [
        ("caso_demuna_otra_materia", 2021, 3, 9, "0-11", "mujer", "1", "Z03", "DEMUNA")
    ]
    places = ("ubigeo", "ubigeo_service", "ubigeo_residence", "geocode_quality", "count")
    assert records(con, *places) == [("150106", "150106", None, "gacetero_exacto", 1)]


def test_violence_is_the_subject_and_the_rest_context(book, registry):
    book({"X": sheet(*(case(matter=m.number) for m in matters()))})
    found = {
        int(m)
        for m, measure in records(registry(), "matter", "measure")
        if measure == "caso_demuna"
    }
    assert found == VIOLENCE


def test_equal_cases_are_counted_each_with_its_key(book, registry):
    book({"X": sheet(case(), case(), case())})
    assert len(set(records(registry(), "record_key"))) == 3


def test_covered_months_run_from_the_first_case_to_the_last(book):
    answer = book({"X": sheet(case("31/01/2021"), case("02/03/2021"))})
    assert answer.periods == ["2021-01", "2021-02", "2021-03"]


def test_a_newer_register_replaces_its_months_and_equal_bytes_change_nothing(book, registry):
    book({"X": sheet(case("14/01/2021"), case("14/02/2021"))})
    assert book({"X": sheet(case("14/01/2021"), case("14/02/2021"))}).outcome == "unchanged"
    answer = book({"X": sheet(case("15/02/2021"), case("16/02/2021"))}, name="febrero.xlsx")
    assert answer.replaced_periods == ["2021-02"]
    assert Counter(records(registry(), "month")) == {(1,): 1, (2,): 2}


def test_rebuild_from_the_archive_gives_the_same_records(book, registry, settings, tmp_path):
    text = '[values.sexo]\nM = "mujer"\n[values.materia]\n"pelea" = 7\n'
    path = mapping(tmp_path, text)
    book({"A": sheet(case(sex="M", matter="PELEA"))}, mapping=path)
    before = records(registry(), "record_key", "sex", "matter")
    path.unlink()
    Registry(settings).rebuild()
    assert records(registry(), "record_key", "sex", "matter") == before
    assert before[0][1:] == ("mujer", "7")


# Layout


@pytest.mark.parametrize(
    "header",
    [
        ["FECHA", "EDAD", "SEXO", "MATERIA", "ZONA O AAHH"],
        ["Fecha de ingreso", "Edad (años)", "Género", "Materia del caso", "AA.HH."],
        ["  fecha de atencion ", "EDAD NNA", "sexo", "matéria", "Asentamiento  Humano"],
        ["F. INGRESO", "Edad", "Sexo", "TIPO DE CASO", "Zona / AAHH"],
    ],
)
def test_labels_are_known_whatever_their_case_and_accents(book, registry, header):
    book({"X": [header, ["14/03/2021", 9, "F", "Tenencia", "San Pedro"]]})
    assert records(registry(), "age", "sex", "matter", "zone") == [(9, "mujer", "2", "Z03")]


def test_titles_totals_footers_and_repeated_headers_are_no_cases(book, registry):
    rows = [
        ["MUNICIPALIDAD DISTRITAL"],
        ["DEMUNA: fecha del informe 30/03/2021"],
        [],
        HEADER,
        case(),
        [],
        [name.upper() for name in HEADER],
        case(),
        ["SUB TOTAL", 2],
        ["", "", "", "", "Total de casos", 2],
        ["", 17],
        ["Elaborado por: Fulana de Tal, 30/03/2021"],
    ]
    answer = book({"MARZO": rows})
    assert (answer.rows_read, answer.accepted, answer.refused) == (2, 2, 0)
    assert any(reason.startswith("(filas): 5 filas que no son casos") for reason in answer.reasons)
    assert records(registry(), "row_number") == [(1,), (4,)]


def test_a_footer_is_never_archived(book, settings):
    answer = book({"X": [HEADER, case(), ["Responsable: Fulana de Tal"]]})
    archived = (settings.archive_dir / answer.delivery).rglob("*")
    text = "".join(str(pq.read_table(p).to_pylist()) for p in archived if p.suffix == ".parquet")
    assert "14/03/2021" in text and "Fulana" not in text


def test_merged_cells_hold_for_all_their_rows(book, registry):
    rows = sheet(case("14/03/2021", 9), ["", 10, "F", "Tenencia"], ["", 11, "F", ""])
    book({"X": rows}, merged={"X": ["A2:A4", "D3:D4"]})
    assert records(registry(), "month", "age", "matter") == [
        (3, 9, "1"),
        (3, 10, "2"),
        (3, 11, "2"),
    ]


def test_without_a_merge_an_empty_date_is_missing(book):
    answer = book({"X": sheet(case("14/03/2021"), ["", 10, "F", "Tenencia"])})
    assert answer.reasons == {"Fecha: falta la fecha": 1}


def test_a_header_in_two_merged_rows(book, registry):
    rows = [
        ["FECHA", "DATOS DE LA NNA", "", "MATERIA"],
        ["", "EDAD", "SEXO", ""],
        ["14/03/2021", 9, "F", "Tenencia"],
    ]
    book({"X": rows}, merged={"X": ["A1:A2", "B1:C1", "D1:D2"]})
    assert records(registry(), "age", "matter") == [(9, "2")]


def test_fill_down_is_asked_for_in_the_mapping(deliver, registry, tmp_path):
    text = "Fecha;Edad;Sexo;Materia\n14/03/2021;9;F;Tenencia\n;10;F;Tenencia\n"
    deliver("demuna", "x.csv", text, mapping=mapping(tmp_path, 'fill_down = "fecha"'))
    assert records(registry(), "month", "age") == [(3, 9), (3, 10)]


def test_every_month_sheet_is_read_and_problems_name_sheet_and_row(book, registry, settings):
    wrong = case("15/02/2021", 45)
    answer = book(
        {
            "ENERO": [["DEMUNA"], [], *sheet(case("14/01/2021"), case("15/01/2021"))],
            "FEBRERO": sheet(case("14/02/2021"), wrong),
            "Notas": [["sin importancia"]],
        }
    )
    assert (answer.accepted, answer.refused) == (3, 1)
    reason = "la DEMUNA atiende a menores de 18 años"
    assert answer.reasons[f"Edad: {reason}"] == 1
    assert any("(hoja Notas)" in told for told in answer.reasons)
    refused = registry().table("refused_rows").filter(f"reason = '{reason}'")
    assert refused.select("row_number", "value").fetchall() == [(4, "45 · hoja FEBRERO, fila 3")]
    assert "hoja FEBRERO, fila 3" in Path(answer.report).read_text(encoding="utf-8-sig")


def test_the_corrected_report_completes_the_delivery(book, deliver, registry):
    february = sheet(case("13/02/2021", sex="F"), case("14/02/2021", 45, sex="M"))
    answer = book({"ENE": sheet(case("13/01/2021")), "FEB": february})
    report = Path(answer.report).read_text(encoding="utf-8-sig")
    fixed = deliver("demuna", "corregido.csv", report.replace(";45;", ";15;"))
    assert (fixed.outcome, fixed.accepted) == ("accepted", 1)
    assert records(registry(), "month", "age", "sex")[-1] == (2, 15, "hombre")


def test_the_row_of_a_single_sheet_is_the_row_that_excel_shows(book, registry):
    book({"X": [["DEMUNA"], [], HEADER, case(), [], ["TOTAL", 1], case(age=30)]})
    refused = registry().table("refused_rows").filter("column_name = 'Edad'")
    assert refused.select("row_number").fetchall() == [(7,)]


def test_a_summary_sheet_beside_the_months_is_not_counted_twice(book):
    january = [case(f"{day:02}/01/2021") for day in range(13, 19)]
    february = [case(f"{day:02}/02/2021") for day in range(13, 19)]
    sheets = {"ENE": sheet(*january), "FEB": sheet(*february), "AÑO": sheet(*january, *february)}
    answer = book(sheets)
    assert (answer.outcome, answer.question["code"]) == ("question", "repeated_sheets")
    assert "«AÑO» repite 1 de lo que trae «ENE»" in answer.message
    assert book({name: sheets[name] for name in ("ENE", "FEB")}).accepted == 12


def test_the_mapping_says_which_sheets_are_read(book, tmp_path):
    january = [case(f"{day:02}/01/2021") for day in range(13, 19)]
    sheets = {"Ene 21": sheet(*january), "Resumen": sheet(*january)}
    answer = book(sheets, mapping=mapping(tmp_path, 'sheet = "ene*"'))
    assert answer.accepted == 6


def test_a_mapped_sheet_that_is_not_there_is_told(book, tmp_path):
    sheets = {"Ene 21": sheet(case()), "Resumen": []}
    answer = book(sheets, mapping=mapping(tmp_path, 'sheet = ["Enero"]'))
    assert "Las hojas son: Ene 21, Resumen" in answer.message


def test_hidden_sheets_are_not_read(book):
    sheets = {"A": sheet(case()), "copia": sheet(case("15/03/2021"))}
    assert book(sheets, hidden=["copia"]).accepted == 1


def test_a_sheet_without_the_matter_is_named_with_the_nearest(book):
    answer = book({"MAYO": [["Fecha", "Edad", "Materias DEMUNA"], ["14/05/2021", 9, "Tenencia"]]})
    assert answer.outcome == "refused"
    assert "hoja «MAYO»" in answer.message
    assert "«Materia» (la más parecida es «Materias DEMUNA»)" in answer.message


def test_a_file_without_header_is_refused_with_what_to_do(book):
    answer = book({"X": [["uno", "dos"], [1, 2]]})
    assert answer.outcome == "refused"
    assert "plantilla" in answer.message and "«Fecha»" in answer.message


def test_columns_that_are_missing_are_told_and_stay_without_data(book, registry):
    answer = book({"X": [["Fecha", "Materia"], ["14/03/2021", "Tenencia"]]})
    assert sum("no trae esta columna" in reason for reason in answer.reasons) == 3
    assert records(registry(), "age", "sex", "zone") == [(None, None, None)]


def test_identity_columns_are_named_and_not_archived(book, settings):
    people = [f"{n}1234567" for n in range(1, 6)]
    rows = [[*HEADER, "DNI"], *([*case(), dni] for dni in people)]
    answer = book({"X": rows})
    assert answer.reasons["DNI: columna no leída ni guardada: parece contener DNI"] == 1
    kept = pq.read_table(Registry(settings).archive.folder / answer.delivery / "columns.parquet")
    assert set(kept.column_names) == {
        "intake_date", "age", "sex", "matter", "place", "sheet_row",
    }  # fmt: skip
    assert people[0] not in str(kept.to_pylist())


def test_csv_of_excel_in_spanish(deliver, registry):
    text = (
        "DEMUNA, registro;;;\n;;;\nFecha;Edad;Sexo;Materia\n14/03/2021;9;Niña;Régimen de visitas\n"
    )
    deliver("demuna", "x.csv", text.encode("cp1252"))
    assert records(registry(), "sex", "matter") == [("mujer", "3")]


def test_a_csv_row_with_a_comma_too_many_is_returned(deliver, registry):
    text = "Fecha,Materia,Zona\n14/03/2021,Otros,\n15/03/2021,Otros,Jr, Uno\n16/03/2021,Otros,\n"
    answer = deliver("demuna", "x.csv", text)
    assert (answer.accepted, answer.refused) == (2, 1)
    found = registry().table("refused_rows").filter("row_number IS NOT NULL")
    assert found.select("row_number", "reason").fetchall() == [
        (3, "la fila tiene más columnas que el encabezado")
    ]


# Values


def test_days_as_text_as_dates_and_as_serials(book, registry):
    days = ["14/03/2021", "2021-04-01", 44317, "5-6-21", "07.07.2021"]
    book({"X": sheet(*(case(day) for day in days))}, merged=None)
    assert records(registry(), "month") == [(3,), (4,), (5,), (6,), (7,)]


def test_month_first_is_decided_from_the_whole_file(book, registry):
    book({"X": sheet(case("03/14/2021"), case("04/01/2021"))})
    assert records(registry(), "month") == [(3,), (4,)]


def test_ambiguous_days_are_asked(book, registry, tmp_path):
    rows = {"X": sheet(case("03/04/2021"), case("05/06/2021"))}
    answer = book(rows)
    assert answer.outcome == "question" and "--date-order" in answer.message
    book(rows, mapping=mapping(tmp_path, 'date_order = "mdy"'))
    assert records(registry(), "month") == [(3,), (5,)]


def test_the_order_of_days_can_be_said(book, registry):
    book({"X": sheet(case("03/04/2021"), case("05/06/2021"))}, date_order="dmy")
    assert records(registry(), "month") == [(4,), (6,)]


@pytest.mark.parametrize(
    ("field", "value", "reason"),
    [
        ("day", "31/02/2021", "Fecha: fecha imposible o que no se puede leer"),
        ("day", "14/03/2999", "Fecha: fecha futura"),
        ("day", "14/03/1921", "Fecha: fecha demasiado antigua (antes de 1990)"),
        ("day", "", "Fecha: falta la fecha"),
        ("age", 18, "Edad: la DEMUNA atiende a menores de 18 años"),
        ("age", "728", "Edad: edad imposible: se espera de 0 a 17 años"),
        ("age", "nueve", "Edad: la edad debe ser un número entero de años"),
        ("sex", "X", "Sexo: sexo desconocido: se espera mujer u hombre"),
        ("matter", "", "Materia: falta la materia"),
        ("matter", 20, "Materia: no existe esa materia: la lista del RENAMU va de 1 a 19"),
        (
            "matter",
            "Tenencias y bienes",
            "Materia: materia desconocida en la lista del RENAMU: la más parecida es «2 Tenencia»",
        ),
        ("matter", "6. Alimentos", "Materia: el número y el nombre de la materia no coinciden"),
    ],
)
def test_what_cannot_be_taken_is_returned_with_its_reason(book, field, value, reason):
    answer = book({"X": sheet(case(), case(**{field: value}))})
    assert (answer.accepted, answer.refused) == (1, 1)
    assert answer.reasons == {reason: 1}


def test_blank_age_and_sex_are_no_data(book, registry):
    book({"X": sheet(case(age="", sex=" "))})
    assert records(registry(), "age", "age_group", "sex") == [(None, None, None)]


@pytest.mark.parametrize(
    ("said", "years"),
    [
        ("9", "9"),
        ("9.0", "9"),
        ("09", "9"),
        ("9 AÑOS", "9"),
        ("8 meses", "0"),
        ("17 a", "17"),
        ("0", "0"),
    ],
)
def test_ages_as_people_write_them(said, years):
    assert age_of(said).value == years


@pytest.mark.parametrize(
    ("said", "number"),
    [
        ("6", 6),
        ("6.0", 6),
        ("06", 6),
        ("6 - Violencia hacia NNA en el hogar", 6),
        ("VIOLENCIA HACIA NIÑAS, NIÑOS Y ADOLESCENTES EN EL HOGAR", 6),
        ("violencia hacia nna fuera del hogar", 8),
        ("Violencia en la I.E. por otra(o) N.N.A.", 7),
        ("Atentados contra la libertad sexual", 11),
        ("REGIMEN DE VISITAS", 3),
        ("Regimen de vicitas", 3),
        ("Pensión de alimentos", 1),
        ("Filiación", 5),
    ],
)
def test_matters_by_number_words_alias_and_likeness(said, number):
    assert matter_of(said).value == str(number)


@pytest.mark.parametrize("said", ["Violencia", "violencia familiar", "hogar", "asesoría"])
def test_a_matter_that_could_be_another_is_never_guessed(said):
    assert matter_of(said).value is None


def test_every_matter_is_itself_in_any_case():
    for matter in matters():
        for name in (matter.label, *matter.aliases):
            assert matter_of(name.upper()).value == str(matter.number)
    assert {m.number for m in matters() if m.violence} == VIOLENCE
    assert [m.number for m in matters()] == list(range(1, 20))


@pytest.mark.parametrize(
    ("values", "meaning"),
    [
        (["F", "M"], "hombre"),
        (["H", "M"], "mujer"),
        (["M", "femenino"], "hombre"),
        (["m", "Hombre"], "mujer"),
        (["F", "M", "Hombre"], "hombre"),
        (["M"], None),
        (["F", "H", "M"], None),
        (["M", "mujer", "masculino"], None),
        (["M", "niña", "niño"], None),
    ],
)
def test_what_m_stands_for(values, meaning):
    assert meaning_of_m(values) == meaning


def test_each_sheet_has_letters_of_its_own(book, registry):
    book(
        {
            "2020": sheet(case("14/03/2020", sex="F"), case("15/03/2020", sex="M")),
            "2021": sheet(case("14/03/2021", sex="H"), case("15/03/2021", sex="M")),
        }
    )
    assert [sex for (sex,) in records(registry(), "sex")] == ["mujer", "hombre", "hombre", "mujer"]


def test_a_sheet_with_m_alone_is_read_like_the_others(book, registry):
    sheets = {"ENE": sheet(case("14/01/2021", sex="F"), case("15/01/2021", sex="M"))}
    book({**sheets, "FEB": sheet(case("14/02/2021", sex="M"))})
    assert [sex for (sex,) in records(registry(), "sex")] == ["mujer", "hombre", "hombre"]


def test_m_alone_is_asked_and_the_mapping_answers(book, registry, tmp_path):
    answer = book({"X": sheet(case(sex="M"))})
    assert answer.outcome == "refused"
    assert "es «mujer» o «masculino»" in answer.message and "[values.sexo]" in answer.message
    book({"X": sheet(case(sex="M"))}, mapping=mapping(tmp_path, '[values.sexo]\nM = "hombre"'))
    assert records(registry(), "sex") == [("hombre",)]


def test_a_place_nobody_knows_goes_to_review(book, registry):
    book({"X": sheet(case(place="Marte 12345"))})
    con = registry()
    assert records(con, "zone", "geocode_quality") == [(None, "ninguna")]
    assert con.table("places_review").select("place", "rows").fetchall() == [("marte", 1)]


# The mapping file


def test_any_sheet_can_be_mapped(book, registry, tmp_path):
    rows = [
        ["REGISTRO"],
        ["N°", "Apertura", "Años", "Género de NNA", "Motivo", "Sector donde vive"],
        [1, "14/03/2021", 9, "1", "MALTRATO EN CASA", "San Pedro"],
        [2, "15/03/2021", "RN", "2", "Alimentos", ""],
        [3, "16/03/2021", "S/D", "9", "Pelea escolar", ""],
    ]
    text = """
        [columns]
        fecha = "apertura"
        edad = ["Edad de NNA", "AÑOS"]
        sexo = "Genero de NNA"
        materia = "MOTIVO"
        zona = "Sector donde vive"
        [values.sexo]
        1 = "mujer"
        2 = "hombre"
        9 = ""
        [values.materia]
        "Maltrato en casa" = 6
        "PELEA ESCOLAR" = "Violencia en la IE por otra(o) NNA"
        [values.edad]
        RN = 0
        "S/D" = ""
    """
    answer = book({"X": rows}, mapping=mapping(tmp_path, text))
    assert (answer.accepted, answer.refused) == (3, 0)
    assert records(registry(), "age", "sex", "matter", "zone") == [
        (9, "mujer", "6", "Z03"),
        (0, "hombre", "1", None),
        (None, None, "7", None),
    ]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("[columns]\nfecha = []", "«fecha» no nombra ninguna columna"),
        ('[columns]\nmateria = ["Motivo", " "]', "«materia» no nombra ninguna columna"),
        ("sheet = " + "[" * 5000, "no se puede leer como TOML"),
        ("a = " + "9" * 5000, "no se puede leer como TOML"),
        ('hoja = "X"', "no se conoce la clave «hoja»"),
        ('[columns]\nfechas = "X"', "«fechas». ¿Quiso decir «fecha»?"),
        ('[columns]\nmaterias = "X"', "¿Quiso decir «materia»?"),
        ("[columns]\nfecha = 3", "«columns.fecha» debe ser un texto"),
        ('[values.sexo]\nM = "masculino"', "Se espera mujer u hombre"),
        ("[values.materia]\nX = 44", "número (1 a 19)"),
        ("[values.edad]\nX = 18", "de 0 a 17"),
        ('[values.zona]\nX = "Z01"', "columna de values «zona»"),
        ('values = "x"', "debe ser una sección"),
        ('date_order = "dym"', "se espera dmy, mdy, ymd"),
        ('fill_down = "nombre"', "columna de fill_down «nombre»"),
        ("sheet = ", "no se puede leer como TOML"),
    ],
)
def test_a_wrong_mapping_says_what_is_wrong(text, told):
    with pytest.raises(Refused, match="mapeo") as refusal:
        parse_mapping(text)
    assert told in refusal.value.message


def test_the_mapping_shipped_as_an_example_is_right():
    path = Path(__file__).parents[1] / "data" / "reference" / "demuna" / "mapping_template.toml"
    plain = path.read_text(encoding="utf-8")
    parse_mapping(plain)
    said = re.compile(r"# (\[\w+\]|.* = .*[\"\]\d])")  # a section, or a key with its value
    uncommented = [line[2:] if said.fullmatch(line) else line for line in plain.splitlines()]
    found = parse_mapping("\n".join(uncommented))
    assert found.columns["intake_date"] == ("F. de apertura",)
    assert found.values["sex"] == {"f": "mujer", "m": "hombre"}
    assert found.constant == {"matter": "6"}


def test_a_mapping_that_is_not_there_refuses(book, tmp_path):
    answer = book({"X": sheet(case())}, mapping=tmp_path / "no.toml")
    assert answer.outcome == "refused" and "no.toml" in answer.message


def test_a_mapped_label_that_is_not_there_is_named(book, tmp_path):
    text = '[columns]\nmateria = "Motivo"'
    answer = book({"X": sheet(case())}, mapping=mapping(tmp_path, text))
    assert "«Motivo»" in answer.message and answer.outcome == "refused"


# The template


def test_the_template_is_filled_and_loads_without_mapping(deliver, registry, tmp_path):
    path = write_template(tmp_path / "carpeta" / "plantilla.xlsx")
    made = openpyxl.load_workbook(path)
    register = made["Registro"]
    top = next(r[0].row for r in register.iter_rows() if r[0].value == "Fecha")
    assert [c.value for c in register[top]] == [*HEADER, "Código de la persona"]
    assert register.cell(top + 500, 1).number_format == "dd/mm/yyyy"
    assert register.cell(top + 500, 7).number_format == "@"
    rules = {v.type for v in register.data_validations.dataValidation}
    assert rules == {"date", "whole", "list", "textLength"}
    assert [row[1].value for row in made["Materias"].iter_rows(min_row=2)] == [
        m.label for m in matters()
    ]
    for at, row in enumerate([(date(2021, 3, 14), 9, "Mujer", matters()[5].label, "San Pedro")]):
        for column, value in enumerate(row, start=1):
            register.cell(top + 1 + at, column).value = value
    made.save(path)
    answer = deliver("demuna", "plantilla.xlsx", path.read_bytes())
    assert (answer.accepted, answer.reasons) == (1, {})
    assert records(registry(), "measure", "age", "zone") == [("caso_demuna", 9, "Z03")]


def test_the_empty_template_is_no_delivery(deliver, tmp_path):
    answer = deliver("demuna", "x.xlsx", write_template(tmp_path / "p.xlsx").read_bytes())
    assert answer.outcome == "refused" and "ningún caso" in answer.message


def test_the_template_is_the_same_each_time(tmp_path):
    first = write_template(tmp_path / "a.xlsx").read_bytes()
    time.sleep(1.1)  # workbooks hold the second in which they were made
    assert write_template(tmp_path / "b.xlsx").read_bytes() == first


# Any sheet


days = st.dates(date(2015, 1, 1), date(2023, 12, 31))
cases_made = st.lists(
    st.tuples(
        days, st.integers(0, 17), st.sampled_from(["mujer", "hombre"]), st.sampled_from(matters())
    ),
    min_size=1,
    max_size=12,
    unique_by=lambda made: (made[0], made[1]),
)
noise = st.sampled_from(
    [["TOTAL", "7"], ["Sub-total:", "", "3"], [], ["", " ", ""], ["Hecho por: alguien"], "header"]
)
change = st.sampled_from([str.upper, str.lower, str.title, lambda text: f"  {text} "])


@hypothesis_settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(
    cases=cases_made,
    titles=st.integers(0, 6),
    order=st.permutations(range(4)),
    letters=st.lists(change, min_size=8, max_size=8),
    extra=st.lists(st.tuples(st.integers(0, 12), noise), max_size=6),
)
def test_random_sheets_hold_what_was_written(cases, titles, order, letters, extra):
    labels = ["Fecha", "Edad", "Sexo", "Materia"]
    header = [letters[i](labels[i]) for i in order]
    body = []
    for at, (day, age, sex, matter) in enumerate(cases):
        values = [day.strftime("%d/%m/%Y"), str(age), sex, matter.label]
        body.append([letters[(at + i) % 8](values[i]) for i in order])
    for at, row in extra:
        body.insert(min(at, len(body)), header if row == "header" else row)
    rows = [["MUNICIPALIDAD"]] * titles + [header, *body]
    clean = [[cell.strip() for cell in row] for row in rows]
    tab = Tab("X", clean, {i for i, row in enumerate(clean) if not any(row)})
    found = read_tables([tab], parse_mapping(""), "x.xlsx")[0]
    assert Counter(
        (c["intake_date"], age_of(c["age"]).value, c["sex"].lower(), matter_of(c["matter"]).value)
        for c in found.cases
        if c
    ) == Counter((d.strftime("%d/%m/%Y"), str(a), s, str(m.number)) for d, a, s, m in cases)


@hypothesis_settings(
    max_examples=12,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(cases=cases_made, unreadable=st.integers(0, 3))
def test_random_registers_give_the_counts_of_a_plain_dict(book, registry, cases, unreadable):
    rows: dict[str, list] = {}
    expected: Counter = Counter()
    for day, age, sex, matter in cases:
        rows.setdefault(str(day.year), sheet()).append(
            case(day.isoformat(), age, sex, matter.label)
        )
        expected[day.year, day.month, age, sex, str(matter.number)] += 1
    unreadable = min(unreadable, len(cases))  # under half would refuse it whole
    # Of the first sheet's own year: a month that stands on two sheets would be asked about.
    bad = [case(cases[0][0].isoformat(), matter="qwerty") for _ in range(unreadable)]
    next(iter(rows.values())).extend(bad)
    for tab in rows.values():
        tab.append(["TOTAL", len(tab) - 1])
    name = f"{abs(hash(json.dumps(rows, default=str)))}.xlsx"
    days = [day.replace(day=1) for day, *_ in cases]
    answer = book(rows, name=name, months=tuple(between(min(days), max(days))), accept=ACCEPTED)
    if answer.outcome == "unchanged":
        return
    assert (answer.accepted, answer.refused) == (len(cases), unreadable)
    con = registry()
    number = int(answer.delivery.split("-")[0])
    held = con.table("records").filter(f"delivery = {number}")
    found = held.select("year", "month", "age", "sex", "matter").fetchall()
    assert Counter(found) == expected
    con.close()


def test_days_between_are_serials_of_excel(book, registry):
    start = date(2021, 1, 1)
    book(
        {
            "X": sheet(
                *(case((start + timedelta(31 * n) - date(1899, 12, 30)).days) for n in range(3))
            )
        }
    )
    assert records(registry(), "month") == [(1,), (2,), (3,)]


def test_the_sql_of_the_source_has_headers():
    folder = Path(__file__).parents[1] / "sql" / "ingest"
    for source in ("demuna", "renamu", "zones", "services"):
        for path in (folder / source).glob("*.sql"):
            assert path.read_text(encoding="utf-8").startswith("-- "), path
