"""A line between a client and the desk that is cut where a test says: before the desk hears, or after it has answered."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections import deque
from typing import Literal

Cut = Literal["before", "after", "none"]


class Scissors:
    """Forwards one request a connection. Each coming connection takes the next planned cut; without a plan nothing is cut."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.plan: deque[Cut] = deque()
        self.made: list[Cut] = []
        self._listening = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._listening.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, name="scissors", daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Stop listening."""
        self._listening.close()
        self._thread.join(5)

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listening.accept()
                cut: Cut = self.plan.popleft() if self.plan else "none"
                self.made.append(cut)
                threading.Thread(target=self._carry, args=(client, cut), daemon=True).start()

    def _carry(self, client: socket.socket, cut: Cut) -> None:
        with client, contextlib.suppress(OSError):
            request = _whole(client)
            if cut == "before":
                return
            with socket.create_connection(("127.0.0.1", self.port), 10) as desk:
                desk.sendall(request)
                answer = _rest(desk)
            if cut != "after":
                client.sendall(answer)


def _whole(client: socket.socket) -> bytes:
    """Return a request with as much body as it declares."""
    data = b""
    while b"\r\n\r\n" not in data:
        data += _some(client)
    head, _, body = data.partition(b"\r\n\r\n")
    lengths = [
        line.split(b":")[1] for line in head.lower().split(b"\r\n") if line.startswith(b"content-length:")
    ]
    wanted = int(lengths[0]) if lengths else 0
    while len(body) < wanted:
        body += _some(client)
    return head + b"\r\n\r\n" + body


def _some(line: socket.socket) -> bytes:
    part = line.recv(65_536)
    if not part:
        raise ConnectionResetError("the other end left in the middle of a request")
    return part


def _rest(desk: socket.socket) -> bytes:
    """Return everything until the desk closes (the client asked it to)."""
    parts = []
    while part := desk.recv(65_536):
        parts.append(part)
    return b"".join(parts)
