"""Secrets good for one thing until an instant: 256 random bits, hashed at rest, used once. Not sessions, not API keys."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import Ms
from server.base.crypto import fingerprint
from server.base.errors import Unknown
from server.desk.book import Book
from server.store.tables.staff import TOKENS, Token

INVITATION = "invitation"
PASSWORD = "password"  # noqa: S105 - the name of a purpose


def issue(book: Book, purpose: str, subject: str, lifetime: Ms) -> str:
    """Return a new secret for `purpose` and `subject`, good for `lifetime` ms. Earlier ones of the same purpose end here."""
    for token in book.find(TOKENS, subject=subject):
        if token.purpose == purpose and token.used_at is None:
            book.put(TOKENS, replace(token, used_at=book.now))
    secret = book.ids.token()
    token = Token(
        id=fingerprint(secret),
        purpose=purpose,
        subject=subject,
        created_at=book.now,
        expires_at=book.now + lifetime,
    )
    book.put(TOKENS, token)
    return secret


def redeem(book: Book, token_id: str, purpose: str) -> Token:
    """Use up the token with this fingerprint and return it. Raises Unknown `token.void` for one that is not good (any more)."""
    token = book.get(TOKENS, token_id)
    if not is_good(token, purpose, book.now):
        raise Unknown("token.void")
    assert token is not None
    return book.put(TOKENS, replace(token, used_at=book.now))


def is_good(token: Token | None, purpose: str, now: Ms) -> bool:
    """Return whether a token may be redeemed for `purpose`. Looking never uses it up: mail programs open links by themselves."""
    return token is not None and token.purpose == purpose and token.used_at is None and now < token.expires_at
