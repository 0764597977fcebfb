"""What a delivery answers for: the months it tells of, and what is asked back before that."""

from __future__ import annotations

import dataclasses
import json
import shlex
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest import cli
from ingest.archive import Archive
from ingest.deliveries import add
from ingest.months import ODD, Told, as_ranges, between, emergencies, parse_months, runs_of
from ingest.registry import Registry
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from tests import test_police_points, test_sidpol
from tests.cem_rows import EVENT, OTHER, everything_in, row, text, usual

SECOND = "COMISARIA SAN PEDRO DE CARABAYLLO"
HISTORY = [(year, month) for year in (2021, 2022) for month in range(1, 13)]


def month(year: int, number: int, n: int = 9, **columns: object) -> list:
    return usual(n, FECHA_INGRESO=f"{year}-{number:02d}-15", **columns)


def history(n: int = 9, **columns: object) -> str:
    return text([item for at in HISTORY for item in month(*at, n, **columns)])


def all_kept(settings: WorkSettings) -> list[bytes]:
    """Everything but the lock, which says who wrote last."""
    return [everything_in(path) for path in sorted(settings.data_dir.iterdir()) if path.is_dir()]


def register(*at: tuple[int, int, int]) -> str:
    """A DEMUNA register with so many cases in each (year, month)."""
    days = [f"{year}-{number:02d}-07" for year, number, n in at for _ in range(n)]
    return "Fecha,Edad,Sexo,Materia\n" + "".join(f"{day},9,mujer,6\n" for day in days)


@pytest.fixture
def counts(registry):
    def _counts(service: str = "CARABAYLLO") -> dict[str, int]:
        rows = registry().execute(
            "SELECT printf('%d-%02d', year, month), sum(count)::INTEGER FROM records "
            "WHERE service = ? AND measure IN ('caso_atendido', 'caso_demuna', 'denuncia', "
            "'punto_denuncia') GROUP BY ALL",
            [service],
        )
        return dict(rows.fetchall())

    return _counts


@pytest.fixture
def covered(registry):
    def _covered(service: str) -> list[str]:
        rows = registry().execute(
            "SELECT month FROM delivery_periods WHERE service = ? ORDER BY 1", [service]
        )
        return as_ranges(month for (month,) in rows.fetchall())

    return _covered


# Months as text


@given(st.sets(st.dates(date(1990, 1, 1), date(2030, 1, 1)).map(lambda d: d.replace(day=1))))
def test_ranges_say_their_months(months):
    if months:
        assert parse_months(",".join(as_ranges(months))) == tuple(sorted(months))


@pytest.mark.parametrize("wrong", ["", "2022", "2022-13", "2022-03..2022-01", "2022-01-2022-03"])
def test_other_words_are_no_months(wrong, capsys):
    with pytest.raises(ValueError):
        parse_months(wrong)
    with pytest.raises(SystemExit, match="2"):
        cli.main(["add", "cem", "a.csv", "--months", wrong])
    assert "--months" in capsys.readouterr().err


# Which gaps are odd


def told(rows: dict[date, int]) -> list[Told]:
    return [Told("X", month, n, n) for month, n in sorted(rows.items())]


@given(st.dictionaries(st.sampled_from(between(date(2012, 1, 1), date(2019, 12, 1))),
                       st.integers(1, 60), min_size=1))  # fmt: skip
def test_runs_hold_every_month_once_and_no_odd_gap(rows):
    runs = runs_of(told(rows))
    assert [m for run in runs for m in run.told] == told(rows)
    assert sum(not run.apart for run in runs) >= 1
    for run in runs:
        empty = [m for m in run.filled if m not in rows]
        lengths = [len(parse_months(text)) for text in as_ranges(empty)]
        small = (
            run.rows < 40 and max(lengths, default=0) < 12
        )  # less than a year of a small register
        if empty and not small:  # what is left is not odd by the plain formula
            assert (1 - max(lengths) / len(run.filled)) ** run.rows >= ODD


@pytest.mark.parametrize(
    ("rows", "parts"),
    [
        ({"2021-01": 2, "2021-03": 2}, 1),
        ({"2021-01": 1, "2021-12": 1}, 1),
        ({"2021-01": 4, "2021-08": 4, "2021-09": 16, "2021-12": 4}, 1),  # a small register's year
        ({"2017-03": 1, "2022-03": 30}, 2),
        ({"2021-01": 40, "2021-03": 40}, 2),
        ({"2017-03": 1, "2022-03": 95}, 2),
        ({"2020-02": 40, "2020-07": 40}, 1),  # an emergency explains it
        ({"2012-03": 1, "2017-03": 1, "2022-03": 95}, 3),
    ],
)
def test_a_gap_is_odd_for_so_many_rows(rows, parts):
    made = {date.fromisoformat(f"{month}-01"): n for month, n in rows.items()}
    assert len(runs_of(told(made))) == parts
    assert date(2020, 5, 1) in emergencies()


