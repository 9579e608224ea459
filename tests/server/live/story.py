"""A story in which everything happens that the desk writes down, told step by step: each `yield` is a moment to look at the screens."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa

from server.desk.actors import SYSTEM, Actor
from server.store.tables.calls import CALL_BACKS, CALL_PARTIES
from server.store.tables.infra import TIMERS
from server.store.tables.notices import NOTICES
from server.store.tables.people import IDENTITIES
from server.store.tables.work import CALLS
from tests.server.live.staffed import (
    ADA,
    BILLING,
    EAST,
    KOFI,
    LIN,
    MARTA,
    ORDERS,
    RETURNS,
    SAM,
    WEST,
    StaffedDesk,
    staff,
)
from tests.server.live.story_articles import articles
from tests.server.live.story_clocks import clocks
from tests.server.live.story_moods import moods
from tests.server.live.story_surveys import surveys

NETWORK = Actor("provider", "test")
PHONE = "+447700900123"


class Story:
    """The desk of the story. `tickets` may be opened on screens, `shut` never is."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        self.tickets: list[str] = []
        self.count = 0
        self.mei = desk.customer("Mei", identities=[{"kind": "phone", "value": PHONE}])
        self.bo = desk.customer("Bo", identities=[{"kind": "phone", "value": PHONE}])
        self.ana = desk.customer("Ana", language="zh")
        self.parcel = self.opened(desk.ticket(self.mei, "Parcel", ORDERS, note="the blue one"))
        self.bill = self.opened(desk.ticket(self.ana, "Bill", BILLING))
        self.shut = desk.ticket(self.bo, "Invoice", ORDERS)

    def opened(self, ticket_id: str) -> str:
        """Note a ticket that screens open from now on."""
        self.tickets.append(ticket_id)
        return ticket_id

    def by(self, user_id: str, verb: str, /, **fields: Any) -> dict[str, Any]:
        """Let a member of staff do something."""
        return self.desk.do(staff(user_id), verb, **fields)

    def note(self, user_id: str, ticket_id: str) -> None:
        """Let somebody write a note."""
        self.count += 1
        said = {"body": f"note {self.count}", "client_id": f"note-{self.count}"}
        self.by(user_id, "ticket.note", ticket_id=ticket_id, **said)

    def tell(self) -> Iterator[None]:
        """Tell everything, a step at a time."""
        for chapter in (
            articles,
            _floor,
            _notices,
            _work,
            _offers,
            _talk,
            _moods,
            _clocks,
            _call,
            _conference,
            _call_backs,
            _people,
            _settings,
            _surveys,
            _end,
        ):
            yield from chapter(self)


def _floor(story: Story) -> Iterator[None]:
    """People come to work."""
    for user_id in (LIN, KOFI, MARTA):
        story.desk.arrive(user_id)
        yield
    story.by(MARTA, "presence.set_for", user_id=LIN, state="away", reason="tea")
    yield
    story.desk.arrive(LIN)
    yield


def _notices(story: Story) -> Iterator[None]:
    """Lin is told things, once each, and in her hours; Kofi hears nothing of it."""
    desk = story.desk
    day = datetime.fromtimestamp(desk.clock.now() / 1_000, UTC)
    shut = {"weekly": {(day + timedelta(days=1)).strftime("%a").lower(): [["09:00", "17:00"]]}}
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="one", ticket_id=story.parcel)
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="one", ticket_id=story.parcel)
    yield
    desk.do(SYSTEM, "test.hours", user_id=LIN, **shut)
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="two", ticket_id=story.bill)
    yield
    desk.do(SYSTEM, "test.hours", user_id=LIN)
    with desk.database.reading() as connection:
        held = connection.execute(
            sa.select(TIMERS.c.id, TIMERS.c.due_at).where(TIMERS.c.kind == "notice")
        ).one()
        given = list(connection.scalars(sa.select(NOTICES.c.id).where(NOTICES.c.key == "one")))
    now = desk.clock.now()
    desk.clock.set(held.due_at)
    desk.do(SYSTEM, "notices.show", timer_id=held.id)
    desk.clock.set(now)
    yield
    story.by(LIN, "notices.mark", notice_ids=given, mark="seen")
    yield
    story.by(LIN, "notices.mark", notice_ids=given, mark="read")
    yield


