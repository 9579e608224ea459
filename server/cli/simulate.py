"""`simulate`: a scenario of the laboratory on the terminal, alone or against a changed one, as a table, JSON and a picture."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any, get_args

from routing import Order
from server.base.errors import Invalid
from server.base.i18n import translate
from server.base.settings import load
from server.cli import prove
from server.cli.opened import opened
from server.simulation.lab import policies, report, scenario
from server.simulation.lab.chart import chart
from server.simulation.lab.experiment import Experiment, replicate
from server.simulation.lab.recorded import day_of, recorded
from server.simulation.lab.replay import Change, replay

MOST_DAYS = 1_000
LINES = 20
ORDERS = get_args(Order)
SHIPPED = Path(scenario.__file__).parent / "scenarios"


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verb."""
    lab = verbs.add_parser("simulate", help="run a day of work in the laboratory, or the desk with faults")
    lab.add_argument(
        "scenario", nargs="?", default="weekday", help="a TOML file, or the name of one that is shipped"
    )
    lab.add_argument(
        "--against", metavar="SCENARIO", help="a second one, run on the same contacts and compared"
    )
    lab.add_argument("--days", type=int, default=20, help="replications (default 20)")
    lab.add_argument(
        "--seed", type=int, default=1, help="the first day's seed; the same seed gives the same day"
    )
    lab.add_argument("--json", action="store_true", help="figures as JSON on standard output")
    lab.add_argument("--picture", type=Path, metavar="FILE.svg", help="draw the service levels into a file")
    lab.add_argument(
        "--policies", action="store_true", help="compare the orders of service on four demand patterns"
    )
    again = lab.add_argument_group("replay")
    again.add_argument("--replay", metavar="YYYY-MM-DD", help="run a recorded day of this desk again (UTC)")
    again.add_argument("--order", choices=ORDERS, help="who would have been served first")
    again.add_argument(
        "--relax", type=int, metavar="SECONDS", help="after how long no skill would have been asked for"
    )
    prove.add_options(lab)
    lab.set_defaults(action=simulate)


def simulate(given: argparse.Namespace) -> int:
    """Run the scenario and report it, or the proving ground. Raises Invalid for files that hold no scenario."""
    if given.faults:
        return prove.faults(given)
    if given.replay:
        return _replay(given)
    if not 1 <= given.days <= MOST_DAYS:
        raise Invalid("scenario.days", most=MOST_DAYS, came=given.days)
    if given.policies:
        return _policies(given)
    first = _run(given, given.scenario)
    second = _run(given, given.against) if given.against else None
    told, before = (
        report.plain(second or first, first if second else None),
        report.plain(first) if second else None,
    )
    if given.picture:
        words = {name: _say(f"lab.{name}") for name in ("title", "now", "before", "goal")}
        given.picture.write_text(chart(told, before, words))
    if given.json:
        print(json.dumps({"result": told, "before": before}, ensure_ascii=False, indent=1))
    else:
        print(_table(told))
    return 0


def _policies(given: argparse.Namespace) -> int:
    lines = policies.compare(given.days, lambda done, of: _bar("", done, of))
    print(file=sys.stderr)
    heads = [
        _say(f"lab.policies.{name}") for name in ("pattern", "policy", "level", "gain", "worst", "abandoned")
    ]
    print(policies.as_table(lines, heads))
    if given.picture:
        words = {"title": _say("lab.title"), "all": _say("lab.all"), "worst": _say("lab.policies.worst")}
        given.picture.write_text(policies.as_picture(lines, words))
    return 0


