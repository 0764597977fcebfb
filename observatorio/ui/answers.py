"""What every answer has: compressed once, for who takes it, and silent about who asked."""

from __future__ import annotations

from starlette.datastructures import Headers, MutableHeaders
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

# What is no page of ours runs nothing, and is shown in no other page.
CLOSED = "default-src 'none'; frame-ancestors 'none'"
HEADERS = {
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}
LEAST_BYTES = 1024
LEVEL = 5  # scripts are megabytes, and many an office's line is thin


def takes_gzip(accepted: list[str]) -> bool:
    """True where `Accept-Encoding` allows gzip: named, or by «*», and not with q=0.

    Source: RFC 9110 section 12.5.3.
    """
    weights: dict[str, float] = {}
    for part in ",".join(accepted).split(","):
        name, _, parameters = part.strip().lower().partition(";")
        weights[name.strip()] = _weight(parameters)
    return weights.get("gzip", weights.get("x-gzip", weights.get("*", 0.0))) > 0


def _weight(parameters: str) -> float:
    name, _, value = parameters.strip().partition("=")
    if name.strip() != "q":
        return 1.0
    try:
        return float(value)
    except ValueError:
        return 0.0


class Answers:
    """ASGI middleware around all others: security headers, one compression, one `Vary`."""

    def __init__(self, app: ASGIApp):
        self._app = app
        self._compressing = GZipMiddleware(self._inside, LEAST_BYTES, LEVEL)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes the request on, saying plainly whether gzip is taken."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def finished(message: Message) -> None:
            if message["type"] == "http.response.start":
                _finish(MutableHeaders(scope=message))
            await send(message)

        takes = takes_gzip(Headers(scope=scope).getlist("accept-encoding"))
        await self._compressing(
            _accepting(scope, "gzip" if takes else "identity"), receive, finished
        )

    async def _inside(self, scope: Scope, receive: Receive, send: Send) -> None:
        # Streamlit would compress too, at a second cost; documents are changed before they are.
        await self._app(_accepting(scope, "identity"), receive, send)


def _accepting(scope: Scope, coding: str) -> Scope:
    headers = MutableHeaders(raw=list(scope["headers"]))
    headers["accept-encoding"] = coding
    return {**scope, "headers": headers.raw}


def _finish(headers: MutableHeaders) -> None:
    headers.update(HEADERS)
    headers.setdefault("Content-Security-Policy", CLOSED)
    varies = ", ".join(headers.getlist("vary")).split(",")
    named = {name.strip().lower(): name.strip() for name in varies if name.strip()}
    if named:
        headers["Vary"] = ", ".join(named.values())
