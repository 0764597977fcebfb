"""A selection has one value by whatever path, says what it hides, and changed figures say so."""

from __future__ import annotations

import csv
import dataclasses
import io
import itertools
import json
import random
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import plotly.graph_objects as go
import pytest
from hypothesis import assume, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st
from starlette.routing import Router

from ingest.deliveries import add
from ingest.publish import publish
from ingest.settings import load_work_settings
from ingest.sources.base import Options
from observatorio.api.routes import api
from observatorio.charts.model import Chart, Provenance, Series, point_of
from observatorio.charts.text import alternative, table
from observatorio.cube import Cube
from observatorio.database import run
from observatorio.disclosure import (
    BELOW,
    BELOW_PERSONS,
    EXACT,
    OPEN,
    OPEN_EXPLANATION,
    ROUNDED,
    Figure,
    combine,
    explanation,
    figure_of,
    share_pct,
)
from observatorio.editions import current_cube
from observatorio.exports import csv_bytes, file_name
from observatorio.filters import (
    DIMENSIONS,
    Filters,
    NotShown,
    Table,
    canonical,
    choose_table,
    not_published,
    refused,
)
from observatorio.map_classes import classes_of
from observatorio.maps import Shown
from observatorio.views.profile import crossed, simple
from observatorio.views.services import Directory
from observatorio.views.territory import Zone, by_zone, joined, zones
from observatorio.views.trends import monthly, yearly
from tests.cem_rows import text, usual
from tests.conftest import finished, public_of
from tests.export_cubes import taken
from tests.figures import figure as drawn_figure
from tests.figures import zone_map
from tests.test_pages import PAGES, open_page, told, words_of
from tests.test_sidpol import file_of, year_of

UBIGEO = "150106"
YEARS = (2017, 2022)
ZONE_YEARS = (2017, 2021)  # by zone, the open year waits


@pytest.fixture(scope="module")
def cube(demo_data: Path) -> Cube:
    return current_cube(public_of(demo_data), UBIGEO)


# Figures: bounds, also where a cell tells persons and not records.


@st.composite
def parts(draw: st.DrawFn) -> tuple[int, list[tuple[int, int, Figure]]]:
    """A threshold, and cells as (records, persons, what is published of them)."""
    threshold = draw(st.sampled_from([3, 5, 10]))
    by_person = draw(st.booleans())
    made = []
    for records in draw(st.lists(st.integers(0, 60), max_size=12)):
        persons = draw(st.integers(min(records, 1), records)) if by_person else records
        hidden = BELOW_PERSONS if by_person else BELOW
        value, note = (records, EXACT) if persons >= threshold else (None, hidden)
        made.append((records, persons, figure_of(value, note, threshold)))
    return threshold, made


@given(parts())
def test_the_bounds_of_a_sum_hold_the_true_sum(case) -> None:
    threshold, made = case
    found = combine(figure for *_, figure in made)
    if not made:
        assert found is None
        return
    records = [n for n, _, _ in made]
    hidden = [(n, p) for n, p, f in made if f.protected]
    assert found.low <= sum(records)
    assert found.low == sum(records) - sum(n for n, _ in hidden)
    assert found.protected == bool(hidden)
    if found.high is None:
        assert sum(p for _, p in hidden) <= found.persons == len(hidden) * (threshold - 1)
    else:
        assert sum(records) <= found.high == found.low + len(hidden) * (threshold - 1)


@given(parts(), st.randoms(use_true_random=False))
def test_a_sum_does_not_depend_on_order_or_grouping(case, chance: random.Random) -> None:
    figures = [figure for *_, figure in case[1]]
    assume(figures)
    mixed = list(figures)
    chance.shuffle(mixed)
    at = chance.randint(0, len(mixed))
    halves = [h for h in (combine(mixed[:at]), combine(mixed[at:])) if h]
    assert combine(figures) == combine(mixed) == combine(halves)


PERSONS = "menos de 5 personas"


