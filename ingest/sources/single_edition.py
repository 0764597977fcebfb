"""Reception of the sources whose format has one edition and that are read as they are."""

from __future__ import annotations

from ingest.reading import columns
from ingest.reading.opening import Wanted, open_sheets
from ingest.reading.tables import Received, take
from ingest.sources.base import Reception


def receive_as(source: str, edition: str, reception: Reception) -> Received:
    """Reads the used columns of a file of `source`, as text."""
    fields = columns.editions(source)[edition]
    wanted = {name for field in fields for name in field.columns}
    sheets = open_sheets(
        reception.incoming, reception.work, Wanted(wanted, reception.options.sheets)
    )
    received = take(reception.con, sheets, fields, reception.incoming, reception.target)
    received.edition = edition
    return received
