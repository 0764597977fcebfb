"""Slides, read back by other programs than the one that wrote them, against the public file."""

from __future__ import annotations

import dataclasses
import io
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from lxml import etree
from PIL import Image, ImageFont
from pptx import Presentation
from pptx.enum.dml import MSO_FILL
from pptx.util import Pt

from observatorio.charts.layout import clean, labelled
from observatorio.charts.measure import width_of
from observatorio.charts.model import Chart, Series, State, point_of
from observatorio.charts.palette import color
from observatorio.config import ROOT, ConfigError, District, load_settings
from observatorio.cube import Cube
from observatorio.editions import current_cube
from observatorio.filters import Filters
from observatorio.map_classes import classes_of
from observatorio.map_picture.zones import HIDDEN as NO_CLASS
from observatorio.maps import Shown
from observatorio.slides.deck import deck_bytes
from observatorio.slides.model import Deck, Map, Origin, Slide
from observatorio.slides.names import file_name
from observatorio.slides.origin import origin_of
from observatorio.slides.overview import overview_charts
from observatorio.views import (
    care_route,
    crossing,
    crossing_series,
    like_for_like,
    perception,
    profile_ages,
    profile_children,
    profile_shares,
    profile_years,
    territory,
    trends,
)
from observatorio.views.services import directory
from tests.conftest import public_of
from tests.export_cubes import far_named, hostile_folder
from tests.test_charts import HOSTILE, KINDS, charts
from tests.test_pictures import HIDDEN, PROVENANCE, SPAN, chart_of

UBIGEO, YEARS = "150106", (2017, 2022)
CEM = Filters("cem", YEARS)
ORIGIN = Origin("Página", 3, date(2022, 4, 15), "Se protegen así.", "Protegidas.", ("CEM",), ("L",))
NAMES = {
    "a": "http://schemas.openxmlformats.org/drawingml/2006/main",
    "c": "http://schemas.openxmlformats.org/drawingml/2006/chart",
    "cdr": "http://schemas.openxmlformats.org/drawingml/2006/chartDrawing",
}
MEASURE = " AND measure = (SELECT s.measure FROM sources s WHERE s.source = cells.source)"
CELLS = "FROM cells WHERE ubigeo = '150106' AND source = ? AND table_id = ?" + MEASURE


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


def deck_of(*shown: Chart | Slide, **more: Any) -> Deck:
    slides = tuple(s if isinstance(s, Slide) else Slide(s, ORIGIN) for s in shown)
    said = {"title": "Tendencias", "question": "¿Cómo?", "about": "años 2017 a 2022"}
    said |= {"district": "Carabayllo", "office": "Secretaría técnica", "slides": slides}
    return Deck(**(said | more))


def opened(deck: Deck) -> Any:
    return Presentation(io.BytesIO(deck_bytes(deck)))


def only_chart(chart: Chart) -> Any:
    """The slide of one chart and its graphic, read back."""
    slide = opened(deck_of(chart)).slides[1]
    return slide, next(shape for shape in slide.shapes if shape.has_chart)


def values_in(drawn: Any) -> list[list[float | None]]:
    """Values of each series, of all the plots of a chart, in the order of the workbook."""
    found = [series for plot in drawn.chart.plots for series in plot.series]
    found.sort(key=lambda series: int(series._element.xpath("c:order/@val")[0]))
    return [list(series.values) for series in found]


def sheets_in(drawn: Any) -> Any:
    return openpyxl.load_workbook(io.BytesIO(drawn.chart.part.chart_workbook.xlsx_part.blob))


def words_of(slide: Any) -> str:
    """Everything that a slide says outside its chart."""
    said = [shape.text_frame.text for shape in slide.shapes if shape.has_text_frame]
    tables = [shape.table for shape in slide.shapes if shape.has_table]
    said += [cell.text for table in tables for row in table.rows for cell in row.cells]
    return "\n".join(said)


def over(drawn: Any) -> list[str]:
    """The words that are written over a chart, box by box."""
    parts = [r.target_part for r in drawn.chart.part.rels.values() if "UserShapes" in r.reltype]
    if not parts:
        return []
    boxes = etree.fromstring(parts[0].blob).findall(".//cdr:sp", NAMES)
    return [" ".join(box.xpath(".//a:t/text()", namespaces=NAMES)) for box in boxes]


