"""How many people are needed: Erlang B, C and A, offered load and shrinkage; keyword arguments in, a mapping out.

Loads are in Erlang, shares between 0 and 1, times in the unit their name ends with. The arithmetic is in `erlang`;
nothing here simulates.
"""

from __future__ import annotations

from math import ceil, exp, expm1, inf, log

from routing.erlang import Impatient, log_blocking, log_sum, log_waiting, waiting_from
from routing.errors import RoutingError

UNITS = {"seconds": 1.0, "min": 60.0, "minutes": 60.0, "hours": 3600.0}
AHT = {f"aht_{unit}": seconds for unit, seconds in UNITS.items()}
INTERVAL = {f"interval_{unit}": seconds for unit, seconds in UNITS.items()}
RATE = {
    f"{what}_per_{unit}": 1 / seconds
    for what in ("calls", "arrivals")
    for unit, seconds in {"second": 1.0, "min": 60.0, "minute": 60.0, "hour": 3600.0}.items()
}
ROUNDING = 1e-9


def offered_load(**given: float) -> dict[str, float]:
    """`erlangs`: handling time x arrival rate, the time named as in AHT, the rate as in RATE or as `calls` in an
    INTERVAL.

    offered_load(aht_hours=1, calls_per_hour=60) and offered_load(aht_min=3, calls=100, interval_min=30) are 60 and 10.
    Raises RoutingError `bad_load` for other, doubled or missing names.
    """
    numbers = {name: _positive(name, value, zero=name not in INTERVAL) for name, value in given.items()}
    times = [numbers[name] * seconds for name, seconds in AHT.items() if name in given]
    rates = [numbers[name] * factor for name, factor in RATE.items() if name in given]
    if "calls" in given:
        rates += [numbers["calls"] / (numbers[name] * s) for name, s in INTERVAL.items() if name in given]
    if len(times) != 1 or len(rates) != 1 or len(given) != (3 if "calls" in given else 2):
        expected = f"one of {sorted(AHT)} and one of {sorted(RATE)}, or calls and one of {sorted(INTERVAL)}"
        raise RoutingError("bad_load", expected, sorted(given), "give exactly one time and one rate")
    return {"erlangs": times[0] * rates[0]}


def shrinkage(*, raw: float, shrinkage: float) -> dict[str, float]:
    """`scheduled`: people to schedule so that `raw` are left when the share `shrinkage` is away; rounded up."""
    if not 0 <= shrinkage < 1:
        raise RoutingError("bad_shrinkage", "a share from 0 to below 1", shrinkage, "30 % is 0.3")
    return {"scheduled": ceil(_positive("raw", raw, zero=True) / (1 - shrinkage) - ROUNDING)}


def erlang_b(*, servers: int, offered_load: float) -> dict[str, float]:
    """`blocking`, `log_blocking`: the share lost when nobody can wait (M/M/n/n). A. K. Erlang 1917."""
    blocked = log_blocking(_count(servers, 0), _positive("offered_load", offered_load, zero=True))
    return {"blocking": exp(blocked), "log_blocking": blocked}


def erlang_b_staffing(*, offered_load: float, max_blocking: float) -> dict[str, float]:
    """`servers`, `blocking`: the fewest servers that lose at most the share `max_blocking`."""
    load = _positive("offered_load", offered_load, zero=True)
    if not 0 < max_blocking <= 1:
        raise RoutingError("bad_max_blocking", "a share above 0, at most 1", max_blocking, "2 % is 0.02")
    servers, blocked = 0, 0.0 if load else -inf
    while blocked > log(max_blocking) + ROUNDING:
        servers, blocked = servers + 1, _next(blocked, servers + 1, load)
    return {"servers": servers, "blocking": exp(blocked)}


def _next(blocked: float, servers: int, load: float) -> float:
    return -log_sum(0.0, log(servers / load) - blocked)


def erlang_c(*, servers: int, offered_load: float) -> dict[str, float]:
    """`wait_probability`, `log_wait_probability`: the share that waits when nobody gives up (M/M/n); 1 when
    overloaded.
    """
    waits = log_waiting(_count(servers, 0), _positive("offered_load", offered_load, zero=True))
    return {"wait_probability": exp(waits), "log_wait_probability": waits}


def erlang_c_service_level(
    *, servers: int, offered_load: float, aht_seconds: float, target_seconds: float
) -> dict[str, float]:
    """`service_level`: the share answered within the target, 1 - C e^(-(n-a) t / aht); 0 when overloaded."""
    waits = erlang_c(servers=servers, offered_load=offered_load)["log_wait_probability"]
    aht_s = _positive("aht_seconds", aht_seconds)
    target_s = _positive("target_seconds", target_seconds, zero=True)
    return {"service_level": _level(waits, servers, offered_load, target_s / aht_s)}


def _level(waits: float, servers: int, load: float, target: float) -> float:
    return -expm1(waits - (servers - load) * target) if servers > load else 0.0


