"""Who the host page says is signed in there: a JSON Web Token (RFC 7519) under HS256 with the widget's secret. Nothing else is read."""

from __future__ import annotations

import base64
import binascii
import hmac

import msgspec

from server.base.clock import SECOND, Ms
from server.base.errors import DeskError, Forbidden
from server.base.strict_json import decode
from server.desk.chats_who import Signed

LONGEST_CHARS = 4_096
LEEWAY: Ms = 60 * SECOND


class Claims(msgspec.Struct, frozen=True, kw_only=True):
    """What a token says, in OpenID's names. `sub` is the person's id at the site; `exp` (seconds since 1970) must be there."""

    sub: str
    exp: int
    name: str = ""
    email: str = ""
    phone_number: str = ""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """How a token is signed: HS256, never anything its sender chooses."""

    alg: str


def signed(claims: Claims, key: str) -> str:
    """Return the token of these claims, as a site's server makes it."""
    said = f"{_encoded(msgspec.json.encode(Header(alg='HS256')))}.{_encoded(msgspec.json.encode(claims))}"
    return f"{said}.{_encoded(_digest(said, key))}"


def read(token: str, key: str, now: Ms) -> Signed:
    """Return who a token speaks of. Raises Forbidden `widget.signature` for one that is forged, damaged or too old."""
    parts = token.split(".")
    if len(token) > LONGEST_CHARS or len(parts) != 3:
        raise Forbidden("widget.signature", why="form")
    if not hmac.compare_digest(_digest(f"{parts[0]}.{parts[1]}", key), _decoded(parts[2])):
        raise Forbidden("widget.signature", why="signature")
    try:
        header, claims = (
            decode(_decoded(parts[0]), Header, LONGEST_CHARS, 4),
            decode(_decoded(parts[1]), Claims, LONGEST_CHARS, 4),
        )
    except DeskError:
        raise Forbidden("widget.signature", why="claims") from None
    if header.alg != "HS256":
        raise Forbidden("widget.signature", why="algorithm")
    if claims.exp * SECOND + LEEWAY < now:
        raise Forbidden("widget.signature", why="expired")
    return _checked(claims)


def _checked(claims: Claims) -> Signed:
    said = {
        "external_id": claims.sub,
        "name": claims.name,
        "email": claims.email,
        "phone": claims.phone_number,
    }
    try:
        return msgspec.convert(said, Signed)
    except msgspec.ValidationError:
        raise Forbidden("widget.signature", why="claims") from None


def _digest(text: str, key: str) -> bytes:
    return hmac.digest(key.encode(), text.encode(), "sha256")


def _encoded(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _decoded(text: str) -> bytes:
    try:
        return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise Forbidden("widget.signature", why="form") from None
