"""Standard Webhooks signatures (https://www.standardwebhooks.com): HMAC-SHA256 over id, timestamp and body. The same both ways."""

from __future__ import annotations

import base64
import binascii
import hmac
from collections.abc import Mapping

from server.base.clock import SECOND, Ms
from server.base.crypto import Master
from server.base.errors import Unidentified
from server.base.settings import Settings

PREFIX = "whsec_"
VERSION = "v1"
ID, TIMESTAMP, SIGNATURE = "webhook-id", "webhook-timestamp", "webhook-signature"
HEADERS = (ID, TIMESTAMP, SIGNATURE)
ID_CHARS = range(8, 65)


def secret(settings: Settings, master: Master) -> str:
    """Return the secret shared with the provider: `DESK_VOICE_SECRET`, else one that follows from the master key."""
    return settings.voice_secret or master.sign("voice webhook", "1")


def headers(key: str, message_id: str, now: Ms, body: bytes) -> dict[str, str]:
    """Return the three headers of a message that leaves now."""
    stamp = str(now // SECOND)
    return {
        ID: message_id,
        TIMESTAMP: stamp,
        SIGNATURE: f"{VERSION},{_signature(key, message_id, stamp, body)}",
    }


def verify(given: Mapping[str, str], key: str, now: Ms, body: bytes, tolerance_s: int) -> str:
    """Return the message's id. Raises Unidentified for a signature that is missing, wrong, or made too long ago or ahead.

    Several signatures (the spec's way to change secrets) may stand in one header, apart by spaces; one that fits is enough.
    """
    message_id, stamp = given.get(ID, ""), given.get(TIMESTAMP, "")
    if len(message_id) not in ID_CHARS or not (stamp.isascii() and stamp.isdigit() and len(stamp) <= 12):
        raise Unidentified("webhook.signature", why="headers")
    if abs(int(stamp) * SECOND - now) > tolerance_s * SECOND:
        raise Unidentified("webhook.signature", why="timestamp")
    wanted = _signature(key, message_id, stamp, body).encode()
    offered = [part.partition(",") for part in given.get(SIGNATURE, "").split(" ")]
    fits = [
        hmac.compare_digest(wanted, value.encode()) for version, _, value in offered if version == VERSION
    ]
    if not any(fits):
        raise Unidentified("webhook.signature", why="signature")
    return message_id


def _signature(key: str, message_id: str, stamp: str, body: bytes) -> str:
    said = f"{message_id}.{stamp}.".encode() + body
    return base64.b64encode(hmac.digest(_key(key), said, "sha256")).decode()


def _key(text: str) -> bytes:
    """Return the bytes of a secret: base64 behind `whsec_`, as the spec writes it, or the text itself."""
    if text.startswith(PREFIX):
        try:
            return base64.b64decode(text[len(PREFIX) :], validate=True)
        except binascii.Error:
            return text.encode()
    return text.encode()
