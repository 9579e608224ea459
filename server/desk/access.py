"""The one policy registry: who may use which verb on which thing, and which tickets a person sees. Nothing is allowed elsewhere."""

from __future__ import annotations

from typing import Any, Literal, NamedTuple

import sqlalchemy as sa

from server.base.errors import Conflict, Forbidden, Unidentified, Unknown
from server.desk.actors import Actor
from server.desk.book import Book
from server.store.pages import Need
from server.store.tables.calls import CALL_PARTIES
from server.store.tables.infra import LEASES
from server.store.tables.staff import QUEUES, USERS, Role, User
from server.store.tables.work import CALLS, CONVERSATIONS, OFFERS, TICKETS, WORK, Ticket

Thing = Literal["none", "ticket", "conversation", "offer", "call"]


class Policy(NamedTuple):
    """Which roles, API scopes and other senders may use a verb, and on what it must be theirs or visible."""

    name: str
    roles: frozenset[Role] = frozenset()
    scope: str | None = None
    kinds: frozenset[str] = frozenset()
    thing: Thing = "none"


EVERY_ROLE: frozenset[Role] = frozenset(("agent", "supervisor", "editor", "administrator"))
DESK_ROLES: frozenset[Role] = frozenset(("agent", "supervisor", "administrator"))
FLOOR_ROLES: frozenset[Role] = frozenset(("supervisor", "administrator"))
ADMINISTRATORS: frozenset[Role] = frozenset(("administrator",))
EDITORS: frozenset[Role] = frozenset(("editor", "supervisor", "administrator"))

STAFF = Policy("staff", EVERY_ROLE)
DESK = Policy("desk", DESK_ROLES, "write")
DESK_READ = Policy("desk read", DESK_ROLES, "read")
TICKET = Policy("ticket", DESK_ROLES, "write", thing="ticket")
TICKET_READ = Policy("ticket read", DESK_ROLES, "read", thing="ticket")
CUSTOMER = Policy("customer", DESK_ROLES, "write")
CUSTOMER_READ = Policy("customer read", DESK_ROLES, "read")
FLOOR = Policy("floor", FLOOR_ROLES, "write")
FLOOR_READ = Policy("floor read", FLOOR_ROLES, "read")
FLOOR_TICKET = Policy("floor ticket", FLOOR_ROLES, "write", thing="ticket")
ADMIN = Policy("administration", ADMINISTRATORS, "admin")
ADMIN_READ = Policy("administration read", ADMINISTRATORS, "admin")
ARTICLES = Policy("articles", EDITORS, "write")
ARTICLES_READ = Policy("articles read", EVERY_ROLE, "read")
ARTICLES_EDIT_READ = Policy("articles' work read", EDITORS, "read")
ARTICLES_REMARK = Policy("remarks on articles", EVERY_ROLE, "write")
OWN_OFFER = Policy("own offer", DESK_ROLES, thing="offer")
OWN_PRESENCE = Policy("own presence", DESK_ROLES)
CALL = Policy("call", DESK_ROLES, "write", thing="call")
EVENTS = Policy("events of other systems", scope="events")
VISITOR = Policy("visitor", kinds=frozenset(("visitor",)))
VISITOR_CHAT = Policy("visitor's chat", kinds=frozenset(("visitor",)), thing="conversation")
PROVIDER = Policy("telephony provider", kinds=frozenset(("provider",)))
SYSTEM_ONLY = Policy("the desk itself", kinds=frozenset(("system",)))
SIGN_IN = Policy("signing in", kinds=frozenset(("system",)))


class Viewer(NamedTuple):
    """What decides visibility: who looks, in which role, and the queues of their teams."""

    user_id: str
    role: str
    queue_ids: frozenset[str]

    @property
    def sees_all(self) -> bool:
        """Whether every ticket is visible (administrators, API keys, the desk itself)."""
        return self.role == "administrator"


EVERYTHING = Viewer("", "administrator", frozenset())


def needs(policy: Policy, actor: Actor, body: Any) -> list[Need]:
    """Return the rows a check will read, for the batch's prefetch."""
    wanted = [Need(USERS, ("id",), (actor.id,))] if actor.kind == "user" else []
    if policy.thing == "ticket":
        wanted.append(Need(TICKETS, ("id",), (body.ticket_id,)))
    elif policy.thing == "conversation":
        wanted.append(Need(CONVERSATIONS, ("id",), (body.conversation_id,)))
    elif policy.thing == "offer":
        wanted.append(Need(OFFERS, ("id",), (body.offer_id,)))
    elif policy.thing == "call":
        wanted.append(Need(CALLS, ("id",), (body.call_id,)))
    return wanted


