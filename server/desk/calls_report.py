"""What the telephone provider reports: doubled, late and in any order. Each report says all about its call; none turns it back."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Any, Literal

import msgspec

from server.base import i18n
from server.base.clock import SECOND, Ms
from server.base.errors import Invalid
from server.desk import (
    calls_lines,
    calls_missed,
    conferences_state,
    entries,
    identify,
    intake,
    ownership,
    wrap_up_state,
)
from server.desk.access import PROVIDER
from server.desk.book import Book
from server.desk.clocks import settling
from server.desk.events.calls import CallChanged, CallRang
from server.desk.secrets import CallSecret
from server.desk.surveys import keypad
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.infra import SEALED
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import CALLS, TICKETS, WORK, Call, Ticket

Kind = Literal[
    "ringing",
    "answered",
    "held",
    "resumed",
    "muted",
    "unmuted",
    "transferred",
    "ended",
    "failed",
    "recording",
    "joined",
    "left",
    "unreached",
    "keyed",
]
RANK = {"ringing": 0, "connecting": 1, "answered": 2, "ended": 3, "failed": 3}
FLAGS: dict[str, tuple[str, bool]] = {
    "held": ("held", True),
    "resumed": ("held", False),
    "muted": ("muted", True),
    "unmuted": ("muted", False),
}
DESK_MADE = "desk:"
"""Calls the desk dials are known to the provider by the desk's own id."""
GRACE_S = 60
FUTURE_S = 60


class Report(Body, frozen=True, kw_only=True):
    """Something happened to a call at `at`. `number` is the other end ("" withheld). `agent_id` the agent it was put through to."""

    type: Kind
    call_id: Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
    at: Ms
    direction: Literal["in", "out"] = "in"
    number: Annotated[str, msgspec.Meta(max_length=64)] = ""
    language: Literal["en", "zh"] | None = None
    queue_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    agent_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    answered_at: Ms | None = None
    party_id: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    reason: Annotated[str, msgspec.Meta(max_length=40, pattern="^[a-z0-9_]*$")] = ""
    recording_url: Annotated[str, msgspec.Meta(max_length=1_000)] = ""
    question: Annotated[str, msgspec.Meta(max_length=40)] = ""
    keys: Annotated[str, msgspec.Meta(max_length=4, pattern="^[0-9*#]*$")] = ""


class Reported(Answer, frozen=True, kw_only=True):
    """What the provider should do now. `action`: go_on, or reject (nothing is accepted from this caller). `ask`: by the keys."""

    call_id: str | None
    action: Literal["go_on", "reject"] = "go_on"
    ask: keypad.Prompt | None = None


def report_rows(book: Book, body: Report) -> Iterable[Need]:
    """Name the caller's rows, and those of the call's ticket once the call is known."""
    yield Need(CALLS, ("id",), (body.call_id,))
    yield from identify.needs(book, "phone", body.number)
    call = book.peek(CALLS, body.call_id)
    if call is not None:
        yield Need(TICKETS, ("id",), (call.ticket_id,))
        yield Need(WORK, ("ticket_id",), (call.ticket_id,))
        yield from settling.needs(book, call.ticket_id)
        yield Need(CUSTOMERS, ("id",), (call.customer_id,))
        yield Need(SEALED, ("id",), (call.id,))


@verb("call.rang", Report, PROVIDER, answer=Reported, reads=report_rows)
def rang(book: Book, body: Report) -> Reported:
    """Let a call ring at the desk: its caller is looked up, its ticket waits for an agent, and the offer rings before anybody answers."""
    return _reported(book, body)


@verb("call.reported", Report, PROVIDER, answer=Reported, reads=report_rows)
def reported(book: Book, body: Report) -> Reported:
    """Note what happened to a call. A call nobody heard of before is made first: its ringing may still be on the way."""
    return _reported(book, body)


def _reported(book: Book, body: Report) -> Reported:
    if body.at > book.now + FUTURE_S * SECOND:
        raise Invalid("call.from_the_future", at=body.at, now=book.now)
    call = _known(book, body)
    made = call is None
    if call is None:
        call = _made(book, body)
    if call is None:
        return Reported(call_id=None, action="reject")
    _take(book, call, body)
    if made:
        _place(book, book.must(CALLS, call.id), body)
    if body.type == "keyed":
        return Reported(call_id=call.id, ask=keypad.pressed(book, call, body.question, body.keys))
    return Reported(call_id=call.id, ask=keypad.after(book, call, book.must(CALLS, call.id)))


