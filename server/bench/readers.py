"""A reader of the log that resumes by its cursor under many writers, beside the usual way that loses events."""

from __future__ import annotations

import threading
from collections.abc import Iterator

import sqlalchemy as sa

from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.measure import Figure
from server.store.tables.infra import LOG

EACH = 40
CONTROL = sa.table("bench_serial", sa.column("id"), sa.column("note"))


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield the events lost by our reader under 8 and 32 writers; on PostgreSQL also by a reader of a serial column."""
    for kind in kinds:
        with desk_on(kind) as desk:
            for writers in (8, 32):
                lost = _ours(desk, writers)
                control = _serial(desk, writers) if kind == "postgres" else float("nan")
                good = lost == 0 and (kind != "postgres" or control > 0)
                yield Figure(
                    f"events lost, {writers} writers ({kind})",
                    lost,
                    control,
                    "events",
                    lost,
                    "0, the naive reader some",
                    good,
                )


def _ours(desk: BenchDesk, writers: int) -> int:
    chats = desk.chats(writers)
    messages = desk.messages(chats, EACH)
    desk.core.executor.start()
    over = threading.Event()
    seen: list[int] = []
    reader = threading.Thread(target=_follow, args=(desk, over, seen))
    reader.start()
    threads = [threading.Thread(target=lambda part=part: [desk.core.executor.ask(one) for one in part])
               for part in (messages[number::writers] for number in range(writers))]  # fmt: skip
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    over.set()
    reader.join()
    desk.core.executor.stop()
    with desk.core.database.reading() as connection:
        return int(connection.execute(sa.select(sa.func.count()).select_from(LOG.sql)).scalar_one()) - len(
            set(seen)
        )


def _follow(desk: BenchDesk, over: threading.Event, seen: list[int]) -> None:
    cursor = 0
    last = False
    while not last:
        last = over.is_set()
        with desk.core.database.reading() as connection:
            news = list(
                connection.scalars(sa.select(LOG.c.seq).where(LOG.c.seq > cursor).order_by(LOG.c.seq))
            )
        seen += news
        cursor = news[-1] if news else cursor


def _serial(desk: BenchDesk, writers: int) -> int:
    """The same with a serial column and one transaction a writer: numbers are taken before they are committed."""
    engine = sa.create_engine(desk.core.database.url, pool_size=writers + 2)
    with engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE IF EXISTS bench_serial")
        connection.exec_driver_sql("CREATE TABLE bench_serial (id bigserial PRIMARY KEY, note text)")

    def write() -> None:
        for _ in range(EACH):
            with engine.begin() as connection:
                connection.execute(sa.insert(CONTROL).values(note="x"))
                connection.exec_driver_sql("SELECT count(*) FROM generate_series(1, 200)")

    threads = [threading.Thread(target=write) for _ in range(writers)]
    for thread in threads:
        thread.start()
    cursor, seen = 0, 0
    while any(thread.is_alive() for thread in threads):
        with engine.connect() as connection:
            news = list(
                connection.scalars(
                    sa.select(CONTROL.c.id).where(CONTROL.c.id > cursor).order_by(CONTROL.c.id)
                )
            )
        seen += len(news)
        cursor = news[-1] if news else cursor
    with engine.connect() as connection:
        rest = connection.execute(
            sa.select(sa.func.count()).select_from(CONTROL).where(CONTROL.c.id > cursor)
        ).scalar_one()
        total = connection.execute(sa.select(sa.func.count()).select_from(CONTROL)).scalar_one()
    engine.dispose()
    return int(total) - seen - int(rest)
