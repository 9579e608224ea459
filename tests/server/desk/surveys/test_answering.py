"""One effective answer a link, replaced whole within a day; words sealed, and gone with the person; opting out by the link."""

from __future__ import annotations

import pytest
import sqlalchemy as sa

from server.base.crypto import fingerprint
from server.base.errors import Conflict, Invalid, Unknown
from server.desk.actors import SYSTEM
from server.desk.readings.history import HistoryQuestion
from server.desk.readings.registry import ask
from server.desk.verify import verify
from server.store.tables.infra import LOG, SEALED
from tests.server.desk.surveys.asked import DAY_MS, AskingDesk
from tests.server.live.staffed import ADA, LIN, staff


def test_the_first_answer_counts_and_for_a_day_a_later_one_replaces_it_whole(asking: AskingDesk) -> None:
    row = asking.sent()
    assert asking.answers(row, csat="4", words="Quick and kind")["kind"] == "first"
    assert asking.answers(row, csat=4, words="Quick and kind")["kind"] == "repeated"
    assert asking.answers(row, csat=5, nps=10)["kind"] == "changed"
    now = asking.invitation(row.ticket_id)
    assert now is not None and now.numbers == {"csat": 5, "nps": 10} and not now.comment
    assert asking.secret(now).words == {}
    asking.desk.clock.advance(DAY_MS)
    assert asking.answers(row, csat=5, nps=10)["kind"] == "repeated"
    with pytest.raises(Conflict, match="answer_final"):
        asking.answers(row, csat=1)


def test_what_is_missing_or_off_the_scale_is_refused_and_records_nothing(asking: AskingDesk) -> None:
    row = asking.sent()
    with pytest.raises(Invalid, match="answer_missing"):
        asking.answers(row, nps=9)
    with pytest.raises(Invalid, match="answer_invalid"):
        asking.answers(row, csat=6)
    with pytest.raises(Unknown, match="link_invalid"):
        asking.desk.do(SYSTEM, "survey.answer", token_id=fingerprint("guessed"), answers={"csat": 1})
    now = asking.invitation(row.ticket_id)
    assert now is not None and now.answered_at is None


def test_words_are_never_in_the_log_and_stand_in_the_timeline_for_those_who_may_read(
    asking: AskingDesk,
) -> None:
    row = asking.sent()
    asking.answers(row, csat=2, words="canary in the comment")
    with asking.desk.database.reading() as connection:
        bodies = [str(line) for line in connection.scalars(sa.select(LOG.c.body))]
    assert not any("canary" in one for one in bodies)
    with asking.desk.look(staff(LIN)) as look:
        found = ask(look, "customers.history", HistoryQuestion(customer_id=asking.mei))
    [line] = [one for one in found.records if one.kind == "survey"]
    assert line.body == "canary in the comment" and line.facts["score"] == 2 and line.facts["best"] == 5


def test_an_erased_customers_words_and_addresses_are_gone_everywhere(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.answers(row, csat=5, words="canary")
    ticket = asking.solved(asking.person("Bo", "bo@example.com"))
    asking.desk.do(staff(ADA), "customers.erase", customer_id=asking.mei)
    bo = asking.invitation(ticket)
    assert bo is not None and bo.withdrawn_at is None, "only hers are taken back"
    assert asking.mails() == []
    with asking.desk.database.reading() as connection:
        kept = set(connection.scalars(sa.select(SEALED.c.id)))
    assert row.id not in kept
    with pytest.raises(Unknown, match="link_invalid"):
        asking.desk.do(SYSTEM, "survey.answer", token_id="f" * 64, answers={"csat": 1})


def test_a_link_ends_all_asking(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.desk.do(SYSTEM, "survey.stop", token_id=fingerprint(asking.secret(row).token))
    now = asking.invitation(row.ticket_id)
    assert now is not None and now.reason == "opted_out"
    with pytest.raises(Conflict, match="refused_opted_out"):
        asking.desk.do(staff(LIN), "survey.ask", ticket_id=asking.solved())


def test_rows_equal_the_fold_of_the_log(asking: AskingDesk) -> None:
    row = asking.sent()
    asking.answers(row, csat=1, words="no")
    asking.passes(DAY_MS)
    assert verify(asking.desk.database, asking.desk.master).findings == []
