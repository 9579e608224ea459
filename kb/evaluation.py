"""How good a search is: R@1, R@5 and MRR by group of questions, and how well evidence tells what has no answer.

Measures what it is given; finds and times nothing by itself.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

DEPTH = 10
"""Hits looked at; a relevant article further down counts as not found."""


@dataclass(frozen=True, slots=True)
class Question:
    """A question with the articles that answer it; none: there is no answer, and silence is right."""

    group: str
    language: str
    text: str
    relevant: frozenset[str]


@dataclass(frozen=True, slots=True)
class Quality:
    """Of `n` questions with an answer: share with a relevant article first, among the first five, mean reciprocal rank."""

    group: str
    n: int
    first: float
    five: float
    reciprocal: float


def evaluated(questions: Iterable[Question], search: Callable[[Question], Sequence[str]]) -> list[Quality]:
    """A row for each group in the order they come, and one for all. `search` gives article ids, best first.

    MRR as in E.M. Voorhees, TREC-8 Question Answering Track Report (1999), cut at DEPTH.
    """
    ranks: dict[str, list[int]] = {}
    for question in questions:
        if question.relevant:
            ranks.setdefault(question.group, []).append(rank_of(search(question), question.relevant))
    rows = [_quality(group, found) for group, found in ranks.items()]
    return [*rows, _quality("all", [rank for found in ranks.values() for rank in found])]


def rank_of(found: Sequence[str], relevant: frozenset[str]) -> int:
    """The place of the first relevant article, from 1; 0: not among the first DEPTH."""
    return next((rank for rank, article in enumerate(found[:DEPTH], start=1) if article in relevant), 0)


def _quality(group: str, ranks: Sequence[int]) -> Quality:
    n = len(ranks)
    return Quality(
        group,
        n,
        sum(rank == 1 for rank in ranks) / n if n else 0.0,
        sum(1 <= rank <= 5 for rank in ranks) / n if n else 0.0,
        sum(1 / rank for rank in ranks if rank) / n if n else 0.0,
    )


def told_apart(answerable: Sequence[float], unanswerable: Sequence[float]) -> float:
    """How often evidence of a question with an answer is above that of one without, ties half: 0.5 is chance, 1 is always.

    The area under the ROC curve as the Mann-Whitney statistic (J.A. Hanley, B.J. McNeil, Radiology 143, 1982).
    """
    pairs = len(answerable) * len(unanswerable)
    won = sum((a > b) + (a == b) / 2 for a in answerable for b in unanswerable)
    return won / pairs if pairs else 0.5


def table(rows: Iterable[Quality]) -> str:
    """The rows for a terminal."""
    lines = [f"{'group':<16}{'n':>5}{'R@1':>8}{'R@5':>8}{'MRR':>8}"]
    lines += [
        f"{row.group:<16}{row.n:>5}{row.first:>8.3f}{row.five:>8.3f}{row.reciprocal:>8.3f}" for row in rows
    ]
    return "\n".join(lines)
