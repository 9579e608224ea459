"""Agents, teams, queues or weeks side by side, with what makes such a comparison unfair told beside it. No ranking."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from surveys.scores import MINIMUM_ANSWERS, Score, score
from surveys.tally import Tally, together

Caution = Literal["few_answers", "few_respond", "channel_mix"]

LOW_RESPONSE = 0.2
"""A response rate below half of the whole's is told from here down."""
MIX_DIFFERENCE = 0.25
"""Share of the answers that would have to change channel to match the whole's mix."""


@dataclass(frozen=True, slots=True)
class Row:
    """One of the compared: its score, the share of its answers by channel (0 to 1) and the cautions to show."""

    name: str
    score: Score
    channels: Mapping[str, float]
    cautions: tuple[Caution, ...]


def compared(
    groups: Mapping[str, Tally], kind: str, minimum: int = MINIMUM_ANSWERS
) -> tuple[list[Row], Score]:
    """A row for each group, in the order given, and the score of all answers together (not of the groups' scores)."""
    whole = together(groups.values(), kind)
    mix = _mix(whole)
    rows = []
    for name, tally in groups.items():
        found = score(tally, minimum)
        rows.append(Row(name, found, _mix(tally), _cautions(tally, whole, mix, found)))
    return rows, score(whole, minimum)


def _mix(tally: Tally) -> dict[str, float]:
    answered = sum(each for _, each in tally.channels.values())
    return {channel: each / answered for channel, (_, each) in tally.channels.items()} if answered else {}


def _cautions(tally: Tally, whole: Tally, mix: Mapping[str, float], found: Score) -> tuple[Caution, ...]:
    cautions: list[Caution] = []
    if found.figure is None:
        cautions.append("few_answers")
    if tally.asked and _rate(tally) < LOW_RESPONSE and _rate(tally) < _rate(whole) / 2:
        cautions.append("few_respond")
    own = _mix(tally)
    moved = sum(abs(own.get(channel, 0.0) - mix.get(channel, 0.0)) for channel in {*own, *mix}) / 2
    if own and moved > MIX_DIFFERENCE:
        cautions.append("channel_mix")
    return tuple(cautions)


def _rate(tally: Tally) -> float:
    return tally.answered / tally.asked if tally.asked else 0.0
