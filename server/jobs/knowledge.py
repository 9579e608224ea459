"""Followers of what readers see: the index of words of this process's host, and the vectors of passages in the database.

Vectors are made by whichever process comes first; one made twice is written once. Without a model there is nothing to make.
"""

from __future__ import annotations

import sys
from array import array
from collections.abc import Sequence

import sqlalchemy as sa

from kb.markdown import plain
from kb.passages import passages
from server.base.clock import Ms
from server.desk.core import Core
from server.desk.finding.finder import Finder
from server.desk.finding.source import SHOWN, shown
from server.desk.knowledge.texts import in_language, shown_text
from server.models.encoder import WORDS, Encoder
from server.store.tables.knowledge import ARTICLES, PASSAGES, SNIPPETS, Article, ArticleVersion, Passage

ARTICLES_AT_ONCE = 4
DEADLINE_S = 10.0
REST: Ms = 5_000


class Words:
    """Keeps the index up with the tables."""

    def __init__(self, finder: Finder) -> None:
        self._finder = finder

    def step(self) -> int:
        """Take in what changed and return how many articles that were."""
        return self._finder.catch_up()


class Meaning:
    """Gives the passages of shown articles their vectors by the model at work; those of other models stay for its return."""

    def __init__(self, core: Core, encoder: Encoder) -> None:
        self._core = core
        self._encoder = encoder
        self._done: tuple[str, int] = ("", -1)
        self._rests_until: Ms = 0

    def step(self) -> int:
        """Make the vectors of a few articles and return how many these were; 0 when every passage has one."""
        model = self._encoder.name
        if model == WORDS or self._core.clock.now() < self._rests_until:
            return 0
        with self._core.database.reading() as connection:
            newest = int(connection.execute(_NEWEST).scalar_one())
            if self._done == (model, newest):
                return 0
            wanting = [str(one) for one in connection.scalars(_wanting(model).limit(ARTICLES_AT_ONCE))]
            texts = shown(connection, wanting)
            snippets = [
                SNIPPETS.read(line)
                for line in connection.execute(sa.select(SNIPPETS.sql).where(SNIPPETS.c.removed_at.is_(None)))
            ]
        if not texts:
            self._done = (model, newest)
            return 0
        made = [self._made(article, text, in_language(snippets, article.language)) for article, text in texts]
        if any(one is None for one in made):
            self._rests_until = self._core.clock.now() + REST
        rows = [row for one in made if one for row in one]
        self._write(model, [article.id for (article, _), one in zip(texts, made, strict=True) if one], rows)
        return sum(one is not None for one in made)

    def _made(self, article: Article, text: ArticleVersion, snippets: dict[str, str]) -> list[Passage] | None:
        """The passages of an article with their vectors; None when the model did not answer in time."""
        model = self._encoder.name
        pieces = pieces_of(text, plain(shown_text(text.body, snippets)))
        vectors = self._encoder.encode([piece for _, _, piece in pieces], "passage", DEADLINE_S)
        if vectors is None or model == WORDS:
            return None
        return [
            Passage(
                article_id=article.id,
                number=number,
                model=model,
                text_seq=article.text_seq,
                language=article.language,
                start=start,
                end=end,
                vector=packed(vector),
            )
            for number, ((start, end, _), vector) in enumerate(zip(pieces, vectors, strict=True))
        ]

    def _write(self, model: str, article_ids: Sequence[str], rows: Sequence[Passage]) -> None:
        if not article_ids:
            return
        with self._core.database.writing() as connection:
            theirs = sa.and_(PASSAGES.c.article_id.in_(article_ids), PASSAGES.c.model == model)
            connection.execute(sa.delete(PASSAGES.sql).where(theirs))
            connection.execute(sa.insert(PASSAGES.sql), [PASSAGES.values(row) for row in rows])


def pieces_of(text: ArticleVersion, body: str) -> list[tuple[int, int, str]]:
    """Return what is given a meaning: title and ways of asking (place 0, 0), then each passage under the title, with its place."""
    asked = [(0, 0, one) for one in (text.title, *text.questions)]
    return [*asked, *((one.start, one.end, f"{text.title}\n{one.text}") for one in passages(body))]


def packed(vector: Sequence[float]) -> bytes:
    """Return a vector as it is stored."""
    numbers = array("f", vector)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers.tobytes()


def _wanting(model: str) -> sa.Select[tuple[str]]:
    """The shown articles without vectors of their present text by this model, the newest first."""
    made = sa.select(1).where(
        PASSAGES.c.article_id == ARTICLES.c.id,
        PASSAGES.c.model == model,
        PASSAGES.c.text_seq == ARTICLES.c.text_seq,
    )
    return sa.select(ARTICLES.c.id).where(SHOWN, ~made.exists()).order_by(ARTICLES.c.text_seq.desc())


_NEWEST = sa.select(sa.func.coalesce(sa.func.max(ARTICLES.c.text_seq), 0))
