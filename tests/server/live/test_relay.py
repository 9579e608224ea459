"""The relay misses nothing, however many processes write at once; a reader that goes by time or by serial numbers does."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa

from server.base.crypto import Master
from server.base.errors import Unavailable
from server.base.ids import SystemIds
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.executor import Executor
from server.desk.verbs import Command
from server.live.relay import Relay
from server.live.source import Batch, Interest, Source
from server.store.database import Database
from tests.server.live.staffed import LIN, ORDERS, StaffedDesk, staff

EACH = 4


def core_of(desk: StaffedDesk) -> Core:
    """The desk as the live path is given it."""
    return Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)


def write_notes(desk: StaffedDesk, ticket: str, writer: int) -> list[int]:
    """What another process does: an executor and connections of its own, some notes, and their seqs."""
    database = Database(desk.settings)
    executor = Executor(
        database, settings=desk.settings, clock=desk.clock, ids=SystemIds(), master=desk.master
    )
    seqs = [_insist(executor, _note(desk, ticket, f"writer-{writer}-{n}")) for n in range(EACH)]
    database.close()
    return seqs


def _note(desk: StaffedDesk, ticket: str, name: str) -> Command:
    plain = desk.command(staff(LIN), "ticket.note", ticket_id=ticket, body="n", client_id=name)
    return plain._replace(key=name)


def _insist(executor: Executor, command: Command) -> int:
    """Send a command again while the database is too busy, under the same key."""
    for _ in range(20):
        try:
            return int(executor.ask(command)["seq"])
        except Unavailable:
            continue
    raise AssertionError("the database stayed too busy")


@pytest.mark.parametrize("writers", [8, 32])
def test_a_reader_that_resumes_by_seq_loses_nothing_under_many_writers(
    desk: StaffedDesk, writers: int
) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    got: list[Batch] = []
    relay = Relay(Source(core_of(desk)), interest=Interest, deliver=got.append)
    relay.cursor = start = Source(core_of(desk)).head()
    done = threading.Event()

    def read_on() -> None:
        while not done.wait(0.01):
            relay.step()

    reader = threading.Thread(target=read_on)
    reader.start()
    with ThreadPoolExecutor(writers) as pool:
        written = [
            seq for seqs in pool.map(lambda n: write_notes(desk, ticket, n), range(writers)) for seq in seqs
        ]
    done.set()
    reader.join(30)
    while relay.step():
        pass
    read = [happening.seq for batch in got for happening in batch.happenings]
    assert read == list(range(start + 1, start + 1 + len(read)))
    assert set(written) <= set(read)
    assert len(set(written)) == writers * EACH


def test_a_reader_that_goes_by_serial_numbers_loses_what_commits_late(postgres_url: str) -> None:
    """The control: why `seq` is taken inside the writer's lock. The same two writers, numbered by the database."""
    engine = sa.create_engine(postgres_url.replace("postgresql://", "postgresql+psycopg://", 1))
    insert = sa.text("INSERT INTO control (what) VALUES ('x') RETURNING id")
    newer = sa.text("SELECT id FROM control WHERE id > :cursor ORDER BY id")
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE IF EXISTS control"))
        connection.execute(sa.text("CREATE TABLE control (id bigserial PRIMARY KEY, what text)"))
    cursor, read = 0, []
    with engine.connect() as slow, engine.connect() as fast, engine.connect() as reader:
        first = slow.execute(insert).scalar_one()
        fast.execute(insert)
        fast.commit()
        for _ in range(2):
            read += (seen := list(reader.execute(newer, {"cursor": cursor}).scalars()))
            reader.rollback()
            cursor = max([cursor, *seen])
            slow.commit()
    with engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE control"))
    engine.dispose()
    assert first not in read


def test_a_batch_that_cannot_be_handed_on_is_tried_again(desk: StaffedDesk) -> None:
    desk.customer("Mei")
    got: list[Batch] = []

    def deliver(batch: Batch) -> None:
        got.append(batch)
        if len(got) == 1:
            raise TimeoutError

    relay = Relay(Source(core_of(desk)), interest=Interest, deliver=deliver)
    with pytest.raises(TimeoutError):
        relay.step()
    assert relay.cursor == 0
    assert relay.step() == len(got[0].happenings)
    assert [one.seq for one in got[0].happenings] == [one.seq for one in got[1].happenings]


def test_an_event_whose_records_cannot_be_made_starts_screens_over_and_stops_nothing(
    desk: StaffedDesk,
) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    got: list[Batch] = []
    relay = Relay(Source(core_of(desk)), interest=Interest, deliver=got.append)
    other = Master(b"x" * 32, desk.ids)
    unreadable = core_of(desk)._replace(master=other)
    broken = Relay(Source(unreadable), interest=Interest, deliver=got.append)
    assert relay.step() == broken.step() > 0
    assert [batch.bare for batch in got] == [False, True]
    assert [one.seq for one in got[0].happenings] == [one.seq for one in got[1].happenings]
    assert ticket in {one.row.ticket_id for one in got[1].happenings}


def test_a_hint_that_was_lost_costs_a_second_and_no_event(desk: StaffedDesk) -> None:
    arrived = threading.Event()
    relay = Relay(Source(core_of(desk)), interest=Interest, deliver=lambda _batch: arrived.set())
    relay.start(Source(core_of(desk)).head())
    desk.do(SYSTEM, "presence.beat", user_ids=[LIN])
    desk.arrive(LIN)
    assert arrived.wait(10)
    relay.stop()