def check(book: Book, policy: Policy, actor: Actor, body: Any) -> None:
    """Raise unless `actor` may use a verb of this policy on what `body` names."""
    if actor.kind == "user":
        user = current_user(book, actor)
        admit(policy, user.role)
        _check_thing(book, policy, viewer(book, user), body)
    elif actor.kind == "key":
        admit_key(policy, actor)
    elif actor.kind == "system":
        _check_leader(book, actor)
    elif actor.kind not in policy.kinds:
        raise Forbidden("access.forbidden", policy=policy.name)
    elif policy.thing == "conversation":
        conversation = book.get(CONVERSATIONS, body.conversation_id)
        if conversation is None or conversation.visitor_id != actor.id:
            raise Unknown("conversation.unknown", id=body.conversation_id)


def admit(policy: Policy, role: str) -> None:
    """Raise Forbidden unless the policy includes the role."""
    if role not in policy.roles:
        raise Forbidden("access.forbidden", policy=policy.name)


def admit_key(policy: Policy, actor: Actor) -> None:
    """Raise Forbidden unless the API key has the policy's scope."""
    if policy.scope is None or policy.scope not in actor.scopes:
        raise Forbidden("access.scope_missing", scope=policy.scope or "none")


def current_user(book: Book, actor: Actor) -> User:
    """Return the sender's user row. Raises Unidentified when deactivated or when rights have changed since the sign-in."""
    user = book.get(USERS, actor.id)
    if user is None or user.deactivated_at is not None or user.epoch != actor.epoch:
        raise Unidentified("access.session_void")
    return user


def viewer(book: Book, user: User) -> Viewer:
    """Return what decides what this user sees."""
    queues = (queue for team in user.team_ids for queue in book.find(QUEUES, team_id=team))
    return Viewer(user.id, user.role, frozenset(queue.id for queue in queues))


def led(book: Book, user_id: str) -> User:
    """Return a member of staff whom the sender leads: of one of their teams, anybody for administrators. Raises Unknown."""
    user = book.must(USERS, user_id)
    leader = book.get(USERS, book.actor.id) if book.actor.kind == "user" else None
    if (
        leader is not None
        and leader.role != "administrator"
        and not set(leader.team_ids) & set(user.team_ids)
    ):
        raise Unknown("user.unknown", id=user_id)
    return user


def sees(looker: Viewer, queue_id: str, *owners: str | None) -> bool:
    """Return whether work in `queue_id`, owned by or offered to one of `owners`, is visible."""
    return looker.sees_all or (
        looker.role != "editor" and (queue_id in looker.queue_ids or looker.user_id in owners)
    )


def visible(looker: Viewer) -> sa.ColumnElement[bool]:
    """Return the SQL condition on TICKETS that is true for what `looker` sees; `sees` says the same for one ticket."""
    if looker.sees_all:
        return sa.true()
    if looker.role == "editor":
        return sa.false()
    offered = sa.select(WORK.c.ticket_id).where(WORK.c.agent_id == looker.user_id, WORK.c.state == "offered")
    mine = TICKETS.c.assignee_id == looker.user_id
    guest = sa.select(CALL_PARTIES.c.ticket_id).where(
        CALL_PARTIES.c.user_id == looker.user_id, CALL_PARTIES.c.state.in_(("ringing", "joined"))
    )
    theirs = sa.or_(TICKETS.c.id.in_(offered), TICKETS.c.id.in_(guest))
    return sa.or_(TICKETS.c.queue_id.in_(sorted(looker.queue_ids)), mine, theirs)


def ticket_owners(book: Book, ticket: Ticket) -> tuple[str | None, ...]:
    """Return who owns the ticket, to whom it is offered just now, and who is in its call."""
    work = book.get(WORK, ticket.id)
    offered = work.agent_id if work and work.state == "offered" else None
    return ticket.assignee_id, offered, *ticket.guest_ids


def _check_thing(book: Book, policy: Policy, looker: Viewer, body: Any) -> None:
    if policy.thing == "ticket":
        ticket = book.must(TICKETS, body.ticket_id)
        if not sees(looker, ticket.queue_id, *ticket_owners(book, ticket)):
            raise Unknown("ticket.unknown", id=body.ticket_id)
    elif policy.thing == "offer":
        offer = book.get(OFFERS, body.offer_id)
        if offer is None or offer.agent_id != looker.user_id:
            raise Unknown("offer.unknown", id=body.offer_id)
    elif policy.thing == "call":
        ticket = book.must(TICKETS, book.must(CALLS, body.call_id).ticket_id)
        if not sees(looker, ticket.queue_id, *ticket_owners(book, ticket)):
            raise Unknown("call.unknown", id=body.call_id)


def _check_leader(book: Book, actor: Actor) -> None:
    if actor.id == "leader":
        lease = book.get(LEASES, "leader")
        if lease is None or lease.epoch != actor.epoch:
            raise Conflict("leader.deposed", epoch=actor.epoch)