def lengths(chart: Chart, series: Series) -> list[float | None]:
    """What is drawn of each category, from the chart value alone."""
    known = {p.category: p.value for p in series.points}
    side = -1 if chart.kind == "pyramid" and series is chart.series[0] else 1
    return [None if known.get(n) is None else side * known[n] for n in chart.categories]


# Figures.


def everything(cube: Cube) -> Iterator[tuple[str, Chart, Map | None]]:
    """The charts of all pages, by the way of the pages."""
    yield from (("Panorama", chart, None) for chart in overview_charts(cube))
    for build in (
        lambda: trends.yearly(cube, CEM, False), lambda: trends.yearly(cube, CEM, True),
        lambda: like_for_like.same_period(cube, CEM), lambda: trends.monthly(cube, CEM),
        *(lambda c=c: c for c in trends.side_by_side(cube, YEARS)),
    ):  # fmt: skip
        yield "Tendencias", build(), None
    for build in (
        lambda: profile_ages.pyramid(cube, CEM),
        lambda: profile_shares.shares(cube, CEM, "relationship"),
        lambda: profile_shares.composed(cube, CEM, "age_group", "violence_type"),
        lambda: profile_shares.compared(cube, CEM, "sex", "violence_type"),
        lambda: profile_years.by_year(cube, CEM), lambda: profile_children.by_sex(cube, CEM),
    ):  # fmt: skip
        yield "Perfil", build(), None
    bars = territory.by_zone(cube, CEM)
    yield "Territorio", bars, None
    yield "Territorio", dataclasses.replace(bars, key="mapa"), map_of(cube)
    found = crossing.periods(cube, ["cem", "sidpol"], YEARS, ())
    yield "Fuentes cruzadas", crossing.gap(cube, found, "cem", "sidpol"), None
    yield "Fuentes cruzadas", crossing_series.monthly(cube, found, "cem"), None
    yield "Ruta de atención", care_route.route(cube, CEM), None
    for survey in perception.surveys(cube):
        yield "Percepción", perception.bars(cube, survey, survey.answers, "¿Cómo fue?"), None


def map_of(cube: Cube) -> Map:
    filters, _ = territory.in_zone_years(cube, CEM)
    points = {c: p for c, p in territory.points(cube, filters).items() if c != territory.NO_ZONE}
    shown = Shown(territory.zones(cube, filters), points, directory(cube))
    return Map(shown, classes_of(points.values(), counts=True))


@pytest.fixture(scope="module")
def all_slides(cube: Cube) -> list[Slide]:
    return [Slide(c, origin_of(cube, page, c), drawn) for page, c, drawn in everything(cube)]


@pytest.fixture(scope="module")
def whole_deck(all_slides: list[Slide]) -> bytes:
    return deck_bytes(deck_of(*all_slides, url="http://127.0.0.1/?edicion=1"))


@pytest.fixture(scope="module")
def written(whole_deck: bytes) -> Any:
    return Presentation(io.BytesIO(whole_deck))


def test_every_chart_of_every_page_says_the_same_in_its_slide(written, all_slides) -> None:
    """Values, empty cells, workbook, table in the notes: those of the chart value."""
    assert len(written.slides) == len(all_slides) + 2
    for slide, shown in zip(list(written.slides)[1:-1], all_slides, strict=True):
        chart, notes = shown.chart, slide.notes_slide.notes_text_frame.text
        assert slide.shapes.title.text == clean(chart.headline)
        for series in chart.series:
            assert all(clean(point.told) in notes for point in series.points)
        if shown.map:
            continue
        (drawn,) = [shape for shape in slide.shapes if shape.has_chart]
        expected = [lengths(chart, series) for series in chart.series]
        assert values_in(drawn) == expected
        sheet = sheets_in(drawn)["Datos"]
        rows = list(sheet.iter_rows(min_row=2, values_only=True))
        for at, values in enumerate(expected, 1):
            found = [row[at] for row in rows]
            # A workbook keeps sixteen digits of a share.
            assert [v is None for v in found] == [v is None for v in values]
            assert [v for v in found if v is not None] == pytest.approx(
                [v for v in values if v is not None], rel=1e-14
            )
        assert len(rows) == len(chart.categories)
        assert [row[0] for row in rows] == list(drawn.chart.plots[0].categories)


