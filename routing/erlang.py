"""The arithmetic of the Erlang models in log space, so that ten thousand servers neither overflow nor vanish.

Plain numbers in and out; names, units and checks of the planner's functions are in `staffing`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import exp, expm1, inf, log, log1p

from routing.integral import log_integral


def log_sum(a: float, b: float) -> float:
    """log(e^a + e^b)."""
    high, low = max(a, b), min(a, b)
    return high if low == -inf else high + log1p(exp(low - high))


def log_blocking(servers: int, load: float) -> float:
    """log of Erlang B, by 1/B(n) = 1 + n/a * 1/B(n-1) (Jagerman 1974). -inf without load."""
    if load == 0:
        return 0.0 if servers == 0 else -inf
    inverse = 0.0
    for n in range(1, servers + 1):
        inverse = log_sum(0.0, inverse + log(n / load))
    return -inverse


def log_waiting(servers: int, load: float) -> float:
    """log of Erlang C = n B / (n - a (1 - B)); 0 (certain) when the load reaches the servers."""
    return waiting_from(log_blocking(servers, load), servers, load)


def waiting_from(blocked: float, servers: int, load: float) -> float:
    """log of Erlang C where log Erlang B is known already."""
    if load >= servers:
        return 0.0
    return log(servers) + blocked - log(servers - load * -expm1(blocked))


@dataclass(frozen=True, slots=True)
class Impatient:
    """M/M/n+M with rates above 0 per one unit of time: arrivals, service per server, abandonment per waiting person.

    The offered wait has the density lambda p(n-1) exp(lambda/theta (1 - e^(-theta x)) - n mu x) (Baccelli, Hebuterne 1981;
    Zeltyn, Mandelbaum 2005), where p(n-1) is the chance of n-1 in the system.
    """

    servers: int
    arrival: float
    service: float
    leaving: float

    def _log_wait(self, x: float) -> float:
        """log of the density at x without the factor p(n-1), with the patience of one who is still there."""
        grown = self.arrival * -expm1(-self.leaving * x) / self.leaving
        return log(self.arrival) + grown - self.servers * self.service * x

    def log_share(self, until: float, weight: Callable[[float], float]) -> float:
        """log of the integral of density x weight from 0 to `until`; `weight` gives logs and is concave like the density."""
        return log_integral(lambda x: self._log_wait(x) + weight(x), until)

    def log_norm(self, blocked: float) -> float:
        """log(1 / p(n-1)): p(0..n-1) add up to 1/B(n-1) of it, everything from n on to the whole density."""
        return log_sum(-blocked, self.log_share(inf, lambda _: 0.0))
