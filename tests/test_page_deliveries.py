"""Entregas y calidad: months, debts, gaps, reconciliation and refusals, as they are."""

from __future__ import annotations

import json
import re
import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Page, expect

from observatorio.clock import today
from observatorio.cube import Cube
from observatorio.disclosure import EXACT, Figure
from observatorio.editions import current_cube
from observatorio.ui.coverage import LOOKS, grid, legend
from observatorio.ui.tables import html_table
from observatorio.views.deliveries import Arrival, Month, debt_rows, debts, headline, months_of
from observatorio.views.quality import (
    Reconciled,
    difference,
    lacking,
    reconciled,
    returned,
    told_reconciliation,
)
from tests import cem_rows
from tests.conftest import public_of
from tests.test_browser import go
from tests.test_cube import World, new_world
from tests.test_pages import open_page, told, words_of

UBIGEO = "150106"


def cube_of(world: World) -> Cube:
    return current_cube(world.settings.public_dir, UBIGEO)


def file_of(
    world: World, name: str, months: list[tuple[int, int]], each: int, **fields: str
) -> Path:
    """A CEM file with `each` cases in each of the months."""
    rows = [
        cem_rows.row(FECHA_INGRESO=f"{day % 27 + 1:02d}/{month:02d}/{year}", **fields)
        for year, month in months
        for day in range(each)
    ]
    file = world.folder / name
    file.write_text(cem_rows.text(rows), encoding="utf-8")
    return file


def year(number: int) -> list[tuple[int, int]]:
    return [(number, month) for month in range(1, 13)]


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


def dated(world: World, number: int, day: str) -> None:
    """The archive says that a delivery arrived on another day; the registry is built from it."""
    (file,) = world.settings.archive_dir.glob(f"{number:06d}-*/delivery.json")
    said = json.loads(file.read_text(encoding="utf-8"))
    file.write_text(json.dumps(said | {"received_at": f"{day}T09:00:00"}), encoding="utf-8")
    shutil.rmtree(world.settings.registry_dir)


# A year that came in pieces: January to June twice, July to September late, the rest not at all.
TODAY = date(2021, 1, 5)


@pytest.fixture(scope="module")
def pieces(tmp_path_factory: pytest.TempPathFactory) -> World:
    world = new_world(tmp_path_factory.mktemp("pieces"), zones=False)
    half = year(2020)[:6]
    world.add("cem", file_of(world, "a.csv", half, 20), date_order="dmy")
    dated(world, 1, "2020-07-10")
    world.add("cem", file_of(world, "b.csv", year(2020)[6:9], 20), date_order="dmy")
    world.add("cem", file_of(world, "c.csv", half, 26), date_order="dmy")
    world.publish(TODAY)
    return world


def test_each_month_says_how_it_arrived(pieces: World) -> None:
    found = [m for m in months_of(cube_of(pieces), TODAY)["cem"] if m.year == 2020]
    expected = [Arrival.REPLACED] * 6 + [Arrival.LATE] * 3
    expected += [Arrival.OWED, Arrival.OWED, Arrival.COMING]
    assert [m.arrival for m in found] == expected
    assert [m.due for m in found[:3]] == [date(2020, 2, 15), date(2020, 3, 15), date(2020, 4, 15)]
    before = [m for m in months_of(cube_of(pieces), TODAY)["cem"] if m.year < 2020]
    assert {m.arrival for m in before} == {Arrival.NO_RECORD}


def test_what_is_owed_and_since_when(pieces: World) -> None:
    (debt,) = debts(cube_of(pieces), TODAY)
    assert [m.name for m in debt.months] == ["oct 2020", "nov 2020"]
    assert debt.days_late == (TODAY - date(2020, 11, 15)).days == 51
    assert debt_rows([debt])[0]["Debe"] == "2 meses: oct 2020 a nov 2020"
    assert headline([debt]) == (
        "CEM debe meses de datos; lo más antiguo se esperaba el 15 de noviembre de 2020."
    )


def test_nobody_owes_before_the_day(pieces: World) -> None:
    (debt,) = debts(cube_of(pieces), date(2020, 11, 15))
    assert debt.months == ()
    assert debt_rows([debt])[0]["Atraso"] == "ninguno"
    assert headline([debt]) == "Todas las fuentes están al día."
    assert headline([]) == "Ningún sector entrega por meses en esta edición."


def test_a_first_load_is_not_late(tmp_path: Path) -> None:
    world = new_world(tmp_path, zones=False)
    world.add("cem", file_of(world, "a.csv", year(2020), 10), date_order="dmy")
    world.publish(TODAY)
    assert not any(row["late"] or row["replaced"] for row in world.rows("coverage"))


def test_a_delivery_that_waits_is_not_told(tmp_path: Path) -> None:
    """A month that the edition counts as before says nothing of the file that came since."""
    world = new_world(tmp_path, zones=False)
    world.add("cem", file_of(world, "a.csv", year(2020), 10), date_order="dmy")
    world.publish(TODAY)
    world.add("cem", file_of(world, "b.csv", [(2020, 3)], 13), date_order="dmy")
    world.publish(TODAY)
    months = [
        row for row in world.rows("coverage") if (row["source"], row["year"]) == ("cem", 2020)
    ]
    assert {row["state"] for row in months} == {"recibido"}
    assert {(row["received"], row["late"], row["replaced"]) for row in months} == {
        (None, False, False)
    }