def test_every_slide_carries_what_goes_with_its_figures(written, all_slides) -> None:
    for slide, shown in zip(list(written.slides)[1:-1], all_slides, strict=True):
        said, told = words_of(slide), shown.chart.provenance
        notes = slide.notes_slide.notes_text_frame.text
        assert f"Fuente: {told.source}" in said
        assert "edición 1 (" in said
        assert told.filters in said
        assert clean(shown.chart.question) in said
        assert clean(shown.chart.measured) in said
        assert ("Datos de demostración" in said) == told.demonstration
        assert shown.origin.brief in said
        assert "Observatorio Distrital de Violencia de Carabayllo" in said
        assert shown.origin.protection in notes
        for remark in shown.chart.remarks:
            assert clean(remark) in notes
        kinds = [s for s in slide.shapes if s.has_chart or s.shape_type == 13]
        (described,) = [s._element.xpath(".//p:cNvPr/@descr")[0] for s in kinds]
        assert clean(shown.chart.headline) in described
    closing = words_of(written.slides[-1])
    for slide in all_slides:
        assert all(line in closing for line in slide.origin.licences)
    for said in ("Cómo citar", "http://127.0.0.1/?edicion=1", "múltiplos de 5", "fuente abierta"):
        assert said in closing


def test_months_are_the_public_file_s_cell_by_cell(cube, published) -> None:
    rows = published.execute(f"SELECT year, month, value {CELLS}", ["cem", "month"]).fetchall()
    expected = {(year, month): value for year, month, value in rows}
    _, drawn = only_chart(trends.monthly(cube, CEM))
    ((values,), names) = values_in(drawn), list(drawn.chart.plots[0].categories)
    months = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "set", "oct", "nov", "dic"]
    found = {}
    for name, value in zip(names, values, strict=True):
        month, year = name.split()
        found[int(year), months.index(month) + 1] = value
    assert {key: value for key, value in found.items() if key in expected} == expected
    assert None in expected.values()
    assert 0 not in found.values()


def test_pyramids_are_the_public_file_s_cell_by_cell(cube, published) -> None:
    rows = published.execute(f"SELECT year, age_group, sex, value {CELLS}", ["cem", "age_sex"])
    public = {(year, age, sex): value for year, age, sex, value in rows.fetchall()}
    ages = "SELECT label, code FROM categories WHERE dimension = 'age_group'"
    codes, hidden = dict(published.execute(ages).fetchall()), 0
    for year in range(YEARS[0], YEARS[1] + 1):
        chart = profile_ages.pyramid(cube, Filters("cem", (year, year)))
        _, drawn = only_chart(chart)
        names = list(drawn.chart.plots[0].categories)
        for series, values in zip(chart.series, values_in(drawn), strict=True):
            side = -1 if series is chart.series[0] else 1
            for name, value in zip(names, values, strict=True):
                expected = public[year, codes[name], series.color]
                assert value == (None if expected is None else side * expected)
                hidden += expected is None
        assert len(names) == 5
    assert hidden


def test_the_map_s_table_is_the_public_file_s_cell_by_cell(cube, published) -> None:
    rows = published.execute(f"SELECT zone, value {CELLS} AND year = 2021", ["cem", "zone"])
    expected = dict(rows.fetchall())
    codes = dict(published.execute("SELECT name, zone FROM zones").fetchall())
    chart = territory.by_zone(cube, Filters("cem", (2021, 2021)))
    slide = opened(deck_of(Slide(chart, ORIGIN, map_of(cube)))).slides[1]
    (grid,) = [shape.table for shape in slide.shapes if shape.has_table]
    shown = [[cell.text for cell in row.cells] for row in grid.rows][1:]
    notes = slide.notes_slide.notes_text_frame.text
    for name, said in shown:
        code = codes.get(name.split(" · ", 1)[-1], territory.NO_ZONE)
        if name.endswith("…"):
            (code,) = [c for n, c in codes.items() if n.startswith(name.split(" · ", 1)[-1][:-1])]
        value = expected[code]
        assert said == (f"{value:,}".replace(",", "\u202f") if value is not None else "menos de 5")
        assert f": {said}" in notes
    assert len(shown) == len(chart.categories)


