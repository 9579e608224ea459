"""Supervisors watch, whisper, join and leave in their own teams; a whisper reaches its agent and no other path of the desk."""

from __future__ import annotations

import asyncio
import json
from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, DeskError, Forbidden, Unknown
from server.desk.actors import Actor
from server.desk.readings.history import HistoryQuestion
from server.desk.readings.registry import ask
from server.desk.readings.roster import agent_records
from server.desk.readings.search import SearchQuestion
from server.desk.readings.threads import OfTicket
from server.desk.readings.widget import widget_chat
from server.store.tables.infra import AUDIT, LOG
from server.store.tables.work import TICKETS
from tests.server.live.lookers import Onlooker, Room
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, ORDERS, SAM, StaffedDesk, staff

SECRET = "Offer her the refund, quietly"


class Talk:
    """A chat that Lin holds with a customer."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        self.visitor = desk.visitor()
        said = {"message": "My lamp broke", "client_id": "client-1", "language": "en", "queue_id": ORDERS}
        self.chat = str(desk.do(self.visitor, "chat.start", **said)["conversation_id"])
        self.ticket = desk.ticket_of(self.chat)
        desk.do(staff(LIN), "ticket.take", ticket_id=self.ticket)

    def does(self, person: str, verb: str, **fields: Any) -> None:
        """Somebody supervises."""
        self.desk.do(staff(person), f"supervision.{verb}", ticket_id=self.ticket, **fields)

    def reply(self, person: str) -> None:
        """Somebody writes to the customer."""
        said = {
            "conversation_id": self.chat,
            "body": "Hello",
            "client_id": f"c-{person}",
            "seen_seq": 1 << 40,
        }
        self.desk.do(staff(person), "ticket.reply", ticket_id=self.ticket, **said)

    def reads(self, person: str) -> list[dict[str, Any]]:
        """Return the records of the thread as somebody opens it."""
        with self.desk.look(staff(person)) as look:
            thread = ask(look, "ticket.thread", OfTicket(ticket_id=self.ticket))
        return [
            {
                "is": type(one).__name__,
                **{name: getattr(one, name, None) for name in ("body", "mode", "facts")},
            }
            for one in thread.records
        ]

    def customer_sees(self) -> dict[str, Any]:
        """Return the chat as its customer sees it."""
        with self.desk.look(self.visitor) as look:
            chat = widget_chat(look, self.chat)
        return {"text": str(chat), "supervisors": chat.supervisors, "seq": chat.seq}


@pytest.fixture
def talk(desk: StaffedDesk) -> Talk:
    """A chat in Lin's hands."""
    return Talk(desk)


def whispers(records: list[dict[str, Any]]) -> list[str]:
    """Return the whispers among records."""
    return [str(one["body"]) for one in records if one["is"] == "WhisperRecord"]


def test_who_watches_reads_and_does_not_write(talk: Talk) -> None:
    talk.does(MARTA, "watch")
    with pytest.raises(Conflict, match=r"supervision\.read_only"):
        talk.reply(MARTA)
    assert [one["mode"] for one in talk.reads(LIN) if one["is"] == "SupervisionRecord"] == ["watch"]
    assert talk.customer_sees()["supervisors"] == []


def test_who_joins_writes_and_everybody_sees_that_they_are_there(talk: Talk) -> None:
    before = talk.customer_sees()["seq"]
    talk.does(MARTA, "join")
    assert talk.customer_sees()["supervisors"] == ["Marta"]
    assert talk.customer_sees()["seq"] > before
    talk.reply(MARTA)
    talk.does(MARTA, "leave")
    assert talk.customer_sees()["supervisors"] == []
    codes = [one["facts"].get("code") for one in talk.reads(LIN) if one["is"] == "EntryRecord"]
    assert codes[-3:] == ["supervisor_joined", None, "supervisor_left"]


def test_a_whisper_is_read_by_its_agent_and_its_author_alone(talk: Talk) -> None:
    with pytest.raises(Conflict, match=r"supervision\.not_there"):
        talk.does(MARTA, "whisper", body=SECRET)
    talk.does(MARTA, "watch")
    talk.does(MARTA, "whisper", body=SECRET)
    assert whispers(talk.reads(LIN)) == whispers(talk.reads(MARTA)) == [SECRET]
    assert whispers(talk.reads(ADA)) == []
    facts = [one["facts"] for one in talk.reads(ADA) if one["is"] == "EntryRecord"]
    assert {"code": "whispered", "to_user_id": LIN} in facts, "that it happened stands in the timeline"


