"""One agent at a console over a real socket: hears every frame with the moment it came, and commands over HTTP."""

from __future__ import annotations

import json
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, NamedTuple

from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from server.bench.process import Line, Overtaken

ALIVE_S = 10.0
PATIENCE_S = 20.0
HELLO, ALIVE = '{"say":"hello","cursor":0,"watch":[]}', '{"say":"alive","active":true}'
Record = dict[str, Any]


class Came(NamedTuple):
    """A record a screen was told, and when its frame had arrived (monotonic seconds)."""

    record: Record
    at: float


class Screen:
    """A greeted screen. Frames are stamped by a thread of their own before anybody looks into them."""

    def __init__(self, socket: ClientConnection, line: Line) -> None:
        self.line = line
        self._socket = socket
        self._frames: queue.SimpleQueue[tuple[float, str]] = queue.SimpleQueue()
        self._over = threading.Event()
        self._seen: set[str] = set()
        self._threads = [
            threading.Thread(target=run, name=run.__name__, daemon=True) for run in (self._hear, self._live)
        ]
        for thread in self._threads:
            thread.start()
        socket.send(HELLO)

    def told(self, wanted: Callable[[Record], bool]) -> Came:
        """Return the next record that is wanted. Raises TimeoutError when none comes."""
        until = time.monotonic() + PATIENCE_S
        while (left := until - time.monotonic()) > 0:
            try:
                at, text = self._frames.get(timeout=left)
            except queue.Empty:
                break
            frame = json.loads(text)
            for record in frame.get("records", ()):
                if wanted(record):
                    return Came(record, at)
        raise TimeoutError(f"what was waited for did not come to the agent's screen within {PATIENCE_S} s")

    def offered(self) -> Came:
        """Return the next open offer that was not returned yet: one that changes is told again."""
        came = self.told(
            lambda record: (
                record["type"] == "offer" and record["state"] == "open" and record["id"] not in self._seen
            )
        )
        self._seen.add(came.record["id"])
        return came

    def be_there(self) -> None:
        """Be available."""
        self.line.post("/api/v1/presence", {"state": "available"})

    def accept(self, offer: Came) -> None:
        """Take what was offered; when the desk took the offer back meanwhile, the one that follows."""
        try:
            self.line.post(f"/api/v1/offers/{offer.record['id']}/accept", {})
        except Overtaken:
            self.accept(self.offered())

    def current(self) -> None:
        """Wait until the screen was told everything there is. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            _, text = self._frames.get(timeout=PATIENCE_S)
            if json.loads(text)["frame"] == "beat":
                return
        raise TimeoutError(f"the agent's screen was not current within {PATIENCE_S} s")

    def stop(self) -> None:
        """End the socket and both threads."""
        self._over.set()
        self._socket.close()
        for thread in self._threads:
            thread.join(5)
        self.line.close()

    def _hear(self) -> None:
        try:
            while not self._over.is_set():
                text = self._socket.recv()
                self._frames.put((time.monotonic(), str(text)))
        except ConnectionClosed:
            return  # whoever waits for a record is told by its timeout

    def _live(self) -> None:
        while not self._over.wait(ALIVE_S):
            try:
                self._socket.send(ALIVE)
            except ConnectionClosed:
                return


@contextmanager
def screen(port: int, cookie: str) -> Iterator[Screen]:
    """Yield the current screen of whoever the cookie signs in."""
    with connect(
        f"ws://127.0.0.1:{port}/socket",
        origin=Origin(f"http://127.0.0.1:{port}"),
        additional_headers={"Cookie": cookie},
        compression=None,
        max_queue=None,
        max_size=None,
    ) as socket:
        found = Screen(socket, Line(port, {"Cookie": cookie}))
        try:
            found.current()
            yield found
        finally:
            found.stop()
