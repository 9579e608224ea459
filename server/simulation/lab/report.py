"""An experiment as plain values: for `--json`, for pages, for pictures. One shape for all of them; texts are added elsewhere."""

from __future__ import annotations

from typing import Any

from server.simulation.lab.estimate import Estimate
from server.simulation.lab.experiment import MEASURES, Beheld, Experiment

SHARES = ("service_level", "abandonment")


def plain(found: Experiment, before: Experiment | None = None) -> dict[str, Any]:
    """Return the figures of every class, group and pool; `change` holds the paired difference to `before`."""
    kinds = range(len(found.scenario.classes))
    return {
        "scenario": found.scenario.name,
        "days": len(found.days),
        "classes": [_class(found, before, kind) for kind in kinds],
        "total": {**_measures(found, None), "change": _change(found, before, None)},
        "worst": found.scenario.classes[found.worst()].name,
        "groups": [
            {"name": group.name, "occupancy": _interval(found.occupancy(number))}
            for number, group in enumerate(found.scenario.groups)
        ],
        "cost": _interval(found.cost()),
        "formulas": [_formula(found, told) for told in found.beside_formulas()],
    }


def _class(found: Experiment, before: Experiment | None, kind: int) -> dict[str, Any]:
    one = found.scenario.classes[kind]
    return {
        "name": one.name,
        "channel": one.channel,
        "target_s": one.target_s,
        "goal": one.goal,
        **_measures(found, kind),
        "change": _change(found, before, kind),
    }


def _measures(found: Experiment, kind: int | None) -> dict[str, Any]:
    return {
        measure: _interval(found.total(measure) if kind is None else found.of_class(kind, measure))
        for measure in MEASURES
    }


def _change(found: Experiment, before: Experiment | None, kind: int | None) -> dict[str, Any] | None:
    if before is None:
        return None
    told = {}
    for measure in (*SHARES, "mean_wait_s"):
        change = found.change(before, kind, measure)
        told[measure] = None if change is None else {**_plain(change), "differs": change.differs}
    return told


def _formula(found: Experiment, told: Beheld) -> dict[str, Any]:
    classes, groups = found.scenario.classes, found.scenario.groups
    return {
        "classes": [classes[kind].name for kind in told.formula.pool.classes],
        "groups": [groups[number].name for number in told.formula.pool.groups],
        "erlang_c": told.formula.c,
        "erlang_a": told.formula.a,
        "simulated": _interval(told.simulated),
        "reasons": list(told.reasons),
    }


def _interval(found: Estimate | None) -> dict[str, Any] | None:
    return None if found is None else _plain(found)


def _plain(found: Estimate) -> dict[str, Any]:
    if found.half is None:
        return {"mean": found.mean, "low": None, "high": None}
    return {"mean": found.mean, "low": found.low, "high": found.high}