@pytest.mark.parametrize(
    ("cells", "text", "short"),
    [
        ([(None, BELOW_PERSONS)], PERSONS, PERSONS),
        (
            [(None, BELOW_PERSONS), (None, BELOW_PERSONS)],
            "menos de 9 personas",
            "menos de 9 personas",
        ),
        ([(1440, ROUNDED), (None, BELOW_PERSONS)], f"{told(1440)} o más", f"{told(1440)} o más"),
        ([(90, ROUNDED), (None, BELOW)], "entre 90 y 94", "90–94"),
        ([(90, ROUNDED)], "90", "90"),
    ],
)
def test_figures_of_persons_in_words(cells, text: str, short: str) -> None:
    found = combine(figure_of(value, note, 5) for value, note in cells)
    assert (found.text, found.short) == (text, short)
    changed = dataclasses.replace(found, changed=True)
    assert changed.told == f"{text} (cambió)"


@hypothesis_settings(max_examples=40)
@given(parts())
def test_every_output_copes_with_every_figure(case) -> None:
    figures = [figure for *_, figure in case[1]]
    assume(figures)
    sums = [combine(figures[:n]) for n in range(1, len(figures) + 1)]
    names = tuple(f"c{n}" for n in range(len(sums)))
    for kind in ("column", "row", "stacked_row", "line"):
        points = tuple(map(point_of, names, sums))
        series = Series("Serie", points, "demuna", "line" if kind == "line" else "bar")
        chart = Chart("k", "¿Cuántos?", "Así.", names, (series,), PROVENANCE, kind=kind)
        assert table(chart)["Serie"].to_list() == [f.text for f in sums]
        drawn = drawn_figure(chart)
        lengths = [v for t in drawn.data if not is_mark(t) for v in lengths_of(t, kind)]
        assert [v for v in lengths if v is not None] == [f.low for f in sums if not f.hidden]
        assert alternative(chart).count("menos de") <= len(sums)
    made = [Zone(name, name, SQUARE, "oficial", f) for name, f in zip(names, sums, strict=True)]
    shown = Shown(made, dict(zip(names, map(point_of, names, sums), strict=True)), Directory(()))
    drawn = zone_map(shown, classes_of(shown.points.values(), counts=True), dark=False)
    told = [t.hovertemplate for t in drawn.data if t.hovertemplate]
    assert [t.split("<br>")[1].removesuffix("<extra></extra>") for t in told] == [
        f.text for f in sums
    ]


PROVENANCE = Provenance("DEMUNA", "casos", "marzo de 2022", 2, False)
SQUARE = json.dumps({"type": "Polygon", "coordinates": [[[0, 0], [0, 1], [1, 1], [0, 0]]]})


def is_mark(trace: Any) -> bool:
    return isinstance(trace, go.Scatter) and trace.mode == "markers"


def lengths_of(trace: Any, kind: str) -> list[int | None]:
    return list(trace.x if kind.endswith("row") else trace.y)


# Shares: only of a published total, and only where both are known.


def rounded(value: int) -> Figure:
    return Figure(value, value, ROUNDED)


HIDDEN, SPAN, OVER = Figure(0, 4, "below"), Figure(40, 44, "sum"), Figure(40, None, "sum")


@pytest.mark.parametrize(
    ("part", "base", "share"),
    [
        (rounded(10), rounded(40), 25.0),
        (rounded(20), rounded(20), 100.0),
        (rounded(105), Figure(103, 103, EXACT), 100.0),
        (Figure(0, 0, OPEN), Figure(30, 30, OPEN), 0.0),
        (rounded(10), rounded(15), None),
        (rounded(5), Figure(19, 19, EXACT), None),
        (HIDDEN, rounded(40), None),
        (SPAN, rounded(400), None),
        (OVER, rounded(400), None),
        (rounded(10), SPAN, None),
        (rounded(10), OVER, None),
        (None, rounded(40), None),
        (rounded(10), None, None),
    ],
)
def test_shares(part, base, share) -> None:
    assert share_pct(part, base) == share


def cell(con: duckdb.DuckDBPyConnection, where: str) -> int:
    ((value,),) = con.execute(
        f"SELECT sum(value)::int FROM cells WHERE source = 'cem' AND year = 2021 AND {where}"
    ).fetchall()
    return value


