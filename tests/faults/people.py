"""Customers and agents as threads over the public interfaces. They send again, with the same key, until they are answered."""

from __future__ import annotations

import contextlib
import http.client
import json
import random
import threading
import time
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import urlencode, urlsplit

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect
from websockets.typing import Origin

from tests.server.live.served import Wall

PATIENCE_S = 90.0
LATER = (429, 502, 503, 504)
Addresses = Callable[[], str]


class Refused(Exception):
    """The desk said no, for good."""

    def __init__(self, status: int, code: str) -> None:
        super().__init__(f"{status} {code}")
        self.status = status
        self.code = code


class Line:
    """HTTP to a desk whose processes come and go. `address()` names one of them, anew for each try."""

    def __init__(self, address: Addresses, **headers: str) -> None:
        self.address = address
        self.headers = headers

    def post(self, path: str, body: dict[str, Any], key: str) -> Any:
        """Send until answered. Raises Refused for a definite no."""
        return self._insist(
            "POST", path, json.dumps(body), {"Idempotency-Key": key, "Content-Type": "application/json"}
        )

    def get(self, path: str) -> Any:
        """Ask until answered."""
        return self._insist("GET", path, None, {})

    def form(self, path: str, **fields: str) -> http.client.HTTPResponse:
        """Post a form once, as a browser does."""
        at = urlsplit(self.address())
        origin = f"http://{at.netloc}"
        headers = {"Content-Type": "application/x-www-form-urlencoded", "Origin": origin, **self.headers}
        answer: http.client.HTTPResponse = self._once("POST", path, urlencode(fields), headers)[0]
        return answer

    def _insist(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> Any:
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer, text = self._once(method, path, body, {**headers, **self.headers})
                if answer.status < 300:
                    return json.loads(text)
                if answer.status not in LATER:
                    raise Refused(answer.status, json.loads(text).get("code", ""))
            time.sleep(0.1 + random.random() * 0.2)
        raise AssertionError(f"{method} {path} was not answered within {PATIENCE_S} seconds")

    def _once(self, method: str, path: str, body: str | None, headers: dict[str, str]) -> tuple[Any, bytes]:
        at = urlsplit(self.address())
        connection = http.client.HTTPConnection(at.hostname or "", at.port, timeout=15)
        try:
            connection.request(
                method, path, body, {"Origin": f"http://{at.netloc}", "Connection": "close", **headers}
            )
            answer = connection.getresponse()
            return answer, answer.read()
        finally:
            connection.close()


class Customer(threading.Thread):
    """Somebody who chats: each message is sent until it is acknowledged, then the next."""

    def __init__(self, name: str, address: Addresses, messages: int, queue_id: str | None = None) -> None:
        super().__init__(name=name, daemon=True)
        self.line = Line(address)
        self.messages = messages
        self.queue_id = queue_id
        self.conversation = ""
        self.acknowledged: list[str] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        """Arrive, start a chat and write."""
        try:
            token = self.line.post("/api/widget/visitor", {}, f"arrive-{self.name}")["token"]
            self.line.headers["Authorization"] = f"Bearer {token}"
            first = {"message": "message 0", "client_id": self._client_id(0), "language": "en"}
            if self.queue_id:
                first["queue_id"] = self.queue_id
            started = self.line.post("/api/widget/chats", first, f"start-{self.name}-key")
            self.conversation = started["conversation_id"]
            self.acknowledged.append(self._client_id(0))
            for number in range(1, self.messages):
                said = {"body": f"message {number}", "client_id": self._client_id(number)}
                path = f"/api/widget/chats/{self.conversation}/messages"
                self.line.post(path, said, f"write-{self.name}-{number:04d}")
                self.acknowledged.append(self._client_id(number))
                time.sleep(random.random() * 0.3)
        except BaseException as error:  # noqa: BLE001 - the test reads it; a thread has nobody to raise to
            self.error = error

    def _client_id(self, number: int) -> str:
        return f"{self.name}-{number:06d}"


class Agent(threading.Thread):
    """Somebody at a console: takes what rings, answers what they have, and keeps the records a screen would."""

    def __init__(self, login: str, password: str, address: Addresses, over: threading.Event) -> None:
        super().__init__(name=login, daemon=True)
        self.login = login
        self.password = password
        self.key = login.partition("@")[0]
        self.over = over
        self.line = Line(address)
        self.wall: Wall | None = None
        self.acknowledged: list[str] = []
        self.answered: set[str] = set()
        self.reconnects = 0
        self.error: BaseException | None = None

    def run(self) -> None:
        """Sign in, be available, work until it is over; come back whenever the socket ends."""
        try:
            self.sign_in()
            self.line.post("/api/v1/presence", {"state": "available"}, f"{self.key}-available")
            while not self.over.is_set():
                with contextlib.suppress(OSError, WebSocketException, TimeoutError):
                    self.listen()
                self.reconnects += 1
                time.sleep(0.1 + random.random() * 0.3)
        except BaseException as error:  # noqa: BLE001 - the test reads it; a thread has nobody to raise to
            self.error = error

    def sign_in(self) -> None:
        """Get a session's cookie."""
        until = time.monotonic() + PATIENCE_S
        while time.monotonic() < until:
            with contextlib.suppress(OSError, http.client.HTTPException):
                answer = self.line.form("/login", email=self.login, password=self.password)
                if answer.status == 303:
                    self.line.headers["Cookie"] = (answer.getheader("set-cookie") or "").partition(";")[0]
                    return
            time.sleep(0.3)
        raise AssertionError(f"{self.login} could not sign in")

    def listen(self) -> None:
        """Keep one socket: apply what it says, and act on it."""
        with self.connected() as socket:
            before = self.wall
            wall = self.wall = Wall(socket)
            if before is not None:
                wall.seq, wall.records, wall.away = before.seq, before.records, before.away
            wall.say(say="hello", cursor=wall.seq, watch=[])
            beat = time.monotonic()
            while not self.over.is_set():
                with contextlib.suppress(TimeoutError):
                    wall.hear(0.2)
                if time.monotonic() - beat > 5:
                    wall.say(say="alive", active=True)
                    beat = time.monotonic()
                self.act(wall)

    def connected(self) -> Any:
        """Return a socket, not yet greeted."""
        at = urlsplit(self.line.address())
        return connect(
            f"ws://{at.netloc}/socket",
            origin=Origin(f"http://{at.netloc}"),
            additional_headers={"Cookie": self.line.headers["Cookie"]},
            compression=None,
            open_timeout=5,
            max_queue=None,
            max_size=None,
        )

    def act(self, wall: Wall) -> None:
        """Accept an open offer; answer one ticket that wants it."""
        for offer in list(wall.of("offer").values()):
            if offer["state"] == "open" and offer["id"] not in self.answered:
                self.answered.add(offer["id"])
                with contextlib.suppress(Refused):
                    self.line.post(f"/api/v1/offers/{offer['id']}/accept", {}, f"accept-{offer['id']}")
        wanting = [
            one
            for one in wall.of("ticket").values()
            if one["unread"] and one["assignee_id"] and one["id"] not in self.answered
        ]
        mine = [one for one in wanting if one["assignee_id"] == self.me(wall)]
        if mine and random.random() < 0.3:
            self.reply(random.choice(mine)["id"])
        gone = [
            one
            for one in wall.of("agent").values()
            if one["id"] == self.me(wall) and one["state"] != "available"
        ]
        if gone:
            self.line.post("/api/v1/presence", {"state": "available"}, f"{self.key}-{wall.seq:012d}")

    def me(self, wall: Wall) -> str:
        """Return the id of whoever is signed in here."""
        if not hasattr(self, "_me"):
            self._me = str(self.line.get("/api/v1/snapshot")["me"]["id"])
        return self._me

    def reply(self, ticket_id: str) -> None:
        """Answer a ticket once."""
        self.answered.add(ticket_id)
        thread = self.line.get(f"/api/v1/tickets/{ticket_id}/thread")
        conversations = [one["id"] for one in thread["records"] if one["type"] == "conversation"]
        client_id = f"re-{ticket_id[-12:]}"
        said = {
            "conversation_id": conversations[0],
            "body": "We look into it.",
            "client_id": client_id,
            "seen_seq": thread["seq"],
            "anyway": True,
        }
        with contextlib.suppress(Refused):
            self.line.post(f"/api/v1/tickets/{ticket_id}/reply", said, f"reply-{ticket_id}")
            self.acknowledged.append(client_id)


def join(people: Sequence[threading.Thread], seconds: float) -> None:
    """Wait for people to finish; say who did not."""
    until = time.monotonic() + seconds
    for one in people:
        one.join(max(0.1, until - time.monotonic()))
    late = [one.name for one in people if one.is_alive()]
    assert not late, f"still at it: {late}"
