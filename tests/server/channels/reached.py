"""A staffed desk behind its web application with its channels mounted, reached as customers' browsers and providers reach it."""

from __future__ import annotations

import itertools
from typing import Any, TypeVar

import httpx2
import msgspec
import sqlalchemy as sa
from starlette.testclient import TestClient

from server.channels.bell import Bell
from server.channels.chat.pages import Pages
from server.channels.chat.routes import Widget
from server.channels.voice import signature
from server.channels.voice.routes import Voice
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.store.mapping import Row, Table
from server.store.tables.work import CALLS, Call
from server.web.app import build
from server.web.context import web_context
from server.web.doors import Door
from tests.server.live.staffed import ORDERS, StaffedDesk

R = TypeVar("R", bound=Row)


class ReachedDesk:
    """The desk, its application and one client."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.desk = StaffedDesk(url, **{"port": 8124, "demo": True, **settings})
        parts = self.desk
        parts.executor.start()
        self.core = Core(parts.settings, parts.database, parts.clock, parts.ids, parts.master, parts.executor)
        self.context = web_context(self.core)
        self.bell = Bell()
        parts.executor.on_commit.append(self.bell.ring)
        self.app = build(self.context, [Door(*pair) for pair in self.doors()])
        self.client = TestClient(self.app, base_url=parts.settings.address, follow_redirects=False)
        self.client.__enter__()
        self._keys = itertools.count(1)

    def doors(self) -> list[Any]:
        """Return the doors of the channels."""
        limits = self.context.limits
        channels = (Widget(self.core, self.bell, limits), Pages(self.core), Voice(self.core, limits))
        return [pair for channel in channels for pair in channel.doors()]

    def browser(self) -> Browser:
        """Return a browser that has not been here."""
        return Browser(self)

    def report(self, kind: str, call_id: str = "t1", *, event_id: str = "", **more: Any) -> httpx2.Response:
        """Send one signed report of the provider, dated now unless `at` is given."""
        said = {"type": kind, "call_id": call_id, "at": self.desk.clock.now(), **more}
        body = msgspec.json.encode(said)
        key = signature.secret(self.desk.settings, self.desk.master)
        headers = signature.headers(key, event_id or self.key(), self.desk.clock.now(), body)
        return self.deliver(body, headers)

    def report_again(self, answered: httpx2.Response) -> httpx2.Response:
        """Send exactly the request of an earlier answer once more."""
        sent = answered.request
        return self.deliver(sent.content, {name: sent.headers[name] for name in signature.HEADERS})

    def deliver(self, body: bytes, headers: dict[str, str]) -> httpx2.Response:
        """POST to the webhook as it is."""
        return self.client.post("/api/voice/acme/events", content=body, headers=headers)

    def call(self, call_id: str = "t1") -> Call:
        """Return a call by the provider's name for it."""
        with self.core.looking(SYSTEM) as look:
            return look.rows(CALLS, CALLS.c.provider_id == f"acme:{call_id}")[0]

    def row(self, table: Table[R], key: str) -> R:
        """Return a row by its id."""
        with self.core.looking(SYSTEM) as look:
            return look.by_id(table, [key])[key]

    def rows(self, table: Table[R], **equal: Any) -> list[R]:
        """Return the rows whose columns equal these values."""
        conditions = [table.c[name] == value for name, value in equal.items()]
        with self.core.looking(SYSTEM) as look:
            return look.rows(table, sa.and_(sa.true(), *conditions), table.c[table.key[0]])

    def key(self) -> str:
        """Return a new idempotency key."""
        return f"key-{next(self._keys):08d}"

    def close(self) -> None:
        """Stop everything."""
        self.client.__exit__(None, None, None)
        self.desk.executor.stop()
        self.context.passwords.close()
        self.desk.close()


class Browser:
    """One customer's browser with the widget open."""

    def __init__(self, reached: ReachedDesk) -> None:
        self.reached = reached
        self.token = ""

    def arrive(self) -> Browser:
        """Get a secret."""
        self.token = str(self.post("/visitor", {}).json()["token"])
        return self

    def headers(self, **more: str) -> dict[str, str]:
        """Return what this browser sends along."""
        found = {"origin": self.reached.desk.settings.address, "accept-language": "en"}
        if self.token:
            found["authorization"] = f"Bearer {self.token}"
        return {**found, **{name.replace("_", "-"): value for name, value in more.items()}}

    def get(self, path: str, **more: str) -> httpx2.Response:
        """GET below /api/widget."""
        return self.reached.client.get(f"/api/widget{path}", headers=self.headers(**more))

    def post(self, path: str, body: dict[str, Any], key: str = "", **more: str) -> httpx2.Response:
        """POST below /api/widget, under a new key unless given."""
        headers = self.headers(idempotency_key=key or self.reached.key(), **more)
        return self.reached.client.post(f"/api/widget{path}", json=body, headers=headers)

    def start(self, message: str = "The purifier shows E4", **more: Any) -> httpx2.Response:
        """Start a chat."""
        if not self.token:
            self.arrive()
        body = {
            "message": message,
            "client_id": self.reached.key(),
            "language": "en",
            "queue_id": ORDERS,
            **more,
        }
        return self.post("/chats", body)

    def chatting(self, message: str = "The purifier shows E4", **more: Any) -> str:
        """Start a chat, a second later than whatever was before, and return its conversation."""
        self.reached.desk.clock.advance(1_000)
        answer = self.start(message, **more)
        assert answer.status_code == 201, answer.text
        return str(answer.json()["conversation_id"])

    def write(self, conversation_id: str, body: str, client_id: str = "", **more: Any) -> httpx2.Response:
        """Write a message."""
        said = {"body": body, "client_id": client_id or self.reached.key(), **more}
        return self.post(f"/chats/{conversation_id}/messages", said)

    def chat(self, conversation_id: str, query: str = "") -> dict[str, Any]:
        """Return the chat as this browser sees it."""
        answer = self.get(f"/chats/{conversation_id}{query}")
        assert answer.status_code == 200, answer.text
        found: dict[str, Any] = answer.json()
        return found
