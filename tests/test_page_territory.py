"""Territorio: zones, the map, services and distances, the gap, the card of a zone."""

from __future__ import annotations

import dataclasses
import io
import itertools
import json
import math
import re
import shutil
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image
from playwright.sync_api import Browser, Page, expect
from shapely.geometry import Point as Place
from shapely.geometry import shape

from observatorio.charts.model import Chart, Point, Series, point_of
from observatorio.charts.stamp import stamp_of
from observatorio.cube import Cube
from observatorio.disclosure import Figure, figure_of
from observatorio.editions import current_cube
from observatorio.filters import Filters, NotShown
from observatorio.geography import contains, distance_km, free_place, geometry_of, inner_place
from observatorio.map_classes import ZERO, Classes, classes_of
from observatorio.map_picture.drawing import CLOSE, WHOLE, map_png, map_svg
from observatorio.map_picture.picture import png_bytes, svg_bytes
from observatorio.map_picture.svg import Look
from observatorio.map_picture.zones import DOTTED
from observatorio.map_picture.zones import HIDDEN as NO_POINT
from observatorio.maps import HIDDEN, Shown, apart, has_close_view, plane_of
from observatorio.numbers import decimal, percent
from observatorio.views.services import Directory, Service, directory
from observatorio.views.territorial_gap import gaps, headline
from observatorio.views.territory import RATE, SHARE, Zone, by_zone, layer, points, shares, zones
from observatorio.views.zone_card import by_type, by_year
from observatorio.views.zone_rates import NO_POPULATION, has_rates, populations
from observatorio.views.zone_table import map_notes, spread
from observatorio.views.zone_words import scope_of
from tests.conftest import public_of
from tests.figures import zone_map
from tests.test_browser import drawn, go
from tests.test_browser import table as table_on_screen
from tests.test_charts import HOSTILE
from tests.test_pages import demo, open_page, summed, words_of  # noqa: F401 - `demo` is a fixture
from tests.test_pictures import PROVENANCE, SVG
from tests.test_pictures import words_of as words_in

UBIGEO, YEARS = "150106", (2017, 2021)  # by zone, 2022 waits
CEM = Filters("cem", YEARS)
ALL = "SELECT zone, list(value) FROM cells WHERE source = 'cem' AND table_id = 'zone' GROUP BY zone"


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


def altered(demo_data: Path, folder: Path, *statements: str) -> Cube:
    """A copy of the demonstration's edition with something changed in it."""
    name = json.loads((public_of(demo_data) / "current.json").read_text(encoding="utf-8"))["file"]
    copy = shutil.copy(public_of(demo_data) / name, folder / name)
    shutil.copy(public_of(demo_data) / "current.json", folder / "current.json")
    with duckdb.connect(str(copy)) as con:
        for statement in statements:
            con.execute(statement)
    return current_cube(folder, UBIGEO)


def square(west: float, south: float, side: float = 1.0) -> str:
    east, north = west + side, south + side
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return json.dumps({"type": "Polygon", "coordinates": [ring]})


def zone(code: str, figure: Figure | None, west: float = 0.0) -> Zone:
    return Zone(code, f"Zona {code}", square(west, 0), "oficial", figure)


def exactly(value: int | None) -> Figure:
    return figure_of(value, "rounded", 5)


# Distances.


def test_distances_of_known_places() -> None:
    """A degree along a meridian, a quarter of the globe, and nowhere to go."""
    assert distance_km((0, 0), (0, 1)) == pytest.approx(111.195, abs=0.001)
    assert distance_km((0, 0), (90, 0)) == pytest.approx(10007.557, abs=0.001)
    assert distance_km((-77.03, -11.85), (-77.03, -11.85)) == 0


@given(*[st.floats(-0.2, 0.2)] * 4)
def test_distances_equal_the_law_of_cosines(a: float, b: float, c: float, d: float) -> None:
    one, other = (-77 + a, -11.8 + b), (-77 + c, -11.8 + d)
    (x, y), (u, v) = (map(math.radians, place) for place in (one, other))
    cosine = math.sin(y) * math.sin(v) + math.cos(y) * math.cos(v) * math.cos(u - x)
    assert distance_km(one, other) == pytest.approx(
        6371.0088 * math.acos(min(1.0, cosine)), abs=0.001
    )
    assert distance_km(one, other) == distance_km(other, one)


