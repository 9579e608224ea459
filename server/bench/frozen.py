"""Consoles while one client has stopped reading its socket: what the others get in a second, beside the same without it."""

from __future__ import annotations

import base64
import socket
import statistics
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NamedTuple

from server.bench.crowd import HELLO, MASKED, TEXT
from server.bench.desk_kit import desk_on
from server.bench.gathered import Gathered, gathered
from server.bench.measure import PAIRS, Figure, cpu_seconds
from server.bench.stage import Stage, message, staged
from server.live.happenings import Happening

CONSOLES = 50
BURST = 600
ROUNDS = PAIRS + 2
CURRENT_S = 20.0


class Told(NamedTuple):
    """How many frames a second, and a CPU second, reached the consoles that read."""

    a_second: float
    a_cpu_second: float


def figures(consoles: int = CONSOLES, burst: int = BURST, rounds: int = ROUNDS) -> Iterator[Figure]:
    """Yield the throughput of those who read, with a frozen client among them against without; and that it was noticed."""
    with desk_on("sqlite") as desk, staged(desk) as stage:
        *others, frozen = (f"who={one}" for one in desk.agents(consoles + 1))
        event = message(desk, stage)
        taken: list[tuple[Told, Told]] = []
        full = 0
        with gathered(stage.port, cookies=others) as crowd:
            crowd.join(consoles)
            for number in range(rounds + 1):
                stage.rewind()
                with _frozen(stage, frozen):
                    beside = _told(stage, event, crowd, burst)
                    full += stage.on_loop(lambda: _state(stage, frozen)) == "lagging"
                stage.rewind()
                alone = _told(stage, event, crowd, burst)
                if number:
                    taken.append((beside, alone))
    noticed = full == rounds + 1
    yield _figure(
        "others beside a frozen client, by the clock", [(a.a_second, b.a_second) for a, b in taken], noticed
    )
    cpu = [(a.a_cpu_second, b.a_cpu_second) for a, b in taken]
    yield _figure("others beside a frozen client, by CPU", cpu, noticed)


def _figure(name: str, taken: list[tuple[float, float]], noticed: bool) -> Figure:
    ratio = statistics.median(beside / alone for beside, alone in taken)
    value, reference = (statistics.median(side) for side in zip(*taken, strict=True))
    return Figure(
        name, value, reference, "frames/s", ratio, ">= 0.95 x without it", noticed and ratio >= 0.95
    )


def _told(stage: Stage, event: Happening, crowd: Gathered, burst: int) -> Told:
    """Deliver a burst and wait until everybody who reads has all of it. Raises TimeoutError when somebody has not."""
    batches = stage.batches(event, burst)
    frames = burst * crowd.consoles
    spent, began = cpu_seconds(), time.monotonic()
    stage.loop.run(stage.deliver(batches))
    heard = crowd.heard(frames)
    return Told(frames / (heard.at - began), frames / (cpu_seconds() - spent))


@contextmanager
def _frozen(stage: Stage, cookie: str) -> Iterator[None]:
    """Keep a console open that says hello and then never reads. Little fits into its line, so a burst fills it."""
    with socket.socket() as line:
        line.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4_096)
        line.connect(("127.0.0.1", stage.narrow_port))
        lines = (
            "GET /socket HTTP/1.1",
            f"Host: 127.0.0.1:{stage.narrow_port}",
            f"Origin: http://127.0.0.1:{stage.narrow_port}",
            "Connection: Upgrade",
            "Upgrade: websocket",
            "Sec-WebSocket-Version: 13",
            f"Sec-WebSocket-Key: {base64.b64encode(bytes(16)).decode()}",
            f"Cookie: {cookie}",
        )
        line.sendall("\r\n".join((*lines, "", "")).encode())
        _open(line)
        line.sendall(bytes((TEXT, MASKED | len(HELLO))) + bytes(4) + HELLO)
        _wait_for(stage, cookie, "live")
        yield
    _wait_for(stage, cookie, "")


def _open(line: socket.socket) -> None:
    """Read the answer to the request for a socket; the last time anything is read from this line."""
    head = b""
    while b"\r\n\r\n" not in head:
        part = line.recv(1)
        if not part:
            raise ConnectionRefusedError(f"no socket for the client that freezes, but {head.decode()}")
        head += part


def _wait_for(stage: Stage, cookie: str, state: str) -> None:
    until = time.monotonic() + CURRENT_S
    while (came := stage.on_loop(lambda: _state(stage, cookie))) != state:
        if time.monotonic() > until:
            raise TimeoutError(f"the client that freezes should become {state or 'gone'!r}, it is {came!r}")
        time.sleep(0.01)


def _state(stage: Stage, cookie: str) -> str:
    """Return what the hub says of a person's screen; nothing when there is none."""
    screens = stage.path.hub.screens.of_user(cookie.removeprefix("who="))
    return screens[0].state if screens else ""
