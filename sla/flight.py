"""The flight plan: which open work will breach soon if the people at hand take it in order, one after the other.

A plain look ahead on known work. It draws nothing at random and expects no arrivals; that is what the simulation is for.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from heapq import heapify, heapreplace
from typing import Literal

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.facts import Kind
from sla.plain import Plain

TIGHT_S = 300


@dataclass(frozen=True, slots=True)
class Work(Plain):
    """An open ticket's running clock: when due, in which queue, and how long answering it takes (counted seconds).

    Taken in the order of `due_at` less `boost_s`, as the router does.
    """

    ticket: str
    clock: Kind
    queue: str
    due_at: datetime
    handling_s: int
    boost_s: int = 0


@dataclass(frozen=True, slots=True)
class Crew(Plain):
    """People who serve the same queues in the same hours, and when each of them is free next."""

    queues: frozenset[str]
    calendar: Calendar
    free_at: tuple[datetime, ...]


@dataclass(frozen=True, slots=True)
class Forecast(Plain):
    """What becomes of a piece of work. `expected_at` is none when nobody serves its queue.

    `ahead`: how many pieces are taken before it. `margin_s`: seconds between expected and due, negative when late.
    """

    ticket: str
    clock: Kind
    queue: str
    due_at: datetime
    expected_at: datetime | None
    margin_s: int | None
    ahead: int
    verdict: Literal["overdue", "breach", "tight", "safe"]


def flight_plan(
    work: Iterable[Work], crews: Sequence[Crew], now: datetime, horizon_s: int, *, tight_s: int = TIGHT_S
) -> tuple[Forecast, ...]:
    """The work due within `horizon_s` of `now` (overdue included), soonest due first, each with its verdict.

    All work takes its turn, also what is due later. `tight` is work done less than `tight_s` before due.
    """
    desks = [_Desk(crew, now) for crew in crews]
    ordered = sorted(
        work, key=lambda each: (each.due_at - timedelta(seconds=each.boost_s), each.ticket, each.clock)
    )
    forecasts = [
        _forecast(each, _taken(each, desks), ahead, now, tight_s) for ahead, each in enumerate(ordered)
    ]
    until = now + timedelta(seconds=horizon_s)
    soon = (each for each in forecasts if each.due_at <= until)
    return tuple(sorted(soon, key=lambda each: (each.due_at, each.ticket, each.clock)))


class _Desk:
    """A crew at work: the free times of its people as a heap."""

    def __init__(self, crew: Crew, now: datetime) -> None:
        self.crew = crew
        self.free = [max(at, now) for at in crew.free_at]
        heapify(self.free)

    def start(self) -> datetime | None:
        """When the next free person could begin; none when the crew has nobody or never opens again."""
        if not self.free:
            return None
        try:
            return self.crew.calendar.next_open(self.free[0])
        except SlaError as error:
            if error.code != "sla.no_open_time":
                raise
            return None


def _taken(work: Work, desks: Sequence[_Desk]) -> datetime | None:
    """Gives the work to the crew that can begin first and says when it will be done."""
    serving = ((desk.start(), desk) for desk in desks if work.queue in desk.crew.queues)
    able = [(start, desk) for start, desk in serving if start is not None]
    if not able:
        return None
    start, desk = min(able, key=lambda each: each[0])
    done = desk.crew.calendar.add(start, work.handling_s)
    heapreplace(desk.free, done)
    return done


def _forecast(work: Work, done: datetime | None, ahead: int, now: datetime, tight_s: int) -> Forecast:
    margin = None if done is None else int((work.due_at - done).total_seconds())
    return Forecast(
        ticket=work.ticket,
        clock=work.clock,
        queue=work.queue,
        due_at=work.due_at,
        expected_at=done,
        margin_s=margin,
        ahead=ahead,
        verdict=_verdict(work, margin, now, tight_s),
    )


def _verdict(
    work: Work, margin: int | None, now: datetime, tight_s: int
) -> Literal["overdue", "breach", "tight", "safe"]:
    if work.due_at <= now:
        return "overdue"
    if margin is None or margin < 0:
        return "breach"
    return "tight" if margin < tight_s else "safe"