# One wrong year


def test_a_wrong_year_is_asked_back_and_takes_nothing(deliver, counts, settings):
    deliver("cem", "todo.csv", history())
    Registry(settings).ensure_current()  # of today's meaning: the first delivery made the secret
    before, held = counts(), all_kept(settings)
    wrong = text([*month(2022, 12, 40), *month(2017, 3, 1)])
    asked = deliver("cem", "mes.csv", wrong)
    assert asked.outcome == "question"
    question = asked.question
    assert (question["code"], question["months"], question["rows"]) == (
        "outlying_months", ["2017-03"], [42],
    )  # fmt: skip
    assert (
        "2017-03" in asked.message and "42" in asked.message and "No cambió nada" in asked.message
    )
    assert all_kept(settings) == held
    months, accept = shlex.split(question["option"])[1::2]
    answer = deliver("cem", "mes.csv", wrong, months=parse_months(months), accept=(accept,))
    assert (answer.outcome, answer.accepted, answer.refused) == ("accepted", 40, 1)
    assert (answer.periods, answer.replaced_periods) == (["2022-12"], ["2022-12"])
    assert counts() == before | {"2022-12": 40}
    assert Archive(settings).deliveries()[1].extra["asked"]["accept"] == ["rows_outside"]
    assert Archive(settings).deliveries()[1].extra["asked"]["months"] == ["2022-12"]
    Registry(settings).rebuild()
    assert counts() == before | {"2022-12": 40}


def test_a_wrong_year_that_is_right_is_taken(deliver, counts):
    rows = text([*month(2022, 12, 40), *month(2017, 3, 1)])
    option = deliver("cem", "a.csv", rows).question["answers"][1]["option"]
    deliver("cem", "a.csv", rows, months=parse_months(option.split()[1]))
    assert counts() == {"2017-03": 1, "2022-12": 40}


def test_the_wrong_year_of_another_district_is_no_question(deliver, counts, covered):
    deliver("cem", "todo.csv", history())
    before = counts()
    stray = row(CEM="PUNO", DIST_DOMICILIO="20", FECHA_INGRESO="2012-05-05")
    answer = deliver("cem", "mes.csv", text([*month(2022, 12, 40), stray]))
    assert (answer.outcome, answer.periods) == ("accepted", ["2022-12"])
    assert counts() == before | {"2022-12": 40}
    assert covered("PUNO") == []


def reports(*at: tuple[int, int, int], **columns: object) -> bytes:
    return test_sidpol.file_of(
        *(test_sidpol.row(ANIO=y, MES=m, cantidad=n, **columns) for y, m, n in at)
    )


def test_a_wrong_year_in_sidpol(deliver, counts):
    deliver("sidpol", "a.csv", reports(*((y, m, 50) for y, m in HISTORY)))
    before = counts("SIDPOL")
    elsewhere = {"DIST_HECHO": "PUNO", "PROV_HECHO": "PUNO", "UBIGEO_HECHO": "210101"}
    newer = reports(*((2022, 12, 5) for _ in range(10)))
    own = newer + reports((2013, 1, 1)).split(b"\n", 1)[1]
    asked = deliver("sidpol", "b.csv", own)
    assert (asked.outcome, asked.question["months"]) == ("question", ["2013-01"])
    other = newer + reports((2013, 1, 1), **elsewhere).split(b"\n", 1)[1]
    assert deliver("sidpol", "c.csv", other).periods == ["2022-12"]
    assert counts("SIDPOL") == before


def test_a_month_of_other_districts_without_ours_is_zero(deliver, counts):
    elsewhere = {"DIST_HECHO": "PUNO", "PROV_HECHO": "PUNO", "UBIGEO_HECHO": "210101"}
    ours = reports(*((2022, m, 9) for m in (1, 2, 4)))
    others = reports(*((2022, m, 9) for m in range(1, 6)), **elsewhere)
    deliver("sidpol", "a.csv", ours + others.split(b"\n", 1)[1])
    found = counts("SIDPOL")
    assert found == {"2022-01": 9, "2022-02": 9, "2022-03": 0, "2022-04": 9, "2022-05": 0}


def test_a_wrong_year_in_a_register_and_in_points(deliver):
    asked = deliver("demuna", "a.csv", register((2022, 1, 9), (2022, 2, 9), (2016, 2, 1)))
    assert (asked.question["code"], asked.question["months"]) == ("outlying_months", ["2016-02"])
    days = ["2022-01-05", "2022-02-05"] * 9 + ["2016-01-05"]
    points = test_police_points.file_of(*({"fecha_hora_hecho": day} for day in days))
    asked = deliver("police_points", "p.csv", points)
    assert (asked.question["code"], asked.question["months"]) == ("outlying_months", ["2016-01"])


