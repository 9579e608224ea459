"""Shapes that several bodies share: names, addresses, levels. The limits stand in the API's description too."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from msgspec import Meta

from server.base.errors import Conflict, Invalid
from server.desk.book import Book
from server.store.tables.staff import CONFIG_VERSIONS, ConfigVersion

Name = Annotated[str, Meta(min_length=1, max_length=80)]
Email = Annotated[str, Meta(min_length=3, max_length=254)]
Id = Annotated[str, Meta(min_length=1, max_length=64)]
Level = Annotated[int, Meta(ge=1, le=5)]
Load = Annotated[int, Meta(ge=0, le=50)]
Version = Annotated[int, Meta(ge=1)]
Seconds = Annotated[int, Meta(ge=5, le=300)]
Wait = Annotated[int, Meta(ge=5, le=86_400)]


def tidy(name: str) -> str:
    """Return a name without outer spaces. Raises Invalid when nothing is left."""
    if not (tidied := name.strip()):
        raise Invalid("name.empty")
    return tidied


def tidy_email(email: str) -> str:
    """Return an address in lower case. Raises Invalid when it cannot be one (somebody, one @, a host with a dot)."""
    local, _, host = email.strip().lower().rpartition("@")
    if (
        not local
        or "." not in host.strip(".")
        or any(sign.isspace() or sign in "@,;<>" for sign in local + host)
    ):
        raise Invalid("email.form")
    return f"{local}@{host}"


def check_version(kind: str, thing_id: str, stored: int, seen: int) -> None:
    """Raise Conflict `config.stale` unless the sender saw the newest version."""
    if stored != seen:
        raise Conflict("config.stale", kind=kind, id=thing_id, version=stored, came=seen)


def keep_version(book: Book, kind: str, thing_id: str, version: int, body: Mapping[str, object]) -> None:
    """Keep what a piece of configuration looks like from now on, and who made it so."""
    kept = ConfigVersion(
        kind=kind, id=thing_id, version=version, at=book.now, actor=book.actor.name, body=dict(body)
    )
    book.put(CONFIG_VERSIONS, kept)
