"""Articles found, as a screen shows them: title, the passage that answers, where its words stand, why it was found."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

import sqlalchemy as sa

from console.protocol import Wire
from kb.fusion import Suggested
from kb.markdown import plain
from kb.marks import marks
from kb.passages import Passage, best, passages
from kb.words import EXACT
from server.desk.finding.finder import Found
from server.desk.finding.source import shown
from server.desk.knowledge.texts import in_language, shown_text
from server.desk.readings.look import Look
from server.desk.readings.readers import Audiences
from server.store.tables.knowledge import PASSAGES, SNIPPETS, Article, ArticleVersion

CLOSE = 3
"""Up to this place in the order of meanings an article is called close in meaning."""


class ArticleHit(Wire, frozen=True, kw_only=True):
    """One article found. `marks`: stretches of the passage with words of the question; `words`: these words, as tokens.

    `covered`: the share of what was asked that it holds, by rarity; `close`: its meaning is among the nearest.
    `for_customers`: a customer may read it; `stale`: nobody has confirmed it since its day. `liked`, `sent_away`: what
    colleagues did with it lately in this queue.
    """

    id: str
    language: str
    title: str
    slug: str
    number: int
    passage: str
    marks: list[tuple[int, int]]
    words: list[str]
    covered: float
    close: bool
    for_customers: bool
    stale: bool
    liked: int = 0
    sent_away: int = 0


def hits(
    look: Look, found: Found, reader: Audiences, covered: Mapping[str, float], limit: int
) -> list[ArticleHit]:
    """Return the articles of what was found that the reader may see as of this snapshot, in order."""
    some = found.suggested[:limit]
    rows = {
        article.id: (article, text) for article, text in shown(look.connection, [one.article for one in some])
    }
    texts = _plain_texts(look, rows)
    pieces = _pieces(look, found, some)
    made = []
    for one in some:
        article, text = rows.get(one.article, (None, None))
        if article is None or text is None or not _readable(article, reader):
            continue
        passage = _passage(texts[one.article], pieces.get(one.article), found.tokens.get(one.article, ()))
        made.append(_hit(article, text, one, passage, found, covered))
    return made


def _hit(
    article: Article,
    text: ArticleVersion,
    one: Suggested,
    passage: str,
    found: Found,
    covered: Mapping[str, float],
) -> ArticleHit:
    tokens = found.tokens.get(article.id, ())
    return ArticleHit(
        id=article.id,
        language=article.language,
        title=text.title,
        slug=article.slug,
        number=text.number,
        passage=passage,
        marks=marks(passage, tokens),
        words=sorted({token for token in tokens if not token.startswith(EXACT)}),
        covered=round(covered.get(article.id, 0.0), 3),
        close=one.meaning_rank is not None and one.meaning_rank <= CLOSE,
        for_customers="customer" in article.audience,
        stale=article.state == "stale",
    )


def _readable(article: Article, reader: Audiences) -> bool:
    return reader.audiences is None or bool(frozenset(article.audience) & reader.audiences)


def _plain_texts(look: Look, rows: Mapping[str, tuple[Article, ArticleVersion]]) -> dict[str, str]:
    snippets = look.rows(SNIPPETS, SNIPPETS.c.removed_at.is_(None)) if rows else []
    return {
        key: plain(shown_text(text.body, in_language(snippets, article.language)))
        for key, (article, text) in rows.items()
    }


def _pieces(look: Look, found: Found, some: Iterable[Suggested]) -> dict[str, tuple[int, int]]:
    """Article -> where its nearest passage stands, for those found by their meaning."""
    wanted = {one.article: one.passage for one in some if one.passage is not None}
    if not wanted:
        return {}
    query = sa.select(PASSAGES.c.article_id, PASSAGES.c.number, PASSAGES.c.start, PASSAGES.c.end)
    lines = look.connection.execute(
        query.where(PASSAGES.c.article_id.in_(sorted(wanted)), PASSAGES.c.model == found.by)
    )
    return {
        line.article_id: (line.start, line.end) for line in lines if wanted[line.article_id] == line.number
    }


def _passage(text: str, place: tuple[int, int] | None, tokens: Iterable[str]) -> str:
    """The nearest passage; where the title or nothing was nearest, the one with most of the words."""
    if place is not None and place[1] > place[0]:
        return text[place[0] : place[1]].strip()
    chosen: Passage | None = best(passages(text), tuple(tokens))
    return chosen.text.strip() if chosen else ""