def _work(story: Story) -> Iterator[None]:
    """Tickets change hands, words and places."""
    ticket = story.parcel
    story.by(LIN, "ticket.take", ticket_id=ticket)
    yield
    story.note(MARTA, ticket)
    yield
    story.by(LIN, "ticket.set_priority", ticket_id=ticket, priority="urgent")
    yield
    story.by(LIN, "ticket.set_tags", ticket_id=ticket, tags=["parcel", "late"])
    yield
    story.by(LIN, "ticket.set_subject", ticket_id=ticket, subject="The blue parcel")
    yield
    story.by(LIN, "ticket.snooze", ticket_id=ticket, until=story.desk.clock.now() + 9_000_000)
    yield
    story.by(LIN, "ticket.reopen", ticket_id=ticket)
    yield
    story.by(LIN, "ticket.transfer", ticket_id=ticket, queue_id=BILLING, note="a bill")
    yield
    story.note(KOFI, ticket)
    yield
    story.by(KOFI, "ticket.transfer", ticket_id=ticket, queue_id=ORDERS, note="no bill")
    yield
    story.by(MARTA, "ticket.assign", ticket_id=ticket, user_id=LIN)
    story.by(MARTA, "ticket.assign", ticket_id=story.shut, user_id=LIN)
    story.note(MARTA, story.shut)
    yield
    story.by(LIN, "ticket.release", ticket_id=ticket)
    yield
    story.by(MARTA, "ticket.wait", ticket_id=ticket, on="customer")
    yield


def _offers(story: Story) -> Iterator[None]:
    """Work is held out: taken, refused, withdrawn; also to somebody of another team."""
    story.by(ADA, "ticket.boost", ticket_id=story.bill, seconds=60)
    yield
    offer = story.desk.offer(story.bill, KOFI)
    yield
    story.by(KOFI, "offer.decline", offer_id=offer)
    yield
    yield from _waits(story)
    offer = story.desk.offer(story.bill, LIN)
    yield
    story.by(ADA, "customers.edit", customer_id=story.ana, name="Ana Ng", segment="gold")
    yield
    story.by(LIN, "offer.accept", offer_id=offer)
    yield
    story.by(LIN, "ticket.transfer", ticket_id=story.bill, queue_id=BILLING, note="a bill")
    yield
    offer = story.desk.offer(story.bill, LIN)
    story.by(KOFI, "ticket.take", ticket_id=story.bill)
    yield


def _waits(story: Story) -> Iterator[None]:
    """Nobody can take what waits, then it overflows to people who can."""
    nobody = {"ticket_id": story.bill, "code": "no_agent_has_skills"}
    story.desk.do(SYSTEM, "work.mark", found=[nobody])
    yield
    story.desk.do(SYSTEM, "work.mark", found=[{"ticket_id": story.bill, "code": None}])
    yield
    fields = {
        "name": "Billing",
        "channels": ["chat", "desk"],
        "skills": {},
        "auto_accept": [],
        "target_s": 60,
    }
    fields |= {"queue_id": BILLING, "version": 1, "team_id": WEST, "offer_timeout_s": 20}
    story.by(ADA, "queues.edit", **fields, steps=[{"after_s": 0, "overflow": RETURNS}])
    story.desk.do(SYSTEM, "work.overflow", ticket_id=story.bill)
    yield


def _talk(story: Story) -> Iterator[None]:
    """A customer chats from a page."""
    desk, visitor = story.desk, story.desk.visitor()
    desk.do(SYSTEM, "presence.beat", user_ids=[LIN, KOFI, MARTA])
    chat = str(
        desk.do(
            visitor, "chat.start", message="Hello?", client_id="hello-001", language="en", queue_id=ORDERS
        )["conversation_id"]
    )
    ticket = story.opened(desk.ticket_of(chat))
    yield
    desk.do(staff(LIN), "offer.accept", offer_id=desk.offer(ticket, LIN))
    yield
    story.by(MARTA, "supervision.watch", ticket_id=ticket)
    yield
    story.by(MARTA, "supervision.whisper", ticket_id=ticket, body="Offer a refund")
    yield
    story.by(MARTA, "supervision.join", ticket_id=ticket)
    yield
    story.by(MARTA, "supervision.leave", ticket_id=ticket)
    yield
    seq = desk.do(visitor, "chat.write", conversation_id=chat, body="Anybody?", client_id="hello-002")["seq"]
    yield
    story.by(LIN, "ticket.read", ticket_id=ticket, upto=seq)
    yield
    said = {"conversation_id": chat, "body": "Yes, me", "client_id": "reply-001", "seen_seq": seq}
    seq = story.by(LIN, "ticket.reply", ticket_id=ticket, **said)["seq"]
    yield
    desk.do(visitor, "chat.delivered", conversation_id=chat, upto=seq)
    yield
    desk.do(visitor, "chat.read", conversation_id=chat, upto=seq)
    yield
    desk.do(visitor, "chat.end", conversation_id=chat)
    yield