# What each point says, in each state.


def label_of(drawn: Any, series: int, point: int) -> str | None:
    """The label of a point, as an office program shows it; None without one."""
    (ser,) = drawn.chart._chartSpace.xpath(f"//c:ser[c:order/@val='{series}']")
    found = ser.xpath(f"c:dLbls/c:dLbl[c:idx/@val='{point}']")
    if not found:
        return None
    if written := found[0].xpath(".//c:rich//a:t/text()"):
        return str(written[0])
    (code,), (value,) = (
        found[0].xpath("c:numFmt/@formatCode"),
        ser.xpath(f"c:val//c:pt[@idx='{point}']/c:v/text()"),
    )
    number = abs(int(float(value) + (0.5 if float(value) >= 0 else -0.5)))
    said = f"{number:,}".replace(",", "\u202f") if "\u202f" in code else str(number)
    return said + ("\u00a0%" if "%" in code else "")


@settings(max_examples=40)
@given(charts())
def test_labels_and_values_are_those_of_the_chart(chart: Chart) -> None:
    _, drawn = only_chart(chart)
    assert values_in(drawn) == [lengths(chart, series) for series in chart.series]
    for at, series in enumerate(chart.series):
        shown = labelled(chart, series)
        for number, point in enumerate(series.points):
            said = label_of(drawn, at, number)
            assert said in (None, point.short)
            if point.value is None:
                assert said is None
            elif chart.kind != "stacked_row":
                assert (said is not None) == (point.category in shown)


@pytest.mark.parametrize("kind", KINDS)
def test_each_state_is_told_for_what_it_is(kind: str) -> None:
    chart = chart_of(kind)
    _, drawn = only_chart(chart)
    for values in values_in(drawn):
        told = dict(zip(chart.categories, values, strict=True))
        assert [told[name] for name in ("dos", "tres", "seis")] == [None, None, None]
        assert told["cuatro"] == 0
        assert abs(told["cinco"]) == 40
    sheet = sheets_in(drawn)["Datos"]
    assert [sheet.cell(row, 2).value for row in (3, 4, 7)] == [None, None, None]
    said = " | ".join(over(drawn))
    assert "Datos de demostración" in said
    if kind in ("row", "pyramid"):
        assert "○ menos de 5" in said
        assert "– no entregado" in said
        assert "– sin registro" in said
    elif kind == "stacked_row":
        assert "+ ○" in said
    else:
        assert "○" in over(drawn)
    read = sheets_in(drawn)["Cómo se lee"]
    assert {"menos de 5", "no entregado", "sin registro"} <= {row[1].value for row in read}


@pytest.mark.parametrize("count", [1, 4])
def test_few_columns_say_in_words_that_they_are_protected(count: int) -> None:
    chart = chart_of("column", chart_of("column").series[0].points[: 4 * count])
    few = len(chart.categories) <= 8
    assert ("○ menos de 5" in over(only_chart(chart)[1])) == few == (count == 1)


@pytest.mark.parametrize("kind", KINDS)
def test_what_needs_care_looks_otherwise(kind: str) -> None:
    """Provisional: another fill and a dashed edge, or an open mark; unstable: hatched."""
    _, drawn = only_chart(chart_of(kind))
    (ser,) = drawn.chart._chartSpace.xpath("//c:ser[c:order/@val='0']")
    provisional, unstable = (ser.xpath(f"c:dPt[c:idx/@val='{n}']")[0] for n in (7, 8))
    fills = [part.xpath(".//a:solidFill/a:srgbClr/@val") for part in (ser.find("c:spPr", NAMES),)]
    assert provisional.xpath(".//a:prstDash/@val")[-1] in ("dash", "sysDot")
    assert provisional.xpath(".//a:solidFill/a:srgbClr/@val")[0] != fills[0][0]
    if kind != "line":
        assert unstable.xpath("c:spPr/a:pattFill/@prst") == ["wdDnDiag"]
    assert fills[0][0] == color("mujer")[1:]


