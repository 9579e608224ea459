"""One run: a seed decides who does what and what goes wrong; every step is checked; at the end everything must have drained.

The same seed, steps and variant give the same run, so a failure is reproduced by one line.
"""

from __future__ import annotations

from dataclasses import dataclass

from server.base.clock import HOUR, MINUTE, SECOND
from server.base.errors import Unavailable
from server.base.ids import Draws
from server.desk.actors import SYSTEM, Actor
from server.desk.verbs import Command
from server.simulation.proving import checks
from server.simulation.proving.acts import ACTS, AGENTS, HASTY, alive
from server.simulation.proving.people import Cast, Chatting
from server.simulation.proving.post import Post
from server.simulation.proving.screens import Screens
from server.simulation.proving.stage import Stage, command
from server.simulation.proving.watch import Watch

STEPS = 60
SHARE = 0.2
COSTLY_EVERY = 25
NEW_CHATS = 0.12
SLIPPED = 0.3
ROUNDS = 12
DRAIN_ROUNDS = 400
WATCHED = ("lin", "kofi", "marta")
VISITORS = 6


@dataclass(frozen=True, slots=True)
class Failure:
    """What did not hold, in which run and at which step of it."""

    seed: int
    step: int
    wrong: tuple[str, ...]

    def line(self) -> str:
        """Return the one line that reproduces it."""
        return f"simulate --faults --seed {self.seed} --steps {self.step}"


class Ground:
    """A run in progress. Use `prove`."""

    def __init__(self, seed: int, share: float = SHARE) -> None:
        self.stage = Stage(seed)
        self.draws = Draws(seed, "ground")
        self.post = Post(self.stage, Draws(seed, "post"), share)
        self.cast = Cast(self.stage, Draws(seed, "cast"))
        self.watch = Watch(self.stage)
        self.screens = Screens(self.stage, Draws(seed, "screens"))
        self._frozen = {0: 0, 1: 0}
        self._chats_heard = 0
        for name in WATCHED:
            self.screens.open(self.cast.somebody(name))
        for name in AGENTS:
            self.stage.ask(command(self.cast.somebody(name), "presence.set", state="available"))

    def step(self, number: int) -> list[str]:
        """Let something happen, let time pass, and return what is wrong now."""
        self._misfortune()
        act = ACTS[self.draws.below(len(ACTS))]
        asked = self._begin_chat() if self.draws.fraction() < NEW_CHATS else act(self.cast)
        if asked is not None:
            self.post.send(asked)
        self._pass(SECOND * self.draws.below(9 if self.draws.fraction() < 0.9 else 60))
        self.post.deliver()
        if self.draws.fraction() < SLIPPED:
            self._slip_in()
        led = self._lead()
        self.post.settle()
        wrong = self.watch.look() + self.screens.follow(calm=False) + checks.cheap(self.stage, self.post)
        if led:
            wrong += checks.settled(self.stage)
        if number % 7 == 0:
            wrong += checks.asked_again(self.post, self.stage, number) + checks.deposed(self.stage)
        if number % COSTLY_EVERY == 0:
            wrong += checks.costly(self.stage) + self.screens.differences()
        return wrong

    def drain(self) -> list[str]:
        """Stop every fault and return what is wrong when all is quiet: I16, and everything else once more."""
        self.post.calm = True
        self._frozen = {0: 0, 1: 0}
        for _ in range(DRAIN_ROUNDS):
            at = self.post.hurry()
            if at is None:
                break
            self._pass(max(0, at - self.stage.clock.now()))
            self.post.deliver()
            self._lead()
        wrong = ["I16 letters are still on their way"] if self.post.pending else []
        self._pass(SECOND)
        if not self._lead():
            wrong.append("I16 nobody leads although nothing is wrong any more")
        wrong += self.watch.look() + checks.cheap(self.stage, self.post) + checks.settled(self.stage)
        return wrong + checks.costly(self.stage) + self.screens.differences()

    def _begin_chat(self) -> Command | None:
        """A visitor begins a chat; the browser's secret was given to it before, over a line that works."""
        visitor = str(
            self.stage.ask(command(SYSTEM, "visitor.arrive", fingerprint=self.stage.ids.token()))[
                "visitor_id"
            ]
        )
        said = {
            "message": "hello, 你好",
            "client_id": self.cast.fresh("visitor"),
            "language": ("en", "zh")[self.draws.below(2)],
        }
        return command(
            Actor("visitor", visitor), "chat.start", self.cast.key(), **said, queue_id=self.cast.queue()
        )

    def _slip_in(self) -> None:
        """Let somebody act in the very batch in which the leader asks for what it decided before it could know of that."""
        asked = HASTY[self.draws.below(len(HASTY))](self.cast)
        if asked is not None:
            self.post.slip_in(asked)

    def _hear(self) -> None:
        """Let visitors know the chats whose beginning was answered."""
        for asked, answer, _at in list(self.post.answers.values())[self._chats_heard :]:
            if asked.verb == "chat.start":
                self.cast.chats.append(Chatting(asked.actor, str(answer["conversation_id"])))
        self._chats_heard = len(self.post.answers)
        del self.cast.chats[:-VISITORS]

    def _misfortune(self) -> None:
        """Crash, freeze a leader past its lease, let the clock jump, or let somebody sign in afresh; mostly nothing."""
        what = self.draws.fraction()
        if what < 0.04:
            self.stage.crash()
        elif what < 0.09:
            self._frozen[self.draws.below(2)] = 2 + self.draws.below(8)
        elif what < 0.10:
            self._pass(HOUR * (1 + self.draws.below(30)))
        elif what < 0.12:
            self.stage.clock.advance(-SECOND * self.draws.below(3))
        elif what < 0.16:
            name = WATCHED[self.draws.below(len(WATCHED))]
            self.cast.sign_in(name)
            self.screens.open(self.cast.signed_in[name])

    def _pass(self, span: int) -> None:
        """Let time go by; longer spans let every presence lapse, as a night does."""
        self.stage.clock.advance(span)
        if span < MINUTE:
            self.stage.ask(alive(self.cast))

    def _lead(self) -> bool:
        """Let both leaders act until nothing moves: a commit wakes them. Returns whether one of them leads and nothing went wrong."""
        self._hear()
        awake = [leader for number, leader in enumerate(self.stage.leaders) if not self._frozen[number]]
        self._frozen = {number: max(0, left - 1) for number, left in self._frozen.items()}
        for _ in range(ROUNDS):
            head = checks.head(self.stage)
            try:
                moved = sum([leader.step() for leader in awake])
            except Unavailable:
                return False
            awake = [leader for leader in awake if leader.epoch is not None]
            if not moved and checks.head(self.stage) == head:
                break
        return bool(awake)


def prove(seed: int, steps: int = STEPS, share: float = SHARE) -> Failure | None:
    """Run one seed for so many steps; return the first failure, None when everything held."""
    ground = Ground(seed, share)
    try:
        for number in range(1, steps + 1):
            if wrong := ground.step(number):
                return Failure(seed, number, tuple(wrong))
        wrong = ground.drain()
        return Failure(seed, steps, tuple(wrong)) if wrong else None
    finally:
        ground.stage.close()
