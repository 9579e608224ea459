"""The leader's router: kept in memory, fed from rows by the log, its matches asked for as conditional commands.

A second leader, or rows that moved on meanwhile, cannot double an assignment: the command decides, this only proposes.
"""

from __future__ import annotations

import logging
from concurrent.futures import Future
from typing import Any

import msgspec
import sqlalchemy as sa

from routing import Item, Match, Router, Setup
from server.base.clock import Ms
from server.base.errors import DeskError
from server.desk.actors import leader
from server.desk.core import Core
from server.desk.offers import Make
from server.desk.router import stored
from server.desk.router.stored import Arrangement
from server.desk.rules import Rules
from server.desk.verbs import Command
from server.desk.waiting import OfWaiting
from server.jobs.dispatch_marks import Marks
from server.jobs.dispatch_news import News, news_after
from server.store import append

log = logging.getLogger(__name__)


class Dispatch:
    """Proposes offers. `step` takes in what the log says and asks for an overflow or an offer per finding of the router."""

    def __init__(self, core: Core) -> None:
        self._core = core
        self._router = Router(Setup.of([], []))
        self._floor = Arrangement((), (), Rules())
        self._marks = Marks(core)
        self._hours_at: Ms | None = None
        self._cursor = 0

    def load(self) -> None:
        """Build the router anew from rows, as of the log's head."""
        now = self._core.clock.now()
        with self._core.database.reading() as connection:
            self._cursor = append.head(connection)
            self._floor = stored.arrangement(connection)
            work = stored.items(connection, self._floor)
            people = stored.agents(connection, self._floor)
            self._router = stored.filled(self._floor, people, work.values(), now)
            self._hours_at = self._floor.hours(now).changes_at
            self._marks.load(connection)

    def step(self, epoch: int) -> int:
        """Take in news, ask for every overflow and match possible now, and return how many of them were made."""
        self._take_news()
        self._take_hours()
        now = self._core.clock.now()
        wake = self._router.next_wake(now)
        if wake is not None and wake <= now:
            self._marks.changed()
        if passed := self._router.overflows(now):
            for one in passed:
                self._pass_on(one.item, epoch)
            return len(passed)
        asked = [(match, self._ask(match, epoch)) for match in self._router.decide(now)]
        made = sum(self._settled(match, future) for match, future in asked)
        self._marks.step(self._router, epoch)
        return made

    def next_wake(self) -> Ms | None:
        """Return when something will change without being told: a step, an opening or closing, findings that were put off."""
        now = self._core.clock.now()
        due = (self._router.next_wake(now), self._hours_at, self._marks.due_at)
        return min((at for at in due if at is not None), default=None)

    def _take_news(self) -> None:
        with self._core.database.reading() as connection:
            news = news_after(connection, self._cursor)
            if news is None:
                return
            self._cursor = news.seq
            if not news.arranged:
                self._refresh(connection, news)
        if news.arranged:
            self.load()

    def _take_hours(self) -> None:
        now = self._core.clock.now()
        if self._hours_at is None or now < self._hours_at:
            return
        hours = self._floor.hours(now)
        self._hours_at = hours.changes_at
        for queue_id in sorted(self._floor.queues):
            self._router.set_open(queue_id, queue_id not in hours.closed, now)
        self._marks.changed()

    def _refresh(self, connection: sa.Connection, news: News) -> None:
        """Tell the router the rows as they are of these tickets and people, and of whoever has or had the tickets."""
        now, router = self._core.clock.now(), self._router
        wanted = sorted(news.tickets)
        items = stored.items(connection, self._floor, wanted) if wanted else {}
        held = [item for item in (*map(router.item, wanted), *items.values()) if isinstance(item, Item)]
        people = sorted(news.people | {item.agent for item in held if item.agent is not None})
        agents = {one.id: one for one in stored.agents(connection, self._floor, people)} if people else {}
        for ticket_id in wanted:
            if ticket_id in items:
                router.upsert_item(items[ticket_id], now)
            else:
                router.remove_item(ticket_id, now)
        for user_id in people:
            if user_id in agents:
                router.upsert_agent(agents[user_id], now)
            else:
                router.remove_agent(user_id, now)
        self._marks.reread(connection, news.tickets)

    def _pass_on(self, ticket_id: str, epoch: int) -> None:
        """Ask for an overflow; the queue it is in now is news of the next step."""
        try:
            self._core.executor.ask(Command("work.overflow", leader(epoch), OfWaiting(ticket_id=ticket_id)))
        except DeskError as refusal:
            self._refused(refusal, "overflow", {ticket_id}, set())

    def _ask(self, match: Match, epoch: int) -> Future[dict[str, Any]]:
        body = Make(
            ticket_id=match.item.id, user_id=match.agent.id, why=msgspec.to_builtins(match.explanation)
        )
        return self._core.executor.submit(Command("offer.make", leader(epoch), body))

    def _settled(self, match: Match, future: Future[dict[str, Any]]) -> bool:
        try:
            self._core.executor.finish(future)
        except DeskError as refusal:
            self._refused(refusal, "offer", {match.item.id}, {match.agent.id})
            return False
        return True

    def _refused(self, refusal: DeskError, what: str, tickets: set[str], people: set[str]) -> None:
        """Take the rows as they are: the router believed otherwise. A leader that was deposed leads no more."""
        if refusal.code == "leader.deposed":
            raise refusal
        log.info("%s of %s refused: %s", what, ", ".join(sorted(tickets)), refusal.code)
        with self._core.database.reading() as connection:
            self._refresh(
                connection, News(self._cursor, frozenset(tickets), frozenset(people), arranged=False)
            )