def test_a_station_without_a_case_in_a_month_of_other_matters_had_none(deliver, covered):
    days = [("2022-01-05", {}), ("2022-02-05", {"tipo_hecho": "HURTO"})]
    points = [{"fecha_hora_hecho": day, **said} for day, said in days for _ in range(30)]
    deliver("police_points", "p.csv", test_police_points.file_of(*points))
    assert covered("EL PROGRESO") == ["2022-01..2022-02"]


# Gaps and what is said of the months


def test_a_small_register_may_have_a_month_without_a_case(deliver, covered):
    answer = deliver("demuna", "a.csv", register((2022, 1, 3), (2022, 3, 2)))
    assert answer.outcome == "accepted"
    assert covered("DEMUNA") == ["2022-01..2022-03"]


def test_a_month_that_lacks_among_many_cases_is_asked_back(deliver, covered, counts):
    deliver("demuna", "a.csv", register((2022, 2, 9)))
    file = register((2022, 1, 30), (2022, 3, 30))
    asked = deliver("demuna", "b.csv", file)
    assert (asked.question["code"], asked.question["months"]) == ("gap_in_months", ["2022-02"])
    first, other = (answer["option"] for answer in asked.question["answers"])
    deliver("demuna", "b.csv", file, months=parse_months(first.split()[1]))
    assert counts("DEMUNA") == {"2022-01": 30, "2022-02": 9, "2022-03": 30}
    fallen = deliver("demuna", "b.csv", file, months=parse_months(other.split()[1]))
    assert (fallen.question["code"], fallen.question["falls"][0]["month"]) == (
        "large_fall", "2022-02",
    )  # fmt: skip
    zero = {"months": parse_months(other.split()[1]), "accept": ("large_fall",)}
    deliver("demuna", "b.csv", file, **zero)
    assert counts("DEMUNA") == {"2022-01": 30, "2022-03": 30}
    assert covered("DEMUNA") == ["2022-01..2022-03"]


def test_months_without_rows_are_asked_back_and_may_be_zero(deliver, covered):
    said = parse_months("2022-01..2022-04")
    file = register((2022, 1, 9), (2022, 2, 9))
    asked = deliver("demuna", "a.csv", file, months=said)
    assert asked.question["months"] == ["2022-03", "2022-04"]
    assert asked.question["option"] == "--months 2022-01..2022-04 --accept months_without_rows"
    deliver("demuna", "a.csv", file, months=said, accept=("months_without_rows",))
    assert covered("DEMUNA") == ["2022-01..2022-04"]


def test_a_month_to_come_is_not_told_of(deliver):
    answer = deliver(
        "demuna", "a.csv", register((2022, 1, 9)), months=parse_months("2022-01,2099-01")
    )
    assert (answer.outcome, "2099-01" in answer.message) == ("refused", True)


def test_an_office_answers_for_its_own_months(deliver, covered):
    rows = [
        *month(2022, 1),
        *month(2022, 2),
        *month(2022, 2, CEM=SECOND),
        *month(2022, 3, CEM=SECOND),
    ]
    deliver("cem", "a.csv", text(rows), months=parse_months("2022-01..2022-03"))
    assert covered("CARABAYLLO") == ["2022-01..2022-02"]
    assert covered(SECOND) == ["2022-02..2022-03"]


# Before and after


def test_each_replaced_month_is_told_before_and_after(deliver):
    deliver("cem", "a.csv", text([*month(2022, 1, 9), *month(2022, 2, 9)]))
    answer = deliver("cem", "b.csv", text([*month(2022, 2, 7), *month(2022, 3, 9)]))
    assert [dataclasses.astuple(r) for r in answer.replaced] == [
        ("CARABAYLLO", "2022-02", "caso_atendido", False, 9, 7)
    ]


@pytest.mark.parametrize(
    ("before", "after", "asked"),
    [
        ({1: 12}, {1: 5}, ["2022-01"]),
        ({1: 12}, {1: 6}, None),
        ({1: 2}, {1: 1}, None),
        ({1: 3, 2: 3, 3: 3, 4: 3}, {1: 1, 2: 1, 3: 1, 4: 1}, [f"2022-0{m}" for m in (1, 2, 3, 4)]),
        ({1: 30, 2: 30}, {1: 30, 2: 9}, ["2022-02"]),
    ],
)
def test_a_fall_of_more_than_half_is_asked_back(deliver, counts, before, after, asked):
    deliver("demuna", "a.csv", register(*((2022, m, n) for m, n in before.items())))
    held, file = counts("DEMUNA"), register(*((2022, m, n) for m, n in after.items()))
    answer = deliver("demuna", "b.csv", file)
    if asked is None:
        assert answer.outcome == "accepted"
        return
    assert (answer.question["code"], answer.outcome) == ("large_fall", "question")
    assert [fall["month"] for fall in answer.question["falls"]] == asked
    assert (answer.rows_read, answer.delivery, answer.report) == (sum(after.values()), None, None)
    assert counts("DEMUNA") == held
    deliver("demuna", "b.csv", file, accept=("large_fall",))
    assert counts("DEMUNA") == {f"2022-{m:02d}": n for m, n in after.items()}


