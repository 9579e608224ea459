"""The proof sees mails without one end or without anybody who sends them, people asked twice, and answers that are not one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from server.desk.actors import SYSTEM
from server.desk.verify import verify
from tests.server.desk.surveys.asked import AskingDesk
from tests.server.live.staffed import StaffedDesk

ANOTHER_END = "UPDATE mails SET failure = 'mail.refused' WHERE state = 'sent'"
DOUBLED = (
    "CREATE TABLE loose AS SELECT * FROM invitations",
    "DROP TABLE invitations",
    "ALTER TABLE loose RENAME TO invitations",
    "CREATE TABLE again AS SELECT * FROM invitations",
    "UPDATE again SET id = 'inv_again'",
    "INSERT INTO invitations SELECT * FROM again",
)
ANSWERED_AGAIN = """INSERT INTO log (seq, at, kind, actor, body)
SELECT (SELECT max(seq) + 1 FROM log), at, kind, actor, body FROM log
WHERE kind = 'survey.answered' ORDER BY seq LIMIT 1"""
BREAKAGES: dict[str, tuple[str, tuple[str, ...]]] = {
    "a mail in no known state": ("mail.not_one_end", ("UPDATE mails SET state = 'lost'",)),
    "sent at no instant": ("mail.not_one_end", ("UPDATE mails SET sent_at = NULL",)),
    "sent and given up": ("mail.not_one_end", (ANOTHER_END,)),
    "waiting with no job": ("mail.nobody_sends", ("UPDATE mails SET state = 'waiting', sent_at = NULL",)),
    "asked twice": ("invitation.twice", DOUBLED),
    "asked about nothing": ("invitation.of_no_solution", ("UPDATE invitations SET cycle = 2",)),
    "no answer any more": ("invitation.not_one_answer", ("UPDATE invitations SET answered_at = NULL",)),
    "a first answer twice": ("invitation.not_one_answer", (ANSWERED_AGAIN,)),
}


@pytest.fixture
def asking(sqlite_url: str) -> Iterator[AskingDesk]:
    """A desk that sends, on one database: the statements are plain."""
    desk = StaffedDesk(sqlite_url, smtp_url="smtp://127.0.0.1:9")
    made = AskingDesk(desk)
    made.rules()
    yield made
    desk.close()


def codes(asking: AskingDesk) -> set[str]:
    return {one.code for one in verify(asking.desk.database, asking.desk.master).findings}


def answered(asking: AskingDesk) -> str:
    """Let Mei be asked, answer and change her mind; returns the mail, which was sent."""
    row = asking.sent()
    asking.answers(row, csat=4)
    asking.answers(row, csat=5)
    [(mail, _)] = asking.mails()
    _end_job(asking)
    asking.desk.do(SYSTEM, "mail.sent", mail_id=mail.id)
    return mail.id


@pytest.mark.parametrize("broken", BREAKAGES)
def test_each_wrong_is_found(asking: AskingDesk, broken: str) -> None:
    code, statements = BREAKAGES[broken]
    answered(asking)
    assert codes(asking) == set()
    with asking.desk.database.writing() as connection:
        for statement in statements:
            connection.execute(sa.text(statement))
    assert code in codes(asking)


def test_a_failure_that_is_told_after_the_mail_was_sent_changes_nothing(asking: AskingDesk) -> None:
    mail_id = answered(asking)
    asking.desk.do(SYSTEM, "mail.failed", mail_id=mail_id, failure="mail.refused", final=True)
    [(mail, _)] = asking.mails()
    assert (mail.state, mail.failure) == ("sent", None)
    assert codes(asking) == set()


def test_mails_that_wait_for_a_job_or_that_people_read_in_the_outbox_are_no_finding(
    asking: AskingDesk,
) -> None:
    asking.sent()
    assert codes(asking) == set(), "its job has not run yet"
    _end_job(asking)
    assert codes(asking) == set(), "nothing was ever tried: people read the outbox"


def _end_job(asking: AskingDesk) -> None:
    with asking.desk.database.writing() as connection:
        connection.execute(sa.text("DELETE FROM jobs WHERE kind = 'mail.send'"))