def test_shares_refer_to_the_total_of_its_own_cell(cube, published) -> None:
    """Not to the sum of the parts, and not to the part of the district that is chosen."""
    total = cell(published, "table_id = 'total'")
    zoned = Filters("cem", (2021, 2021), {"zone": ("Z01", "Z02")})
    most = max(cell(published, f"table_id = 'zone' AND zone = '{z}'") for z in ("Z01", "Z02"))
    assert f"alrededor del {round(100 * most / total)}\u00a0% del total" in (
        by_zone(cube, zoned).headline
    )
    women = {"sex": ("mujer",)}
    total = cell(published, "table_id = 'sex' AND sex = 'mujer'")
    most = cell(published, "table_id = 'sex_type' AND sex = 'mujer' AND violence_type = 'fisica'")
    filters = Filters("cem", (2021, 2021), {**women, "violence_type": ("fisica",)})
    assert f"física, alrededor del {round(100 * most / total)}\u00a0% del total" in (
        simple(cube, filters, "violence_type").headline
    )


# One value by whatever path.

CATEGORIES = {
    "violence_type": ("fisica", "psicologica", "sexual", "economica"),
    "age_group": ("0-11", "12-17", "18-29", "30-59", "60+"),
    "sex": ("mujer", "hombre"),
    "zone": ("Z01", "Z02", "sin_zona"),
}


@given(st.data())
def test_a_selection_is_written_in_one_way(data: st.DataObject) -> None:
    wanted = {
        name: data.draw(st.sets(st.sampled_from(codes))) for name, codes in CATEGORIES.items()
    }
    chosen = {
        name: tuple(data.draw(st.permutations(sorted(codes) * data.draw(st.integers(1, 3)))))
        for name, codes in wanted.items()
    }
    kept = {
        name: tuple(c for c in CATEGORIES[name] if c in codes)
        for name, codes in wanted.items()
        if codes and len(codes) < len(CATEGORIES[name])
    }
    years = data.draw(st.sampled_from([(2018, 2020), (2020, 2018)]))
    found = canonical(Filters("cem", years, chosen), CATEGORIES, range(2017, 2023))
    assert found == Filters("cem", (2018, 2020), kept)
    assert canonical(found, CATEGORIES, range(2017, 2023)) == found


@pytest.mark.parametrize(
    ("years", "expected"),
    [((2000, 2050), (2017, 2022)), ((2021, 2030), (2021, 2022)), ((2030, 2031), (2030, 2031))],
)
def test_years_end_where_those_of_the_source_do(years, expected) -> None:
    assert canonical(Filters("cem", years), CATEGORIES, range(2017, 2023)).years == expected


def test_known_categories_alone_are_not_the_whole() -> None:
    filters = Filters("cem", YEARS, {"zone": ("Z02", "Z01")})
    assert canonical(filters, CATEGORIES, range(2017, 2023)).chosen == {"zone": ("Z01", "Z02")}


def test_a_category_that_the_source_lacks_is_not_everything(cube) -> None:
    assert cube.figures(Filters("cem", ZONE_YEARS, {"zone": ("Z99",)})) == {}
    some = Filters("cem", ZONE_YEARS, {"zone": ("Z99", "Z01")})
    assert cube.figures(some) == cube.figures(Filters("cem", ZONE_YEARS, {"zone": ("Z01",)}))
    with pytest.raises(ValueError, match="risk_level"):
        cube.figures(Filters("cem", YEARS, {"risk_level": ("leve",)}))


TABLES = {
    (): "total",
    ("age_group",): "age",
    ("sex",): "sex",
    ("violence_type",): "type",
    ("zone",): "zone",
    ("age_group", "sex"): "age_sex",
    ("age_group", "violence_type"): "age_type",
    ("sex", "violence_type"): "sex_type",
    ("sex", "zone"): "sex_zone",
    ("violence_type", "zone"): "type_zone",
    ("age_group", "sex", "violence_type"): "age_sex_type",
}


def by_hand(con: duckdb.DuckDBPyConnection, wanted: dict[str, set[str]], first: int, last: int):
    """Low and high of the cells of a set, one by one in Python."""
    cells = con.execute(
        "SELECT year, age_group, sex, violence_type, zone, value FROM cells "
        "WHERE source = 'cem' AND table_id = ?",
        [TABLES[tuple(sorted(wanted))]],
    ).fetchall()
    names = ("age_group", "sex", "violence_type", "zone")
    low = high = 0
    for year, *codes, value in cells:
        inside = all(code in wanted.get(n, {code}) for n, code in zip(names, codes, strict=True))
        if inside and first <= year <= last:
            low, high = low + (value or 0), high + (4 if value is None else value)
    return low, high