def test_real_figures_in_the_place_of_a_demonstration_are_no_fall(deliver):
    deliver("demuna", "demostracion_a.csv", register((2022, 1, 90)))
    assert deliver("demuna", "b.csv", register((2022, 1, 9))).outcome == "accepted"


# Nothing of ours


@pytest.mark.parametrize(
    "rows",
    [
        [row(CEM=OTHER, DIST_DOMICILIO="10")] * 9,
        [row(CEM=OTHER)] * 9,  # people of the district, attended elsewhere: nothing to publish
        [row(CEM="", FECHA_INGRESO="", EDAD_VICTIMA="", SEXO_VICTIMA="", TIPO_VIOLENCIA="",
             DPTO_DOMICILIO="", PROV_DOMICILIO="", DIST_DOMICILIO="")] * 9,
    ],
)  # fmt: skip
def test_a_file_with_nothing_of_ours_is_refused(deliver, counts, rows):
    deliver("cem", "demostracion_cem.csv", history(2))
    before = counts()
    answer = deliver("cem", "b.csv", text(rows))
    assert (answer.outcome, "ninguna de sus filas es del distrito" in answer.message) == (
        "refused", True,
    )  # fmt: skip
    assert counts() == before


# What is kept


def test_a_delivery_of_before_keeps_the_months_that_it_had(deliver, settings, covered, counts):
    """One whose record has no months by office was given all from its first to its last."""
    deliver("cem", "a.csv", text([*month(2022, 1, 2), *month(2022, 3, 2)]))
    file = settings.archive_dir / "000001-cem" / "delivery.json"
    kept = json.loads(file.read_text(encoding="utf-8"))
    assert kept["covers"] == {"CARABAYLLO": ["2022-01..2022-03"]}
    del kept["covers"]
    kept["periods"] = [f"2021-{m:02d}" for m in range(1, 13)] + ["2022-01", "2022-02", "2022-03"]
    file.write_text(json.dumps(kept), encoding="utf-8")
    Registry(settings).rebuild()
    assert covered("CARABAYLLO") == ["2021-01..2022-03"]
    assert counts() == {"2022-01": 2, "2022-03": 2}


def test_a_corrected_row_of_a_new_month_is_asked_back(deliver, counts, covered, settings):
    rows = [*month(2022, 1, 40), row(FECHA_INGRESO="2022-01-16", EDAD_VICTIMA="728", **EVENT)]
    report = Path(deliver("cem", "a.csv", text(rows)).report).read_text(encoding="utf-8-sig")
    fixed = report.replace("728", "28").replace("2022-01-16", "2016-01-16")
    lines = fixed.splitlines()
    fixed = "\n".join([lines[0], *(line for line in lines[1:] if "2016-01-16" in line)]) + "\n"
    asked = deliver("cem", "c.csv", fixed)
    assert (asked.question["code"], asked.question["months"]) == ("new_months", ["2016-01"])
    assert deliver("cem", "c.csv", fixed, accept=("new_months",)).outcome == "accepted"
    expected = ({"2022-01": 40, "2016-01": 1}, ["2016-01", "2022-01"])
    assert (counts(), covered("CARABAYLLO")) == expected
    Registry(settings).rebuild()
    assert (counts(), covered("CARABAYLLO")) == expected


def test_the_same_file_with_its_answer_is_the_same(deliver):
    rows = text([*month(2022, 12, 40), *month(2017, 3, 1)])
    said = {"months": parse_months("2022-12"), "accept": ("rows_outside",)}
    assert deliver("cem", "a.csv", rows, **said).outcome == "accepted"
    assert deliver("cem", "a.csv", rows, **said).outcome == "unchanged"
    assert deliver("cem", "a.csv", rows).outcome == "unchanged"
    other = deliver("cem", "a.csv", rows, months=parse_months("2017-03,2022-12"))
    assert (other.outcome, other.periods) == ("accepted", ["2017-03", "2022-12"])


def test_a_trial_asks_too(settings, tmp_path):
    file = tmp_path / "a.csv"
    file.write_text(text([*month(2022, 12, 40), *month(2017, 3, 1)]), encoding="utf-8")
    assert add("cem", file, Options(dry_run=True), settings).outcome == "question"
