"""A staffed desk behind its web application, asked the way browsers and programs ask."""

from __future__ import annotations

import itertools
from typing import Any

import httpx2
from starlette.testclient import TestClient

from server.base.crypto import fingerprint
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.sessions import OpenSession
from server.desk.verbs import Command
from server.web.app import build
from server.web.context import web_context
from tests.server.live.staffed import StaffedDesk, staff

PASSWORD = "a quiet afternoon in spring"


class OpenDesk:
    """The desk, its application and one client; `as_user` names who asks, by session."""

    def __init__(self, url: str, **settings: Any) -> None:
        self.desk = StaffedDesk(url, port=8123, **settings)
        parts = self.desk
        parts.executor.start()
        self.context = web_context(
            Core(parts.settings, parts.database, parts.clock, parts.ids, parts.master, parts.executor)
        )
        self.app = build(self.context)
        self.client = TestClient(self.app, base_url=parts.settings.address, follow_redirects=False)
        self.client.__enter__()
        self._keys = itertools.count(1)
        self._secrets: dict[tuple[str, int], str] = {}
        self._opened = 0

    def session(self, user_id: str, epoch: int = 1) -> str:
        """Return the secret of a session of this person."""
        if (user_id, epoch) not in self._secrets:
            secret = f"secret-of-{user_id}-{epoch}-{self._opened}"
            opened = OpenSession(user_id=user_id, epoch=epoch, session_id=fingerprint(secret))
            self.desk.executor.ask(Command("sessions.open", SYSTEM, opened))
            self._secrets[user_id, epoch] = secret
        return self._secrets[user_id, epoch]

    def forget(self, user_id: str) -> None:
        """Let the next request of this person begin a new session."""
        self._secrets.pop((user_id, 1), None)
        self._opened += 1

    def key(self, *scopes: str) -> str:
        """Return the bearer of a new API key with these scopes."""
        made = self.desk.do(
            staff("usr_ada"), "api_keys.create", name="Shop", scopes=scopes, digest=fingerprint("s" * 43)
        )
        return f"{made['key_id']}.{'s' * 43}"

    def headers(self, user_id: str | None = None, key: str | None = None, **more: str) -> dict[str, str]:
        """Return the headers of a browser of this person, or of a program with this key."""
        found = {"idempotency-key": f"key-{next(self._keys):08d}"}
        if user_id is not None:
            found |= {"cookie": f"desk={self.session(user_id)}", "origin": self.desk.settings.address}
        if key is not None:
            found["authorization"] = f"Bearer {key}"
        return {**found, **{name.replace("_", "-"): value for name, value in more.items()}}

    def get(self, path: str, user_id: str | None = None, **more: str) -> httpx2.Response:
        """GET an address as this person."""
        return self.client.get(path, headers=self.headers(user_id, **more))

    def post(
        self, path: str, body: dict[str, Any] | None = None, user_id: str | None = None, **more: str
    ) -> httpx2.Response:
        """POST a command as this person."""
        return self.client.post(f"/api/v1{path}", json=body or {}, headers=self.headers(user_id, **more))

    def form(self, path: str, fields: dict[str, Any], user_id: str | None = None) -> httpx2.Response:
        """Send a page's form as this person."""
        headers = {**self.headers(user_id), "origin": self.desk.settings.address}
        self.desk.clock.advance(1_000)
        answer = self.client.post(path, data=fields, headers=headers)
        self.client.cookies.clear()
        return answer

    def close(self) -> None:
        """Stop everything."""
        self.client.__exit__(None, None, None)
        self.desk.executor.stop()
        self.context.passwords.close()
        self.desk.close()
