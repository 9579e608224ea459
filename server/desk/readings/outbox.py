"""The mails the desk wrote itself, to be read while no SMTP server is set."""

from __future__ import annotations

import re

import msgspec
import sqlalchemy as sa

from server.base.clock import Ms
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.secrets import MailSecret
from server.store.tables.infra import MAILS

PAGE = 100
LINK = re.compile(r"https?://[^\s<>\"]+")


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class OutboxMail(msgspec.Struct, frozen=True, kw_only=True):
    """A mail as it is sent; `links` are the addresses in its text, `failure` why the last of `attempts` failed."""

    id: str
    kind: str
    state: str
    at: Ms
    to: str
    subject: str
    text: str
    links: list[str]
    attempts: int = 0
    failure: str | None = None


class Outbox(msgspec.Struct, frozen=True, kw_only=True):
    """The newest mails of the desk itself, newest first."""

    mails: list[OutboxMail]


# Links that let their bearer in are for a person at a screen, never for a program's key.
@reading(
    "outbox",
    Nothing,
    access.Policy("outbox", access.ADMINISTRATORS),
    path="/outbox",
    answer=Outbox,
    audited="outbox.viewed",
)
def outbox(look: Look, _asked: Nothing) -> Outbox:
    """The mails of the desk itself, to be read while no SMTP server is set."""
    rows = list(look.rows(MAILS, sa.true(), MAILS.c.created_at.desc(), MAILS.c.id.desc()))[:PAGE]
    opened = look.open_all([row.id for row in rows], MailSecret)
    return Outbox(
        mails=[
            OutboxMail(
                id=row.id,
                kind=row.kind,
                state=row.state,
                at=row.created_at,
                to=opened[row.id].to,
                subject=opened[row.id].subject,
                text=opened[row.id].text,
                links=LINK.findall(opened[row.id].text),
                attempts=row.attempts,
                failure=row.failure,
            )
            for row in rows
            if row.id in opened
        ]
    )
