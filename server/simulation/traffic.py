"""Simulated customers of a running desk, through its public interfaces only: they chat by the scripts of the demo, and call.

They wait like people do, write when they are answered, and stop coming while too many of them still wait.
"""

from __future__ import annotations

import http.client
import json
import logging
import threading
from collections.abc import Callable
from typing import Any, Protocol
from urllib.parse import urlsplit

from server.base.errors import DeskError
from server.base.ids import Ids
from server.simulation.demo.cast import english_phone
from server.simulation.demo.seed import Regular, Story, regulars, stories

log = logging.getLogger(__name__)
MOST_CHATS, MOST_CALLS, MOST_WAITING = 4, 2, 3
RING_S, TALK_S = 60.0, 90.0
FIRST_S, GAP_S = 4.0, 25.0
LOOK_S = 2.0
PATIENCE_S = 600.0
CALL_SHARE = 0.3
Sign = Callable[[Regular], str]


class Network(Protocol):
    """A telephone network that customers call from."""

    def place(self, number: str, language: str | None = None) -> str:
        """Let somebody call the desk and return the call's id."""
        ...

    def hang_up(self, call_id: str) -> None:
        """The person at the far end hangs up."""
        ...

    def waits(self, call_id: str) -> bool:
        """Return whether nobody has answered yet."""
        ...

    def is_over(self, call_id: str) -> bool:
        """Return whether the call has ended."""
        ...


class Traffic:
    """The customers of a demo desk at `address`. `sign` is the shop's signature for somebody signed in there; `network` carries calls."""

    def __init__(self, address: str, ids: Ids, *, sign: Sign, network: Network) -> None:
        self._address = address
        self._ids = ids
        self._sign = sign
        self._network = network
        self._stories = stories()
        self._people = regulars()
        self._stopping = threading.Event()
        self._places = threading.BoundedSemaphore(MOST_CHATS)
        self._lines = threading.BoundedSemaphore(MOST_CALLS)
        self._thread: threading.Thread | None = None

    def start(self) -> None:
        """Let customers come until `stop`."""
        self._thread = threading.Thread(target=self._run, name="customers", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """Let no further customer come; those who are there leave."""
        self._stopping.set()

    def _run(self) -> None:
        wait = FIRST_S
        while not self._stopping.wait(wait):
            wait = GAP_S * (0.5 + self._ids.fraction())
            if not self._is_open():
                continue
            person = self._people[int(self._ids.fraction() * len(self._people))]
            if self._ids.fraction() < CALL_SHARE:
                if self._lines.acquire(blocking=False):
                    threading.Thread(target=self._call, args=(person,), name="caller", daemon=True).start()
            elif self._places.acquire(blocking=False):
                threading.Thread(target=self._chat, args=(person,), name="customer", daemon=True).start()

    def _is_open(self) -> bool:
        """Return whether somebody is there to answer and not too many wait already: customers look before they write."""
        try:
            front = _Chatter(self._address, self._ids, self._stopping).front()
        except (OSError, http.client.HTTPException) as error:
            log.warning("the desk does not answer: %s", error)
            return False
        return bool(front["online"]) and int(front["ahead"]) < MOST_WAITING

    def _call(self, person: Regular) -> None:
        """Call, ring for as long as patience lasts, talk for a while, hang up."""
        try:
            number = person.phone if self._ids.fraction() < 0.8 else self._unknown()
            call_id = self._network.place(number, person.language)
            self._while(lambda: self._network.waits(call_id), RING_S * (0.7 + 0.6 * self._ids.fraction()))
            if not self._network.waits(call_id):
                self._while(lambda: not self._network.is_over(call_id), TALK_S * (0.5 + self._ids.fraction()))
            if not self._network.is_over(call_id):
                self._network.hang_up(call_id)
        except DeskError as refusal:
            log.warning("a simulated call ended early: %s", refusal)
        finally:
            self._lines.release()

    def _while(self, holds: Callable[[], bool], seconds: float) -> None:
        waited = 0.0
        while waited < seconds and holds() and not self._stopping.wait(1):
            waited += 1

    def _unknown(self) -> str:
        """Return a number nobody at the desk knows, or "" for one that is withheld."""
        return "" if self._ids.fraction() < 0.3 else english_phone(900 + int(self._ids.fraction() * 99))

    def _chat(self, person: Regular) -> None:
        fitting = [one for one in self._stories if one.language == person.language]
        story = fitting[int(self._ids.fraction() * len(fitting))]
        try:
            _Chatter(self._address, self._ids, self._stopping).tell(story, person, self._sign(person))
        except (OSError, http.client.HTTPException) as error:
            log.warning("a simulated customer left: %s", error)
        finally:
            self._places.release()


class _Chatter:
    """One customer with the widget."""

    def __init__(self, address: str, ids: Ids, stopping: threading.Event) -> None:
        self._at = urlsplit(address)
        self._ids = ids
        self._stopping = stopping
        self._token = ""

    def front(self) -> dict[str, Any]:
        """Return what the widget says before a chat."""
        told: dict[str, Any] = self._send("GET", "/api/widget/desk", None)
        return told

    def tell(self, story: Story, person: Regular, identity: str) -> None:
        """Chat by the script: each line of the customer's comes after the agent said something new."""
        order = f"SH-{70_000 + int(self._ids.fraction() * 9_999)}"
        lines = [text.format(order=order, name=person.name) for who, text in story.lines if who == "c"]
        self._token = self._post("/api/widget/visitor", {})["token"]
        first = {
            "message": lines[0],
            "client_id": self._ids.token()[:16],
            "language": person.language,
            "time_zone": person.zone,
            "identity": identity,
        }
        chat = self._post("/api/widget/chats", first)["conversation_id"]
        seen = 0
        for line in lines[1:]:
            seen = self._answered(chat, seen)
            if not seen or self._stopping.wait(4 + 6 * self._ids.fraction()):
                break
            self._post(
                f"/api/widget/chats/{chat}/messages", {"body": line, "client_id": self._ids.token()[:16]}
            )
        self._answered(chat, seen)
        if not self._stopping.wait(5):
            self._post(f"/api/widget/chats/{chat}/end", {})

    def _answered(self, chat: str, seen: int) -> int:
        """Wait for a message of an agent that is newer than `seen` and return its seq; 0 when patience ended."""
        waited = 0.0
        while waited < PATIENCE_S and not self._stopping.wait(LOOK_S):
            waited += LOOK_S
            state = self._send("GET", f"/api/widget/chats/{chat}?after={seen}", None)
            theirs = [one["seq"] for one in state["messages"] if not one["mine"] and one["seq"] > seen]
            if theirs:
                self._post(f"/api/widget/chats/{chat}/read", {"upto": max(theirs)})
                return int(max(theirs))
            if state["state"] == "ended":
                return 0
        return 0

    def _post(self, path: str, body: dict[str, Any]) -> Any:
        return self._send("POST", path, body)

    def _send(self, method: str, path: str, body: dict[str, Any] | None) -> Any:
        connection = http.client.HTTPConnection(self._at.hostname or "", self._at.port or 80, timeout=30)
        headers = {"Content-Type": "application/json", "Idempotency-Key": self._ids.token()[:32]}
        if self._token:
            headers["Authorization"] = f"Bearer {self._token}"
        try:
            connection.request(method, path, json.dumps(body) if body is not None else None, headers)
            answer = connection.getresponse()
            text = answer.read()
        finally:
            connection.close()
        if answer.status >= 300:
            raise http.client.HTTPException(
                f"{method} {path}: {answer.status} {text[:200].decode(errors='replace')}"
            )
        return json.loads(text)