def _replay(given: argparse.Namespace) -> int:
    since, until = day_of(given.replay, "UTC")
    with opened() as core, core.database.reading() as connection:
        day = recorded(connection, since, until)
    told = replay(day, Change(given.order, given.relax))
    if given.json:
        print(json.dumps(told, ensure_ascii=False, indent=1))
        return 0
    for name in ("really", "before", "after"):
        one = told[name]
        level, wait = one["service_level"] or 0, one["mean_wait_s"]
        waited = f"{wait:.0f} s" if wait is not None else "-"
        print(
            f"{_say(f'lab.replay.{name}'):<28} {100 * level:5.1f} %  {waited:>8}  {one['answered']}/{one['came']}"
        )
    print(_say("lab.replay.different", n=told["different"], of=told["contacts"]))
    for one in told["differences"][:LINES]:
        print(
            f"  #{one['number']:<7} {one['kind'][:30]:<30} {_waited(one, 'before')} -> {_waited(one, 'after')}"
        )
    return 0


def _waited(one: dict[str, Any], when: str) -> str:
    if one[f"{when}_s"] is None:
        return _say("lab.replay.none")
    return f"{one[f'{when}_s']:.0f} s, {one[f'{when}_by']}"


def _run(given: argparse.Namespace, name: str) -> Experiment:
    path = Path(name) if Path(name).suffix == ".toml" else SHIPPED / f"{name}.toml"
    if not path.is_file():
        raise Invalid(
            "scenario.file", path=name, expected=", ".join(sorted(one.stem for one in SHIPPED.glob("*.toml")))
        )
    found = scenario.from_toml(path.read_text(encoding="utf-8"))
    try:
        return replicate(found, given.days, given.seed, lambda done, of: _bar(found.name, done, of))
    finally:
        print(file=sys.stderr)


def _bar(what: str, done: int, of: int) -> None:
    filled = 30 * done // of
    print(
        f"\r{what:<24} {'█' * filled}{'·' * (30 - filled)} {done}/{of}", end="", file=sys.stderr, flush=True
    )


def _table(told: dict[str, Any]) -> str:
    heads = [_say(f"lab.{name}") for name in ("class", "service_level", "abandonment", "mean_wait", "came")]
    lines = ["  ".join((f"{heads[0]:<24}", *(f"{head:>18}" for head in heads[1:])))]
    lines += [_line(one["name"], one) for one in told["classes"]]
    lines.append(_line(_say("lab.all"), told["total"]))
    lines += [_say("lab.worst_is", name=told["worst"])]
    lines += [f"{_say('lab.occupancy')} {one['name']}: {_share(one['occupancy'])}" for one in told["groups"]]
    for pool in told["formulas"]:
        lines += ["", *formula_lines(pool)]
    return "\n".join(lines)


def _line(name: str, row: dict[str, Any]) -> str:
    wait = row["mean_wait_s"]
    waited = f"{wait['mean']:.0f} s" if wait else "-"
    came = f"{row['came']['mean']:.0f}"
    line = f"{name[:24]:<24}  {_share(row['service_level']):>18}  {_share(row['abandonment']):>18}  {waited:>18}  {came:>18}"
    change = (row.get("change") or {}).get("service_level")
    if change is None:
        return line
    sign = " *" if change["differs"] else ""
    return f"{line}\n{'':<24}  {100 * change['mean']:>+15.1f} pp{sign}"


def formula_lines(pool: dict[str, Any]) -> list[str]:
    """Return the formulas beside the simulation in sentences, each reason for a difference a line of its own."""
    shares = {
        name: "-" if pool[name] is None else f"{100 * pool[name]:.1f} %" for name in ("erlang_c", "erlang_a")
    }
    first = _say(
        "lab.formulas", classes=", ".join(pool["classes"]), simulated=_share(pool["simulated"]), **shares
    )
    return [first, *(f"  {_say(f'lab.reason.{code}')}" for code in pool["reasons"])]


def _share(told: dict[str, Any] | None) -> str:
    if told is None:
        return "-"
    half = "" if told["low"] is None else f" ± {50 * (told['high'] - told['low']):.1f}"
    return f"{100 * told['mean']:.1f}{half} %"


def _say(key: str, **values: object) -> str:
    return translate(load().language, key, **values)