@pytest.mark.parametrize("kind", KINDS)
def test_bars_begin_at_zero(kind: str) -> None:
    _, drawn = only_chart(chart_of(kind, count=2))
    space = drawn.chart._chartSpace
    (low,), (high,) = (space.xpath(f"//c:valAx//c:{name}/@val") for name in ("min", "max"))
    assert float(low) == (-float(high) if kind == "pyramid" else 0)
    assert drawn.chart._chartSpace.xpath("//c:dispBlanksAs/@val") == ["gap"]
    assert drawn.chart._chartSpace[-1].tag.endswith("userShapes")


def test_marks_and_limits_are_native_too(cube: Cube) -> None:
    _, drawn = only_chart(trends.yearly(cube, CEM, False))
    kinds = [type(plot).__name__ for plot in drawn.chart.plots]
    assert sorted(kinds) == ["BarPlot", "LinePlot"]
    chart = trends.yearly(cube, CEM, True)
    _, drawn = only_chart(chart)
    above = [float(v) for v in drawn.chart._chartSpace.xpath("//c:errBars/c:plus//c:v/text()")]
    below = [float(v) for v in drawn.chart._chartSpace.xpath("//c:errBars/c:minus//c:v/text()")]
    points = [p for p in chart.series[0].points if p.limits]
    assert points
    for point, up, down in zip(points, above, below, strict=True):
        assert point.limits == pytest.approx((point.value - down, point.value + up))


# Words.


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_words_are_only_words(word: str) -> None:
    base = chart_of("row", (point_of(word, HIDDEN), point_of("b", None), point_of("c", SPAN)))
    chart = dataclasses.replace(
        base, question=word, headline=word, notes=(word,), unit=word, category_title=word,
        provenance=dataclasses.replace(PROVENANCE, source=word, filters=word),
        series=(dataclasses.replace(base.series[0], name=word),) * 2,
    )  # fmt: skip
    origin = Origin(word, 3, ORIGIN.published, word, word, (word,), (word,))
    deck = deck_of(Slide(chart, origin), title=word, about=word, district=word, office=word)
    written = opened(deck)
    slide = written.slides[1]
    (drawn,) = [shape for shape in slide.shapes if shape.has_chart]
    whole = clean(word).strip()
    assert whole in slide.notes_slide.notes_text_frame.text
    assert slide.shapes.title.text[:30].strip() == whole[:30].strip()
    for sheet in sheets_in(drawn):
        for row in sheet.iter_rows():
            assert all(cell.data_type in ("s", "n") and cell.hyperlink is None for cell in row)
    said = [cell.value for row in sheets_in(drawn)["Cómo se lee"].iter_rows() for cell in row]
    assert whole in [str(value or "").strip() for value in said]
    assert inside_the_slide(written)


def test_a_cube_with_hostile_names_gives_sound_slides(demo_data: Path, tmp_path: Path) -> None:
    """Names of zones, groups and sources, by the way of the pages."""
    cube = current_cube(hostile_folder(demo_data, tmp_path / "public"), UBIGEO)
    shown = [Slide(c, origin_of(cube, page, c), drawn) for page, c, drawn in everything(cube)]
    written = opened(deck_of(*shown, district=far_named().district.name))
    assert inside_the_slide(written)
    assert len(written.core_properties.title) == 255
    zones = {clean(name) for _, name, *_ in cube.rows("zones")}
    for slide, own in zip(list(written.slides)[1:-1], shown, strict=True):
        notes = slide.notes_slide.notes_text_frame.text
        assert all(clean(name) in notes for name in own.chart.categories)
        for drawn in (shape for shape in slide.shapes if shape.has_chart):
            assert values_in(drawn) == [lengths(own.chart, s) for s in own.chart.series]
            rows = [row for sheet in sheets_in(drawn) for row in sheet.iter_rows()]
            assert {cell.data_type for row in rows for cell in row} <= {"s", "n"}
        if own.map:
            assert all(name in notes for name in zones)


