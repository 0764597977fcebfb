"""Police points of the district: most of them forced onto the coordinates of a station.

The share of the subject (24 %) and of forced points (84 %) is that of the published layer. The
other points lie around named places inside the district; a few lie outside it.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import shapely
from numpy.typing import NDArray

from ingest.sample.dates import MONTHS, day_text, draw_days, months_of
from ingest.sample.model import Table, choose, load_model, pick, read_rows, stream, write_rows
from ingest.sample.places import strip_accents

FIXED = {
    "departamento_hecho": "LIMA METROPOLITANA",
    "provincia_hecho": "LIMA",
    "distrito_hecho": "CARABAYLLO",
    "ubigeo_hecho_delito": "150106",
}
HEADER = [
    "fecha_hora_hecho",
    "departamento_hecho",
    "provincia_hecho",
    "distrito_hecho",
    "tipo_hecho",
    "materia_hecho",
    "subtipo_hecho",
    "modalidad_hecho",
    "lat_hecho",
    "long_hecho",
    "ubigeo_hecho_delito",
    "comisaria_registro",
    "comisaria_hecho",
    "turno_hecho",
    "es_delito_x",
    "estado_coord",
    "observacion",
    "barrio",
]
TURNS = np.array(["MADRUGADA", "MAÑANA", "TARDE", "NOCHE"])
HOURS = [4, 2, 2, 1, 1, 1, 2, 3, 4, 4, 4, 4, 5, 5, 5, 5, 5, 6, 7, 8, 9, 9, 8, 6]
BARRIO_SHARE = 0.5
UNPLACED, PLACED = "SIN COORDENADA", "CON COORDENADA"
FORCED = "GEO FORZADA AL CENTROIDE DE COMISARIA"


def write_police_points(path: Path, seed: int) -> None:
    """Writes every kind of event of the district by month; the subject is one of five kinds."""
    rng = stream(seed, "police_points")
    model = load_model()["police"]
    yearly = round(model["subject_per_year"] / model["subject_share"])
    days = []
    for year in model["years"]:
        months = months_of(year)
        days.append(draw_days(rng, year, yearly * months // MONTHS, months))
    moments = np.sort(np.concatenate(days))
    table = {**_when(rng, moments), **_what(rng, len(moments)), **_where(rng, len(moments))}
    table |= {name: np.full(len(moments), value) for name, value in FIXED.items()}
    write_rows(path, HEADER, zip(*(table[name].tolist() for name in HEADER), strict=True))


def _when(rng: np.random.Generator, days: NDArray[Any]) -> Table:
    """Day, hour and turn of the event."""
    hours = pick(rng, HOURS, len(days))
    clock = [f" {hour:02d}:{minute:02d}" for hour in range(24) for minute in range(60)]
    minutes = hours * 60 + rng.integers(0, 12, len(days)) * 5
    moments = np.char.add(day_text(days, "%d/%m/%Y"), np.array(clock)[minutes])
    return {"fecha_hora_hecho": moments, "turno_hecho": TURNS[hours // 6]}


def _what(rng: np.random.Generator, size: int) -> Table:
    """The kind of event: type, matter, subtype, modality and whether it is an offence."""
    model = load_model()["police"]
    subject = [[model["subject"], *kind] for kind in model["subject_kinds"]]
    kinds = subject + model["other_kinds"]
    weights = np.array([kind[-1] for kind in kinds], dtype=float)
    share = np.repeat(
        [model["subject_share"], 1 - model["subject_share"]],
        [len(subject), len(kinds) - len(subject)],
    )
    ours = np.arange(len(kinds)) < len(subject)
    weights *= share / np.where(ours, weights[ours].sum(), weights[~ours].sum())
    chosen = pick(rng, weights, size)
    names = ["tipo_hecho", "materia_hecho", "subtipo_hecho", "modalidad_hecho", "es_delito_x"]
    return {
        name: np.array([kind[number] for kind in kinds])[chosen]
        for number, name in enumerate(names)
    }


def _where(rng: np.random.Generator, size: int) -> Table:
    """Coordinates, station, neighbourhood, and whether the point is only the station's."""
    model = load_model()["police"]
    stations = model["stations"]
    station = pick(rng, [row["weight"] for row in stations], size)
    forced = rng.random(size) < model["forced_share"]
    anchors = read_rows("anchors.csv")
    anchor = pick(rng, [float(row["weight"]) for row in anchors], size)
    centre = np.array([[float(row["latitude"]), float(row["longitude"])] for row in anchors])
    point = _scatter(rng, centre[anchor])
    of_station = np.array([[row["lat"], row["long"]] for row in stations])[station]
    point = np.where(forced[:, None], of_station, point).round(5)
    names = np.array([row["name"] for row in stations])[station]
    barrio = np.array([strip_accents(row["name"]).upper() for row in anchors])[anchor]
    return {
        "lat_hecho": point[:, 0],
        "long_hecho": point[:, 1],
        "comisaria_registro": names,
        "comisaria_hecho": names,
        "estado_coord": np.where(forced, UNPLACED, PLACED),
        "observacion": np.where(forced, FORCED, ""),
        "barrio": np.where(rng.random(size) < BARRIO_SHARE, barrio, ""),
    }


def _scatter(rng: np.random.Generator, centre: NDArray[np.float64]) -> NDArray[np.float64]:
    """Points near their place, kept inside the district, and a few at places outside it."""
    model = load_model()["police"]
    point = centre + rng.normal(0, model["scatter_degrees"], centre.shape)
    inside = shapely.contains_xy(_outline(), point[:, 1], point[:, 0])
    point = np.where(inside[:, None], point, centre)
    stray = choose(rng, model["outside"], np.ones(len(model["outside"])), len(centre))
    away = rng.random(len(centre)) < model["outside_share"]
    return np.where(away[:, None], stray, point)


@cache
def _outline() -> shapely.Polygon:
    """The referential limit of the district (generalised from IGN 2020 to about 110 m)."""
    rows = read_rows("outline.csv")
    return shapely.Polygon([(float(row["longitude"]), float(row["latitude"])) for row in rows])
