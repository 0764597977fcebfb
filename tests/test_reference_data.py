"""The reviewed reference data and the published figures keep what they promise."""

import csv
import itertools
import json
import re
import unicodedata
from pathlib import Path

import pytest
import shapely
from shapely.geometry import shape

from ingest import reference_zones

DATA = Path(__file__).resolve().parents[1] / "data"
REFERENCE = DATA / "reference"
PUBLISHED = DATA / "published"
ZONES_FILE = REFERENCE / "zones_150106.geojson"
SQUARE_METRES = 111_000 * 108_700  # one square degree at this latitude
CONFIRM = "por confirmar con la municipalidad"
# "Carabayllo" is the whole district, and "Loma" would be taken for Lomas de Carabayllo.
NOT_PLACES = {"Carabayllo", "Loma"}
LAYOUT = """ubigeo source table year first_month last_month dimension category value
unit base source_ref note"""


def rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def plain(text: str) -> str:
    folded = unicodedata.normalize("NFD", text.lower())
    letters = "".join(c for c in folded if not unicodedata.combining(c))
    return re.sub(r"[^a-z0-9]+", " ", letters).strip()


def point(row: dict[str, str]) -> shapely.Point:
    return shapely.Point(float(row["longitude"]), float(row["latitude"]))


@pytest.fixture(scope="module")
def zones() -> dict[str, shapely.Geometry]:
    features = json.loads(ZONES_FILE.read_text(encoding="utf-8"))["features"]
    assert all(f["properties"]["kind"] == "referencial" for f in features)
    return {f["properties"]["id"]: shape(f["geometry"]) for f in features}


@pytest.fixture(scope="module")
def anchors() -> dict[str, dict[str, str]]:
    return {row["name"]: row for row in rows(REFERENCE / "geo" / "anchors_150106.csv")}


def test_zones_are_few_valid_polygons_with_plain_ids(zones):
    assert list(zones) == [f"Z{n:02d}" for n in range(1, 12)]
    assert all(zone.is_valid and zone.geom_type == "Polygon" for zone in zones.values())
    assert ZONES_FILE.stat().st_size < 60_000


def test_zones_do_not_overlap_and_cover_the_outline(zones):
    overlaps = [a.intersection(b).area for a, b in itertools.combinations(zones.values(), 2)]
    assert max(overlaps) * SQUARE_METRES < 100
    missed = reference_zones.outline().symmetric_difference(shapely.union_all([*zones.values()]))
    assert missed.area * SQUARE_METRES < 10_000


def test_coordinates_have_five_decimals():
    numbers = re.findall(r"-\d+\.(\d+)", ZONES_FILE.read_text(encoding="utf-8"))
    assert max(map(len, numbers)) <= reference_zones.DECIMALS


def test_rebuilt_zones_are_the_committed_bytes():
    assert reference_zones.build().encode() == ZONES_FILE.read_bytes()


def test_a_piece_cut_off_from_its_anchor_goes_to_the_neighbour_it_touches_most():
    near, far = shapely.box(0, 0, 1, 1), shapely.box(3, 0, 4, 1)
    zones = {("A", "a"): shapely.union_all([near, far]), ("B", "b"): shapely.box(1, 0, 3, 1)}
    joined = reference_zones.join_strays(zones, [(0.5, 0.5), (2, 0.5)])
    assert joined["A", "a"].equals(near)
    assert joined["B", "b"].equals(shapely.box(1, 0, 4, 1))


def test_each_anchor_is_a_seed_and_lies_in_its_zone(zones, anchors):
    seeds = rows(REFERENCE / "geo" / "zone_seeds_150106.csv")
    assert sorted(seed["anchor"] for seed in seeds) == sorted(anchors)
    for seed in seeds:
        assert zones[seed["zone_id"]].contains(point(anchors[seed["anchor"]])), seed


def test_unconfirmed_stations_stay_marked(anchors):
    stations = [row for row in anchors.values() if row["kind"] == "comisaria"]
    assert len(stations) == 3
    assert all("nombre sin confirmar" in row["source"] for row in stations)


def test_gazetteer_zones_exist_and_places_with_coordinates_lie_in_theirs(zones, anchors):
    for row in rows(REFERENCE / "gazetteer_150106.csv"):
        known = [n for n in [row["place"], *row["aliases"].split("|")] if n in anchors]
        assert row["zone_id"] in zones or (not row["zone_id"] and CONFIRM in row["source"]), row
        assert all(zones[row["zone_id"]].contains(point(anchors[name])) for name in known), row


def test_gazetteer_names_every_anchor_and_every_named_place(anchors):
    gazetteer = rows(REFERENCE / "gazetteer_150106.csv")
    written = {name for row in gazetteer for name in [row["place"], *row["aliases"].split("|")]}
    named = {name for name, row in anchors.items() if row["kind"] != "comisaria"}
    assert named - written == NOT_PLACES
    assert {"Cerro Partido", "Cruz del Norte", "Sol Naciente", "Ricardo Palma"} <= written


def test_gazetteer_spellings_point_to_one_place_only():
    gazetteer = rows(REFERENCE / "gazetteer_150106.csv")
    names = [row["place"] + "|" + row["aliases"] for row in gazetteer]
    spellings = [plain(name) for joined in names for name in joined.split("|") if name]
    assert len(spellings) == len(set(spellings))
    assert {row["ubigeo"] for row in gazetteer} == {"150106"}


