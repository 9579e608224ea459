"""The part of the story in which customers are asked how it was: reminded, answering low, followed up, and asked in vain."""

from __future__ import annotations

from collections.abc import Iterator

from server.desk.actors import SYSTEM
from tests.server.desk.surveys.asked import DAY_MS, AskingDesk
from tests.server.live.staffed import LIN, MARTA, StaffedDesk, staff

RECORD = {"contact": "phone", "cause": "slow", "why": "late", "remedy": "refund", "told": "refunded"}


def surveys(desk: StaffedDesk) -> Iterator[str]:
    """Tell it, a step at a time; each yields the ticket it is about."""
    asking = AskingDesk(desk)
    asking.rules()
    ticket = asking.solved()
    yield ticket
    asking.passes(DAY_MS)
    yield ticket
    asking.passes(4 * DAY_MS)
    yield ticket
    row = asking.invitation(ticket)
    assert row is not None
    asking.answers(row, csat=1, words="No")
    [follow_up] = asking.follow_ups()
    yield follow_up.ticket_id
    desk.do(SYSTEM, "survey.judge", invitation_id=row.id, mood="negative")
    yield ticket
    desk.do(staff(MARTA), "ticket.take", ticket_id=follow_up.ticket_id)
    desk.do(staff(MARTA), "follow_up.close", ticket_id=follow_up.ticket_id, **RECORD)
    yield follow_up.ticket_id
    silent = asking.solved(desk.customer("Nobody"), agent=LIN)
    yield silent
    asking.passes(DAY_MS)
    asking.passes(20 * DAY_MS)
    yield follow_up.ticket_id
