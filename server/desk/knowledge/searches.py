"""Searches and what became of them: opened something, asked a person, left. What was asked is sealed and forgotten in time."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import DAY, MINUTE
from server.base.errors import Unknown
from server.desk.access import ARTICLES_REMARK, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.fields import Id
from server.desk.knowledge.use import close_gap, count
from server.desk.redaction import redact
from server.desk.secrets import SearchSecret
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.tables.infra import KEYS, SEALED
from server.store.tables.knowledge import ARTICLES, SEARCHES, Outcome, Place, Search

SETTLE, FORGET = "search_settled", "search_forgotten"
SETTLES_AFTER = 30 * MINUTE
KEPT = 90 * DAY
QUESTION_CHARS = 200
fires(SETTLE, "searches.settle")
fires(FORGET, "searches.forget")


class Note(Body, frozen=True, kw_only=True):
    """What was asked, where, and how many articles were shown."""

    text: Annotated[str, Meta(min_length=1, max_length=QUESTION_CHARS)]
    place: Place
    language: Annotated[str, Meta(max_length=16)]
    shown: Annotated[int, Meta(ge=0)]


class Noted(Answer, frozen=True, kw_only=True):
    """The search, for telling what became of it."""

    search_id: str


class Happened(Body, frozen=True, kw_only=True):
    """What a searcher did next: opened an article, found it enough, or asked a person after all."""

    search_id: Id
    what: Literal["opened", "helped", "asked"]
    article_id: Id | None = None


@verb("searches.note", Note, ARTICLES_REMARK, path="/knowledge/searches", answer=Noted)
def note(book: Book, body: Note) -> Noted:
    """Keep a search; half an hour later it is clear what became of it."""
    search_id = book.new_id("srh")
    outcome: Outcome = "shown" if body.shown else "nothing"
    book.put(
        SEARCHES,
        Search(
            id=search_id,
            place=body.place,
            language=body.language,
            shown=body.shown,
            outcome=outcome,
            at=book.now,
        ),
    )
    book.seal(search_id, book.new_key(), SearchSecret(text=redact(body.text)))
    book.timer(SETTLE, search_id, book.now + SETTLES_AFTER)
    book.timer(FORGET, search_id, book.now + KEPT)
    return Noted(search_id=search_id)


@verb("searches.happened", Happened, ARTICLES_REMARK, path="/knowledge/searches/{search_id}")
def happened(book: Book, body: Happened) -> Answer:
    """Note what became of a search. Who asked a person after all was not helped, whatever they opened."""
    search = book.get(SEARCHES, body.search_id)
    if search is None:
        raise Unknown("search.unknown", id=body.search_id)
    if body.what == "asked":
        if search.outcome != "deflected":
            book.put(SEARCHES, replace(search, outcome="asked"))
        return Answer()
    article = book.get(ARTICLES, body.article_id) if body.article_id else None
    if article is not None and search.outcome in ("shown", "nothing", "opened", "ignored"):
        book.put(SEARCHES, replace(search, outcome="opened", article_id=article.id))
        close_gap(book, article)
    if body.what == "helped":
        _deflect(book, book.must(SEARCHES, search.id))
    return Answer()


@verb("searches.settle", Fire, SYSTEM_ONLY)
def settle(book: Book, body: Fire) -> Answer:
    """Say what became of a search nobody heard of again: deflected when something was opened, else ignored."""
    timer = claim(book, body)
    search = book.get(SEARCHES, timer.subject) if timer else None
    if search is None:
        return Answer()
    if search.outcome == "shown":
        book.put(SEARCHES, replace(search, outcome="ignored"))
    elif search.outcome == "opened" and search.place != "console":
        _deflect(book, search)
    return Answer()


@verb("searches.forget", Fire, SYSTEM_ONLY)
def forget(book: Book, body: Fire) -> Answer:
    """Forget a search with its words and their key."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    sealed = book.get(SEALED, timer.subject)
    book.drop(SEARCHES, timer.subject)
    if sealed is not None:
        book.drop(SEALED, timer.subject)
        book.drop(KEYS, sealed.key_id)
    return Answer()


def _deflect(book: Book, search: Search) -> None:
    if search.article_id is not None and search.outcome == "opened":
        book.put(SEARCHES, replace(search, outcome="deflected"))
        count(book, search.article_id, deflections=1)
