"""The sources that the observatory reads, one module each."""

from __future__ import annotations

from ingest.sources.base import Source
from ingest.sources.cem import CEM

SOURCES: dict[str, Source] = {source.name: source for source in (CEM,)}