def test_the_inner_place_is_inside_where_a_centroid_is_not() -> None:
    ring = [[0, 0], [9, 0], [9, 9], [0, 9], [0, 8], [8, 8], [8, 1], [0, 1], [0, 0]]
    shaped = json.dumps({"type": "Polygon", "coordinates": [ring]})
    assert not geometry_of(shaped).contains(geometry_of(shaped).centroid)
    assert contains(shaped, inner_place(shaped))
    assert inner_place(square(0, 0)) == pytest.approx((0.5, 0.5), abs=0.01)


def test_a_label_keeps_away_from_what_is_marked() -> None:
    area = geometry_of(square(0, 0))
    x, y = free_place(area, [(0.5, 0.5)], 0.05)
    assert area.contains(Place(x, y))
    assert math.dist((x, y), (0.5, 0.5)) > 0.2


def test_the_nearest_service_is_the_nearest_of_its_kind(cube: Cube) -> None:
    services = directory(cube)
    for shown in layer(cube):
        origin = inner_place(shown.geometry)
        for kind in ("cem", "comisaria", "salud"):
            km = min(distance_km(origin, s.place) for s in services.located if s.kind == kind)
            found = services.nearest(shown, kind)
            assert found is not None
            assert found.km == km
            assert found.distance == f"{decimal(km)} km"
        assert services.nearest(shown, "demuna") is None


def test_services_without_a_place_are_named(cube: Cube, published) -> None:
    said = directory(cube).missing
    for name, latitude in published.execute("SELECT name, latitude FROM services").fetchall():
        assert (name in said) == (latitude is None)
    assert said.endswith("La distancia a un servicio de CEM puede ser menor.")
    assert Directory(()).missing == ""


# The gap.


def test_the_gap_puts_many_cases_and_far_services_first() -> None:
    office = Service("CEM", "cem", (0.5, 0.5))
    made = [
        zone("cerca", exactly(500), 0), zone("lejos", exactly(100), 6),
        zone("oculta", exactly(None), 6), zone("sin", None, 6), zone("media", exactly(300), 3),
    ]  # fmt: skip
    found = gaps(made, Directory((office, Service("DEMUNA", "demuna", None))), "cem")
    assert [gap.zone.zone for gap in found] == ["media", "lejos", "cerca", "oculta", "sin"]
    assert [gap.number for gap in found] == [5, 2, 1, 3, 4]
    near = [gap.nearest["cem"] for gap in found]
    assert [n.inside for n in near] == [False, False, True, False, False]
    assert all("demuna" not in gap.nearest for gap in found)
    assert [gap.weight("cem") for gap in found[3:]] == [-1, -1]


# Measures.


def test_shares_are_of_the_totals_own_cells(cube: Cube, published) -> None:
    (total,) = published.execute(
        "SELECT sum(value) FROM cells WHERE source = 'cem' AND table_id = 'total' "
        f"AND year BETWEEN {YEARS[0]} AND {YEARS[1]}"
    ).fetchone()
    shown = points(cube, CEM, SHARE)
    for code, values in published.execute(ALL).fetchall():
        if None not in values:
            assert shown[code].text == percent(100 * sum(values) / total)
            assert shown[code].amount == pytest.approx(100 * float(sum(values) / total))


def test_a_protected_zone_has_no_share_and_no_length(demo_data: Path, tmp_path: Path) -> None:
    other = altered(
        demo_data, tmp_path,
        "UPDATE cells SET value = NULL, kind = 'below', step = NULL WHERE table_id = 'zone' "
        "AND codes = ['Z02']",
    )  # fmt: skip
    for measure in ("casos", SHARE):
        hidden = points(other, CEM, measure)["Z02"]
        assert hidden.value is None
        assert "menos de" in hidden.told
    first, last = spread(other, CEM, points(other, CEM)).split("; ")
    assert "San Benito" not in first
    assert last == "la de menos, «San Benito» (menos de 21)."


