"""Passwords: how good one must be, and argon2id in a small pool, so that guessing is dear and sign-ins cannot starve the desk."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from server.base.errors import Invalid, TooMany
from server.base.ids import Ids

LEAST_CHARS = 12
MOST_CHARS = 256
SALT_BYTES = 16
WAITING_LIMIT = 32
# OWASP password storage cheat sheet: argon2id with 19 MiB, two passes, one lane.
_ARGON = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
T = TypeVar("T")


def hashed(password: str, ids: Ids) -> str:
    """Return what is stored of a password. Takes tens of milliseconds and 19 MiB: in a server use the pool."""
    return _ARGON.hash(password, salt=ids.bytes(SALT_BYTES))


def matches(stored: str, password: str) -> bool:
    """Return whether the password is the one stored."""
    try:
        return _ARGON.verify(stored, password)
    except (VerificationError, InvalidHashError):
        return False


def check_strength(password: str, email: str) -> None:
    """Raise Invalid for a password that is too short, too long, one character repeated, or the person's own address."""
    if len(password) < LEAST_CHARS:
        raise Invalid("password.too_short", least=LEAST_CHARS)
    if len(password) > MOST_CHARS:
        raise Invalid("password.too_long", most=MOST_CHARS)
    if len(set(password)) < 4 or password.casefold() == email.casefold():
        raise Invalid("password.guessable")


class PasswordPool:
    """argon2id in `workers` threads. Beyond 32 waiting a sign-in is refused at once instead of keeping everybody waiting."""

    def __init__(self, ids: Ids, workers: int) -> None:
        self._ids = ids
        self._threads = ThreadPoolExecutor(workers, thread_name_prefix="argon2")
        self._places = threading.BoundedSemaphore(WAITING_LIMIT)
        self._nobody = ""

    async def hashed(self, password: str) -> str:
        """Return what is stored of a password. Raises TooMany when too many wait."""
        return await self._run(lambda: hashed(password, self._ids))

    async def matches(self, stored: str | None, password: str) -> bool:
        """Return whether the password is right; without a stored one it takes as long and is wrong. Raises TooMany."""
        return await self._run(lambda: matches(stored or self._of_nobody(), password) and stored is not None)

    def close(self) -> None:
        """End the threads."""
        self._threads.shutdown()

    def _of_nobody(self) -> str:
        if not self._nobody:
            self._nobody = hashed(self._ids.token(), self._ids)
        return self._nobody

    async def _run(self, work: Callable[[], T]) -> T:
        if not self._places.acquire(blocking=False):
            raise TooMany("login.busy", retry_after_s=2)
        try:
            return await asyncio.wrap_future(self._threads.submit(work))
        finally:
            self._places.release()
