"""How customers feel: judged once, corrected by agents, a supervisor told of a trend and never of one message, erased with them."""

from __future__ import annotations

from typing import Any

import pytest
import sqlalchemy as sa

from server.base.clock import DAY
from server.base.errors import Conflict, Unknown
from server.desk import verify
from server.desk.actors import SYSTEM
from server.desk.readings.moods import (
    FallingQuestion,
    ReportQuestion,
    falling,
    of_customers,
    report,
)
from server.desk.readings.records import entry_records, ticket_records
from server.store.mapping import Table
from server.store.tables.infra import LOG
from server.store.tables.moods import MOOD_TRENDS, MOODS, Mood, MoodTrend
from server.store.tables.notices import NOTICES
from server.store.tables.work import ENTRIES, TICKETS, WORK
from tests.server.live.staffed import ADA, KOFI, LIN, MARTA, ORDERS, StaffedDesk, staff

BAD, PLAIN, GOOD = (0.9, 0.08, 0.02), (0.1, 0.8, 0.1), (0.02, 0.08, 0.9)


class Talk:
    """A chat of Mei's, its messages judged as the test says."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        self.mei = desk.visitor()
        self.count = 0
        said = {"message": "Hello", "client_id": "client-0000", "language": "en", "queue_id": ORDERS}
        self.conversation = desk.do(self.mei, "chat.start", **said)["conversation_id"]
        self.ticket = desk.ticket_of(self.conversation)
        self.customer = self.read(TICKETS, self.ticket).customer_id

    def writes(self, text: str) -> str:
        """Let Mei write something and return its entry."""
        self.count += 1
        said = {"conversation_id": self.conversation, "body": text, "client_id": f"client-{self.count:04d}"}
        seq = self.desk.do(self.mei, "chat.write", **said)["seq"]
        with self.desk.database.reading() as connection:
            query = sa.select(LOG.c.body).where(LOG.c.kind == "entry.added", LOG.c.seq <= seq)
            body = connection.execute(query.order_by(LOG.c.seq.desc()).limit(1)).scalar_one()
            return str(body["entry_id"])

    def judged(self, entry: str, found: tuple[float, float, float], **fields: Any) -> None:
        """Have a message judged."""
        said = {"probabilities": found, "sure": True, "engine": "e5", **fields}
        self.desk.do(SYSTEM, "mood.judge", entry_id=entry, **said)

    def feels(self, *moods: tuple[float, float, float]) -> list[str]:
        """Let Mei write messages that sound like this."""
        entries = [self.writes(f"message {n}") for n in range(len(moods))]
        for entry, mood in zip(entries, moods, strict=True):
            self.judged(entry, mood, start=0, end=7)
        return entries

    def read(self, table: Table[Any], key: str) -> Any:
        """Return a row."""
        with self.desk.database.reading() as connection:
            line = connection.execute(sa.select(table.sql).where(table.c[table.key[0]] == key)).first()
        return table.read(line) if line else None

    def kinds(self) -> list[str]:
        """Return what happened about moods, in order."""
        with self.desk.database.reading() as connection:
            query = sa.select(LOG.c.kind).where(LOG.c.kind.startswith("mood.")).order_by(LOG.c.seq)
            return list(connection.scalars(query))


@pytest.fixture
def talk(desk: StaffedDesk) -> Talk:
    return Talk(desk)


def test_a_message_is_judged_at_most_once(talk: Talk) -> None:
    entry = talk.writes("You hung up on me")
    talk.judged(entry, BAD, start=4, end=11)
    talk.judged(entry, GOOD)
    mood: Mood = talk.read(MOODS, entry)
    assert (mood.label, mood.confidence, mood.score, mood.start, mood.end) == ("negative", 0.9, -0.88, 4, 11)
    assert talk.kinds() == ["mood.judged"]


def test_what_cannot_be_told_makes_no_point_of_a_trend(talk: Talk) -> None:
    entry = talk.writes("Well.")
    talk.judged(entry, (0.4, 0.35, 0.25), sure=False)
    mood: Mood = talk.read(MOODS, entry)
    assert (mood.label, mood.leaning) == (None, "negative")
    assert talk.read(MOOD_TRENDS, talk.ticket) is None


def test_only_a_customers_own_message_is_judged(desk: StaffedDesk, talk: Talk) -> None:
    desk.do(staff(MARTA), "ticket.note", ticket_id=talk.ticket, body="grumpy", client_id="n1")
    with desk.database.reading() as connection:
        notes = sa.select(ENTRIES.c.id).where(ENTRIES.c.kind == "note")
        entry = str(connection.execute(notes).scalar_one())
    talk.judged(entry, BAD)
    talk.judged("ent_nowhere", BAD)
    assert talk.kinds() == []


def test_one_message_however_bad_tells_nobody(talk: Talk) -> None:
    talk.feels((1.0, 0.0, 0.0))
    trend: MoodTrend = talk.read(MOOD_TRENDS, talk.ticket)
    assert trend.value < 0
    assert trend.fell_at is None
    assert _notices(talk) == []


def test_a_falling_trend_tells_the_supervisor_once_and_moves_the_work_forward(talk: Talk) -> None:
    talk.feels(GOOD, BAD, BAD, BAD, BAD)
    assert [user for user, _ in _notices(talk)] == [MARTA]
    assert talk.kinds().count("mood.fell") == 1
    assert talk.read(WORK, talk.ticket).boosts == {"falling_mood": 300}


def test_a_trend_that_is_well_again_ends_the_alert_and_the_boost(talk: Talk) -> None:
    talk.feels(PLAIN, BAD, BAD, BAD, GOOD, GOOD, GOOD, GOOD, GOOD)
    assert talk.kinds()[-1] != "mood.fell"
    assert "mood.recovered" in talk.kinds()
    assert talk.read(WORK, talk.ticket).boosts == {}
    assert talk.read(MOOD_TRENDS, talk.ticket).fell_at is None


def test_old_messages_judged_late_alarm_nobody(desk: StaffedDesk, talk: Talk) -> None:
    entries = [talk.writes(f"message {n}") for n in range(5)]
    desk.clock.advance(3 * DAY)
    for entry in entries:
        talk.judged(entry, BAD)
    assert talk.read(MOOD_TRENDS, talk.ticket).value < -0.5
    assert _notices(talk) == []


def test_an_agents_correction_counts_at_once_and_is_learned_from_only_with_consent(
    desk: StaffedDesk, talk: Talk
) -> None:
    first, second = talk.feels(BAD, BAD)
    low = talk.read(MOOD_TRENDS, talk.ticket).value
    desk.do(staff(LIN), "mood.correct", ticket_id=talk.ticket, entry_id=first, label="positive")
    mood: Mood = talk.read(MOODS, first)
    assert (mood.label, mood.corrected, mood.corrected_by, mood.consented) == (
        "negative",
        "positive",
        LIN,
        False,
    )
    assert talk.read(MOOD_TRENDS, talk.ticket).value > low
    desk.do(staff(LIN), "customers.consent", customer_id=talk.customer, purpose="analysis", given=True)
    desk.do(staff(LIN), "mood.correct", ticket_id=talk.ticket, entry_id=second, label="neutral")
    assert talk.read(MOODS, second).consented


def test_a_correction_needs_a_judgement_and_the_right_ticket(desk: StaffedDesk, talk: Talk) -> None:
    entry = talk.writes("not judged")
    with pytest.raises(Conflict, match=r"mood\.not_judged"):
        desk.do(staff(LIN), "mood.correct", ticket_id=talk.ticket, entry_id=entry, label="neutral")
    with pytest.raises(Unknown, match=r"entry\.unknown"):
        desk.do(staff(LIN), "mood.correct", ticket_id=talk.ticket, entry_id="ent_x", label="neutral")
    with pytest.raises(Unknown, match=r"ticket\.unknown"):
        desk.do(staff(KOFI), "mood.correct", ticket_id=talk.ticket, entry_id=entry, label="neutral")


def test_screens_see_the_mark_and_the_line(desk: StaffedDesk, talk: Talk) -> None:
    entry = talk.feels(PLAIN, BAD)[1]
    with desk.look(staff(LIN)) as look:
        (line,) = entry_records(look, [talk.read(ENTRIES, entry)])
        (card,) = ticket_records(look, [talk.read(TICKETS, talk.ticket)])
        person = of_customers(look, [talk.customer])
    assert line.mood is not None
    assert (line.mood.label, line.mood.start, line.mood.end) == ("negative", 0, 7)
    assert line.version == talk.read(MOODS, entry).version
    assert card.mood is not None
    assert card.mood.scores == [0.0, -0.88]
    assert card.version >= talk.read(MOOD_TRENDS, talk.ticket).version
    assert person is not None
    assert person.value < 0


def test_the_board_sees_falling_conversations_of_its_own_teams(desk: StaffedDesk, talk: Talk) -> None:
    talk.feels(GOOD, BAD, BAD, BAD, BAD)
    with desk.look(staff(MARTA)) as look:
        (found,) = falling(look, FallingQuestion()).falling
    assert (found.ticket_id, found.phrase, found.mood.falling) == (talk.ticket, "message", True)
    with desk.look(staff(KOFI)) as look:
        assert falling(look, FallingQuestion()).falling == []


def test_the_report_counts_what_agents_disagreed_with(desk: StaffedDesk, talk: Talk) -> None:
    first = talk.feels(BAD, BAD, GOOD)[0]
    desk.do(staff(LIN), "mood.correct", ticket_id=talk.ticket, entry_id=first, label="neutral")
    with desk.look(staff(MARTA)) as look:
        counted = report(look, ReportQuestion())
    assert (counted.judged, counted.unsure, counted.corrected) == (3, 0, 1)
    assert counted.labels == {"negative": 1, "neutral": 1, "positive": 1}
    assert [(one.engine, one.judged, one.corrected) for one in counted.engines] == [("e5", 3, 1)]


def test_an_erased_customers_moods_are_gone_and_the_log_still_folds(desk: StaffedDesk, talk: Talk) -> None:
    entry = talk.feels(GOOD, BAD, BAD, BAD, BAD)[0]
    later = talk.writes("and another")
    desk.do(staff(ADA), "customers.erase", customer_id=talk.customer)
    talk.judged(later, BAD)
    assert talk.read(MOODS, entry) is None
    assert talk.read(MOODS, later) is None
    assert talk.read(MOOD_TRENDS, talk.ticket) is None
    assert talk.read(MOOD_TRENDS, talk.customer) is None
    assert verify.verify(desk.database, desk.master).findings == []


def test_a_ticket_that_changes_hands_takes_its_messages_to_the_others_trend(
    desk: StaffedDesk, talk: Talk
) -> None:
    talk.feels(BAD, BAD)
    bo = desk.customer("Bo")
    desk.do(staff(ADA), "ticket.customer", ticket_id=talk.ticket, customer_id=bo)
    assert talk.read(MOOD_TRENDS, talk.customer).points == ()
    assert len(talk.read(MOOD_TRENDS, bo).points) == 2
    assert talk.read(MOOD_TRENDS, talk.ticket).customer_id == bo
    assert verify.verify(desk.database, desk.master).findings == []


def _notices(talk: Talk) -> list[tuple[str, str]]:
    with talk.desk.database.reading() as connection:
        query = sa.select(NOTICES.c.user_id, NOTICES.c.kind).where(NOTICES.c.kind == "mood_falling")
        return [(str(user), str(kind)) for user, kind in connection.execute(query)]