def paths(cube: Cube, wanted: dict[str, set[str]], years: tuple[int, int], chance: random.Random):
    """The figure of one set by random ways of asking for it."""
    while True:
        chosen = {name: mixed(codes, chance) for name, codes in wanted.items()}
        for name in DIMENSIONS:
            if name not in wanted and chance.random() < 0.5:
                chosen[name] = mixed(set(cube.categories("cem", name)), chance)
        items = list(chosen.items())
        chance.shuffle(items)
        shown = [name for name in wanted if chance.random() < 0.3]
        span = years if chance.random() < 0.5 else years[::-1]
        spans = [span] if chance.random() < 0.5 else singles(years, chance)
        yield combine(
            figure
            for part in spans
            for figure in cube.figures(Filters("cem", part, dict(items)), shown).values()
        )


def mixed(codes: set[str], chance: random.Random) -> tuple[str, ...]:
    repeated = [*codes, *chance.choices(sorted(codes), k=chance.randint(0, 3))]
    chance.shuffle(repeated)
    return tuple(repeated)


def singles(years: tuple[int, int], chance: random.Random) -> list[tuple[int, int]]:
    each = [(year, year) for year in range(years[0], years[1] + 1)]
    chance.shuffle(each)
    return each


SETS: list[dict[str, set[str]]] = [
    {},
    {"zone": {"Z01", "Z02"}},
    {"violence_type": {"economica", "sexual"}},
    {"age_group": {"60+", "0-11"}, "sex": {"hombre"}},
    {"sex": {"mujer"}, "zone": {"Z03", "sin_zona"}},
    {"age_group": {"60+"}, "sex": {"hombre"}, "violence_type": {"sexual", "economica"}},
]


@pytest.mark.parametrize("years", [ZONE_YEARS, (2019, 2020), (2021, 2021)])
@pytest.mark.parametrize("wanted", SETS, ids=lambda wanted: "-".join(sorted(wanted)) or "all")
def test_the_same_set_has_one_value_by_whatever_path(cube, published, wanted, years) -> None:
    """Averaging over many paths says no more than asking once."""
    asked = itertools.islice(
        paths(cube, wanted, years, random.Random("-".join(sorted(wanted)))), 40
    )
    values = [(figure.low, figure.high) for figure in asked]
    assert set(values) == {by_hand(published, wanted, *years)}
    means = tuple(sum(bounds) / len(values) for bounds in zip(*values, strict=True))
    assert means == values[0]


@pytest.mark.parametrize("also", [{}, {"violence_type": ("sexual", "fisica")}])
def test_all_months_of_an_open_year_are_the_year(cube, published, also) -> None:
    """January to March of 2022 is all that there is of it: their sum would be another value."""
    months = [m for y, m in published.execute(
        "SELECT year, month FROM coverage WHERE source = 'cem' AND state IN ('recibido', 'parcial')"
    ).fetchall() if y == 2022]  # fmt: skip
    assert 0 < len(months) < 12
    year = cube.figures(Filters("cem", (2022, 2022), also))
    for chosen in (months, months[::-1], range(1, 13)):
        asked = Filters("cem", (2022, 2022), {"month": tuple(map(str, chosen)), **also})
        assert cube.figures(asked) == year
        assert cube.canonical(asked) == cube.canonical(Filters("cem", (2022, 2022), also))
    some = Filters("cem", (2022, 2022), {"month": tuple(map(str, months[:-1])), **also})
    assert cube.canonical(some).chosen["month"] == tuple(map(str, months[:-1]))
    more = Filters("cem", (2021, 2022), {"month": tuple(map(str, months)), **also})
    assert cube.canonical(more).chosen["month"] == tuple(map(str, months))


VIEWS = {
    "yearly": yearly,
    "monthly": monthly,
    "zone": by_zone,
    "map": zones,
    "crossed": lambda cube, filters: crossed(cube, filters, "age_group", "sex"),
    "simple": lambda cube, filters: simple(cube, filters, "violence_type"),
    "file": lambda cube, filters: csv_bytes(taken(cube, filters)),
    "name": lambda cube, filters: file_name(cube, filters, "Carabayllo"),
}


@pytest.mark.parametrize("name", VIEWS)
def test_every_output_is_the_same_by_whatever_path(cube, name: str) -> None:
    plain = Filters("cem", (2018, 2021), {"violence_type": ("fisica", "sexual")})
    everything = {d: (*cube.categories("cem", d),) * 2 for d in ("age_group", "sex", "zone")}
    other = Filters("cem", (2021, 2018), {**everything, "violence_type": ("sexual", "fisica") * 2})
    assert VIEWS[name](cube, other) == VIEWS[name](cube, plain)