def test_where_most_has_no_zone_no_zone_is_ranked(cube: Cube, published) -> None:
    points_of = Filters("police_points", YEARS)
    without, whole = published.execute(
        "SELECT sum(value) FILTER (table_id = 'zone' AND zone = 'sin_zona'), "
        "sum(value) FILTER (table_id = 'total') FROM cells WHERE source = 'police_points'"
    ).fetchone()
    tenths = round(10 * without / whole)
    said = f"{tenths} de cada 10 denuncias no tienen zona: esto no dice dónde hay más."
    chart, scope = by_zone(cube, points_of), scope_of(cube, points_of)
    assert tenths >= 4
    assert spread(cube, points_of, points(cube, points_of)) == chart.headline == said
    found = zones(cube, points_of)
    listed = gaps(found, directory(cube), "cem", ranked=not scope.unplaced)
    assert [gap.number for gap in listed] == list(range(1, len(found) + 1))
    assert headline(listed, directory(cube).located_kinds[0], "denuncias", 5, scope) == said
    assert list(chart.categories) == [p.category for p in points(cube, points_of).values()]
    assert scope_of(cube, CEM).unplaced == ""
    assert not any("comisaría" in sentence for sentence in shares(cube, CEM))
    assert any("comisaría" in sentence for sentence in shares(cube, points_of))


def test_chosen_zones_are_compared_among_themselves(demo, cube: Cube) -> None:  # noqa: F811
    two = Filters("cem", YEARS, {"zone": ("Z01", "Z02")})
    scope, office = scope_of(cube, two), directory(cube).located_kinds[0]
    listed = gaps(zones(cube, two), directory(cube), office.code)
    for said in (
        spread(cube, two, points(cube, two)), by_zone(cube, two).headline,
        headline(listed, office, "casos", 5, scope),
    ):  # fmt: skip
        assert said.startswith("Entre las zonas elegidas, ")
    app = open_page("territory", zona=["Lomas de Carabayllo", "San Benito"])
    assert "fuera de los filtros" in words_of(app)
    assert "sin cifra" not in words_of(app)
    assert "zona: Lomas de Carabayllo y San Benito" in two.in_words(cube.labels)


def test_without_population_there_is_no_rate(demo, cube: Cube) -> None:  # noqa: F811
    assert not has_rates(cube, CEM)
    app = open_page("territory")
    assert app.get("button_group")[0].proto.options[-1].content == "% del total"
    assert NO_POPULATION in words_of(app)


def test_rates_where_the_population_of_the_zones_is_known(demo_data: Path, tmp_path: Path) -> None:
    people = {"Z01": 20_000, "Z02": 10_000, "Z03": 40_000}
    other = altered(
        demo_data, tmp_path,
        *[f"INSERT INTO population VALUES ('{UBIGEO}', '{code}', 2017, 'total', 'total', {n}, "
          "'censo', 'INEI')" for code, n in people.items()],
        "UPDATE sources SET demonstration = false",
    )  # fmt: skip
    assert has_rates(other, CEM)
    assert {c: p.persons for c, p in populations(other, 2021).items()} == people
    one_year = zones(other, Filters("cem", (2021, 2021)))
    cases = {found.zone: found.figure.low for found in one_year if found.figure}
    shown = points(other, CEM, RATE)
    for code, n in people.items():
        assert shown[code].amount == pytest.approx(10_000 * cases[code] / n)
        low, high = shown[code].limits or (0, 0)
        assert low < shown[code].amount < high
    assert shown["Z09"].value is None
    assert "población" in shown["Z09"].told
    chart = by_zone(other, CEM, RATE)
    assert [s.kind for s in chart.series] == ["bar", "mark"]
    assert any("se usa la de 2017" in note for note in chart.notes)
    top = max(people, key=lambda code: cases[code] / people[code])
    assert shown[top].category.split(" · ")[1] in chart.headline


# The map.


