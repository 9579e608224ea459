"""What people may do next: each act is one command, chosen by seed, or nothing when it does not fit just now. No faults here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from server.base.clock import MINUTE
from server.desk.actors import SYSTEM, Actor
from server.desk.verbs import Command
from server.simulation.proving.people import Cast, Phoning
from server.simulation.proving.stage import command
from server.store.tables.people import MERGES
from server.store.tables.staff import QUEUES
from server.store.tables.work import OFFERS, PRESENCE, TICKETS, WORK

NETWORK = Actor("provider", "test")
AGENTS = ("lin", "ning", "kofi", "marta")
OPEN = TICKETS.c.status.not_in(("solved", "closed", "spam"))
SEEN_ALL = 1 << 40
WORDS = ("where is my parcel", "我的订单到哪了", "it is broken", "谢谢", "please call me back")
REPORTS = (
    ["ringing", "answered", "ended"],
    ["ringing", "ended"],
    ["ringing", "answered", "held", "resumed", "ended"],
)
STATES = (*("available",) * 9, "busy", "away", "offline")
Act = Callable[[Cast], Command | None]


def write(cast: Cast) -> Command | None:
    """A visitor writes in their chat; one half of the browsers know no key, only their own id of the message."""
    if not cast.chats:
        return None
    chat = cast.chats[cast.draws.below(len(cast.chats))]
    said = {"conversation_id": chat.conversation_id, "body": _words(cast), "client_id": cast.fresh("visitor")}
    key = cast.key() if cast.draws.fraction() < 0.5 else None
    return command(chat.actor, "chat.write", key, **said)


def leave(cast: Cast) -> Command | None:
    """A visitor ends their chat."""
    if not cast.chats:
        return None
    chat = cast.chats[cast.draws.below(len(cast.chats))]
    return command(chat.actor, "chat.end", cast.key(), conversation_id=chat.conversation_id)


def phone(cast: Cast) -> Command | None:
    """The network reports the next thing about a call, or a new one."""
    if not cast.calls or cast.draws.fraction() < 0.4:
        number = f"+4477009{cast.draws.below(40):05d}"
        script = list(REPORTS[cast.draws.below(len(REPORTS))])
        cast.calls.append(Phoning(cast.fresh("call"), number, cast.queue(), script))
    call = cast.calls[cast.draws.below(len(cast.calls))]
    if not call.script:
        cast.calls.remove(call)
        return None
    kind = call.script.pop(0)
    said = {"type": kind, "call_id": call.call_id, "number": call.number, "queue_id": call.queue_id}
    verb = "call.rang" if kind == "ringing" else "call.reported"
    return command(NETWORK, verb, cast.fresh("report"), **said, at=cast.stage.clock.now())


def presence(cast: Cast) -> Command | None:
    """Somebody says what they are doing."""
    state = ("available", "available", "available", "available", "busy", "away", "offline")[
        cast.draws.below(7)
    ]
    reason = "lunch" if state == "away" else None
    return command(cast.somebody(*AGENTS), "presence.set", cast.key(), state=state, reason=reason)


def accept(cast: Cast) -> Command | None:
    """Somebody takes what rings, at themselves or, by mistake, at another."""
    return _on_offer(cast, "offer.accept", OFFERS.c.state == "open")


def accept_late(cast: Cast) -> Command | None:
    """Somebody takes what rang once."""
    return _on_offer(cast, "offer.accept", OFFERS.c.state != "open")


def decline(cast: Cast) -> Command | None:
    """Somebody passes what rings."""
    return _on_offer(cast, "offer.decline", OFFERS.c.state == "open")


def walk_away(cast: Cast) -> Command | None:
    """Somebody leaves while it rings."""
    if (offer := cast.offer(OFFERS.c.state == "open")) is None:
        return None
    return command(_offered(cast, offer), "presence.set", cast.key(), state="offline")


def reply(cast: Cast) -> Command | None:
    """The owner answers, and perhaps solves or waits."""
    ticket = cast.ticket(TICKETS.c.assignee_id.is_not(None) & OPEN)
    chat = cast.conversation(ticket) if ticket else None
    if ticket is None or chat is None:
        return None
    then = (None, None, "solve", "wait")[cast.draws.below(4)]
    said = {
        "ticket_id": ticket,
        "conversation_id": chat,
        "body": _words(cast),
        "client_id": cast.fresh("agent"),
    }
    return command(cast.somebody(*AGENTS), "ticket.reply", cast.key(), **said, seen_seq=SEEN_ALL, then=then)


def note(cast: Cast) -> Command | None:
    """Somebody writes a note."""
    said = {"body": _words(cast), "client_id": cast.fresh("note")}
    return _on_ticket(cast, "ticket.note", sa.true(), **said)


def take(cast: Cast) -> Command | None:
    """Somebody takes a ticket by hand."""
    return _on_ticket(cast, "ticket.take", OPEN)


def grab(cast: Cast) -> Command | None:
    """Somebody takes the work that came last, which the router is about to hand out."""
    newest = (
        sa.select(WORK.c.ticket_id).where(WORK.c.state == "queued").order_by(WORK.c.version.desc()).limit(1)
    )
    found = cast.stage.rows(newest)
    return (
        command(cast.somebody(*AGENTS), "ticket.take", cast.key(), ticket_id=found[0].ticket_id)
        if found
        else None
    )


def crowd(cast: Cast) -> Command | None:
    """A supervisor gives what has waited longest to whom the router would choose for the next: the longest idle."""
    oldest = sa.select(WORK.c.ticket_id).where(WORK.c.state == "queued").order_by(WORK.c.entered_at).limit(1)
    idle = (
        sa.select(PRESENCE.c.user_id).where(PRESENCE.c.state == "available").order_by(PRESENCE.c.idle_since)
    )
    found, people = cast.stage.rows(oldest), cast.stage.rows(idle)
    if not found or not people:
        return None
    fields = {"ticket_id": found[0].ticket_id, "user_id": people[0].user_id}
    return command(cast.somebody("marta"), "ticket.assign", cast.key(), **fields)


def release(cast: Cast) -> Command | None:
    """Somebody gives a ticket back."""
    return _on_ticket(cast, "ticket.release", TICKETS.c.assignee_id.is_not(None))


def transfer(cast: Cast) -> Command | None:
    """Somebody passes a ticket to another queue."""
    return _on_ticket(cast, "ticket.transfer", OPEN, queue_id=cast.queue())


def snooze(cast: Cast) -> Command | None:
    """Somebody puts a ticket away for a while."""
    until = cast.stage.clock.now() + MINUTE * (1 + cast.draws.below(90))
    return _on_ticket(cast, "ticket.snooze", OPEN, until=until)


def reopen(cast: Cast) -> Command | None:
    """Somebody takes a finished ticket up again."""
    return _on_ticket(cast, "ticket.reopen", TICKETS.c.status.in_(("solved", "waiting_customer", "snoozed")))


def priority(cast: Cast) -> Command | None:
    """Somebody changes a priority."""
    return _on_ticket(
        cast, "ticket.set_priority", OPEN, priority=("low", "normal", "high", "urgent")[cast.draws.below(4)]
    )


def assign(cast: Cast) -> Command | None:
    """A supervisor gives a ticket to somebody."""
    if (ticket := cast.ticket(OPEN)) is None:
        return None
    receiver = cast.somebody(*AGENTS).id
    return command(cast.somebody("marta"), "ticket.assign", cast.key(), ticket_id=ticket, user_id=receiver)


def add(cast: Cast) -> Command | None:
    """Somebody adds a customer by hand: nothing but the key tells a second letter from a second customer."""
    return command(cast.somebody(*AGENTS), "customers.add", cast.key(), name=cast.fresh("Customer"))


def merge(cast: Cast) -> Command | None:
    """Somebody shows one customer as another."""
    one, other = cast.customer(), cast.customer()
    if one is None or other is None or one == other:
        return None
    return command(cast.somebody(*AGENTS), "customers.merge", cast.key(), customer_id=one, source_id=other)


def unmerge(cast: Cast) -> Command | None:
    """Somebody takes a merge back."""
    found = cast.stage.rows(sa.select(MERGES.c.id).where(MERGES.c.undone_at.is_(None)).order_by(MERGES.c.id))
    if not found:
        return None
    return command(
        cast.somebody(*AGENTS), "merges.undo", cast.key(), merge_id=found[cast.draws.below(len(found))].id
    )


def edit_queue(cast: Cast) -> Command | None:
    """The administrator changes how long a queue's offers ring."""
    line = cast.stage.rows(sa.select(QUEUES.sql).where(QUEUES.c.id == cast.queue()))[0]
    queue = QUEUES.read(line)
    kept: dict[str, Any] = {
        "name": queue.name,
        "team_id": queue.team_id,
        "channels": queue.channels,
        "skills": queue.skills,
    }
    kept |= {
        "auto_accept": queue.auto_accept,
        "target_s": queue.target_s,
        "offer_timeout_s": 10 + cast.draws.below(30),
    }
    return command(
        cast.somebody("ada"), "queues.edit", cast.key(), queue_id=queue.id, version=queue.version, **kept
    )


