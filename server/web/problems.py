"""The one mapper from refusals to HTTP: `application/problem+json` (RFC 9457) for programs, a page for people."""

from __future__ import annotations

from http import HTTPStatus
from urllib.parse import quote

import msgspec
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from console.pages import ErrorPage, Frame, render
from server.base.errors import DeskError, Unidentified
from server.base.i18n import LANGUAGES, error_text, negotiate
from server.web.context import context_of

MEDIA_TYPE = "application/problem+json"
API = "/api/"
_CODES = {404: "http.not_found", 405: "http.method", 400: "http.bad_request"}


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """Why something was refused. `code` is stable, `detail` holds plain values, `message` is for the person."""

    type: str = "about:blank"
    title: str
    status: int
    code: str
    detail: dict[str, str | int | float | bool | None]
    message: str


async def refused(request: Request, error: Exception) -> Response:
    """Answer a DeskError."""
    assert isinstance(error, DeskError)
    return answer(request, error)


async def not_routed(request: Request, error: Exception) -> Response:
    """Answer what no route takes: an unknown address, or a method that it does not have."""
    assert isinstance(error, HTTPException)
    code = _CODES.get(error.status_code, "http.bad_request")
    return _answer(request, error.status_code, code, {}, dict(error.headers or {}))


def failed(request: Request) -> Response:
    """Return what is told of a bug: `internal`; who met it has logged it."""
    return _answer(request, 500, "internal", {}, {})


def answer(request: Request, error: DeskError) -> Response:
    """Return the answer to a refusal in the language of who asked."""
    if isinstance(error, Unidentified) and _wants_page(request) and request.method == "GET":
        return RedirectResponse(f"/login?next={quote(_path(request))}", 303)
    headers = {}
    if error.status in (429, 503):
        headers["Retry-After"] = str(error.detail.get("retry_after_s") or 1)
    if error.status == 401:
        headers["WWW-Authenticate"] = "Bearer"
    return _answer(request, error.status, error.code, error.detail, headers)


def said(request: Request, error: DeskError) -> str:
    """Return what a refusal says, for a page that shows it beside its form."""
    return error_text(language_of(request), error.code, error.detail)


def language_of(request: Request) -> str:
    """Return the language of this request: asked for in the address, the person's own, or the browser's."""
    asked = request.query_params.get("lang", "")
    if asked in LANGUAGES:
        return asked
    return getattr(request.state, "language", None) or negotiate(request.headers.get("accept-language"))


def _answer(
    request: Request,
    status: int,
    code: str,
    detail: dict[str, str | int | float | bool | None],
    headers: dict[str, str],
) -> Response:
    language = language_of(request)
    if _wants_page(request):
        frame = Frame(language, "auto", context_of(request).settings.desk_name, "UTC", request.url.path)
        shown = ErrorPage(status, error_text(language, code, detail))
        return HTMLResponse(render(frame, shown), status, headers)
    problem = Problem(
        title=HTTPStatus(status).phrase,
        status=status,
        code=code,
        detail=detail,
        message=error_text(language, code, detail),
    )
    return Response(msgspec.json.encode(problem), status, headers, MEDIA_TYPE)


def _wants_page(request: Request) -> bool:
    return not request.url.path.startswith(API) and "text/html" in request.headers.get("accept", "")


def _path(request: Request) -> str:
    return request.url.path + (f"?{request.url.query}" if request.url.query else "")
