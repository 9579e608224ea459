"""Which articles a change of each snippet reaches."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import Wire
from kb.snippets import used
from server.desk import access
from server.desk.readings.look import Look
from server.desk.readings.registry import Question, reading
from server.store.tables.knowledge import (
    ARTICLE_VERSIONS,
    ARTICLES,
    SNIPPET_USES,
    SNIPPETS,
    ArticleVersion,
    Snippet,
)


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class SnippetUsers(Wire, frozen=True, kw_only=True):
    """Snippet -> article id -> title, of articles whose newest or shown text holds it, directly or through others."""

    users: dict[str, dict[str, str]]


@reading(
    "snippets.users",
    Nothing,
    access.ARTICLES_EDIT_READ,
    path="/snippets/users",
    answer=SnippetUsers,
)
def snippet_users(look: Look, _asked: Nothing) -> SnippetUsers:
    """Which articles each passage is used in."""
    snippets = look.rows(SNIPPETS, SNIPPETS.c.removed_at.is_(None))
    using = sa.select(SNIPPET_USES.c.article_id).distinct()
    of_newest = sa.or_(
        ARTICLE_VERSIONS.c.number == ARTICLES.c.newest, ARTICLE_VERSIONS.c.number == ARTICLES.c.live
    )
    joined = sa.and_(
        ARTICLE_VERSIONS.c.article_id == ARTICLES.c.id, of_newest, ARTICLES.c.state != "archived"
    )
    query = sa.select(ARTICLE_VERSIONS.sql).join(ARTICLES.sql, joined).where(ARTICLES.c.id.in_(using))
    versions = [ARTICLE_VERSIONS.read(line) for line in look.connection.execute(query)]
    return SnippetUsers(users={one.id: _users(one.id, snippets, versions) for one in snippets})


def _users(name: str, snippets: list[Snippet], versions: list[ArticleVersion]) -> dict[str, str]:
    reached, wider = {name}, {name}
    while wider:
        wider = {one.id for one in snippets if any(used(text) & reached for text in one.texts.values())}
        wider -= reached
        reached |= wider
    return {one.article_id: one.title for one in versions if used(one.body) & reached}