def _known(book: Book, body: Report) -> Call | None:
    dialled = book.get(CALLS, body.call_id)
    if dialled is not None and dialled.provider_id.startswith(DESK_MADE):
        return dialled
    return next(iter(book.find(CALLS, provider_id=_provider_id(book, body))), None)


def _made(book: Book, body: Report) -> Call | None:
    """Make the call with its ticket, or None for a blocked caller. Several possible callers are shown, none is guessed."""
    known = identify.known_or_new(book, "phone", body.number, language=body.language)
    if known.customer.blocked_at is not None:
        return None
    language = known.customer.language or body.language or i18n.DEFAULT
    ticket = intake.open_ticket(
        book,
        customer=known.customer,
        channel="voice",
        subject=i18n.translate(language, f"phone.subject.{body.direction}"),
        queue_id=_queue(book, body.queue_id),
        wait=False,
    )
    conversation = intake.open_conversation(book, ticket, "voice", address=body.number)
    call_id = book.new_id("cal")
    fact = CallRang(
        call_id=call_id,
        ticket_id=ticket.id,
        conversation_id=conversation.id,
        customer_id=known.customer.id,
        provider_id=_provider_id(book, body),
        direction=body.direction,
        candidates=tuple(one.id for one in known.candidates),
        rang_at=min(body.at, book.now),
    )
    book.emit(fact)
    book.seal(call_id, known.customer.key_id, CallSecret(number=body.number))
    return book.must(CALLS, call_id)


def _queue(book: Book, queue_id: str | None) -> str | None:
    """Return the queue the provider's menu chose, if the desk still has it: a call is never lost to an old menu."""
    queue = book.get(QUEUES, queue_id) if queue_id else None
    return queue.id if queue is not None and queue.removed_at is None else None


def _place(book: Book, call: Call, body: Report) -> None:
    """Let a call that is new to the desk wait, unless it is over, is with an agent already, or rang too long ago to ring now."""
    ticket = book.must(TICKETS, call.ticket_id)
    lost_after = book.settings.voice_silence_s
    if call.state == "ringing" and book.now - body.at > book.settings.voice_ring_limit_s * SECOND:
        lost_after = GRACE_S
    elif ticket.assignee_id is None and book.get(WORK, ticket.id) is None:
        ownership.enqueue(book, ticket, reason="call rang")
    if call.state in calls_lines.LIVE:
        book.timer(calls_missed.LOST, call.id, book.now + lost_after * SECOND)


def _take(book: Book, call: Call, body: Report) -> None:
    """Apply one report to a call."""
    if body.type in FLAGS:
        _flag(book, call, body)
    elif body.type == "answered":
        _answer(book, call, body)
    elif body.type == "transferred":
        _transfer(book, call, body)
    elif body.type in ("ended", "failed"):
        _end(book, call, body)
    elif body.type == "recording":
        _record(book, call, body)
    elif body.type in ("joined", "left", "unreached"):
        _party(book, call, body)


def _flag(book: Book, call: Call, body: Report) -> None:
    """Held and muted follow the newest report by the provider's own clock; a call that is over has neither."""
    flag, on = FLAGS[body.type]
    if RANK[call.state] < RANK["ended"] and body.at > getattr(call, f"{flag}_at"):
        _change(book, call, body, state=call.state, **{flag: on})


def _answer(book: Book, call: Call, body: Report) -> None:
    """Answered by whoever the desk put it through to; a report about somebody who has lost it since is stale."""
    if RANK[call.state] >= RANK["ended"]:
        if call.answered_at is None:
            _change(book, call, body, state=call.state, user_id=_agent(book, body), answered_at=body.at)
            calls_missed.answered_after_all(book, call)
        return
    ticket = book.must(TICKETS, call.ticket_id)
    owner = call.agent_id or ticket.assignee_id
    agent = _agent(book, body)
    if call.state == "answered" or (agent is not None and owner is not None and agent != owner):
        return
    if (
        call.direction == "in"
        and call.state == "ringing"
        and owner is None
        and agent is None
        and _waits(book, ticket)
    ):
        return
    _change(book, call, body, state="answered", user_id=agent or owner)
    _give(book, ticket, agent)
    book.stop_timer(calls_missed.LOST, call.id)
    calls_missed.reached(book, book.must(CALLS, call.id))