def dismiss(cast: Cast) -> Command | None:
    """The administrator ends somebody's access, with everything they are in the middle of."""
    name = AGENTS[cast.draws.below(3)]
    return command(
        cast.somebody("ada"), "users.deactivate", cast.key(), user_id=cast.stage.furniture.staff[name]
    )


def welcome(cast: Cast) -> Command | None:
    """The administrator lets them in again, and they sign in afresh."""
    name = AGENTS[cast.draws.below(3)]
    cast.sign_in(name)
    return command(
        cast.somebody("ada"), "users.reactivate", cast.key(), user_id=cast.stage.furniture.staff[name]
    )


def alive(cast: Cast) -> Command:
    """Most screens are heard of; one may have gone silent."""
    everybody = [cast.stage.furniture.staff[name] for name in AGENTS]
    if cast.draws.fraction() < 0.1:
        everybody.pop(cast.draws.below(len(everybody)))
    return command(SYSTEM, "presence.beat", user_ids=tuple(everybody))


# How likely each act is, beside the others.
WEIGHTS: dict[Act, int] = {
    write: 14,
    phone: 12,
    accept: 20,
    reply: 14,
    presence: 12,
    note: 3,
    take: 4,
    leave: 2,
    decline: 3,
    accept_late: 2,
    walk_away: 2,
    release: 2,
    transfer: 2,
    snooze: 2,
    reopen: 2,
    priority: 2,
    assign: 2,
    add: 2,
    merge: 2,
    unmerge: 1,
    edit_queue: 1,
    dismiss: 1,
    welcome: 2,
}
ACTS: tuple[Act, ...] = tuple(act for act, weight in WEIGHTS.items() for _ in range(weight))
# What may come in the same instant as the leader's own commands, and spoil what they were decided on.
HASTY: tuple[Act, ...] = (
    grab,
    grab,
    grab,
    take,
    accept,
    accept,
    assign,
    walk_away,
    transfer,
    snooze,
    decline,
)


def _on_ticket(cast: Cast, verb: str, where: sa.ColumnElement[bool], **fields: object) -> Command | None:
    if (ticket := cast.ticket(where)) is None:
        return None
    return command(cast.somebody(*AGENTS), verb, cast.key(), ticket_id=ticket, **fields)


def _on_offer(cast: Cast, verb: str, where: sa.ColumnElement[bool]) -> Command | None:
    if (offer := cast.offer(where)) is None:
        return None
    return command(_offered(cast, offer), verb, cast.key(), offer_id=offer)


def _offered(cast: Cast, offer_id: str) -> Actor:
    """Return whom an offer rings at; one time in ten another."""
    owner = cast.stage.rows(sa.select(OFFERS.c.agent_id).where(OFFERS.c.id == offer_id))[0].agent_id
    names = {user_id: name for name, user_id in cast.stage.furniture.staff.items()}
    return cast.somebody() if cast.draws.fraction() < 0.1 else cast.somebody(names[owner])


def _words(cast: Cast) -> str:
    return WORDS[cast.draws.below(len(WORDS))]
