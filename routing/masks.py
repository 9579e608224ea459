"""Sets of small whole numbers as the bits of one integer: union and intersection cost one operation per word."""

from __future__ import annotations

from collections.abc import Iterator


def members(mask: int) -> Iterator[int]:
    """The numbers in the set, ascending. Searching the digits stays fast in sets thousands of bits wide."""
    digits = bin(mask)[:1:-1]
    index = digits.find("1")
    while index >= 0:
        yield index
        index = digits.find("1", index + 1)