def test_a_url_with_everything_chosen_is_the_url_without(demo) -> None:
    everything = open_page("trends", tipo=["Sexual", "Física", "Económica o patrimonial",
                                           "Psicológica"])  # fmt: skip
    plain = open_page("trends")
    assert [t.value.to_dict() for t in everything.table] == [t.value.to_dict() for t in plain.table]
    assert "tipo de violencia:" not in words_of(everything)


@pytest.fixture
def demo(demo_data: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(public_of(demo_data)))


# What is not published says why.


def a_table(name: str, dimensions: str, state: str = "publico") -> Table:
    return Table(name, name.upper(), frozenset(dimensions.split()), state, f"motivo de {name}.")


KEPT_BACK = [
    a_table("total", ""),
    a_table("sexo_zona", "sex zone", "institucional"),
    a_table("zona", "zone", "rechazado"),
    a_table("edad", "age_group", "rechazado"),
    a_table("mes_edad", "month age_group"),
]


@pytest.mark.parametrize(
    ("dimension", "reason"),
    [
        ("zone", "«ZONA»: motivo de zona."),
        ("sex", "«SEXO_ZONA»: motivo de sexo_zona."),
        ("violence_type", "Esta fuente no tiene cuadros por tipo de violencia."),
        ("age_group", ""),
    ],
)
def test_a_filter_without_a_published_table_says_why(dimension: str, reason: str) -> None:
    assert refused(KEPT_BACK, dimension) == reason


def test_a_view_without_a_table_says_why() -> None:
    none = Filters("x", YEARS)
    lacking = "sta fuente no tiene cuadros por tipo de violencia."
    assert choose_table(KEPT_BACK, ("violence_type",), none).reason == f"E{lacking}"
    reason = choose_table(KEPT_BACK, ("violence_type", "sex"), none).reason
    assert reason == f"No se publica el cruce de sexo y tipo de violencia: e{lacking}"
    reason = choose_table(KEPT_BACK, ("age_group", "sex"), none).reason
    assert "No se publica el cruce de edad y sexo" in reason
    assert "Quite un filtro" not in reason
    filtered = Filters("x", YEARS, {"sex": ("mujer",)})
    assert choose_table(KEPT_BACK, ("age_group",), filtered).reason.endswith("Quite un filtro.")


def test_tables_kept_back_are_listed_with_their_reason() -> None:
    assert not_published(KEPT_BACK) == {
        "SEXO_ZONA": "motivo de sexo_zona.",
        "ZONA": "motivo de zona.",
        "EDAD": "motivo de edad.",
    }


@pytest.mark.parametrize("source", ["cem", "sidpol", "police_points", "demuna"])
def test_pages_offer_what_is_public_and_say_why_the_rest_is_not(demo, published, source) -> None:
    app = open_page("downloads")
    app.sidebar.selectbox(key="fuente").select(source).run()
    states = published.execute(
        "SELECT DISTINCT dimensions, state, label, reason FROM tables t WHERE source = ? AND "
        "measure = (SELECT measure FROM sources s WHERE s.source = t.source)",
        [source],
    ).fetchall()
    said = [caption.value for caption in app.sidebar.caption]
    for dimension, (key, _) in DIMENSIONS.items():
        having = [(d, s, la, r) for d, s, la, r in states if dimension in d.split("|")]
        offered = any(state == "publico" for _, state, _, _ in having)
        assert app.sidebar.multiselect(key=key).disabled == (not offered)
        own = [f"«{la}»: {r}" for d, _, la, r in having if d == dimension]
        why = own or [f"Esta fuente no tiene cuadros por {DIMENSIONS[dimension][1].lower()}."]
        assert (why[0] in said) == (not offered)
    shown = {k: v for t in app.table[1:] for k, v in t.value.iloc[:, 0].items()}
    assert shown == {label: reason for _, state, label, reason in states if state != "publico"}


def test_a_refused_zone_view_is_explained_on_its_page(demo) -> None:
    app = open_page("territory")
    app.sidebar.selectbox(key="fuente").select("demuna").run()
    (info,) = app.info
    assert info.value.startswith("«Zona»: No se publica:")
    (map_of_services,) = app.get("plotly_chart")
    assert "sin cifra" in map_of_services.proto.spec
    assert not app.table


