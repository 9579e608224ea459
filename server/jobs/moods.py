"""Judges how customers' messages sound, behind the log: intake waits for nothing, and each message is judged once.

Waits a little for a model that is being prepared; then goes on with the words alone. What is too old for any trend is left alone.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Any, NamedTuple

import sqlalchemy as sa

from sentiment.trend import WINDOW
from server.base.clock import MINUTE, Ms
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.moods import Judgement, is_judged
from server.desk.readings.look import Look
from server.desk.secrets import EntrySecret, InvitationSecret
from server.desk.surveys.closing import JudgeComment
from server.desk.upkeep import Move
from server.desk.verbs import Command
from server.models.feelings import Feelings
from server.models.state import State
from server.store.tables.infra import CURSORS, LOG
from server.store.tables.moods import MOODS
from server.store.tables.work import ENTRIES

log = logging.getLogger(__name__)
READER = "moods"
EVENTS = 400
TEXTS = 8
"""Messages judged in one step, so that the other readers of the log go on in between."""
DEADLINE_S = 2.0
PATIENCE: Ms = 2 * MINUTE
PREPARING = ("installing", "converting", "starting")
READ = ("entry.added", "survey.answered")
OLDEST: Ms = int(WINDOW.total_seconds() * 1_000)


class Text(NamedTuple):
    """Something a customer wrote: a message by its entry, or the words of a survey's answer by its invitation."""

    subject: str
    text: str
    of_survey: bool = False


class Moods:
    """The reader of the log that judges. `step` until it returns 0; does nothing while `leads` says that another process does it."""

    def __init__(
        self,
        core: Core,
        feelings: Feelings,
        *,
        state: Callable[[], State],
        leads: Callable[[], bool] = lambda: True,
    ) -> None:
        self._core = core
        self._feelings = feelings
        self._state = state
        self._leads = leads
        self._passed = 0
        self._begun = core.clock.now()

    def step(self) -> int:
        """Judge the next few messages and return how many events were passed; 0: up to date, or waiting."""
        if not self._leads() or self._is_preparing():
            return 0
        with self._core.looking(SYSTEM) as look:
            after = max(self._passed, _cursor(look))
            subjects, upto = _news(look, after, self._core.clock.now() - OLDEST)
            texts = _texts(look, subjects)
        for text in texts:
            self._judge(text)
        if texts or upto - after >= EVENTS:
            self._core.executor.ask(Command("cursor.move", SYSTEM, Move(reader=READER, seq=upto)))
        self._passed = upto
        return upto - after

    def _is_preparing(self) -> bool:
        waited = self._core.clock.now() - self._begun
        return self._state().stage in PREPARING and waited < PATIENCE

    def _judge(self, one: Text) -> None:
        (found,) = self._feelings.judge([one.text], DEADLINE_S)
        if one.of_survey:
            if found.label is not None:
                comment = JudgeComment(invitation_id=one.subject, mood=found.label)  # type: ignore[arg-type]
                self._core.executor.ask(Command("survey.judge", SYSTEM, comment))
            return
        body = Judgement(
            entry_id=one.subject,
            probabilities=found.probabilities,
            sure=found.label is not None,
            start=found.span.start if found.span else None,
            end=found.span.end if found.span else None,
            engine=found.engine,
        )
        self._core.executor.ask(Command("mood.judge", SYSTEM, body))


def _cursor(look: Look) -> int:
    return look.connection.execute(sa.select(CURSORS.c.seq).where(CURSORS.c.reader == READER)).scalar() or 0


def _news(look: Look, after: int, since: Ms) -> tuple[list[tuple[str, bool]], int]:
    """What was written since this place in the log, newest events of `TEXTS` messages at most, and the place read up to."""
    query = (
        sa.select(LOG.c.seq, LOG.c.at, LOG.c.kind, LOG.c.body)
        .where(LOG.c.seq > after)
        .order_by(LOG.c.seq)
        .limit(EVENTS)
    )
    found: dict[tuple[str, bool], None] = {}
    upto = after
    for line in look.connection.execute(query):
        upto = line.seq
        if line.kind in READ and line.at >= since and (subject := _subject(line.kind, line.body)):
            found[subject, line.kind == "survey.answered"] = None
            if len(found) == TEXTS:
                break
    return list(found), upto


def _subject(kind: str, body: dict[str, Any]) -> str | None:
    if kind == "survey.answered":
        return str(body["invitation_id"]) if body["comment"] else None
    theirs = body["author_kind"] == "customer" and body.get("ticket_id") is not None
    return str(body["entry_id"]) if theirs else None


def _texts(look: Look, subjects: list[tuple[str, bool]]) -> list[Text]:
    """The words that are still there; of messages only those nobody judged yet."""
    entries = look.by_id(ENTRIES, [subject for subject, of_survey in subjects if not of_survey])
    done = look.by_id(MOODS, entries)
    wanted = [one for one in entries.values() if is_judged(one) and one.id not in done]
    words = look.open_all([one.id for one in wanted], EntrySecret)
    told = look.open_all([subject for subject, of_survey in subjects if of_survey], InvitationSecret)
    found = [Text(one.id, words[one.id].body) for one in wanted if one.id in words]
    found += [Text(subject, "\n".join(secret.words.values()), True) for subject, secret in told.items()]
    return [one for one in found if one.text.strip()]
