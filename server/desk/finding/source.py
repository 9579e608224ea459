"""Articles as the index reads them: by the event that last changed what readers see. Not the log itself: one row tells all of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

import sqlalchemy as sa

from kb.entry import Change, Entry
from kb.markdown import plain
from server.desk.knowledge.texts import in_language, shown_text
from server.store.database import Database
from server.store.tables.knowledge import (
    ARTICLE_VERSIONS,
    ARTICLES,
    SNIPPETS,
    Article,
    ArticleVersion,
    Snippet,
)

SHOWN = sa.and_(ARTICLES.c.live.is_not(None), ARTICLES.c.state != "archived")
_WITH_TEXT = sa.and_(
    ARTICLE_VERSIONS.c.article_id == ARTICLES.c.id, ARTICLE_VERSIONS.c.number == ARTICLES.c.live
)
CHUNK = 200


class Shown:
    """Fulfils `kb.entry.Source`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def since(self, seq: int, limit: int) -> Sequence[Change]:
        """Return the articles that changed for readers after `seq`, oldest first; None for those no longer shown."""
        later = sa.select(ARTICLES.sql).where(ARTICLES.c.text_seq > seq).order_by(ARTICLES.c.text_seq)
        with self._database.reading() as connection:
            articles = [ARTICLES.read(line) for line in connection.execute(later.limit(limit))]
            entries = {entry.id: entry for entry in entries_of(connection, [one.id for one in articles])}
        return [Change(one.text_seq, one.id, entries.get(one.id)) for one in articles]

    def everything(self) -> tuple[int, int, Iterable[Entry]]:
        """Return the newest change, how many articles are shown, and their entries a chunk at a time."""
        with self._database.reading() as connection:
            head = connection.execute(sa.select(sa.func.coalesce(sa.func.max(ARTICLES.c.text_seq), 0)))
            newest = int(head.scalar_one())
            ids = list(connection.scalars(sa.select(ARTICLES.c.id).where(SHOWN).order_by(ARTICLES.c.id)))
        return newest, len(ids), self._chunks(ids)

    def _chunks(self, ids: list[str]) -> Iterator[Entry]:
        for start in range(0, len(ids), CHUNK):
            with self._database.reading() as connection:
                yield from entries_of(connection, ids[start : start + CHUNK])


def entries_of(connection: sa.Connection, ids: list[str]) -> list[Entry]:
    """Return the entries of those of these articles that are shown."""
    snippets = [
        SNIPPETS.read(line)
        for line in connection.execute(sa.select(SNIPPETS.sql).where(SNIPPETS.c.removed_at.is_(None)))
    ]
    return [entry(article, text, snippets) for article, text in shown(connection, ids)]


def shown(connection: sa.Connection, ids: Sequence[str]) -> list[tuple[Article, ArticleVersion]]:
    """Return those of these articles that readers see, with the version they see."""
    query = sa.select(ARTICLES.sql, ARTICLE_VERSIONS.sql).join(ARTICLE_VERSIONS.sql, _WITH_TEXT)
    wide = len(ARTICLES.fields)
    found: list[tuple[Article, ArticleVersion]] = []
    for start in range(0, len(ids), CHUNK):
        for line in connection.execute(query.where(SHOWN, ARTICLES.c.id.in_(ids[start : start + CHUNK]))):
            article = ARTICLES.row(**dict(zip(ARTICLES.fields, line[:wide], strict=True)))
            text = ARTICLE_VERSIONS.row(**dict(zip(ARTICLE_VERSIONS.fields, line[wide:], strict=True)))
            found.append((article, text))
    return found


def entry(article: Article, text: ArticleVersion, snippets: Iterable[Snippet]) -> Entry:
    """Return what the index is told of a shown article."""
    body = shown_text(text.body, in_language(snippets, article.language))
    return Entry(
        article.id,
        article.language,
        text.title,
        plain(body),
        text.questions,
        text.tags,
        frozenset(article.audience),
        text.number,
    )
