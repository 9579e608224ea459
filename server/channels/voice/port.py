"""The desk's orders to the telephone provider: signed POSTs, the same id each time one is sent again. Jobs of lane "voice" end here."""

from __future__ import annotations

import http.client
import logging
from collections.abc import Callable
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

import msgspec

from server.base.errors import Invalid, Unavailable
from server.channels.voice import signature
from server.channels.voice.shapes import Agent, CommandType, Order
from server.desk.actors import SYSTEM
from server.desk.calls import CommandFailed
from server.desk.calls_lines import LIVE
from server.desk.calls_report import DESK_MADE
from server.desk.core import Core
from server.desk.secrets import CallSecret
from server.desk.verbs import Command
from server.store.tables.infra import Job
from server.store.tables.staff import USERS
from server.store.tables.work import CALLS, Call

log = logging.getLogger(__name__)
TIMEOUT_S = 5
REPLY_BYTES = 65_536
TRIES = 4
"""How often an order is tried before the desk stops waiting for it: a caller does not wait minutes to be put through."""
KINDS = ("connect", "hold", "mute", "transfer", "hangup", "dial", "add", "remove", "leave")
DEMO_PATH = "/phone/commands"
ORDERS: dict[tuple[str, bool], CommandType] = {
    ("connect", False): "connect",
    ("hold", True): "hold",
    ("hold", False): "resume",
    ("mute", True): "mute",
    ("mute", False): "unmute",
    ("transfer", False): "transfer",
    ("hangup", False): "hangup",
    ("dial", False): "dial",
    ("add", False): "add",
    ("remove", False): "remove",
    ("leave", False): "leave",
}
"""The order of each kind of job, switched on or off."""


def handlers() -> dict[str, Callable[[Core, Job], None]]:
    """Return the handler of each kind of job in the voice lane."""
    return dict.fromkeys(KINDS, run_voice_job)


def run_voice_job(core: Core, job: Job) -> None:
    """Give one order to the provider. Raises Unavailable to be tried again; after the last try, or a refusal, the desk is told."""
    order = order_of(core, job)
    if order is None:
        return
    try:
        refused = _sent(core, order)
    except (OSError, http.client.HTTPException) as error:
        if job.attempts < TRIES:
            raise Unavailable("voice.unreachable") from error
        refused = "unreachable"
    if refused:
        log.warning("the telephone provider did not take order %s (%s): %s", job.id, job.kind, refused)
        party_id = job.detail.get("party_id")
        failed = CommandFailed(call_id=job.subject, command=job.kind, code=refused, party_id=party_id)
        core.executor.ask(Command("call.command_failed", SYSTEM, failed, f"failed.{job.id}"))


def order_of(core: Core, job: Job) -> Order | None:
    """Return the order a job stands for, or None when its call is over and it means nothing any more."""
    with core.looking(SYSTEM) as look:
        call = look.by_id(CALLS, [job.subject]).get(job.subject)
        if call is None or call.state not in LIVE:
            return None
        user_id: str | None = job.detail.get("user_id")
        user = look.by_id(USERS, [user_id]).get(user_id or "")
        place = call.id if job.kind == "dial" else job.detail.get("sealed")
        number = look.open_all([place], CallSecret)[place].number if place else None
        return Order(
            type=ORDERS[job.kind, bool(job.detail.get("on"))],
            command_id=job.id,
            call_id=_theirs(call),
            at=look.now,
            agent=Agent(id=user.id, name=user.name) if user is not None else None,
            queue_id=job.detail.get("queue_id"),
            number=number,
            party_id=job.detail.get("party_id"),
            warm=bool(job.detail.get("warm")),
        )


def address_of(core: Core) -> str:
    """Return where orders go: `DESK_VOICE_URL`, or the demo's own telephone. Raises Invalid when there is none."""
    settings = core.settings
    if settings.voice_url:
        return settings.voice_url
    if settings.demo:
        return f"http://127.0.0.1:{settings.port}{DEMO_PATH}"
    raise Invalid("voice.no_provider", variable="DESK_VOICE_URL")


class Replied(NamedTuple):
    """What came back: the status, and the beginning of the body."""

    status: int
    body: bytes


def post(address: str, body: bytes, headers: dict[str, str]) -> Replied:
    """Send one message. Goes exactly where configured: no redirects, no proxies of the environment. Raises OSError, HTTPException."""
    parts = urlsplit(address)
    connection = _connection(parts)
    try:
        path = parts.path + (f"?{parts.query}" if parts.query else "")
        connection.request("POST", path or "/", body, {"Content-Type": "application/json", **headers})
        response = connection.getresponse()
        return Replied(response.status, response.read(REPLY_BYTES))
    finally:
        connection.close()


def _connection(parts: SplitResult) -> http.client.HTTPConnection:
    if parts.scheme == "https":
        return http.client.HTTPSConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)
    return http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=TIMEOUT_S)


def _sent(core: Core, order: Order) -> str:
    """Return "" when the provider took the order, "refused" when it never will. Raises Unavailable or OSError otherwise."""
    body = msgspec.json.encode(order)
    key = signature.secret(core.settings, core.master)
    headers = signature.headers(key, order.command_id, core.clock.now(), body)
    status = post(address_of(core), body, headers).status
    if status < 300:
        return ""
    if status in (408, 425, 429) or status >= 500:
        raise http.client.HTTPException(str(status))
    return "refused"


def _theirs(call: Call) -> str:
    """Return the call's name at the provider: its own, or ours for a call the desk dialled."""
    return call.id if call.provider_id.startswith(DESK_MADE) else call.provider_id.partition(":")[2]
