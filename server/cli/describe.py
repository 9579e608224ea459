"""`describe`: this version's events, tables and verbs as Markdown and its wire as browser types, from the types themselves.

The files in docs/ and console/static/js/protocol.d.ts are made with it.
"""

from __future__ import annotations

import argparse
import typing

import msgspec

from server.cli.wire_types import wire_types
from server.desk import all_verbs
from server.desk.events import KINDS
from server.desk.folds import FOLDED
from server.desk.verbs import VERBS
from server.store.mapping import every_table

__all__ = ["add_verbs", "all_verbs", "events", "tables", "verbs"]


def add_verbs(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add this module's verb."""
    told = verbs.add_parser(
        "describe", help="print the events, tables or verbs as Markdown, or the wire's types"
    )
    told.add_argument("what", choices=("events", "tables", "types", "verbs"))
    told.set_defaults(action=describe)


def describe(given: argparse.Namespace) -> int:
    """Print one of the lists."""
    lists = {"events": events, "tables": tables, "types": wire_types, "verbs": verbs}
    print(lists[given.what](), end="")
    return 0


def events() -> str:
    """Return the list of events: name, meaning, fields."""
    lines = [
        "# Events\n",
        "Made by `desk describe events`. Every change of the desk is one of these facts, numbered densely in the order of commits.",
        "None holds personal data; names, addresses and texts are sealed elsewhere.\n",
        "| event | what happened | fields |",
        "| --- | --- | --- |",
    ]
    for kind, shape in sorted(KINDS.items()):
        fields = ", ".join(f"`{name}`" for name in (field.name for field in msgspec.structs.fields(shape)))
        lines.append(f"| `{kind}` | {_meaning(shape)} | {fields} |")
    return "\n".join(lines) + "\n"


def tables() -> str:
    """Return the list of tables: name, meaning, whether it follows from the log."""
    folded = {table.name for table in FOLDED}
    lines = [
        "# Tables\n",
        "Made by `desk describe tables`. A table that follows from the log is compared with it by `desk verify`.\n",
        "| table | holds | key | follows from the log |",
        "| --- | --- | --- | --- |",
    ]
    for table in sorted(every_table(), key=lambda one: one.name):
        follows = "yes" if table.name in folded else ""
        lines.append(f"| `{table.name}` | {_meaning(table.row)} | {', '.join(table.key)} | {follows} |")
    return "\n".join(lines) + "\n"


def verbs() -> str:
    """Return the list of verbs: name, summary, who may, where in the API."""
    lines = [
        "# Verbs\n",
        "Made by `desk describe verbs`. Everything that can be done at a desk, by whom, and where in the HTTP interface.\n",
        "| verb | does | who | POST /api/v1 |",
        "| --- | --- | --- | --- |",
    ]
    for verb in sorted(VERBS.values(), key=lambda one: one.name):
        path = f"`{verb.path}`" if verb.path else ""
        lines.append(f"| `{verb.name}` | {verb.summary} | {verb.policy.name} | {path} |")
    return "\n".join(lines) + "\n"


def _meaning(shape: type) -> str:
    text = (typing.cast("str", shape.__doc__) or "").strip()
    return " ".join(text.split()).replace("|", "\\|")
