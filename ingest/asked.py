"""What the person who brings a file says of it: kept with it, and never without effect."""

from __future__ import annotations

from typing import Any

from ingest.archive import Archive
from ingest.delivery import Delivery
from ingest.errors import Refused
from ingest.months import as_ranges
from ingest.reading.files import Incoming, sha256_of
from ingest.sources.base import Options, Source

ASKED = "asked"
# Options that only some sources take, as they are written on the command line.
OPTIONS = {
    "date_order": "--date-order",
    "edition": "--edition-of-format",
    "mapping": "--mapping",
    "months": "--months",
}


def must_be_used(options: Options, adapter: Source, incoming: Incoming) -> None:
    """Raises Refused for an option that would change nothing: who gave it means something by it."""
    given = {name: getattr(options, name) for name in OPTIONS if name not in adapter.takes}
    if incoming.kind != "xlsx":
        given["sheets"] = options.sheets
    idle = [OPTIONS.get(name, "--sheet") for name, value in given.items() if value]
    if idle:
        raise Refused(
            f"{incoming.name}: {' ni '.join(idle)} no se usa con este archivo de {adapter.name}, "
            "que se lee de una sola manera. No se cargó nada: quite la opción y repita la orden."
        )


def same_bytes(
    archive: Archive, source: str, incoming: Incoming, options: Options
) -> Delivery | None:
    """The delivery in force that was this very file, read in the same way.

    Only files of the same size are hashed. Another order of dates or another mapping makes the same
    bytes say something else: then it is a new delivery.
    """
    alike = [
        d
        for d in archive.deliveries()
        if (d.source, d.file_bytes) == (source, incoming.size)
        and _asked_alike(d.extra.get(ASKED) or {}, asked(options))
    ]
    sha = sha256_of(incoming.path) if alike else None
    return next((d for d in alike if d.sha256 == sha), None)


def _asked_alike(then: dict[str, Any], now: dict[str, Any]) -> bool:
    """Whether a file would be read as it was; who says nothing of its months means the same."""
    said = {name: value for name, value in now.items() if name != "accept"}
    return all(then.get(name) == value for name, value in said.items() if value or name != "months")


def asked(options: Options) -> dict[str, Any]:
    """What the person said of how a file is to be read, and what they answered (JSON)."""
    mapping = sha256_of(options.mapping) if options.mapping and options.mapping.exists() else None
    return {
        "date_order": options.date_order,
        "edition": options.edition,
        "mapping": mapping,
        "all_districts": options.all_districts,
        **({"sheets": list(options.sheets)} if options.sheets else {}),
        "months": as_ranges(options.months),
        "accept": sorted(options.accept),
    }
