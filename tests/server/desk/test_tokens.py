"""Single-use secrets."""

from __future__ import annotations

import pytest

from server.base.crypto import fingerprint
from server.base.errors import DeskError
from server.desk import tokens
from server.desk.access import SYSTEM_ONLY
from server.desk.actors import SYSTEM
from server.desk.book import Book
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import TOKENS, Token
from tests.server.live.staffed import LIN, StaffedDesk


class Secret(Answer, frozen=True, kw_only=True):
    """What was issued."""

    secret: str


class Issue(Body, frozen=True, kw_only=True):
    """For what."""

    purpose: str


class Redeem(Body, frozen=True, kw_only=True):
    """Which, for what."""

    secret: str
    purpose: str


@verb("test.token", Issue, SYSTEM_ONLY, answer=Secret)
def issue(book: Book, body: Issue) -> Secret:
    """Issue one for Lin, for a second."""
    return Secret(secret=tokens.issue(book, body.purpose, LIN, 1_000))


@verb("test.redeem", Redeem, SYSTEM_ONLY)
def redeem(book: Book, body: Redeem) -> Answer:
    """Use one up."""
    assert tokens.redeem(book, fingerprint(body.secret), body.purpose).subject == LIN
    return Answer()


def _issued(desk: StaffedDesk, purpose: str = "x") -> str:
    return str(desk.do(SYSTEM, "test.token", purpose=purpose)["secret"])


def _redeem(desk: StaffedDesk, secret: str, purpose: str = "x") -> str:
    try:
        desk.executor.ask(desk.command(SYSTEM, "test.redeem", secret=secret, purpose=purpose))
    except DeskError as refusal:
        return refusal.code
    return ""


def test_a_secret_is_good_once_for_its_purpose(desk: StaffedDesk) -> None:
    secret = _issued(desk)
    assert len(secret) >= 43
    assert _redeem(desk, secret, "y") == "token.void"
    assert _redeem(desk, secret) == ""
    assert _redeem(desk, secret) == "token.void"


def test_a_secret_ends_with_its_time_or_with_a_newer_one_of_its_purpose(desk: StaffedDesk) -> None:
    old, other = _issued(desk), _issued(desk, "y")
    new = _issued(desk)
    assert _redeem(desk, old) == "token.void"
    desk.clock.advance(1_000)
    assert _redeem(desk, new) == "token.void"
    assert _redeem(desk, other, "y") == "token.void"


@pytest.mark.parametrize("secret", ["", "guess", "x" * 43])
def test_a_guess_is_no_secret(desk: StaffedDesk, secret: str) -> None:
    _issued(desk)
    assert _redeem(desk, secret) == "token.void"


def test_only_the_fingerprint_is_kept(desk: StaffedDesk) -> None:
    secret = _issued(desk)
    with desk.look(SYSTEM) as look:
        kept: list[Token] = look.rows(TOKENS, TOKENS.c.subject == LIN)
    assert [row.id for row in kept] == [fingerprint(secret)]
    assert secret not in str(kept)
