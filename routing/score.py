"""In which order items are served: keys that compare, the terms behind them, and turns between queues under `ratio`."""

from __future__ import annotations

from routing.model import Item
from routing.reasons import Reason, reason
from routing.setup import Order, Setup

Key = tuple[int | str, ...]
ROUND = 1 << 20


def sort_key(item: Item, order: Order) -> Key:
    """The item's place, smaller first. It never changes while waiting: age is in it by construction.

    `due` and `ratio`: due instant less the boosts. `priority`: higher priority first, then as `due`. `oldest`: entry.
    Ties go to the earlier entry, then to the smaller id.
    """
    tail: Key = (item.entered_at, item.id)
    if order == "oldest":
        return tail
    score = score_ms(item)
    return (-item.priority, score, *tail) if order == "priority" else (score, *tail)


def score_ms(item: Item) -> int:
    """Due instant less all boosts, in milliseconds."""
    return item.due_at - 1000 * item.boost_s


def terms(item: Item, order: Order, now: int, turn: int) -> tuple[Reason, ...]:
    """The lines that add up to the item's place, for the explanation. `turn` is its queue's under `ratio`."""
    lines = [reason("order", name=order), reason("waited", ms=max(0, now - item.entered_at))]
    if order == "priority":
        lines.append(reason("priority", value=item.priority))
    if order == "ratio":
        lines.append(reason("turn", queue=item.queue, value=turn))
    if order != "oldest":
        lines.append(reason("due", at=item.due_at))
        lines.extend(reason("boost", rule=boost.code, seconds=boost.seconds) for boost in item.boosts)
        lines.append(reason("score", at=score_ms(item)))
    return tuple(lines)


class Turns:
    """Whose turn it is between queues: each serves in proportion to its ratio, and an idle queue saves nothing up.

    Start-time fair queueing (Goyal, Vin, Cheng 1996) in whole numbers.
    """

    def __init__(self) -> None:
        self.clock = 0
        self.finish: dict[str, int] = {}

    def turn(self, queue: str) -> int:
        """The queue's start tag, smaller first."""
        return max(self.clock, self.finish.get(queue, 0))

    def served(self, queue: str, setup: Setup) -> None:
        """Counts one item of the queue as served."""
        self.clock = self.turn(queue)
        self.finish[queue] = self.clock + ROUND // setup.queue(queue).ratio
