"""The yearly report as a value: figures of the public file, and sentences that follow."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from observatorio.balance import __main__ as command
from observatorio.balance.build import NoSuchYear, balance_of
from observatorio.balance.drawing import svg_of
from observatorio.balance.files import save
from observatorio.balance.model import Balance, Grid, Items, Map, Picture, Terms, Text
from observatorio.balance.scope import label, offered
from observatorio.charts.model import State
from observatorio.config import load_settings
from observatorio.editions import current_cube
from observatorio.map_classes import Classes
from tests.balance_cubes import (
    DISTRICT,
    MONTHS,
    annex_of,
    changed,
    demo_report,
    report,
    table,
)
from tests.conftest import public_of
from tests.test_pictures import SVG

PERCENT = re.compile(r"(\d+)\u00a0%")
SHORT = {"cem": "CEM (inventado)", "sidpol": "Policía (SIDPOL)",
         "police_points": "Comisarías (inventado)",
         "demuna": "DEMUNA (inventado)"}  # fmt: skip


@pytest.fixture(scope="module")
def whole(demo_data: Path) -> Balance:
    return demo_report(demo_data, 2021)


@pytest.fixture(scope="module")
def still_open(demo_data: Path) -> Balance:
    return demo_report(demo_data, 2022)


def texts(balance: Balance) -> list[str]:
    """Everything that the report says in sentences."""
    said: list[str] = []
    for block in balance.blocks:
        if isinstance(block, Text):
            said.append(block.text)
        elif isinstance(block, Items):
            said += block.entries
        elif isinstance(block, Terms):
            said += [text for _, text in block.pairs]
        elif isinstance(block, Picture):
            said += [block.chart.headline, *block.chart.remarks]
        elif isinstance(block, Map):
            said += [block.headline, *block.notes]
    return said


def sentences(balance: Balance) -> tuple[str, ...]:
    return next(b for b in balance.blocks if isinstance(b, Items)).entries


# Years.


def test_whole_years_are_offered_first_and_an_open_one_says_so(demo_data, published) -> None:
    rows = published.execute(
        "SELECT source, year, count(*) FILTER (WHERE state IN ('recibido', 'parcial')) "
        "FROM coverage WHERE (source, year) IN (SELECT source, year FROM cells) GROUP BY ALL"
    ).fetchall()
    years = {year for _, year, _ in rows}
    open_years = {year for _, year, months in rows if months < 12}
    expected = sorted(years - open_years, reverse=True) + sorted(open_years, reverse=True)
    scopes = offered(current_cube(public_of(demo_data), DISTRICT), load_settings())
    assert [scope.year for scope in scopes] == expected
    assert [label(s) for s in scopes if s.partial] == [
        "2026 (parcial: hasta mayo)", "2022 (parcial: faltan meses)"
    ]  # fmt: skip


def test_a_year_without_figures_is_refused_with_those_that_there_are(demo_data) -> None:
    with pytest.raises(NoSuchYear, match=r"no tiene cifras de 1999\. Años con cifras: 2017, 2018"):
        demo_report(demo_data, 1999)


def test_the_cover_says_whose_it_is_and_what_it_is_worth(whole, still_open, published) -> None:
    (edition,) = published.execute("SELECT max(edition) FROM editions").fetchone()
    assert whole.cover.instance == "Instancia Distrital de Concertación de Carabayllo"
    assert whole.cover.edition == f"Edición {edition}"
    assert "Inventados, de ninguna persona: CEM" in whole.cover.demonstration
    assert "Reales: Policía (SIDPOL), la población" in whole.cover.demonstration
    assert whole.stem == f"demostracion_carabayllo_balance-anual_2021_ed{edition}"
    assert (whole.cover.span, whole.cover.partial) == ("", "")
    assert still_open.cover.span == "parcial: faltan meses"
    assert "no está completo" in still_open.cover.partial
    assert still_open.stem == f"demostracion_carabayllo_balance-anual_2022_parcial_ed{edition}"


# The annex, cell by cell.


def plain(text: str) -> str:
    """A figure without what is said of it."""
    return re.sub(r" \((provisional|ene–mar)\)| \(cambió\)", "", text)


@pytest.mark.parametrize("year", [2018, 2021, 2022])
def test_totals_and_months_of_the_annex_are_the_public_files(
    demo_data, published, year: int
) -> None:
    grids = annex_of(demo_report(demo_data, year))
    sources = {short: source for source, short in SHORT.items()}
    totals, months = grids["Totales por año"], grids[f"Meses de {year}"]
    assert int(totals.rows[-1][0]) == year
    for row in totals.rows:
        for head, told in zip(totals.header[1:], row[1:], strict=True):
            cells = table(published, sources[head], "total", int(row[0]))
            assert plain(told) == cells.get((), "sin registro")
    for number, row in enumerate(months.rows, 1):
        assert row[0] == MONTHS[number - 1]
        for head, told in zip(months.header[1:], row[1:], strict=True):
            cells = table(published, sources[head], "month", year, "month")
            assert plain(told) == cells.get((number,), "no entregado")


@pytest.mark.parametrize("year", [2017, 2021, 2022])
@pytest.mark.parametrize(
    "crossing",
    [
        ("casos atendidos por edad y sexo", "cem", "age_sex", ("age_group", "sex"), "age"),
        ("casos atendidos por edad y tipo de violencia", "cem", "age_type",
         ("age_group", "violence_type"), "age"),
        ("casos atendidos por zona y tipo de violencia", "cem", "type_zone",
         ("zone", "violence_type"), "zone"),
        ("casos atendidos por nivel de riesgo y denuncia", "cem", "risk_complaint",
         ("risk_level", "complaint"), "risk"),
        ("casos de violencia por edad y sexo", "demuna", "age_sex", ("age_group", "sex"), "age"),
    ],
)  # fmt: skip
def test_crossings_of_the_annex_are_the_public_files(
    demo_data, published, year: int, crossing: tuple[str, str, str, tuple[str, str], str]
) -> None:
    title, source, table_id, by, rows_of = crossing
    cells = table(published, source, table_id, year, *by)
    grids = annex_of(demo_report(demo_data, year))
    name = f"{SHORT[source]}: {title}"
    if not cells:
        assert name not in grids
        return
    grid, totals = grids[name], table(published, source, rows_of, year, by[0])
    shown = {
        (row[0], head): told
        for row in grid.rows
        for head, told in zip(grid.header[1:-1], row[1:-1], strict=True)
        if told != "—"
    }
    assert {pair: plain(told) for pair, told in shown.items()} == cells
    assert {(row[0],): plain(row[-1]) for row in grid.rows} == totals


@pytest.mark.parametrize("year", [2021, 2022])
def test_other_tables_of_the_annex_are_the_public_files(demo_data, published, year: int) -> None:
    grid = annex_of(demo_report(demo_data, year))[
        "CEM (inventado): casos atendidos: otras características"
    ]
    expected = [
        text
        for table_id, dimension in (
            ("type", "violence_type"), ("relationship", "relationship"), ("risk", "risk_level"),
            ("complaint", "complaint"), ("protection", "protection_measure"),
            ("precautionary", "precautionary_measure"), ("legal_support", "legal_support"),
            ("condition", "condition"),
        )
        for text in sorted(
            f"{label}: {told}"
            for (label,), told in table(published, "cem", table_id, year, dimension).items()
        )
    ]  # fmt: skip
    assert sorted(f"{row[1]}: {plain(row[2])}" for row in grid.rows) == sorted(expected)


def test_every_chart_and_the_map_have_the_public_files_figures(whole, published) -> None:
    """A protected point has no length, and the zones of the map are those of the table."""
    charts = [b.chart for b in whole.pictures if isinstance(b, Picture)]
    assert len(charts) >= 14
    for point in (p for chart in charts for s in chart.series for p in s.points):
        assert not (point.state == State.PROTECTED and point.value)
    (drawn,) = [b for b in whole.pictures if isinstance(b, Map)]
    cells = table(published, "cem", "zone", 2021, "zone")
    assert {(p.category.split(" · ", 1)[-1],): p.text for p in drawn.shown.points.values()} == {
        pair: told for pair, told in cells.items() if pair != ("Sin zona",)
    }
    root = ET.fromstring(svg_of(drawn))
    views = [g for g in root.iter(f"{SVG}g") if "clip-path" in g.attrib]
    expected = [_fill(cells[zone.name,], drawn.classes) for zone in drawn.shown.zones]
    assert [[path.attrib["fill"] for path in view] for view in views] == [expected] * 2


def _fill(told: str, classes: Classes) -> str:
    """The class that a figure is in, as its name says."""
    number = int(told.replace("\u202f", ""))
    ends = [int(name.split()[-1].replace("\u202f", "")) for name in classes.names]
    return next(tint for tint, end in zip(classes.steps, ends, strict=True) if number <= end)


# The sentences.


def test_the_first_sentence_has_the_total_of_each_source(whole, still_open, published) -> None:
    for balance in (whole, still_open):
        real, invented = sentences(balance)[:2]
        for source, short in SHORT.items():
            first = real if source == "sidpol" else invented
            told = table(published, source, "total", balance.year)[()]
            name = re.escape(short.replace(" (", ", ").rstrip(")"))
            assert re.search(rf"{re.escape(told)} [a-z ]+\({name}\)", first)
        assert "no se suman" in invented
    assert invented.startswith("De enero a marzo de 2022: alrededor de ")
    assert sentences(whole)[0].startswith("En 2021: ")


def test_shares_in_sentences_follow_from_published_cells(whole, published) -> None:
    def value(text: str) -> int:
        return int(text.replace("\u202f", ""))

    total = value(table(published, "cem", "total", 2021)[()])
    ages = table(published, "cem", "age", 2021, "age_group")
    minors = sum(value(ages[age,]) for age in ("0 a 11 años", "12 a 17 años"))
    third = sentences(whole)[3]
    assert "menores de 18 años" in third
    assert PERCENT.findall(third) == [str(round(100 * minors / total))]
    zones = {z: v for (z,), v in table(published, "cem", "zone", 2021, "zone").items()}
    known = sorted((value(v) for z, v in zones.items() if z != "Sin zona"), reverse=True)
    fourth = sentences(whole)[4]
    assert PERCENT.findall(fourth) == [str(round(100 * (known[0] + known[1]) / total))]
    # The order is clear whatever the rounding hid.
    assert known[1] - known[2] > 2 * 9
    named = re.findall("«(.+?)»", fourth)
    assert sorted(value(zones[name]) for name in named) == sorted(known[:2])


def test_there_are_as_many_sentences_as_the_title_says(whole, still_open) -> None:
    words = {"cinco": 5, "cuatro": 4, "tres": 3, "dos": 2, "una": 1}
    for balance in (whole, still_open):
        title = balance.sections[0].title
        assert words[title.split()[3]] == len(sentences(balance)) <= 5


def test_an_open_year_is_compared_over_the_same_months(still_open, published) -> None:
    second = sentences(still_open)[2]
    months = {y: table(published, "cem", "month", y, "month") for y in (2021,)}
    before = sum(int(months[2021][m,]) for m in (1, 2, 3))
    after = table(published, "cem", "total", 2022)[()]
    assert f"{before} casos atendidos en 2021 y {after} en 2022" in second
    assert "por ahora" in second


# Little data.

FEW = (
    "UPDATE cells SET value = NULL, kind = 'below', step = NULL WHERE source = 'cem' "
    "AND year = 2021 AND table_id <> 'total'",
    "UPDATE cells SET value = 9, kind = 'exact', step = NULL WHERE source = 'cem' AND year = 2021 "
    "AND table_id = 'total'",
    "UPDATE cells SET value = 0 WHERE source = 'sidpol' AND year = 2021 AND table_id = 'month' "
    "AND codes = ['3']",
)


@pytest.fixture(scope="module")
def few(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Balance:
    return report(changed(demo_data, tmp_path_factory.mktemp("few"), *FEW), 2021)


def of_source(balance: Balance, name: str) -> list[Picture]:
    found = [b for b in balance.pictures if isinstance(b, Picture)]
    return [b for b in found if name in b.chart.provenance.source]


def test_few_cases_give_no_percentage_and_no_rate(few) -> None:
    assert of_source(few, "CEM")
    for picture in of_source(few, "CEM"):
        chart = picture.chart
        year = [p for s in chart.series for p in s.points if p.category.startswith("2021")]
        # Of other years there is what there was; of this one, and of its parts, no amount.
        own = year if year else [p for s in chart.series for p in s.points]
        assert [p for p in own if p.amount is not None] == []
    said = sentences(few)
    assert "9 casos atendidos (CEM, inventado)" in said[1]
    assert [s for s in said if "(CEM, inventado" in s and "%" in s] == []
    route = [b for b in few.blocks if isinstance(b, Grid) and b.header[0] == "Indicador"]
    assert not [row for grid in route for row in grid.rows if "%" in row[2] and "CEM" in row[1]]


def test_zero_protected_and_not_delivered_are_three_things(few, still_open) -> None:
    months = annex_of(few)["Meses de 2021"]
    column = months.header.index("Policía (SIDPOL)")
    assert months.rows[2][column] == "0"
    assert months.rows[2][1] == "menos de 5"
    assert annex_of(still_open)["Meses de 2022"].rows[3][1] == "no entregado"
    assert annex_of(few)["Totales por año"].rows[0][column] == "sin registro"


@pytest.mark.parametrize(
    ("statements", "said"),
    [
        (["DELETE FROM zones", "DELETE FROM zone_members"], "no hay mapa ni distancias"),
        (["DELETE FROM cells WHERE source <> 'sidpol'"], "Ninguna fuente de este año dice"),
        (["DELETE FROM cells WHERE source <> 'demuna'"], "Esta fuente atiende solo a menores"),
        (["DELETE FROM population"], "Centros Emergencia Mujer"),
        (["DELETE FROM services"], "zona por zona"),
    ],
)
def test_a_report_stands_on_what_there_is(demo_data, tmp_path, statements, said: str) -> None:
    made = report(changed(demo_data, tmp_path / "public", *statements), 2021)
    titles = [b.title for b in made.blocks if isinstance(b, Grid)]
    assert said in " ".join([*texts(made), *titles])
    for section in made.sections:
        assert section.blocks, section.title


def test_widths_of_columns_fill_the_line(whole, still_open) -> None:
    for grid in (b for made in (whole, still_open) for b in made.blocks if isinstance(b, Grid)):
        assert len(grid.widths) in (0, len(grid.header))
        assert not grid.widths or sum(grid.widths) == pytest.approx(100)
        assert {len(row) for row in grid.rows} == {len(grid.header)}


def test_texts_have_no_marks_of_other_outputs(whole, still_open) -> None:
    for text in texts(whole) + texts(still_open):
        assert "**" not in text
        assert "None" not in text
        assert "nan" not in text.split()


# The command.


@pytest.fixture
def public(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


def test_the_command_writes_the_file_and_tells_what_it_does(public, tmp_path, capsys) -> None:
    target = tmp_path / "balance.pdf"
    target.write_text("antes")
    assert command.main(["2019", "--out", str(target)]) == 0
    said = capsys.readouterr()
    assert said.out == ""
    assert "reuniendo las cifras de 2019" in said.err
    assert "Listo en " in said.err
    assert target.read_bytes().startswith(b"%PDF")
    assert [f.name for f in tmp_path.iterdir()] == ["balance.pdf"]


@pytest.mark.parametrize(
    ("arguments", "answer"),
    [
        (["1999", "--out", "{}/a.pdf"], (1, "no tiene cifras de 1999")),
        (["2021", "--out", "{}/a.odt"], (2, "debe terminar en .pdf o .docx")),
        (["2021", "--out", "{}/no/existe.pdf"], (1, "No existe la carpeta")),
        (["2021", "--out", "{}/carpeta.pdf"], (1, "es una carpeta")),
        (["2021", "--out", "/proc/a.docx"], (1, "No se pudo escribir")),
        (["2021", "--edition", "77", "--out", "{}/a.pdf"], (1, "No hay una edición 77")),
    ],
)
def test_the_command_refuses_in_spanish(
    public, tmp_path, capsys, arguments: list[str], answer: tuple[int, str]
) -> None:
    code, said = answer
    (tmp_path / "carpeta.pdf").mkdir()
    assert command.main([word.format(tmp_path) for word in arguments]) == code
    told = capsys.readouterr().err
    assert said in told
    assert "Traceback" not in told
    assert [f.name for f in tmp_path.iterdir()] == ["carpeta.pdf"]


@pytest.mark.parametrize("arguments", [[], ["dos mil", "--out", "a.pdf"], ["2021"], ["--mal"]])
def test_wrong_usage_is_told_in_spanish(capsys, arguments: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(arguments)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "python run.py balance AÑO --out ARCHIVO" in said
    assert "usage" not in said


def test_the_command_says_that_nothing_is_published(tmp_path, capsys, monkeypatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    assert command.main(["2021", "--out", str(tmp_path / "a.pdf")]) == 1
    assert "Todavía no hay una edición publicada" in capsys.readouterr().err


def test_the_command_says_that_an_edition_is_damaged(
    demo_data, tmp_path, capsys, monkeypatch
) -> None:
    folder = changed(demo_data, tmp_path / "public")
    next(folder.glob("*.duckdb")).write_bytes(b"no es una base de datos")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(folder))
    assert command.main(["2021", "--out", str(tmp_path / "a.pdf")]) == 1
    assert "su archivo está dañado, y no se puede leer" in capsys.readouterr().err


def test_a_file_that_cannot_be_put_in_its_place_leaves_nothing(tmp_path) -> None:
    (tmp_path / "a.pdf").mkdir()
    with pytest.raises(OSError):
        save(b"x", tmp_path / "a.pdf")
    assert [f.name for f in tmp_path.iterdir()] == ["a.pdf"]


def test_the_same_edition_gives_the_same_value(demo_data, whole) -> None:
    cube = current_cube(public_of(demo_data), DISTRICT)
    assert balance_of(cube, load_settings(), 2021) == whole
