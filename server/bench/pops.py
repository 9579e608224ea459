"""Round trips to the database for what an agent sees before answering: the offer with who it is, what happened last, what is open."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.measure import Figure
from server.desk.actors import SYSTEM, Actor
from server.desk.readings.offers import offer_records
from server.jobs.leader import Leader
from server.store.tables.work import OFFERS

MOST = 3
NUMBER = "+447700900150"
STEPS = 20


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield for each database the statements one offer takes to read, beside those ten offers take."""
    for kind in kinds:
        with desk_on(kind) as desk:
            offers = _offers(desk, 10)
            one, ten = _statements(desk, offers[:1]), _statements(desk, offers)
        yield Figure(
            f"round trips of a screen pop ({kind})",
            one,
            ten,
            "statements",
            one / MOST,
            f"<= {MOST}",
            one <= MOST,
        )


def _offers(desk: BenchDesk, count: int) -> list[str]:
    """Let known customers call and return the offers that were made of them, one agent each."""
    core = desk.core
    for agent in desk.agents(count):
        desk.ask("presence.set", Actor("user", agent, 1), state="available")
    provider = Actor("provider", "bench")
    for number in range(count):
        phone = f"+4477009001{number:02d}"
        named = {"name": f"Caller {number}", "identities": [{"kind": "phone", "value": phone}]}
        desk.ask("customers.add", **named)
        for again in range(2):
            said = {"call_id": f"bench-{number}-{again}", "at": core.clock.now(), "number": phone}
            desk.ask("call.rang", provider, type="ringing", **said)
            if not again:
                desk.ask("call.reported", provider, type="ended", reason="caller_hung_up", **said)
    leader = Leader(core, core.ids.new("prc", core.clock.now()))
    for _ in range(STEPS):
        leader.step()
    with core.database.reading() as connection:
        offers = list(connection.scalars(sa.select(OFFERS.c.id).where(OFFERS.c.state == "open").limit(count)))
    if len(offers) < count:
        raise ValueError(f"expected {count} open offers to read, {len(offers)} were made")
    return offers


def _statements(desk: BenchDesk, offers: list[str]) -> int:
    """Return how many statements reading these offers takes, the caller and their history in each."""
    sent: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        sent.append(statement)

    with desk.core.looking(SYSTEM) as look:
        engine = look.connection.engine
        sa.event.listen(engine, "before_cursor_execute", note)
        try:
            records = offer_records(look, offers, 1)
        finally:
            sa.event.remove(engine, "before_cursor_execute", note)
    if any(record.customer is None or not record.last for record in records):
        raise ValueError("expected every offer with its caller and history")
    return len(sent)
