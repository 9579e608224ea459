"""Integrals of functions with one hump, given and answered as logs. Knows nothing of queues."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from math import exp, inf, log, sqrt

NODES = (  # Gauss-Legendre of order 8: distance from the middle, weight
    (0.1834346424956498, 0.3626837833783620),
    (0.5255324099163290, 0.3137066458778873),
    (0.7966664774136267, 0.2223810344533745),
    (0.9602898564975363, 0.1012285362903763),
)
OCTAVES = 24
PANELS = 4
DEPTH = 46.0


def log_integral(log_f: Callable[[float], float], until: float) -> float:
    """log of the integral of exp(log_f) over [0, until] for a concave log_f that ends falling.

    Only where exp(log_f) is within e^-46 of its top is looked at, by Gauss-Legendre in panels that halve towards the top:
    an exponential patience far shorter than the service gives a sharp edge there and a long tail.
    """
    if until <= 0:
        return -inf
    top = _peak(log_f, until)
    floor = log_f(top) - DEPTH
    low = 0.0 if log_f(0.0) >= floor else _crossing(log_f, floor, 0.0, top)
    high = _right_end(log_f, floor, top, until)
    total = sum(_panel(log_f, floor + DEPTH, a, b) for end in (low, high) for a, b in _panels(top, end))
    return floor + DEPTH + log(total)


def _panels(top: float, end: float) -> Iterator[tuple[float, float]]:
    """Panels from `end` to `top`, each octave of the distance cut in four."""
    inner = 0.0
    for octave in range(OCTAVES, -1, -1):
        outer = (end - top) * 2.0**-octave
        for cut in range(PANELS):
            a, b = (top + inner + (outer - inner) * (cut + part) / PANELS for part in (0, 1))
            yield min(a, b), max(a, b)
        inner = outer


def _panel(log_f: Callable[[float], float], scale: float, low: float, high: float) -> float:
    middle, half = (low + high) / 2, (high - low) / 2
    values = (
        weight * exp(log_f(middle + side * half) - scale) for node, weight in NODES for side in (-node, node)
    )
    return half * sum(values)


def _peak(log_f: Callable[[float], float], until: float) -> float:
    """Where the concave function is highest on [0, until], by golden section after bracketing."""
    high = min(until, 1.0)
    while high < until and log_f(high) > log_f(high / 2):
        high = min(until, 2 * high)
    low, ratio = 0.0, (sqrt(5) - 1) / 2
    for _ in range(120):
        left, right = high - ratio * (high - low), low + ratio * (high - low)
        if log_f(left) >= log_f(right):
            high = right
        else:
            low = left
    middle = (low + high) / 2
    return max((0.0, middle, min(until, high)), key=log_f)


def _right_end(log_f: Callable[[float], float], floor: float, top: float, until: float) -> float:
    width = 1e-12
    while top + width < until and log_f(top + width) > floor:
        width *= 2
    end = min(until, top + width)
    return end if log_f(end) >= floor else _crossing(log_f, floor, end, top)


def _crossing(log_f: Callable[[float], float], floor: float, below: float, above: float) -> float:
    for _ in range(80):
        middle = (below + above) / 2
        if log_f(middle) < floor:
            below = middle
        else:
            above = middle
    return below
