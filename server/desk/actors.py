"""Who sends a command. A name and how far it is trusted; rights are looked up fresh when the command is decided."""

from __future__ import annotations

from typing import Literal

import msgspec


class Actor(msgspec.Struct, frozen=True):
    """`kind` user (staff), visitor (a browser with the widget), key (a program), provider (telephony), system (the desk itself).

    `epoch` is the rights epoch of the user's session, or the leader's lease for `system:leader`. `scopes` are an API key's.
    """

    kind: Literal["user", "visitor", "key", "provider", "system"]
    id: str
    epoch: int = 0
    scopes: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """Return `kind:id`, as the log and the audit trail name the sender."""
        return f"{self.kind}:{self.id}"


SYSTEM = Actor("system", "desk")


def leader(epoch: int) -> Actor:
    """Return the sender of leader commands; they are refused once another leader has a newer epoch."""
    return Actor("system", "leader", epoch)
