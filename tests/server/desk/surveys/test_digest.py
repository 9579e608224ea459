"""The week's figures reach supervisors on Monday morning, once, as they see them, and nobody else."""

from __future__ import annotations

from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.secrets import MailSecret
from server.desk.surveys import digest
from server.jobs.digests import JOB, write_digest
from server.jobs.hands import Hands
from server.store.tables.infra import MAILS
from tests.server.desk.surveys.asked import DAY_MS, AskingDesk


def _mails(asking: AskingDesk) -> list[MailSecret]:
    with asking.desk.look(SYSTEM) as look:
        rows = look.rows(MAILS, MAILS.c.kind == "survey_digest")
        return list(look.open_all([one.id for one in rows], MailSecret).values())


def test_a_supervisor_gets_the_week_once(asking: AskingDesk) -> None:
    desk = asking.desk
    desk.clock.set(digest.next_monday(desk.clock.now()) - DAY_MS)
    asking.answers(asking.sent(), csat=2, nps=3, words="canary")
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    hands = Hands(core, {JOB: write_digest}, lanes=("desk",), holder="prc_test")
    desk.clock.advance(DAY_MS + 1)
    for _ in range(2):
        desk.do(SYSTEM, "survey.digest_due", timer_id=f"{digest.TIMER}:{digest.SUBJECT}")
        hands.step()
    [mail] = _mails(asking)
    assert mail.to == "marta@example.com" and "canary" not in mail.text and "Mei" not in mail.text
    assert "Lin: Too few answers, 1 of 1 answered" in mail.text and "1 follow-up is open" in mail.text


def test_monday_is_always_ahead() -> None:
    monday = 1_795_413_600_000  # 2026-11-23T06:00Z
    assert digest.next_monday(monday) == monday + 7 * DAY_MS
    assert digest.next_monday(monday - 1) == monday
    assert digest.next_monday(monday + 6 * DAY_MS) == monday + 7 * DAY_MS
