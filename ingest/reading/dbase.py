"""What a dBase table announces in its first bytes, against what it holds.

Header of a table: records as a number of four bytes at 4, then the bytes of the header and of one
record, two each (dBase III to IV; FoxPro writes the same).
"""

from __future__ import annotations

import struct

from ingest.errors import Refused
from ingest.reading.files import Incoming

HEADER = struct.Struct("<4xIHH")


def records_of(incoming: Incoming) -> int:
    """How many records the file announces; raises Refused when it holds fewer."""
    with incoming.path.open("rb") as handle:
        head = handle.read(HEADER.size)
    announced, header_bytes, record_bytes = (
        HEADER.unpack(head) if len(head) == HEADER.size else (1, 0, 0)
    )
    held = max(incoming.size - header_bytes, 0) // record_bytes if record_bytes else 0
    if held < announced:
        raise Refused(
            f"{incoming.name}: el archivo está cortado: anuncia {announced} registros y trae "
            f"{held}. Vuelva a copiarlo o a descargarlo."
        )
    return int(announced)
