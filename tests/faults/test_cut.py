"""Every POST is cut before it is received and after it was committed; sent again with its key it has exactly one effect."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa

from server.store.tables.infra import LOG
from server.store.tables.work import ENTRIES, OFFERS
from tests.faults.desk import PASSWORD, Desk
from tests.faults.people import Agent, Line
from tests.faults.processes import Process, running
from tests.faults.scissors import Scissors

pytestmark = pytest.mark.faults


class Cutting:
    """A served desk behind scissors, with an agent and a customer on lines that go through them."""

    def __init__(self, desk: Desk, scissors: Scissors) -> None:
        self.desk = desk
        self.scissors = scissors
        self.count = 0
        agent = Agent(desk.logins[0], PASSWORD, lambda: scissors.address, threading.Event())
        agent.sign_in()
        self.agent = agent.line
        self.customer = Line(lambda: scissors.address)

    def post(self, line: Line, path: str, **body: Any) -> dict[str, Any]:
        """Post through a line that is cut twice: once before the desk hears, once after it committed."""
        self.count += 1
        self.scissors.plan.extend(("before", "after"))
        before = self.desk.head()
        answer: dict[str, Any] = line.post(path, body, f"cutting-{self.count:04d}")
        assert list(self.scissors.made)[-3:] == ["before", "after", "none"]
        again = line.post(path, body, f"cutting-{self.count:04d}")
        assert again == answer
        self.made = self.kinds(before)
        return answer

    def kinds(self, after: int) -> Counter[str]:
        """Return which events were written since."""
        with self.desk.core.database.reading() as connection:
            return Counter(connection.scalars(sa.select(LOG.c.kind).where(LOG.c.seq > after)))


@pytest.fixture
def cutting(database_url: str, tmp_path: Path) -> Iterator[Cutting]:
    desk = Desk(database_url, 1)
    server = Process("serve", tmp_path, database_url=database_url)
    scissors: Scissors | None = None
    try:
        with running(server):
            scissors = Scissors(server.port)
            # The desk's own pages come from the address behind the scissors.
            server.settings["public_url"] = scissors.address
            server.stop()
            server.start()
            yield Cutting(desk, scissors)
    finally:
        if scissors is not None:
            scissors.close()
        desk.close()


def test_a_command_whose_answer_was_lost_has_one_effect(cutting: Cutting) -> None:
    customer, agent = cutting.customer, cutting.agent
    token = customer.post("/api/widget/visitor", {}, "arrive-0001")["token"]
    customer.headers["Authorization"] = f"Bearer {token}"
    first = {
        "message": "It hums",
        "client_id": "client-0001",
        "language": "en",
        "queue_id": cutting.desk.queue,
    }
    chat = cutting.post(customer, "/api/widget/chats", **first)["conversation_id"]
    assert (cutting.made["ticket.opened"], cutting.made["entry.added"]) == (1, 1)
    path = f"/api/widget/chats/{chat}/messages"
    cutting.post(customer, path, body="Still", client_id="client-0002")
    assert cutting.made["entry.added"] == 1

    ticket = _ticket(cutting)
    cutting.post(agent, f"/api/v1/tickets/{ticket}/take")
    assert cutting.made["ticket.assigned"] == 1
    reply = {"conversation_id": chat, "body": "We look", "client_id": "answer-001", "seen_seq": 1 << 40}
    cutting.post(agent, f"/api/v1/tickets/{ticket}/reply", **reply)
    assert cutting.made["entry.added"] == 1
    cutting.post(agent, f"/api/v1/tickets/{ticket}/note", body="Filter?", client_id="note-00001")
    assert cutting.made["entry.added"] == 1
    cutting.post(agent, f"/api/v1/tickets/{ticket}/wrap-up", note="He was glad")
    assert cutting.made["entry.added"] == 1
    promised = {"due_at": cutting.desk.core.clock.now() + 3_600_000}
    cutting.post(agent, f"/api/v1/tickets/{ticket}/call-back", **promised)
    assert cutting.made["call_back.promised"] == 1
    cutting.post(agent, f"/api/v1/tickets/{ticket}/call-back/drop")
    assert cutting.made["call_back.ended"] == 1
    cutting.post(agent, f"/api/v1/tickets/{ticket}/solve")
    assert cutting.made["ticket.status_set"] == 1
    call = cutting.post(agent, "/api/v1/calls/number", number="+447700900199")
    assert (cutting.made["call.rang"], cutting.made["customer.added"]) == (1, 1)
    cutting.post(agent, f"/api/v1/calls/{call['call_id']}/hangup")
    wish = {"address": "+447700900198", "language": "en"}
    cutting.post(customer, "/api/widget/callbacks", **wish)
    assert (cutting.made["call_back.promised"], cutting.made["ticket.opened"]) == (1, 1)
    mei = cutting.post(agent, "/api/v1/customers", name="Mei")["customer_id"]
    assert cutting.made["customer.added"] == 1
    cutting.post(agent, "/api/v1/tickets", customer_id=mei, subject="By hand", queue_id=cutting.desk.queue)
    assert cutting.made["ticket.opened"] == 1
    with cutting.desk.core.database.reading() as connection:
        written = Counter(
            connection.scalars(sa.select(ENTRIES.c.client_id).where(ENTRIES.c.client_id.is_not(None)))
        )
    assert set(written.values()) == {1}


def _ticket(cutting: Cutting) -> str:
    found = cutting.agent.get("/api/v1/tickets?tab=queue")
    records = found["records"] if "records" in found else found["tickets"]
    return str(records[0]["id"])


def test_an_answer_to_an_offer_whose_answer_was_lost_counts_once(cutting: Cutting) -> None:
    customer, agent = cutting.customer, cutting.agent
    agent.post("/api/v1/presence", {"state": "available"}, "presence-001")
    token = customer.post("/api/widget/visitor", {}, "arrive-0001")["token"]
    customer.headers["Authorization"] = f"Bearer {token}"
    first = {
        "message": "It hums",
        "client_id": "client-0001",
        "language": "en",
        "queue_id": cutting.desk.queue,
    }
    customer.post("/api/widget/chats", first, "start-00001")
    cutting.post(agent, f"/api/v1/offers/{_ringing(cutting)}/decline")
    assert cutting.made["offer.ended"] == 1
    again = _ringing(cutting)
    cutting.post(agent, f"/api/v1/offers/{again}/accept")
    assert (cutting.made["offer.ended"], cutting.made["ticket.assigned"]) == (1, 1)
    with cutting.desk.core.database.reading() as connection:
        states = Counter(connection.scalars(sa.select(OFFERS.c.state)))
    assert states == {"declined": 1, "accepted": 1}


def _ringing(cutting: Cutting) -> str:
    """Wait until the leader holds something out, and return the offer's id."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        with cutting.desk.core.database.reading() as connection:
            found = connection.scalars(sa.select(OFFERS.c.id).where(OFFERS.c.state == "open")).first()
        if found is not None:
            return str(found)
        time.sleep(0.05)
    raise AssertionError("nothing rings")