def _moods(story: Story) -> Iterator[None]:
    """Somebody grows upset and is well again."""
    for ticket in moods(story.desk):
        if ticket not in story.tickets:
            story.opened(ticket)
        yield


def _clocks(story: Story) -> Iterator[None]:
    """What is promised to a customer, and missed."""
    for ticket in clocks(story.desk):
        if ticket not in story.tickets:
            story.opened(ticket)
        yield


def _surveys(story: Story) -> Iterator[None]:
    """Somebody is asked how it was."""
    for ticket in surveys(story.desk):
        if ticket not in story.tickets:
            story.opened(ticket)
        yield


def _call(story: Story) -> Iterator[None]:
    """Somebody calls from a telephone that two customers use."""
    desk = story.desk

    def report(kind: str, verb: str = "call.reported", **fields: Any) -> str:
        said = {"type": kind, "call_id": "one", "number": PHONE, "queue_id": ORDERS, **fields}
        return str(desk.do(NETWORK, verb, at=desk.clock.now(), **said)["call_id"])

    call = report("ringing", "call.rang")
    with desk.database.reading() as connection:
        query = sa.select(CALLS.c.ticket_id).where(CALLS.c.id == call)
        ticket = story.opened(str(connection.execute(query).scalar_one()))
    yield
    desk.arrive(LIN)
    offer = desk.offer(ticket, LIN)
    yield
    story.by(LIN, "offer.accept", offer_id=offer)
    yield
    report("answered", agent_id=LIN)
    yield
    report("held")
    yield
    story.by(LIN, "call.choose_caller", call_id=call, customer_id=story.bo)
    yield
    report("ended", reason="caller_hung_up")
    yield


def _caller(story: Story, call: str, kind: str, **fields: Any) -> str:
    """Let the network report something about a call of somebody's; returns the desk's id of it."""
    said = {"type": kind, "call_id": call, "number": "+447700900321", "queue_id": ORDERS, **fields}
    verb = "call.rang" if kind == "ringing" else "call.reported"
    return str(story.desk.do(NETWORK, verb, at=story.desk.clock.now(), **said)["call_id"])


def _row(story: Story, table: Any, **equal: Any) -> Any:
    with story.desk.database.reading() as connection:
        which = sa.and_(*(table.c[name] == value for name, value in equal.items()))
        return table.read(connection.execute(sa.select(table.sql).where(which)).first())


def _conference(story: Story) -> Iterator[None]:
    """Somebody is brought into a call and goes; it is wrapped up, and the ticket tells what it must."""
    story.desk.arrive(KOFI)
    call = _caller(story, "two", "ringing")
    ticket = story.opened(_row(story, CALLS, id=call).ticket_id)
    story.by(LIN, "ticket.take", ticket_id=ticket)
    _caller(story, "two", "answered", agent_id=LIN)
    yield
    story.by(LIN, "call.add", call_id=call, user_id=KOFI)
    yield
    party = _row(story, CALL_PARTIES, call_id=call).id
    for kind in ("joined", "left"):
        _caller(story, "two", kind, party_id=party)
        yield
    _caller(story, "two", "ended")
    yield
    code = story.by(ADA, "wrap_up_codes.create", name="Refund")["id"]
    yield
    story.by(LIN, "ticket.wrap_up", ticket_id=ticket, code_id=code)
    yield
    field = story.by(ADA, "ticket_fields.create", name="Weight", kind="number", queue_ids=[ORDERS])["id"]
    yield
    story.by(LIN, "ticket.set_fields", ticket_id=ticket, values={field: 2})
    yield
    story.by(ADA, "ticket_fields.remove", field_id=field, version=1)
    yield
    story.by(MARTA, "macros.create", name="hello", texts={"en": "Hello {{first_name}}"})
    yield


