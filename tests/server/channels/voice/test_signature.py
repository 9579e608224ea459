"""Standard Webhooks signatures: those of the standard's own example fit, others do not."""

from __future__ import annotations

import pytest

from server.base.errors import Unidentified
from server.channels.voice import signature

# The example of the standard's reference implementations.
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
MESSAGE, STAMP = "msg_p5jXN8AQM9LWM0D4loKWxJek", 1_614_265_330
BODY = b'{"test": 2432232314}'
SIGNED = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
NOW = STAMP * 1_000
HEADERS = {"webhook-id": MESSAGE, "webhook-timestamp": str(STAMP), "webhook-signature": SIGNED}


def test_the_standards_own_example_is_made_and_taken() -> None:
    assert signature.headers(KEY, MESSAGE, NOW, BODY) == HEADERS
    assert signature.verify(HEADERS, KEY, NOW, BODY, 300) == MESSAGE


def test_one_signature_that_fits_is_enough_while_a_secret_is_changed() -> None:
    several = {**HEADERS, "webhook-signature": f"v1,AAAA v2,BBBB {SIGNED}"}
    assert signature.verify(several, KEY, NOW, BODY, 300) == MESSAGE


@pytest.mark.parametrize("off", [301_000, -301_000, 3 * 86_400_000])
def test_a_message_sent_too_long_ago_or_from_the_future_is_refused(off: int) -> None:
    with pytest.raises(Unidentified) as refused:
        signature.verify(HEADERS, KEY, NOW + off, BODY, 300)
    assert refused.value.detail["why"] == "timestamp"


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"webhook-id": "msg_another_one"}, "signature"),
        ({"webhook-id": ""}, "headers"),
        ({"webhook-id": "x" * 65}, "headers"),
        ({"webhook-timestamp": "soon"}, "headers"),
        ({"webhook-timestamp": "９９９９"}, "headers"),
        ({"webhook-signature": ""}, "signature"),
        ({"webhook-signature": SIGNED.replace("v1", "v2")}, "signature"),
        ({"webhook-signature": "v1,nonsense"}, "signature"),
        ({"webhook-signature": "v1,ünicode"}, "signature"),
    ],
)
def test_a_changed_header_does_not_fit(change: dict[str, str], why: str) -> None:
    with pytest.raises(Unidentified) as refused:
        signature.verify({**HEADERS, **change}, KEY, NOW, BODY, 300)
    assert refused.value.detail["why"] == why


def test_a_changed_body_or_another_secret_does_not_fit() -> None:
    for key, body in ((KEY, BODY + b" "), ("another", BODY)):
        with pytest.raises(Unidentified):
            signature.verify(HEADERS, key, NOW, body, 300)
