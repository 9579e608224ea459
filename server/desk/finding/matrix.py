"""Vectors as rows of a numpy matrix, loaded only where a model made some: the desk without one needs no numpy."""

from __future__ import annotations

import sys
from array import array
from collections.abc import Iterable
from typing import Any

from kb.meaning import Matrix, Plain, Vector


class Rows:
    """Fulfils `kb.meaning.Matrix` with 32-bit floats."""

    def __init__(self, rows: Any) -> None:
        self._rows = rows

    def __len__(self) -> int:
        return len(self._rows)

    def mean(self) -> list[float]:
        """The mean of the rows."""
        return [float(one) for one in self._rows.mean(axis=0)] if len(self._rows) else []

    def centred(self, middle: Vector) -> Rows:
        """The rows less `middle`, of unit length."""
        import numpy as np  # noqa: PLC0415 - heavy and optional

        moved = self._rows - np.asarray(middle, dtype=np.float32)
        lengths = np.linalg.norm(moved, axis=1, keepdims=True)
        return Rows(moved / np.where(lengths > 0, lengths, 1))

    def top(self, vector: Vector, count: int) -> list[tuple[int, float]]:
        """The rows with the greatest inner product."""
        import numpy as np  # noqa: PLC0415 - heavy and optional

        products = self._rows @ np.asarray(vector, dtype=np.float32)
        some = min(count, len(products))
        best = np.argpartition(-products, some - 1)[:some] if some < len(products) else np.arange(some)
        pairs = [(int(row), float(products[row])) for row in best]
        return sorted(pairs, key=lambda pair: (-pair[1], pair[0]))


def stacked(vectors: Iterable[bytes]) -> Matrix:
    """Return the matrix of stored vectors; in plain Python where numpy went away with the model."""
    try:
        import numpy as np  # noqa: PLC0415 - heavy and optional
    except ImportError:
        return Plain([_numbers(one) for one in vectors])
    return Rows(np.stack([np.frombuffer(one, dtype="<f4") for one in vectors]))


def _numbers(stored: bytes) -> array[float]:
    numbers = array("f", stored)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers
