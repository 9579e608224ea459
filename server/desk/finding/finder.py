"""Answers questions from published articles: words and, where a model is at work, meaning. Keeps its index by the desk's tables.

Nobody waits for the model longer than they say; without it the words alone decide, and the answer says so.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

import sqlalchemy as sa

from kb import fusion
from kb.audience import Reader, allowed
from kb.fusion import Evidence, Suggested
from kb.index import Index, IndexAway, Progress
from kb.lookup import Hit
from kb.meaning import Near
from kb.question import asked
from server.desk.finding.source import Shown
from server.desk.finding.spaces import Spaces
from server.models.encoder import WORDS, Encoder, NoEncoder
from server.store.database import Database
from server.store.tables.knowledge import ARTICLES

FOLDER = "knowledge"
LANGUAGES = ("en", "zh")
DEADLINE_S = 0.25
QUESTION_CHARS = 1_000
NEWEST = sa.select(sa.func.coalesce(sa.func.max(ARTICLES.c.text_seq), 0))


class Found(NamedTuple):
    """What answers a question, best first, and why to trust the first; what was at work ("words": no model).

    By article: the words found in it, and the share of the question they cover.
    """

    suggested: list[Suggested]
    evidence: Evidence | None
    tokens: dict[str, tuple[str, ...]]
    covered: dict[str, float]
    by: str


NOTHING = Found([], None, {}, {}, WORDS)


class Finder:
    """The index of one process over a folder that all processes of a host share."""

    def __init__(self, database: Database, home: Path, encoder: Encoder | None = None) -> None:
        self._database = database
        self._home = home
        self._encoder: Encoder = encoder or NoEncoder()
        self._source = Shown(database)
        self._spaces = Spaces(database)
        self._guard = threading.Lock()
        self._index: Index | None = None
        self._passed = -1

    @property
    def by(self) -> str:
        """What is at work now: the model's name, or "words"."""
        return self._encoder.name

    def catch_up(self, progress: Progress | None = None) -> int:
        """Take in what changed for readers and return how much; 0 when nothing did or another process is at it."""
        with self._database.reading() as connection:
            newest = int(connection.execute(NEWEST).scalar_one())
        if newest == self._passed:
            return 0
        done = self._opened().catch_up(self._source, progress)
        if done is None:
            return 0
        self._passed = max(newest, done.cursor)
        return done.changes

    def rebuild(self, progress: Progress | None = None) -> int:
        """Build the index anew whatever is there, and return how many articles it holds; 0 while another process is at it."""
        done = self._opened().rebuild(self._source, progress)
        return done.changes if done else 0

    def found(
        self,
        question: str,
        reader: Reader,
        *,
        prefer: str | None = None,
        limit: int = 10,
        deadline_s: float = DEADLINE_S,
    ) -> Found:
        """Return what a reader may see that answers a question; NOTHING while there is no usable index."""
        text = question[:QUESTION_CHARS].strip()
        if not text:
            return NOTHING
        try:
            return self._found(text, reader, prefer, limit, deadline_s)
        except IndexAway:
            self._passed = -1  # the next step of the follower looks at the files again
            return NOTHING

    def _found(self, text: str, reader: Reader, prefer: str | None, limit: int, deadline_s: float) -> Found:
        audience = allowed(reader)
        near = self._near(text, audience, prefer, deadline_s)
        index = self._opened()
        if near is None:
            hits = index.search(text, audience=audience, prefer=prefer, limit=max(limit, 10))
            words = {one.language: [hit for hit in hits if hit.language == one.language] for one in hits}
            return _found_by(fusion.by_words(hits), words, {}, WORDS, limit)
        words = {
            language: index.search(text, audience=audience, language=language, limit=20)
            for language in LANGUAGES
        }
        codes = [one.token for one in asked(text) if one.kind == "code"]
        suggested = fusion.fused(words, near, codes=codes, prefer=prefer)
        return _found_by(suggested, words, near, self._encoder.name, limit)

    def _near(
        self, text: str, audience: frozenset[str] | None, prefer: str | None, deadline_s: float
    ) -> dict[str, list[Near]] | None:
        """The nearest passages by language; None where there is no model, no vector, or no answer in time."""
        model = self._encoder.name
        if model == WORDS or not (edition := self._spaces.edition(model)).spaces:
            return None
        vectors = self._encoder.encode([text], "query", deadline_s)
        if vectors is None:
            return None
        asked = edition.question(vectors[0], text)
        seen: Callable[[str], bool] = lambda article: edition.seen(article, audience)  # noqa: E731
        return {language: space.nearest(asked, seen) for language, space in edition.spaces.items()}

    def _opened(self) -> Index:
        """The index; its folder is made when it is needed first."""
        with self._guard:
            if self._index is None:
                self._index = Index(self._home / FOLDER)
            return self._index

    def close(self) -> None:
        """Let go of the files."""
        if self._index is not None:
            self._index.close()


def _found_by(
    suggested: list[Suggested],
    words: dict[str, list[Hit]],
    near: dict[str, list[Near]],
    by: str,
    limit: int,
) -> Found:
    known = [hit for hits in words.values() for hit in hits]
    return Found(
        suggested[:limit],
        fusion.evidence(suggested, words, near),
        {hit.article: hit.tokens for hit in known},
        {hit.article: hit.covered for hit in known},
        by,
    )
