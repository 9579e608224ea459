"""What the demo's customers answered: two surveys, asked by their timers, a believable spread, follow-ups closed by Marta."""

from __future__ import annotations

import heapq
import tomllib
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, NamedTuple

import msgspec
import sqlalchemy as sa

from server.base.clock import DAY, HOUR, MINUTE, Ms, VirtualClock
from server.base.crypto import fingerprint
from server.base.errors import DeskError
from server.desk.actors import SYSTEM, Actor
from server.desk.asking.planning import TIMER
from server.desk.core import Core
from server.desk.secrets import InvitationSecret
from server.desk.surveys.answering import AnswerByToken
from server.desk.surveys.closing import CloseFollowUp
from server.desk.surveys.forms import Content, EditRules
from server.desk.tickets import OfTicket
from server.desk.timers import Fire
from server.store.tables.infra import TIMERS
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, Invitation

Ask = Callable[..., dict[str, Any]]
ANSWER_SHARE, REASKED_SHARE, KEYED_SHARE, WORDS_SHARE = 0.58, 0.8, 0.55, 0.55
FRESH = 5 * DAY
"""Low answers of the last days wait for somebody who looks at the demo."""
CSAT = (5, 6, 12, 34, 43)
"""Of a hundred answers, how many are 1 to 5."""
FRICTION = {"ola": 0.25, "yun": 0.15}
"""Agents whose customers are asked at a harder time: that share of their answers is one worse."""


class Script(NamedTuple):
    """The surveys, comments by language and score, and records of follow-ups, as written in surveys.toml."""

    surveys: list[dict[str, Any]]
    comments: dict[str, dict[str, list[str]]]
    records: list[dict[str, str]]


def script() -> Script:
    """Return the file's content."""
    text = resources.files(__package__).joinpath("surveys.toml").read_text("utf-8")
    found = tomllib.loads(text)
    return Script(found["survey"], found["comments"], found["record"])


