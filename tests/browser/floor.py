"""A served desk with the cast on it: Lin (agent), Kofi (agent of another team), Marta (supervisor), Sam (editor), Ada (administrator)."""

from __future__ import annotations

import itertools
import os
from pathlib import Path
from typing import Any

import msgspec

from server.base.clock import SystemClock
from server.base.ids import SystemIds
from server.base.passwords import hashed
from server.base.settings import Settings
from server.desk import all_verbs
from server.desk.actors import SYSTEM
from server.desk.core import build
from server.desk.verbs import VERBS, Command
from tests.faults.people import Line
from tests.faults.processes import Process

__all__ = ["Floor", "all_verbs"]
PASSWORD = "kept-for-the-tests"
RINGS_S = 60
STAFF = {
    "lin": ("Lin Yue", "agent", ("care",)),
    "kofi": ("Kofi Asante", "agent", ("trade",)),
    "marta": ("Marta Lindqvist", "supervisor", ("care", "trade")),
    "sam": ("Sam Okafor", "editor", ()),
    "ada": ("Ada Fenwick", "administrator", ("care",)),
}


class Floor:
    """One desk: teams Care and Trade with a queue each, the cast in one language, and the process that serves it."""

    def __init__(
        self, home: Path, url: str, *, language: str = "en", rings_s: int = RINGS_S, **teams: tuple[str, ...]
    ) -> None:
        self.language = language
        self.process = Process("serve", home, database_url=url, desk_name="Spruce")
        self._keys = (f"floor-{os.getpid()}-{number:05d}" for number in itertools.count())
        self._lines: dict[str, Line] = {}
        core = build(Settings(database_url=url, demo=True), clock=SystemClock(), ids=SystemIds())

        def told(verb: str, **fields: Any) -> dict[str, Any]:
            body = msgspec.convert(fields, VERBS[verb].body)
            return core.executor.ask(Command(verb, SYSTEM, body))

        self.teams = {key: told("teams.create", name=key.title())["id"] for key in ("care", "trade")}
        self.queues = {
            key: told("queues.create", name=name, team_id=self.teams[key], offer_timeout_s=rings_s)["id"]
            for key, name in (("care", "Orders"), ("trade", "Wholesale"))
        }
        password = hashed(PASSWORD, core.ids)
        self.users = {}
        for login, (name, role, of) in STAFF.items():
            added = told(
                "users.add",
                name=name,
                email=f"{login}@example.com",
                role=role,
                password=password,
                language=language,
                time_zone="Europe/London",
                team_ids=[self.teams[team] for team in teams.get(login, of)],
                capacity={"chat": 9, "desk": 20},
            )
            self.users[login] = added["user_id"]
        core.database.close()

    @property
    def address(self) -> str:
        """Where the desk is served."""
        return self.process.address

    def cookie(self, login: str) -> tuple[str, str]:
        """Return the session cookie of a member of staff, signed in once."""
        name, _, value = self._line(login).headers["Cookie"].partition("=")
        return name, value

    def post(self, login: str, path: str, **body: Any) -> dict[str, Any]:
        """Do something over the interface, as somebody of the cast."""
        answer: dict[str, Any] = self._line(login).post(f"/api/v1{path}", body, next(self._keys))
        return answer

    def get(self, login: str, path: str) -> dict[str, Any]:
        """Read something over the interface, as somebody of the cast."""
        answer: dict[str, Any] = self._line(login).get(f"/api/v1{path}")
        return answer

    def forget(self, login: str) -> None:
        """Sign in anew next time: the session has ended."""
        self._lines.pop(login, None)

    def customer(self, name: str, *addresses: tuple[str, str]) -> str:
        """Make a customer who is reached by addresses of (kind, value); returns the id."""
        identities = [{"kind": kind, "value": value} for kind, value in addresses]
        made = self.post("marta", "/customers", name=name, identities=identities, time_zone="Asia/Shanghai")
        return str(made["customer_id"])

    def ticket(self, customer_id: str, subject: str, *, login: str = "lin", **fields: Any) -> dict[str, Any]:
        """Open a ticket by hand in Orders; returns ticket_id and number."""
        fields = {"queue_id": self.queues["care"], "assign_to_me": True, **fields}
        return self.post(login, "/tickets", customer_id=customer_id, subject=subject, **fields)

    def chat(self, message: str, name: str, **fields: Any) -> Line:
        """Let a visitor without a browser start a chat; returns their line."""
        line = Line(lambda: self.address)
        token = line.post("/api/widget/visitor", {}, next(self._keys))["token"]
        line.headers["Authorization"] = f"Bearer {token}"
        said = {"message": message, "name": name, "client_id": next(self._keys), "language": self.language}
        line.post("/api/widget/chats", {**said, **fields}, next(self._keys))
        return line

    def end_calls(self) -> None:
        """Let every caller hang up."""
        line = Line(lambda: self.address)
        for call in line.get("/phone/state?seen=0")["calls"]:
            if call["state"] != "ended":
                line.post(f"/phone/calls/{call['id']}", {"act": "hangup"}, next(self._keys))

    def _line(self, login: str) -> Line:
        if login not in self._lines:
            line = Line(lambda: self.address)
            answer = line.form("/login", email=f"{login}@example.com", password=PASSWORD)
            assert answer.status == 303, answer.status
            line.headers["Cookie"] = (answer.getheader("set-cookie") or "").partition(";")[0]
            self._lines[login] = line
        return self._lines[login]
