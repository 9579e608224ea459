"""What every answer carries and every request must pass, before and after any route. A plain ASGI layer; sockets pass untouched."""

from __future__ import annotations

import logging

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from server.base.clock import monotonic
from server.base.errors import DeskError
from server.base.settings import Settings
from server.web import problems
from server.web.address import check_origin
from server.web.bodies import check_address
from server.web.context import WebContext
from server.web.senders import cookie_name

log = logging.getLogger(__name__)
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; "
    "font-src 'self'; media-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; "
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
HEADERS = {
    "Content-Security-Policy": POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(self), payment=(), usb=()",
    "Cache-Control": "no-store",
}
HSTS = "max-age=31536000; includeSubDomains"


class Guard:
    """Checks address and origin, adds the security headers a route did not set itself, counts what was answered."""

    def __init__(self, app: ASGIApp, context: WebContext) -> None:
        self._app = app
        self._context = context
        self._headers = headers_of(context.settings)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, started = monotonic(), False

        async def guarded(message: Message) -> None:
            nonlocal started
            if message["type"] == "http.response.start":
                started = True
                headers = MutableHeaders(scope=message)
                for name, value in self._headers.items():
                    headers.setdefault(name, value)
                self._count(scope["method"], message["status"], monotonic() - began)
            await send(message)

        request = Request(scope, receive)
        try:
            self._check(request)
        except DeskError as error:
            await problems.answer(request, error)(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception:
            log.exception("answering a %s request failed", request.method)
            if not started:
                await problems.failed(request)(scope, receive, guarded)

    def _check(self, request: Request) -> None:
        check_address(request.scope.get("raw_path") or b"", request.scope["query_string"])
        settings = self._context.settings
        check_origin(request, request.method, settings, cookie_name(settings))

    def _count(self, method: str, status: int, seconds: float) -> None:
        metrics = self._context.metrics
        known = method if method in ("GET", "POST", "HEAD") else "other"
        kind = f"{status // 100}xx"
        metrics.count("desk_http_requests_total", "Answers given over HTTP.", method=known, status=kind)
        metrics.count("desk_http_seconds_total", "Seconds until the answer began.", seconds, method=known)


def headers_of(settings: Settings) -> dict[str, str]:
    """Return the headers every answer has unless its route says otherwise; HSTS only behind TLS."""
    if settings.address.startswith("https:"):
        return {**HEADERS, "Strict-Transport-Security": HSTS}
    return HEADERS