def inside_the_slide(written: Any) -> bool:
    """True when every shape lies within its slide."""
    wide, high = written.slide_width, written.slide_height
    return all(
        min(s.left, s.top) >= 0 and s.left + s.width <= wide + 9 and s.top + s.height <= high + 9
        for slide in written.slides
        for s in slide.shapes
    )


def test_letters_are_of_one_family_large_enough_and_in_spanish(written) -> None:
    assert inside_the_slide(written)
    parts = [part for part in written.part.package.iter_parts() if "/ppt/" in str(part.partname)]
    sizes, languages, families = [], set(), set()
    for part in parts:
        if not re.search(r"/(slides|charts|drawings|theme)/[^/]+\.xml", str(part.partname)):
            continue
        root = etree.fromstring(part.blob)
        families |= set(root.xpath("//a:latin/@typeface", namespaces=NAMES))
        if "/theme/" in str(part.partname):
            continue
        for run in root.xpath("//a:rPr | //a:defRPr", namespaces=NAMES):
            languages.add(run.get("lang"))
            sizes.append(int(run.get("sz", "1800")))
    assert families == {"Arial"}
    assert languages == {"es-PE"}
    assert min(sizes) >= 1200
    for slide in written.slides:
        title = slide.shapes.title.text_frame.paragraphs[0].runs[0]
        assert title.font.size >= Pt(18)


def test_words_fit_in_their_boxes(written) -> None:
    """Lines of each box, counted again, are no more than it is high for."""
    for slide in written.slides:
        for shape in slide.shapes:
            if not shape.has_text_frame or not shape.text_frame.text:
                continue
            run = shape.text_frame.paragraphs[0].runs[0]
            size, wide, high = run.font.size.pt, shape.width / 914400, shape.height / 914400
            lines = width_of(run.text, size, bool(run.font.bold)) / wide
            assert lines <= 1 or high >= 1.15 * size / 72 * lines


def test_widths_are_those_of_the_letters() -> None:
    fonts = Path("/usr/share/fonts/truetype/liberation")
    if not fonts.exists():
        pytest.skip("no letters as wide as Arial's on this machine")
    for bold, name in ((False, "LiberationSans-Regular.ttf"), (True, "LiberationSans-Bold.ttf")):
        font = ImageFont.truetype(str(fonts / name), 1000)
        for words in ("Niñas y adolescentes: 1\u202f441", "¿Cuántos casos? (95,5\u00a0%)", "«ÁÉÍ»"):
            expected = font.getlength(words) / 1000
            assert width_of(words, 72, bold) == pytest.approx(expected, rel=0.04)


def test_the_file_says_what_it_is(written) -> None:
    said = written.core_properties
    assert said.title == "Tendencias · Carabayllo"
    assert said.author == "Secretaría técnica"
    assert said.language == "es-PE"
    assert "Carabayllo" in said.keywords
    assert "datos de demostración" in said.keywords
    assert written.slide_width / written.slide_height == pytest.approx(16 / 9, abs=0.001)
    cover = words_of(written.slides[0])
    for expected in ("Tendencias", "años 2017 a 2022", "Edición 1, publicada el", "Carabayllo"):
        assert expected in cover


def test_the_same_deck_is_the_same_file(all_slides) -> None:
    deck = deck_of(*all_slides[:3])
    first = deck_bytes(deck)
    time.sleep(2.1)  # a file's parts bear times of two seconds
    assert deck_bytes(deck) == first


def test_the_picture_of_the_map_is_sharp_and_described(written, all_slides) -> None:
    (at,) = [n for n, slide in enumerate(all_slides, 1) if slide.map]
    (picture,) = [s for s in written.slides[at].shapes if s.shape_type == 13]
    image = Image.open(io.BytesIO(picture.image.blob))
    assert image.format == "PNG"
    assert image.width / (picture.width / 914400) >= 250
    assert len(image.convert("RGB").getcolors(1 << 20) or range(99)) > 20
    assert "Lomas" in picture._element.xpath(".//p:cNvPr/@descr")[0]


