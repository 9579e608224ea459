"""Webhooks are signed as Standard Webhooks has it, keep their id when tried again, and go only where they may."""

from __future__ import annotations

import base64
import hashlib
import hmac
import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import sqlalchemy as sa

from server.base.errors import DeskError, Forbidden, Invalid, Unavailable
from server.desk.readings.webhooks import secret_bytes
from server.jobs import outgoing
from server.jobs.hands import Hands
from server.jobs.webhooks import KIND, send_webhook
from server.store.tables.infra import JOBS
from tests.flows.floor import Floor
from tests.server.desk.clocks.promising import Promising, policy, step, with_steps
from tests.server.live.staffed import StaffedDesk


class Receiver(BaseHTTPRequestHandler):
    """Another system: keeps what it was told, answers as it is told to."""

    came: ClassVar[list[tuple[dict[str, str], bytes]]] = []
    answers: ClassVar[list[int]] = []

    def take(self) -> None:
        """Take a message."""
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.came.append(({name.lower(): value for name, value in self.headers.items()}, body))
        self.send_response(self.answers.pop(0) if self.answers else 204)
        self.send_header("Location", "http://127.0.0.1:1/elsewhere")
        self.end_headers()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
        """Say nothing."""


setattr(Receiver, "do_POST", Receiver.take)  # noqa: B010 - the base class wants a name that this tree does not give


@pytest.fixture
def receiver() -> Iterator[str]:
    """The address of a system that listens on this machine."""
    Receiver.came.clear()
    Receiver.answers.clear()
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/clocks?desk=1"
    server.shutdown()
    thread.join()
    server.server_close()


def _fired(url: str, address: str, **settings: Any) -> tuple[Promising, Hands, str]:
    """A desk whose ticket has just reached a step that tells this address."""
    desk = Promising(Floor(StaffedDesk(url, **settings)))
    hook = step("hook", "first_response", ("webhook", address), percent=50)
    desk.promises(with_steps(policy(first_response=1_000), hook))
    desk.now_is("2026-03-02 10:00")
    ticket = desk.floor.starts_chat("It hums").ticket
    desk.after(500)
    hands = Hands(desk.floor.core, {KIND: send_webhook}, lanes=("webhooks",), holder="one")
    return desk, hands, ticket


def test_a_step_is_told_signed_and_tried_again_under_the_same_id(sqlite_url: str, receiver: str) -> None:
    desk, hands, ticket = _fired(sqlite_url, receiver, webhooks_near=True)
    Receiver.answers += [500]
    assert hands.step() == 1
    desk.after(10)
    assert hands.step() == 1
    (first, _), (headers, body) = Receiver.came
    assert headers["webhook-id"] == first["webhook-id"]
    assert int(headers["webhook-timestamp"]) > int(first["webhook-timestamp"])
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.".encode() + body
    digest = hmac.digest(secret_bytes(desk.floor.desk.master, receiver), signed, hashlib.sha256)
    assert headers["webhook-signature"] == "v1," + base64.b64encode(digest).decode()
    told = json.loads(body)
    assert (told["type"], told["data"]["ticket_id"], told["data"]["late_s"]) == ("clock.stepped", ticket, 0)
    assert hands.step() == 0
    desk.floor.desk.database.close()


def test_a_redirect_is_not_followed(sqlite_url: str, receiver: str) -> None:
    desk, hands, _ = _fired(sqlite_url, receiver, webhooks_near=True)
    Receiver.answers += [302]
    hands.step()
    with desk.floor.desk.database.reading() as connection:
        assert connection.execute(sa.select(JOBS.c.failure)).scalar() == "webhook.refused"
    assert len(Receiver.came) == 1
    desk.floor.desk.database.close()


@pytest.mark.parametrize(
    ("address", "refusal"),
    [
        ("http://127.0.0.1:9/x", Invalid),
        ("https://127.0.0.1:9/x", Forbidden),
        ("https://localhost/x", Forbidden),
        ("https://169.254.169.254/latest", Forbidden),
        ("https://[::ffff:10.0.0.1]/x", Forbidden),
        ("https://[64:ff9b::7f00:1]/x", Forbidden),
        ("ftp://example.com/x", Invalid),
        ("https://user:word@example.com/x", Invalid),
        ("https://example.com:99999/x", Invalid),
    ],
)
def test_addresses_that_may_not_be_called(address: str, refusal: type[DeskError]) -> None:
    with pytest.raises(refusal):
        outgoing.post(address, b"{}", {}, near=False)


def test_nobody_listening_is_unavailable() -> None:
    with pytest.raises(Unavailable):
        outgoing.post("http://127.0.0.1:9/x", b"{}", {}, near=True, timeout_s=1)
