"""AES-256-GCM under data keys that a master key wraps, and keyed hashes for look-ups. Knows no table and no person.

Each data key belongs to one customer (or to one item until the customer is known); destroying it makes everything under it unreadable.
"""

from __future__ import annotations

import base64
import hashlib
import hmac

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from server.base.errors import DeskError
from server.base.ids import Ids

NONCE_BYTES = 12
KEY_BYTES = 32


class Unopenable(DeskError):
    """A sealed value does not open: wrong master key, wrong place, or damaged bytes."""

    status = 500


class DataKey:
    """An unwrapped data key. Lives for one command or one read, never in a cache: erasure must bite at once."""

    def __init__(self, raw: bytes, ids: Ids) -> None:
        self._cipher = AESGCM(raw)
        self._ids = ids

    def seal(self, plain: bytes, place: str) -> bytes:
        """Return nonce + ciphertext; `place` (the row it is for) must be the same when it is opened."""
        nonce = self._ids.bytes(NONCE_BYTES)
        return nonce + self._cipher.encrypt(nonce, plain, place.encode())

    def open(self, sealed: bytes, place: str) -> bytes:
        """Return the plain bytes. Raises Unopenable when key, place or bytes are not those it was sealed with."""
        try:
            return self._cipher.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], place.encode())
        except InvalidTag:
            raise Unopenable("seal.unopenable", place=place) from None


class Master:
    """The desk's master key: wraps data keys and derives the key of the look-up hashes."""

    def __init__(self, secret: bytes, ids: Ids) -> None:
        if len(secret) != KEY_BYTES:
            raise DeskError("settings.master_key", expected=KEY_BYTES, came=len(secret))
        self._wrapper = DataKey(hmac.digest(secret, b"switchboard wrap 1", "sha256"), ids)
        self._lookup = hmac.digest(secret, b"switchboard lookup 1", "sha256")
        self._signing = hmac.digest(secret, b"switchboard sign 1", "sha256")
        self._ids = ids

    def new_key(self, key_id: str) -> bytes:
        """Return a fresh data key, wrapped for storage under `key_id`."""
        return self._wrapper.seal(self._ids.bytes(KEY_BYTES), key_id)

    def unwrap(self, key_id: str, wrapped: bytes) -> DataKey:
        """Return the data key stored under `key_id`."""
        return DataKey(self._wrapper.open(wrapped, key_id), self._ids)

    def lookup(self, kind: str, normal: str) -> str:
        """Return the keyed hash (128 bits, URL safe) under which a normal form is found again; `kind` separates the spaces."""
        digest = hmac.digest(self._lookup, f"{kind}\0{normal}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest[:16]).decode().rstrip("=")

    def sign(self, purpose: str, text: str) -> str:
        """Return the signature (256 bits, URL safe) of `text` for one named purpose."""
        digest = hmac.digest(self._signing, f"{purpose}\0{text}".encode(), "sha256")
        return base64.urlsafe_b64encode(digest).decode().rstrip("=")


def fingerprint(secret: str) -> str:
    """Return what is stored of a random 256-bit secret: its SHA-256 (no salt needed at that entropy)."""
    return hashlib.sha256(secret.encode()).hexdigest()


def same(left: str, right: str) -> bool:
    """Compare two secrets in constant time."""
    return hmac.compare_digest(left.encode(), right.encode())
