"""The pictures that people take away, opened with other programs than those that made them."""

from __future__ import annotations

import dataclasses
import io
import re
import socket
import xml.etree.ElementTree as ET
from pathlib import Path

import pytest
from PIL import Image

from observatorio.charts.model import Chart, Event, Point, Provenance, Series, State, point_of
from observatorio.charts.picture import file_stem, png_bytes, svg_bytes
from observatorio.charts.stamp import stamp_of
from observatorio.disclosure import EXACT, Figure
from observatorio.editions import current_cube
from observatorio.filters import Filters
from observatorio.views.trends import yearly
from tests.conftest import public_of
from tests.export_cubes import far_named
from tests.test_charts import HOSTILE, KINDS

HIDDEN, SPAN = Figure(0, 4, "below"), Figure(40, 44, "sum")
PROVENANCE = Provenance("CEM Carabayllo", "casos", "marzo de 2022", 3, True, "sexo: mujer")
SVG = "{http://www.w3.org/2000/svg}"


def exactly(value: int) -> Figure:
    return Figure(value, value, EXACT)


def states() -> tuple[Point, ...]:
    """A point in each state."""
    return (
        point_of("uno", exactly(1441)),
        point_of("dos", HIDDEN),
        point_of("tres", None),
        point_of("cuatro", exactly(0)),
        point_of("cinco", SPAN),
        Point("seis", None, State.NO_RECORD),
        Point("siete", exactly(300), amount=712.5, label="712,5", limits=(600.0, 800.0)),
        dataclasses.replace(point_of("ocho", exactly(900)), provisional=True),
        dataclasses.replace(point_of("nueve", exactly(700)), unstable=True),
    )


def chart_of(kind: str, points: tuple[Point, ...] = (), count: int = 1) -> Chart:
    points = points or states()
    names = tuple(point.category for point in points)
    series = tuple(
        Series(f"Serie {color}", points, color, "line" if kind == "line" else "bar")
        for color in ("mujer", "hombre", "psicologica")[: 2 if kind == "pyramid" else count]
    )
    return Chart(
        "tema", "¿Cuántos casos hay?", "Así son los casos.", names, series, PROVENANCE, kind,
        bands=((names[0], names[0], "Pandemia"),), events=(Event(names[0], "Casa Amiga"),),
        notes=("Una nota.",), unit="casos atendidos",
    )  # fmt: skip


def words_of(svg: bytes) -> list[str]:
    """Every text of the image, as another reader of XML finds it."""
    root = ET.fromstring(svg)
    return ["".join(node.itertext()) for node in root.iter(f"{SVG}text")]


@pytest.mark.parametrize("count", [1, 3])
@pytest.mark.parametrize("kind", KINDS)
def test_a_picture_says_all_by_itself(kind: str, count: int) -> None:
    said = words_of(svg_bytes(chart_of(kind, count=count)))
    whole = " ".join(said)
    for expected in (
        "Así son los casos.", "¿Cuántos casos hay? · casos atendidos", "Fuente: CEM Carabayllo",
        "edición 3", "sexo: mujer", "Datos de demostración", "Una nota.", "Pandemia",
    ):  # fmt: skip
        assert expected in whole
    assert kind in ("row", "stacked_row", "pyramid") or "1 · uno: Casa Amiga" in whole
    if count == 1 or kind in ("row", "pyramid"):
        assert "1\u202f441" in said
        if kind in ("row", "pyramid"):
            assert any(text.endswith("menos de 5") for text in said)
        assert any("○" in text for text in said)
    if count == 1 and kind in ("column", "row", "pyramid"):
        assert {"0", "40–44", "712,5", "900", "700"} <= set(said)
        assert any(text.endswith("sin registro") for text in said) or kind == "column"


