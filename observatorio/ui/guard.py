"""Who may speak with a server: the Host that is asked and the Origin that asks are checked first.

A page of another site must not read through its visitor's browser what only that browser can reach
(rebinding: its own name, pointed at this machine), nor open a socket here. Streamlit compares the
two only with each other, and asks an outside address for this machine's own when they differ.

Rules: RFC 9110 section 7.2 (Host), the Fetch standard (Origin).
"""

from __future__ import annotations

import re
import socket
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_address
from urllib.parse import urlsplit

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Receive, Scope, Send

from observatorio.ui.refusals import Refusal, refuse

HOST = re.compile(r"([A-Za-z0-9.\-]+|\[[0-9A-Fa-f:.]+\])(?::(\d{1,5}))?")
PORTS = {"http": 80, "https": 443, "ws": 80, "wss": 443}
LOOPBACK = "localhost"
POLICY_VIOLATION = 1008  # RFC 6455 section 7.4.1

OTHER_HOST = Refusal(
    421,
    "Esta dirección no es la del observatorio",
    "El observatorio responde solo en la dirección que tiene configurada. Ábralo con la dirección "
    "que le dio su municipalidad.",
)
OTHER_ORIGIN = Refusal(
    403,
    "Esta petición viene de otra página",
    "Las páginas del observatorio se abren directamente. Otros programas pueden leer las cifras "
    "en /api/v1.",
)
Place = tuple[str, int | None]


@dataclass(frozen=True)
class Rules:
    """Where a server answers, and from where it is asked.

    `site` is its public address (`https://observatorio.munidistrito.gob.pe`), or empty. Without
    one, `names` are answered, and any IP address where `any_address`. This machine always answers
    itself. `open_paths` answer whoever asks, from whatever page: they hold what is public and
    change nothing. A socket that says no Origin is no browser's; with `origin_needed` it is refused
    all the same.
    """

    site: str = ""
    names: frozenset[str] = frozenset()
    any_address: bool = False
    open_paths: tuple[str, ...] = ()
    origin_needed: bool = False

    @cached_property
    def _site(self) -> Place | None:
        return _origin(self.site) if self.site else None

    def answers(self, host: str) -> bool:
        """True where the Host is one of ours."""
        place = _place(host)
        if place is None:
            return False
        name, port = place
        if _is_loopback(name):
            return True
        if self._site is not None:
            # Many a proxy takes the port away.
            return name == self._site[0] and port in (None, self._site[1])
        return name in self.names or (self.any_address and _is_address(name))

    def trusts(self, origin: str | None, host: str, *, is_socket: bool) -> bool:
        """True where what asks is a page of this very place, or no page at all."""
        if origin is None:
            return not (is_socket and self.origin_needed)
        asking, asked = _origin(origin), _place(host)
        if asking is None or asked is None:
            return False
        name, port = asked
        if self._site is not None and not _is_loopback(name):
            return asking == self._site and _scheme(origin) == _scheme(self.site)
        return asking == (name, port or PORTS[_scheme(origin)])

    def is_open(self, path: str) -> bool:
        """True where every page may read."""
        return any(path == top or path.startswith(f"{top}/") for top in self.open_paths)


def rules_for(site: str, listening: str, open_paths: tuple[str, ...] = ()) -> Rules:
    """The rules of a server that listens on `listening`, with the public address `site`.

    Where no address is configured and others than this machine are listened to, IP addresses and
    this machine's own names are answered: no foreign name can point here then.
    """
    beyond = not _is_loopback(listening.strip("[]").lower())
    names = frozenset(_own_names()) if beyond else frozenset()
    return Rules(site, names, beyond, open_paths)


class Guard:
    """ASGI middleware: refuses what the rules do not allow before the application sees it."""

    def __init__(self, app: ASGIApp, rules: Rules):
        self.app = app
        self.rules = rules

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is allowed."""
        if scope["type"] not in ("http", "websocket"):
            await self.app(scope, receive, send)
        elif refusal := self._refusal(scope):
            await refuse(refusal, scope, receive, send, POLICY_VIOLATION)
        else:
            await self.app(_said_alike(scope), receive, send)

    def _refusal(self, scope: Scope) -> Refusal | None:
        headers, is_socket = Headers(scope=scope), scope["type"] == "websocket"
        hosts, origins = headers.getlist("host"), headers.getlist("origin")
        if len(hosts) != 1 or not self.rules.answers(hosts[0]):
            return OTHER_HOST
        if not is_socket and self.rules.is_open(scope["path"]):
            return None
        origin = origins[0] if origins else None
        trusted = self.rules.trusts(origin, hosts[0], is_socket=is_socket)
        return None if trusted and len(origins) <= 1 else OTHER_ORIGIN


def _said_alike(scope: Scope) -> Scope:
    """The request with its Origin written as its Host is.

    They may differ in a port that goes without saying; Streamlit compares them as they are written
    and would ask outside.
    """
    headers = Headers(scope=scope)
    if scope["type"] != "websocket" or "origin" not in headers:
        return scope
    alike = MutableHeaders(raw=list(scope["headers"]))
    alike["origin"] = f"{_scheme(headers['origin'])}://{headers['host']}"
    return {**scope, "headers": alike.raw}


def _place(host: str) -> Place | None:
    """Name (or address, without brackets) and port of a Host; None for what is none."""
    found = HOST.fullmatch(host)
    if not found:
        return None
    return found[1].strip("[]").lower().rstrip("."), int(found[2]) if found[2] else None


def _origin(origin: str) -> Place | None:
    """The same of an Origin, with the port that its scheme means; None for «null» and the like."""
    place, scheme = _place(origin.partition("://")[2].split("/")[0]), _scheme(origin)
    return (place[0], place[1] or PORTS[scheme]) if place and scheme in PORTS else None


def _scheme(origin: str) -> str:
    return urlsplit(origin).scheme


def _is_address(name: str) -> bool:
    try:
        ip_address(name)
    except ValueError:
        return False
    return True


def _is_loopback(name: str) -> bool:
    return name == LOOPBACK or (_is_address(name) and ip_address(name).is_loopback)


def _own_names() -> set[str]:
    """Names of this machine, as it knows them itself: nobody is asked."""
    name = socket.gethostname().lower().rstrip(".")
    short = name.split(".")[0]
    return {name, short, f"{short}.local"} - {""}
