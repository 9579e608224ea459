"""Time-based one-time passwords (RFC 6238: SHA-1, six digits, thirty seconds), as authenticator apps make them. Stores nothing."""

from __future__ import annotations

import base64
import hmac
from urllib.parse import quote

from server.base.clock import SECOND, Ms
from server.base.crypto import same

STEP_MS: Ms = 30 * SECOND
DIGITS = 6
SECRET_BYTES = 20
DRIFT_STEPS = 1


def step_of(at: Ms) -> int:
    """Return the number of the thirty seconds an instant lies in."""
    return at // STEP_MS


def code_at(secret: bytes, step: int) -> str:
    """Return the code of a step (RFC 4226, section 5.3)."""
    digest = hmac.digest(secret, step.to_bytes(8, "big"), "sha1")
    offset = digest[-1] & 0x0F
    number = int.from_bytes(digest[offset : offset + 4], "big") & 0x7FFF_FFFF
    return str(number % 10**DIGITS).zfill(DIGITS)


def matching_step(secret: bytes, code: str, at: Ms, after: int) -> int | None:
    """Return the step whose code this is, one step of drift either way, later than `after`: a code is good once."""
    now = step_of(at)
    for step in (now, now - DRIFT_STEPS, now + DRIFT_STEPS):
        if step > after and same(code_at(secret, step), code):
            return step
    return None


def written(secret: bytes) -> str:
    """Return the secret as people type it into an app: base32 in groups of four."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    return " ".join(plain[at : at + 4] for at in range(0, len(plain), 4))


def address(secret: bytes, issuer: str, account: str) -> str:
    """Return the address that authenticator apps open."""
    plain = base64.b32encode(secret).decode().rstrip("=")
    label = quote(f"{issuer}:{account}", safe=":@")
    return f"otpauth://totp/{label}?secret={plain}&issuer={quote(issuer, safe='')}"
