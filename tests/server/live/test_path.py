"""The live path from command to screen over real sockets: what a screen holds is what a fresh snapshot would show it, and no more."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import msgspec
import pytest

from server.base.errors import DeskError
from server.desk.access import visible
from server.desk.actors import SYSTEM
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import ask
from server.desk.readings.snapshot import OfScreen
from server.store import append
from server.store.tables.work import OFFERS, TICKETS
from tests.server.live.served import Served, Wall
from tests.server.live.staffed import (
    ADA,
    BILLING,
    KOFI,
    LIN,
    MARTA,
    ORDERS,
    RETURNS,
    WEST,
    StaffedDesk,
    staff,
)

PEOPLE = (LIN, KOFI, MARTA, ADA)
BY_HEAD = ("agent", "queue", "team", "skill", "offer", "wrap_up_code", "ticket_field", "rules", "macro")


def test_a_change_reaches_the_screens_that_may_see_it_and_no_others(served: Served) -> None:
    desk = served.desk
    ticket = desk.ticket(desk.customer("Mei"), "Where is my parcel", ORDERS)
    lin, kofi = served.screen(LIN, watch=(ticket,)), served.screen(KOFI, watch=(ticket,))
    lin.settle(0)
    kofi.settle(0)
    seq = desk.do(staff(LIN), "ticket.note", ticket_id=ticket, body="looked it up", client_id="c1")["seq"]
    told = lin.until("change", kind="entry.added")
    assert [record["type"] for record in told["records"]] == ["ticket", "entry"]
    assert told["records"][1]["body"] == "looked it up"
    kofi.settle(seq)
    assert kofi.kinds() == []


def test_lines_go_only_to_the_assignee_and_to_screens_that_have_the_ticket_open(served: Served) -> None:
    desk = served.desk
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    open_here, elsewhere = served.screen(LIN, watch=(ticket,)), served.screen(LIN)
    open_here.settle(0)
    elsewhere.settle(0)
    desk.do(staff(MARTA), "ticket.note", ticket_id=ticket, body="see last week", client_id="c1")
    assert [one["type"] for one in open_here.until("change")["records"]] == ["ticket", "entry"]
    assert [one["type"] for one in elsewhere.until("change")["records"]] == ["ticket"]
    desk.do(staff(LIN), "ticket.take", ticket_id=ticket)
    desk.do(staff(MARTA), "ticket.note", ticket_id=ticket, body="and today", client_id="c2")
    told = elsewhere.until("change", kind="entry.added")
    assert [one["type"] for one in told["records"]] == ["ticket", "entry"]


def test_who_loses_sight_of_a_ticket_is_told_that_it_is_gone_and_nothing_else(served: Served) -> None:
    desk = served.desk
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    lin, kofi = served.screen(LIN), served.screen(KOFI)
    lin.settle(0)
    kofi.settle(0)
    assert ticket in lin.of("ticket")
    desk.do(staff(LIN), "ticket.transfer", ticket_id=ticket, queue_id=BILLING, note="a bill")
    seq = desk.do(staff(KOFI), "ticket.note", ticket_id=ticket, body="mine", client_id="c2")["seq"]
    lin.settle(seq)
    kofi.settle(seq)
    assert ticket not in lin.of("ticket")
    assert ticket in kofi.of("ticket")
    after = [frame for frame in lin.frames if frame["frame"] == "change" and frame["kind"] == "entry.added"]
    assert all(record["type"] != "entry" for frame in after[1:] for record in frame["records"])


def test_an_offer_shows_who_it_is_to_the_offered_agent_alone_and_nothing_once_it_is_over(
    served: Served,
) -> None:
    desk = served.desk
    mei = desk.customer("Mei", language="zh")
    desk.ticket(mei, "Asked yesterday", ORDERS)
    fields = {
        "name": "Billing",
        "channels": ["chat", "desk"],
        "skills": {},
        "auto_accept": [],
        "target_s": 60,
    }
    seen = {"queue_id": BILLING, "version": 1, "team_id": WEST, "offer_timeout_s": 20}
    desk.do(staff(ADA), "queues.edit", **seen, **fields, steps=[{"after_s": 0, "widen": [ORDERS]}])
    ticket = desk.ticket(mei, "Parcel", BILLING)
    desk.arrive(LIN)
    lin, marta = served.screen(LIN), served.screen(MARTA)
    lin.settle(0)
    marta.settle(0)
    offer = desk.offer(ticket, LIN)
    held = next(one for one in lin.until("change", kind="offer.made")["records"] if one["type"] == "offer")
    assert held["customer"]["name"] == "Mei"
    assert [one["text"] for one in held["last"]] == ["Asked yesterday"]
    assert [one["type"] for one in marta.until("change", kind="offer.made")["records"]] == ["agent"]
    desk.do(staff(LIN), "offer.decline", offer_id=offer)
    ended = lin.until("change", kind="offer.ended")["records"]
    over = next(one for one in ended if one["type"] == "offer")
    assert (over["state"], over["customer"], over["last"], over["subject"]) == ("declined", None, [], "")
    assert {"type": "gone", "of": "ticket", "id": ticket} == {
        k: v for k, v in ended[0].items() if k != "version"
    }


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_cut_at_random_moments_a_screen_ends_up_with_what_a_fresh_snapshot_shows(
    served: Served, seed: int
) -> None:
    desk, chance = served.desk, random.Random(seed)
    day = Day(desk, chance)
    day.begin()
    walls = {user: served.screen(user, watch=tuple(day.tickets)) for user in PEOPLE}
    for _ in range(60):
        day.something()
        user = chance.choice(PEOPLE)
        if chance.random() < 0.2:
            walls[user] = _cut(served, walls[user], user, tuple(day.tickets), chance)
    with desk.look(SYSTEM) as look:
        head = append.head(look.connection)
    for user, wall in walls.items():
        wall.settle(head)
        assert wall.holes == []
        _assert_current(desk, user, wall)
        _assert_never_told_too_much(day, user, wall)


def _cut(served: Served, wall: Wall, user: str, watch: tuple[str, ...], chance: random.Random) -> Wall:
    """Lose a screen's socket after some of its frames, and come back with what it had by then."""
    for _ in range(chance.randrange(6)):
        wall.hear()
    wall.close()
    back = served.screen(user, cursor=wall.seq, watch=watch)
    back.seq, back.records, back.away, back.holes = wall.seq, wall.records, wall.away, wall.holes
    back.frames = wall.frames
    return back