@pytest.mark.parametrize("dark", [False, True])
@pytest.mark.parametrize("close", [False, True])
def test_the_map_has_zones_and_services_and_nothing_else(cube: Cube, dark, close) -> None:
    found, services = zones(cube, CEM), directory(cube)
    shown = Shown(found, points(cube, CEM), services, None, close)
    plane = plane_of(found)
    fig = zone_map(shown, classes_of(shown.points.values(), counts=True), dark=dark)
    assert set(json.loads(fig.to_json())["layout"]) & {"map", "mapbox", "geo"} == set()
    assert "http" not in fig.to_json().replace("https://plotly", "")
    outlines = {z.zone: plane.drawn(shape(json.loads(z.geometry))) for z in found}
    for trace in fig.data:
        for x, y, data in zip(trace.x, trace.y, trace.customdata or [], strict=False):
            assert outlines[data[0]].contains(Place(x, y))
    marked = {
        (x, y) for t in fig.data if t.mode == "markers+text" for x, y in zip(t.x, t.y, strict=True)
    }
    assert marked == set(apart(shown, plane).values())
    assert len(marked) == len(services.located)
    numbers = [a for a in fig.layout.annotations if a.text.startswith("<b>")]
    for outline, label in zip(outlines.values(), numbers, strict=True):
        assert outline.contains(Place(label.x, label.y))
    symbols = [t.marker.symbol for t in fig.data if t.mode == "markers+text"]
    assert len(set(symbols)) == len(symbols) == len(services.located_kinds)


def test_zones_without_a_figure_look_like_no_class() -> None:
    figures = [None, exactly(None), exactly(0), exactly(5), exactly(500)]
    made = [zone(str(i), figure, float(i)) for i, figure in enumerate(figures)]
    told = {z.zone: point_of(z.name, z.figure) for z in made if z.figure}
    classes = classes_of(told.values(), counts=True)
    fig = zone_map(Shown(made, told, Directory(())), classes, dark=False)
    fills = [t.fillcolor for t in fig.data if t.fill == "toself"]
    patterns = [t.fillpattern.shape for t in fig.data if t.fill == "toself"]
    assert fills == [HIDDEN, HIDDEN, ZERO, classes.steps[0], classes.steps[-1]]
    assert patterns == [None, ".", None, None, None]


def test_an_unstable_rate_is_hatched() -> None:
    made = [zone("a", exactly(15))]
    told = {"a": Point("a", exactly(15), amount=3.5, unstable=True)}
    fig = zone_map(
        Shown(made, told, Directory(())), classes_of(told.values(), counts=False), dark=False
    )
    assert fig.data[0].fillpattern.shape == "/"


@given(st.lists(st.integers(0, 20000), min_size=1, max_size=12))
def test_map_classes_hold_every_figure(values: list[int]) -> None:
    classes = classes_of([point_of("z", exactly(value)) for value in values], counts=True)
    assert 1 <= classes.count <= 5
    assert len(classes.names) == len(classes.steps) == classes.count
    assert len({round(b - a) for a, b in itertools.pairwise([0, *classes.bounds])}) == 1
    assert max(values) <= classes.bounds[-1]
    if classes.count > 1:
        assert max(values) > classes.bounds[-2]
    assert all("0–" not in name for name in classes.names)
    for value in filter(None, values):
        own = next(i for i, bound in enumerate(classes.bounds) if value <= bound)
        assert classes.color(value) == classes.steps[own]


def test_the_close_view_is_offered_where_one_zone_is_most_of_the_map(cube: Cube) -> None:
    assert has_close_view(layer(cube))
    assert not has_close_view([zone(str(i), None, float(i)) for i in range(4)])


# The picture of the map.


def fills_of(svg: bytes | str) -> list[list[str]]:
    """Of each view, the fills of the zones in their order."""
    root = ET.fromstring(svg)
    views = [g for g in root.iter(f"{SVG}g") if "clip-path" in g.attrib]
    return [[path.attrib["fill"] for path in view] for view in views]


def shown_of(cube: Cube, filters: Filters, *, close: bool = False) -> tuple[Shown, Classes]:
    told = {code: p for code, p in points(cube, filters).items() if code != "sin_zona"}
    shown = Shown(zones(cube, filters), told, directory(cube), None, close)
    return shown, classes_of(told.values(), counts=True)


