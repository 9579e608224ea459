"""One day through the real router on a virtual clock: arrivals, answers, hang-ups, shifts. Draws nothing; the same input, the same day.

Work is answered the instant the router matches it. Somebody whose shift ends takes nothing more and finishes what they have.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from heapq import heapify, heappop, heappush

from routing import Agent, Boost, Channel, Item, Queue, Router, Setup, SkillSet
from server.base.clock import SECOND, Ms
from server.simulation.lab.arrivals import Contact
from server.simulation.lab.people import Person
from server.simulation.lab.scenario import Scenario, queue_names

FINISH, COME, GO, ARRIVE, GIVE_UP = range(5)
FOREVER: Ms = 1 << 52
Event = tuple[Ms, int, int]


@dataclass(slots=True)
class Fate:
    """What became of a contact: answered by somebody, given up, or neither by the end of the day (all None)."""

    answered_at: Ms | None = None
    by: int | None = None
    gave_up_at: Ms | None = None


@dataclass(frozen=True, slots=True)
class DayResult:
    """A whole day: a fate for each contact; for each person, how long they had work in hand, and worked on after their shift."""

    fates: list[Fate]
    busy: list[Ms]
    overtime: list[Ms]


def setup_of(scenario: Scenario) -> Setup:
    """Return the router's policy of a scenario."""
    named = {plan.name: plan for plan in scenario.queues}
    kinds = sorted(
        {one.channel for one in scenario.classes} | {k for g in scenario.groups for k in g.channels}
    )
    queues = [
        Queue(name=name, steps=tuple(step.step() for step in named[name].steps), ratio=named[name].ratio)
        if name in named
        else Queue(name=name)
        for name in queue_names(scenario)
    ]
    channels = [
        Channel(name=kind, limit=0, blocked_by=frozenset(scenario.blocked.get(kind, ()))) for kind in kinds
    ]
    return Setup.of(channels, queues, scenario.order, scenario.max_hops)


class Day:
    """The state of a running day. Use `run`."""

    def __init__(self, scenario: Scenario, contacts: list[Contact], people: list[Person]) -> None:
        self._scenario = scenario
        self._contacts = contacts
        self._people = people
        self._router = Router(setup_of(scenario))
        self._wishes = [SkillSet.of(one.skills) for one in scenario.classes]
        self._numbers = {person.name: number for number, person in enumerate(people)}
        self._agents = [_agent(person) for person in people]
        self._there = [False] * len(people)
        self._hands = [0] * len(people)
        self._since = [0] * len(people)
        self._fates = [Fate() for _ in contacts]
        self._busy = [0] * len(people)
        self._gone = [0] * len(people)
        self._overtime = [0] * len(people)
        self._events: list[Event] = [(contact.at, ARRIVE, number) for number, contact in enumerate(contacts)]
        for number, person in enumerate(people):
            for start, end in person.spans:
                self._events += [(start, COME, number), (end, GO, number)]
        heapify(self._events)
        self._now: Ms = 0

    def run(self) -> DayResult:
        """Play the day to its end: until nobody works and nothing more can happen."""
        acts = (self._finish, self._come, self._go, self._arrive, self._give_up)
        while (now := self._next()) < FOREVER:
            while self._events and self._events[0][0] <= now:
                _, kind, number = heappop(self._events)
                acts[kind](number, now)
            for match in self._router.decide(now):
                self._answer(int(match.item.id), self._numbers[match.agent.id], now)
        return DayResult(self._fates, self._busy, self._overtime)

    def _next(self) -> Ms:
        """Return when something happens next: an event of the day, or a step of the router's."""
        at = self._events[0][0] if self._events else FOREVER
        wake = self._router.next_wake(self._now)
        self._now = at if wake is None else min(at, wake)
        return self._now

    def _arrive(self, number: int, now: Ms) -> None:
        contact = self._contacts[number]
        one = self._scenario.classes[contact.kind]
        item = Item(
            id=str(number),
            queue=one.queue,
            channel=one.channel,
            entered_at=now,
            due_at=now + one.target_s * SECOND,
            requirement=self._wishes[contact.kind],
            priority=one.priority,
            boosts=(Boost("class", one.boost_s),) if one.boost_s else (),
        )
        self._router.upsert_item(item, now)
        if contact.patience is not None:
            heappush(self._events, (now + contact.patience, GIVE_UP, number))

    def _give_up(self, number: int, now: Ms) -> None:
        if self._fates[number].answered_at is None:
            self._fates[number].gave_up_at = now
            self._router.remove_item(str(number), now)

    def _answer(self, number: int, who: int, now: Ms) -> None:
        item = self._router.item(str(number))
        assert item is not None
        self._router.upsert_item(replace(item, state="assigned"), now)
        self._fates[number].answered_at, self._fates[number].by = now, who
        if not self._hands[who]:
            self._since[who] = now
        self._hands[who] += 1
        heappush(self._events, (now + self._contacts[number].handle, FINISH, number))

    def _finish(self, number: int, now: Ms) -> None:
        who = self._fates[number].by
        assert who is not None
        self._router.remove_item(str(number), now)
        self._hands[who] -= 1
        if not self._hands[who]:
            self._busy[who] += now - self._since[who]
            self._overtime[who] += 0 if self._there[who] else now - self._gone[who]
        self._agents[who] = replace(self._agents[who], idle_since=now)
        if self._there[who]:
            self._router.upsert_agent(self._agents[who], now)

    def _come(self, who: int, now: Ms) -> None:
        self._there[who] = True
        self._overtime[who] += now - self._gone[who] if self._hands[who] else 0
        self._agents[who] = replace(self._agents[who], idle_since=now)
        self._router.upsert_agent(self._agents[who], now)

    def _go(self, who: int, now: Ms) -> None:
        self._there[who] = False
        self._gone[who] = now
        self._router.remove_agent(self._people[who].name, now)


def run(scenario: Scenario, contacts: list[Contact], people: list[Person]) -> DayResult:
    """Return what became of every contact of a day, and how busy everybody was."""
    return Day(scenario, contacts, people).run()


def _agent(person: Person) -> Agent:
    return Agent(
        id=person.name,
        lease_until=FOREVER,
        idle_since=0,
        skills=person.skills,
        queues=person.queues,
        capacity=sum(places for _, places in person.places),
        limits=person.places,
    )
