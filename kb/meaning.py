"""Passages ranked by the cosine of vectors, centred language by language. The encoder and the vectors are given by others.

In a space that holds several languages an encoder prefers its own; taking each language's mean away removes most of that.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

Vector = Sequence[float]
Dots = Callable[[Sequence[Vector], Vector], Sequence[float]]
"""The inner product of each row with a vector; whoever has a matrix library hands its own."""


class Encoder(Protocol):
    """Texts to vectors of one width; questions and passages are encoded differently (`query: `, `passage: `)."""

    def questions(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The vectors of questions."""
        ...

    def passages(self, texts: Sequence[str]) -> Sequence[Vector]:
        """The vectors of passages."""
        ...


@dataclass(frozen=True, slots=True)
class Near:
    """An article by its nearest passage: the passage's number and its cosine with the question, -1 to 1."""

    article: str
    passage: int
    cosine: float


def dots(rows: Sequence[Vector], vector: Vector) -> list[float]:
    """The inner products, in plain Python: for tests and small desks."""
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in rows]


class Space:
    """The passages of one language, centred on their mean and of unit length. Never changed: a new edition is a new one."""

    def __init__(
        self, language: str, passages: Sequence[tuple[str, int, Vector]], product: Dots = dots
    ) -> None:
        self.language = language
        self.mean = mean([vector for _, _, vector in passages])
        self._names = [(article, passage) for article, passage, _ in passages]
        self._rows = [centred(vector, self.mean) for _, _, vector in passages]
        self._dots = product

    def nearest(self, question: Vector, allowed: Callable[[str], bool], limit: int = 20) -> list[Near]:
        """The nearest articles the reader may see, best first, each by its best passage. `question` is centred already."""
        best: dict[str, Near] = {}
        for (article, passage), cosine in zip(self._names, self._dots(self._rows, question), strict=True):
            known = best.get(article)
            if (known is None or cosine > known.cosine) and allowed(article):
                best[article] = Near(article, passage, cosine)
        return sorted(best.values(), key=lambda each: (-each.cosine, each.article))[:limit]


def mean(vectors: Sequence[Vector]) -> list[float]:
    """The mean vector; empty for none."""
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]


def centred(vector: Vector, middle: Vector) -> list[float]:
    """The vector less the mean, of unit length; of zero length where both are the same. An empty mean takes nothing away."""
    moved = [a - b for a, b in zip(vector, middle, strict=True)] if middle else list(vector)
    length = sqrt(sum(each * each for each in moved))
    return [each / length for each in moved] if length else moved


def question_vector(
    encoder: Encoder, question: str, language: str, means: Mapping[str, Vector]
) -> list[float]:
    """The question's vector, centred on the mean of its own language: of questions where known, else of passages."""
    (vector,) = encoder.questions([question])
    return centred(vector, means.get(language, ()))
