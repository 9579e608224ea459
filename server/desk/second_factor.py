"""Two-step sign-in: an authenticator app is set up, confirmed, taken off; a sign-in is proved by its code, once, or a recovery code.

The app's secret follows from the master key and a serial, so none is stored; recovery codes are kept as keyed hashes.
"""

from __future__ import annotations

import base64
import re
from typing import Annotated

from msgspec import Meta
from msgspec.structs import replace

from server.base import totp
from server.base.clock import HOUR, MINUTE
from server.base.crypto import Master
from server.base.errors import Conflict, Invalid, Unidentified
from server.desk import access
from server.desk.book import Book
from server.desk.events.staff import RightsChanged
from server.desk.fields import Id
from server.desk.sessions import OpenSession, open_session
from server.desk.verbs import Answer, Body, verb
from server.store.tables.factors import SECOND_FACTORS, SecondFactor
from server.store.tables.staff import TOKENS, USERS, Token, User

WAIT, TRUST = 5 * MINUTE, 12 * HOUR
CODES = 10
Code = Annotated[str, Meta(min_length=6, max_length=40)]
Fingerprint = Annotated[str, Meta(min_length=64, max_length=64)]


def secret_of(master: Master, factor: SecondFactor) -> bytes:
    """Return the secret that the app holds."""
    signed = master.sign("second factor", f"{factor.user_id}:{factor.serial}")
    return base64.urlsafe_b64decode(f"{signed}=")[: totp.SECRET_BYTES]


def recovery_hash(master: Master, user_id: str, code: str) -> str:
    """Return what is kept of a recovery code, however it is typed."""
    return master.sign("recovery code", f"{user_id}:{re.sub(r'[^a-z0-9]', '', code.lower())}")


class OwnFactor(Body, frozen=True, kw_only=True):
    """Nothing: it is one's own. The password was checked by the shell."""


class ConfirmFactor(Body, frozen=True, kw_only=True):
    """The code the app shows, and the keyed hashes of new recovery codes."""

    code: Code
    recovery: Annotated[tuple[str, ...], Meta(min_length=1, max_length=20)]


class ResetFactor(Body, frozen=True, kw_only=True):
    """Whose."""

    user_id: Id


class AwaitSecond(Body, frozen=True, kw_only=True):
    """The password was right for this epoch. `token_id` is the fingerprint of what the browser holds meanwhile."""

    user_id: str
    epoch: int
    token_id: Fingerprint


class ProveSecond(Body, frozen=True, kw_only=True):
    """The code for a sign-in that waits. `trust_id`: this browser is asked no code for twelve hours."""

    token_id: Fingerprint
    code: Code
    session_id: Fingerprint
    replaces: str | None = None
    trust_id: Fingerprint | None = None


@verb("second_factor.begin", OwnFactor, access.STAFF)
def begin(book: Book, _body: OwnFactor) -> Answer:
    """Begin to set up one's authenticator app; what was begun before ends."""
    user = access.current_user(book, book.actor)
    if (held := book.get(SECOND_FACTORS, user.id)) is not None and held.confirmed_at is not None:
        raise Conflict("second.on")
    serial = book.ids.token()
    book.put(SECOND_FACTORS, SecondFactor(user_id=user.id, serial=serial, created_at=book.now))
    return Answer()


@verb("second_factor.confirm", ConfirmFactor, access.STAFF)
def confirm(book: Book, body: ConfirmFactor) -> Answer:
    """Turn two-step sign-in on by the app's first code; every session of before ends."""
    user = access.current_user(book, book.actor)
    factor = book.get(SECOND_FACTORS, user.id)
    if factor is None or factor.confirmed_at is not None:
        raise Conflict("second.not_begun")
    step = totp.matching_step(secret_of(book.master, factor), _digits(body.code), book.now, factor.last_step)
    if step is None:
        raise Invalid("second.wrong")
    book.put(SECOND_FACTORS, replace(factor, confirmed_at=book.now, last_step=step, recovery=body.recovery))
    _void(book, user, "second_factor.on")
    return Answer()


