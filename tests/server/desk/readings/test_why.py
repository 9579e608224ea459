"""Whoever sees a ticket can ask why it went where it did, in sentences of their language; the codes behind them are for programs."""

from __future__ import annotations

from typing import Any

import pytest

from console.catalog import LANGUAGES, catalog
from routing.reasons import Reason
from server.base.errors import Unknown
from server.desk.actors import SYSTEM, Actor
from server.desk.core import Core
from server.desk.readings import why
from server.desk.readings.registry import ask
from server.desk.readings.why_words import Words
from server.jobs.leader import Leader
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, ORDERS, WEST, StaffedDesk, staff

SAMPLES: dict[str, dict[str, Any]] = {
    "only_one_free": {"idle_ms": 90_000},
    "affinity": {"idle_ms": 1},
    "fewest_skills_then_longest_idle": {"skills": 2, "idle_ms": 240_000},
    "order": {"name": "due"},
    "waited": {"ms": 700_000},
    "due": {"at": 1_795_000_000_000},
    "boost": {"rule": "priority_urgent", "seconds": -900},
    "score": {"at": 1_795_000_000_000},
    "priority": {"value": 3},
    "turn": {"queue": ORDERS, "value": 7},
    "skill_lowered": {"skill": "ski_refunds", "before": 3, "after": 2},
    "skill_dropped": {"skill": "ski_refunds"},
    "any_team": {"team": "tea_east"},
    "widened": {"queue": BILLING},
    "overflowed": {"queue": BILLING, "hops": 1},
    "overflow_refused": {"queue": BILLING, "hops": 3, "max_hops": 3},
    "closed_overflow": {"queue": ORDERS, "to": BILLING},
    "presence": {"state": "away"},
    "no_lease": {"since": 1_795_000_000_000},
    "not_in_queue": {"queue": ORDERS},
    "not_in_team": {"team": "tea_east"},
    "lacks_skill": {"skill": "ski_refunds", "need": 2, "has": 0},
    "channel_full": {"channel": "chat", "open": 3, "limit": 3},
    "no_capacity": {"load": 3, "weight": 1, "capacity": 3},
    "blocked_by": {"channel": "chat", "by": "voice"},
    "ringing": {},
    "declined_or_ignored": {},
    "never_theirs": {},
    "more_skills": {"skills": 4, "chosen": 2},
    "idle_for_less": {"ms": 20_000},
    "other_known_to_customer": {"agent": LIN},
}


def asked(desk: StaffedDesk, ticket_id: str, who: Actor, **more: Any) -> why.Why:
    with desk.look(who) as look:
        found = ask(look, "ticket.why", why.OfWhy(ticket_id=ticket_id, **more))
    assert isinstance(found, why.Why)
    return found


def lead(desk: StaffedDesk) -> Leader:
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    leader = Leader(core, "one")
    leader.step()
    return leader


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_reason_has_a_sentence_without_holes(desk: StaffedDesk, language: str) -> None:
    with desk.look(SYSTEM) as look:
        words = Words(look, language)
        said = {code: words.line(Reason(code, tuple(given.items()))).text for code, given in SAMPLES.items()}
    assert [code for code, text in said.items() if "{" in text or not text] == []
    codes = {key.removeprefix("reason.") for key in catalog(language).texts if key.startswith("reason.")}
    assert set(SAMPLES) - codes == set()


def test_the_one_who_got_it_is_told_why_them_and_the_other_why_not(desk: StaffedDesk) -> None:
    desk.arrive(LIN)
    desk.arrive(MARTA)
    leader = lead(desk)
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    leader.step()
    found = asked(desk, ticket, staff(LIN))
    assert [line.code for line in found.mine] == ["fewest_skills_then_longest_idle"]
    newest = found.decisions[0]
    assert (newest.user_id, newest.did.text) == (LIN, "Offered to Lin")
    assert newest.pool is not None
    assert newest.pool.params == {"able": 2, "free": 2}
    assert [line.code for line in newest.terms] == ["order", "waited", "due", "score"]
    other = asked(desk, ticket, staff(MARTA))
    assert [line.code for line in other.mine] == ["idle_for_less"]
    chinese = asked(desk, ticket, staff(LIN), language="zh")
    assert chinese.decisions[0].did.text == "派给 Lin"


def test_waiting_work_says_its_place_and_why_nobody_has_it(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    waiting = asked(desk, ticket, staff(MARTA)).waiting
    assert waiting is not None
    assert (waiting.position, waiting.wait_s, waiting.nobody.code) == (1, None, "nobody.no_agent_has_skills")
    desk.arrive(LIN)
    desk.do(staff(LIN), "presence.set", state="away", reason="lunch")
    found = asked(desk, ticket, staff(LIN))
    assert found.waiting is not None
    assert found.waiting.nobody.code == "nobody.all_busy"
    assert [line.text for line in found.mine] == ["Is not available: Away"]


def test_what_was_done_by_hand_says_whose_hand_it_was(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    desk.do(staff(MARTA), "ticket.assign", ticket_id=ticket, user_id=LIN)
    desk.do(staff(MARTA), "ticket.take", ticket_id=ticket)
    assert [one.did.text for one in asked(desk, ticket, staff(LIN)).decisions] == [
        "Marta took it by hand",
        "Marta gave it to Lin by hand",
    ]


def test_an_overflow_is_told_with_what_was_relaxed(desk: StaffedDesk) -> None:
    steps = [{"after_s": 30, "overflow": ORDERS}]
    fields = {
        "name": "Billing",
        "channels": ["chat", "desk"],
        "skills": {},
        "auto_accept": [],
        "target_s": 60,
    }
    seen = {"queue_id": BILLING, "version": 1, "team_id": WEST, "offer_timeout_s": 20}
    desk.do(staff(ADA), "queues.edit", **seen, **fields, steps=steps)
    ticket = desk.ticket(desk.customer("Mei"), "Bill", BILLING)
    leader = lead(desk)
    desk.arrive(LIN)
    desk.clock.advance(30_000)
    leader.step()
    leader.step()
    found = asked(desk, ticket, staff(LIN))
    assert [one.kind for one in found.decisions] == ["offered", "overflowed"]
    assert found.decisions[1].did.text == "Passed on from Billing to que_orders after 30 s"
    assert [line.code for line in found.decisions[1].relaxed] == ["overflowed"]


def test_who_does_not_see_the_ticket_learns_nothing(desk: StaffedDesk) -> None:
    ticket = desk.ticket(desk.customer("Mei"), "Kettle", ORDERS)
    with pytest.raises(Unknown):
        asked(desk, ticket, staff(KOFI))
