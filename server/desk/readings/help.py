"""What customers read: the articles by topic, one article under its address. Nothing that is not for customers exists here."""

from __future__ import annotations

from typing import NamedTuple

import sqlalchemy as sa

from kb.markdown import rendered
from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk.finding.source import SHOWN, shown
from server.desk.knowledge.texts import in_language, shown_text
from server.desk.readings.look import Look
from server.store.tables.knowledge import (
    ARTICLE_DAYS,
    ARTICLES,
    PICTURES,
    SLUGS,
    SNIPPETS,
    Article,
    ArticleVersion,
    Picture,
)

RELATED, REDIRECTS = 4, 5


class Headline(NamedTuple):
    """An article by its title."""

    slug: str
    title: str
    language: str
    topic: str


class Readable(NamedTuple):
    """One article as customers read it, its other languages and neighbours of its topic."""

    id: str
    slug: str
    title: str
    language: str
    number: int
    html: str
    updated_at: Ms
    others: list[Headline]
    related: list[Headline]


def for_customers(article: Article) -> bool:
    """Return whether customers see an article."""
    return article.live is not None and article.state != "archived" and "customer" in article.audience


def topics(look: Look, language: str) -> dict[str, list[Headline]]:
    """Return topic -> what there is, the most read first."""
    ids = [
        str(one)
        for one in look.connection.scalars(
            sa.select(ARTICLES.c.id).where(SHOWN, ARTICLES.c.language == language)
        )
    ]
    views = dict(
        look.connection.execute(
            sa.select(ARTICLE_DAYS.c.article_id, sa.func.sum(ARTICLE_DAYS.c.views)).group_by(
                ARTICLE_DAYS.c.article_id
            )
        ).all()
    )
    found: dict[str, list[tuple[int, Headline]]] = {}
    for article, text in shown(look.connection, ids):
        if for_customers(article):
            line = Headline(article.slug, text.title, article.language, article.topic)
            found.setdefault(article.topic, []).append((-int(views.get(article.id, 0)), line))
    return {
        topic: [line for _, line in sorted(found[topic])]
        for topic in sorted(found, key=lambda one: (not one, one))
    }


def readable(look: Look, slug: str) -> Readable:
    """Return the article under an address it has or had, or the one that took its place. Raises Unknown."""
    article, text = _found(look, slug)
    snippets = look.rows(SNIPPETS, SNIPPETS.c.removed_at.is_(None))
    root = article.original or article.id
    family = sa.or_(ARTICLES.c.id == root, ARTICLES.c.original == root)
    others = [one for one in _headlines(look, family) if one.slug != article.slug]
    same = sa.and_(ARTICLES.c.topic == article.topic, ARTICLES.c.language == article.language)
    related = [one for one in _headlines(look, same) if one.slug != article.slug] if article.topic else []
    return Readable(
        article.id,
        article.slug,
        text.title,
        article.language,
        text.number,
        rendered(shown_text(text.body, in_language(snippets, article.language))),
        article.published_at or article.updated_at,
        others,
        related[:RELATED],
    )


def picture(look: Look, picture_id: str) -> Picture:
    """Return an image of articles. Raises Unknown."""
    rows = look.rows(PICTURES, PICTURES.c.id == picture_id)
    if not rows:
        raise Unknown("http.not_found")
    return rows[0]


def _found(look: Look, slug: str) -> tuple[Article, ArticleVersion]:
    held = look.connection.execute(sa.select(SLUGS.c.article_id).where(SLUGS.c.slug == slug)).scalar()
    for _ in range(REDIRECTS):
        article = look.by_id(ARTICLES, [held]).get(held or "")
        if article is None:
            break
        if for_customers(article):
            return shown(look.connection, [article.id])[0]
        held = article.redirect if article.state == "archived" else None
    raise Unknown("article.unknown")


def _headlines(look: Look, condition: sa.ColumnElement[bool]) -> list[Headline]:
    ids = [str(one) for one in look.connection.scalars(sa.select(ARTICLES.c.id).where(SHOWN, condition))]
    return sorted(
        Headline(article.slug, text.title, article.language, article.topic)
        for article, text in shown(look.connection, ids)
        if for_customers(article)
    )
