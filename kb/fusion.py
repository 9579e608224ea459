"""Words and meaning as one order, with evidence. Each ranking is made within a passage language; their figures are then added.

A question shares no words with a passage in another language, so words order the articles of a language; between languages
the centred cosines do, and words as far as they cover the question. Where no vectors are given the words alone decide.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from kb.lookup import Hit
from kb.meaning import Near


@dataclass(frozen=True, slots=True)
class Weights:
    """What is added to the cosine: `covered` times the square of the covered share, `words` times the share of the language's
    best score (both 0 to 1); `code` for an article in the reader's language that holds a code of the question; `tie` is how far
    words may lift a language above another whatever they cover. Tuned on the questions in odd places of our own set."""

    covered: float = 0.15
    words: float = 0.1
    code: float = 0.2
    tie: float = 0.0075


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why to trust the first suggestion; None: there was no such ranking.

    `covered`: share of what was asked that it holds. `score`: cosine and words. `margin`: its lead over the second.
    `agree`: rankings that put it first, of those there are. `cosine`: -1 to 1.
    """

    covered: float
    score: float
    margin: float
    agree: float
    cosine: float | None


@dataclass(frozen=True, slots=True)
class Suggested:
    """One article with the ranks it had (from 1) in each ranking of its language, and the nearest passage's number.

    `score` is what it is ordered by; `support` all that speaks for it within its language, before `_too_much` is taken away.
    """

    article: str
    language: str
    score: float
    support: float
    word_rank: int | None
    meaning_rank: int | None
    passage: int | None


def by_words(hits: Sequence[Hit]) -> list[Suggested]:
    """One list of words as it stands, for a desk without vectors."""
    return [
        Suggested(hit.article, hit.language, hit.score, hit.score, rank, None, None)
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
        scores = _scores(hits, near, chosen)
        too_much = _too_much(scores, hits, near, chosen.tie)
        if language == prefer:
            scores = _with_codes(scores, hits, wanted, chosen.code)
        found += _of_language(language, scores, too_much, hits, near)
    return sorted(found, key=lambda each: (-each.score, each.article))


def _scores(hits: Sequence[Hit], near: Sequence[Near], weights: Weights) -> dict[str, float]:
    """Cosine and words of each article. One that is not among the nearest is taken to be as near as the last of them."""
    last = near[-1].cosine if near else 0.0
    best = max((hit.score for hit in hits), default=0.0) or 1.0
    scores = {each.article: each.cosine for each in near}
    for hit in hits:
        words = weights.covered * hit.covered**2 + weights.words * hit.covered * hit.score / best
        scores[hit.article] = scores.get(hit.article, last) + words
    return scores


def _too_much(scores: Mapping[str, float], hits: Sequence[Hit], near: Sequence[Near], tie: float) -> float:
    """How much of a language's lift by words the share of the question they cover does not bear out.

    Else a few common words would put the question's own language above the one that has the answer.
    """
    if not hits or not near:
        return 0.0
    lift = max(scores.values()) - max(each.cosine for each in near)
    borne_out = lift * max(hit.covered for hit in hits)
    return max(0.0, lift - max(tie, borne_out))


def _with_codes(
    scores: Mapping[str, float], hits: Sequence[Hit], codes: frozenset[str], weight: float
) -> dict[str, float]:
    holding = {hit.article for hit in hits if codes & set(hit.tokens)}
    return {article: score + (weight if article in holding else 0.0) for article, score in scores.items()}


def _of_language(
    language: str, scores: Mapping[str, float], too_much: float, hits: Sequence[Hit], near: Sequence[Near]
) -> list[Suggested]:
    by_word = {hit.article: rank for rank, hit in enumerate(hits, start=1)}
    by_meaning = {each.article: (rank, each.passage) for rank, each in enumerate(near, start=1)}
    found = []
    for article, support in scores.items():
        rank, passage = by_meaning.get(article, (None, None))
        score = support - too_much
        found.append(Suggested(article, language, score, support, by_word.get(article), rank, passage))
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
    second = suggested[1].support if len(suggested) > 1 else 0.0
    firsts = [ranking[0].article == first.article for ranking in (hits, near) if ranking]
    agree = sum(firsts) / len(firsts) if firsts else 0.0
    return Evidence(covered, first.support, first.support - second, agree, cosine)


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
