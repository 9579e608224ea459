"""CSAT, NPS and CES with 95 % intervals, number of answers and response rate, from tallies; too few answers give none."""

from dataclasses import dataclass

from surveys.intervals import mean_interval, net_share, wilson
from surveys.scales import SCALES
from surveys.tally import Tally

MINIMUM_ANSWERS = 5
"""Below it a figure says more about who answered than about the work, and may point at one customer."""


@dataclass(frozen=True, slots=True)
class Figure:
    """A value with its 95 % interval, in the figure's own unit."""

    value: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Score:
    """What a report shows: `figure` is CSAT in % (0-100), NPS (-100 to 100) or the CES mean (1-7).

    `good_share` is the share of good answers in %: 4-5, 9-10, 5-7. Both are None (suppressed) below the minimum.
    """

    kind: str
    figure: Figure | None
    good_share: Figure | None
    answered: int
    asked: int
    response_rate: Figure | None

    @property
    def suppressed(self) -> bool:
        """Whether there are answers, but too few to show a figure."""
        return self.figure is None and self.answered > 0


def score(tally: Tally, minimum: int = MINIMUM_ANSWERS) -> Score:
    """The score of a tally; figures only from `minimum` answers on (never fewer than one).

    Answers, invitations and response rate are shown in any case: who reads them sees why a figure is missing.
    """
    n = tally.answered
    rate = _share(n, tally.asked) if tally.asked else None
    if n < max(1, minimum):
        return Score(tally.kind, None, None, n, tally.asked, rate)
    scale = SCALES[tally.kind]
    good = _share(tally.within(scale.good_from, scale.highest), n)
    return Score(tally.kind, _figure(tally, good), good, n, tally.asked, rate)


def _share(hits: int, n: int) -> Figure:
    low, high = wilson(hits, n)
    return Figure(100 * hits / n, 100 * low, 100 * high)


def _figure(tally: Tally, good: Figure) -> Figure:
    if tally.kind == "nps":
        return _net(tally)
    return _mean(tally) if tally.kind == "ces" else good


def _net(tally: Tally) -> Figure:
    scale, n = SCALES["nps"], tally.answered
    promoters = tally.within(scale.good_from, scale.highest)
    detractors = tally.within(scale.lowest, scale.low_to)
    low, high = net_share(promoters, detractors, n)
    return Figure(100 * (promoters - detractors) / n, 100 * low, 100 * high)


def _mean(tally: Tally) -> Figure:
    n, scale = tally.answered, SCALES[tally.kind]
    total = sum(value * count for value, count in tally.counts.items())
    squares = sum(value * value * count for value, count in tally.counts.items())
    return Figure(total / n, *mean_interval(n, total, squares, scale.lowest, scale.highest))
