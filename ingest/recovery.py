"""What every command does first: puts in order what a killed run or a damaged file left.

The registry is built from the archive again where it is missing, damaged or not of today's meaning;
what was half made goes away; the public folder shows what the archive says that it shows.
"""

from __future__ import annotations

from ingest.outcome import forget_reports
from ingest.public_folder import PublicFolder
from ingest.registry import Registry
from ingest.settings import WorkSettings
from observatorio import clock


def recovered(settings: WorkSettings) -> Registry:
    """The registry, current (without a file before the first delivery); for whoever has the lock.

    Raises Refused where the archive itself is damaged.
    """
    registry = Registry(settings)
    registry.clean()
    forget_reports(settings, registry.archive)
    if registry.archive.deliveries(removed=True):
        registry.ensure_current()
    PublicFolder(settings).recover(clock.today())
    return registry