def _call_backs(story: Story) -> Iterator[None]:
    """A missed call is owed, called in vain, late, and let go of."""
    missed = story.opened(_row(story, CALLS, id=_caller(story, "three", "ringing")).ticket_id)
    _caller(story, "three", "ended", reason="caller_hung_up")
    yield
    promise = _row(story, CALL_BACKS, ticket_id=missed)
    story.by(LIN, "ticket.take", ticket_id=missed)
    identity = _row(story, IDENTITIES, customer_id=promise.customer_id).id
    told = {"customer_id": promise.customer_id, "identity_id": identity, "ticket_id": missed}
    dialled = story.by(LIN, "call.dial", **told)["call_id"]
    yield
    _caller(story, dialled, "failed", direction="out", reason="busy")
    yield
    story.desk.clock.set(_row(story, CALL_BACKS, ticket_id=missed).due_at + 1)
    story.desk.do(SYSTEM, "call_back.due", timer_id=f"call_back:{promise.id}")
    story.desk.do(SYSTEM, "presence.beat", user_ids=[LIN, KOFI, MARTA])
    yield
    story.by(LIN, "call_back.drop", ticket_id=missed)
    yield


def _people(story: Story) -> Iterator[None]:
    """What becomes known of customers; two turn out to be one, and not."""
    mei, bo, ana = story.mei, story.bo, story.ana
    story.by(ADA, "organisations.add", name="Fernbank Foods")
    yield
    identity = story.by(LIN, "identities.add", customer_id=mei, kind="email", value="mei@example.com")
    yield
    story.by(LIN, "identities.verify", identity_id=identity["identity_id"])
    yield
    story.by(LIN, "identities.remove", identity_id=identity["identity_id"])
    yield
    story.by(LIN, "customers.consent", customer_id=mei, purpose="survey", given=True)
    yield
    story.by(MARTA, "customers.block", customer_id=mei)
    yield
    story.by(MARTA, "customers.unblock", customer_id=mei)
    yield
    story.desk.do(SYSTEM, "customers.suspect", customer_id=bo, other_id=ana, sign="same_name")
    yield
    merge = story.by(MARTA, "customers.merge", customer_id=ana, source_id=bo)["merge_id"]
    yield
    story.by(ADA, "customers.edit", customer_id=ana, name="Ana Bo Ng")
    yield
    story.by(MARTA, "merges.undo", merge_id=merge)
    yield
    story.by(MARTA, "ticket.customer", ticket_id=story.parcel, customer_id=ana)
    yield


def _settings(story: Story) -> Iterator[None]:
    """The desk is arranged anew while people work."""
    team = story.by(ADA, "teams.create", name="North")["id"]
    yield
    story.by(ADA, "skills.create", name="Returns")
    yield
    story.by(ADA, "queues.create", name="Night", team_id=team, channels=["chat"])
    yield
    story.by(ADA, "skills.remove", skill_id="ski_refunds", version=1)
    yield
    returns = {"name": "Returns", "channels": ["chat"], "skills": {}, "auto_accept": [], "target_s": 60}
    more = {"queue_id": RETURNS, "version": 1, "team_id": WEST, "offer_timeout_s": 20}
    story.by(ADA, "queues.edit", **more, **returns)
    yield
    story.by(LIN, "account.prefer", theme="dark", time_zone="Asia/Shanghai")
    yield
    person = {"role": "agent", "team_ids": [EAST], "skills": {}, "capacity": {"chat": 2}}
    story.by(ADA, "users.edit", user_id=SAM, version=1, name="Sam", **person)
    yield
    story.by(ADA, "users.edit", user_id=LIN, version=2, name="Lin Wei", **person)
    yield
    story.desk.do(SYSTEM, "sessions.open", user_id=SAM, epoch=2, session_id="ses_sam")
    story.desk.do(SYSTEM, "sessions.close", session_id="ses_sam")
    yield
    story.by(ADA, "users.deactivate", user_id=SAM)
    yield


def _end(story: Story) -> Iterator[None]:
    """Work is done, and somebody wants to be forgotten."""
    story.by(LIN, "ticket.take", ticket_id=story.parcel)
    yield
    story.by(LIN, "ticket.solve", ticket_id=story.parcel)
    yield
    story.by(LIN, "ticket.reopen", ticket_id=story.parcel)
    yield
    story.by(ADA, "customers.erase", customer_id=story.bo)
    yield
    story.by(ADA, "customers.erase", customer_id=story.ana)
    yield
    story.by(KOFI, "ticket.spam", ticket_id=story.bill)
    yield