def _transfer(book: Book, call: Call, body: Report) -> None:
    """The call is with somebody else now: an agent, who gets the ticket too, or a number outside the desk."""
    agent = _agent(book, body)
    if (
        RANK[call.state] >= RANK["ended"]
        or agent is None
        or (agent == call.agent_id and call.state == "answered")
    ):
        return
    _change(book, call, body, state="answered", user_id=agent, held=False, muted=False)
    wrap_up_state.begin(book, call.agent_id, call.ticket_id, "voice")
    _give(book, book.must(TICKETS, call.ticket_id), agent)


def _end(book: Book, call: Call, body: Report) -> None:
    if RANK[call.state] >= RANK["ended"]:
        return
    _change(book, call, body, state=body.type, answered_at=body.answered_at, held=False, muted=False)
    book.stop_timer(calls_missed.LOST, call.id)
    conferences_state.all_gone(book, call)
    over = book.must(CALLS, call.id)
    missed = over.direction == "in" and over.answered_at is None
    _line(book, over, "call_missed" if missed else f"call_{body.type}", body.reason)
    ticket = book.must(TICKETS, over.ticket_id)
    calls_missed.over(book, over)
    if not missed and ticket.assignee_id is None and book.get(WORK, ticket.id) is None:
        ownership.enqueue(book, ticket, reason="call without owner")


def _party(book: Book, call: Call, body: Report) -> None:
    """Somebody else came into the call or went; without a party it is the agent who left the others talking."""
    if RANK[call.state] >= RANK["ended"]:
        return
    if body.party_id is None:
        if body.type == "left" and call.agent_id is not None and _agent(book, body) == call.agent_id:
            conferences_state.owner_left(book, call, body.at)
            _outside(book, call)
    elif body.type == "joined":
        conferences_state.joined(book, call, body.party_id)
    else:
        conferences_state.gone(book, call, body.party_id, failed=body.type == "unreached")


def _outside(book: Book, before: Call) -> None:
    """Write the line of a call that goes on without the desk: for it, the call is over."""
    over = book.must(CALLS, before.id)
    if over.state == "ended":
        book.stop_timer(calls_missed.LOST, over.id)
        conferences_state.all_gone(book, over)
        _line(book, over, "call_ended", "left_outside")


def _record(book: Book, call: Call, body: Report) -> None:
    """A recording may come long after the end. Where it lies is sealed: it leads to the customer's voice."""
    if not body.recording_url.startswith(("https://", "http://")):
        raise Invalid("call.recording_url")
    secret = book.open(call.id, CallSecret) or CallSecret(number=body.number)
    key_id = book.must(CUSTOMERS, book.must(CALLS, call.id).customer_id).key_id
    book.seal(call.id, key_id, CallSecret(number=secret.number, recording_url=body.recording_url))
    if not call.recording:
        _change(book, call, body, state=call.state, recording=True)


def _change(book: Book, call: Call, body: Report, **what: Any) -> None:
    fact = CallChanged(
        call_id=call.id,
        ticket_id=call.ticket_id,
        reason=body.reason or None,
        happened_at=body.at,
        **what,
    )
    book.emit(fact)


def _line(book: Book, call: Call, code: str, reason: str) -> None:
    """Write the call into the timeline, once, when it is over."""
    facts = {
        "code": code,
        "call_id": call.id,
        "direction": call.direction,
        "answered_at": call.answered_at,
        "ended_at": call.ended_at,
        "reason": reason,
    }
    entries.write(
        book,
        customer_id=call.customer_id,
        kind="call",
        channel="voice",
        author_kind="customer" if call.direction == "in" else "user",
        author_id=call.customer_id if call.direction == "in" else call.agent_id,
        ticket_id=call.ticket_id,
        conversation_id=call.conversation_id,
        facts={name: value for name, value in facts.items() if value not in (None, "")},
        happened_at=call.rung_at,
    )


def _give(book: Book, ticket: Ticket, agent: str | None) -> None:
    if agent is not None and ticket.assignee_id != agent:
        ownership.assign(book, ticket, agent, "user")


def _agent(book: Book, body: Report) -> str | None:
    user = book.get(USERS, body.agent_id) if body.agent_id else None
    return user.id if user is not None and user.deactivated_at is None else None


def _waits(book: Book, ticket: Ticket) -> bool:
    work = book.get(WORK, ticket.id)
    return work is not None and work.state in ("queued", "offered")


def _provider_id(book: Book, body: Report) -> str:
    return f"{book.actor.id}:{body.call_id}"