def test_no_path_of_the_desk_shows_a_whisper_to_the_customer(talk: Talk) -> None:
    seen = talk.customer_sees()
    talk.does(MARTA, "watch")
    talk.does(MARTA, "whisper", body=SECRET)
    assert talk.customer_sees() == seen, "the widget: neither words nor a sign of them"
    desk = talk.desk
    with desk.database.reading() as connection:
        customer = connection.execute(sa.select(TICKETS.c.customer_id)).scalar_one()
        log = str(connection.execute(sa.select(LOG.c.body)).all())
    for person in (LIN, MARTA, ADA):
        with desk.look(staff(person)) as look:
            history = str(ask(look, "customers.history", HistoryQuestion(customer_id=customer)))
            found = str(ask(look, "search", SearchQuestion(q="refund quietly")))
        assert SECRET not in history + found + log


def test_the_live_path_tells_a_whisper_to_two_people(talk: Talk) -> None:
    people = {name: Onlooker(talk.desk, name) for name in (LIN, MARTA, ADA, KOFI)}

    async def listen() -> None:
        room = Room(talk.desk, list(people.values()))
        await room.enter()
        for one in people.values():
            room.open(one, {talk.ticket})
        talk.does(MARTA, "watch")
        talk.does(MARTA, "whisper", body=SECRET)
        await room.settle()

    asyncio.run(listen())
    heard = {name for name, one in people.items() if SECRET in json.dumps(one.paper.frames)}
    assert heard == {LIN, MARTA}


@pytest.mark.parametrize(
    ("person", "refusal"), [(LIN, Forbidden), (SAM, Forbidden), (KOFI, Forbidden), ("visitor", DeskError)]
)
@pytest.mark.parametrize("verb", ["watch", "join", "whisper", "leave"])
def test_nobody_else_supervises(talk: Talk, verb: str, person: str, refusal: type[DeskError]) -> None:
    fields = {"body": SECRET} if verb == "whisper" else {}
    actor = talk.visitor if person == "visitor" else staff(person)
    with pytest.raises(refusal):
        talk.desk.do(actor, f"supervision.{verb}", ticket_id=talk.ticket, **fields)


def test_a_supervisor_of_another_team_does_not_even_know_of_it(talk: Talk) -> None:
    talk.desk.do(
        staff(ADA),
        "users.edit",
        user_id=KOFI,
        version=1,
        name="Kofi",
        role="supervisor",
        team_ids=["tea_west"],
        skills={},
        capacity={},
    )
    with pytest.raises(Unknown, match=r"ticket\.unknown"):
        talk.desk.do(Actor("user", KOFI, 2), "supervision.watch", ticket_id=talk.ticket)


def test_the_end_of_the_conversation_ends_the_stay(talk: Talk) -> None:
    talk.does(MARTA, "join")
    talk.desk.do(staff(LIN), "ticket.solve", ticket_id=talk.ticket)
    assert not [one for one in talk.reads(LIN) if one["is"] == "SupervisionRecord"]
    with pytest.raises(Conflict, match=r"supervision\.nobody"):
        talk.does(MARTA, "watch")


def test_everything_is_in_the_audit_trail(talk: Talk) -> None:
    for verb, fields in (("watch", {}), ("whisper", {"body": SECRET}), ("join", {}), ("leave", {})):
        talk.does(MARTA, verb, **fields)
    with talk.desk.database.reading() as connection:
        rows = connection.execute(
            sa.select(AUDIT.c.act, AUDIT.c.detail).where(AUDIT.c.subject == talk.ticket)
        )
        acts = [line for line in rows if line.act.startswith("supervision.")]
    assert [line.act.removeprefix("supervision.") for line in acts] == ["watch", "whisper", "join", "leave"]
    assert SECRET not in str(acts)


def test_an_erased_customers_whispers_are_gone(talk: Talk) -> None:
    talk.does(MARTA, "watch")
    talk.does(MARTA, "whisper", body=SECRET)
    with talk.desk.database.reading() as connection:
        customer = connection.execute(sa.select(TICKETS.c.customer_id)).scalar_one()
    talk.desk.do(staff(ADA), "customers.erase", customer_id=customer)
    assert whispers(talk.reads(LIN)) == []


def test_a_supervisor_sets_the_skills_of_those_they_lead(desk: StaffedDesk) -> None:
    desk.do(staff(MARTA), "users.set_skills", user_id=LIN, skills={"ski_refunds": 4})
    with desk.look(staff(MARTA)) as look:
        agents = {one.id: one.skills for one in agent_records(look, 0)}
    assert agents[LIN] == {"ski_refunds": 4}
    with pytest.raises(Unknown, match=r"user\.unknown"):
        desk.do(staff(MARTA), "users.set_skills", user_id=KOFI, skills={})
    with pytest.raises(Forbidden):
        desk.do(staff(LIN), "users.set_skills", user_id=LIN, skills={"ski_refunds": 5})
