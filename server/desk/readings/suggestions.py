"""Suggestions while a ticket is read, and the search in articles for everybody of the desk. Shows nothing rather than a weak guess."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta
from msgspec.structs import replace

from console.protocol import Wire
from kb.fusion import shown, trusted
from kb.question import asked
from server.desk import access
from server.desk.finding.finder import NOTHING, Found
from server.desk.readings.article_hits import ArticleHit, hits
from server.desk.readings.learning import Learned, learned
from server.desk.readings.look import Look
from server.desk.readings.readers import reader_of
from server.desk.readings.registry import Question, reading
from server.desk.secrets import EntrySecret, TicketSecret
from server.store.tables.knowledge import ARTICLE_USES
from server.store.tables.people import CUSTOMERS
from server.store.tables.work import ENTRIES, TICKETS, Ticket

TURNS, TURN_CHARS, SHORTEST = 3, 400, 2
MOST = 3
CANDIDATES = 10
DEADLINE_S = 0.3


class OfTicket(Question, frozen=True, kw_only=True):
    """Which ticket."""

    ticket_id: str


class SearchQuestion(Question, frozen=True, kw_only=True):
    """What is asked, and in which language answers are preferred."""

    q: Annotated[str, Meta(max_length=200)]
    language: Annotated[str, Meta(max_length=16)] | None = None
    limit: Annotated[int, Meta(ge=1, le=20)] = 8


class Suggestions(Wire, frozen=True, kw_only=True):
    """At most three articles; `asked`: the customer's words they answer; `by`: the model at work, or "words"."""

    ticket_id: str
    by: str
    asked: str
    articles: list[ArticleHit]


class Answers(Wire, frozen=True, kw_only=True):
    """Articles for a question, best first; `by`: the model at work, or "words". `sure`: the first is likely to be an answer."""

    by: str
    sure: bool
    articles: list[ArticleHit]


@reading(
    "ticket.suggestions",
    OfTicket,
    access.TICKET_READ,
    path="/tickets/{ticket_id}/suggestions",
    answer=Suggestions,
)
def suggestions(look: Look, question: OfTicket) -> Suggestions:
    """Articles for what the customer said last; none when nothing fits well enough."""
    ticket = look.by_id(TICKETS, [question.ticket_id])[question.ticket_id]
    by = look.finder.by if look.finder else NOTHING.by
    prefer = _language(look, ticket)
    reader = reader_of(look)
    for said in _said(look, ticket):
        found = (
            look.finder.found(said, reader.reader, prefer=prefer, limit=CANDIDATES, deadline_s=DEADLINE_S)
            if look.finder
            else NOTHING
        )
        kept = _kept(look, ticket, found)
        if kept:
            facts = learned(look, [one.article for one in kept.suggested], ticket.queue_id)
            articles = hits(look, _ordered(kept, facts), reader, found.covered, MOST)
            return Suggestions(
                ticket_id=ticket.id,
                by=found.by,
                asked=said,
                articles=[_with(one, facts.get(one.id)) for one in articles],
            )
    return Suggestions(ticket_id=ticket.id, by=by, asked="", articles=[])


@reading(
    "knowledge.search",
    SearchQuestion,
    access.ARTICLES_READ,
    path="/knowledge/search",
    answer=Answers,
)
def search(look: Look, question: SearchQuestion) -> Answers:
    """Articles that answer a question, as far as the one who asks may read them."""
    if look.finder is None:
        return Answers(by=NOTHING.by, sure=False, articles=[])
    reader = reader_of(look)
    found = look.finder.found(
        question.q, reader.reader, prefer=question.language, limit=question.limit, deadline_s=DEADLINE_S
    )
    sure = trusted(found.evidence)
    return Answers(by=found.by, sure=sure, articles=hits(look, found, reader, found.covered, question.limit))


def _said(look: Look, ticket: Ticket) -> Iterator[str]:
    """What the customer said, newest first, then the subject with the tags; too short ones are passed over."""
    query = (
        sa.select(ENTRIES.c.id)
        .where(
            ENTRIES.c.ticket_id == ticket.id,
            ENTRIES.c.author_kind == "customer",
            ENTRIES.c.kind.in_(("message", "form")),
        )
        .order_by(ENTRIES.c.seq.desc())
        .limit(TURNS)
    )
    ids = list(look.connection.scalars(query))
    secrets = look.open_all(ids, EntrySecret)
    subject = look.open_all([ticket.id], TicketSecret).get(ticket.id)
    tags = " ".join(ticket.tags)
    texts = [secrets[one].body[:TURN_CHARS] for one in ids if one in secrets]
    for text in (*texts, f"{subject.subject if subject else ''} {tags}".strip()):
        if len(asked(text)) >= SHORTEST:
            yield text


def _language(look: Look, ticket: Ticket) -> str | None:
    query = sa.select(CUSTOMERS.c.language).where(CUSTOMERS.c.id == ticket.customer_id)
    found = look.connection.execute(query).scalar()
    return str(found).partition("-")[0] if found else None


def _kept(look: Look, ticket: Ticket, found: Found) -> Found | None:
    """What is good enough to be shown and was not sent away on this ticket."""
    good = shown(found.suggested, found.evidence, limit=CANDIDATES)
    if not good:
        return None
    gone = sa.select(ARTICLE_USES.c.article_id).where(
        ARTICLE_USES.c.ticket_id == ticket.id, ARTICLE_USES.c.how == "dismiss"
    )
    away = set(look.connection.scalars(gone))
    left = [one for one in good if one.article not in away]
    return found._replace(suggested=left) if left else None


def _ordered(found: Found, facts: dict[str, Learned]) -> Found:
    """In the order of their scores, nudged by what colleagues did."""
    order = sorted(found.suggested, key=lambda one: -one.score * facts.get(one.article, Learned()).factor)
    return found._replace(suggested=order)


def _with(hit: ArticleHit, facts: Learned | None) -> ArticleHit:
    return replace(hit, liked=facts.liked, sent_away=facts.sent_away) if facts else hit
