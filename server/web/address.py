"""Where a request came from, and whether a browser sent it from one of our own pages."""

from __future__ import annotations

import ipaddress
from functools import lru_cache

from starlette.requests import HTTPConnection

from server.base.errors import Forbidden
from server.base.settings import Settings
from server.web.context import context_of

SAFE_METHODS = frozenset(("GET", "HEAD", "OPTIONS"))
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def address_of(connection: HTTPConnection) -> str:
    """Return the sender's address; `X-Forwarded-For` counts only as far as configured proxies wrote it."""
    direct = connection.client.host if connection.client else ""
    trusted = _networks(context_of(connection).settings.trusted_proxies)
    chain = [
        part.strip() for part in connection.headers.get("x-forwarded-for", "").split(",") if part.strip()
    ]
    while chain and _inside(direct, trusted):
        direct = chain.pop()
    return direct


def own_origins(settings: Settings) -> frozenset[str]:
    """Return the origins our pages have: the public address, or every loopback name when none is set."""
    if settings.public_url:
        return frozenset((_origin(settings.address),))
    names = ("127.0.0.1", "localhost", "[::1]", settings.host)
    return frozenset((_origin(settings.address), *(f"http://{name}:{settings.port}" for name in names)))


def check_origin(connection: HTTPConnection, method: str, settings: Settings, cookie: str) -> None:
    """Raise Forbidden for an unsafe request that a browser sent from another site, or with our cookie from nowhere.

    A request with neither Origin nor our cookie is a program's: a browser always names the origin of a POST (Fetch, 3.2).
    """
    if method in SAFE_METHODS:
        return
    origin = connection.headers.get("origin")
    site = connection.headers.get("sec-fetch-site", "same-origin")
    if origin is None and cookie not in connection.cookies and site == "same-origin":
        return
    if origin not in own_origins(settings) or site != "same-origin":
        raise Forbidden("origin.foreign", expected=_origin(settings.address))


def _origin(address: str) -> str:
    return "/".join(address.split("/")[:3]).lower()


def _inside(address: str, networks: tuple[Network, ...]) -> bool:
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return False
    return any(parsed in network for network in networks)


@lru_cache(maxsize=8)
def _networks(listed: str) -> tuple[Network, ...]:
    return tuple(
        ipaddress.ip_network(part.strip(), strict=False) for part in listed.split(",") if part.strip()
    )