def test_services_hide_the_shelter_and_invent_nothing():
    services = rows(REFERENCE / "services_150106.csv")
    text = (REFERENCE / "services_150106.csv").read_text(encoding="utf-8").lower()
    assert not re.search("refugio|albergue|acogida", text)
    kinds = {"cem", "comisaria", "demuna", "salud", "csmc", "alegra", "ugel"}
    assert {row["kind"] for row in services} == kinds
    assert not any(row["hours"] or row["telephone"] for row in services)
    assert all(bool(row["latitude"]) == bool(row["longitude"]) for row in services)


def test_located_services_stand_on_an_anchor(anchors):
    spots = {(row["latitude"], row["longitude"]) for row in anchors.values()}
    services = rows(REFERENCE / "services_150106.csv")
    located = [(row["latitude"], row["longitude"]) for row in services if row["latitude"]]
    assert len(located) == 15
    assert set(located) <= spots


def test_published_files_share_one_layout_and_cite_in_full():
    for path in sorted(PUBLISHED.glob("*.csv")):
        if path.name.startswith(("population", "police")):
            continue
        for row in rows(path):
            assert list(row) == LAYOUT.split(), path.name
            assert row["ubigeo"] in {"150106", "15", "00"}
            assert float(row["value"]) >= 0
            assert len(row["source_ref"]) > 10, row


def test_printed_complaints_have_two_kinds_a_month_and_say_whose_they_are():
    found = rows(PUBLISHED / "police_150106.csv")
    months = [(int(row["year"]), int(row["month"]), row["kind"]) for row in found]
    every = [(y, m) for y in range(2018, 2027) for m in range(1, 13) if (y, m) <= (2026, 5)]
    kinds = ("violencia familiar", "otras denuncias")
    assert months == [(*month, kind) for month in every for kind in kinds]
    assert {row["ubigeo"] for row in found} == {"150106"}
    assert all("ODC-By" in row["licence"] and len(row["source_ref"]) > 10 for row in found)


@pytest.mark.parametrize("table", ["annual_total", "by_age", "by_sex", "by_type"])
def test_published_cem_2020_margins_sum_to_the_year(table):
    cells = rows(PUBLISHED / "cem_carabayllo.csv")
    margin = [int(r["value"]) for r in cells if r["table"] == table and r["year"] == "2020"]
    assert sum(margin) == 737


def test_published_risk_levels_sum_to_their_total():
    cells = rows(PUBLISHED / "cem_lima_risk.csv")
    for year in {row["year"] for row in cells}:
        of_year = {row["category"]: int(row["value"]) for row in cells if row["year"] == year}
        total = of_year.pop("total")
        assert sum(of_year.values()) == total


def test_population_2017_parts_sum_to_the_census():
    cells = [r for r in rows(PUBLISHED / "population_150106.csv") if r["year"] == "2017"]
    by_sex = [int(r["population"]) for r in cells if r["sex"] != "total"]
    by_age = [int(r["population"]) for r in cells if r["age_group"] != "total"]
    assert (sum(by_sex), sum(by_age)) == (350_989, 350_989)
    assert {r["kind"] for r in rows(PUBLISHED / "population_150106.csv")} == {"censo", "proyeccion"}


def test_renamu_columns_are_unique_within_an_edition():
    columns = rows(REFERENCE / "renamu" / "columns.csv")
    for key in ("matter", "count_column", "attended_column"):
        used = [(row["edition"], row[key]) for row in columns if row[key]]
        assert len(used) == len(set(used)), key
    assert all(int(row["reports_year"]) == int(row["edition"]) - 1 for row in columns)


def test_renamu_violence_matters_are_there_since_2019():
    columns = rows(REFERENCE / "renamu" / "columns.csv")
    for edition in map(str, range(2019, 2026)):
        of_edition = {r["matter"]: r["count_column"] for r in columns if r["edition"] == edition}
        expected = {m: f"P64_{m}_1" for m in ("6", "7", "8", "11")}
        assert {m: of_edition.get(m) for m in expected} == expected


def test_renamu_numbering_shift_is_mapped_by_text_not_by_number():
    columns = rows(REFERENCE / "renamu" / "columns.csv")
    edition = {r["matter"]: r["count_column"] for r in columns if r["edition"] == "2019"}
    assert edition["x_presunto_abandono"] == "P64_14_1"
    assert (edition["16"], edition["17"], edition["18"]) == ("P64_15_1", "P64_16_1", "P64_17_1")
    assert "14" not in edition
    assert "15" not in edition


def test_renamu_own_codes_are_outside_the_2020_list():
    columns = rows(REFERENCE / "renamu" / "columns.csv")
    assert all((row["in_2020_list"] == "1") == row["matter"].isdigit() for row in columns)
    general = {row["edition"] for row in rows(REFERENCE / "renamu" / "general.csv")}
    assert general == {row["edition"] for row in columns}


def test_events_are_in_order_and_of_known_kinds():
    events = rows(REFERENCE / "events.csv")
    assert {row["kind"] for row in events} <= {"ley", "norma", "servicio", "emergencia", "plan"}
    assert [row["date_from"] for row in events] == sorted(row["date_from"] for row in events)
    dates = [row[key] for row in events for key in ("date_from", "date_to") if row[key]]
    assert all(re.fullmatch(r"\d{4}(-\d{2}){0,2}", text) for text in dates)
    assert {row["weight"] for row in events} <= {"0", "1", "2", "3"}
    # Of what is only cited, nobody can tell what it changed.
    assert all(row["weight"] == "0" for row in events if "itada en el informe" in row["detail"])
