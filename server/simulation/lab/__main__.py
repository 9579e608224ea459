"""The laboratory as a process of its own: a wish in on standard input, progress and the result out as lines of JSON. Reads no database.

The desk starts it beside itself, so that days of simulated work take nothing from the screens.
"""

from __future__ import annotations

import json
import os
import sys
from typing import Any

from server.base.errors import DeskError
from server.simulation.lab import report
from server.simulation.lab.experiment import Experiment, replicate
from server.simulation.lab.scenario import checked

NICER = 10


def main() -> int:
    """Run the wish {scenario, before, days, seed} of standard input."""
    os.nice(NICER)
    wish = json.load(sys.stdin)
    try:
        scenarios = [checked(wish["before"]), checked(wish["scenario"])]
        before, now = (_run(one, wish, part) for part, one in enumerate(scenarios))
    except DeskError as refusal:
        _tell({"code": refusal.code, "detail": refusal.detail})
        return 1
    _tell({"result": report.plain(now, before), "before": report.plain(before)})
    return 0


def _run(scenario: Any, wish: dict[str, Any], part: int) -> Experiment:
    days = int(wish["days"])
    return replicate(
        scenario,
        days,
        int(wish["seed"]),
        lambda done, _of: _tell({"done": part * days + done, "of": 2 * days}),
    )


def _tell(line: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(line, ensure_ascii=False) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
