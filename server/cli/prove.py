"""`simulate --faults`: seeds of the proving ground on the terminal, and the broken variants it must catch; exit code 1 when one gets by."""

from __future__ import annotations

import argparse
import logging
import sys
from collections import Counter

from server.base.errors import Invalid
from server.base.i18n import translate
from server.base.settings import load
from server.simulation.proving.ground import STEPS, Failure, prove
from server.simulation.proving.variants import VARIANTS, caught

SHOWN = 5
VARIANT_SEEDS = 40


def add_options(verb: argparse.ArgumentParser) -> None:
    """Add the options of the proving ground to `simulate`."""
    faults = verb.add_argument_group("proving ground")
    faults.add_argument("--faults", action="store_true", help="run the whole desk with seeded faults")
    faults.add_argument("--seeds", type=int, default=200, help="how many seeds, from --seed on (default 200)")
    faults.add_argument("--steps", type=int, default=STEPS, help=f"steps a seed (default {STEPS})")
    faults.add_argument(
        "--variants", action="store_true", help="also run every broken variant: each must be caught"
    )


def faults(given: argparse.Namespace) -> int:
    """Run seeds, then variants when asked; print each failure with the line that reproduces it."""
    if given.seeds < 1 or given.steps < 1:
        raise Invalid("proving.numbers", seeds=given.seeds, steps=given.steps)
    logging.disable(logging.CRITICAL)
    failures = _seeds(given.seed, given.seeds, given.steps)
    _tell(failures)
    print(_say("proving.held" if not failures else "proving.failed", n=given.seeds, failed=len(failures)))
    survived = _variants(given.steps) if given.variants else 0
    return 1 if failures or survived else 0


def _seeds(first: int, count: int, steps: int) -> list[Failure]:
    failures = []
    for number in range(count):
        if (failure := prove(first + number, steps)) is not None:
            failures.append(failure)
        _bar(number + 1, count, len(failures))
    print(file=sys.stderr)
    return failures


def _tell(failures: list[Failure]) -> None:
    for failure in failures[:SHOWN]:
        print(f"{failure.line()}    {failure.wrong[0]}")
    for invariant, count in Counter(failure.wrong[0].split()[0] for failure in failures).most_common():
        print(f"{invariant:>6}  {count}")


def _variants(steps: int) -> int:
    survived = 0
    for name, variant in VARIANTS.items():
        failure, tried = caught(name, VARIANT_SEEDS, steps)
        noticed = failure is not None and variant.is_noticed(failure)
        survived += not noticed
        said = failure.wrong[0] if failure else _say("proving.survived")
        print(f"{'+' if noticed else '!'} {name:<26} {tried:>3}  {said[:90]}", flush=True)
    print(_say("proving.variants", n=len(VARIANTS), caught=len(VARIANTS) - survived))
    return survived


def _bar(done: int, of: int, failed: int) -> None:
    filled = 30 * done // of
    print(
        f"\r{'█' * filled}{'·' * (30 - filled)} {done}/{of}  {failed} ✗", end="", file=sys.stderr, flush=True
    )


def _say(key: str, **values: object) -> str:
    return translate(load().language, key, **values)
