"""How many people may look at once: beyond that, who comes is told so, and nobody else suffers.

Each tab is a session: a socket, and three descriptors more while its page is drawn. Where they run
out the server can take no request at all, not even of those who are in already.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from starlette.types import ASGIApp, Receive, Scope, Send

from observatorio.ui.refusals import Refusal, refuse

MOST_SESSIONS = 1000
DESCRIPTORS_EACH = 4
# For the editions, the server itself, and requests that come and go.
DESCRIPTORS_KEPT = 250
FULL = Refusal(
    503,
    "Hay demasiadas personas mirando a la vez",
    "El observatorio no puede atender a más por ahora. Espere un minuto y vuelva a intentarlo.",
    wait_s=60,
)


def room() -> int:
    """Sessions that there are descriptors for; `run.py` raises their limit before it starts us."""
    if sys.platform == "win32":
        return MOST_SESSIONS
    import resource

    limit, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    if limit == resource.RLIM_INFINITY:
        return MOST_SESSIONS
    return max(1, min(MOST_SESSIONS, (limit - DESCRIPTORS_KEPT) // DESCRIPTORS_EACH))


class House:
    """ASGI middleware: counts the sockets; when all places are taken, pages say so.

    `is_page` tells what a reader opens; figures for other systems are answered all the same.
    """

    def __init__(self, app: ASGIApp, places: int, is_page: Callable[[Scope], bool]):
        self.app = app
        self.places = places
        self.is_page = is_page
        self.taken = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what there is room for."""
        is_socket = scope["type"] == "websocket"
        asks_for_place = is_socket or (scope["type"] == "http" and self.is_page(scope))
        if asks_for_place and self.taken >= self.places:
            await refuse(FULL, scope, receive, send)
            return
        self.taken += is_socket
        try:
            await self.app(scope, receive, send)
        finally:
            self.taken -= is_socket
