"""What abstaining buys: accuracy over the share of messages judged, the surest first."""

from collections.abc import Sequence
from dataclasses import dataclass

SHARES = (1.0, 0.95, 0.9, 0.8, 0.7, 0.6, 0.5)
"""The coverages a report shows."""


@dataclass(frozen=True, slots=True)
class Point:
    """Judging everything from `confidence` up judges the share `coverage` and is right in the share `accuracy`."""

    coverage: float
    confidence: float
    accuracy: float


def curve(confidences: Sequence[float], right: Sequence[bool]) -> tuple[Point, ...]:
    """One point for every confidence that occurs, from the surest on; equal confidences stand or fall together."""
    ranked = sorted(zip(confidences, right, strict=True), key=lambda pair: -pair[0])
    points, hits = [], 0
    for n, (confidence, hit) in enumerate(ranked, start=1):
        hits += hit
        if n == len(ranked) or ranked[n][0] < confidence:
            points.append(Point(n / len(ranked), confidence, hits / n))
    return tuple(points)


def at_shares(points: Sequence[Point], shares: Sequence[float] = SHARES) -> tuple[Point, ...]:
    """For each share the first point of the curve that judges at least as much."""
    return tuple(
        next(point for point in points if point.coverage >= share - 1e-9) for share in shares if points
    )
