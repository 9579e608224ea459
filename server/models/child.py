"""The process that holds a model, and answers what comes in on its input until that ends.

`python -m server.models.child box FOLDER`, `own WHERE`, or `classifier WHERE LABELS`.
"""

from __future__ import annotations

import os
import resource
import sys
from collections.abc import Callable
from pathlib import Path
from typing import BinaryIO

from server.base.errors import DeskError
from server.models import own
from server.models.encoder import Engine
from server.models.frames import ASKED, Ready, Refused, Told, receive, send


def _box(folder: str) -> Engine:
    from server.models.engine import Box  # noqa: PLC0415  each kind of model needs its own heavy libraries

    return Box(Path(folder))


def _own(where: str) -> Engine:
    found = own.examined(own.located(where), where)
    own.need_torch()
    return _loaded(found)


def _classifier(where: str, labels: str = "") -> Engine:
    found = own.examined(own.located(where), where, classifier=True, labels=labels)
    own.need_torch()
    return _loaded(found)


def _loaded(found: own.Own) -> Engine:
    from server.models.torch_engine import TorchEngine  # noqa: PLC0415

    return TorchEngine(found)


ENGINES: dict[str, Callable[..., Engine]] = {"box": _box, "own": _own, "classifier": _classifier}


def answer(engine: Engine, asked: BinaryIO, told: BinaryIO) -> None:
    """Say hello, then answer one after the other."""
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    send(told, Ready(name=engine.name, dimensions=engine.dimensions, labels=engine.labels, memory_mb=used))
    while (wish := receive(asked, ASKED)) is not None:
        send(told, Told(number=wish.number, vectors=tuple(engine.encode(wish.texts, wish.kind))))


def main(kind: str, *where: str) -> int:
    """Load and answer, or say why not. What libraries print goes to the error output: the other pipe is for records only."""
    told = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    try:
        engine = ENGINES[kind](*where)
    except DeskError as refusal:
        send(told, Refused(code=refusal.code, detail={k: str(v) for k, v in refusal.detail.items()}))
        return 1
    answer(engine, sys.stdin.buffer, told)
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