class Customers:
    """Those who are asked, and what comes of it, in the order it happens."""

    def __init__(
        self,
        core: Core,
        ask: Ask,
        clock: VirtualClock,
        staff: dict[str, Actor],
        chance: Callable[[], float],
        end: Ms,
    ) -> None:
        self._core = core
        self._ask = ask
        self._clock = clock
        self._staff = staff
        self._chance = chance
        self._end = end
        self._script = script()
        self._later: list[tuple[Ms, int, Callable[[], None]]] = []
        self._count = 0
        self._known: set[str] = set()
        self._closing: set[str] = set()

    def set_up(self) -> None:
        """Write the surveys and the rules of asking."""
        admin = self._staff["admin"]
        for one in self._script.surveys:
            self._ask("surveys.create", msgspec.convert(one, Content), admin)
        self._ask("surveys.set_rules", msgspec.convert(RULES, EditRules), admin)

    def until(self, at: Ms) -> None:
        """Let everything happen that falls due before an instant: questions leave, people answer, follow-ups close."""
        while True:
            timer, due = self._next_timer()
            later = self._later[0][0] if self._later else None
            first = min((one for one in (due, later) if one is not None), default=None)
            if first is None or first > at:
                break
            self._clock.set(max(self._clock.now(), first))
            if due is not None and due == first:
                self._ask("survey.step", Fire(timer_id=timer))
                self._note_sent()
            else:
                heapq.heappop(self._later)[2]()
        self._close_old()

    def press(self, told: dict[str, Any], report: Callable[[str, str], dict[str, Any]]) -> None:
        """Let the caller of a call that just ended press keys, or hang up."""
        if self._chance() > KEYED_SHARE:
            return
        prompt = told.get("ask")
        while prompt:
            value = self._score(()) if prompt["question"] == "csat" else 1 + int(self._chance() * 3)
            prompt = report(prompt["question"], str(value)).get("ask")

    def _next_timer(self) -> tuple[str, Ms | None]:
        query = sa.select(TIMERS.c.id, TIMERS.c.due_at).where(TIMERS.c.kind == TIMER)
        with self._core.database.reading() as connection:
            found = connection.execute(query.order_by(TIMERS.c.due_at, TIMERS.c.id).limit(1)).first()
        return (found.id, found.due_at) if found is not None else ("", None)

    def _note_sent(self) -> None:
        """Let those who were just asked answer later, most of them within a day."""
        with self._core.looking(SYSTEM) as look:
            sent = sa.and_(INVITATIONS.c.sent_at.is_not(None), INVITATIONS.c.answered_at.is_(None))
            rows = [
                one for one in look.rows(INVITATIONS, sent, INVITATIONS.c.id) if one.id not in self._known
            ]
            secrets = look.open_all([one.id for one in rows], InvitationSecret)
        for row in rows:
            self._known.add(row.id)
            again = row.reask_of is not None
            if self._chance() < (REASKED_SHARE if again else ANSWER_SHARE):
                wait = int(12 * MINUTE + self._chance() ** 3 * 5 * DAY)
                self._at(self._clock.now() + wait, self._answer(row, secrets[row.id].token))

    def _answer(self, row: Invitation, token: str) -> Callable[[], None]:
        def answered() -> None:
            answers = self._answers(row)
            body = AnswerByToken(token_id=fingerprint(token), answers=answers)
            try:
                self._ask("survey.answer", body)
            except DeskError:
                # The ticket was reopened meanwhile: nobody can answer any more.
                return

        return answered

    def _answers(self, row: Invitation) -> dict[str, int | str]:
        """Return answers that fit together: who is content recommends and finds it easy."""
        score = self._score(row.agents) if row.reask_of is None else self._second()
        recommend = {1: 1, 2: 3, 3: 6, 4: 8, 5: 9}[score] + int(self._chance() * 3) - (score < 5)
        easy = {1: 2, 2: 3, 3: 4, 4: 5, 5: 6}[score] + int(self._chance() * 2)
        answers: dict[str, int | str] = {
            "csat": score,
            "nps": max(0, min(10, recommend)),
            "ces": min(7, easy),
        }
        if self._chance() < 0.15:
            del answers["ces"]
        if self._chance() < (WORDS_SHARE if score != 4 else WORDS_SHARE / 2):
            answers["comment"] = self._pick(self._script.comments[row.language][str(score)])
        return answers

    def _score(self, agents: Sequence[str]) -> int:
        drawn, score = self._chance() * sum(CSAT), 5
        for place, weight in enumerate(CSAT, 1):
            if drawn < weight:
                score = place
                break
            drawn -= weight
        slower = max(
            (FRICTION.get(name, 0.0) for name, who in self._staff.items() if who.id in agents), default=0.0
        )
        return max(1, score - (self._chance() < slower))

    def _second(self) -> int:
        """Return what somebody answers after a follow-up: two of three are content again."""
        return 4 + (self._chance() < 0.4) if self._chance() < 0.66 else 2 + (self._chance() < 0.5)

    def _close_old(self) -> None:
        """Let Marta see to low answers within a day or two; the newest are still open."""
        with self._core.looking(SYSTEM) as look:
            rows = look.rows(FOLLOW_UPS, FOLLOW_UPS.c.closed_at.is_(None), FOLLOW_UPS.c.opened_at)
        for row in rows:
            if row.ticket_id not in self._closing and row.opened_at < self._end - FRESH:
                self._closing.add(row.ticket_id)
                wait = int(3 * HOUR + self._chance() ** 2 * 45 * HOUR)
                self._at(max(self._clock.now(), row.opened_at + wait), self._close(row.ticket_id))

    def _close(self, ticket_id: str) -> Callable[[], None]:
        def closed() -> None:
            marta = self._staff["marta"]
            self._ask("ticket.take", OfTicket(ticket_id=ticket_id), marta)
            record = self._pick(self._script.records)
            body = msgspec.convert({"ticket_id": ticket_id, **record}, CloseFollowUp)
            self._ask("follow_up.close", body, marta)

        return closed

    def _at(self, at: Ms, what: Callable[[], None]) -> None:
        self._count += 1
        heapq.heappush(self._later, (at, self._count, what))

    def _pick(self, some: Sequence[Any]) -> Any:
        return some[int(self._chance() * len(some))]


RULES: dict[str, int | bool] = {
    "version": 0,
    "budget": 6,
    "window_days": 90,
    "cool_down_days": 7,
    "quiet_from": 21 * 60,
    "quiet_to": 9 * 60,
    "minimum_answers": 5,
    "respond_within_hours": 24,
    "low_csat": 2,
    "low_nps": 6,
    "low_ces": 3,
    "on_sad_comment": True,
    "boost_s": 600,
    "digest": True,
}
"""A small shop asks the same people more often than a new desk would."""
