"""What became of articles in a span: read, used, solved with, opened again, deflected, judged; and links that lead nowhere."""

from __future__ import annotations

from typing import Annotated
from urllib.parse import unquote, urlsplit

import sqlalchemy as sa
from msgspec import Meta

from console.protocol import Wire
from kb.markdown import links
from server.base.clock import DAY
from server.desk import access
from server.desk.finding.source import SHOWN, shown
from server.desk.readings.help import for_customers
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.knowledge import (
    ARTICLE_DAYS,
    ARTICLE_USES,
    ARTICLE_VOTES,
    ARTICLES,
    PICTURES,
    SEARCHES,
    SLUGS,
)
from server.store.tables.work import TICKETS

HELP, PICTURES_AT = "/help/", "/help/pictures/"


class ReportQuestion(Question, frozen=True, kw_only=True):
    """How many days back."""

    days: Annotated[int, Meta(ge=1, le=365)] = 90


class ReportLine(Wire, frozen=True, kw_only=True):
    """One article: `inserted` into drafts, `sent`; `solved` tickets it was used on, and how many of them were `reopened`."""

    id: str
    title: str
    language: str
    views: int
    deflections: int
    inserted: int
    sent: int
    dismissed: int
    solved: int
    reopened: int
    helpful: int
    votes: int


class BrokenLink(Wire, frozen=True, kw_only=True):
    """A link of a shown article; `why`: missing, hidden (readers of the article may not see it), insecure, form."""

    id: str
    title: str
    target: str
    why: str


class ArticleReport(Wire, frozen=True, kw_only=True):
    """Every shown article, the most read first, what became of searches, and the broken links."""

    lines: list[ReportLine]
    searches: dict[str, int]
    broken: list[BrokenLink]


@reading(
    "articles.usage",
    ReportQuestion,
    access.ARTICLES_EDIT_READ,
    path="/knowledge/report",
    answer=ArticleReport,
)
def usage(look: Look, question: ReportQuestion) -> ArticleReport:
    """What became of each article: readings, uses, solved tickets, deflections, verdicts, broken links."""
    since = look.now - question.days * DAY
    ids = [str(one) for one in look.connection.scalars(sa.select(ARTICLES.c.id).where(SHOWN))]
    days = {
        line[0]: (int(line[1]), int(line[2]))
        for line in look.connection.execute(
            sa.select(
                ARTICLE_DAYS.c.article_id,
                sa.func.sum(ARTICLE_DAYS.c.views),
                sa.func.sum(ARTICLE_DAYS.c.deflections),
            )
            .where(ARTICLE_DAYS.c.day >= since // DAY)
            .group_by(ARTICLE_DAYS.c.article_id)
        )
    }
    uses, votes, tickets = _uses(look, since), _votes(look, since), _tickets(look, since)
    lines = [
        ReportLine(
            id=article.id,
            title=text.title,
            language=article.language,
            views=days.get(article.id, (0, 0))[0],
            deflections=days.get(article.id, (0, 0))[1],
            inserted=uses.get((article.id, "insert"), 0),
            sent=uses.get((article.id, "send"), 0) + uses.get((article.id, "link"), 0),
            dismissed=uses.get((article.id, "dismiss"), 0),
            solved=tickets.get(article.id, (0, 0))[0],
            reopened=tickets.get(article.id, (0, 0))[1],
            helpful=votes.get((article.id, "helpful"), 0),
            votes=votes.get((article.id, "helpful"), 0) + votes.get((article.id, "not_helpful"), 0),
        )
        for article, text in shown(look.connection, ids)
    ]
    outcomes = sa.select(SEARCHES.c.outcome, sa.func.count()).where(SEARCHES.c.at >= since)
    return ArticleReport(
        lines=sorted(lines, key=lambda line: (-line.views - line.inserted - line.sent, line.title)),
        searches={
            line[0]: int(line[1]) for line in look.connection.execute(outcomes.group_by(SEARCHES.c.outcome))
        },
        broken=_broken(look, ids),
    )


def _uses(look: Look, since: int) -> dict[tuple[str, str], int]:
    query = sa.select(ARTICLE_USES.c.article_id, ARTICLE_USES.c.how, sa.func.count()).where(
        ARTICLE_USES.c.at >= since
    )
    grouped = query.group_by(ARTICLE_USES.c.article_id, ARTICLE_USES.c.how)
    return {(line[0], line[1]): int(line[2]) for line in look.connection.execute(grouped)}


def _votes(look: Look, since: int) -> dict[tuple[str, str], int]:
    query = sa.select(ARTICLE_VOTES.c.article_id, ARTICLE_VOTES.c.kind, sa.func.count()).where(
        ARTICLE_VOTES.c.at >= since
    )
    grouped = query.group_by(ARTICLE_VOTES.c.article_id, ARTICLE_VOTES.c.kind)
    return {(line[0], line[1]): int(line[2]) for line in look.connection.execute(grouped)}


def _tickets(look: Look, since: int) -> dict[str, tuple[int, int]]:
    """Article -> tickets it was used on that were solved, and how many of them were opened again."""
    query = (
        sa.select(ARTICLE_USES.c.article_id, TICKETS.c.id, TICKETS.c.status, TICKETS.c.reopened)
        .join(TICKETS.sql, TICKETS.c.id == ARTICLE_USES.c.ticket_id)
        .where(ARTICLE_USES.c.at >= since, ARTICLE_USES.c.how.in_(("insert", "send", "link")))
        .distinct()
    )
    found: dict[str, tuple[int, int]] = {}
    for article_id, _, status, reopened in look.connection.execute(query):
        solved, again = found.get(article_id, (0, 0))
        if status in ("solved", "closed") or reopened:
            found[article_id] = solved + 1, again + (1 if reopened else 0)
    return found


def _broken(look: Look, ids: list[str]) -> list[BrokenLink]:
    """What links of shown articles lead nowhere, as far as the desk itself can tell: nothing is fetched."""
    held = dict(look.connection.execute(sa.select(SLUGS.c.slug, SLUGS.c.article_id)).all())
    pictures = set(look.connection.scalars(sa.select(PICTURES.c.id)))
    texts = shown(look.connection, ids)
    public = {article.id for article, _ in texts if for_customers(article)}
    found: list[BrokenLink] = []
    for article, text in texts:
        for target in links(text.body):
            why = _why(target, held, pictures)
            other = held.get(_slug(target))
            if not why and other is not None and article.id in public and other not in public:
                why = "hidden"
            if why:
                found.append(BrokenLink(id=article.id, title=text.title, target=target, why=why))
    return found


def _why(target: str, held: dict[str, str], pictures: set[str]) -> str:
    parts = urlsplit(target)
    if parts.scheme in ("mailto", "tel", "https"):
        return ""
    if parts.scheme == "http":
        return "insecure"
    if parts.scheme or not target.startswith("/"):
        return "" if target.startswith("#") else "form"
    if target.startswith(PICTURES_AT):
        return "" if target.removeprefix(PICTURES_AT) in pictures else "missing"
    if target.startswith(HELP):
        return "" if _slug(target) in held else "missing"
    return ""


def _slug(target: str) -> str:
    path = unquote(urlsplit(target).path)
    return path.removeprefix(HELP) if path.startswith(HELP) else ""
