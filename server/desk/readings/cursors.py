"""Where a list goes on: the last place shown, as opaque text. A cursor says nothing about rights; those are checked on every page."""

from __future__ import annotations

import base64
import binascii

import msgspec

from server.base.errors import Malformed

Place = tuple[int, str]


def written(at: int, name: str) -> str:
    """Return the cursor of a place in a list ordered by a number, then by a name."""
    return base64.urlsafe_b64encode(msgspec.json.encode((at, name))).decode().rstrip("=")


def place(cursor: str) -> Place:
    """Return the place of a cursor. Raises Malformed `cursor.malformed`."""
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        found: Place = msgspec.json.decode(
            base64.b64decode(padded, altchars=b"-_", validate=True), type=Place
        )
    except (binascii.Error, msgspec.MsgspecError, ValueError):
        raise Malformed("cursor.malformed", expected="a cursor from an earlier page") from None
    return found
