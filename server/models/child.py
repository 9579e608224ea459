"""`python -m server.models.child box FOLDER`: the process that holds the model. Answers what comes in on its input until that ends."""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from server.models.engine import Box, Engine
from server.models.frames import ASKED, Ready, Told, receive, send

ENGINES: dict[str, Callable[[str], Engine]] = {"box": lambda where: Box(Path(where))}


def answer(engine: Engine, asked: BinaryIO, told: BinaryIO) -> None:
    """Say hello, then answer one after the other."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    send(told, Ready(name=engine.name, dimensions=engine.dimensions, labels=engine.labels, memory_mb=used))
    while (wish := receive(asked, ASKED)) is not None:
        send(told, Told(number=wish.number, vectors=tuple(engine.encode(wish.texts, wish.kind))))


def main(kind: str, where: str) -> int:
    """Load and answer. What libraries print goes to the error output: the other pipe is for records only."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    answer(ENGINES[kind](where), sys.stdin.buffer, told)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:3]))