def test_a_picture_says_whose_it_is_and_how_it_is_protected(demo_data: Path, monkeypatch) -> None:
    cube = current_cube(public_of(demo_data), "150106")
    police = cube.sources["sidpol"]
    chart = yearly(cube, Filters("sidpol", (2019, 2021)))
    # A licence that is still to be confirmed is none.
    assert "Licencia" not in " ".join(stamp_of(cube, "", chart))
    monkeypatch.setitem(cube.sources, "sidpol", dataclasses.replace(police, licence="ODC-By"))
    for source, expected in (
        ("cem", ["se redondean a múltiplos de 5", "se dice «menos de 5», que puede ser cero",
                 "por eso las partes pueden no sumar el total"]),
        ("sidpol", ["Cifras tal como se publicaron.", "Licencia: ODC-By."]),
    ):  # fmt: skip
        chart = yearly(cube, Filters(source, (2019, 2021)))
        made = svg_bytes(chart, stamp_of(cube, far_named().district.name, chart))
        root = ET.fromstring(made)
        described, whole = root.find(f"{SVG}desc").text, " ".join(words_of(made))
        assert root.find(f"{SVG}title").text == chart.question
        assert chart.headline in described
        name = "Observatorio Distrital de Violencia de Villa Ñandú de los Olivos <b>&"
        for text in (name, *expected):
            assert text in described
            # Lines of a text follow each other without a space.
            assert re.sub(r"\s", "", text) in re.sub(r"\s", "", whole)
        assert Image.open(io.BytesIO(png_bytes(chart, stamp_of(cube, "Ñ" * 300, chart)))).size


@pytest.mark.parametrize("kind", KINDS)
def test_a_png_is_of_the_size_asked_for_and_is_not_blank(kind: str) -> None:
    chart = chart_of(kind, count=3)
    root = ET.fromstring(svg_bytes(chart))
    size = float(root.attrib["width"]), float(root.attrib["height"])
    for scale in (1, 2):
        opened = Image.open(io.BytesIO(png_bytes(chart, scale=scale)))
        assert opened.format == "PNG"
        assert opened.size == pytest.approx([scale * length for length in size], abs=2)
    assert len(opened.convert("RGB").getcolors(maxcolors=1 << 20) or range(99)) > 20


def test_all_pictures_are_as_wide() -> None:
    widths = {float(ET.fromstring(svg_bytes(chart_of(kind))).attrib["width"]) for kind in KINDS}
    assert max(widths) - min(widths) <= 12


def test_series_and_care_differ_by_a_pattern_and_not_by_colour_alone() -> None:
    svg = svg_bytes(chart_of("stacked_row", count=3)).decode()
    root = ET.fromstring(svg)
    patterns = {node.attrib["id"] for node in root.iter(f"{SVG}pattern")}
    used = {node.attrib["fill"] for node in root.iter(f"{SVG}path") if "fill" in node.attrib}
    assert {f"url(#{name})" for name in patterns} <= used
    assert len(patterns) == 5  # hombre, psicologica, and each of the three where unstable


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_labels_are_harmless_in_a_picture(word: str) -> None:
    base = chart_of("row", (point_of(word, exactly(6)), point_of("b", HIDDEN)))
    chart = dataclasses.replace(
        base, question=word, headline=word, notes=(word,), unit=word, category_title=word,
        provenance=dataclasses.replace(PROVENANCE, source=word, filters=word),
        series=(dataclasses.replace(base.series[0], name=word),),
    )  # fmt: skip
    root = ET.fromstring(svg_bytes(chart))
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "g", "rect", "path", "text", "tspan", "line", "defs", "pattern",
                    "title", "desc"}  # fmt: skip
    assert not [k for node in root.iter() for k in node.attrib if k.startswith("on") or "href" in k]
    said = " ".join(words_of(svg_bytes(chart)))
    assert "\u202e" not in said
    assert Image.open(io.BytesIO(png_bytes(chart))).size[0] < 2400


def test_a_picture_needs_no_network(monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    assert b"http" not in svg_bytes(chart_of("column")).replace(b"http://www.w3.org/", b"")


def test_the_name_of_the_file_says_what_it_is() -> None:
    chart = dataclasses.replace(chart_of("row"), key="tipo_edad")
    assert file_stem(chart, "Carabayllo") == (
        "demostracion_carabayllo_tipo_edad_cem-carabayllo_sexo-mujer_ed3"
    )
    real = dataclasses.replace(PROVENANCE, demonstration=False, filters="año 2021 · ../x" * 30)
    stem = file_stem(dataclasses.replace(chart, provenance=real), "Ñaña/..")
    assert stem.startswith("nana-_tipo_edad")
    assert stem.endswith("_ed3")
    assert len(stem) < 140
    assert not set(stem) - set("abcdefghijklmnopqrstuvwxyz0123456789_-")
