"""The proof finds nothing wrong after any sequence of commands, and finds each wrong that somebody makes behind the desk's back."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from server.base.errors import DeskError
from server.desk import attachments, erasure
from server.desk.actors import SYSTEM, Actor
from server.desk.readings.history import HistoryQuestion, history
from server.desk.verify import Report, verify
from server.store.tables.infra import SEALED
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, RETURNS, StaffedDesk, staff

USED = (attachments, erasure)
QUEUES = (ORDERS, RETURNS, BILLING)
SHOP = Actor("key", "key_shop", scopes=("events",))
STEPS = 120


@pytest.mark.parametrize("seed", range(3))
def test_the_desk_is_what_its_log_says_after_any_sequence_of_commands(desk: StaffedDesk, seed: int) -> None:
    day = _Day(desk, seed)
    done = day.lived(STEPS)
    report = _verified(desk)
    assert report.findings == []
    assert done > STEPS / 3
    assert "internal" not in day.refused
    assert report.seq == report.checked["log"] > done
    assert report.checked["customers"] > 3 < report.checked["entries"]


@pytest.mark.parametrize("seed", range(3))
def test_undoing_every_merge_restores_what_each_customer_had(desk: StaffedDesk, seed: int) -> None:
    chance = random.Random(seed)
    people = [desk.customer(f"Person {number}") for number in range(6)]
    for number, one in enumerate(people):
        desk.do(SHOP, "events.post", source="shop", number=f"n{number}", code="order.paid", customer_id=one)
    before = [_lines(desk, one) for one in people]
    links: list[str] = []
    refused: set[str] = set()
    for _ in range(30):
        if links and chance.random() < 0.4:
            undone = links.pop(chance.randrange(len(links)))
            desk.do(staff(LIN), "merges.undo", merge_id=undone)
            continue
        target, source = chance.sample(people, 2)
        try:
            made = desk.do(staff(LIN), "customers.merge", customer_id=target, source_id=source)
            links.append(str(made["merge_id"]))
        except DeskError as refusal:
            refused.add(refusal.code)
    assert refused <= {"merge.linked", "merge.same"}
    assert {len(_lines(desk, one)) for one in people} != {1}
    for link in chance.sample(links, len(links)):
        desk.do(staff(LIN), "merges.undo", merge_id=link)
    assert [_lines(desk, one) for one in people] == before
    assert _verified(desk).findings == []


BREAKAGES = {
    "fold.differs": "UPDATE tickets SET priority = 'urgent'",
    "fold.missing": "DELETE FROM entries",
    "fold.surplus": "UPDATE customers SET id = 'cus_other' WHERE id = (SELECT min(id) FROM customers)",
    "log.gap": "DELETE FROM log WHERE seq = 2",
    "log.unfoldable": "UPDATE log SET body = '{}' WHERE seq = 2",
    "audit.changed": "UPDATE audit SET actor = 'user:usr_nobody' WHERE seq = 1",
    "audit.gap": "DELETE FROM audit WHERE seq = 1",
    "audit.cut_off": "DELETE FROM audit WHERE seq = (SELECT max(seq) FROM audit)",
    "seal.unopenable": "UPDATE sealed SET id = 'elsewhere' WHERE id = (SELECT min(id) FROM sealed)",
    "seal.without_key": "DELETE FROM keys",
    "work.of_finished": "UPDATE tickets SET status = 'solved'",
    "work.two_owners": "UPDATE work SET state = 'assigned', agent_id = 'usr_kofi'",
    "offer.without_end": "DELETE FROM timers WHERE kind = 'offer'",
    "offer.without_work": "UPDATE work SET state = 'queued', agent_id = NULL, offer_id = NULL",
    "work.offer_over": "UPDATE offers SET state = 'declined', ended_at = 1",
    "offer.ended_never": "UPDATE offers SET state = 'declined'",
    "queue.miscounted": "UPDATE queue_counts SET waiting = waiting + 1",
    "merge.not_as_linked": "UPDATE merges SET undone_at = 1",
    "merge.circle": "UPDATE customers SET merged_into = (SELECT max(id) FROM customers)",
    "erased.key_kept": "UPDATE customers SET erased_at = 1",
    "erased.lookup_kept": "UPDATE customers SET erased_at = 1",
    "entry.twice": "UPDATE entries SET client_id = 'same-client'",
    "ticket.sleeps_forever": "DELETE FROM timers WHERE kind = 'snooze'",
}


@pytest.mark.parametrize("code", BREAKAGES)
def test_each_wrong_is_found(sqlite_url: str, code: str) -> None:
    desk = StaffedDesk(sqlite_url)  # on one database: the statements are plain, and there are many of them
    _busy(desk)
    assert _verified(desk).findings == []
    with desk.database.writing() as connection:
        connection.execute(sa.text(BREAKAGES[code]))
    assert code in {one.code for one in _verified(desk).findings}
    desk.close()


def test_findings_name_columns_and_never_values(desk: StaffedDesk) -> None:
    _busy(desk)
    with desk.database.writing() as connection:
        connection.execute(sa.text("UPDATE tickets SET tags = '[\"Quetzalcoatlus\"]'"))
    report = _verified(desk)
    assert [one.detail for one in report.findings] == [{"columns": "tags"}] * 2
    assert "Quetzalcoatlus" not in str(report)


def test_progress_is_told(desk: StaffedDesk) -> None:
    _busy(desk)
    told: list[tuple[str, int, int]] = []
    verify(desk.database, desk.master, progress=lambda *step: told.append(step))
    assert {"log", "tickets", "audit", SEALED.name} <= {what for what, _, _ in told}


def _busy(desk: StaffedDesk) -> None:
    """Somebody merged, an open offer, a snoozed ticket, two notes of one author."""
    mei, may = desk.customer("Mei"), desk.customer("May")
    desk.do(staff(LIN), "customers.merge", customer_id=mei, source_id=may)
    desk.arrive(LIN)
    held, asleep = desk.ticket(mei, "Held out"), desk.ticket(mei, "Asleep")
    for client_id in ("note-one", "note-two"):
        desk.do(staff(LIN), "ticket.note", ticket_id=asleep, body="Noted", client_id=client_id)
    desk.do(staff(LIN), "ticket.take", ticket_id=asleep)
    desk.do(staff(LIN), "ticket.snooze", ticket_id=asleep, until=desk.clock.now() + 9_000_000)
    desk.offer(held, LIN)
    desk.do(staff(LIN), "customers.block", customer_id=mei)


class _Day:
    """Random commands of a desk's day; what is refused changes nothing."""

    def __init__(self, desk: StaffedDesk, seed: int) -> None:
        self.desk = desk
        self.chance = random.Random(seed)
        self.refused: set[str] = set()
        self.customers = [desk.customer(f"Person {number}") for number in range(4)]
        self.tickets: list[str] = []
        self.merges: list[str] = []
        self.identities: list[str] = []
        for agent in (LIN, KOFI):
            desk.arrive(agent)

    def lived(self, steps: int) -> int:
        """Do `steps` things and return how many the desk accepted."""
        things: list[Callable[[], None]] = [
            self.open,
            self.open,
            self.write,
            self.write,
            self.hold_out,
            self.change_hands,
            self.finish,
            self.merge,
            self.unmerge,
            self.know,
            self.tell,
            self.move,
            self.settle,
        ]
        accepted = 0
        for step in range(steps):
            try:
                self.chance.choice(things)() if step % 40 else self.erase()
                accepted += 1
            except DeskError as refusal:
                self.refused.add(refusal.code)
        return accepted

    def open(self) -> None:
        ticket = self.desk.ticket(self.one(self.customers), "A question", self.chance.choice(QUEUES))
        self.tickets.append(ticket)

    def write(self) -> None:
        client_id = f"note-{self.chance.randrange(10_000):05}"
        self.do("ticket.note", ticket_id=self.one(self.tickets), body="Noted 记下", client_id=client_id)

    def hold_out(self) -> None:
        offer = self.desk.offer(self.one(self.tickets), self.chance.choice((LIN, KOFI)))
        for agent in (LIN, KOFI):
            self.desk.do(staff(agent), self.chance.choice(("offer.accept", "offer.decline")), offer_id=offer)

    def change_hands(self) -> None:
        verb = self.chance.choice(("ticket.take", "ticket.release"))
        self.desk.do(staff(self.chance.choice((LIN, KOFI, MARTA))), verb, ticket_id=self.one(self.tickets))

    def finish(self) -> None:
        verb = self.chance.choice(("ticket.solve", "ticket.reopen", "ticket.spam", "ticket.close"))
        self.do(verb, ticket_id=self.one(self.tickets))

    def merge(self) -> None:
        target, source = self.one(self.customers), self.one(self.customers)
        made = self.do("customers.merge", customer_id=target, source_id=source)
        self.merges.append(str(made["merge_id"]))

    def unmerge(self) -> None:
        self.do("merges.undo", merge_id=self.one(self.merges))

    def know(self) -> None:
        value = f"+4420794600{self.chance.randrange(10, 30)}"
        made = self.do("identities.add", customer_id=self.one(self.customers), kind="phone", value=value)
        self.identities.append(str(made["identity_id"]))
        verb = self.chance.choice(("identities.verify", "identities.remove"))
        self.do(verb, identity_id=self.one(self.identities))

    def tell(self) -> None:
        whose = {"kind": "phone", "value": f"+4420794600{self.chance.randrange(10, 30)}"}
        number = str(self.chance.randrange(50))
        self.desk.do(SHOP, "events.post", source="shop", number=number, code="order.paid", customer=whose)

    def move(self) -> None:
        self.do("ticket.customer", ticket_id=self.one(self.tickets), customer_id=self.one(self.customers))

    def settle(self) -> None:
        customer = self.one(self.customers)
        self.do(self.chance.choice(("customers.block", "customers.unblock")), customer_id=customer)
        self.do(
            "customers.edit", customer_id=customer, name=f"Person {self.chance.random():.3f}", tags=["seen"]
        )
        self.do("customers.consent", customer_id=customer, purpose="survey", given=self.chance.random() < 0.5)
        self.desk.do(
            SYSTEM,
            "customers.suspect",
            customer_id=customer,
            other_id=self.one(self.customers),
            sign="same_name",
        )

    def erase(self) -> None:
        self.do("customers.erase", customer_id=self.one(self.customers))
        self.customers.append(self.desk.customer("Somebody new"))

    def one(self, among: list[str]) -> str:
        return self.chance.choice(among) if among else "none"

    def do(self, verb: str, **fields: Any) -> dict[str, Any]:
        return self.desk.do(staff(ADA), verb, **fields)


def _lines(desk: StaffedDesk, customer_id: str) -> list[str]:
    with desk.look(staff(LIN)) as look:
        return [one.id for one in history(look, HistoryQuestion(customer_id=customer_id)).records]


def _verified(desk: StaffedDesk) -> Report:
    return verify(desk.database, desk.master)
