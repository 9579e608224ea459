"""Sends to addresses that people of the desk have typed: checked, connected to what was checked, led nowhere else.

No redirects, no proxies. Public addresses over TLS only; `near` also allows this machine and its networks, there without TLS.
"""

from __future__ import annotations

import http.client
import socket
import ssl
from collections.abc import Mapping
from typing import NamedTuple
from urllib.parse import SplitResult, urlsplit

from server.base.errors import Invalid, Unavailable
from server.base.outgoing import resolved

TIMEOUT_S = 10.0
MOST_BYTES = 65_536
PORTS = {"https": 443, "http": 80}


class Answered(NamedTuple):
    """What the other side said: the status and the beginning of the body."""

    status: int
    body: bytes


def post(
    url: str, body: bytes, headers: Mapping[str, str], *, near: bool, timeout_s: float = TIMEOUT_S
) -> Answered:
    """Send `body` and return the answer, whatever its status.

    Raises Invalid or Forbidden for an address that may not be called, Unavailable when nobody answers in time.
    """
    parts = _parts(url, near=near)
    host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
    address = resolved(host, port, near=near, strict=True)[0]
    try:
        with socket.create_connection((address, port), timeout=timeout_s) as plain:
            return _sent(parts, plain, body, headers)
    except (OSError, http.client.HTTPException) as error:
        raise Unavailable("outgoing.no_answer", why=type(error).__name__) from error


def _parts(url: str, *, near: bool) -> SplitResult:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Invalid("outgoing.form") from error
    if port == 0 or parts.scheme not in PORTS or not parts.hostname or parts.username or parts.password:
        raise Invalid("outgoing.form")
    if parts.scheme == "http" and not near:
        raise Invalid("outgoing.open")
    return parts


def _sent(parts: SplitResult, plain: socket.socket, body: bytes, headers: Mapping[str, str]) -> Answered:
    host = parts.hostname or ""
    connection = http.client.HTTPConnection(host)
    connection.sock = plain
    if parts.scheme == "https":
        connection.sock = ssl.create_default_context().wrap_socket(plain, server_hostname=host)
    path = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    try:
        connection.request("POST", path, body, {**headers, "Host": parts.netloc})
        answer = connection.getresponse()
        return Answered(answer.status, answer.read(MOST_BYTES))
    finally:
        connection.close()
