"""The section `[site]` of the configuration: where it is read from, and who may serve it."""

from __future__ import annotations

import re
from typing import Any

# Scheme, machine, port and path.
ADDRESS = re.compile(
    r"https?://[A-Za-z0-9][A-Za-z0-9.-]*(:[0-9]{1,4}|:[1-5][0-9]{4})?(/[A-Za-z0-9._~-]+)*/?"
)


def site_values(address: object = "", group_readable: object = False) -> dict[str, Any]:
    """What the section says, by the names of `Configuration`; raises ValueError, in Spanish."""
    if not isinstance(group_readable, bool):
        raise ValueError(f"site.group_readable = «{group_readable}»: se espera true o false")
    return {"address": _address(address), "group_readable": group_readable}


def _address(address: object) -> str:
    """Without a user, which every citation would tell, and in letters that any header takes."""
    if address != "" and not ADDRESS.fullmatch(str(address)):
        raise ValueError(
            f"site.address = «{address}»: se espera la dirección pública del observatorio, como "
            "https://observatorio.munidistrito.gob.pe"
        )
    return str(address).rstrip("/")
