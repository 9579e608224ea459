"""Tells other systems of a clock's step, as Standard Webhooks has it: signed, under the same id each time it is tried again."""

from __future__ import annotations

import base64
import hashlib
import hmac
from typing import Any

import msgspec

from server.base.clock import SECOND, Ms, as_datetime
from server.base.errors import Unavailable
from server.desk.actors import SYSTEM
from server.desk.clocks import terms
from server.desk.clocks.steps import JOB
from server.desk.core import Core
from server.desk.readings.webhooks import secret_bytes
from server.jobs import outgoing
from server.store.tables.infra import Job
from server.store.tables.work import TICKETS, Ticket

KIND = JOB
GOOD = range(200, 300)


def send_webhook(core: Core, job: Job) -> None:
    """Handle `webhook.send`. Raises Unavailable when the other side does not take it: it is tried again, under the same id."""
    with core.looking(SYSTEM) as look:
        ticket = look.by_id(TICKETS, [job.subject]).get(job.subject)
        held = terms.read(look.connection, job.detail["terms_id"])
    url = _address(held, job.detail)
    if url is None or ticket is None:
        return
    body = message(ticket, job.detail)
    headers = signed(secret_bytes(core.master, url), job.id, core.clock.now(), body)
    answer = outgoing.post(url, body, headers, near=core.settings.webhooks_near)
    if answer.status not in GOOD:
        raise Unavailable("webhook.refused", status=answer.status)


def message(ticket: Ticket, detail: dict[str, Any]) -> bytes:
    """Return what is told: ids and times, nothing personal."""
    late = detail["fired_at"] - detail["reached_at"]
    data = {
        "ticket_id": ticket.id,
        "number": ticket.number,
        "clock": detail["clock"],
        "cycle": detail["cycle"],
        "step": detail["step"],
        "policy_id": detail["policy_id"],
        "due_at": _iso(detail["due_at"]),
        "reached_at": _iso(detail["reached_at"]),
        "fired_at": _iso(detail["fired_at"]),
        "late_s": late // SECOND,
    }
    return msgspec.json.encode({"type": "clock.stepped", "timestamp": _iso(detail["fired_at"]), "data": data})


def signed(secret: bytes, webhook_id: str, now: Ms, body: bytes) -> dict[str, str]:
    """Return the headers of a message: its id, when it was sent, and the signature over both and the body."""
    at = str(now // SECOND)
    digest = hmac.digest(secret, f"{webhook_id}.{at}.".encode() + body, hashlib.sha256)
    return {
        "Content-Type": "application/json",
        "User-Agent": "Switchboard",
        "webhook-id": webhook_id,
        "webhook-timestamp": at,
        "webhook-signature": "v1," + base64.b64encode(digest).decode(),
    }


def _address(held: terms.Terms, detail: dict[str, Any]) -> str | None:
    """The address stands in the policy the step belonged to; jobs do not repeat it."""
    policy = next((one for one in held.policies if one.id == detail["policy_id"]), None)
    step = next((one for one in policy.steps if one.id == detail["step"]), None) if policy else None
    return step.actions[detail["number"]].to if step else None


def _iso(at: Ms | None) -> str | None:
    return None if at is None else as_datetime(at).isoformat().replace("+00:00", "Z")
