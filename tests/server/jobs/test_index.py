"""The index follows the log: complete after any kill, never double, gone with the erased, moved with the ticket."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import sqlalchemy as sa

from server.desk.actors import Actor
from server.desk.core import Core
from server.desk.readings.search import SearchQuestion, search
from server.jobs import index as module
from server.jobs.index import Index
from server.store.tables.infra import CURSORS, LOG, WORDS
from tests.server.live.staffed import ADA, LIN, StaffedDesk, staff

LIN_HERE = staff(LIN)
SHOP = Actor("key", "key_shop", scopes=("events",))


def core_of(desk: StaffedDesk) -> Core:
    """Return the parts of a staffed desk as one."""
    return Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)


def test_a_killed_index_goes_on_where_it_was_and_writes_nothing_twice(
    desk: StaffedDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "TEXTS", 3)
    _written(desk, 20)
    while Index(core_of(desk)).step():  # each step by a process that dies after it
        pass
    stepped = _words(desk)
    with desk.database.writing() as connection:
        connection.execute(sa.delete(WORDS.sql))
        connection.execute(sa.delete(CURSORS.sql))
    _up_to_date(desk)
    assert _words(desk) == stepped
    assert len(stepped) == len(set(stepped)) > 60


def test_two_processes_at_once_write_the_same_words_once(desk: StaffedDesk) -> None:
    _written(desk, 5)
    one, other = Index(core_of(desk)), Index(core_of(desk))
    plans = one.plan(), other.plan()
    one.write(plans[0])
    before = _words(desk)
    other.write(plans[1])
    assert _words(desk) == before
    assert before


def test_a_late_writer_does_not_turn_the_cursor_back(desk: StaffedDesk) -> None:
    _written(desk, 2)
    late = Index(core_of(desk)).plan()
    _written(desk, 2)
    _up_to_date(desk)
    Index(core_of(desk)).write(late)
    with desk.database.reading() as connection:
        cursor = connection.execute(sa.select(CURSORS.c.seq)).scalar_one()
        assert cursor == connection.execute(sa.select(sa.func.max(LOG.c.seq))).scalar_one()


def test_a_moved_ticket_takes_its_words_along(desk: StaffedDesk) -> None:
    wrong, right = desk.customer("Mei"), desk.customer("Ana")
    ticket = desk.ticket(wrong, "Broken kettle", note="It boils over")
    _up_to_date(desk)
    desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=right)
    _up_to_date(desk)
    with desk.database.reading() as connection:
        assert set(connection.scalars(sa.select(WORDS.c.customer_id))) == {right}
    with desk.look(LIN_HERE) as look:
        assert [one.body for one in search(look, SearchQuestion(q="boiling")).entries] == ["It boils over"]


@pytest.mark.parametrize("order", [("move", "erase"), ("erase", "move")])
def test_words_of_the_erased_do_not_survive_a_move(desk: StaffedDesk, order: tuple[str, str]) -> None:
    wrong, right = desk.customer("Mei"), desk.customer("Ana")
    ticket = desk.ticket(wrong, "Broken kettle", note="It boils over")
    _up_to_date(desk)
    acts: dict[str, Callable[[], object]] = {
        "move": lambda: desk.do(LIN_HERE, "ticket.customer", ticket_id=ticket, customer_id=right),
        "erase": lambda: desk.do(
            staff(ADA), "customers.erase", customer_id=right if order[0] == "move" else wrong
        ),
    }
    acts[order[0]]()
    if order[0] == "move":
        acts["erase"]()
    _up_to_date(desk)
    assert _words(desk) == []


def test_what_happened_elsewhere_is_found_without_a_ticket(desk: StaffedDesk) -> None:
    mei = desk.customer("Mei")
    posted = {"source": "shop", "number": "1", "code": "order.paid", "text": "Two 电水壶"}
    desk.do(SHOP, "events.post", customer_id=mei, **posted, fields={"to": "Leeds"})
    _up_to_date(desk)
    with desk.look(LIN_HERE) as look:
        for asked in ("水壶", "leeds", "two leeds 电水"):
            assert [one.body for one in search(look, SearchQuestion(q=asked)).entries] == ["Two 电水壶"]


def test_the_table_holds_no_word_that_can_be_read(desk: StaffedDesk) -> None:
    _written(desk, 3)
    _up_to_date(desk)
    with desk.database.reading() as connection:
        stored = set(connection.scalars(sa.select(WORDS.c.word)))
    assert stored
    assert not any("kettle" in word or "水" in word for word in stored)
    assert {len(word) for word in stored} == {22}


def _written(desk: StaffedDesk, notes: int) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Broken kettle")
    for number in range(notes):
        client_id = f"{ticket[-8:]}-{number:04}"
        desk.do(
            LIN_HERE, "ticket.note", ticket_id=ticket, body=f"水壶 number {number} leaks", client_id=client_id
        )


def _up_to_date(desk: StaffedDesk) -> None:
    index = Index(core_of(desk))
    while index.step():
        pass


def _words(desk: StaffedDesk) -> list[tuple[str, str, str]]:
    columns = (WORDS.c.word, WORDS.c.subject, WORDS.c.customer_id)
    with desk.database.reading() as connection:
        return sorted(
            (word, subject, owner) for word, subject, owner in connection.execute(sa.select(*columns))
        )
