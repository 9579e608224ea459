"""How a figure is taken: CPU time of the process, subject and reference in turn (A B A B), the median of the pair ratios."""

from __future__ import annotations

import math
import statistics
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

Work = Callable[[], object]
PAIRS = 7


class Figure(NamedTuple):
    """One line of the report. `value` and `reference` in `unit`; `ratio` is what the budget speaks of."""

    name: str
    value: float
    reference: float
    unit: str
    ratio: float
    budget: str
    within: bool


class Pair(NamedTuple):
    """Median CPU seconds of subject and reference, and the median of their ratios pair by pair."""

    subject_s: float
    reference_s: float
    ratio: float


def paired(subject: Work, reference: Work, pairs: int = PAIRS) -> Pair:
    """Run both in turn after a warm-up of each and return their medians."""
    return pair_of(*interleaved((subject, reference), pairs))


def interleaved(works: Sequence[Work], rounds: int = PAIRS) -> list[list[float]]:
    """Return for each work its CPU seconds, round by round, after a warm-up of each."""
    for work in works:
        work()
    taken = [[cpu_of(work) for work in works] for _ in range(rounds)]
    return [list(one) for one in zip(*taken, strict=True)]


def pair_of(subject: Sequence[float], reference: Sequence[float]) -> Pair:
    """Return the medians of two that were taken in turn, and of their ratios."""
    taken = list(zip(subject, reference, strict=True))
    return Pair(
        statistics.median(subject),
        statistics.median(reference),
        statistics.median(one / max(other, 1e-9) for one, other in taken),
    )


def percentile(taken: Sequence[float], share: float) -> float:
    """Return the smallest value that at least this share of the values does not exceed (nearest rank)."""
    ordered = sorted(taken)
    return ordered[max(0, math.ceil(share * len(ordered)) - 1)]


def cpu_of(work: Work) -> float:
    """Return the CPU seconds that all threads of this process spent while `work` ran."""
    before = cpu_seconds()
    work()
    return cpu_seconds() - before


def cpu_seconds() -> float:
    """Return the CPU seconds of this process so far, to the nanosecond, from /proc/self/task/*/schedstat."""
    total = 0
    for task in Path("/proc/self/task").iterdir():
        try:
            total += int((task / "schedstat").read_text().split()[0])
        except FileNotFoundError:
            continue  # the thread ended while we looked; what it did before counts in no pair
    return total / 1e9