def test_two_offices_do_not_replace_one_another(tmp_path: Path) -> None:
    world = new_world(tmp_path, zones=False)
    for name, office in (("a.csv", "CARABAYLLO"), ("b.csv", "COMISARIA SAN PEDRO DE CARABAYLLO")):
        cases = file_of(world, name, year(2020), 10, CEM=office)
        world.add("cem", cases, date_order="dmy")
    world.publish(TODAY)
    assert not any(row["replaced"] for row in world.rows("coverage"))


# Rows that went back.


def test_refused_rows_are_told_in_classes_and_tens(tmp_path: Path) -> None:
    world = new_world(tmp_path, zones=False)
    good = file_of(world, "a.csv", year(2020), 60).read_text(encoding="utf-8").splitlines()
    bad = [cem_rows.row(EDAD_VICTIMA="917") for _ in range(3)]
    bad += [cem_rows.row(FECHA_INGRESO="31/02/2020") for _ in range(12)]
    bad += [cem_rows.row(SEXO_VICTIMA="") for _ in range(12)]
    bad += [cem_rows.row(TIPO_VIOLENCIA="77") for _ in range(4)]
    file = world.folder / "b.csv"
    lines = cem_rows.text(bad, good[0].split(",")).splitlines()[1:]
    file.write_text("\n".join([*good, *lines]) + "\n", encoding="utf-8")
    world.add("cem", file, date_order="dmy")
    world.publish(TODAY)
    assert [tuple(row.values()) for row in returned(cube_of(world))] == [
        ("CEM", "Falta un dato obligatorio o no está en la lista acordada", "20"),
        ("CEM", "La edad falta o no es posible", "menos de 10"),
        ("CEM", "La fecha falta, no se puede leer o no es posible", "10"),
    ]
    assert not any("917" in str(row) or "31/02" in str(row) for row in world.rows("refusals"))


def test_every_reason_of_an_adapter_has_a_class(published) -> None:
    """Reasons that the demonstration gives rise to are none of them left as «otro motivo»."""
    reasons = {reason for (reason,) in published.execute("SELECT reason FROM refusals").fetchall()}
    assert reasons
    assert not any(reason.startswith("Otro motivo") for reason in reasons)


# Quality.


@pytest.mark.parametrize(
    ("total", "printed", "months", "said"),
    [
        (Figure(832, 832, EXACT), 832, range(1, 13), "igual"),
        (Figure(830, 830, EXACT), 832, range(1, 13), "2 menos en los registros"),
        (Figure(260, 260, "rounded"), 262, range(1, 13), "igual, salvo el redondeo"),
        (Figure(270, 270, "rounded"), 262, range(1, 13), "8 más en los registros"),
        (
            Figure(0, 4, "below"),
            3,
            range(1, 13),
            "no se puede comparar: el total está protegido",
        ),
        (Figure(9, 9, EXACT), 9, range(1, 4), "no se puede comparar: no son los mismos meses"),
        (None, 9, range(1, 13), "no se puede comparar: no hay entregas"),
    ],
)  # fmt: skip
def test_a_difference_in_words(total, printed: int, months: range, said: str) -> None:
    equal = None if said.startswith("no se puede") else said.startswith("igual")
    assert difference(total, printed, (list(range(1, 13)), list(months)), 5) == (said, equal)


def test_reconciliation_in_a_sentence() -> None:
    def rows(*equal: bool | None) -> list[Reconciled]:
        return [Reconciled(str(2017 + i), "", "", "", each) for i, each in enumerate(equal)]

    assert told_reconciliation(rows(True, False)) == "Coincide 1 de 2 años; difiere 2018."
    assert "todos los años comparados" in told_reconciliation(rows(True, None))
    assert told_reconciliation(rows(None)).startswith("Todavía no hay años")


def test_records_are_set_beside_what_was_printed(demo_data, handed_in, published) -> None:
    # Invented records are not: the printed totals are real.
    assert reconciled(current_cube(public_of(demo_data), UBIGEO), "cem") == []
    rows = reconciled(current_cube(public_of(handed_in), UBIGEO), "cem")
    printed = published.execute(
        "SELECT value FROM published_figures WHERE source = 'cem' AND ubigeo = ? "
        "AND table_name = 'annual_total' ORDER BY year",
        [UBIGEO],
    ).fetchall()
    assert [row.printed for row in rows] == [told(value) for (value,) in printed]
    assert [row.difference for row in rows][:5] == ["igual"] * 5
    assert rows[5].year == "2022 (ene–mar)"


