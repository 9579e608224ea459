"""Small scenarios for the tests of the laboratory."""

from __future__ import annotations

from typing import Any

from server.simulation.lab.scenario import Scenario, checked

CALLS: dict[str, Any] = {
    "name": "Calls",
    "queue": "orders",
    "arrivals": 60,
    "handle": {"mean_s": 180, "cv": 1},
    "patience_s": 120,
    "target_s": 20,
}
TEAM: dict[str, Any] = {"name": "Team", "queues": ["orders"], "agents": 4, "hourly_cost": 20}


def plain(**changed: Any) -> dict[str, Any]:
    """Return a scenario of one class and one team as plain values, with some of them changed."""
    told = {
        "name": "Test",
        "opens": "08:00",
        "closes": "12:00",
        "interval_min": 60,
        "classes": [CALLS],
        "groups": [TEAM],
    }
    return {**told, **changed}


def scenario(**changed: Any) -> Scenario:
    """Return it as a scenario."""
    return checked(plain(**changed))
