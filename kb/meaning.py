"""Passages ranked by the cosine of vectors, centred language by language. The vectors are given by others.

In a space that holds several languages an encoder prefers its own; taking each language's mean away removes most of that.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import sqrt
from typing import Protocol

Vector = Sequence[float]
GLANCE = 200
"""Passages looked at before all of them are: enough, unless the reader may see next to none of the nearest."""


class Matrix(Protocol):
    """The vectors of passages, one a row; whoever has a matrix library hands its own."""

    def __len__(self) -> int:
        """How many rows."""
        ...

    def mean(self) -> list[float]:
        """The mean of the rows; empty for none."""
        ...

    def centred(self, middle: Vector) -> "Matrix":
        """The rows less `middle`, of unit length; of zero length where both are the same."""
        ...

    def top(self, vector: Vector, count: int) -> list[tuple[int, float]]:
        """The numbers of the `count` rows with the greatest inner product, and the products, greatest first."""
        ...


@dataclass(frozen=True, slots=True)
class Plain:
    """A matrix in plain Python: for tests and small desks."""

    rows: Sequence[Vector]

    def __len__(self) -> int:
        return len(self.rows)

    def mean(self) -> list[float]:
        """The mean, column by column."""
        return mean(self.rows)

    def centred(self, middle: Vector) -> "Plain":
        """Each row centred."""
        return Plain([centred(row, middle) for row in self.rows])

    def top(self, vector: Vector, count: int) -> list[tuple[int, float]]:
        """All products, sorted."""
        products = [sum(a * b for a, b in zip(row, vector, strict=True)) for row in self.rows]
        return sorted(enumerate(products), key=lambda pair: (-pair[1], pair[0]))[:count]


@dataclass(frozen=True, slots=True)
class Near:
    """An article by its nearest passage: the passage's number and its cosine with the question, -1 to 1."""

    article: str
    passage: int
    cosine: float


class Space:
    """The passages of one language, centred on their mean and of unit length. Never changed: a new edition is a new one.

    `names`: the article and the number of each row's passage.
    """

    def __init__(self, language: str, names: Sequence[tuple[str, int]], matrix: Matrix) -> None:
        self.language = language
        self.mean = matrix.mean()
        self._names = names
        self._rows = matrix.centred(self.mean)

    def nearest(self, question: Vector, allowed: Callable[[str], bool], limit: int = 20) -> list[Near]:
        """The nearest articles the reader may see, best first, each by its best passage. `question` is centred already."""
        best: dict[str, Near] = {}
        for count in (GLANCE, len(self._names)):
            for row, cosine in self._rows.top(question, count):
                article, passage = self._names[row]
                if article not in best and allowed(article):
                    best[article] = Near(article, passage, cosine)
            if len(best) >= limit or count >= len(self._names):
                break
        return sorted(best.values(), key=lambda each: (-each.cosine, each.article))[:limit]


def mean(vectors: Sequence[Vector]) -> list[float]:
    """The mean vector; empty for none."""
    return [sum(column) / len(vectors) for column in zip(*vectors, strict=True)]


def centred(vector: Vector, middle: Vector) -> list[float]:
    """The vector less the mean, of unit length; of zero length where both are the same. An empty mean takes nothing away."""
    moved = [a - b for a, b in zip(vector, middle, strict=True)] if middle else list(vector)
    length = sqrt(sum(each * each for each in moved))
    return [each / length for each in moved] if length else moved
