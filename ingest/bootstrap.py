"""The first start: stores from the published figures and, for its district, the demonstration."""

from __future__ import annotations

from pathlib import Path

from ingest import deliveries, layouts
from ingest import publish as publishing
from ingest.building import Progress
from ingest.district_files import faults
from ingest.errors import Refused
from ingest.lock import writing
from ingest.registry import Registry
from ingest.sample import write_sample
from ingest.settings import WorkSettings
from ingest.sources.base import Options
from observatorio.config import ROOT
from observatorio.store import Pointer

PUBLISHED = ROOT / "data" / "published"
# Printed figures of the district in a layout of their own, by the start of the file's name.
OWN_LAYOUT, REST = {"population": "population", "police": "sidpol"}, "published"
# The district that the demonstration sample is of, and the source of each of its files.
SAMPLE_UBIGEO = "150106"
DEMONSTRATION = {
    "demostracion_cem": "cem",
    "demostracion_demuna": "demuna",
    "demostracion_puntos": "police_points",
}


def prepare(settings: WorkSettings, tell: Progress) -> str | None:
    """Builds and publishes the first edition; brings the editions of an earlier layout along.

    Returns what was done in words, None when nothing was.

    Raises Refused when one of the project's own files is not accepted.
    """
    pointer = Pointer(settings.public_dir)
    if pointer.current is not None:
        if not layouts.behind(settings):
            return None
        with writing(settings, "bootstrap"):
            return " ".join(layouts.bring_all(settings, tell).sentences)
    files = [] if Registry(settings).archive.deliveries() else _first_files(settings, tell)
    for at, (source, file) in enumerate(files):
        tell(0.2 + 0.6 * at / len(files), f"Cargando {file.name}")
        outcome = deliveries.add(source, file, Options(delivered_by="instalación"), settings)
        if outcome.outcome not in ("accepted", "unchanged"):
            raise Refused(outcome.message)
    publishing.publish(settings, lambda share, text: tell(0.8 + 0.2 * share, text))
    demonstration = settings.district.ubigeo == SAMPLE_UBIGEO
    held = "con datos de demostración" if demonstration else "sin cifras: faltan los archivos"
    return f"Observatorio preparado, {held}."


def _printed() -> list[tuple[Path, str]]:
    """The tables of printed figures, each with its source: what no other reads is `published`."""
    return [
        (path, next((of for start, of in OWN_LAYOUT.items() if path.name.startswith(start)), REST))
        for path in sorted(PUBLISHED.glob("*.csv"))
    ]


def _first_files(settings: WorkSettings, tell: Progress) -> list[tuple[str, Path]]:
    """What a new installation begins with; the demonstration is of one district only."""
    unfit = faults(settings)
    if "outline" in unfit:  # without it, what lies inside can't be told
        unfit |= {"layer": "", "services": ""}
    layers = [("zones", "layer"), ("services", "services")]
    files = [(source, getattr(settings.zones, key)) for source, key in layers if key not in unfit]
    here = settings.district.ubigeo == SAMPLE_UBIGEO
    files += [(source, path) for path, source in _printed() if here or source == "published"]
    if not here:
        return files
    tell(0.0, "Preparando los datos de demostración")
    made = write_sample(settings.data_dir / "demo")
    return files + [
        (source, file)
        for prefix, source in DEMONSTRATION.items()
        for file in made
        if file.name.startswith(prefix)
    ]
