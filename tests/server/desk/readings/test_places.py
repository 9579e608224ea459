"""Those who wait are told their place, about how long it takes, and when a closed queue opens again; never a number nobody knows."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import HOUR, SECOND
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.readings.places import Place, fronts, places
from server.desk.verbs import Answer, Body, verb
from server.store.tables.config import CALENDARS, Calendar
from server.store.tables.staff import QUEUES
from server.store.tables.work import WORK
from tests.server.live.staffed import BILLING, LIN, MARTA, ORDERS, StaffedDesk

MORNINGS = {
    "time_zone": "UTC",
    "weekly": {day: [["09:00", "12:00"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}
FRIDAY_NOON = 1_774_008_000_000
"""2026-03-20 12:00 UTC."""
MONDAY_NINE = FRIDAY_NOON + (2 * 24 + 21) * HOUR


class Arrange(Body, frozen=True, kw_only=True):
    """Hours and places of the queue of the tests."""

    overflow_queue_id: str | None = None
    hours: bool = True


@verb("test.arrange", Arrange, SYSTEM_ONLY)
def arrange(book: Book, body: Arrange) -> Answer:
    """Orders is open on weekday mornings and takes a minute for each piece of work."""
    book.put(CALENDARS, Calendar(id="cal_mornings", name="Mornings", body=MORNINGS))
    queue = replace(
        book.must(QUEUES, ORDERS),
        calendar_id="cal_mornings" if body.hours else None,
        overflow_queue_id=body.overflow_queue_id,
        handle_s=60,
    )
    book.put(QUEUES, queue)
    return Answer()


def place(desk: StaffedDesk, ticket_id: str) -> Place:
    with desk.look(SYSTEM) as look:
        work = look.by_id(WORK, [ticket_id])
        return places(look, list(work.values()))[ticket_id]


def chat(desk: StaffedDesk, queue_id: str = ORDERS) -> str:
    said = {"message": "Hello", "client_id": "client-0001", "language": "en", "queue_id": queue_id}
    return desk.ticket_of(desk.do(desk.visitor(), "chat.start", **said)["conversation_id"])


def test_the_place_and_the_wait_follow_from_who_is_at_work(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "test.arrange", hours=False)
    first, second = chat(desk), chat(desk)
    assert place(desk, second) == Place(2, None, None), "nobody is there, so nobody can say"
    desk.arrive(LIN)
    assert place(desk, first) == Place(1, 20, None), "three chats at once, a minute each"
    desk.arrive(MARTA)
    assert place(desk, second) == Place(2, 20, None)


def test_work_that_rings_is_next(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    ticket = chat(desk)
    desk.offer(ticket, LIN)
    assert place(desk, ticket) == Place(1, 0, None)


def test_a_boost_moves_a_customer_forward_and_the_others_back(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    first, second = chat(desk), chat(desk)
    desk.do(SYSTEM, "ticket.boost", ticket_id=second, seconds=600)
    assert (place(desk, first).position, place(desk, second).position) == (2, 1)


def test_a_closed_queue_says_when_it_opens(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "test.arrange")
    desk.clock.set(FRIDAY_NOON - 5 * SECOND)
    desk.arrive(LIN)
    ticket = chat(desk)
    assert place(desk, ticket).opens_at is None
    desk.clock.set(FRIDAY_NOON)
    assert place(desk, ticket) == Place(1, None, MONDAY_NINE)
    with desk.look(SYSTEM) as look:
        found = fronts(look, [ORDERS, BILLING])
    assert (found[ORDERS].ahead, found[ORDERS].wait_s, found[ORDERS].opens_at) == (1, None, MONDAY_NINE)
    assert found[BILLING].opens_at is None


def test_a_closed_queue_that_another_one_serves_is_open_for_the_customer(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "test.arrange", overflow_queue_id=BILLING)
    desk.clock.set(FRIDAY_NOON)
    ticket = chat(desk)
    assert place(desk, ticket).opens_at is None