def test_no_view_gives_figures_of_a_table_that_is_not_public(cube) -> None:
    for source in cube.sources:
        kept_back = [t for t in cube.tables(source) if not t.public]
        for kept in kept_back:
            with pytest.raises(NotShown, match=re.escape(kept.reason)):
                cube.figures(Filters(source, YEARS), sorted(kept.dimensions))


# A figure that changed says so.


@pytest.fixture(scope="module")
def changed(demo_data: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """A copy of the demonstration in which some cells are other than in the edition before."""
    folder = tmp_path_factory.mktemp("changed")
    source = public_of(demo_data)
    name = json.loads((source / "current.json").read_text(encoding="utf-8"))["file"]
    for file in (name, "current.json"):
        shutil.copy(source / file, folder / file)
    with duckdb.connect(str(folder / name)) as con:
        con.execute(
            "UPDATE cells SET changed = true WHERE source = 'cem' AND year = 2021 AND "
            "(table_id = 'total' OR (table_id = 'zone' AND codes[1] IN ('Z01', 'sin_zona')))"
        )
    yield folder


def test_a_sum_changed_where_a_part_did(changed: Path, cube) -> None:
    other = current_cube(changed, UBIGEO)
    zone = other.figures(Filters("cem", ZONE_YEARS), ["zone"])
    assert {key for (key,), figure in zone.items() if figure.changed} == {"Z01", "sin_zona"}
    assert not any(f.changed for f in cube.figures(Filters("cem", ZONE_YEARS), ["zone"]).values())
    assert not any(f.changed for f in other.figures(Filters("cem", (2017, 2020))).values())


def test_charts_and_tables_tell_what_changed(changed: Path, cube) -> None:
    other = current_cube(changed, UBIGEO)
    chart, one = by_zone(other, Filters("cem", YEARS)), yearly(other, Filters("cem", YEARS))
    after = "respecto de la edición anterior: llegaron o se corrigieron registros."
    assert f"2 cifras cambiaron {after}" in chart.remarks
    assert f"1 cifra cambió {after}" in one.remarks
    marked = [name for name, text in table(chart).iloc[:, [0, 1]].values if "(cambió)" in text]
    assert marked == [name for name in marked if name.startswith(("1 · ", "Sin zona"))]
    assert len(marked) == 2
    before = by_zone(cube, Filters("cem", YEARS))
    assert "cambi" not in " ".join(before.remarks) + str(table(before).values)
    hovers = [text for trace in drawn_figure(chart).data for text in trace.hovertext]
    assert len([text for text in hovers if text.endswith("(cambió)")]) == 2


def test_the_file_and_the_cards_tell_what_changed(changed: Path, monkeypatch) -> None:
    other = current_cube(changed, UBIGEO)
    rows = list(
        csv.DictReader(io.StringIO(csv_bytes(taken(other, Filters("cem", YEARS))).decode()))
    )
    notes = {row["nota"] for row in rows if row["nota"].endswith(" · cambió en esta edición")}
    assert notes == {
        f"{n} · demostración · cambió en esta edición" for n in ("exacto", "redondeado")
    }
    assert len([row for row in rows if "cambió" in row["nota"]]) == 3
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(changed))
    lines = io.StringIO(asked_of_the_api("/api/v1/cells", "fuente=cem&formato=csv&tamano=5000"))
    marked = [row["nota"] for row in csv.DictReader(lines) if "cambió" in row["nota"]]
    assert set(marked) == notes
    assert len(marked) == 3
    assert words_of(open_page()).count("la cifra cambió en esta edición") == 1


def asked_of_the_api(path: str, query: str) -> str:
    """What the routes answer, without a server around them."""
    scope = {
        "type": "http", "method": "GET", "path": path, "root_path": "", "scheme": "http",
        "query_string": query.encode(), "headers": [], "server": ("a.pe", 80),
    }  # fmt: skip
    sent: list[Any] = []

    async def receive() -> Any:
        return {"type": "http.request"}

    async def send(message: Any) -> None:
        sent.append(message)

    finished(Router([api()])(scope, receive, send))
    assert sent[0]["status"] == 200
    return b"".join(message.get("body", b"") for message in sent[1:]).decode("utf-8-sig")


