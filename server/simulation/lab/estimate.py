"""Means with 95 % intervals over replications, and over their paired differences. Plain statistics, no simulation.

Student's t on the days' own figures: each replication is one observation (Law 2015, Simulation Modeling and Analysis, 9.4 and 11.2).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from statistics import fmean, stdev

# The 97.5 % quantile of Student's t for 1 to 30 degrees of freedom (NIST/SEMATECH e-Handbook, 1.3.6.7.2).
T_975 = (
    *(12.706, 4.303, 3.182, 2.776, 2.571, 2.447, 2.365, 2.306, 2.262, 2.228),
    *(2.201, 2.179, 2.160, 2.145, 2.131, 2.120, 2.110, 2.101, 2.093, 2.086),
    *(2.080, 2.074, 2.069, 2.064, 2.060, 2.056, 2.052, 2.048, 2.045, 2.042),
)
NORMAL_975 = 1.960


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and half the width of its 95 % interval; `half` None: one observation says nothing about the spread."""

    mean: float
    half: float | None
    n: int

    @property
    def low(self) -> float:
        """The lower end."""
        return self.mean - (self.half or 0)

    @property
    def high(self) -> float:
        """The upper end."""
        return self.mean + (self.half or 0)

    @property
    def differs(self) -> bool:
        """Whether zero lies outside the interval."""
        return self.half is not None and (self.low > 0 or self.high < 0)


def estimate(observed: Sequence[float | None]) -> Estimate | None:
    """Return the mean with its interval; days on which the figure does not exist are left out. None: on no day it exists."""
    values = [value for value in observed if value is not None]
    if not values:
        return None
    return Estimate(fmean(values), _half(values), len(values))


def difference(before: Sequence[float | None], after: Sequence[float | None]) -> Estimate | None:
    """Return by how much `after` is more, day by day on the same contacts, which takes their common chance out of it."""
    return estimate(
        [b - a if a is not None and b is not None else None for a, b in zip(before, after, strict=True)]
    )


def _half(values: Sequence[float]) -> float | None:
    degrees = len(values) - 1
    if degrees < 1:
        return None
    return (
        (T_975[degrees - 1] if degrees <= len(T_975) else _beyond(degrees))
        * stdev(values)
        / sqrt(len(values))
    )


def _beyond(degrees: int) -> float:
    """The quantile for more than 30 degrees: two terms of its expansion (Abramowitz and Stegun 26.7.5); within 0.001."""
    z = NORMAL_975
    return z + (z**3 + z) / (4 * degrees) + (5 * z**5 + 16 * z**3 + 3 * z) / (96 * degrees**2)
