"""The host page's word for who is signed in: a token anybody's JWT library makes, and nothing that only looks like one."""

from __future__ import annotations

import base64
import hmac
import json
from typing import Any

import pytest

from server.base.errors import Forbidden
from server.channels.chat import signature
from server.channels.chat.signature import Claims

KEY = "a secret of the site"
NOW = 1_795_000_000_000
LATER = NOW // 1_000 + 60


def token(claims: dict[str, Any], *, header: dict[str, Any] | None = None, key: str = KEY) -> str:
    """Make a token by hand, as RFC 7519 says."""
    parts = [json.dumps(part).encode() for part in (header or {"alg": "HS256", "typ": "JWT"}, claims)]
    said = ".".join(base64.urlsafe_b64encode(part).decode().rstrip("=") for part in parts)
    digest = hmac.digest(key.encode(), said.encode(), "sha256")
    return f"{said}.{base64.urlsafe_b64encode(digest).decode().rstrip('=')}"


def test_a_token_made_elsewhere_is_read_with_claims_we_do_not_know() -> None:
    made = token({"sub": "u-1", "exp": LATER, "iat": LATER - 60, "name": "梅", "email": "mei@example.com"})
    who = signature.read(made, KEY, NOW)
    assert (who.external_id, who.name, who.email) == ("u-1", "梅", "mei@example.com")


def test_our_own_tokens_are_read() -> None:
    assert signature.read(signature.signed(Claims(sub="u-1", exp=LATER), KEY), KEY, NOW).external_id == "u-1"


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (token({"sub": "u-1", "exp": LATER}, key="another"), "signature"),
        (token({"sub": "u-1", "exp": LATER - 200}), "expired"),
        (token({"sub": "u-1"}), "claims"),
        (token({"sub": "", "exp": LATER}), "claims"),
        (token({"sub": 7, "exp": LATER}), "claims"),
        (token({"sub": "u-1", "exp": LATER}, header={"alg": "HS512"}), "algorithm"),
        (token({"sub": "u-1", "exp": LATER}, header={"alg": "none"}), "algorithm"),
        ("a.b", "form"),
        ("a.b.c.d", "form"),
        ("a.b.!!!", "form"),
        ("x" * 5_000, "form"),
    ],
)
def test_anything_else_is_refused_and_says_why(made: str, why: str) -> None:
    with pytest.raises(Forbidden) as refused:
        signature.read(made, KEY, NOW)
    assert (refused.value.code, refused.value.detail["why"]) == ("widget.signature", why)
