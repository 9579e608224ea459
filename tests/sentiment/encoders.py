"""A small real encoder for tests: counts of hashed letter pairs, normalised. Deterministic; knows no language."""

import math
import zlib
from collections.abc import Sequence

WIDTH = 48


class Pairs:
    """Vectors of letter pairs; similar spellings lie near each other."""

    name = "letter-pairs-48"

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> list[list[float]]:
        self.asked += texts
        return [vector(text) for text in texts]


def vector(text: str) -> list[float]:
    values = [0.0] * WIDTH
    for first, second in zip(text.lower(), text.lower()[1:], strict=False):
        values[zlib.crc32((first + second).encode()) % WIDTH] += 1
    length = math.sqrt(sum(value * value for value in values)) or 1.0
    return [value / length for value in values]
