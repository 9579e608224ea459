"""Keys of programs: made on the settings page, which shows the secret once; only its fingerprint comes here."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.desk import access
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged
from server.desk.fields import Id, Name, tidy
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import API_KEYS, ApiKey

SCOPES = ("read", "write", "events", "admin")
Scope = Literal["read", "write", "events", "admin"]


class KeyAnswer(Answer, frozen=True, kw_only=True):
    """The key's public id."""

    key_id: str


class CreateKey(Body, frozen=True, kw_only=True):
    """A program's access. `digest` is the fingerprint of its secret."""

    name: Name
    scopes: Annotated[tuple[Scope, ...], Meta(min_length=1, max_length=4)]
    digest: Annotated[str, Meta(min_length=64, max_length=64)]


@verb("api_keys.create", CreateKey, access.ADMIN, answer=KeyAnswer)
def create_key(book: Book, body: CreateKey) -> KeyAnswer:
    """Add a key. Not reachable as a route: its secret is made and shown on the settings page, and kept nowhere."""
    key = ApiKey(
        id=book.new_id("api"),
        name=tidy(body.name),
        digest=body.digest,
        scopes=tuple(sorted(set(body.scopes))),
        created_by=book.actor.id,
        created_at=book.now,
    )
    book.put(API_KEYS, key)
    _tell(book, key, 1)
    return KeyAnswer(key_id=key.id)


class RevokeKey(Body, frozen=True, kw_only=True):
    """The key's public id."""

    key_id: Id


@verb("api_keys.revoke", RevokeKey, access.ADMIN, path="/api-keys/{key_id}/revoke", answer=KeyAnswer)
def revoke_key(book: Book, body: RevokeKey) -> KeyAnswer:
    """End a key at once."""
    key = book.must(API_KEYS, body.key_id)
    if key.revoked_at is None:
        book.put(API_KEYS, replace(key, revoked_at=book.now))
        _tell(book, key, 2)
    return KeyAnswer(key_id=key.id)


def _tell(book: Book, key: ApiKey, version: int) -> None:
    book.emit(ConfigChanged(config="api_key", config_id=key.id, version=version))
    book.audit("api_key.changed", key.id, version=version)
