"""The queue list, the board and its figures at 1,000 and at 100,000 tickets: what people look at all day must not grow with the desk."""

from __future__ import annotations

import statistics
from collections.abc import Iterator
from typing import Any, Literal

import msgspec
import sqlalchemy as sa

from server.base.clock import DAY, MINUTE
from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.measure import Figure, cpu_of
from server.desk.actors import SYSTEM
from server.desk.folds.floor import QUARTER
from server.desk.readings.registry import READINGS, Question, ask
from server.store.tables.floor import TALLIES, WAITING, WAITS, Tally, Wait
from server.store.tables.floor import Waiting as WaitingRow
from server.store.tables.work import TICKETS, WORK, Ticket, Work

SMALL, LARGE = 1_000, 100_000
WAITING_TICKETS = 400
TIMES = 10
ROUNDS = 5
CHUNK = 20_000
TODAY = 300
LISTS: dict[str, dict[str, Any]] = {
    "tickets": {"tab": "queue"},
    "board": {},
    "board.figures": {},
    "board.list": {"figure": "handled"},
}


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the CPU of each list on the larger desk against the smaller one; as much waits in both."""
    for kind in kinds:
        small, large = _costs(kind, SMALL), _costs(kind, LARGE)
        for name, cost in large.items():
            ratio = cost / small[name]
            yield Figure(
                f"{name}, 100,000 to 1,000 ({kind})", cost, small[name], "ms", ratio, "<= 1.5 x", ratio <= 1.5
            )


def _costs(kind: str, tickets: int) -> dict[str, float]:
    """Return the median CPU milliseconds of each list on a desk with this many tickets."""
    with desk_on(kind) as desk:
        _fill(desk, tickets)
        return {name: _cost(desk, name, fields) for name, fields in LISTS.items()}


def _cost(desk: BenchDesk, name: str, fields: dict[str, Any]) -> float:
    question = msgspec.convert(fields, READINGS[name].question)
    taken = [cpu_of(lambda: [_read(desk, name, question) for _ in range(TIMES)]) for _ in range(ROUNDS + 1)]
    return 1000 * statistics.median(taken[1:]) / TIMES


def _read(desk: BenchDesk, name: str, question: Question) -> Any:
    with desk.core.looking(SYSTEM) as look:
        return ask(look, name, question)


def _fill(desk: BenchDesk, tickets: int) -> None:
    customer = str(desk.ask("customers.add", name="Mei Bench")["customer_id"])
    with desk.core.database.writing() as connection:
        for start in range(0, tickets, CHUNK):
            numbers = range(start, min(start + CHUNK, tickets))
            connection.execute(
                sa.insert(TICKETS.sql), [TICKETS.values(_ticket(n, customer, desk.queue)) for n in numbers]
            )
            connection.execute(sa.insert(WORK.sql), [WORK.values(_work(n, desk.queue)) for n in numbers])
            waits = [WAITS.values(_wait(n, desk)) for n in numbers if n >= WAITING_TICKETS]
            connection.execute(sa.insert(WAITS.sql), waits)
        waiting = [WAITING.values(_waiting(n, desk.queue)) for n in range(WAITING_TICKETS)]
        connection.execute(sa.insert(WAITING.sql), waiting)
        connection.execute(sa.insert(TALLIES.sql), [TALLIES.values(one) for one in _tallies(desk, tickets)])
        if not desk.core.database.is_sqlite:
            connection.exec_driver_sql("ANALYZE")


def _ticket(number: int, customer: str, queue: str) -> Ticket:
    at = 1_700_000_000_000 + number
    return Ticket(
        id=f"tic_bench{number:08d}",
        number=number + 10_000,
        customer_id=customer,
        channel="chat",
        queue_id=queue,
        status="new" if number < WAITING_TICKETS else "solved",
        priority="normal",
        created_at=at,
        updated_at=at,
        version=number + 1,
    )


def _work(number: int, queue: str) -> Work:
    at = 1_700_000_000_000 + number
    state: Literal["queued", "done"] = "queued" if number < WAITING_TICKETS else "done"
    return Work(
        ticket_id=f"tic_bench{number:08d}",
        queue_id=queue,
        channel="chat",
        priority="normal",
        state=state,
        entered_at=at,
        due_at=at + 120_000,
        version=number + 1,
    )


def _wait(number: int, desk: BenchDesk) -> Wait:
    at = _ended_at(number, desk)
    return Wait(
        seq=number + 1,
        ticket_id=f"tic_bench{number:08d}",
        queue_id=desk.queue,
        channel="chat",
        since=at - 30_000,
        target_at=at + 90_000,
        moved_in=False,
        ended_at=at,
        outcome="answered",
        hand="offer",
    )


def _waiting(number: int, queue: str) -> WaitingRow:
    at = 1_700_000_000_000 + number
    return WaitingRow(
        ticket_id=f"tic_bench{number:08d}", queue_id=queue, channel="chat", since=at, target_at=at + 120_000
    )


def _tallies(desk: BenchDesk, tickets: int) -> list[Tally]:
    """What the folds would have counted of these waits."""
    counted: dict[int, int] = {}
    for number in range(WAITING_TICKETS, tickets):
        at = _ended_at(number, desk)
        counted[at - at % QUARTER] = counted.get(at - at % QUARTER, 0) + 1
    return [
        Tally(queue_id=desk.queue, quarter=quarter, arrived=n, answered=n, in_target=n, waited_ms=n * 30_000)
        for quarter, n in counted.items()
    ]


def _ended_at(number: int, desk: BenchDesk) -> int:
    """The newest TODAY waits ended within the last quarter hours, all others a minute apart on the days before."""
    back = (number - WAITING_TICKETS) * 1_000 if number - WAITING_TICKETS < TODAY else DAY + number * MINUTE
    return desk.core.clock.now() - back
