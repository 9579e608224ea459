"""Every address of a host is checked, whatever it hides in; private ones only where somebody meant them."""

from __future__ import annotations

import socket
from typing import Any

import pytest

from server.base.errors import Forbidden
from server.base.outgoing import resolved


def _named(monkeypatch: pytest.MonkeyPatch, *addresses: str) -> None:
    """Let every name lead to these addresses."""
    found: list[Any] = [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (one, 25)) for one in addresses]
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_args, **_more: found)


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "169.254.169.254",
        "::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "0.0.0.0",
        "fe80::1",
    ],
)
def test_a_name_that_leads_inside_is_refused(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    _named(monkeypatch, "93.184.215.14", address)
    with pytest.raises(Forbidden, match="outgoing"):
        resolved("mail.example.com", 25, near=False)


def test_the_private_network_is_reached_where_it_is_meant(monkeypatch: pytest.MonkeyPatch) -> None:
    assert resolved("127.0.0.1", 25, near=False) == ["127.0.0.1"]
    _named(monkeypatch, "10.1.2.3")
    assert resolved("relay.internal", 25, near=True) == ["10.1.2.3"]


@pytest.mark.parametrize("address", ["169.254.169.254", "224.0.0.1"])
def test_link_local_and_multicast_are_refused_even_then(
    monkeypatch: pytest.MonkeyPatch, address: str
) -> None:
    _named(monkeypatch, address)
    with pytest.raises(Forbidden, match="outgoing"):
        resolved("relay.internal", 25, near=True)
