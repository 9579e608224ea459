"""What agents do with calls: hold, mute, hang up, transfer, dial, say who is calling. The provider acts; its reports say it was done."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated, Literal

import msgspec

from server.base import i18n
from server.base.clock import SECOND
from server.base.errors import Conflict, Forbidden, Invalid, Unknown
from server.desk import (
    access,
    calls_lines,
    calls_missed,
    conferences_state,
    customers_move,
    entries,
    identify,
    intake,
    normal,
    ownership,
)
from server.desk.access import CALL, CUSTOMER, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.calls_report import DESK_MADE
from server.desk.events.calls import CallChanged, CallerChosen, CallRang
from server.desk.secrets import CallSecret, IdentitySecret
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import CUSTOMERS, IDENTITIES, Customer
from server.store.tables.staff import USERS
from server.store.tables.work import CALLS, TICKETS, WORK, Call, Ticket

LANE = calls_lines.LANE
DIAL_SILENCE_S = 120


class OfCall(Body, frozen=True, kw_only=True):
    """A command about one call."""

    call_id: str


class Switch(OfCall, frozen=True, kw_only=True):
    """On or off."""

    on: bool


class Transfer(OfCall, frozen=True, kw_only=True):
    """Exactly one of an agent, a queue or a number. `warm`: the agent speaks to them first, and stays until they hang up."""

    user_id: str | None = None
    queue_id: str | None = None
    number: Annotated[str, msgspec.Meta(max_length=64)] | None = None
    warm: bool = False
    note: Annotated[str, msgspec.Meta(max_length=8_000)] = ""


class Caller(OfCall, frozen=True, kw_only=True):
    """The candidate who is calling."""

    customer_id: str


class Dial(Body, frozen=True, kw_only=True):
    """Whom to call, at which of their numbers, and for which ticket (a new one when there is none)."""

    customer_id: str
    identity_id: str
    ticket_id: str | None = None


class DialNumber(Body, frozen=True, kw_only=True):
    """A number typed on the dial pad."""

    number: Annotated[str, msgspec.Meta(min_length=2, max_length=64)]
    language: Literal["en", "zh"] | None = None


class Dialled(Answer, frozen=True, kw_only=True):
    """The call and its ticket."""

    call_id: str
    ticket_id: str


class CommandFailed(OfCall, frozen=True, kw_only=True):
    """What the provider would not or could not do. `code`: refused, unreachable."""

    command: str
    code: Annotated[str, msgspec.Meta(max_length=40)]
    party_id: str | None = None


def call_rows(book: Book, body: OfCall) -> Iterable[Need]:
    """Name what a call's command reads: its ticket, work and customer."""
    call = book.peek(CALLS, body.call_id)
    if call is not None:
        yield Need(TICKETS, ("id",), (call.ticket_id,))
        yield Need(WORK, ("ticket_id",), (call.ticket_id,))
        yield Need(CUSTOMERS, ("id",), (call.customer_id,))


@verb("call.hold", Switch, CALL, path="/calls/{call_id}/hold", reads=call_rows)
def hold(book: Book, body: Switch) -> Answer:
    """Put one's call on hold, or take it back."""
    call = talking(book, body.call_id)
    if call.held != body.on:
        book.job(LANE, "hold", call.id, on=body.on)
    return Answer()


@verb("call.mute", Switch, CALL, path="/calls/{call_id}/mute", reads=call_rows)
def mute(book: Book, body: Switch) -> Answer:
    """Mute oneself on one's call, or speak again."""
    call = talking(book, body.call_id)
    if call.muted != body.on:
        book.job(LANE, "mute", call.id, on=body.on)
    return Answer()


@verb("call.hangup", OfCall, CALL, path="/calls/{call_id}/hangup", reads=call_rows)
def hangup(book: Book, body: OfCall) -> Answer:
    """End one's call. Ending it twice is ending it."""
    call = book.must(CALLS, body.call_id)
    _refuse_others(book, call)
    if call.state in calls_lines.LIVE:
        book.job(LANE, "hangup", call.id, key=f"{call.id}.hangup")
    return Answer()


@verb("call.transfer", Transfer, CALL, path="/calls/{call_id}/transfer", reads=call_rows)
def transfer(book: Book, body: Transfer) -> Answer:
    """Pass one's call on. Warm to an agent, the ticket follows when they have it; otherwise at once."""
    call = talking(book, body.call_id)
    ticket = book.must(TICKETS, call.ticket_id)
    if sum(part is not None for part in (body.user_id, body.queue_id, body.number)) != 1:
        raise Invalid("call.transfer_target")
    if body.note.strip():
        _note(book, ticket, body.note)
    if body.queue_id is not None:
        queue = ownership.writable_queue(book, body.queue_id)
        entries.note_event(
            book, ticket.id, ticket.customer_id, "voice", "transferred_queue", queue_id=queue.id
        )
        ownership.back_to_queue(book, ticket, "transferred", queue_id=queue.id)
    elif body.user_id is not None:
        _to_agent(book, call, ticket, body.user_id, warm=body.warm)
    else:
        _outside(book, call, body.number or "", warm=body.warm)
    return Answer()


