"""Commands that change nothing but the books: a look that must be recorded, and a sign that the desk can write."""

from __future__ import annotations

from typing import Annotated

from msgspec import Meta

from server.desk import access
from server.desk.access import Policy
from server.desk.book import Book
from server.desk.verbs import Answer, Body, verb
from server.store.tables.infra import COUNTERS, Counter

LOOKS = Policy("looks are recorded", access.EVERY_ROLE, "read")
PULSE = "pulse"


class Note(Body, frozen=True, kw_only=True):
    """What was looked at: the act a reading names, and the id of the thing."""

    act: Annotated[str, Meta(max_length=64)]
    subject: Annotated[str, Meta(max_length=64)]


@verb("audit.note", Note, LOOKS)
def note(book: Book, body: Note) -> Answer:
    """Record that somebody looked at something."""
    book.audit(body.act, body.subject)
    return Answer()


class Pulse(Body, frozen=True, kw_only=True):
    """Nothing."""


@verb("desk.pulse", Pulse, access.SYSTEM_ONLY)
def pulse(book: Book, _body: Pulse) -> Answer:
    """Write the present instant, which shows that the desk can commit."""
    book.put(COUNTERS, Counter(name=PULSE, value=book.now))
    return Answer()
