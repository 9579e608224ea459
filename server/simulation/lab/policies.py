"""The orders of service beside each other on the shipped demand patterns: what a desk begins with is chosen by these figures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from html import escape
from pathlib import Path
from typing import Any, get_args

import msgspec

from routing import Order
from server.simulation.lab.chart import STYLE
from server.simulation.lab.estimate import Estimate, difference
from server.simulation.lab.experiment import Experiment, replicate
from server.simulation.lab.scenario import Scenario, checked, from_toml, queue_names

PATTERNS = ("balanced", "scarce", "mixed", "overload")
ORDERS: tuple[Order, ...] = get_args(Order)
RELAX_S = 60
FOLDER = Path(__file__).parent / "scenarios"
WIDTH, LABEL, ROW, HEAD = 720, 250, 26, 40


@dataclass(frozen=True, slots=True)
class Line:
    """One policy on one pattern: in time over all, the worst class, who gave up; `gain`: over `due` on the same days, None for itself."""

    pattern: str
    policy: str
    level: Estimate
    worst: Estimate
    worst_name: str
    abandoned: Estimate
    gain: Estimate | None


def compare(days: int, progress: Callable[[int, int], None]) -> list[Line]:
    """Return every policy on every pattern, in order."""
    lines: list[Line] = []
    plans = [(pattern, *plan) for pattern in PATTERNS for plan in _plans(_read(pattern))]
    first: dict[str, Experiment] = {}
    for number, (pattern, policy, scenario) in enumerate(plans):
        found = replicate(scenario, days)
        lines.append(_line(pattern, policy, found, first.setdefault(pattern, found)))
        progress(number + 1, len(plans))
    return lines


def as_table(lines: list[Line], heads: list[str]) -> str:
    """Return the figures as a Markdown table, percent with the half width of their 95 % intervals."""
    rows = [f"| {' | '.join(heads)} |", f"|{'---|' * len(heads)}"]
    for one in lines:
        gain = "" if one.gain is None else f"{100 * one.gain.mean:+.1f} ± {100 * (one.gain.half or 0):.1f}"
        cells = [
            one.pattern,
            one.policy,
            _share(one.level),
            gain,
            f"{_share(one.worst)} ({one.worst_name})",
            _share(one.abandoned),
        ]
        rows.append(f"| {' | '.join(cells)} |")
    return "\n".join(rows) + "\n"


def as_picture(lines: list[Line], words: dict[str, str]) -> str:
    """Return the worst class and all together, one row a policy, as SVG; `words`: title, all, worst."""
    height = HEAD + ROW * len(lines) + 34
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" role="img" aria-label="{escape(words["title"])}">',
        STYLE,
    ]
    for share in range(0, 101, 20):
        parts.append(
            f'<line class="grid" x1="{_x(share / 100)}" x2="{_x(share / 100)}" y1="{HEAD - 12}" y2="{height - 30}"/>'
        )
        parts.append(
            f'<text class="soft" x="{_x(share / 100)}" y="{HEAD - 18}" text-anchor="middle">{share} %</text>'
        )
    for number, one in enumerate(lines):
        y = HEAD + ROW * number + ROW // 2
        label = escape(f"{one.pattern} · {one.policy}")
        parts.append(f'<text x="{LABEL - 14}" y="{y + 4}" text-anchor="end">{label}</text>')
        for level, kind in ((one.worst, "was"), (one.level, "bar")):
            low, high = _x(max(0.0, level.low)), _x(min(1.0, level.high))
            parts.append(
                f'<line class="{kind}" x1="{low}" x2="{high}" y1="{y}" y2="{y}" stroke-width="6" stroke-opacity=".45"/>'
            )
            parts.append(f'<circle class="{kind}" cx="{_x(level.mean)}" cy="{y}" r="4.5"/>')
    for x, kind, word in ((LABEL, "bar", words["all"]), (LABEL + 170, "was", words["worst"])):
        parts.append(
            f'<circle class="{kind}" cx="{x}" cy="{height - 14}" r="4.5"/><text x="{x + 12}" y="{height - 10}">{escape(word)}</text>'
        )
    return "\n".join([*parts, "</svg>"]) + "\n"


def _read(pattern: str) -> Scenario:
    return from_toml((FOLDER / f"{pattern}.toml").read_text(encoding="utf-8"))


def _plans(scenario: Scenario) -> list[tuple[str, Scenario]]:
    """Return the orders, and the usual one with a step that drops every skill after a minute."""
    plain: dict[str, Any] = msgspec.to_builtins(scenario)
    plans = [(str(order), checked({**plain, "order": order})) for order in ORDERS]
    skills = sorted({skill for one in scenario.classes for skill in one.skills})
    if skills:
        step = {"after_s": RELAX_S, "drop": skills}
        queues = [{"name": name, "steps": [step]} for name in queue_names(scenario)]
        plans.append((f"due, {RELAX_S} s", checked({**plain, "queues": queues})))
    return plans


def _line(pattern: str, policy: str, found: Experiment, usual: Experiment) -> Line:
    worst = found.worst()
    level, lowest, abandoned = (
        found.total("service_level"),
        found.of_class(worst, "service_level"),
        found.total("abandonment"),
    )
    assert level is not None
    assert lowest is not None
    assert abandoned is not None
    gain = None if found is usual else difference(_levels(usual), _levels(found))
    return Line(pattern, policy, level, lowest, found.scenario.classes[worst].name, abandoned, gain)


def _levels(found: Experiment) -> list[float | None]:
    return [day.total.service_level for day in found.days]


def _share(one: Estimate) -> str:
    return f"{100 * one.mean:.1f} ± {100 * (one.half or 0):.1f}"


def _x(share: float) -> float:
    return round(LABEL + share * (WIDTH - LABEL - 30), 1)
