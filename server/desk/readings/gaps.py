"""The gap board: what people searched in vain, tickets no article solved or answered well, clustered, with who writes until when.

What was asked is sealed; it is shown with everything personal masked.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

import sqlalchemy as sa
from msgspec import Meta

from console.protocol import Wire
from kb.gaps import Ask, Cluster, clusters, similar
from kb.masking import masked
from kb.question import language_of
from server.base.clock import DAY, Ms
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.desk.secrets import CustomerSecret, SearchSecret, TicketSecret
from server.store.tables.knowledge import ARTICLE_USES, GAPS, SEARCHES, Gap, Search
from server.store.tables.staff import QUEUES
from server.store.tables.surveys import FOLLOW_UPS
from server.store.tables.work import TICKETS

SEARCHED, SOLVED, SHOWN = 2_000, 500, 50
UNANSWERED = ("nothing", "ignored", "asked")
USED = ("insert", "send", "link")
# Causes of low answers that a better article mends.
MENDED_BY_WORDS = ("no_answer", "wrong_answer")


class GapsQuestion(Question, frozen=True, kw_only=True):
    """How many days back."""

    days: Annotated[int, Meta(ge=1, le=90)] = 30


class GapLine(Wire, frozen=True, kw_only=True):
    """One question without an answer. `minutes`: volume times handling time. `gap_id`: once somebody has it."""

    text: str
    language: str
    searches: int
    tickets: int
    minutes: int
    search_ids: list[str]
    gap_id: str | None = None
    assignee_id: str | None = None
    due_at: Ms | None = None
    article_id: str | None = None
    state: str = "new"


class GapBoard(Wire, frozen=True, kw_only=True):
    """The gaps, those that cost most first; `closed`: how many were closed in these days."""

    gaps: list[GapLine]
    closed: int


@reading("gaps", GapsQuestion, access.ARTICLES_EDIT_READ, path="/gaps", answer=GapBoard)
def gaps(look: Look, question: GapsQuestion) -> GapBoard:
    """What people asked for and no article answers, ranked by volume times handling time."""
    since = look.now - question.days * DAY
    known = look.rows(GAPS, sa.or_(GAPS.c.state != "closed", GAPS.c.closed_at >= since), GAPS.c.created_at)
    opened = look.open_all([one.id for one in known], SearchSecret)
    labels = {one.id: opened[one.id].text for one in known if one.id in opened}
    handle = {row.id: max(row.handle_s, 1) for row in look.rows(QUEUES, sa.true())}
    usual = sum(handle.values()) // len(handle) if handle else 300
    asks = [*_searches(look, since, usual), *_tickets(look, since, handle, usual)]
    lines = [_line(one) for one in clusters(asks)[: SHOWN * 2]]
    return GapBoard(
        gaps=_with_owners(lines, [one for one in known if one.id in labels], labels)[:SHOWN],
        closed=sum(one.state == "closed" for one in known),
    )


def _searches(look: Look, since: Ms, usual: int) -> Iterable[Ask]:
    wanted = sa.and_(SEARCHES.c.at >= since, SEARCHES.c.outcome.in_(UNANSWERED))
    query = sa.select(SEARCHES.sql).where(wanted).order_by(SEARCHES.c.at.desc()).limit(SEARCHED)
    rows: list[Search] = [SEARCHES.read(line) for line in look.connection.execute(query)]
    opened = look.open_all([row.id for row in rows], SearchSecret)
    for row in rows:
        if row.id in opened:
            text = " ".join(opened[row.id].text.split())
            language = language_of(text)
            yield Ask(row.id, masked(text, language), language, usual)


def _tickets(look: Look, since: Ms, handle: dict[str, int], usual: int) -> Iterable[Ask]:
    """Tickets solved without an article, and those whose customer said later that the answer was wrong or missing."""
    used = sa.select(1).where(ARTICLE_USES.c.ticket_id == TICKETS.c.id, ARTICLE_USES.c.how.in_(USED))
    wrong = sa.select(1).where(FOLLOW_UPS.c.about_id == TICKETS.c.id, FOLLOW_UPS.c.cause.in_(MENDED_BY_WORDS))
    solved = sa.and_(TICKETS.c.solved_at >= since, TICKETS.c.status.in_(("solved", "closed")))
    query = sa.select(TICKETS.c.id, TICKETS.c.customer_id, TICKETS.c.queue_id).where(
        solved, sa.or_(~used.exists(), wrong.exists())
    )
    rows = look.connection.execute(query.order_by(TICKETS.c.solved_at.desc()).limit(SOLVED)).all()
    subjects = look.open_all([row.id for row in rows], TicketSecret)
    people = look.open_all([row.customer_id for row in rows], CustomerSecret)
    for row in rows:
        if row.id in subjects and subjects[row.id].subject.strip():
            text, who = subjects[row.id].subject, people.get(row.customer_id)
            language = language_of(text)
            names = [who.name] if who and who.name else []
            yield Ask(
                row.id, masked(text, language, names), language, handle.get(row.queue_id, usual), "ticket"
            )


def _line(cluster: Cluster) -> GapLine:
    return GapLine(
        text=cluster.text,
        language=cluster.language,
        searches=cluster.count("search"),
        tickets=cluster.count("ticket"),
        minutes=round(cluster.seconds / 60),
        search_ids=[one.id for one in cluster.asks if one.kind == "search"][:500],
    )


def _with_owners(lines: list[GapLine], known: list[Gap], labels: dict[str, str]) -> list[GapLine]:
    """Put the gaps that somebody has beside their clusters; those that nobody asked for any more stand at the end."""
    texts = [labels[one.id] for one in known]
    seen: set[str] = set()
    found: list[GapLine] = []
    for line in lines:
        place = similar(line.text, texts)
        gap = known[place] if place is not None else None
        if gap is None:
            found.append(line)
        elif gap.id not in seen:
            seen.add(gap.id)
            found += [_owned(line, gap)] if gap.state != "closed" else []
    silent = GapLine(text="", language="", searches=0, tickets=0, minutes=0, search_ids=[])
    rest = [one for one in known if one.id not in seen and one.state != "closed"]
    return found + [_owned(silent, one, labels[one.id]) for one in rest]


def _owned(line: GapLine, gap: Gap, text: str | None = None) -> GapLine:
    return GapLine(
        text=text or line.text,
        language=gap.language,
        searches=line.searches,
        tickets=line.tickets,
        minutes=line.minutes,
        search_ids=line.search_ids,
        gap_id=gap.id,
        assignee_id=gap.assignee_id,
        due_at=gap.due_at,
        article_id=gap.article_id,
        state=gap.state,
    )
