"""Opens a delivered table, whatever kind of file it came in."""

from __future__ import annotations

from pathlib import Path

from ingest.reading.files import Incoming
from ingest.reading.sheets import Sheet, open_csv


def open_sheet(incoming: Incoming, work: Path, wanted: set[str]) -> Sheet:
    """The table of a CSV, workbook, SPSS, Stata or dBase file.

    `wanted` are the columns of interest: they tell which sheet and row of a workbook is the header,
    and which columns of the others are worth reading.
    """
    if incoming.kind == "csv":
        return open_csv(incoming, work)
    # Their libraries take a while to load, and most deliveries are CSV.
    from ingest.reading import statfiles, workbooks

    if incoming.kind == "xlsx":
        return workbooks.open_workbook(incoming, wanted)
    return statfiles.open_statfile(incoming, wanted)
