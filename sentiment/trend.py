"""How a mood moves over a conversation, and over a customer's last 90 days. A pure function of judgements; `now` is an argument."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

WINDOW = timedelta(days=90)
HALF_LIFE_MESSAGES = 3.0
HALF_LIFE_DAYS = 21.0
PRIOR = 1.0
"""How many neutral messages every trend starts with: one message alone never moves it far."""


@dataclass(frozen=True, slots=True)
class Point:
    """A customer's message that was judged: when, and its score from -1 to 1. "Cannot tell" makes no point."""

    at: datetime
    score: float
    conversation: str = ""


@dataclass(frozen=True, slots=True)
class Trend:
    """`value` from -1 to 1 now, `before` the highest it stood earlier, and how many messages and conversations it rests on."""

    value: float
    before: float
    messages: int
    conversations: int
    last: float

    @property
    def fallen(self) -> float:
        """How far the value lies under its earlier height; 0 where it does not."""
        return max(0.0, self.before - self.value)


EMPTY = Trend(0.0, 0.0, 0, 0, 0.0)


def of_conversation(points: Sequence[Point]) -> Trend:
    """The trend of one conversation: each message counts half as much as the one three messages later."""
    ranked = sorted(points, key=lambda point: point.at)
    values = [
        _smoothed([0.5 ** ((n - m) / HALF_LIFE_MESSAGES) for m in range(n + 1)], ranked)
        for n in range(len(ranked))
    ]
    return _trend(ranked, values)


def of_customer(points: Sequence[Point], now: datetime) -> Trend:
    """The trend of one customer over the 90 days before `now`: what is 21 days older counts half."""
    ranked = sorted((p for p in points if now - WINDOW <= p.at <= now), key=lambda point: point.at)
    values = [_smoothed(_ages(ranked[: n + 1], ranked[n].at), ranked) for n in range(len(ranked))]
    if values:
        values.append(_smoothed(_ages(ranked, now), ranked))
    return _trend(ranked, values)


def _ages(points: Sequence[Point], now: datetime) -> list[float]:
    return [0.5 ** ((now - point.at) / timedelta(days=HALF_LIFE_DAYS)) for point in points]


def _smoothed(weights: Sequence[float], points: Sequence[Point]) -> float:
    total = sum(weight * point.score for weight, point in zip(weights, points, strict=False))
    return total / (PRIOR + sum(weights))


def _trend(points: Sequence[Point], values: Sequence[float]) -> Trend:
    if not points:
        return EMPTY
    conversations = len({point.conversation for point in points})
    return Trend(values[-1], max([0.0, *values[:-1]]), len(points), conversations, points[-1].score)
