"""Words and meaning as one order: weighted reciprocal rank within each passage language, then merged; with evidence.

Rules of thumb on ranks, not probabilities. Where no vectors are given the words alone decide.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from kb.lookup import Hit
from kb.meaning import Near


@dataclass(frozen=True, slots=True)
class Weights:
    """Of both rankings. `k` of reciprocal rank (G. Cormack, C. Clarke, S. Büttcher, SIGIR 2009: 60, for long lists of many
    systems); smaller, because here two short lists must agree at the top."""

    words: float = 1.0
    meaning: float = 1.3
    k: float = 10.0


@dataclass(frozen=True, slots=True)
class Evidence:
    """Why to trust the first suggestion, each 0 to 1 (cosine -1 to 1); None: there was no such ranking.

    `covered`: share of what was asked that it holds. `margin`: lead over the second. `agree`: rankings that put it first,
    of those there are.
    """

    covered: float
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
) -> list[Suggested]:
    """All languages' articles in one order, best first.

    Ranks are fused per language: a question in another language shares no words with a passage, so one common list of
    words would push every foreign passage down. Merged by the fused score times how strong the language's best hits are
    beside the other languages' best.
    """
    chosen = weights or Weights()
    found: list[Suggested] = []
    for language in sorted({*words, *meaning}):
        strength = _strength(language, words, meaning)
        found += _of_language(language, words.get(language, ()), meaning.get(language, ()), chosen, strength)
    return sorted(found, key=lambda each: (-each.score, each.article))


def _strength(
    language: str, words: Mapping[str, Sequence[Hit]], meaning: Mapping[str, Sequence[Near]]
) -> float:
    """The better of what the language's first hit covers and of its nearest passage beside the nearest of all, 0 to 1.

    Scores of words are not compared across languages: rare words of one say nothing about the other's.
    """
    cosines = {key: max(0.0, near[0].cosine) for key, near in meaning.items() if near}
    nearest = max(cosines.values(), default=0.0)
    share = cosines.get(language, 0.0) / nearest if nearest else 0.0
    return max(share, *(hit.covered for hit in words.get(language, ())[:1]), 0.0)


def _of_language(
    language: str, hits: Sequence[Hit], near: Sequence[Near], weights: Weights, strength: float
) -> list[Suggested]:
    word_ranks = {hit.article: rank for rank, hit in enumerate(hits, start=1)}
    meaning_ranks = {each.article: rank for rank, each in enumerate(near, start=1)}
    passages = {each.article: each.passage for each in near}
    return [
        Suggested(
            article,
            language,
            strength
            * (
                _share(weights.words, word_ranks.get(article), weights.k)
                + _share(weights.meaning, meaning_ranks.get(article), weights.k)
            ),
            word_ranks.get(article),
            meaning_ranks.get(article),
            passages.get(article),
        )
        for article in {**word_ranks, **meaning_ranks}
    ]


def _share(weight: float, rank: int | None, k: float) -> float:
    return 0.0 if rank is None else weight / (k + rank)


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
    margin = 1 - second / first.score if first.score else 0.0
    return Evidence(covered, margin, sum(firsts) / len(firsts) if firsts else 0.0, cosine)


@dataclass(frozen=True, slots=True)
class Threshold:
    """What the evidence must reach before anything is shown: a weak guess costs more trust than silence."""

    covered: float = 0.4
    cosine: float = 0.35
    agree: float = 0.5


def shown(
    suggested: Sequence[Suggested], found: Evidence | None, threshold: Threshold | None = None, limit: int = 3
) -> list[Suggested]:
    """At most `limit` suggestions, or none: either the words cover enough, or the meaning is near enough and nothing disagrees."""
    wanted = threshold or Threshold()
    if found is None:
        return []
    by_words = found.covered >= wanted.covered
    by_meaning = found.cosine is not None and found.cosine >= wanted.cosine and found.agree >= wanted.agree
    return list(suggested[:limit]) if by_words or by_meaning else []