def erlang_c_asa(*, servers: int, offered_load: float, aht_seconds: float) -> dict[str, float]:
    """`asa_seconds`: mean wait over all arrivals, C aht / (n - a); infinite when overloaded."""
    waits = erlang_c(servers=servers, offered_load=offered_load)["wait_probability"]
    aht_s = _positive("aht_seconds", aht_seconds)
    return {"asa_seconds": waits * aht_s / (servers - offered_load) if servers > offered_load else inf}


def erlang_c_staffing(
    *,
    offered_load: float,
    aht_seconds: float,
    target_seconds: float,
    service_level: float,
    max_occupancy: float = 1.0,
    shrinkage: float = 0.0,
) -> dict[str, float]:
    """`servers`: the fewest that reach the service level and stay within the occupancy; `scheduled` covers shrinkage.

    Beside them what these servers give: `service_level`, `occupancy`, `wait_probability`, `asa_seconds`.
    """
    load = _positive("offered_load", offered_load, zero=True)
    if not 0 <= service_level < 1:
        raise RoutingError("bad_service_level", "a share from 0 to below 1", service_level, "80 % is 0.8")
    if not 0 < max_occupancy <= 1:
        raise RoutingError("bad_max_occupancy", "a share above 0, at most 1", max_occupancy, "85 % is 0.85")
    target = _positive("target_seconds", target_seconds, zero=True) / _positive("aht_seconds", aht_seconds)
    servers = _fewest(load, target, service_level, max_occupancy)
    return {
        "servers": servers,
        "scheduled": _scheduled(servers, shrinkage),
        "occupancy": load / servers if servers else 0.0,
        **erlang_c(servers=servers, offered_load=load),
        **erlang_c_asa(servers=servers, offered_load=load, aht_seconds=aht_seconds),
        "service_level": _level(log_waiting(servers, load), servers, load, target),
    }


def _fewest(load: float, target: float, service_level: float, max_occupancy: float) -> int:
    if load == 0:
        return 0
    servers = max(1, ceil(load / max_occupancy - ROUNDING))
    blocked = log_blocking(servers, load)
    while _level(waiting_from(blocked, servers, load), servers, load, target) < service_level - ROUNDING:
        servers, blocked = servers + 1, _next(blocked, servers + 1, load)
    return max(servers, int(load) + 1)


def _scheduled(servers: int, away: float) -> float:
    return shrinkage(raw=servers, shrinkage=away)["scheduled"]


def erlang_a(
    *, arrivals_per_min: float, aht_min: float, patience_min: float, servers: int
) -> dict[str, float]:
    """What happens when people give up after an exponential patience (M/M/n+M; Palm 1957).

    `wait_probability`, `abandonment_probability` (also as `abandonment` and `abandon_probability`, planners name it
    either way), `occupancy`, and the mean wait over all
    arrivals, those who gave up included, as `asa_min` and `asa_seconds`.
    """
    queue = _impatient(arrivals_per_min, aht_min, patience_min, servers)
    norm = queue.log_norm(_before(queue))
    left = exp(queue.log_share(inf, lambda x: log(-expm1(-queue.leaving * x)) if x > 0 else -inf) - norm)
    wait_min = left / queue.leaving
    return {
        "wait_probability": exp(queue.log_share(inf, lambda _: 0.0) - norm),
        "abandonment_probability": left,
        "abandonment": left,
        "abandon_probability": left,
        "occupancy": queue.arrival * (1 - left) / (queue.service * queue.servers),
        "asa_min": wait_min,
        "asa_seconds": 60 * wait_min,
    }


def erlang_a_service_level(
    *, arrivals_per_min: float, aht_min: float, patience_min: float, servers: int, target_min: float
) -> dict[str, float]:
    """`service_level`: the share of all arrivals answered within the target; who gives up counts against it."""
    queue = _impatient(arrivals_per_min, aht_min, patience_min, servers)
    target = _positive("target_min", target_min, zero=True)
    blocked = _before(queue)
    answered = log_sum(-blocked, queue.log_share(target, lambda x: -queue.leaving * x))
    return {"service_level": min(1.0, exp(answered - queue.log_norm(blocked)))}


def _impatient(arrivals_per_min: float, aht_min: float, patience_min: float, servers: int) -> Impatient:
    return Impatient(
        _count(servers, 1),
        _positive("arrivals_per_min", arrivals_per_min),
        1 / _positive("aht_min", aht_min),
        1 / _positive("patience_min", patience_min),
    )


def _before(queue: Impatient) -> float:
    return log_blocking(queue.servers - 1, queue.arrival / queue.service)


def _count(servers: float, least: int) -> int:
    if servers != int(servers) or servers < least:
        raise RoutingError(
            "bad_servers", f"a whole number of {least} or more", servers, "count people, not shares"
        )
    return int(servers)


def _positive(name: str, value: float, *, zero: bool = False) -> float:
    if not (value > 0 or (zero and value == 0)) or value == inf:
        raise RoutingError(
            f"bad_{name}", "a finite number above 0" + (" or 0" if zero else ""), value, f"correct {name}"
        )
    return value
