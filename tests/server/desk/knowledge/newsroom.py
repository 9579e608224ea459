"""A desk where articles are written: shorthand for what editors do, on both databases."""

from __future__ import annotations

from typing import Any, TypeVar

import sqlalchemy as sa

from server.desk.actors import SYSTEM, Actor
from server.store.mapping import Row, Table
from server.store.tables.knowledge import ARTICLE_VERSIONS, ARTICLES, Article, ArticleVersion
from tests.server.live.staffed import MARTA, SAM, StaffedDesk, staff

R = TypeVar("R", bound=Row)


class Newsroom:
    """Sam writes, Marta reads."""

    def __init__(self, desk: StaffedDesk) -> None:
        self.desk = desk
        self.sam, self.marta = staff(SAM), staff(MARTA)

    def begin(self, title: str, body: str = "A text.", **fields: Any) -> str:
        """Let Sam begin an article for customers."""
        wish = {"language": "en", "audience": ["customer"], **fields}
        return str(self.desk.do(self.sam, "articles.begin", title=title, body=body, **wish)["article_id"])

    def publish(self, article_id: str) -> None:
        """Let Sam hand it in and Marta publish it."""
        self.desk.do(self.sam, "articles.submit", article_id=article_id)
        number = self.article(article_id).newest
        self.desk.do(self.marta, "articles.publish", article_id=article_id, number=number)

    def published(self, title: str, body: str = "A text.", **fields: Any) -> str:
        """Return a new published article."""
        article_id = self.begin(title, body, **fields)
        self.publish(article_id)
        return article_id

    def save(self, article_id: str, body: str, by: Actor | None = None, **fields: Any) -> int:
        """Save a new text and return the newest version."""
        newest = self.version(article_id)
        wish = {"title": newest.title, "questions": newest.questions, "tags": newest.tags, **fields}
        answer = self.desk.do(
            by or self.sam,
            "articles.save",
            article_id=article_id,
            body=body,
            **{"based_on": newest.number, **wish},
        )
        return int(answer["number"])

    def article(self, article_id: str) -> Article:
        """Return an article's row."""
        return self.row(ARTICLES, article_id)

    def version(self, article_id: str, number: int | None = None) -> ArticleVersion:
        """Return a version, the newest unless told."""
        return self.row(ARTICLE_VERSIONS, article_id, number or self.article(article_id).newest)

    def row(self, table: Table[R], *key: Any) -> R:
        """Return a stored row."""
        with self.desk.look(SYSTEM) as look:
            names = table.key
            (found,) = look.rows(table, _all(table, names, key))
            return found

    def rows(self, table: Table[R], **equal: Any) -> list[R]:
        """Return the stored rows with these values."""
        with self.desk.look(SYSTEM) as look:
            return look.rows(table, _all(table, tuple(equal), tuple(equal.values())))

    def fire(self, kind: str, subject: str, verb: str) -> None:
        """Let a timer be due."""
        self.desk.do(SYSTEM, verb, timer_id=f"{kind}:{subject}")


def _all(table: Table[Any], names: tuple[str, ...], values: tuple[Any, ...]) -> Any:
    return sa.and_(sa.true(), *(table.c[name] == value for name, value in zip(names, values, strict=True)))