@pytest.mark.parametrize("close", [False, True])
def test_the_picture_has_the_page_s_class_of_each_published_figure(
    demo_data: Path, tmp_path: Path, published: duckdb.DuckDBPyConnection, close: bool
) -> None:
    """One zone protected, one without a figure, the others as they are in the public file."""
    cells = "WHERE source = 'cem' AND table_id = 'zone' AND codes[1] ="
    other = altered(
        demo_data, tmp_path,
        f"UPDATE cells SET value = NULL, kind = 'below', step = NULL {cells} 'Z02'",
        f"DELETE FROM cells {cells} 'Z01'",
    )  # fmt: skip
    shown, classes = shown_of(other, Filters("cem", (2021, 2021)), close=close)
    rows = published.execute(
        "SELECT zone, value FROM cells WHERE source = 'cem' AND table_id = 'zone' AND year = 2021"
    )
    values = dict(rows.fetchall()) | {"Z02": None}
    del values["Z01"]
    expected = []
    for code in (z.zone for z in shown.zones):
        value = values.get(code)
        place = next((i for i, b in enumerate(classes.bounds) if value and value <= b), None)
        fill = DOTTED if code in values else NO_POINT
        expected.append(fill if place is None else classes.steps[place])
    chart = by_zone(other, Filters("cem", (2021, 2021)))
    views = fills_of(svg_bytes(chart, shown, classes))
    assert views == [expected] * (1 if close else 2)
    assert {DOTTED, NO_POINT, classes.steps[-1]} < set(expected)
    fig = zone_map(shown, classes, dark=False)
    on_page = [t.fillcolor for t in fig.data if t.fill == "toself"]
    drawn_alike = [a for a in zip(on_page, expected, strict=True) if a[0] != HIDDEN]
    assert len(drawn_alike) == len(expected) - 2
    assert all(page == picture for page, picture in drawn_alike)


def test_on_the_map_stand_numbers_of_zones_and_never_of_cases(
    demo_data: Path, tmp_path: Path
) -> None:
    where = "WHERE table_id = 'zone' AND codes = ['Z02']"
    other = altered(
        demo_data, tmp_path, f"UPDATE cells SET value = NULL, kind = 'below', step = NULL {where}"
    )
    filters = Filters("cem", (2021, 2021))
    shown, classes = shown_of(other, filters)
    known = {str(number) for number in range(1, len(shown.zones) + 1)}
    known |= {kind.letter for kind in shown.services.kinds} | {WHOLE, CLOSE}
    said = words_in(map_svg(shown, classes, Look(legend=False)).encode())
    assert [text for text in said if text not in known and not text.endswith(" km")] == []
    said = words_in(svg_bytes(by_zone(other, filters), shown, classes))
    (number,) = [n for n, z in enumerate(shown.zones, 1) if z.zone == "Z02"]
    assert f"{number} · San Benito: menos de 5" in said
    assert "menos de 5" in said  # the legend
    assert not any("○" in text for text in said)


def test_the_picture_of_the_map_says_all_by_itself(cube: Cube) -> None:
    shown, classes = shown_of(cube, CEM)
    chart, notes = by_zone(cube, CEM), map_notes(cube, "zonas referenciales")
    chart = dataclasses.replace(chart, headline=spread(cube, CEM, shown.points))
    stamp = stamp_of(cube, "Carabayllo", chart)
    made = svg_bytes(chart, shown, classes, notes, stamp)
    said = words_in(made)
    whole = " ".join(said)
    described = "".join(ET.fromstring(made).find(f"{SVG}desc").itertext())
    for text in (
        "Observatorio Distrital de Violencia de Carabayllo.",
        "por eso las partes pueden no sumar el total.",
    ):
        assert text in whole
        assert text in described
    assert chart.headline in described
    assert ET.fromstring(made).find(f"{SVG}title").text == chart.question
    # The licence of the extract is not confirmed yet.
    assert "Licencia" not in whole
    for expected in (
        chart.headline, f"{chart.question} · {chart.measured}", *chart.remarks, *notes,
        f"{chart.provenance.line}.", "Datos de demostración", *classes.names, "Comisaría (3)",
        WHOLE, CLOSE, *(f"{p.category}: {p.told}" for p in chart.series[0].points),
    ):  # fmt: skip
        assert expected in whole
    real = dataclasses.replace(chart.provenance, demonstration=False)
    chart = dataclasses.replace(chart, provenance=real)
    assert "Datos de demostración" not in words_in(svg_bytes(chart, shown, classes))


