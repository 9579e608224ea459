"""A customer's history of 5,000 entries among many others' entries: the hundredth page beside the first."""

from __future__ import annotations

from collections.abc import Iterator

import msgspec
import sqlalchemy as sa

from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.measure import Figure, paired
from server.desk.actors import SYSTEM
from server.desk.readings.history import HistoryQuestion, history
from server.store.tables.work import ENTRIES, Entry

THEIRS, OTHERS = 5_000, 500_000
CHUNK = 20_000
PAGE = 50
TIMES = 10


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the CPU of page 100 against page 1, among half a million entries."""
    for kind in kinds:
        with desk_on(kind) as desk:
            customer = str(desk.ask("customers.add", name="Mei Bench")["customer_id"])
            _fill(desk, customer)
            first = HistoryQuestion(customer_id=customer, limit=PAGE)
            last = first
            for _ in range(THEIRS // PAGE - 1):
                last = msgspec.structs.replace(first, before=_page(desk, last))
            pair = paired(
                lambda last=last: [_page(desk, last) for _ in range(TIMES)],  # type: ignore[misc]
                lambda first=first: [_page(desk, first) for _ in range(TIMES)],  # type: ignore[misc]
            )
        each = 1000 / TIMES
        yield Figure(
            f"history, page 100 to page 1 ({kind})",
            pair.subject_s * each,
            pair.reference_s * each,
            "ms",
            pair.ratio,
            "<= 1.5 x",
            pair.ratio <= 1.5,
        )


def _page(desk: BenchDesk, question: HistoryQuestion) -> str | None:
    with desk.core.looking(SYSTEM) as look:
        return history(look, question).older


def _fill(desk: BenchDesk, customer: str) -> None:
    with desk.core.database.writing() as connection:
        for start in range(0, THEIRS + OTHERS, CHUNK):
            numbers = range(start, min(start + CHUNK, THEIRS + OTHERS))
            rows = [
                ENTRIES.values(_entry(n, customer if n < THEIRS else f"cus_{n % 9_999}")) for n in numbers
            ]
            connection.execute(sa.insert(ENTRIES.sql), rows)
        if not desk.core.database.is_sqlite:
            connection.exec_driver_sql("ANALYZE entries")


def _entry(number: int, customer: str) -> Entry:
    return Entry(
        id=f"ent_bench{number:09d}",
        ticket_id=None,
        customer_id=customer,
        kind="event",
        channel="api",
        author_kind="api",
        at=1_700_000_000_000 + number,
        seq=1_000_000 + number,
        facts={"code": "order"},
        version=1,
    )