def test_lacking_zone_is_that_of_the_cells(demo_data: Path, published) -> None:
    rows = lacking(current_cube(public_of(demo_data), UBIGEO))
    row = next(r for r in rows if (r["Fuente"], r["Qué falta"]) == ("CEM (inventado)", "sin zona"))
    for number in range(2017, 2022):
        parts = "SELECT value FROM cells WHERE source = 'cem' AND ubigeo = ? AND year = ? AND "
        (part,), (total,) = (
            published.execute(parts + where, [UBIGEO, number]).fetchall()[0]
            for where in ("table_id = 'zone' AND zone = 'sin_zona'", "table_id = 'total'")
        )
        assert row[str(number)] == f"{100 * part / total:.0f}\u00a0%"
    # The zones of the open year wait, which takes nothing from the closed ones.
    waiting = "SELECT state FROM table_years WHERE source = 'cem' AND table_id = 'zone' "
    assert published.execute(waiting + "AND year = 2022").fetchall() == [("espera",)]
    assert row["2022 (ene–mar)"] == "todavía no"
    # A dimension that no year is shown by does not wait for its last one.
    never = [row for row in rows if set(row.values()) & {"no se publica"}]
    assert not any("todavía no" in row.values() for row in never)


# What is drawn.


def test_grid_and_legend_say_in_words_what_they_show() -> None:
    months = [
        Month(2019, 12, Arrival.NO_RECORD),
        Month(2020, 1, Arrival.LATE, date(2020, 2, 15), date(2020, 3, 1)),
        Month(2020, 2, Arrival.OWED, date(2020, 3, 15)),
    ]
    drawn = grid(months, "CEM")
    assert "2019" not in drawn
    assert "recibido tarde; llegó el 1 de marzo de 2020" in drawn
    assert "no entregado; se espera el 15 de marzo de 2020" in drawn
    assert legend(months).count("<li>") == 3
    signs = [sign for _, sign, _ in LOOKS.values()]
    assert len(set(signs)) == len(signs) == len(Arrival)


def test_a_table_keeps_its_words_and_escapes_them() -> None:
    drawn = html_table([{"A": "<b>", "B": "dos"}], "Título")
    assert "<th scope='row'>&lt;b&gt;</th>" in drawn
    assert html_table([], "Título") == ""


def test_page_tells_where_the_figures_come_from(demo, published) -> None:
    said = words_of(open_page("deliveries")).replace("**", "").replace("\\", "")
    for title, publisher, licence, caveats, read, refused in published.execute(
        "SELECT title, publisher, licence, caveats, rows_read, rows_refused FROM sources "
        "WHERE source IN (SELECT source FROM cells)"
    ).fetchall():
        for text in (title, publisher, licence, caveats):
            assert text in said
        back = "menos de 10" if refused is None else told(refused)
        rows = "" if read is None else f"Filas leídas: {told(read)}.\n\n"
        assert f"{rows}Filas devueltas al sector: {back}." in said
    assert "menos de 10" in said


def test_page_grid_is_the_coverage(demo, published) -> None:
    bodies = [e.proto.body for e in open_page("deliveries").get("html")]
    grids = [body for body in bodies if "odv-grid'" in body]
    shown = Counter(
        re.split("[;:]", word)[0] for word in re.findall(r"title='([^']+)'", " ".join(grids))
    )
    rows = published.execute(
        "SELECT CASE WHEN state <> 'no entregado' THEN state "
        "WHEN demonstration THEN 'no se espera' "
        "WHEN due >= ? THEN 'por llegar' ELSE state END, count(*) "
        "FROM coverage JOIN sources USING (source) WHERE source IN (SELECT source FROM cells) "
        "AND state <> 'sin registro' AND (NOT demonstration OR year <= year(last_month)) "
        "GROUP BY 1",
        [today()],
    ).fetchall()
    assert {word: n for word, n in shown.items() if word != "sin registro"} == dict(rows)


@pytest.mark.browser
def test_figures_on_screen_are_those_of_the_file(
    page: Page, server: str, published: duckdb.DuckDBPyConnection
) -> None:
    go(page, server + "entregas")
    expect(page.get_by_text("no se comparan con lo que se imprimió en informes")).to_be_visible()
    owed = published.execute(
        "SELECT count(*) FROM coverage WHERE source = 'sidpol' AND state = 'no entregado' "
        "AND due < ?",
        [today()],
    ).fetchall()[0][0]
    states = {
        (year, month): state
        for year, month, state in published.execute(
            "SELECT year, month, state FROM coverage WHERE source = 'sidpol'"
        ).fetchall()
    }
    grid = page.get_by_role("region", name="Meses de Policía (SIDPOL)")
    for line in grid.locator("tbody tr").all():
        year = int(line.locator("th").inner_text())
        for month, cell in enumerate(line.locator("td").all(), 1):
            heard = cell.locator(".odv-hear")
            said = heard.text_content() if heard.count() else ""
            state = states.get((year, month), "")
            # What is not due yet is still to come.
            assert (said or "").startswith(
                (state, "por llegar") if state == "no entregado" else state
            )
            assert bool(said) == bool(state)
    debt = page.locator("table", has_text="Quién debe qué").locator("tr", has_text="SIDPOL")
    assert f"{owed} meses:" in debt.inner_text()
    assert not page.locator("table", has_text="Quién debe qué").get_by_text("DEMUNA").count()
