"""Words that files use: months in letters, stated zones, words for «no datum», in every source."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import duckdb
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.reading.missing import bare, is_missing, load_macros, words

MONTHS = ["enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "setiembre"]
MONTHS += ["octubre", "noviembre", "diciembre"]


@pytest.fixture(scope="module")
def macros() -> duckdb.DuckDBPyConnection:
    con = duckdb.connect()
    load_macros(con)
    return con


def day(con: duckdb.DuckDBPyConnection, raw: str, zone: str | None = "America/Lima") -> date | None:
    row = con.execute("SELECT read_date($r, 'dmy', $z)", {"r": raw, "z": zone}).fetchall()[0]
    found: date | None = row[0]
    return found


# Dates.


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        ("15-set-21", "2021-09-15"),
        ("15-sep-21", "2021-09-15"),
        ("03-ene-21", "2021-01-03"),
        ("20-AGO-2021", "2021-08-20"),
        ("09-dic-21", "2021-12-09"),
        ("1 de setiembre de 2021", "2021-09-01"),
        ("1° de Septiembre del 2021", "2021-09-01"),
        ("02/Set/2021", "2021-09-02"),
        ("Miércoles, 15 de setiembre de 2021 10:30", "2021-09-15"),
        ("set 15, 2021", "2021-09-15"),
        ("2021-sep-15", "2021-09-15"),
        ("15SEP2021", "2021-09-15"),
        ("15-Dec-2021", "2021-12-15"),
        ("31 de febrero de 2021", None),
        ("12 martes 2021", None),
        ("setiembre de 2021", None),
        ("15 de brumario de 2021", None),
    ],
)
def test_months_in_letters(macros: duckdb.DuckDBPyConnection, raw: str, right: str | None) -> None:
    assert day(macros, raw) == (date.fromisoformat(right) if right else None)


@settings(max_examples=12)
@given(
    st.dates(date(1990, 1, 1), date(2089, 12, 31)),
    st.sampled_from(["{d} de {m} de {y}", "{d:02}-{s}-{y}", "{d}/{s}./{y}", "{M} {d}, {y}"]),
)
def test_a_day_in_letters_is_that_day(
    macros: duckdb.DuckDBPyConnection, said: date, form: str
) -> None:
    month = MONTHS[said.month - 1]
    raw = form.format(d=said.day, m=month, M=month.capitalize(), s=month[:3].upper(), y=said.year)
    assert day(macros, raw) == said


@pytest.mark.parametrize(
    ("raw", "right"),
    [
        ("2021/02/01 01:30:00+00", "2021-01-31"),
        ("2021-02-01T01:30:00Z", "2021-01-31"),
        ("2021-02-01T04:59:59.999Z", "2021-01-31"),
        ("2021-02-01T05:00:00Z", "2021-02-01"),
        ("2021-02-01T01:30:00-05:00", "2021-02-01"),
        ("2021-01-31 23:30 -0800", "2021-02-01"),
        ("01/02/2021 01:30 a. m. UTC", "2021-01-31"),
        ("01/02/2021 11:30 p.m. +00:00", "2021-02-01"),
        ("1612143000000", "2021-01-31"),
        ("1612143000000.0", "2021-01-31"),
        ("01/02/2021 01:30", "2021-02-01"),
    ],
)
def test_a_stated_zone_is_kept(macros: duckdb.DuckDBPyConnection, raw: str, right: str) -> None:
    assert day(macros, raw) == date.fromisoformat(right)


@settings(max_examples=12)
@given(st.datetimes(datetime(1995, 1, 2), datetime(2089, 12, 31)))
def test_milliseconds_and_letters_of_one_moment_are_one_day(
    macros: duckdb.DuckDBPyConnection, moment: datetime
) -> None:
    """Peru has no summer time since 1994: five hours before UTC."""
    right = (moment - timedelta(hours=5)).date()
    assert day(macros, moment.isoformat(timespec="seconds") + "Z") == right
    milliseconds = int((moment - datetime(1970, 1, 1)).total_seconds() * 1000)
    assert day(macros, str(milliseconds)) == right


HEAD = (
    "fecha_hora_hecho,distrito_hecho,provincia_hecho,ubigeo_hecho_delito,tipo_hecho,lat_hecho,"
    "long_hecho,estado_coord,observacion,comisaria_hecho\n"
)
LAW = "LEY DE VIOLENCIA CONTRA LA MUJER Y GRUPOS VULNERABLES"


def points(*moments: str) -> str:
    return HEAD + "".join(
        f"{moment},CARABAYLLO,LIMA,150106,{LAW},-11.8845,-77.0203,CON COORDENADA,,CPNP A\n"
        for moment in moments
    )


def test_points_of_another_zone_are_of_our_day_and_it_is_told(deliver, registry) -> None:
    came = deliver(
        "police_points",
        "puntos.csv",
        points(*["2021/02/01 01:30:00+00"] * 3, *["2021/02/01 12:00:00+00"] * 4),
    )
    assert registry().execute(
        "SELECT month, count(*) FROM records GROUP BY ALL ORDER BY ALL"
    ).fetchall() == [(1, 3), (2, 4)]
    assert came.reasons == {
        "fecha_hora_hecho: fechas que dicen la zona de su hora, leídas en la hora del distrito: "
        "7, como «2021/02/01 01:30:00+00»": 1
    }


def test_days_written_as_moments_stay_days(deliver, registry) -> None:
    """A program writes a day as its midnight in UTC: all midnights are no hours."""
    came = deliver(
        "police_points", "dias.csv", points("2021-02-01T00:00:00Z", "2021-03-01T00:00:00Z")
    )
    assert registry().execute("SELECT month FROM records ORDER BY ALL").fetchall() == [(2,), (3,)]
    assert any("leídas como días" in reason for reason in came.reasons)


# Words for nothing.


def test_the_list_is_compared_alike_in_sql_and_in_python(macros: duckdb.DuckDBPyConnection) -> None:
    samples = [
        *words(),
        "S/D",
        "s.d.",
        " - ",
        "…",
        "Sí",
        "si",
        "NO",
        "0",
        "S/I",
        "Ñ",
        "no sé",
        "N°",
    ]
    for raw in samples:
        in_sql = macros.execute("SELECT bare($r), said($r) IS NULL", {"r": raw}).fetchall()[0]
        assert in_sql == (bare(raw), is_missing(raw)), raw


@settings(max_examples=60)
@given(st.text(st.characters(codec="latin-1", exclude_categories=["Cc"]), min_size=1))
def test_bare_is_bare_in_both(macros: duckdb.DuckDBPyConnection, raw: str) -> None:
    assert macros.execute("SELECT bare($r)", {"r": raw}).fetchall()[0][0] == bare(raw)


@pytest.mark.parametrize("raw", ["Sí", "si", "no", "0", "99", "Ninguna", "N", "S", "Norte"])
def test_what_says_something_is_not_missing(raw: str) -> None:
    assert not is_missing(raw)


def test_a_register_may_say_in_letters_that_there_is_no_datum(deliver, registry) -> None:
    cells = [
        ("S/D", "mujer"),
        ("N.D.", "hombre"),
        ("-", "NR"),
        ("8", "No especifica"),
        ("7", "SD"),
    ]
    text = "Fecha;Edad;Sexo;Materia;Zona o AAHH\n" + "".join(
        f"15/03/2021;{age};{sex};Violencia hacia NNA en el hogar;No precisa\n" for age, sex in cells
    )
    came = deliver("demuna", "registro.csv", text)
    assert (came.accepted, came.refused) == (5, 0)
    assert came.reasons == {
        "Edad: palabras que se leen como «sin dato»: 3 («-», «N.D.», «S/D»)": 1,
        "Sexo: palabras que se leen como «sin dato»: 3 («NR», «No especifica», «SD»)": 1,
        "Zona o AAHH: palabras que se leen como «sin dato»: 5 («No precisa»)": 1,
    }
    con = registry()
    assert con.execute("SELECT age, sex FROM records ORDER BY ALL").fetchall() == [
        (7, None),
        (8, None),
        (None, "mujer"),
        (None, "hombre"),
        (None, None),
    ]
    assert con.execute("SELECT count(*) FROM places_review").fetchall() == [(0,)]


def test_published_and_population_know_them_too(deliver, registry) -> None:
    deliver(
        "population",
        "p.csv",
        "ubigeo,zone,year,sex,age_group,population,kind,source_ref\n"
        "150106,S/D,2021,total,total,412234,proyeccion,INEI\n",
    )
    deliver(
        "published",
        "c.csv",
        "ubigeo,source,table,year,first_month,last_month,dimension,category,value,unit,base,"
        "source_ref,note\n150106,cem,anual,2021,-,N/A,total,total,1196,casos,-,Informe,S/D\n",
    )
    con = registry()
    assert con.execute("SELECT zone FROM population").fetchall() == [(None,)]
    assert con.execute("SELECT first_month, base, note FROM published_figures").fetchall() == [
        (None, None, None)
    ]


def test_the_codebook_of_a_source_comes_first(macros: duckdb.DuckDBPyConnection) -> None:
    """«NS/NR» is an answer of the CEM's question on ethnicity, and no gap in it."""
    codes = duckdb.read_csv("data/reference/cem/codes.csv", all_varchar=True, connection=macros)
    labels = {row[4] for row in codes.fetchall() if is_missing(row[4])}
    assert labels == {"ns/nr"}
