"""People are told each thing once, in their own hours, and see only what they were told themselves."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from server.base.clock import DAY, HOUR, Ms
from server.base.errors import Unknown
from server.desk.actors import SYSTEM
from server.desk.readings.notices import OfNotices
from server.desk.readings.registry import ask
from server.store.tables.infra import MAILS, TIMERS
from server.store.tables.notices import NOTICES, Notice
from tests.server.live.staffed import KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff

MONDAYS = {"weekly": {"mon": [["09:00", "17:00"]]}}
FRIDAY_NIGHT: Ms = 1_795_216_800_000
"""20 November 2026, 23:20 in London."""


def told(desk: StaffedDesk, user_id: str) -> list[dict[str, Any]]:
    """Return what somebody sees of notices, oldest first."""
    with desk.look(staff(user_id)) as look:
        found = ask(look, "notices", OfNotices())
    return [{"kind": one.kind, "facts": one.facts, "id": one.id} for one in reversed(found.records)]


def held(desk: StaffedDesk) -> list[Notice]:
    """Return what is held back."""
    with desk.database.reading() as connection:
        rows = connection.execute(sa.select(NOTICES.sql).where(NOTICES.c.shown_at.is_(None)))
        return [NOTICES.read(line) for line in rows]


def show_due(desk: StaffedDesk) -> None:
    """Fire the timers of notices that are due."""
    with desk.database.reading() as connection:
        due = sa.select(TIMERS.c.id).where(TIMERS.c.kind == "notice", TIMERS.c.due_at <= desk.clock.now())
        names = list(connection.scalars(due))
    for name in names:
        desk.do(SYSTEM, "notices.show", timer_id=name)


def test_the_same_thing_is_told_once_and_the_ticket_is_named(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    for _ in range(3):
        desk.do(SYSTEM, "test.tell", user_id=LIN, key="breach:1", kind="unroutable", ticket_id=ticket)
    assert [one["kind"] for one in told(desk, LIN)] == ["unroutable"]
    assert told(desk, LIN)[0]["facts"]["number"] > 0
    assert told(desk, KOFI) == told(desk, MARTA) == []


def test_out_of_hours_it_waits_for_the_morning(desk: StaffedDesk) -> None:
    desk.clock.set(FRIDAY_NIGHT)
    desk.do(SYSTEM, "test.hours", user_id=LIN, **MONDAYS)
    desk.do(
        SYSTEM,
        "test.tell",
        user_id=LIN,
        key="a",
        kind="stale_article",
        facts={"title": "Returns"},
        urgent=True,
    )
    assert told(desk, LIN) == []
    desk.clock.advance(DAY)
    show_due(desk)
    assert told(desk, LIN) == []
    desk.clock.set(held(desk)[0].held_until or 0)
    show_due(desk)
    assert len(told(desk, LIN)) == 1
    assert held(desk) == []


def test_hours_that_were_moved_meanwhile_are_kept(desk: StaffedDesk) -> None:
    desk.clock.set(FRIDAY_NIGHT)
    desk.do(SYSTEM, "test.hours", user_id=LIN, **MONDAYS)
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="a", kind="stale_article", facts={"title": "Returns"})
    begin = held(desk)[0].held_until or 0
    desk.do(SYSTEM, "test.hours", user_id=LIN, weekly={"mon": [["12:00", "17:00"]]})
    desk.clock.set(begin)
    show_due(desk)
    assert told(desk, LIN) == []
    desk.clock.set(begin + 3 * HOUR)
    show_due(desk)
    assert len(told(desk, LIN)) == 1


def test_on_call_means_at_once(desk: StaffedDesk) -> None:
    desk.clock.set(FRIDAY_NIGHT)
    desk.do(SYSTEM, "test.hours", user_id=LIN, **MONDAYS, on_call=True)
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="a", kind="stale_article", facts={"title": "Returns"})
    assert len(told(desk, LIN)) == 1


def test_nobody_marks_the_notices_of_another(desk: StaffedDesk) -> None:
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="a", kind="stale_article", facts={"title": "Returns"})
    mine = told(desk, LIN)[0]["id"]
    with pytest.raises(Unknown):
        desk.do(staff(KOFI), "notices.mark", notice_ids=[mine], mark="read")
    desk.do(staff(LIN), "notices.mark", notice_ids=[mine], mark="seen")
    with desk.look(staff(LIN)) as look:
        assert ask(look, "notices", OfNotices()).unseen == 0


@pytest.mark.parametrize(
    ("state", "quiet", "mails"), [("away", [], 1), ("available", [], 0), ("away", ["22:00", "07:00"], 0)]
)
def test_a_copy_by_mail_goes_to_who_wants_one_is_away_and_has_no_quiet_hours(
    desk: StaffedDesk, state: str, quiet: list[str], mails: int
) -> None:
    desk.clock.set(FRIDAY_NIGHT)
    desk.do(staff(LIN), "account.prefer", notice_mail=True, quiet_hours=quiet)
    desk.do(staff(LIN), "presence.set", state=state, reason="tea")
    ticket = desk.ticket(desk.customer("Mei"), "Parcel", ORDERS)
    desk.do(SYSTEM, "test.tell", user_id=LIN, key="a", ticket_id=ticket)
    with desk.database.reading() as connection:
        found = connection.execute(sa.select(sa.func.count()).select_from(MAILS.sql)).scalar_one()
    assert found == mails
