"""The only place with randomness: ids, tokens and nonces. `SeededIds` and `Draws` repeat for the same seed (tests, simulation)."""

from __future__ import annotations

import math
import random
import secrets
from typing import Protocol

from server.base.clock import Ms

_ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"


class Ids(Protocol):
    """A source of new names and random bytes."""

    def new(self, prefix: str, at: Ms) -> str:
        """Return `prefix_` + 20 characters that sort by time: 10 of milliseconds, 10 random."""
        ...

    def token(self) -> str:
        """Return a bearer secret of 256 random bits, URL safe."""
        ...

    def bytes(self, count: int) -> bytes:
        """Return `count` random bytes."""
        ...

    def fraction(self) -> float:
        """Return a number in [0, 1), for jitter."""
        ...


class SystemIds:
    """Ids from the operating system's generator."""

    def new(self, prefix: str, at: Ms) -> str:
        """Return a fresh id that sorts after those of earlier milliseconds."""
        return _name(prefix, at, secrets.randbits(50))

    def token(self) -> str:
        """Return 256 random bits, URL safe."""
        return secrets.token_urlsafe(32)

    def bytes(self, count: int) -> bytes:
        """Return `count` bytes fit for keys and nonces."""
        return secrets.token_bytes(count)

    def fraction(self) -> float:
        """Return a number in [0, 1)."""
        return secrets.randbelow(1 << 30) / (1 << 30)


class SeededIds:
    """Ids that repeat for the same seed. Never for a real desk: its keys could be guessed."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)  # noqa: S311 - repeatable on purpose

    def new(self, prefix: str, at: Ms) -> str:
        """Return the next id of the sequence."""
        return _name(prefix, at, self._random.getrandbits(50))

    def token(self) -> str:
        """Return the next 256 bits of the sequence, in hexadecimal."""
        return self._random.randbytes(32).hex()

    def bytes(self, count: int) -> bytes:
        """Return the next `count` bytes of the sequence."""
        return self._random.randbytes(count)

    def fraction(self) -> float:
        """Return the next number in [0, 1)."""
        return self._random.random()


class Draws:
    """Numbers of one purpose, the same for the same words: what is drawn elsewhere changes nothing here (common random numbers)."""

    def __init__(self, *words: str | int) -> None:
        self._random = random.Random("/".join(str(word) for word in words))  # noqa: S311 - repeatable on purpose

    def fraction(self) -> float:
        """Return a number in [0, 1)."""
        return self._random.random()

    def exponential(self, mean: float) -> float:
        """Return a duration of an exponential distribution with this mean."""
        return self._random.expovariate(1 / mean)

    def lognormal(self, mean: float, cv: float) -> float:
        """Return a duration of a log-normal distribution with this mean and coefficient of variation."""
        spread = math.log(1 + cv * cv)
        return self._random.lognormvariate(math.log(mean) - spread / 2, math.sqrt(spread)) if cv else mean

    def below(self, count: int) -> int:
        """Return a whole number from 0 to below `count`."""
        return self._random.randrange(count)


def _name(prefix: str, at: Ms, tail: int) -> str:
    return f"{prefix}_{_base32(at)}{_base32(tail)}"


def _base32(number: int) -> str:
    return "".join(_ALPHABET[(number >> shift) & 31] for shift in range(45, -1, -5))
