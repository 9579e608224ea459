"""The stored vectors of one model as spaces by language, loaded anew when articles or vectors changed. Makes no vectors."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass, field

import sqlalchemy as sa

from kb.meaning import Space, Vector, centred
from kb.question import language_of
from server.desk.finding.matrix import stacked
from server.desk.finding.source import SHOWN
from server.store.database import Database
from server.store.tables.knowledge import ARTICLES, PASSAGES

Sign = tuple[str, int, int, int]


@dataclass(frozen=True, slots=True)
class Edition:
    """The spaces of one moment, and who may read which article."""

    sign: Sign
    spaces: Mapping[str, Space] = field(default_factory=dict)
    audiences: Mapping[str, frozenset[str]] = field(default_factory=dict)

    def seen(self, article: str, audience: frozenset[str] | None) -> bool:
        """Whether a reader of these audiences (None: all) may see the article."""
        known = self.audiences.get(article)
        return known is not None and (audience is None or bool(known & audience))

    def question(self, vector: Vector, text: str) -> list[float]:
        """The question's vector, centred on the mean of its own language."""
        space = self.spaces.get(language_of(text))
        return centred(vector, space.mean if space else ())


class Spaces:
    """The newest edition, shared by the threads of a process."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._guard = threading.Lock()
        self._edition = Edition(("", 0, 0, 0))

    def edition(self, model: str) -> Edition:
        """Return the spaces of a model as of now."""
        with self._database.reading() as connection:
            sign = _sign(connection, model)
            if sign == self._edition.sign:
                return self._edition
            with self._guard:
                if sign != self._edition.sign:
                    self._edition = _loaded(connection, sign)
                return self._edition


def _sign(connection: sa.Connection, model: str) -> Sign:
    passages = sa.select(sa.func.count(), sa.func.coalesce(sa.func.max(PASSAGES.c.text_seq), 0)).where(
        PASSAGES.c.model == model
    )
    count, newest = connection.execute(passages).one()
    shown = sa.select(sa.func.coalesce(sa.func.max(ARTICLES.c.text_seq), 0))
    return model, int(count), int(newest), int(connection.execute(shown).scalar_one())


def _loaded(connection: sa.Connection, sign: Sign) -> Edition:
    of_model = sa.and_(PASSAGES.c.model == sign[0], PASSAGES.c.article_id == ARTICLES.c.id, SHOWN)
    query = sa.select(PASSAGES.c.article_id, PASSAGES.c.number, PASSAGES.c.language, PASSAGES.c.vector)
    query = query.join(ARTICLES.sql, of_model).order_by(PASSAGES.c.article_id, PASSAGES.c.number)
    names: dict[str, list[tuple[str, int]]] = {}
    vectors: dict[str, list[bytes]] = {}
    for article, number, language, vector in connection.execute(query):
        names.setdefault(language, []).append((article, number))
        vectors.setdefault(language, []).append(vector)
    spaces = {one: Space(one, names[one], stacked(vectors[one])) for one in names}
    lines = connection.execute(sa.select(ARTICLES.c.id, ARTICLES.c.audience).where(SHOWN))
    return Edition(sign, spaces, {line.id: frozenset(line.audience) for line in lines})