def made_up(*made: Zone, **looks: Any) -> tuple[Chart, Shown, Classes]:
    """A map and its chart of zones that are nowhere."""
    told = {z.zone: dataclasses.replace(point_of(z.name, z.figure), **looks) for z in made}
    shown = Shown(made, told, Directory((Service("x", "otro_tipo", (0.5, 0.2)),)))
    bars = Series("Serie", tuple(told.values()), "cem")
    names = tuple(z.name for z in made)
    chart = Chart("mapa", "¿Dónde?", "Aquí.", names, (bars,), PROVENANCE, "row", unit="casos")
    return chart, shown, classes_of(told.values(), counts=True)


def test_what_is_unstable_is_hatched_and_told() -> None:
    chart, shown, classes = made_up(zone("a", exactly(15)), unstable=True)
    made = svg_bytes(chart, shown, classes)
    (fill,) = fills_of(made)[0]
    patterns = {node.attrib["id"]: node for node in ET.fromstring(made).iter(f"{SVG}pattern")}
    pattern = patterns[fill.removeprefix("url(#").removesuffix(")")]
    assert pattern[0].attrib["fill"] == classes.color(15)
    assert "menos de 20 casos: inestable" in words_in(made)


def test_a_hole_in_a_zone_stays_empty() -> None:
    hole = [[0.6, 0.6], [0.6, 0.9], [0.9, 0.9], [0.9, 0.6], [0.6, 0.6]]
    shaped = json.loads(square(0, 0))
    shaped["coordinates"].append(hole)
    holed = dataclasses.replace(zone("a", exactly(500)), geometry=json.dumps(shaped))
    _, shown, classes = made_up(holed)
    look = Look(width=300, tallest=300, legend=False)
    image = Image.open(io.BytesIO(map_png(shown, classes, look, scale=1))).convert("RGB")
    # The square is 0.04 of its size from each edge of the view.
    in_hole, beside = ((0.04 + part) / 1.08 * 300 for part in (0.75, 0.45))
    from_top = (0.04 + 0.25) / 1.08 * 300
    assert image.getpixel((round(in_hole), round(from_top))) == (255, 255, 255)
    tint = "#{:02X}{:02X}{:02X}".format(*image.getpixel((round(beside), round(from_top))))
    assert tint == classes.color(500)


@pytest.mark.parametrize("word", HOSTILE)
def test_hostile_names_are_harmless_in_the_picture_of_the_map(word: str) -> None:
    own = [dataclasses.replace(zone(str(n), exactly(n), float(n)), name=word) for n in range(3)]
    chart, shown, classes = made_up(*own)
    provenance = dataclasses.replace(PROVENANCE, source=word, filters=word)
    chart = dataclasses.replace(chart, question=word, headline=word, provenance=provenance)
    services = Directory((Service(word, word, (0.5, 0.2)), Service(word, word.upper(), (2, 0.2))))
    shown = dataclasses.replace(shown, services=services)
    made = svg_bytes(chart, shown, classes, (word,))
    root = ET.fromstring(made)
    tags = {node.tag.removeprefix(SVG) for node in root.iter()}
    assert tags <= {"svg", "g", "rect", "path", "text", "defs", "pattern", "circle", "polygon",
                    "clipPath", "title", "desc"}  # fmt: skip
    assert not [k for node in root.iter() for k in node.attrib if k.startswith("on") or "href" in k]
    assert "\u202e" not in made.decode()
    opened = Image.open(io.BytesIO(png_bytes(chart, shown, classes, (word,))))
    assert opened.size == pytest.approx((1920, 2 * float(root.attrib["height"])), abs=2)


def test_many_zones_with_long_names_stay_in_the_picture() -> None:
    own = [
        dataclasses.replace(zone(str(n), exactly(5 * n), float(n % 9)), name=f"{n} {'ñandú ' * 30}")
        for n in range(60)
    ]
    root = ET.fromstring(svg_bytes(*made_up(*own)))
    texts = [node for node in root.iter(f"{SVG}text") if "ñandú" in (node.text or "")]
    assert len(texts) >= 60
    assert max(len(node.text or "") for node in texts) < 60
    assert max(float(node.attrib["x"]) for node in texts) < 700