def test_the_key_of_the_map_has_its_classes_and_dots_for_the_protected(cube) -> None:
    drawn = map_of(cube)
    hidden = dict(drawn.shown.points)
    code, point = hidden.popitem()
    hidden[code] = dataclasses.replace(point, figure=HIDDEN, state=State.PROTECTED)
    drawn = dataclasses.replace(drawn, shown=dataclasses.replace(drawn.shown, points=hidden))
    chart = dataclasses.replace(territory.by_zone(cube, CEM), key="mapa")
    slide = opened(deck_of(Slide(chart, ORIGIN, drawn))).slides[1]
    told = [s.text_frame.text for s in slide.shapes if s.name == "Clave: texto"]
    assert told == [*drawn.classes.names, "menos de 5"]
    swatches = [s for s in slide.shapes if s.name == "Clave"]
    solid = [str(s.fill.fore_color.rgb) for s in swatches if s.fill.type == MSO_FILL.SOLID]
    assert [f"#{tint}" for tint in solid] == [*drawn.classes.steps, NO_CLASS]
    assert len([s for s in slide.shapes if s.name == "Clave: punto"]) == 6


def test_names_of_files_are_plain() -> None:
    name = file_name("Áncash", "Mis diapositivas", "2017-2021", demonstration=True, editions=[3, 4])
    assert name == "demostracion_ancash_mis-diapositivas_2017-2021_ed3-4.pptx"
    long = [file_name("X", "y" * 300, end, demonstration=False, editions=[1]) for end in "ab"]
    assert len(set(long)) == 2
    assert max(map(len, long)) < 150


# The logo.


def configured(folder: Path, logo: str) -> District:
    text = (ROOT / "observatorio.toml").read_text(encoding="utf-8")
    assert 'logo = ""' in text
    file = folder / "observatorio.toml"
    file.write_text(text.replace('logo = ""', f"logo = {logo}"), encoding="utf-8")
    return load_settings(file).district


@pytest.mark.parametrize("kind", ["PNG", "JPEG"])
def test_a_logo_stands_on_the_cover(tmp_path: Path, kind: str) -> None:
    Image.new("RGB", (400, 100), "#5B4A8A").save(tmp_path / "logo", format=kind)
    district = configured(tmp_path, '"logo"')
    assert district.logo == tmp_path / "logo"
    # Another logo is no other district: what is kept of one stays true.
    assert district == load_settings().district
    assert repr(district) == repr(load_settings().district)
    cover = opened(deck_of(chart_of("row"), logo=district.logo)).slides[0]
    (picture,) = [shape for shape in cover.shapes if shape.shape_type == 13]
    assert picture.width / picture.height == pytest.approx(4, rel=0.01)
    assert picture._element.xpath(".//p:cNvPr/@descr") == ["Logo de Carabayllo"]


@pytest.mark.parametrize(
    ("logo", "said"),
    [('"no.png"', "no se encuentra"), ('"observatorio.toml"', "no se puede abrir como imagen"),
     ('"."', "no se puede abrir como imagen"), ("5", "no se encuentra")],
)  # fmt: skip
def test_a_wrong_logo_is_told_in_spanish(tmp_path: Path, logo: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said) as told:
        configured(tmp_path, logo)
    assert "district.logo" in str(told.value)
    assert "PNG o JPG" in str(told.value)


def test_a_broken_picture_is_no_logo(tmp_path: Path) -> None:
    Image.effect_noise((200, 200), 50).save(tmp_path / "whole.png")
    (tmp_path / "half.png").write_bytes((tmp_path / "whole.png").read_bytes()[:5000])
    with pytest.raises(ConfigError, match="no se puede abrir como imagen"):
        configured(tmp_path, '"half.png"')
    assert configured(tmp_path, '"whole.png"').logo


# In an office program.


