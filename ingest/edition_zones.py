"""The zones of an edition: read from the layer in force, merged, and written into its cube."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from dataclasses import dataclass

import duckdb
import pandas as pd
import shapely
from shapely.geometry import mapping, shape

from ingest.zone_merging import Group, Zone, merge
from observatorio.database import frame, registered, run
from observatorio.depth import LEAST_MEAN

SLIVER_DEGREES = 0.00002
DECIMALS = 5


@dataclass(frozen=True)
class Merged:
    """What an edition keeps of its zones: the layer's fingerprint and district|zone → published."""

    layer: str
    zone_map: dict[str, str]


def write_zones(con: duckdb.DuckDBPyConnection, before: Merged | None = None) -> Merged:
    """Fills tables zones and zone_members of the cube being built, from the layer in force."""
    layer = frame(con, "zones_merging/layer")
    digest = hashlib.sha256(layer[["ubigeo", "zone", "geometry"]].to_json().encode()).hexdigest()
    cases = _deep_enough(frame(con, "zones_merging/cases"))
    known = before.zone_map if before and before.layer == digest else {}
    zones: list[dict[str, str]] = []
    members: list[dict[str, str]] = []
    for ubigeo, rows in layer.groupby("ubigeo"):
        own = {
            key.split("|")[1]: zone for key, zone in known.items() if key.startswith(f"{ubigeo}|")
        }
        for group in merge(_zones(rows, cases[cases["ubigeo"] == ubigeo]), own):
            zones.append({"ubigeo": str(ubigeo), **_published(group)})
            members += [
                {
                    "ubigeo": str(ubigeo),
                    "zone": group.code,
                    "member": zone.code,
                    "member_name": zone.name,
                    "reason": group.reason,
                }
                for zone in group.members
            ]
    _insert(con, zones, members)
    return Merged(digest, {f"{m['ubigeo']}|{m['member']}": m["zone"] for m in members})


def _insert(
    con: duckdb.DuckDBPyConnection, zones: list[dict[str, str]], members: list[dict[str, str]]
) -> None:
    if zones:
        with (
            registered(con, "merged_zones", pd.DataFrame(zones)),
            registered(con, "merged_members", pd.DataFrame(members)),
        ):
            run(con, "zones_merging/write")


def _deep_enough(cases: pd.DataFrame) -> pd.DataFrame:
    """Cases of the sources that have enough of them in a district to be shown by zone at all.

    The others (depth rule) don't make any zones merge.
    """
    means = cases.groupby(["ubigeo", "source"])["cases"].transform("mean")
    return cases[means >= LEAST_MEAN]


def _zones(rows: pd.DataFrame, cases: pd.DataFrame) -> list[Zone]:
    counted: dict[str, dict[tuple[str, int], int]] = defaultdict(dict)
    for row in cases.to_dict("records"):
        counted[row["zone"]][row["source"], int(row["year"])] = int(row["cases"])
    return [
        Zone(
            code=row["zone"],
            name=row["name"],
            kind=row["kind"],
            outline=shape(json.loads(row["geometry"])),
            population=None if pd.isna(row["population"]) else float(row["population"]),
            cases=counted[row["zone"]],
        )
        for row in rows.to_dict("records")
    ]


def _published(group: Group) -> dict[str, str]:
    kinds = {zone.kind for zone in group.members}
    return {
        "zone": group.code,
        "name": group.name,
        # Exterior rings counter-clockwise, holes clockwise (RFC 7946, 3.1.6).
        "geometry": json.dumps(mapping(shapely.orient_polygons(_outline(group)))),
        "kind": kinds.pop() if len(kinds) == 1 else "referencial",
    }


def _outline(group: Group) -> shapely.Geometry:
    if len(group.members) == 1:
        return group.members[0].outline
    # Opened and closed again by a hair, so that no gap is left between what was joined.
    joined = shapely.union_all([z.outline.buffer(SLIVER_DEGREES) for z in group.members])
    return shapely.set_precision(joined.buffer(-SLIVER_DEGREES), 10**-DECIMALS)
