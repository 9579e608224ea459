"""Runs the measurements, shows progress, and reports them as a table and as JSON."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Iterator, Sequence

from server.base.settings import load
from server.bench import (
    answers,
    calendars,
    commits,
    fanout,
    frozen,
    histories,
    journeys,
    lists,
    moods,
    pops,
    readers,
    routes,
    starts,
    waits,
    weights,
)
from server.bench.measure import Figure

PARTS: dict[str, Callable[[tuple[str, ...]], Iterator[Figure]]] = {
    "commits": commits.figures,
    "readers": readers.figures,
    "histories": histories.figures,
    "lists": lists.figures,
    "waits": waits.figures,
    "routing": lambda _kinds: routes.figures(),
    "calendars": lambda _kinds: calendars.figures(),
    "articles": lambda _kinds: answers.figures(),
    "starts": lambda _kinds: starts.figures(),
    "journeys": journeys.figures,
    "pops": pops.figures,
    "fanout": lambda _kinds: fanout.figures(),
    "frozen": lambda _kinds: frozen.figures(),
    "model": lambda _kinds: moods.figures(),
    "memory": lambda _kinds: weights.figures(),
}
BAR = 40


def main(argv: Sequence[str]) -> int:
    """Measure the parts asked for (all without any) and return 1 when a figure is over its budget."""
    parser = argparse.ArgumentParser(prog="desk bench", description="measure this desk beside references")
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"of {', '.join(PARTS)}")
    parser.add_argument("--json", metavar="FILE", help="write the figures to a file as well")
    given = parser.parse_args(argv)
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}; choose from {', '.join(PARTS)}")
    figures = list(_measured(given.parts or list(PARTS), _databases()))
    print(table(figures))
    if given.json:
        with open(given.json, "w", encoding="utf-8") as file:  # noqa: PTH123 - a path a person typed
            json.dump([figure._asdict() for figure in figures], file, indent=2)
    return 0 if all(figure.within for figure in figures) else 1


def table(figures: Sequence[Figure]) -> str:
    """Return the figures as text, with a bar for how much of its budget each takes."""
    lines = [f"{'measured':<50}{'value':>12}{'reference':>12}  {'unit':<14}{'ratio':>9}  budget"]
    for one in figures:
        mark = "ok  " if one.within else "OVER"
        lines.append(
            f"{one.name:<50}{one.value:>12.3f}{one.reference:>12.3f}  {one.unit:<14}{one.ratio:>9.2f}  {mark} {one.budget}"
        )
    return "\n".join(lines)


def _measured(parts: list[str], kinds: tuple[str, ...]) -> Iterator[Figure]:
    for number, part in enumerate(parts):
        done = BAR * number // len(parts)
        print(f"\r[{'█' * done}{'·' * (BAR - done)}] {part:<12}", end="", file=sys.stderr, flush=True)
        yield from PARTS[part](kinds)
    print(f"\r[{'█' * BAR}] done        ", file=sys.stderr)


def _databases() -> tuple[str, ...]:
    """Return SQLite, and PostgreSQL too when DESK_BENCH_POSTGRES_URL names a server where a database may be made."""
    if load().bench_postgres_url:
        return ("sqlite", "postgres")
    print(
        "PostgreSQL is not measured: set DESK_BENCH_POSTGRES_URL to a server where a database may be made.",
        file=sys.stderr,
    )
    return ("sqlite",)
