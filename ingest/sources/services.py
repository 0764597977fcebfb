"""The directory of services that can be shown on a map: one row each, its place checked.

Shelters are never among them, and a file that locates one is refused whole.
"""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa
import shapely

from ingest.district_files import is_ubigeo_column, must_be_ours, must_have_outline
from ingest.geocoding import load_gazetteer
from ingest.reading import columns
from ingest.reading.missing import is_missing
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.sheets import Sheet, lines_of
from ingest.reading.tables import Received, take
from ingest.settings import WorkSettings
from ingest.shelters import is_shelter, refuse_location
from ingest.sources.base import Reception, Source, Staging
from ingest.zone_layer import GEOGRAPHIC, outline_of
from ingest.zone_points import fault_of, in_peru
from observatorio.database import registered, run

# A service for the district may stand just outside of it.
TOLERANCE_M = 10_000.0
# The reason of each fault of coordinates.
FAULTS = {
    "fuera": "coordinates_not_peru",
    "cambiadas": "coordinates_swapped",
    "sin_signo": "coordinates_unsigned",
    "utm": "coordinates_metres",
}
Row = dict[str, str | None]


@dataclass(frozen=True)
class Check:
    """What a row's place says, or why the row can't be taken."""

    row_number: int
    shelter: bool
    latitude: float | None = None
    longitude: float | None = None
    field: str | None = None
    value: str | None = None
    reason: str | None = None
    detail: str | None = None


def receive(reception: Reception) -> Received:
    """Looks for shelters in all columns of the file, then reads the used ones."""
    fields = columns.editions("services")["servicios"]
    wanted = {name for field in fields for name in field.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(wanted, reception.options.sheets, whole=True)
    )
    must_have_outline(reception.settings, reception.incoming.name)
    for sheet in sheets:
        found = columns.match(sheet.header, fields, reception.incoming.name)
        rows = _all_cells(sheet, found)
        for row in rows:
            _must_not_locate(row, reception.settings, reception.incoming.name)
        stated = [cell for row in rows for name, cell in row.items() if is_ubigeo_column(name)]
        must_be_ours(stated, reception.settings, reception.incoming.name)
    received = take(reception.con, sheets, fields, reception.incoming, reception.target)
    received.edition = "servicios"
    return received


def _all_cells(sheet: Sheet, found: dict[str, list[int]]) -> list[Row]:
    """Every cell of every row by its column; used columns by their field."""
    by_position = {at: name for name, positions in found.items() for at in positions}
    names = [by_position.get(i, name or f"columna {i + 1}") for i, name in enumerate(sheet.header)]
    return [
        {names[i] if i < len(names) else f"columna {i + 1}": cell for i, cell in enumerate(line)}
        for line in lines_of(sheet)
    ]


def _must_not_locate(row: Row, settings: WorkSettings, file: str) -> None:
    if is_shelter(row.get("name"), row.get("kind")):
        refuse_location(row, load_gazetteer(settings), settings.district.name, file)


def stage(staging: Staging) -> None:
    """Checks each row's place; a corrected row is looked at for shelters like a first one."""
    con, settings = staging.con, staging.settings
    found = run(con, "ingest/services/rows")
    names = [column[0] for column in found.description or []]
    rows = [dict(zip(names, row, strict=True)) for row in found.fetchall()]
    for row in rows:
        said = {name: value for name, value in row.items() if name != "row_number"}
        _must_not_locate(said, settings, staging.delivery.file_name)
    area = _area(settings)
    checks = [_check(row.pop("row_number"), row, area) for row in rows]
    with registered(con, "service_checks", _table(checks)):
        run(con, "ingest/services/staged")
    run(con, "ingest/common/no_places")
    run(con, "ingest/common/no_months")


def _area(settings: WorkSettings) -> shapely.Geometry:
    """Where a service of the district may be, in degrees; raises Refused without an outline."""
    import geopandas as gpd

    must_have_outline(settings, "services")
    outline = gpd.GeoSeries([outline_of(settings.zones.outline)], crs=GEOGRAPHIC)
    metric = outline.to_crs(outline.estimate_utm_crs())
    return metric.buffer(TOLERANCE_M).to_crs(GEOGRAPHIC).iloc[0]


def _check(number: int, row: Row, area: shapely.Geometry) -> Check:
    shelter = is_shelter(row["name"], row["kind"])
    for name in ("name", "kind"):
        if is_missing(row[name]):
            return Check(number, shelter, field=name, reason="required_missing")
    texts = ["" if is_missing(t := row[n]) else str(t).strip() for n in ("latitude", "longitude")]
    if not any(texts):
        return Check(number, shelter)
    numbers = [_number(text.replace(",", ".")) for text in texts]
    field = "latitude" if numbers[0] is None else "longitude"
    shown = row[field]
    if None in numbers:
        return Check(number, shelter, field=field, value=shown, reason="coordinates_unreadable")
    latitude, longitude = (n or 0.0 for n in numbers)
    if reason := _misplaced(latitude, longitude, area):
        value, far = f"{texts[0]}, {texts[1]}", f"{TOLERANCE_M / 1000:.0f}"
        return Check(number, shelter, field="latitude", value=value, reason=reason, detail=far)
    return Check(number, shelter, latitude, longitude)


def _number(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _misplaced(latitude: float, longitude: float, area: shapely.Geometry) -> str | None:
    if not in_peru(longitude, latitude):
        return FAULTS[fault_of(longitude, latitude)]
    if not area.covers(shapely.Point(longitude, latitude)):
        return "coordinates_far"
    return None


def _table(checks: list[Check]) -> pa.Table:
    kinds = {
        "row_number": pa.int64(),
        "shelter": pa.bool_(),
        "latitude": pa.float64(),
        "longitude": pa.float64(),
    }
    names = list(Check.__dataclass_fields__)
    return pa.table(
        {
            name: pa.array([getattr(c, name) for c in checks], kinds.get(name, pa.string()))
            for name in names
        }
    )


SERVICES = Source("services", ("csv", "xlsx"), receive, stage, once=("name", "kind"))
