"""What was answered, counted by value: the one thing scores are made from. Tallies add up; scores never do."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from surveys.errors import SurveyError
from surveys.scales import SCALES


@dataclass(frozen=True, slots=True)
class Tally:
    """Answers to one kind of question by value, how many were asked, and both by channel.

    A survey sent to a customer counts as asked once it left; one that could not be delivered does not.
    """

    kind: str
    counts: Mapping[int, int]
    asked: int
    channels: Mapping[str, tuple[int, int]] = field(default_factory=dict)
    """channel -> (asked, answered), to be shown beside a comparison."""

    def __post_init__(self) -> None:
        numbers = [*self.counts.values(), self.asked]
        right = min(numbers) >= 0 and self.answered <= self.asked
        if not right or any(value not in SCALES[self.kind].values for value in self.counts):
            raise SurveyError("surveys.counts_invalid", got=f"{dict(self.counts)} / {self.asked}")

    @property
    def answered(self) -> int:
        """How many answered."""
        return sum(self.counts.values())

    def within(self, lowest: int, highest: int) -> int:
        """How many answered from `lowest` to `highest`, both included."""
        return sum(count for value, count in self.counts.items() if lowest <= value <= highest)

    def __add__(self, other: Tally) -> Tally:
        if self.kind != other.kind:
            raise SurveyError("surveys.tally_mixed", left=self.kind, right=other.kind)
        return Tally(
            self.kind,
            {
                value: self.counts.get(value, 0) + other.counts.get(value, 0)
                for value in SCALES[self.kind].values
            },
            self.asked + other.asked,
            {
                channel: (
                    _pair(self, channel)[0] + _pair(other, channel)[0],
                    _pair(self, channel)[1] + _pair(other, channel)[1],
                )
                for channel in sorted({*self.channels, *other.channels})
            },
        )


def _pair(tally: Tally, channel: str) -> tuple[int, int]:
    return tally.channels.get(channel, (0, 0))


def tally(kind: str, asked: Iterable[tuple[str, int | None]]) -> Tally:
    """The count of (channel, answer or None) of everybody who was asked."""
    counts: dict[int, int] = {}
    channels: dict[str, tuple[int, int]] = {}
    for channel, answer in asked:
        before = channels.get(channel, (0, 0))
        channels[channel] = (before[0] + 1, before[1] + (answer is not None))
        if answer is not None:
            counts[answer] = counts.get(answer, 0) + 1
    return Tally(kind, counts, sum(each for each, _ in channels.values()), channels)


def together(tallies: Iterable[Tally], kind: str) -> Tally:
    """All of them as one: the way to a figure of a team from those of its agents."""
    return sum(tallies, Tally(kind, {}, 0))
