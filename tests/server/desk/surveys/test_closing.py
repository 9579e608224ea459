"""A low score comes back as work for somebody else, closes with a record, and the person is asked once more."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.errors import Conflict, Invalid
from server.desk.actors import SYSTEM
from server.desk.readings.gaps import GapBoard, GapsQuestion
from server.desk.readings.registry import ask
from server.desk.secrets import FollowUpSecret, TicketSecret
from server.desk.surveys import closing
from server.store.tables.knowledge import ARTICLE_USES, ArticleUse
from server.store.tables.notices import NOTICES
from server.store.tables.surveys import FollowUp
from server.store.tables.work import TICKETS, WORK
from tests.flows.floor import Floor
from tests.server.desk.surveys.asked import DAY_MS, AskingDesk
from tests.server.live.staffed import LIN, MARTA, ORDERS, SAM, staff

RECORD = {
    "contact": "By phone",
    "cause": "slow",
    "why": "Two days",
    "remedy": "A new lamp",
    "told": "It is on its way",
}


def low(asking: AskingDesk, **answers: object) -> FollowUp:
    """Let Mei answer low and return the follow-up."""
    asking.answers(asking.sent(), **{"csat": 1, **answers})
    [found] = asking.follow_ups()
    return found


def test_a_low_score_opens_one_ticket_with_a_due_time_and_tells_the_supervisor(asking: AskingDesk) -> None:
    found = low(asking)
    assert found.not_for == (LIN,) and found.first == 1 and found.kind == "csat"
    assert found.due_at - found.opened_at == DAY_MS
    with asking.desk.look(SYSTEM) as look:
        ticket = look.by_id(TICKETS, [found.ticket_id])[found.ticket_id]
        work = look.by_id(WORK, [found.ticket_id])[found.ticket_id]
        told = look.rows(NOTICES, NOTICES.c.user_id == MARTA)
    assert ticket.priority == "high" and ticket.tags == ("follow-up", "low-score")
    assert work.boosts == {"low_score": 600}
    assert [one.kind for one in told] == ["low_score"]
    asking.answers(asking.invitation(found.about_id) or pytest.fail("gone"), csat=2)
    assert len(asking.follow_ups()) == 1, "a changed answer opens no second one"


def test_the_rated_agent_never_gets_it_by_no_way(asking: AskingDesk) -> None:
    found, desk = low(asking), asking.desk
    desk.arrive(LIN)
    for actor, verb, fields in (
        (staff(LIN), "ticket.take", {}),
        (staff(MARTA), "ticket.assign", {"user_id": LIN}),
        (SYSTEM, "offer.make", {"user_id": LIN}),
    ):
        with pytest.raises(Conflict, match=r"follow_up_own|never_theirs"):
            desk.do(actor, verb, ticket_id=found.ticket_id, **fields)
    with pytest.raises(Conflict, match="follow_up_own"):
        desk.do(staff(LIN), "follow_up.close", ticket_id=found.ticket_id, **RECORD)
    desk.do(staff(MARTA), "ticket.take", ticket_id=found.ticket_id)


def test_it_closes_with_its_record_only_and_the_person_is_asked_once_more(asking: AskingDesk) -> None:
    found, desk = low(asking), asking.desk
    desk.do(staff(MARTA), "ticket.take", ticket_id=found.ticket_id)
    for verb in ("ticket.solve", "ticket.close"):
        with pytest.raises(Conflict, match="unrecorded"):
            desk.do(staff(MARTA), verb, ticket_id=found.ticket_id)
    with pytest.raises(Invalid, match="follow_up_incomplete"):
        desk.do(staff(MARTA), "follow_up.close", ticket_id=found.ticket_id, **{**RECORD, "told": " "})
    desk.do(staff(MARTA), "follow_up.close", ticket_id=found.ticket_id, **RECORD)
    assert asking.status(found.ticket_id) == "solved"
    with desk.look(SYSTEM) as look:
        kept = look.open_all([closing.record_id(found.ticket_id)], FollowUpSecret)
    assert kept[closing.record_id(found.ticket_id)].remedy == "A new lamp"
    again = asking.invitation(found.ticket_id)
    assert again is not None and again.reask_of == found.invitation_id, "the cool-down is not held against it"
    asking.passes(1_000)
    assert len(asking.mails()) == 2
    asking.answers(asking.invitation(found.ticket_id) or again, csat=1)
    assert len(asking.follow_ups()) == 1, "the second low answer opens no second round"
    with pytest.raises(Conflict, match=r"follow_up\.closed"):
        desk.do(staff(MARTA), "follow_up.close", ticket_id=found.ticket_id, **RECORD)


@pytest.mark.parametrize(("cause", "missing"), [("wrong_answer", 1), ("slow", 0)])
def test_what_a_better_article_mends_comes_to_the_gap_board(
    asking: AskingDesk, cause: str, missing: int
) -> None:
    found, desk = low(asking), asking.desk
    used = ArticleUse(seq=1, article_id="art_1", number=1, how="send", ticket_id=found.about_id,
                      queue_id=ORDERS, user_id=LIN, at=desk.clock.now())  # fmt: skip
    with desk.database.writing() as connection:
        connection.execute(sa.insert(ARTICLE_USES.sql), ARTICLE_USES.values(used))
    assert asked(asking, found.about_id) == 0, "an article was used, so nothing is missing"
    desk.do(staff(MARTA), "ticket.take", ticket_id=found.ticket_id)
    desk.do(staff(MARTA), "follow_up.close", ticket_id=found.ticket_id, **{**RECORD, "cause": cause})
    assert asked(asking, found.about_id) == missing


def asked(asking: AskingDesk, ticket_id: str) -> int:
    """Return how many tickets with the subject of this one stand on the gap board."""
    with asking.desk.look(SYSTEM) as look:
        subject = look.open_all([ticket_id], TicketSecret)[ticket_id].subject
    with asking.desk.look(staff(SAM)) as look:
        board = ask(look, "gaps", GapsQuestion())
    assert isinstance(board, GapBoard)
    return sum(line.tickets for line in board.gaps if line.text == subject)


def test_a_sad_comment_on_a_good_score_comes_back_too_once_its_mood_is_known(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.answers(row, csat=5, words="They hung up on me twice")
    assert asking.follow_ups() == []
    asking.desk.do(SYSTEM, "survey.judge", invitation_id=row.id, mood="negative")
    [found] = asking.follow_ups()
    assert found.reason == "sad_comment"


def test_words_judged_weeks_later_are_noted_and_call_for_nobody(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.answers(row, csat=5, words="They hung up on me twice")
    asking.desk.clock.advance(8 * DAY_MS)
    asking.desk.do(SYSTEM, "survey.judge", invitation_id=row.id, mood="negative")
    judged = asking.invitation(row.ticket_id)
    assert judged is not None and judged.mood == "negative" and asking.follow_ups() == []


def test_the_router_never_offers_it_to_the_rated_agent(asking: AskingDesk) -> None:
    found = low(asking)
    asking.desk.arrive(LIN)
    asking.desk.arrive(MARTA)
    floor = Floor(asking.desk)
    floor.leader.step()
    assert [who for who, ticket in floor.rings().items() if ticket == found.ticket_id] == [MARTA]


def test_a_good_score_makes_no_work(asking: AskingDesk) -> None:
    asking.answers(asking.sent(), csat=5, words="Lovely")
    assert asking.follow_ups() == []
    with asking.desk.database.reading() as connection:
        assert connection.execute(sa.select(sa.func.count()).select_from(NOTICES.sql)).scalar() == 0
