"""The executor: many writers together against one commit a command, and the CPU one customer's message costs."""

from __future__ import annotations

import time
from collections.abc import Iterator

from server.bench.desk_kit import BenchDesk, desk_on
from server.bench.measure import Figure, cpu_of
from server.desk.actors import Actor
from server.desk.verbs import Command

WRITERS = 32
EACH = 12
ROUNDS = 5


def figures(kinds: tuple[str, ...]) -> Iterator[Figure]:
    """Yield for each database: commands a second in batches against one by one, and CPU a message."""
    for kind in kinds:
        with desk_on(kind) as desk:
            chats = desk.chats(WRITERS)
            together, alone, cpu, unnamed = _rounds(desk, chats)
        ratio = together / alone
        yield Figure(
            f"batches, 32 writers ({kind})", together, alone, "commands/s", ratio, ">= 3 x", ratio >= 3
        )
        yield Figure(
            f"CPU of a customer's message ({kind})", cpu, 1.5, "ms", cpu / 1.5, "<= 1.5 ms", cpu <= 1.5
        )
        yield Figure(
            f"reads not named beforehand ({kind})", unnamed, 1.0, "a message", unnamed, "<= 1", unnamed <= 1
        )


def _rounds(desk: BenchDesk, chats: list[tuple[Actor, str]]) -> tuple[float, float, float, float]:
    together, alone, cpu = [], [], []
    unnamed = 0.0
    executor = desk.core.executor
    for number in range(ROUNDS + 1):
        batch, single = desk.messages(chats, EACH), desk.messages(chats[:8], EACH)
        executor.unnamed_reads = executor.commands_done = 0
        began = time.perf_counter()
        spent = cpu_of(lambda batch=batch: _all_at_once(desk, batch))  # type: ignore[misc]
        took = time.perf_counter() - began
        unnamed = executor.unnamed_reads / len(batch)
        began = time.perf_counter()
        for command in single:
            executor.ask(command)
        if number:
            together.append(len(batch) / took)
            cpu.append(1000 * spent / len(batch))
            alone.append(len(single) / (time.perf_counter() - began))
    middle = ROUNDS // 2
    return sorted(together)[middle], sorted(alone)[middle], sorted(cpu)[middle], unnamed


def _all_at_once(desk: BenchDesk, commands: list[Command]) -> None:
    """Submit what 32 writers would have waiting, and step until all is answered."""
    executor = desk.core.executor
    for start in range(0, len(commands), WRITERS):
        futures = [executor.submit(command) for command in commands[start : start + WRITERS]]
        while not futures[-1].done():
            executor.step()
