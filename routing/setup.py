"""The policy the router works under: channels, queues, order.

A new version is a new value; `Router.reconfigure` takes it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from routing.errors import RoutingError
from routing.steps import Step

Order = Literal["due", "priority", "oldest", "ratio"]
ORDERS: tuple[Order, ...] = ("due", "priority", "oldest", "ratio")


@dataclass(frozen=True, slots=True, kw_only=True)
class Channel:
    """How a kind of work uses a person.

    `weight` units per item, at most `limit` items at once. Open work on a channel in `interrupts` does not count
    against the
    capacity when this one arrives (a call on top of chats); open work on a channel in `blocked_by` keeps it away
    altogether.
    """

    name: str
    weight: int = 1
    limit: int = 1
    interrupts: frozenset[str] = frozenset()
    blocked_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Queue:
    """A line of work: relaxation, where to go while closed, its share under the `ratio` order, offer deadline.

    `closed_to` serves while this queue is closed. `handle_s` is the mean handling time behind the estimated wait.
    """

    name: str
    steps: tuple[Step, ...] = ()
    closed_to: str = ""
    ratio: int = 1
    offer_s: int = 20
    auto_accept: bool = False
    handle_s: int = 300


@dataclass(frozen=True, slots=True)
class Setup:
    """All policy in one value; checked when made.

    `max_hops` bounds the overflow of one item. With `one_offer` nobody is offered a second item while one is still ringing.
    """

    channels: dict[str, Channel] = field(hash=False)
    queues: dict[str, Queue] = field(hash=False)
    order: Order = "due"
    max_hops: int = 3
    one_offer: bool = False

    @classmethod
    def of(
        cls,
        channels: Iterable[Channel],
        queues: Iterable[Queue],
        order: Order = "due",
        max_hops: int = 3,
        *,
        one_offer: bool = False,
    ) -> Setup:
        """The checked setup; raises RoutingError with code bad_order, bad_channel, bad_queue or unknown_queue."""
        setup = cls({c.name: c for c in channels}, {q.name: q for q in queues}, order, max_hops, one_offer)
        _check(setup)
        return setup

    def channel(self, name: str) -> Channel:
        """The channel of this name; raises RoutingError `unknown_channel`."""
        if name not in self.channels:
            raise RoutingError(
                "unknown_channel",
                f"one of {sorted(self.channels)}",
                name,
                "add the channel to the setup first",
            )
        return self.channels[name]

    def queue(self, name: str) -> Queue:
        """The queue of this name; raises RoutingError `unknown_queue`."""
        if name not in self.queues:
            raise RoutingError(
                "unknown_queue", f"one of {sorted(self.queues)}", name, "add the queue to the setup first"
            )
        return self.queues[name]


def _check(setup: Setup) -> None:
    if setup.order not in ORDERS:
        raise RoutingError("bad_order", f"one of {ORDERS}", setup.order, "choose one of them")
    if setup.max_hops < 0:
        raise RoutingError("bad_max_hops", "0 or more", setup.max_hops, "0 forbids overflow")
    for channel in setup.channels.values():
        if channel.weight < 0 or channel.limit < 0:
            raise RoutingError("bad_channel", "weight and limit of 0 or more", channel, "correct the channel")
    for queue in setup.queues.values():
        _check_queue(setup, queue)


def _check_queue(setup: Setup, queue: Queue) -> None:
    if queue.ratio < 1 or queue.offer_s < 1 or queue.handle_s < 1:
        raise RoutingError(
            "bad_queue", "ratio, offer_s and handle_s of 1 or more", queue, "correct the queue"
        )
    targets = [queue.closed_to, *(step.overflow for step in queue.steps)]
    for name in [*filter(None, targets), *(name for step in queue.steps for name in step.widen)]:
        setup.queue(name)
