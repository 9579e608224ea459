"""A question against one state of the index: BM25F over the fields, near words for mistyped ones, what was covered."""

from dataclasses import dataclass
from typing import Any

from rapidfuzz import process
from rapidfuzz.distance import OSA
from whoosh.query.compound import And, Or
from whoosh.query.qcore import Query
from whoosh.query.terms import Term
from whoosh.scoring import BM25F
from whoosh.searching import Searcher

from kb.question import Asked, asked
from kb.schema import ANYBODY, FIELDS, reader_word
from kb.words import EXACT, stemmed

SINGLE_FIELD = 2.0
EXACT_WEIGHT, NEAR_WEIGHT = 0.35, 0.7
"""Of the exact form beside its stem; of a word that was probably meant beside one that was written."""

CANDIDATES = 30
COVERAGE_FLOOR = 0.3
"""What of its score an article keeps that covers next to nothing of the question."""
PREFERRED = 1.25
"""The favour of the preferred language."""
POSTINGS, ALWAYS = 2_500, 2
"""How many places of tokens a question may have looked through, rarest tokens first; so many tokens are looked up whatever it costs.

What nearly every article holds says nothing and costs the most. In a small index nothing is left out.
"""

RANKING = BM25F(B=0.6, K1=1.2, title_B=0.3, tags_B=0.3)


@dataclass(frozen=True, slots=True)
class Hit:
    """An article found: its score (of this question only, no scale), the share of what was asked that it covers by
    rarity (0 to 1), and the tokens found, for telling why and choosing a passage."""

    article: str
    language: str
    version: int
    score: float
    covered: float
    tokens: tuple[str, ...]


class Lexicon:
    """The exact English words of one state of the index, read when the first mistyped word asks for them."""

    def __init__(self, searcher: Searcher) -> None:
        self._reader = searcher.reader()
        self._words: list[str] | None = None

    def frequency(self, token: str, field: str) -> int:
        """In how many articles the field holds the token."""
        return int(self._reader.doc_frequency(field, token))

    def knows(self, token: str) -> bool:
        """Whether any article holds it."""
        return any(self.frequency(token, field) for field in FIELDS)

    def nearest(self, word: str) -> list[str]:
        """Known words one slip away (letter wrong, missing, too many, two exchanged), two from eight letters on."""
        if self._words is None:
            found = {
                text.decode() for field in FIELDS for text in self._reader.lexicon(field) if text[:1] == b"="
            }
            self._words = sorted(each[1:] for each in found if each[1:].isalpha())
        allowed = 1 if len(word) < 8 else 2
        near = process.extract(word, self._words, scorer=OSA.distance, score_cutoff=allowed, limit=3)
        return [each for each, distance, _ in near if distance == near[0][1]]


def search(
    searcher: Searcher,
    lexicon: Lexicon,
    question: str,
    *,
    audience: frozenset[str] | None,
    language: str | None,
    prefer: str | None,
    limit: int,
) -> list[Hit]:
    """The hits, best first; none for a question without a word.

    Ranked by BM25F, then the first CANDIDATES again by what they cover: an article that holds a rare word three times
    must not stand above one that holds all of the words. `prefer` favours a language a little, where both say the same.
    """
    tokens = _affordable([near for one in asked(question) for near in _meant(one, lexicon)], lexicon)
    if not tokens or audience == frozenset():  # a filter that matches nothing would filter nothing
        return []
    wanted = Or([term for one in tokens for term in _terms(one)])
    ranked = Searcher(searcher.reader(), weighting=RANKING, closereader=False)
    found = ranked.search(
        wanted, filter=_seen_by(audience, language), limit=max(limit, CANDIDATES), terms=True
    )
    rarity = {one.token: _rarity(ranked, one) for one in tokens}
    hits = [_hit(each, rarity, prefer) for each in found]
    return sorted(hits, key=lambda hit: (-hit.score, hit.article))[:limit]


def _affordable(tokens: list[Asked], lexicon: Lexicon) -> list[Asked]:
    """The rarest tokens, in the order they were asked, as many as may be looked up."""
    costs = {
        one.token: sum(lexicon.frequency(term.text, term.fieldname) for term in _terms(one)) for one in tokens
    }
    left, kept = POSTINGS, set[str]()
    for one in sorted(tokens, key=lambda each: costs[each.token] / each.weight):
        left -= costs[one.token]
        if left < 0 and len(kept) >= ALWAYS:
            break
        kept.add(one.token)
    return [one for one in tokens if one.token in kept]


def _meant(one: Asked, lexicon: Lexicon) -> list[Asked]:
    """The token itself, or in place of an unknown English word the nearest known ones."""
    word = one.written
    if len(word) < 4 or not word.isalpha() or lexicon.knows(one.token) or lexicon.knows(EXACT + word):
        return [one]
    return [Asked(stemmed(near), NEAR_WEIGHT, "word", near) for near in lexicon.nearest(word)] or [one]


def _terms(one: Asked) -> list[Term]:
    terms = [Term(field, one.token, boost=boost * one.weight) for field, boost in _fields(one)]
    if one.written:
        exact, weight = EXACT + one.written, one.weight * EXACT_WEIGHT
        terms += [Term(field, exact, boost=boost * weight) for field, boost in _fields(one)]
    return terms


def _fields(one: Asked) -> list[tuple[str, float]]:
    return [("single", SINGLE_FIELD)] if one.kind == "single" else list(FIELDS.items())


def _seen_by(audience: frozenset[str] | None, language: str | None) -> Query:
    names = (ANYBODY,) if audience is None else tuple(reader_word(name) for name in sorted(audience))
    seen = Or([Term("audience", name) for name in names])
    return seen if language is None else And([seen, Term("language", language)])


def _rarity(searcher: Searcher, one: Asked) -> float:
    """How much it tells that an article holds the token: the inverse frequency of the field that has it most, by the token's weight."""
    idf: Any = searcher.idf
    return one.weight * min(float(idf(field, one.token)) for field, _ in _fields(one))


def _hit(found: Any, rarity: dict[str, float], prefer: str | None) -> Hit:
    tokens = {text.decode() for _, text in found.matched_terms()}
    covered = sum(rarity.get(token, 0.0) for token in tokens) / (sum(rarity.values()) or 1.0)
    favour = PREFERRED if found["language"] == prefer else 1.0
    score = float(found.score) * (COVERAGE_FLOOR + covered) * favour
    return Hit(found["id"], found["language"], found["version"], score, covered, tuple(sorted(tokens)))
