"""The edge of every channel: strict bodies, keys, senders' addresses, and refusals as problem+json. Knows no channel."""

from __future__ import annotations

import asyncio
import ipaddress
from collections.abc import Awaitable, Callable
from typing import Any, Protocol, TypeVar

import msgspec
from starlette.concurrency import run_in_threadpool
from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.routing import BaseRoute, Route

from server.base import i18n, strict_json
from server.base.errors import DeskError, Forbidden, Malformed, TooLarge, Unavailable
from server.base.settings import Settings
from server.desk.access import Policy
from server.desk.actors import Actor
from server.desk.core import Core
from server.desk.readings.look import Look
from server.desk.verbs import Body, Command

T = TypeVar("T")
Doors = list[tuple[BaseRoute, Policy]]
"""Routes, each with who may use it: the application refuses one without."""
ANYBODY = Policy("everybody, known or not", kinds=frozenset(("anybody",)))
Handler = Callable[[Request], Awaitable[Response]]
KEY_CHARS = range(8, 65)
NO_STORE = {"Cache-Control": "no-store", "X-Content-Type-Options": "nosniff"}


class Limits(Protocol):
    """How often somebody may do something."""

    def take(self, what: str, who: str, most: int, window_s: int) -> None:
        """Count one more. Raises TooMany when `who` did `what` more than `most` times in this window."""
        ...


def guarded(handler: Handler) -> Handler:
    """Return the handler with its refusals answered as problems, in the sender's language."""

    async def answered(request: Request) -> Response:
        try:
            return await handler(request)
        except DeskError as refusal:
            return problem(request, refusal)

    return answered


def door(path: str, handler: Handler, policy: Policy, method: str = "GET") -> tuple[BaseRoute, Policy]:
    """Return a route with its policy."""
    return Route(path, guarded(handler), methods=[method], include_in_schema=False), policy


def problem(request: Request, refusal: DeskError) -> Response:
    """Return a refusal as RFC 9457 problem details, with `code`, `detail` (values) and `message` for a person."""
    language = i18n.negotiate(request.headers.get("accept-language"))
    told = {
        "type": "about:blank",
        "title": refusal.code,
        "status": refusal.status,
        "code": refusal.code,
        "detail": refusal.detail,
        "message": i18n.error_text(language, refusal.code, refusal.detail),
    }
    headers = dict(NO_STORE)
    if "retry_after_s" in refusal.detail:
        headers["Retry-After"] = str(refusal.detail["retry_after_s"])
    return Response(msgspec.json.encode(told), refusal.status, headers, "application/problem+json")


def answer(value: Any, status: int = 200) -> Response:
    """Return a value as JSON that nobody keeps."""
    return Response(msgspec.json.encode(value), status, dict(NO_STORE), "application/json")


async def raw_body(request: Request, limit: int) -> bytes:
    """Return the body, refusing it as soon as it is longer than `limit` bytes."""
    declared = request.headers.get("content-length", "")
    if declared.isdigit() and int(declared) > limit:
        raise TooLarge("json.too_large", limit=limit, came=int(declared))
    parts, size = [], 0
    try:
        async for part in request.stream():
            size += len(part)
            if size > limit:
                raise TooLarge("json.too_large", limit=limit, came=size)
            parts.append(part)
    except ClientDisconnect:
        raise Malformed("body.cut_off") from None
    return b"".join(parts)


async def body(request: Request, shape: type[T], settings: Settings) -> T:
    """Return the JSON body in its shape, through the one strict loader."""
    data = await raw_body(request, settings.body_limit_bytes)
    found: T = strict_json.decode(data, shape, settings.body_limit_bytes, settings.body_depth_limit)
    return found


def key_of(request: Request) -> str:
    """Return the Idempotency-Key. Raises Malformed when it is missing or not 8 to 64 of A-Z a-z 0-9 _ -."""
    key = request.headers.get("idempotency-key", "")
    plain = key.replace("-", "").replace("_", "")
    if len(key) not in KEY_CHARS or not (plain.isascii() and plain.isalnum()):
        raise Malformed("command.key_form", header="Idempotency-Key")
    return key


async def do(core: Core, verb: str, actor: Actor, what: Body, key: str | None = None) -> dict[str, Any]:
    """Have a command decided and return its answer after the commit. Raises Unavailable when that takes too long.

    A sender who leaves never cancels a command: it is decided and written with the others of its batch.
    """
    future = core.executor.submit(Command(verb, actor, what, key))
    limit = core.settings.request_timeout_s
    try:
        return await asyncio.wait_for(asyncio.shield(asyncio.wrap_future(future)), limit)
    except TimeoutError:
        # It may still be committed: the same key, sent again, gets its answer.
        raise Unavailable("request.deadline", seconds=limit) from None


async def look(core: Core, actor: Actor, read: Callable[[Look], T]) -> T:
    """Return what `read` finds in one snapshot, off the event loop."""

    def found() -> T:
        with core.looking(actor) as snapshot:
            return read(snapshot)

    return await run_in_threadpool(found)


async def limited(limits: Limits, what: str, who: str, most: int, window_s: int) -> None:
    """Count one more, off the event loop: the counts may lie in Redis. Raises TooMany."""
    await run_in_threadpool(limits.take, what, who, most, window_s)


def own_origin(request: Request, settings: Settings) -> None:
    """Raise Forbidden for a request that a browser sends from another site's page."""
    origin = request.headers.get("origin")
    site = request.headers.get("sec-fetch-site", "same-origin")
    here = {settings.address, f"{request.url.scheme}://{request.url.netloc}"}
    if site not in ("same-origin", "none") or (origin is not None and origin not in here):
        raise Forbidden("access.origin")


def address(request: Request, settings: Settings) -> str:
    """Return the sender's address, as far as it can be believed: X-Forwarded-For counts only from configured proxies.

    IPv6 senders are told apart by their /64, since one of them owns a whole such network.
    """
    trusted = {part.strip() for part in settings.trusted_proxies.split(",") if part.strip()}
    here = request.client.host if request.client else ""
    if here in trusted:
        for hop in reversed(request.headers.get("x-forwarded-for", "").split(",")):
            here = hop.strip() or here
            if here not in trusted:
                break
    return _network(here)


def _network(host: str) -> str:
    try:
        parsed = ipaddress.ip_address(host)
    except ValueError:
        return host
    if parsed.version == 6:
        return str(ipaddress.ip_network((parsed, 64), strict=False).network_address)
    return host
