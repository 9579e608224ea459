"""Words and meaning as one order, with evidence. Each ranking is made within a passage language; their figures are then added.

A question in another language shares no words with a passage, and cosines are centred per language: so both can be compared
across languages, where raw scores of words could not. Where no vectors are given the words alone decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.lookup import Hit
from kb.meaning import Near


@dataclass(frozen=True, slots=True)
class Weights:
    """What is added to the cosine: `covered` times the square of the covered share, `words` times the share of the language's
    best score (both 0 to 1); `code` for an article in the reader's language that holds a code of the question. Tuned on the
    questions in odd places of our own set; see docs/search.md for the others."""

    covered: float = 0.15
    words: float = 0.1
    code: float = 0.2


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why to trust the first suggestion; None: there was no such ranking.

    `covered`: share of what was asked that it holds. `score` as `fused` added it. `margin`: its lead over the second.
    `agree`: rankings that put it first, of those there are. `cosine`: -1 to 1.
    """

    covered: float
    score: float
    margin: float
    agree: float
    cosine: float | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """One article with the ranks it had (from 1) in each ranking of its language, and the nearest passage's number."""

    article: str
    language: str
    score: float
    word_rank: int | None
    meaning_rank: int | None
    passage: int | None


def by_words(hits: Sequence[Hit]) -> list[Suggested]:
    """One list of words as it stands, for a desk without vectors."""
    return [
        Suggested(hit.article, hit.language, hit.score, rank, None, None)
        for rank, hit in enumerate(hits, start=1)
    ]


def fused(
    words: Mapping[str, Sequence[Hit]],
    meaning: Mapping[str, Sequence[Near]],
    weights: Weights | None = None,
    *,
    codes: Iterable[str] = (),
    prefer: str | None = None,
) -> list[Suggested]:
    """All languages' articles in one order, best first.

    `codes`: tokens of the question that are codes; they mean the same in every language, so there the reader's counts.
    """
    chosen, wanted = weights or Weights(), frozenset(codes)
    found: list[Suggested] = []
    for language in {**words, **meaning}:
        hits, near = words.get(language, ()), meaning.get(language, ())
        code = chosen.code if language == prefer else 0.0
        found += _of_language(language, hits, near, chosen, wanted if code else frozenset())
    return sorted(found, key=lambda each: (-each.score, each.article))


def _of_language(
    language: str, hits: Sequence[Hit], near: Sequence[Near], weights: Weights, codes: frozenset[str]
) -> list[Suggested]:
    """An article that is not among the nearest is taken to be as near as the last of them."""
    by_word = {hit.article: (rank, hit) for rank, hit in enumerate(hits, start=1)}
    by_meaning = {each.article: (rank, each) for rank, each in enumerate(near, start=1)}
    last = near[-1].cosine if near else 0.0
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    found = []
    for article in {**by_word, **by_meaning}:
        word_rank, hit = by_word.get(article, (None, None))
        meaning_rank, nearest = by_meaning.get(article, (None, None))
        score = nearest.cosine if nearest else last
        if hit is not None:
            score += weights.covered * hit.covered**2 + weights.words * hit.covered * hit.score / best
            score += weights.code if codes & set(hit.tokens) else 0.0
        passage = nearest.passage if nearest else None
        found.append(Suggested(article, language, score, word_rank, meaning_rank, passage))
    return found


def evidence(
    suggested: Sequence[Suggested], words: Mapping[str, Sequence[Hit]], meaning: Mapping[str, Sequence[Near]]
) -> Evidence | None:
    """What speaks for the first suggestion; None without one."""
    if not suggested:
        return None
    first = suggested[0]
    hits, near = words.get(first.language, ()), meaning.get(first.language, ())
    covered = next((hit.covered for hit in hits if hit.article == first.article), 0.0)
    cosine = next((each.cosine for each in near if each.article == first.article), None)
    second = suggested[1].score if len(suggested) > 1 else 0.0
    firsts = [ranking[0].article == first.article for ranking in (hits, near) if ranking]
    agree = sum(firsts) / len(firsts) if firsts else 0.0
    return Evidence(covered, first.score, first.score - second, agree, cosine)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What the evidence must reach before anything is shown: a weak guess costs more trust than silence.

    `covered` where words alone are at work; else `score`, for the score together with its lead.
    """

    covered: float = 0.4
    score: float = 0.6


def trusted(found: Evidence | None, threshold: Threshold | None = None) -> bool:
    """Whether the first suggestion is likely to be an answer."""
    wanted = threshold or Threshold()
    if found is None:
        return False
    if found.cosine is None:
        return found.covered >= wanted.covered
    return found.score + max(0.0, found.margin) >= wanted.score


def shown(
    suggested: Sequence[Suggested], found: Evidence | None, threshold: Threshold | None = None, limit: int = 3
) -> list[Suggested]:
    """At most `limit` suggestions, or none where the first is not trusted."""
    return list(suggested[:limit]) if trusted(found, threshold) else []
