"""Who is asked and who is left alone (P22): after solving with a delay and a sample, never after spam or a rule, never too often."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict
from server.desk.actors import SYSTEM
from server.store.tables.infra import TIMERS
from tests.server.desk.surveys.asked import DAY_MS, MEI, QUESTIONS, AskingDesk
from tests.server.live.staffed import ADA, LIN, MARTA, staff


def test_p22_a_solved_ticket_is_asked_about_after_a_while_in_the_language_of_its_customer(
    asking: AskingDesk,
) -> None:
    row = asking.invitation(asking.solved())
    assert row is not None and row.sent_at is None and row.language == "zh" and row.agents == (LIN,)
    assert asking.mails() == []
    asking.passes(31 * 60_000)
    [(mail, secret)] = asking.mails()
    assert mail.about_id == row.id and secret.to == MEI
    assert "您满意吗" in secret.text and "您满意吗" in secret.html
    assert all(f"?csat={value}" in secret.text and f"?csat={value}" in secret.html for value in range(1, 6))
    assert secret.stop.endswith("/stop") and secret.stop in secret.html


def test_p22_never_after_spam_or_when_a_rule_closed_it(asking: AskingDesk) -> None:
    assert asking.invitation(asking.solved(actor=SYSTEM)) is None
    assert [one.reason for one in asking.refusals()] == ["closed_by_rule"]
    ticket = asking.solved()
    asking.desk.do(staff(LIN), "ticket.spam", ticket_id=ticket)
    row = asking.invitation(ticket)
    assert row is not None and row.withdrawn_at is not None and row.reason == "spam"
    asking.passes(DAY_MS)
    assert asking.mails() == []


def test_one_invitation_for_a_solution_and_another_for_the_next(asking: AskingDesk) -> None:
    asking.rules(version=1, cool_down_days=0)
    ticket = asking.solved()
    asking.desk.do(staff(LIN), "ticket.reopen", ticket_id=ticket)
    first = asking.invitation(ticket)
    assert first is not None and first.withdrawn_at is not None and first.reason == "reopened"
    asking.desk.do(staff(LIN), "ticket.solve", ticket_id=ticket)
    second = asking.invitation(ticket)
    assert second is not None and second.cycle == 2 and second.id != first.id
    with pytest.raises(Conflict, match="refused_already_asked"):
        asking.desk.do(staff(LIN), "survey.ask", ticket_id=ticket)


def test_the_cool_down_counts_every_identity_of_a_person(asking: AskingDesk) -> None:
    asking.sent()
    other = asking.person("Mei Chen", "chen@example.com", language="zh")
    asking.desk.do(staff(ADA), "customers.merge", customer_id=asking.mei, source_id=other)
    assert asking.invitation(asking.solved(other)) is None
    [refusal] = asking.refusals()
    assert refusal.reason == "cool_down" and refusal.free_at is not None
    with pytest.raises(Conflict, match="refused_cool_down"):
        asking.desk.do(staff(LIN), "survey.ask", ticket_id=asking.solved())


def test_two_solutions_on_one_day_are_one_question(asking: AskingDesk) -> None:
    first, second = asking.solved(), asking.solved()
    asking.passes(DAY_MS)
    assert asking.invitation(first) is not None and asking.invitation(second) is None
    assert len(asking.mails()) == 1


def test_quiet_hours_move_a_question_to_the_morning_of_the_person(asking: AskingDesk) -> None:
    asking.rules(version=1, quiet_from=0, quiet_to=1_439)
    row = asking.invitation(asking.solved())
    assert row is not None
    local_minute = (row.planned_for // 60_000 + 8 * 60) % 1_440
    assert local_minute == 1_439


def test_opting_out_is_honoured_everywhere_and_takes_back_what_is_planned(asking: AskingDesk) -> None:
    ticket = asking.solved()
    asking.desk.do(staff(LIN), "customers.consent", customer_id=asking.mei, purpose="survey", given=False)
    asking.passes(DAY_MS)
    row = asking.invitation(ticket)
    assert row is not None and row.sent_at is None and row.reason == "opted_out"
    assert asking.mails() == []
    with pytest.raises(Conflict, match="refused_opted_out"):
        asking.desk.do(staff(LIN), "survey.ask", ticket_id=asking.solved())


def test_by_hand_is_past_the_trigger_and_the_sample_and_past_nothing_else(asking: AskingDesk) -> None:
    seen = {"survey_id": asking.survey_id, "version": asking.version}
    content = {"name": "Rare", "active": True, "questions": QUESTIONS, "occasions": ["solved"]}
    asking.desk.do(staff(ADA), "surveys.edit", **seen, **content, sample_percent=0)
    ticket = asking.solved()
    assert asking.invitation(ticket) is None
    assert [one.reason for one in asking.refusals()] == ["not_sampled"]
    asked = asking.desk.do(staff(MARTA), "survey.ask", ticket_id=ticket)
    assert asked["via"] == "email"
    asking.passes(1_000)
    assert len(asking.mails()) == 1


def test_nobody_is_asked_without_an_address(asking: AskingDesk) -> None:
    bo = asking.desk.customer("Bo")
    assert asking.invitation(asking.solved(bo)) is None
    assert [one.reason for one in asking.refusals()] == ["not_reached"]


def test_reminded_once_and_over_after_its_days(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.passes(4 * DAY_MS)
    asking.passes(4 * DAY_MS)
    assert len(asking.mails()) == 2
    first, again = asking.mails()
    assert first[1].stop == again[1].stop, "a reminder leads to the same place"
    asking.passes(10 * DAY_MS)
    over = asking.invitation(row.ticket_id)
    assert over is not None and over.expired_at is not None
    with asking.desk.database.reading() as connection:
        assert connection.execute(sa.select(TIMERS.c.id).where(TIMERS.c.kind == "survey")).all() == []


def test_a_survey_switched_off_meanwhile_is_not_sent(asking: AskingDesk) -> None:
    ticket = asking.solved()
    asking.desk.do(staff(ADA), "surveys.remove", survey_id=asking.survey_id, version=asking.version)
    asking.passes(DAY_MS)
    row = asking.invitation(ticket)
    assert row is not None and row.reason == "off" and asking.mails() == []
