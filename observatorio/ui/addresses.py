"""The addresses of the site: its pages, what they ask of their server, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from starlette.datastructures import MutableHeaders
from starlette.routing import BaseRoute, Match
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatorio.ui.pages import PAGES
from observatorio.ui.refusals import Refusal, refuse

# The first page has no address of its own for Streamlit.
DOCUMENTS = frozenset({"/", *(f"/{page.slug}" for page in PAGES[1:])})
# What Streamlit's document asks for: its files, what pages hand out, the socket. Its measures, its
# upload, its log-in and its interface for agents are closed.
ASKED = ("/_stcore/health", "/_stcore/host-config", "/_stcore/stream", "/favicon.png")
FILES = "/static/"
FOLDERS = ("/media/", "/component/", "/_stcore/bidi-components/")
NOWHERE = Refusal(
    404,
    "Esta dirección no existe",
    "Puede ser un enlace incompleto o de una versión anterior del observatorio.",
)


def is_document(scope: Scope) -> bool:
    """True where the answer is Streamlit's document: on a page of the site."""
    return (scope["path"].rstrip("/") or "/") in DOCUMENTS


class Addresses:
    """ASGI middleware: what is no address of the site is said to be none (404).

    Streamlit answers every address with its document, whatever is asked. `routes` are our own.
    """

    def __init__(self, app: ASGIApp, routes: Sequence[BaseRoute]):
        self.app = app
        self.routes = routes

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes on what is asked of an address of the site."""
        if scope["type"] == "http" and scope["path"].startswith(FILES):
            await self.app(scope, receive, _NoDocument(scope, receive, send))
        elif scope["type"] not in ("http", "websocket") or self._is_ours(scope):
            await self.app(scope, receive, send)
        else:
            await refuse(NOWHERE, scope, receive, send)

    def _is_ours(self, scope: Scope) -> bool:
        path = scope["path"]
        if path in ASKED or path.startswith(FOLDERS):
            return True
        if is_document(scope):
            return True
        return any(route.matches(scope)[0] is not Match.NONE for route in self.routes)


class _NoDocument:
    """Sends a file on; where there is none, Streamlit would send its document instead."""

    def __init__(self, scope: Scope, receive: Receive, send: Send):
        self.scope = scope
        self.receive = receive
        self.send = send
        self.is_document = False

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            kind = MutableHeaders(scope=message).get("content-type", "")
            self.is_document = kind.startswith("text/html")
            if self.is_document:
                await refuse(NOWHERE, self.scope, self.receive, self.send)
        if not self.is_document:
            await self.send(message)
