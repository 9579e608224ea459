"""How far a stated confidence can be believed: temperature, expected calibration error, the threshold of "cannot tell".

Temperature scaling and ECE as in Guo et al., "On Calibration of Modern Neural Networks", ICML 2017.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass

from sentiment.coverage import curve
from sentiment.head import softmax

GOLDEN = (math.sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Bin:
    """Judgements of about the same confidence: how many, what they claimed on average and how many were right (0-1)."""

    low: float
    high: float
    count: int
    confidence: float
    accuracy: float


def temperature(logits: Sequence[Sequence[float]], labels: Sequence[int]) -> float:
    """The temperature (0.1 to 10) under which the true labels are likeliest, for logits of rows not trained on."""
    low, high = math.log(0.1), math.log(10)
    while high - low > 1e-3:
        left, right = high - GOLDEN * (high - low), low + GOLDEN * (high - low)
        if _surprise(logits, labels, math.exp(left)) <= _surprise(logits, labels, math.exp(right)):
            high = right
        else:
            low = left
    return math.exp((low + high) / 2)


def threshold(confidences: Sequence[float], right: Sequence[bool], accuracy: float, least: float) -> float:
    """The lowest confidence from which on the judged share is right so often, but judging at least the share `least`.

    Where the accuracy is never reached, the confidence that leaves the share `least` judged.
    """
    points = [point for point in curve(confidences, right) if point.coverage >= least]
    reached = [point for point in points if point.accuracy >= accuracy]
    chosen = max(reached, key=lambda point: point.coverage) if reached else points[0]
    return chosen.confidence


def reliability(confidences: Sequence[float], right: Sequence[bool], bins: int = 10) -> tuple[Bin, ...]:
    """Bins of equal width from 0 to 1; those without a judgement are left out."""
    found = []
    for n in range(bins):
        low, high = n / bins, (n + 1) / bins
        inside = [
            (c, r) for c, r in zip(confidences, right, strict=True) if n == min(bins - 1, int(c * bins))
        ]
        if inside:
            mean = math.fsum(c for c, _ in inside) / len(inside)
            found.append(Bin(low, high, len(inside), mean, sum(r for _, r in inside) / len(inside)))
    return tuple(found)


def calibration_error(bins: Sequence[Bin]) -> float:
    """ECE: the mean distance between what was claimed and what was right, weighted by the bins' sizes (0 is best)."""
    total = sum(part.count for part in bins)
    return sum(part.count * abs(part.confidence - part.accuracy) for part in bins) / total if total else 0.0


def _surprise(logits: Sequence[Sequence[float]], labels: Sequence[int], heat: float) -> float:
    pairs = zip(logits, labels, strict=True)
    return math.fsum(-math.log(max(1e-12, softmax(row, heat)[label])) for row, label in pairs)
