"""The HTML document that carries the app: Spanish, and told where its server is.

Streamlit's own document says it is English, and on a deep link guesses its server's address by
asking for addresses that do not exist, which leaves errors in the browser's console.
"""

from __future__ import annotations

import re

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from observatorio.ui import spanish

POLICY = (
    "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; "
    "connect-src 'self'{sockets} data: blob:; frame-ancestors 'self'; base-uri 'self'; "
    "form-action 'self'; object-src 'none'"
)
HOST = re.compile(r"[A-Za-z0-9.\-]+(:\d+)?|\[[0-9A-Fa-f:]+\](:\d+)?")
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
WHERE = b"<script>window.__streamlit={BACKEND_BASE_URL:location.origin}</script>"
TITLE = b"<title>Observatorio Distrital de Violencia</title>"


def policy_of(host: str | None) -> str:
    """The policy of an answer: the page may talk with the `host` that was asked, and no other.

    Its socket is named too, for older browsers do not count it as the page's own origin.
    """
    named = host if host and HOST.fullmatch(host) else ""
    return POLICY.format(sockets=f" ws://{named} wss://{named}" if named else "")


def localised(document: bytes) -> bytes:
    """The document in Spanish, with its title, the address of its server and Spanish labels."""
    document = document.replace(b'<html lang="en">', b'<html lang="es">')
    document = document.replace(b"<title>Streamlit</title>", TITLE)
    return document.replace(b"</head>", WHERE + spanish.script() + b"</head>", 1)


class SafeDocument:
    """Adds the security headers to every answer and makes HTML documents ours."""

    def __init__(self, app: ASGIApp):
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on; only HTML answers are held back to be changed."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        if "text/html" in Headers(scope=scope).get("accept", ""):
            # A document is small: it is asked for uncompressed, so that it can be changed.
            MutableHeaders(scope=scope)["accept-encoding"] = "identity"
        await self.app(scope, receive, _Changing(send, policy_of(Headers(scope=scope).get("host"))))


class _Changing:
    """Sends an answer on, an HTML one once it is whole."""

    def __init__(self, send: Send, policy: str):
        self.send = send
        self.policy = policy
        self.start: Message | None = None
        self.body = b""

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            headers.update({"Content-Security-Policy": self.policy, **HEADERS})
            if headers.get("content-type", "").startswith("text/html"):
                self.start = message
                return
        elif self.start is not None and message["type"] == "http.response.body":
            self.body += message.get("body", b"")
            if not message.get("more_body"):
                await self._finish()
            return
        await self.send(message)

    async def _finish(self) -> None:
        assert self.start is not None
        body = localised(self.body)
        MutableHeaders(scope=self.start)["content-length"] = str(len(body))
        await self.send(self.start)
        await self.send({"type": "http.response.body", "body": body})
