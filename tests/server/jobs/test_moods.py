"""Messages are judged behind the log: once each, also after a restart, by the words where no model is there in time."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from sentiment.mood import Judgement
from server.base.clock import DAY, MINUTE
from server.base.settings import Settings
from server.desk.core import Core
from server.jobs.moods import Moods
from server.models.encoder import NoEncoder
from server.models.feelings import Feelings
from server.models.models import Models
from server.models.state import State
from server.store.tables.infra import LOG
from server.store.tables.moods import MOODS, Mood
from tests.server.desk.test_moods import Talk
from tests.server.live.staffed import MARTA, StaffedDesk, staff

READY = State(stage="ready", name="words")
ANGRY, SUNNY = "You hung up on me. This is a disgrace.", "Thank you so much, that was wonderful!"


class Counting(Feelings):
    """Counts what it is asked."""

    def __init__(self) -> None:
        super().__init__(NoEncoder())
        self.asked: list[str] = []

    def judge(self, texts: Sequence[str], deadline_s: float) -> tuple[Judgement, ...]:
        """Judge by the words."""
        self.asked += texts
        return super().judge(texts, deadline_s)


def follower(
    desk: StaffedDesk, feelings: Feelings | None = None, state: State = READY, leads: bool = True
) -> Moods:
    """Return a reader of this desk's log."""
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    return Moods(core, feelings or Counting(), state=lambda: state, leads=lambda: leads)


def moods(desk: StaffedDesk) -> list[Mood]:
    """Return what was judged, by when it was written."""
    with desk.database.reading() as connection:
        return [
            MOODS.read(line) for line in connection.execute(sa.select(MOODS.sql).order_by(MOODS.c.version))
        ]


def drain(reader: Moods) -> None:
    """Step until it is up to date."""
    while reader.step():
        continue


def test_customers_messages_are_judged_and_nobody_elses(desk: StaffedDesk) -> None:
    talk = Talk(desk)
    talk.writes(ANGRY)
    talk.writes(SUNNY)
    desk.do(staff(MARTA), "ticket.note", ticket_id=talk.ticket, body=ANGRY, client_id="n1")
    drain(follower(desk))
    found = moods(desk)
    assert [one.leaning for one in found] == ["neutral", "negative", "positive"]
    angry = found[1]
    assert angry.engine == "words"
    assert angry.start is not None
    assert ANGRY[angry.start : angry.end]


def test_another_reader_and_a_restart_judge_nothing_twice(desk: StaffedDesk) -> None:
    talk = Talk(desk)
    talk.writes(ANGRY)
    first, second = Counting(), Counting()
    drain(follower(desk, first))
    drain(follower(desk, second))
    assert (len(first.asked), second.asked) == (2, [])
    talk.writes(SUNNY)
    drain(follower(desk, second))
    assert second.asked == [SUNNY]
    assert talk.kinds() == ["mood.judged"] * 3


def test_a_kill_before_the_cursor_moved_repeats_the_work_and_not_the_fact(desk: StaffedDesk) -> None:
    talk = Talk(desk)
    talk.writes(ANGRY)
    with desk.database.reading() as connection:
        before = connection.execute(sa.select(sa.func.max(LOG.c.seq))).scalar_one()
    late = follower(desk)
    drain(follower(desk))
    drain(late)
    with desk.database.reading() as connection:
        told = sa.select(sa.func.count()).where(LOG.c.kind == "mood.judged", LOG.c.seq > before)
        assert connection.execute(told).scalar_one() == 2


def test_it_waits_for_a_model_that_is_being_prepared_but_not_for_ever(desk: StaffedDesk) -> None:
    Talk(desk).writes(ANGRY)
    waiting = follower(desk, state=State(stage="converting"))
    assert waiting.step() == 0
    assert moods(desk) == []
    desk.clock.advance(3 * MINUTE)
    drain(waiting)
    assert len(moods(desk)) == 2


def test_only_the_leading_process_judges(desk: StaffedDesk) -> None:
    Talk(desk).writes(ANGRY)
    assert follower(desk, leads=False).step() == 0


def test_what_is_older_than_any_trend_is_left_alone(desk: StaffedDesk) -> None:
    Talk(desk).writes(ANGRY)
    desk.clock.advance(91 * DAY)
    drain(follower(desk))
    assert moods(desk) == []


def test_a_model_that_is_late_leaves_it_to_the_words() -> None:
    class Late(NoEncoder):
        name = "e5"

    (found,) = Feelings(Late()).judge([ANGRY], 0.01)
    assert (found.engine, found.label) == ("words", "negative")
    assert Feelings(Models(Settings(model="words"))).at_work == "words"
