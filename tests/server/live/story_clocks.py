"""A chapter of the story: what was promised is counted, pressed, set by hand, missed; two tickets turn out to be one matter."""

from __future__ import annotations

from collections.abc import Iterator

from server.base.clock import HOUR, MINUTE
from server.desk.actors import SYSTEM
from tests.server.desk.clocks.promising import policy, step, with_steps
from tests.server.live.staffed import ADA, LIN, ORDERS, StaffedDesk, staff


def clocks(desk: StaffedDesk) -> Iterator[str]:
    """Yield the ticket after each step. The desk promises nothing afterwards, as before."""
    urgent = step("urgent", "resolution", ("raise_priority", ""), percent=50)
    desk.do(SYSTEM, "test.promise", policies=[with_steps(policy(resolution=120), urgent)])
    wen = desk.customer("Wen")
    ticket = desk.ticket(wen, "A promise", ORDERS)
    yield ticket
    desk.do(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=desk.clock.now() + HOUR)
    yield ticket
    desk.do(staff(LIN), "ticket.set_due", ticket_id=ticket, due_at=None)
    yield ticket
    desk.do(staff(ADA), "customers.edit", customer_id=wen, name="Wen", segment="gold")
    yield ticket
    for _ in range(2):
        desk.clock.advance(MINUTE)
        desk.do(SYSTEM, "clocks.due", timer_id=f"clocks:{ticket}")
        yield ticket
    same = desk.ticket(wen, "The same", ORDERS)
    yield same
    desk.do(staff(LIN), "ticket.merge", ticket_id=ticket, source_id=same)
    yield ticket
    desk.do(SYSTEM, "test.promise", policies=[policy()])
