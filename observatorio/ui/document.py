"""The HTML document that carries the app: Spanish, told where its server is, and what it may do.

Streamlit's own document says it is English, and on a deep link guesses its server's address by
asking for addresses that do not exist, which leaves errors in the browser's console.
"""

from __future__ import annotations

import hashlib
import re
from base64 import b64encode
from collections.abc import Callable

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatorio.ui import spanish
from observatorio.ui.head import EXIT, LISTEN, script

# Nothing but what is listed, each for its reason (CSP level 3):
POLICY = {
    "default-src": "'none'",
    # Streamlit's own files; the scripts in the head by what they are; what a component brings
    # along comes as a blob; whole numbers of 64 bits and the map that moves are WebAssembly.
    "script-src": "'self' blob: 'wasm-unsafe-eval'{scripts}",
    # Streamlit and Plotly write styles into elements as they draw them.
    "style-src": "'self' 'unsafe-inline'",
    "font-src": "'self' data:",
    # Icons are data; pictures of charts and of the map are drawn as blobs.
    "img-src": "'self' data: blob:",
    # The socket of the page, which older browsers do not count as its own origin.
    "connect-src": "'self'{sockets}",
    # The map that moves works in a thread that is made of a blob.
    "worker-src": "'self' blob:",
    "manifest-src": "'self'",
    "base-uri": "'none'",
    "form-action": "'none'",
    "frame-ancestors": "'self'",
}
INLINE = re.compile(rb"<script>(.*?)</script>", re.DOTALL)
HEAD = re.compile(rb"<head[^>]*>")
NOSCRIPT = re.compile(rb"<noscript>.*?</noscript>", re.DOTALL)
WITHOUT = (
    "Para ver las páginas hace falta JavaScript. Las cifras publicadas también están en "
    '<a href="/api/v1/cube.csv">un archivo CSV</a>.'
)
# Streamlit offers an interface for agents there, which is closed.
AGENTS = re.compile(rb'<link rel="service-desc"[^>]*>')
COMMENTS = re.compile(rb"<!--.*?-->", re.DOTALL)
WHERE = "window.__streamlit={BACKEND_BASE_URL:location.origin};"
TITLE = b"<title>Observatorio Distrital de Violencia</title>"


def policy_of(host: str | None, document: bytes = b"") -> str:
    """The policy of an answer: the page may talk with the `host` that was asked, and no other.

    The scripts that stand in `document` may run, and no other that is written into it.
    """
    sockets = f" ws://{host} wss://{host}" if host else ""
    scripts = "".join(f" '{_digest(code)}'" for code in INLINE.findall(document))
    told = "; ".join(f"{name} {value}" for name, value in POLICY.items())
    return told.format(sockets=sockets, scripts=scripts)


def _digest(code: bytes) -> str:
    return f"sha256-{b64encode(hashlib.sha256(code).digest()).decode()}"


def localised(document: bytes) -> bytes:
    """The document in Spanish: its title, its labels, the way out, where its server is."""
    document = COMMENTS.sub(b"", document).replace(b'<html lang="en">', b'<html lang="es">')
    document = document.replace(b"<title>Streamlit</title>", TITLE)
    document = NOSCRIPT.sub(f"<noscript><p>{WITHOUT}</p></noscript>".encode(), document)
    document = AGENTS.sub(b"", document)
    ours = b"".join((script(EXIT), script(WHERE + LISTEN), spanish.script()))
    return HEAD.sub(lambda found: found[0] + ours, document, count=1)


class SafeDocument:
    """Makes the app's document ours; other HTML is what its route made it.

    It stands behind the guard: the Host that it names was checked.
    """

    def __init__(self, app: ASGIApp, is_document: Callable[[Scope], bool]):
        self.app = app
        self.is_document = is_document

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; only the app's document is held back to be changed."""
        if scope["type"] == "http" and self.is_document(scope):
            send = _Changing(send, Headers(scope=scope).get("host"))
        await self.app(scope, receive, send)


class _Changing:
    """Sends an answer on, an HTML one once it is whole."""

    def __init__(self, send: Send, host: str | None):
        self.send = send
        self.host = host
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish(self.start)
            return
        await self.send(message)

    async def _finish(self, start: Message) -> None:
        # The answer to HEAD has no body, and says how long it would be.
        body = localised(self.body) if self.body else b""
        headers = MutableHeaders(scope=start)
        headers["Content-Security-Policy"] = policy_of(self.host, body)
        # Not even Back may bring it from memory: who left by the quick exit has left.
        headers["Cache-Control"] = "no-store"
        for kept in ("etag", "last-modified"):  # they tell of the document before it was changed
            if kept in headers:
                del headers[kept]
        if body:
            headers["content-length"] = str(len(body))
        await self.send(start)
        await self.send({"type": "http.response.body", "body": body})