def _assert_current(desk: StaffedDesk, user: str, wall: Wall) -> None:
    with desk.look(staff(user)) as look:
        fresh = msgspec.to_builtins(ask(look, "snapshot", OfScreen()))["records"]
        held = look.by_id(TICKETS, wall.of("ticket"))
        seen = {row.id for row in look.rows(TICKETS, visible(look.viewer))}
        cards = msgspec.to_builtins(ticket_records(look, list(held.values())))
        running = {row.id for row in look.rows(OFFERS, OFFERS.c.state == "open")}
    for record in fresh:
        assert _plain(wall.records[record["type"], record["id"]]) == _plain(record)
    for card in cards:
        assert card["id"] in seen
        assert wall.records["ticket", card["id"]] == card
    assert {one["id"] for one in wall.of("offer").values() if one["state"] == "open"} <= running


def _plain(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the version where that only says when it was read."""
    return {k: v for k, v in record.items() if k != "version"} if record["type"] in BY_HEAD else record


def _assert_never_told_too_much(day: Day, user: str, wall: Wall) -> None:
    """Every ticket told in a frame was visible to the person at some seq between that frame's and the end of its batch."""
    for frame in wall.frames:
        if frame["frame"] == "change":
            for record in frame["records"]:
                if record["type"] == "ticket":
                    assert (
                        user
                        in day.seers[
                            record["id"], record["queue_id"], record["assignee_id"], record["offered_to"]
                        ]
                    )


class Day:
    """Random work on a desk, remembering who might see what."""

    def __init__(self, desk: StaffedDesk, chance: random.Random) -> None:
        self.desk = desk
        self.chance = chance
        self.tickets: list[str] = []
        self.seers = Seers()
        self.count = 0

    def begin(self) -> None:
        """Some customers, some tickets, everybody at work."""
        self.people = [self.desk.customer(name) for name in ("Mei", "Bo", "Ana")]
        for user in PEOPLE:
            self.desk.arrive(user)
        for queue_id in (ORDERS, RETURNS, BILLING):
            self.open(queue_id)

    def open(self, queue_id: str) -> None:
        """A ticket by hand."""
        self.tickets.append(
            self.desk.ticket(self.chance.choice(self.people), f"Parcel {self.count}", queue_id)
        )

    def something(self) -> None:
        """One thing somebody does; what is refused changes nothing."""
        self.count += 1
        user, ticket = self.chance.choice(PEOPLE), self.chance.choice(self.tickets)
        queue = self.chance.choice((ORDERS, RETURNS, BILLING))
        key = f"k{self.count}"
        acts: list[Callable[[], object]] = [
            lambda: self.open(queue),
            lambda: self.desk.do(
                staff(user), "ticket.note", ticket_id=ticket, body=f"said {key}", client_id=key
            ),
            lambda: self.desk.do(staff(user), "ticket.take", ticket_id=ticket),
            lambda: self.desk.do(staff(user), "ticket.release", ticket_id=ticket),
            lambda: self.desk.do(staff(user), "ticket.transfer", ticket_id=ticket, queue_id=queue, note=key),
            lambda: self.desk.do(staff(ADA), "ticket.assign", ticket_id=ticket, user_id=user),
            lambda: self.desk.do(staff(user), "ticket.solve", ticket_id=ticket),
            lambda: self.desk.do(staff(user), "ticket.reopen", ticket_id=ticket),
            lambda: self.desk.do(staff(user), "ticket.set_priority", ticket_id=ticket, priority="high"),
            lambda: self.desk.do(staff(user), "ticket.set_tags", ticket_id=ticket, tags=[key]),
            lambda: self.desk.do(staff(user), "presence.set", state="available"),
            lambda: self.desk.do(staff(user), "presence.set", state="away", reason="tea"),
            lambda: self.desk.offer(ticket, user),
            lambda: self.desk.do(staff(ADA), "customers.edit", customer_id=self.people[0], name=f"Mei {key}"),
            lambda: self.answer("offer.accept"),
            lambda: self.answer("offer.decline"),
        ]
        try:
            self.chance.choice(acts)()
        except DeskError:
            return

    def answer(self, verb: str) -> None:
        """Somebody answers an offer that rings."""
        with self.desk.look(SYSTEM) as look:
            ringing = look.rows(OFFERS, OFFERS.c.state == "open", OFFERS.c.id)
        if ringing:
            offer = self.chance.choice(ringing)
            self.desk.do(staff(offer.agent_id), verb, offer_id=offer.id)


class Seers:
    """Who may see a ticket, by where it is: the team of its queue, its owner, whom it is offered to, the administrator."""

    def __getitem__(self, where: tuple[str, str, str | None, str | None]) -> set[str | None]:
        _, queue_id, assignee_id, offered_to = where
        team = {KOFI} if queue_id == BILLING else {LIN, MARTA}
        return {ADA, assignee_id, offered_to, *team}
