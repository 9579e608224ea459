"""How passwords are judged and kept."""

from __future__ import annotations

import asyncio

import pytest

from server.base.errors import DeskError, TooMany
from server.base.ids import SeededIds, SystemIds
from server.base.passwords import WAITING_LIMIT, PasswordPool, check_strength, hashed, matches

GOOD = "a quiet afternoon"


def test_a_hash_is_argon2id_with_the_agreed_cost_and_a_salt_of_its_own() -> None:
    ids = SystemIds()
    first, second = hashed(GOOD, ids), hashed(GOOD, ids)
    assert first.startswith("$argon2id$v=19$m=19456,t=2,p=1$")
    assert first != second
    assert matches(first, GOOD) and matches(second, GOOD) and not matches(first, GOOD + " ")


@pytest.mark.parametrize("stored", ["", "plain", "$argon2id$broken"])
def test_what_is_no_hash_matches_nothing(stored: str) -> None:
    assert not matches(stored, GOOD)


@pytest.mark.parametrize(
    ("password", "code"),
    [
        ("short", "password.too_short"),
        ("x" * 257, "password.too_long"),
        ("ababababababab", "password.guessable"),
        ("Lin.Wei@Example.com", "password.guessable"),
        (GOOD, None),
        ("春天里一个安静的下午时光", None),
    ],
)
def test_a_weak_password_is_refused_and_told_why(password: str, code: str | None) -> None:
    if code is None:
        check_strength(password, "lin.wei@example.com")
    else:
        with pytest.raises(DeskError) as refusal:
            check_strength(password, "lin.wei@example.com")
        assert refusal.value.code == code


def test_nobodys_password_is_never_right() -> None:
    pool = PasswordPool(SeededIds(1), 1)
    stored = hashed(GOOD, SystemIds())
    assert asyncio.run(pool.matches(stored, GOOD))
    assert not asyncio.run(pool.matches(None, GOOD))
    pool.close()


def test_beyond_so_many_waiting_one_is_refused_at_once_instead_of_waiting() -> None:
    pool = PasswordPool(SeededIds(1), 1)

    async def crowd() -> list[str | BaseException]:
        tries = (pool.hashed(GOOD) for _ in range(WAITING_LIMIT + 2))
        return await asyncio.gather(*tries, return_exceptions=True)

    refused = [one for one in asyncio.run(crowd()) if isinstance(one, TooMany)]
    assert len(refused) == 2
    assert asyncio.run(pool.hashed(GOOD)).startswith("$argon2id$")
    pool.close()