@pytest.mark.usefixtures("demo")
def test_the_map_is_offered_as_a_picture_beside_its_slide() -> None:
    app = open_page("territory")
    helps = [b.proto.help for b in app.get("download_button")]
    for what in ("el mapa", "el gráfico"):
        assert {f"Descargar {what} (SVG)", f"Descargar {what} (PNG)"} <= set(helps)


def test_a_map_without_any_figure_is_not_offered(demo_data, tmp_path, monkeypatch) -> None:
    altered(demo_data, tmp_path, "DELETE FROM cells WHERE table_id = 'zone' AND year = 2021")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    app = open_page("territory", anios=["2021", "2021"])
    assert "No hay zonas con cifras que se puedan mostrar." in words_of(app)
    assert not any("mapa" in b.proto.help for b in app.get("download_button"))


# The card.


def test_the_card_of_a_zone_equals_the_cube(cube: Cube, published) -> None:
    (shown,) = [z for z in layer(cube) if z.zone == "Z01"]
    where = "source = 'cem' AND zone = 'Z01'"
    years = published.execute(
        f"SELECT year, value FROM cells WHERE {where} AND table_id = 'zone' ORDER BY year"
    ).fetchall()
    chart = by_year(cube, CEM, shown)
    assert [p.text for p in chart.series[0].points] == [summed([value]) for _, value in years]
    types = published.execute(
        f"SELECT violence_type, list(value) FROM cells WHERE {where} AND table_id = 'type_zone' "
        "GROUP BY ALL"
    ).fetchall()
    labels = cube.categories("cem", "violence_type")
    told = {point.category: point.text for point in by_type(cube, CEM, shown).series[0].points}
    assert {labels[code]: summed(values) for code, values in types} == {
        name: text for name, text in told.items() if text != "no entregado"
    }
    with pytest.raises(NotShown):
        by_type(cube, Filters("cem", YEARS, {"sex": ("mujer",)}), shown)


# The page.


def test_the_page_says_what_the_map_says(demo, cube: Cube) -> None:  # noqa: F811
    said = words_of(open_page("territory"))
    for words in ("en línea recta", "se multiplican los casos por los", "más de 300 a 600",
                  "Comisaría (3)", "DEMUNA de Carabayllo", "no tiene zona conocida",
                  "lugar que anota la oficina", "refugios no se muestran"):  # fmt: skip
        assert words in said, words
    assert spread(cube, CEM, points(cube, CEM)).split(";")[0] in said
    assert "0–" not in said
    assert "La zona «" not in said


def test_a_zone_of_the_url_opens_its_card(demo, published) -> None:  # noqa: F811
    app = open_page("territory", ver="Santa Isabel – La Flor")
    assert "La zona «Santa Isabel – La Flor»" in [s.value for s in app.subheader]
    assert "Servicios más cercanos, en línea recta" in words_of(app)
    (total,) = published.execute(
        "SELECT value FROM cells WHERE source = 'cem' AND table_id = 'zone' AND zone = 'Z09' "
        "AND year = 2021"
    ).fetchone()
    assert any(str(total) in t.value.astype(str).to_numpy() for t in app.table)
    app.selectbox(key="ver").set_value(None).run()
    assert not app.exception
    assert "La zona «" not in words_of(app)


def test_police_zones_are_the_place_of_the_event(demo) -> None:  # noqa: F811
    said = words_of(open_page("territory", fuente="Comisarías"))
    assert "lugar del hecho" in said
    assert "lugar que anota la oficina" not in said


def test_one_year_and_one_zone_of_the_filter(demo) -> None:  # noqa: F811
    app = open_page("territory", anios=["2021", "2021"], zona="San Benito", medida="% del total")
    assert "no está en los filtros" in words_of(app)


def test_a_district_without_zones_is_told_so(demo_data, tmp_path, monkeypatch) -> None:
    altered(demo_data, tmp_path, "DELETE FROM zones", "DELETE FROM services")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    app = open_page("territory")
    assert any("Aún no se ha cargado una capa de zonas" in info.value for info in app.info)


