"""Where the desk may connect to: a name is resolved once, every address is checked, and the connection goes to that address."""

from __future__ import annotations

import ipaddress
import socket

from server.base.errors import Forbidden, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
NAT64 = ipaddress.ip_network("64:ff9b::/96")


def resolved(host: str, port: int, *, near: bool, strict: bool = False) -> list[str]:
    """Return the addresses of a host, in the order to be tried. Raises Forbidden `outgoing.address` when one must not be reached.

    `near` allows addresses of this machine and its private networks; without it they are refused unless `host` itself is
    such an address: then nobody's name server chose it (`strict`: also then). Link-local, multicast and unassigned ones never are.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except socket.gaierror as error:
        raise Unavailable("outgoing.unresolved") from error
    listed = list(dict.fromkeys(str(each[4][0]).partition("%")[0] for each in found))
    meant = near or (not strict and (_literal(host) or host == "localhost"))
    for text in listed:
        if not _may_be_reached(_inner(ipaddress.ip_address(text)), near=meant):
            raise Forbidden("outgoing.address")
    return listed


def _may_be_reached(address: Address, *, near: bool) -> bool:
    if address.is_link_local or address.is_multicast or address.is_unspecified:
        return False
    if address.is_loopback or address.is_private:
        return near
    return address.is_global


def _inner(address: Address) -> Address:
    """Return the IPv4 address that an IPv6 one carries (mapped, 6to4, NAT64), or the address itself."""
    if isinstance(address, ipaddress.IPv4Address):
        return address
    carried = address.ipv4_mapped or address.sixtofour
    if carried is None and address in NAT64:
        carried = ipaddress.IPv4Address(int(address) & 0xFFFF_FFFF)
    return carried or address


def _literal(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True
