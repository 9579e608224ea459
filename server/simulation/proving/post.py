"""Between the senders and the desk: letters get lost, doubled, delayed, cut off before or after the commit. Senders try again.

A sender whose letter was answered has a promise; `answers` keeps every one of them, for the invariants.
"""

from __future__ import annotations

from concurrent.futures import Future
from contextlib import suppress
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, NamedTuple

from server.base.clock import DAY, MINUTE, SECOND, Ms
from server.base.errors import DeskError, Unavailable
from server.base.ids import Draws
from server.desk.verbs import Command
from server.simulation.proving.stage import Stage

FAULTS = ("lost", "answer_lost", "doubled", "delayed", "commit_lost", "commit_unsaid")
TRIES = 6
AGAIN: Ms = 3 * SECOND
LATEST = {"provider": 3 * DAY, "visitor": MINUTE, "user": MINUTE}


@dataclass(order=True, slots=True)
class Letter:
    """A command on its way: when it arrives, and how often its sender has tried."""

    at: Ms
    number: int
    command: Command = field(compare=False)
    tries: int = field(default=0, compare=False)
    stray: bool = field(default=False, compare=False)


class Promise(NamedTuple):
    """A command that was answered, and when."""

    command: Command
    answer: dict[str, Any]
    at: Ms


class Post:
    """Carries commands to a stage. With `calm`, nothing goes wrong any more."""

    def __init__(self, stage: Stage, draws: Draws, share: float) -> None:
        self.stage = stage
        self.calm = False
        self.answers: dict[tuple[str, str], Promise] = {}
        self.broken: list[str] = []
        self.accepted: set[str] = set()
        self._sent: dict[tuple[str, str], int] = {}
        self._held: list[tuple[Letter, Future[dict[str, Any]]]] = []
        self._draws = draws
        self._share = share
        self._waiting: list[Letter] = []
        self._count = 0

    @property
    def pending(self) -> int:
        """How many letters are still on their way."""
        return len(self._waiting)

    def send(self, command: Command) -> dict[str, Any] | None:
        """Send a command now. Returns its answer if that came back; None if it was refused, or nothing was heard yet."""
        return self._carry(self._letter(command))

    def slip_in(self, command: Command) -> None:
        """Let a command wait for the leader's next offer, to be decided in the same batch just before it."""
        self.stage.executor.beside = command
        self.stage.executor.told = lambda sent, future: self._held.append((self._letter(sent), future))

    def settle(self) -> None:
        """Take in what became of a command that was slipped in; one for which no offer came is not sent at all."""
        self.stage.executor.beside = None
        held, self._held = self._held, []
        for letter, future in held:
            self._heard(letter, future)

    def deliver(self) -> int:
        """Deliver what is due by now, and return how many letters that were."""
        delivered = 0
        while self._waiting and self._waiting[0].at <= self.stage.clock.now():
            self._carry(heappop(self._waiting))
            delivered += 1
        return delivered

    def hurry(self) -> Ms | None:
        """Return when the next letter arrives."""
        return self._waiting[0].at if self._waiting else None

    def _letter(self, command: Command) -> Letter:
        self._count += 1
        self._sent[_room(command)] = self._sent.get(_room(command), 0) + 1
        return Letter(self.stage.clock.now(), self._count, command)

    def _carry(self, letter: Letter) -> dict[str, Any] | None:
        fault = self._fault()
        if fault == "lost":
            self._again(letter)
            return None
        if fault == "delayed":
            self._delay(letter)
            self._again(letter)
            return None
        if fault in ("commit_lost", "commit_unsaid"):
            self.stage.database.trouble = "before" if fault == "commit_lost" else "after"
        answer = self._arrive(letter)
        if fault == "doubled":
            self._arrive(letter)
        if fault == "answer_lost":
            self._again(letter)
            return None
        return answer

    def _arrive(self, letter: Letter) -> dict[str, Any] | None:
        future = self.stage.executor.submit(letter.command)
        with suppress(DeskError):
            self.stage.executor.finish(future)
        return self._heard(letter, future)

    def _heard(self, letter: Letter, future: Future[dict[str, Any]]) -> dict[str, Any] | None:
        """Take an answer in: what was accepted is a promise from now on; what was not heard of is sent again."""
        command, refusal = letter.command, future.exception()
        if refusal is None:
            if not letter.stray:
                self._promise(command, future.result())
            return future.result()
        assert isinstance(refusal, DeskError)
        if isinstance(refusal, Unavailable):
            self._again(letter)
        elif refusal.code == "internal":
            self.broken.append(f"I1 {command.verb} failed inside")
        elif refusal.code == "command.key_reused" and self._sent[_room(command)] == 1:
            self.broken.append(f"I2 the key of another sender was held against {command.verb}")
        return None

    def _promise(self, command: Command, answer: dict[str, Any]) -> None:
        client_id = getattr(command.body, "client_id", None)
        if client_id is not None:
            self.accepted.add(client_id)
        if command.key is not None:
            self.answers.setdefault(_room(command), Promise(command, answer, self.stage.clock.now()))

    def _again(self, letter: Letter) -> None:
        if letter.tries < TRIES and not letter.stray:
            self._count += 1
            at = self.stage.clock.now() + AGAIN * (letter.tries + 1)
            heappush(self._waiting, Letter(at, self._count, letter.command, letter.tries + 1))

    def _delay(self, letter: Letter) -> None:
        """Let a copy wander about: its sender tries again meanwhile and does not wait for it."""
        self._count += 1
        late = self._draws.below(LATEST.get(letter.command.actor.kind, MINUTE))
        heappush(
            self._waiting, Letter(self.stage.clock.now() + late, self._count, letter.command, stray=True)
        )

    def _fault(self) -> str | None:
        if self.calm or self._draws.fraction() >= self._share:
            return None
        return FAULTS[self._draws.below(len(FAULTS))]


def _room(command: Command) -> tuple[str, str]:
    """Return the room a key is known in: its sender's."""
    return command.actor.name, command.key or ""