@verb("call.dial", Dial, CUSTOMER, path="/calls", answer=Dialled)
def dial(book: Book, body: Dial) -> Dialled:
    """Call a customer back at one of their numbers."""
    if book.actor.kind != "user":
        raise Invalid("call.by_person")
    customer = identify.root(book, body.customer_id)
    number = _number(book, customer, body.identity_id)
    ticket = book.must(TICKETS, body.ticket_id) if body.ticket_id else None
    _refuse_unwanted(customer, promised=ticket is not None and ticket.call_back_at is not None)
    return _dialled(book, _ticket_for(book, body.ticket_id, customer), number)


def dial_rows(book: Book, body: DialNumber) -> Iterable[Need]:
    """Name whom a typed number may lead to."""
    yield from identify.needs(book, "phone", body.number)


@verb("call.dial_number", DialNumber, CUSTOMER, path="/calls/number", answer=Dialled, reads=dial_rows)
def dial_number(book: Book, body: DialNumber) -> Dialled:
    """Call a number typed by hand. Who it leads to is found as for a call that comes in; nobody known becomes a new customer."""
    if book.actor.kind != "user":
        raise Invalid("call.by_person")
    number = normal.must("phone", body.number, book.settings.default_region)
    known = identify.known_or_new(book, "phone", number, language=body.language)
    for customer in (known.customer, *known.candidates):
        _refuse_unwanted(customer, promised=False)
    ticket = _ticket_for(book, None, known.customer)
    return _dialled(book, ticket, number, candidates=tuple(one.id for one in known.candidates))


def _refuse_unwanted(customer: Customer, *, promised: bool) -> None:
    """Raise Forbidden for somebody blocked, or who does not want to be called and was promised no call either."""
    intake.refuse_blocked(customer)
    if customer.consents.get("calls") is False and not promised:
        raise Forbidden("call.opted_out")


def _dialled(book: Book, ticket: Ticket, number: str, candidates: tuple[str, ...] = ()) -> Dialled:
    """Have the provider call `number` and put the sender through."""
    if calls_lines.live(book, ticket.id):
        raise Conflict("call.running")
    conversation = intake.open_conversation(book, ticket, "voice", address=number)
    call_id = book.new_id("cal")
    fact = CallRang(
        call_id=call_id,
        ticket_id=ticket.id,
        conversation_id=conversation.id,
        customer_id=ticket.customer_id,
        provider_id=f"{DESK_MADE}{call_id}",
        direction="out",
        candidates=candidates,
        rang_at=book.now,
    )
    book.emit(fact)
    book.seal(call_id, book.must(CUSTOMERS, ticket.customer_id).key_id, CallSecret(number=number))
    mine = CallChanged(
        call_id=call_id, ticket_id=ticket.id, state="ringing", user_id=book.actor.id, happened_at=book.now
    )
    book.emit(mine)
    if ticket.assignee_id != book.actor.id or not _held(book, ticket):
        ownership.assign(book, ticket, book.actor.id, "user")
    book.job(LANE, "dial", call_id, user_id=book.actor.id)
    book.timer(calls_missed.LOST, call_id, book.now + DIAL_SILENCE_S * SECOND)
    return Dialled(call_id=call_id, ticket_id=ticket.id)


@verb("call.choose_caller", Caller, CALL, path="/calls/{call_id}/caller", reads=call_rows)
def choose_caller(book: Book, body: Caller) -> Answer:
    """Say which of the possible callers it is; the call and its ticket become theirs."""
    call = book.must(CALLS, body.call_id)
    wanted = identify.root(book, body.customer_id)
    possible = {identify.root(book, one).id for one in call.candidates}
    if wanted.id not in possible:
        raise Invalid("call.no_candidate")
    customers_move.move(book, book.must(TICKETS, call.ticket_id), wanted)
    book.emit(CallerChosen(call_id=call.id, ticket_id=call.ticket_id, customer_id=wanted.id))
    book.audit("call.caller_chosen", call.id, customer_id=wanted.id)
    return Answer()