@verb("second_factor.remove", OwnFactor, access.STAFF)
def remove(book: Book, _body: OwnFactor) -> Answer:
    """Turn one's two-step sign-in off; every session of before ends."""
    _off(book, access.current_user(book, book.actor))
    return Answer()


@verb("second_factor.reset", ResetFactor, access.ADMIN, path="/users/{user_id}/second-factor/reset")
def reset(book: Book, body: ResetFactor) -> Answer:
    """Turn somebody's two-step sign-in off: the app is lost, and the recovery codes too."""
    _off(book, book.must(USERS, body.user_id))
    return Answer()


@verb("sessions.await_second", AwaitSecond, access.SIGN_IN)
def await_second(book: Book, body: AwaitSecond) -> Answer:
    """Let a sign-in wait five minutes for its code."""
    user = book.get(USERS, body.user_id)
    if user is None or user.deactivated_at is not None or user.epoch != body.epoch:
        raise Unidentified("login.refused")
    _issue(book, body.token_id, _waiting(user), user.id, WAIT)
    return Answer()


@verb("sessions.prove", ProveSecond, access.SIGN_IN)
def prove(book: Book, body: ProveSecond) -> Answer:
    """Begin the session of a sign-in that waits, if the code is right and was never used."""
    token = book.get(TOKENS, body.token_id)
    user = book.get(USERS, token.subject) if token is not None else None
    factor = book.get(SECOND_FACTORS, user.id) if user is not None else None
    if token is None or user is None or factor is None or not _good(book, token, _waiting(user)):
        raise Unidentified("second.over")
    book.put(SECOND_FACTORS, _used(book, factor, body.code))
    book.put(TOKENS, replace(token, used_at=book.now))
    if body.trust_id is not None:
        _issue(book, body.trust_id, trusted(user, factor), user.id, TRUST)
    session = OpenSession(
        user_id=user.id, epoch=user.epoch, session_id=body.session_id, replaces=body.replaces
    )
    return open_session(book, session)


def trusted(user: User, factor: SecondFactor) -> str:
    """Return the purpose of a token that says a browser is asked no code: void with the next change of rights or app."""
    return f"trust {user.epoch} {factor.serial[:8]}"


def _waiting(user: User) -> str:
    return f"second {user.epoch}"


def _used(book: Book, factor: SecondFactor, code: str) -> SecondFactor:
    """The factor after this code was used. Raises Invalid for a wrong one, and one that was used before."""
    if re.fullmatch(r"\d{6}", _digits(code)):
        step = totp.matching_step(secret_of(book.master, factor), _digits(code), book.now, factor.last_step)
        if step is None:
            raise Invalid("second.wrong")
        return replace(factor, last_step=step)
    kept = recovery_hash(book.master, factor.user_id, code)
    if kept not in factor.recovery:
        raise Invalid("second.wrong")
    book.audit("login.recovery_code", factor.user_id, left=len(factor.recovery) - 1)
    return replace(factor, recovery=tuple(one for one in factor.recovery if one != kept))


def _digits(code: str) -> str:
    return re.sub(r"[\s-]", "", code)


def _off(book: Book, user: User) -> None:
    if book.get(SECOND_FACTORS, user.id) is None:
        raise Conflict("second.off")
    book.drop(SECOND_FACTORS, user.id)
    _void(book, user, "second_factor.off")


def _void(book: Book, user: User, act: str) -> None:
    """Void everything of the user's earlier epoch."""
    changed = replace(user, epoch=user.epoch + 1)
    book.put(USERS, changed)
    book.emit(RightsChanged(user_id=user.id, epoch=changed.epoch))
    book.audit(act, user.id)


def _issue(book: Book, token_id: str, purpose: str, user_id: str, lifetime: int) -> None:
    expires = book.now + lifetime
    book.put(
        TOKENS, Token(id=token_id, purpose=purpose, subject=user_id, created_at=book.now, expires_at=expires)
    )


def _good(book: Book, token: Token, purpose: str) -> bool:
    return token.purpose == purpose and token.used_at is None and book.now < token.expires_at
