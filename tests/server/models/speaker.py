"""`python -m tests.server.models.speaker`: a process that speaks as the model's does, and does to its texts what they say.

"die" ends it, "hang" keeps it, "refuse" as its argument refuses; everything else becomes the vector (length, number of the process).
"""

from __future__ import annotations

import os
import sys
import time
from array import array

from server.models.frames import ASKED, Ready, Refused, Told, receive, send


def main(mode: str) -> None:
    """Speak until the input ends."""
    told = os.fdopen(os.dup(1), "wb")
    if mode == "refuse":
        return send(told, Refused(code="models.own_folder", detail={"path": "/nowhere"}))
    if mode == "silent":
        return None
    send(told, Ready(name="speaker", dimensions=2, memory_mb=1))
    while (wish := receive(sys.stdin.buffer, ASKED)) is not None:
        vectors = tuple(_vector(text) for text in wish.texts)
        send(told, Told(number=wish.number, vectors=vectors))
    return None


def _vector(text: str) -> bytes:
    if text == "die":
        os._exit(3)
    time.sleep(60 if text == "hang" else 0.05 if text == "slow" else 0)
    return array("f", [len(text), os.getpid()]).tobytes()


if __name__ == "__main__":
    main(sys.argv[1])
