"""Build the referential zones of a district: ``python -m ingest.reference_zones``.

No official layer of zones exists for Carabayllo and its cadastre is unfinished. Until the
municipality brings its own layer, a zone is the set of points that lie nearer to its anchors
(populated places, health establishments, police stations) than to any other zone's anchors:
the Voronoi cells of all anchors, joined by ``zone_seeds_<ubigeo>.csv``, clipped to the outline.

Why Voronoi: nothing is invented beyond the anchors' published positions, every point of the
district falls in exactly one zone, and anybody can rebuild the same file.

Limits, to be repeated wherever the zones are shown ("referencial"):
- the outline is generalised to about 110 m, and sources differ on the area by 20 %;
- a border between two zones is a line of equal distance: no street, no ravine, no limit in law;
- the eastern hills have no anchor, so the valley zones stretch over empty land;
- the names of the police stations among the anchors are unconfirmed.
"""

import argparse
import csv
import json
from pathlib import Path

import numpy as np
import shapely
from pyproj import Transformer
from shapely.geometry import mapping

GEO = Path(__file__).resolve().parents[1] / "data" / "reference" / "geo"
METRIC_CRS = "EPSG:32718"  # distances must be metres, or cells would be squeezed east-west
DECIMALS = 5  # about one metre: far finer than the outline, and keeps the file small
DEFAULT_UBIGEO = "150106"


Zone = tuple[str, str]  # id and name


def read_rows(name: str, folder: Path = GEO) -> list[dict[str, str]]:
    """Rows of one reference CSV as dictionaries of text."""
    with (folder / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def positions(rows: list[dict[str, str]]) -> np.ndarray:
    """Longitude and latitude of each row, as an array of two columns."""
    return np.array([(float(row["longitude"]), float(row["latitude"])) for row in rows])


def reproject(geometry: shapely.Geometry, source: str, target: str) -> shapely.Geometry:
    """The same geometry in another coordinate reference system."""
    transformer = Transformer.from_crs(source, target, always_xy=True)
    return shapely.transform(
        geometry, lambda xy: np.column_stack(transformer.transform(xy[:, 0], xy[:, 1]))
    )


def outline(ubigeo: str = DEFAULT_UBIGEO, folder: Path = GEO) -> shapely.Polygon:
    """The district's outline in EPSG:4326."""
    return shapely.Polygon(positions(read_rows(f"outline_{ubigeo}.csv", folder)))


def cells(points: np.ndarray, limit: shapely.Polygon) -> list[shapely.Geometry]:
    """The Voronoi cell of each point, in the order of the points, clipped to the limit."""
    diagram = shapely.voronoi_polygons(shapely.MultiPoint(points), extend_to=limit, ordered=True)
    return [cell.intersection(limit) for cell in diagram.geoms]


def dissolve(
    seeds: list[dict[str, str]], anchors: list[dict[str, str]], limit: shapely.Polygon
) -> dict[Zone, shapely.Geometry]:
    """Each zone's id and name, with its geometry in EPSG:4326."""
    places = {row["name"]: row for row in anchors}
    metric = reproject(limit, "EPSG:4326", METRIC_CRS)
    sites = shapely.MultiPoint(positions([places[seed["anchor"]] for seed in seeds]))
    points = shapely.get_coordinates(reproject(sites, "EPSG:4326", METRIC_CRS))
    groups: dict[Zone, list[shapely.Geometry]] = {}
    for seed, cell in zip(seeds, cells(points, metric), strict=True):
        groups.setdefault((seed["zone_id"], seed["zone_name"]), []).append(cell)
    zones = join_strays({key: shapely.union_all(parts) for key, parts in groups.items()}, points)
    return {key: tidy(zone) for key, zone in zones.items()}


def join_strays(
    zones: dict[Zone, shapely.Geometry], points: np.ndarray
) -> dict[Zone, shapely.Geometry]:
    """Give each piece that the outline cut off from its anchor to the neighbour it touches most.

    A bend of the outline can leave a zone with an empty piece kilometres away from its people.
    """
    anchors = shapely.MultiPoint(points)
    pieces = [(key, piece) for key, zone in zones.items() for piece in shapely.get_parts(zone)]
    joined = {
        key: [p for owner, p in pieces if owner == key and p.intersects(anchors)] for key in zones
    }
    for owner, piece in pieces:
        if not piece.intersects(anchors):
            others = [key for key in zones if key != owner]
            joined[max(others, key=lambda key: border(zones[key], piece))].append(piece)
    return {key: shapely.union_all(parts) for key, parts in joined.items()}


def border(zone: shapely.Geometry, piece: shapely.Geometry) -> float:
    """Length in metres of the border that a zone and a piece share."""
    return float(zone.intersection(piece).length)


def tidy(geometry: shapely.Geometry) -> shapely.Geometry:
    """Geographic, rounded, and in one canonical order, so that a rebuild is the same bytes."""
    degrees = reproject(geometry, METRIC_CRS, "EPSG:4326")
    rounded = shapely.transform(degrees, lambda xy: np.round(xy, DECIMALS))
    # Normalised rings run clockwise; GeoJSON (RFC 7946) wants the outer ring the other way.
    return shapely.orient_polygons(shapely.normalize(rounded))


def build(ubigeo: str = DEFAULT_UBIGEO, folder: Path = GEO) -> str:
    """The text of the zones' GeoJSON: one feature a line, so that a diff can be read."""
    seeds = read_rows(f"zone_seeds_{ubigeo}.csv", folder)
    anchors = read_rows(f"anchors_{ubigeo}.csv", folder)
    zones = dissolve(seeds, anchors, outline(ubigeo, folder))
    body = ",\n".join(feature(*key, geometry) for key, geometry in sorted(zones.items()))
    return f'{{"type": "FeatureCollection", "features": [\n{body}\n]}}\n'


def feature(zone_id: str, name: str, geometry: shapely.Geometry) -> str:
    """One GeoJSON feature as a line of text."""
    properties = {"id": zone_id, "name": name, "kind": "referencial"}
    record = {
        "type": "Feature",
        "properties": properties,
        "geometry": mapping(geometry),
    }
    return json.dumps(record, ensure_ascii=False)


def main() -> None:
    """Write ``zones_<ubigeo>.geojson``: in ``data/reference``, or where the seeds are."""
    parser = argparse.ArgumentParser(description="Build the referential zones of a district.")
    parser.add_argument("--ubigeo", default=DEFAULT_UBIGEO)
    parser.add_argument("--folder", type=Path, help="outline, anchors and zone seeds (CSV)")
    options = parser.parse_args()
    folder: Path = options.folder or GEO
    target = (options.folder or GEO.parent) / f"zones_{options.ubigeo}.geojson"
    target.write_text(build(options.ubigeo, folder), encoding="utf-8", newline="\n")
    print(f"{target.name}: {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()
