"""The sources that the observatory reads, one module each."""

from __future__ import annotations

from ingest.sources.base import Source
from ingest.sources.cem import CEM
from ingest.sources.demuna import DEMUNA
from ingest.sources.police_points import POLICE_POINTS
from ingest.sources.population import POPULATION
from ingest.sources.published import PUBLISHED
from ingest.sources.renamu import RENAMU
from ingest.sources.services import SERVICES
from ingest.sources.sidpol import SIDPOL
from ingest.sources.zones import ZONES

SOURCES: dict[str, Source] = {
    source.name: source
    for source in (
        CEM,
        SIDPOL,
        POLICE_POINTS,
        DEMUNA,
        RENAMU,
        POPULATION,
        ZONES,
        SERVICES,
        PUBLISHED,
    )
}