@verb("call.command_failed", CommandFailed, SYSTEM_ONLY, reads=call_rows)
def command_failed(book: Book, body: CommandFailed) -> Answer:
    """Say that the provider did not do something; what waits for it waits no longer."""
    call = book.must(CALLS, body.call_id)
    ticket = book.must(TICKETS, call.ticket_id)
    facts = {"command": body.command, "reason": body.code}
    entries.note_event(book, ticket.id, ticket.customer_id, "voice", "call_command_failed", **facts)
    if body.command == "dial" and call.state in calls_lines.LIVE:
        failed = CallChanged(
            call_id=call.id, ticket_id=ticket.id, state="failed", reason=body.code, happened_at=book.now
        )
        book.emit(failed)
        book.stop_timer(calls_missed.LOST, call.id)
        calls_missed.over(book, book.must(CALLS, call.id))
    elif body.command == "add" and body.party_id is not None:
        conferences_state.gone(book, call, body.party_id, failed=True)
    elif body.command == "connect" and call.state == "connecting":
        again = CallChanged(
            call_id=call.id, ticket_id=ticket.id, state="ringing", user_id="", happened_at=book.now
        )
        book.emit(again)
        ownership.back_to_queue(book, ticket, "call not connected")
    return Answer()


def talking(book: Book, call_id: str) -> Call:
    """Return one's own call that is being talked on. Raises Forbidden for a colleague's, Conflict while nobody talks."""
    call = book.must(CALLS, call_id)
    _refuse_others(book, call)
    if call.state != "answered":
        raise Conflict("call.not_answered", state=call.state)
    return call


def _refuse_others(book: Book, call: Call) -> None:
    """Only whoever has the call may do something with it; a supervisor takes the ticket first."""
    owner = call.agent_id or book.must(TICKETS, call.ticket_id).assignee_id
    if book.actor.kind == "user" and owner != book.actor.id:
        raise Forbidden("call.not_yours")


def _to_agent(book: Book, call: Call, ticket: Ticket, user_id: str, *, warm: bool) -> None:
    user = book.must(USERS, user_id)
    if user.deactivated_at is not None or user.role not in access.DESK_ROLES or user.id == call.agent_id:
        raise Invalid("ticket.receiver", name=user.name)
    if warm:
        book.job(LANE, "transfer", call.id, user_id=user.id, warm=True)
    else:
        ownership.assign(book, ticket, user.id, "user")
    was = call.agent_id
    entries.note_event(book, ticket.id, ticket.customer_id, "voice", "assigned", user_id=user.id, was=was)


def _outside(book: Book, call: Call, raw: str, *, warm: bool) -> None:
    """A number is personal: it is sealed beside the call, and the job names only where."""
    number = normal.must("phone", raw, book.settings.default_region)
    place = f"{call.id}.to"
    book.seal(place, book.must(CUSTOMERS, call.customer_id).key_id, CallSecret(number=number))
    book.job(LANE, "transfer", call.id, sealed=place, warm=warm)


def _number(book: Book, customer: Customer, identity_id: str) -> str:
    identity = book.must(IDENTITIES, identity_id)
    theirs = {one.id for one in identify.tree(book, customer.id)}
    secret = book.open(identity.id, IdentitySecret)
    if identity.customer_id not in theirs or identity.removed_at is not None or secret is None:
        raise Unknown("identity.unknown", id=identity_id)
    if identity.kind != "phone":
        raise Invalid("call.not_a_number", kind=identity.kind)
    return secret.value


def _ticket_for(book: Book, ticket_id: str | None, customer: Customer) -> Ticket:
    """Return the ticket the call is for, if its caller sees it and it is the customer's; or a new one."""
    if ticket_id is None:
        language = customer.language or i18n.DEFAULT
        subject = i18n.translate(language, "phone.subject.out")
        return intake.open_ticket(book, customer=customer, channel="voice", subject=subject, wait=False)
    ticket = book.must(TICKETS, ticket_id)
    looker = access.viewer(book, access.current_user(book, book.actor))
    if not access.sees(looker, ticket.queue_id, *access.ticket_owners(book, ticket)):
        raise Unknown("ticket.unknown", id=ticket_id)
    if identify.root(book, ticket.customer_id).id != customer.id:
        raise Invalid("call.other_customer")
    return ticket


def _held(book: Book, ticket: Ticket) -> bool:
    work = book.get(WORK, ticket.id)
    return work is not None and work.state == "assigned"


def _note(book: Book, ticket: Ticket, text: str) -> None:
    entries.write(
        book,
        customer_id=ticket.customer_id,
        kind="note",
        channel="voice",
        author_kind="user",
        author_id=book.actor.id,
        ticket_id=ticket.id,
        body=intake.checked_text(book, text),
    )
