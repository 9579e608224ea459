"""Work of the demo desk whose clocks press: overdue, at risk, due on a promised day. Done by the desk's own verbs, just before the demo."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from server.base.clock import DAY, MINUTE, Ms, VirtualClock
from server.desk.actors import Actor
from server.desk.chats import Write
from server.desk.due_dates import SetDue
from server.desk.verbs import Body

Ask = Callable[[str, Body, Actor], dict[str, Any]]
AGAIN = {
    "en": "Any news? The second payment is still on my card.",
    "zh": "请问有进展了吗？我还在等。",
}
WROTE_AGO = (13 * MINUTE, 8 * MINUTE)
"""Replies are due after ten minutes: one is late already, one will be soon."""


class Kept(NamedTuple):
    """A chat that was left open: whose it is on either side."""

    ticket: str
    conversation: str
    language: str
    queue: str
    visitor: Actor
    agent: Actor


def press(ask: Ask, clock: VirtualClock, kept: list[Kept], now: Ms, client_id: Callable[[], str]) -> None:
    """Let two customers write again, so that their replies are due now; promise a day to a third."""
    soon = [one for one in kept if one.queue != "trade"][:2]
    promised = next(one for one in kept if one not in soon)
    due = SetDue(ticket_id=promised.ticket, clock="resolution", due_at=now + 2 * DAY)
    ask("ticket.set_due", due, promised.agent)
    for one, ago in zip(soon, WROTE_AGO, strict=False):
        clock.set(max(clock.now(), now - ago))
        said = Write(conversation_id=one.conversation, body=AGAIN[one.language], client_id=client_id())
        ask("chat.write", said, one.visitor)