def test_a_district_without_services_is_told_so(demo_data, tmp_path, monkeypatch) -> None:
    altered(demo_data, tmp_path, "UPDATE services SET latitude = NULL, longitude = NULL")
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(tmp_path))
    assert "no se pueden medir distancias" in words_of(open_page("territory"))


# In a browser.


@pytest.fixture
def page(browser: Browser) -> Any:
    context = browser.new_context(viewport={"width": 1366, "height": 768}, locale="es-PE")
    yield context.new_page()
    context.close()


@pytest.mark.browser
def test_pressing_a_zone_opens_its_card(page: Page, server: str, published) -> None:
    go(page, server + "territorio")
    names = dict(published.execute("SELECT zone, name FROM zones").fetchall())
    expected = {
        names.get(code, "Sin zona conocida"): summed(values)
        for code, values in published.execute(ALL).fetchall()
    }
    label = page.locator(".st-key-mapa-caja .annotation").filter(has_text=re.compile("^1$"))
    expect(label).to_be_visible()
    page.wait_for_timeout(500)
    box = label.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    expect(page.get_by_role("heading", name=f"La zona «{names['Z01']}»")).to_be_visible()
    drawn(page)
    assert "ver=" in page.url
    rows = {re.sub(r"^\d+ · ", "", k): v[0] for k, v in table_on_screen(page).items()}
    assert rows == expected


@pytest.mark.browser
@pytest.mark.parametrize(("view", "stem"), [("", "mapa"), ("?vista=Más+de+cerca", "mapa-cerca")])
def test_the_map_is_taken_away_as_it_is_looked_at(
    page: Page, server: str, view: str, stem: str
) -> None:
    go(page, f"{server}territorio{view}")
    page.get_by_role("button", name="Llevar").first.click()
    with page.expect_download(timeout=240_000) as loading:
        page.get_by_role("button", name="SVG, para imprimir o editar").click()
    assert loading.value.suggested_filename == (
        f"demostracion_carabayllo_{stem}_centros-emergencia-mujer-cem-_anos-2017-a-2021_ed1.svg"
    )
    made = Path(loading.value.path()).read_bytes()
    assert "Datos de demostración" in words_in(made)
    assert len(fills_of(made)) == (1 if view else 2)


@pytest.mark.browser
@pytest.mark.parametrize("width", [390, 1366, 1920])
def test_the_map_fits_any_screen(page: Page, server: str, width: int) -> None:
    page.set_viewport_size({"width": width, "height": 1080 if width > 1400 else 800})
    go(page, server + "territorio")
    box = page.locator(".st-key-mapa-caja").bounding_box()
    shown = page.locator(".st-key-mapa-caja .scatterlayer").bounding_box()
    assert shown["height"] > 0.75 * box["height"] or shown["width"] > 0.75 * box["width"]
    for side, length in (("x", "width"), ("y", "height")):
        assert box[side] - 1 <= shown[side]
        assert shown[side] + shown[length] <= box[side] + box[length] + 1


@pytest.mark.usefixtures("demo")
def test_the_map_to_move_shows_the_same_zones_and_only_when_asked(
    published: duckdb.DuckDBPyConnection,
) -> None:
    app = open_page("territory")
    assert not app.get("deck_gl_json_chart")
    (moving,) = app.toggle(key="mapa-mover").set_value(True).run().get("deck_gl_json_chart")
    layers = {layer["id"]: layer for layer in json.loads(moving.proto.json)["layers"]}
    told = {f["name"]: f["text"] for f in layers["zonas"]["data"]["features"]}
    rows = published.execute(
        "SELECT z.name, sum(c.value)::BIGINT FROM zones AS z JOIN cells AS c USING (zone)"
        " WHERE c.source = 'cem' AND c.table_id = 'zone' GROUP BY ALL"
    ).fetchall()
    assert set(told) == {name for name, _ in rows}
    shown = {name: int(re.sub(r"\D", "", text)) for name, text in told.items() if text[0].isdigit()}
    assert shown == {name: value for name, value in rows if name in shown}
    assert len(shown) > 3
    places = layers["servicios"]["data"]
    assert places
    assert not [p for p in places if "refugio" in p["name"].lower()]