@pytest.fixture(scope="module")
def printed(whole_deck: bytes, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The slides of all pages as LibreOffice prints them, in the letters that it has."""
    office, folder = shutil.which("soffice"), tmp_path_factory.mktemp("office")
    if office is None or shutil.which("pdftotext") is None:
        pytest.skip("no LibreOffice, or no poppler")
    (folder / "deck.pptx").write_bytes(whole_deck)
    Presentation().save(folder / "bare.pptx")
    command = [office, f"-env:UserInstallation={(folder / 'home').as_uri()}", "--headless"]
    command += ["--convert-to", "pdf", "--outdir", str(folder)]
    files = [str(folder / name) for name in ("bare.pptx", "deck.pptx")]
    subprocess.run([*command, *files], check=False, capture_output=True)
    if not (folder / "bare.pdf").exists():
        pytest.skip("this LibreOffice has no slides, not even a bare one")
    return folder / "deck.pdf"


def lines_on(printed: Path) -> list[list[tuple[float, float, str]]]:
    """Of each page its lines of text: top, bottom (points), words."""
    done = subprocess.run(
        ["pdftotext", "-bbox-layout", str(printed), "-"], capture_output=True, check=True
    )
    root = etree.fromstring(done.stdout)
    name = "{http://www.w3.org/1999/xhtml}"
    return [
        [
            (float(line.get("yMin")), float(line.get("yMax")),
             "".join(word.text or "" for word in line.iter(f"{name}word")))
            for line in page.iter(f"{name}line")
        ]
        for page in root.iter(f"{name}page")
    ]  # fmt: skip


def test_an_office_program_opens_every_slide(printed: Path, all_slides) -> None:
    pages = len(re.findall(rb"/Type\s*/Page\b", printed.read_bytes()))
    assert pages == len(all_slides) + 2


def test_words_stay_apart_in_the_letters_of_another_office(printed: Path, written) -> None:
    """The title ends over the question, the remarks over the source, the source over the rule."""
    for slide, lines in zip(list(written.slides)[1:-1], lines_on(printed)[1:-1], strict=True):
        boxes = {s.name: s for s in slide.shapes if s.has_text_frame and s.text_frame.text}
        order = ["Pregunta", "Advertencias", "Fuente", "Protección"]
        shown = [slide.shapes.title, *(boxes[name] for name in order if name in boxes)]
        places = [within(shape.text_frame.text, lines, shape.top / 12700) for shape in shown]
        for (_, end), (begin, _), shape in zip(places, places[1:], shown[1:], strict=False):
            # Lines of text have a little air above and below their letters.
            assert end <= begin + 1.5, shape.text_frame.text


def within(text: str, lines: list[tuple[float, float, str]], top: float) -> tuple[float, float]:
    """Where the lines of a text begin and end on its page, from where its box begins."""
    whole = re.sub(r"\s", "", text)
    own = [line for line in lines if line[0] >= top - 6 and line[2] in whole]
    own.sort()
    found, rest = [], whole
    for begin, end, words in own:
        if rest.startswith(words):
            found.append((begin, end))
            rest = rest.removeprefix(words)
    assert not rest, (text, [line[2] for line in own])
    return found[0][0], found[-1][1]


def test_figures_of_every_slide_are_read_by_another_program(
    printed: Path, written, all_slides
) -> None:
    """What stands beside the bars and in the table of the map, in the PDF of another office."""
    told = 0
    pages = list(written.slides)[1:-1], lines_on(printed)[1:-1]
    for shown, slide, lines in zip(all_slides, *pages, strict=True):
        text = "".join(words for *_, words in lines)
        for series in shown.chart.series:
            names = labelled(shown.chart, series)
            for point in (p for p in series.points if p.category in names and p.figure):
                if point.value and (series.kind == "bar" and not shown.map):
                    assert re.sub(r"\s", "", point.short) in text, (shown.chart.key, point)
                    told += 1
        figures = {p.told for p in shown.chart.series[0].points}
        for grid in (shape.table for shape in slide.shapes if shape.has_table):
            cells = [row.cells[1].text for row in list(grid.rows)[1:]]
            assert set(cells) <= figures
            # Cases without a known zone stand in the table, however short it is.
            assert "Sin zona conocida" in [row.cells[0].text for row in grid.rows]
            assert all(re.sub(r"\s", "", cell) in text for cell in cells)
            told += len(cells)
    assert told > 60


def test_pages_do_not_wait_for_what_makes_files() -> None:
    """What draws a page loads neither the writer of slides nor that of pictures of maps."""
    code = (
        "import sys; import observatorio.ui.slides, observatorio.ui.slide_list; "
        "sys.exit('pptx' in sys.modules)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False, cwd=ROOT).returncode == 0
