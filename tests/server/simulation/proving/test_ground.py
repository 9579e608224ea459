"""Two hundred seeds of the proving ground hold, the same seed is the same run, and each broken desk is caught by what it breaks."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import pytest
import sqlalchemy as sa

from server.cli import main
from server.simulation.proving.ground import Ground, prove
from server.simulation.proving.variants import VARIANTS, caught
from server.store.tables.infra import LOG

SEEDS, STEPS, PORTION = 200, 20, 20
LONG = 60
# Seeds that failed once; they are run in full for ever.
REGRESSIONS: tuple[int, ...] = (8, 14, 33, 1127)


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Refusals of the desk are what the ground is made of; they are not to be read."""
    before = logging.root.manager.disable
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(before)


@pytest.mark.parametrize("first", range(1, SEEDS + 1, PORTION))
def test_every_seed_holds(first: int) -> None:
    failures = [failure for seed in range(first, first + PORTION) if (failure := prove(seed, STEPS))]
    assert [(failure.line(), failure.wrong[0]) for failure in failures] == []


@pytest.mark.parametrize("seed", REGRESSIONS)
def test_a_seed_that_failed_once_holds_to_its_end(seed: int) -> None:
    assert prove(seed, LONG) is None


@pytest.mark.parametrize("name", VARIANTS)
def test_a_broken_desk_is_caught_by_the_invariant_it_breaks(name: str) -> None:
    failure, _tried = caught(name, 40, 40)
    assert failure is not None, f"{name} survived: {VARIANTS[name].says}"
    assert VARIANTS[name].is_noticed(failure), failure.wrong[0]


def test_the_same_seed_is_the_same_run_event_by_event() -> None:
    told = []
    for _ in range(2):
        ground = Ground(5)
        for number in range(1, 16):
            ground.step(number)
        told.append(ground.stage.rows(sa.select(LOG.c.seq, LOG.c.at, LOG.c.kind, LOG.c.actor, LOG.c.body)))
        ground.stage.close()
    assert told[0] == told[1] and len(told[0]) > 20


def test_things_happen_and_faults_too() -> None:
    ground = Ground(2)
    for number in range(1, 41):
        ground.step(number)
    kinds = {row.kind for row in ground.stage.rows(sa.select(LOG.c.kind).distinct())}
    ground.stage.close()
    assert {
        "ticket.opened",
        "call.rang",
        "offer.made",
        "ticket.assigned",
        "entry.added",
        "presence.set",
    } <= kinds
    assert len(ground.post.accepted) > 5


def test_the_terminal_says_what_held_and_reproduces_what_did_not(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--faults", "--seeds", "2", "--steps", "10"]) == 0
    assert "2 seeds" in capsys.readouterr().out
    with VARIANTS["count-by-hand"].breaks():
        assert main(["simulate", "--faults", "--seeds", "2", "--steps", "25"]) == 1
    assert "simulate --faults --seed " in capsys.readouterr().out


def test_no_seeds_at_all_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["simulate", "--faults", "--seeds", "0"]) == 1
    assert "0" in capsys.readouterr().err
