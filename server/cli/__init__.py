"""The verbs of the terminal: start a desk, keep it, look after its data. Each says what it did or what to do."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable, Sequence

from server.base import i18n
from server.base.errors import DeskError
from server.base.settings import load
from server.cli import demo, describe, evaluate, keep, people, run, simulate

Action = Callable[[argparse.Namespace], int]


def main(argv: Sequence[str] | None = None) -> int:
    """Run one verb and return the exit code: 0 done, 1 refused or found something, 2 not understood."""
    parser = _parser()
    given = parser.parse_args(argv)
    action: Action = given.action
    try:
        return action(given)
    except DeskError as refusal:
        print(i18n.error_text(load().language, refusal.code, refusal.detail), file=sys.stderr)
        return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="desk", description="Switchboard, a contact-center service desk")
    parser.set_defaults(action=demo.up)
    verbs = parser.add_subparsers(title="verbs", metavar="VERB")
    for part in (run, demo, people, keep, describe, simulate, evaluate):
        part.add_verbs(verbs)
    return parser