# The protection, explained.


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Folder of an edition protected with threshold 10 and base 5."""
    folder = tmp_path_factory.mktemp("strict")
    usual_ones = load_work_settings()
    privacy = dataclasses.replace(usual_ones.privacy, threshold=10, base=5)
    settings = dataclasses.replace(usual_ones, data_dir=folder / "data", privacy=privacy)
    file = folder / "cem.csv"
    file.write_text(text(usual(57, CEM="CARABAYLLO")), encoding="utf-8")
    assert add("cem", file, Options(), settings).accepted == 57
    publish(settings)
    return settings.public_dir


def test_the_explanation_is_two_sentences_with_the_right_numbers() -> None:
    for threshold, base in ((5, 5), (10, 5), (12, 3)):
        said = explanation(threshold, base)
        assert len(re.findall(r"[.](?= |$)", said)) == 2
        assert f"múltiplos de {base} " in said
        assert said.count(f"«menos de {threshold}»") == 1
        assert f"de 0 a {threshold - 1}" in said
        assert "personas" in said
    assert len(re.findall(r"[.](?= |$)", OPEN_EXPLANATION)) == 2


@pytest.mark.parametrize("page", PAGES)
def test_every_page_explains_the_protection(strict, monkeypatch, page: str) -> None:
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(strict))
    said = words_of(open_page(page))
    assert explanation(10, 5) in said
    assert "menos de 5" not in said


def test_the_file_explains_the_protection_once(strict, cube) -> None:
    other = current_cube(strict, UBIGEO)
    for read, source, said in (
        (other, "cem", explanation(10, 5)),
        (cube, "cem", explanation(5, 5)),
        (cube, "demuna", explanation(5, 5)),
        (cube, "sidpol", OPEN_EXPLANATION),
    ):
        file = csv_bytes(taken(read, Filters(source, YEARS))).decode()
        rows = list(csv.DictReader(io.StringIO(file)))
        assert [row["proteccion"] for row in rows] == [said] + [""] * (len(rows) - 1)


def test_open_figures_are_said_to_be_shown_as_published(
    demo, cube, deliver, settings, monkeypatch
) -> None:
    title = cube.sources["sidpol"].title
    assert f"{title}: sus cifras se muestran como fueron publicadas" in words_of(open_page())
    deliver("sidpol", "a.csv", file_of(*year_of(2018, 10)))
    publish(settings)
    monkeypatch.setenv("OBSERVATORIO_PUBLIC", str(settings.public_dir))
    said = words_of(open_page())
    assert OPEN_EXPLANATION in said
    assert "menos de" not in said


# Zones published as one.


def test_joined_zones_are_named_with_the_reason(cube, demo, published) -> None:
    rows = published.execute(
        "SELECT list(member_name), any_value(reason) FROM zone_members GROUP BY zone"
    ).fetchall()
    groups = [(set(names), reason) for names, reason in rows if len(names) > 1]
    said = joined(cube)
    assert bool(said) == bool(groups)
    for names, reason in groups:
        assert reason in said
        assert all(name in said for name in names)
    for names, _ in rows:
        assert len(names) > 1 or names[0] not in said
    assert said in words_of(open_page("territory"))


@pytest.mark.parametrize(
    ("members", "said"),
    [
        ([], ""),
        ([("A+B", "San Pedro", "x"), ("A+B", "El Progreso", "x"), ("C+D", "Uno", "y"),
          ("C+D", "Dos", "y"), ("E+F", "Tres", "x"), ("E+F", "Cuatro", "x")],
         "Zonas unidas: San Pedro y El Progreso; Tres y Cuatro, porque x. Uno y Dos, porque y."),
    ],
)  # fmt: skip
def test_joined_zones_in_a_sentence(settings, tmp_path, members, said: str) -> None:
    file = tmp_path / "cube.duckdb"
    with duckdb.connect(str(file)) as con:
        run(con, "schema/public")
        con.execute("INSERT INTO zone_members VALUES ('150106', 'Z', 'Z', 'Sola', '')")
        for number, (zone, name, reason) in enumerate(members):
            con.execute(
                "INSERT INTO zone_members VALUES ('150106', ?, ?, ?, ?)",
                [zone, f"m{number}", name, reason],
            )
    assert joined(Cube(file, UBIGEO)) == said
