"""Figures of surveys: made from answers, with their intervals and rates, of what the viewer sees; each opens its answers."""

from __future__ import annotations

import pytest

from server.desk.actors import Actor
from server.desk.readings.registry import ask
from server.desk.readings.survey_answers import Answers, AnswersQuestion
from server.desk.readings.survey_report import LoopQuestion, Report, ReportQuestion
from tests.server.desk.surveys.asked import DAY_MS, AskingDesk
from tests.server.live.staffed import ADA, BILLING, KOFI, LIN, MARTA, StaffedDesk, staff


@pytest.fixture
def asking(desk: StaffedDesk) -> AskingDesk:
    """Seven people were asked: six about Lin, of whom five answered; one about Kofi in the west."""
    made = AskingDesk(desk)
    made.rules()
    for number, score in enumerate((5, 5, 4, 2, 5, None)):
        person = made.person(f"P{number}", f"p{number}@example.com", language="en" if number % 2 else "zh")
        row = made.sent(person)
        if score is not None:
            made.answers(row, csat=score, nps=9 if score > 3 else 3, words=f"words {number}")
    west = made.person("Western", "west@example.com")
    ticket = desk.ticket(west, "Bill", BILLING)
    desk.do(staff(KOFI), "ticket.take", ticket_id=ticket)
    desk.do(staff(KOFI), "ticket.solve", ticket_id=ticket)
    made.passes(31 * 60_000)
    made.answers(made.invitation(ticket) or pytest.fail("nobody was asked"), csat=1)
    return made


def report(asking: AskingDesk, actor: Actor, **fields: object) -> Report:
    with asking.desk.look(actor) as look:
        found = ask(look, "surveys.report", ReportQuestion(**fields))  # type: ignore[arg-type]
    assert isinstance(found, Report)
    return found


def test_a_figure_has_its_interval_its_number_and_its_rate(asking: AskingDesk) -> None:
    found = report(asking, staff(MARTA), by="agent")
    assert found.total.score is not None and found.total.rate is not None
    assert (found.total.score.value, found.total.answered, found.total.asked) == (80.0, 5, 6)
    assert round(found.total.score.low) == 38 and round(found.total.score.high) == 96, "Wilson, 4 of 5"
    assert round(found.total.rate.value) == 83
    [lin] = found.groups
    assert (lin.key, lin.name) == (LIN, "Lin") and lin.score == found.total
    assert found.spread == {1: 0, 2: 1, 3: 0, 4: 1, 5: 3}
    assert [one.kind for one in found.kinds] == ["csat", "nps", "ces"]


def test_supervisors_see_their_own_teams_and_administrators_everything(asking: AskingDesk) -> None:
    assert report(asking, staff(MARTA)).total.asked == 6
    everything = report(asking, staff(ADA), by="queue")
    assert everything.total.asked == 7 and everything.total.answered == 6
    west = next(one for one in everything.groups if one.key == BILLING)
    assert west.score.score is None and west.score.suppressed and west.cautions == ["few_answers"]


def test_every_figure_opens_its_answers(asking: AskingDesk) -> None:
    with asking.desk.look(staff(MARTA)) as look:
        found = ask(look, "surveys.answers", AnswersQuestion(by="agent", key=LIN))
        low = ask(look, "surveys.answers", AnswersQuestion(which="low"))
        silent = ask(look, "surveys.answers", AnswersQuestion(which="unanswered"))
        exported = ask(look, "surveys.export", AnswersQuestion())
    assert isinstance(found, Answers) and found.total == 5 and found.answers[0].customer == "P4"
    assert [one.words for one in low.answers] == [["words 3"]] and low.answers[0].follow_up_number
    assert silent.total == 1 and silent.answers[0].value is None
    assert exported.total == 5 and {one.customer for one in exported.answers} == {None}
    assert not any(one.words for one in exported.answers)


def test_the_loop_is_counted_with_who_was_won_back(asking: AskingDesk) -> None:
    found = next(one for one in asking.follow_ups() if LIN in one.not_for)
    record = {"contact": "phone", "cause": "slow", "why": "late", "remedy": "refund", "told": "refunded"}
    asking.desk.do(staff(MARTA), "follow_up.close", ticket_id=found.ticket_id, **record)
    asking.passes(DAY_MS)
    asking.answers(asking.invitation(found.ticket_id) or pytest.fail("not asked again"), csat=5, nps=9)
    with asking.desk.look(staff(MARTA)) as look:
        loop = ask(look, "surveys.loop", LoopQuestion())
    assert (loop.opened, loop.closed, loop.in_time, loop.reasked, loop.recovered) == (1, 1, 1, 1, 1)
    assert loop.closed_rate == 1.0 and loop.recovered_share == 1.0 and loop.causes == {"slow": 1}
    assert report(asking, staff(MARTA)).total.asked == 6, "the second question is not counted as a first"


@pytest.mark.parametrize("by", ["agent", "team", "queue", "channel", "topic", "language", "week", "survey"])
def test_every_comparison_is_made(asking: AskingDesk, by: str) -> None:
    found = report(asking, staff(MARTA), by=by, kind="nps")
    assert sum(one.score.asked for one in found.groups) in (0 if by == "topic" else 6, 6)
    assert all(one.name for one in found.groups)
