"""Signing in and out, passwords by link, and what people choose for themselves. Passwords arrive as argon2id hashes; none is seen here."""

from __future__ import annotations

from typing import Annotated, Literal

from msgspec import Meta
from msgspec.structs import replace

from server.base.clock import HOUR
from server.base.errors import Forbidden, Invalid, Unidentified
from server.base.i18n import Language, is_zone
from server.desk import access, mails, tokens
from server.desk.book import Book
from server.desk.events.staff import ConfigChanged, RightsChanged, SignedOut
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import SESSIONS, USERS, Session, User

RESET_LIFETIME = HOUR


class OpenSession(Body, frozen=True, kw_only=True):
    """`session_id` is the fingerprint of the browser's secret; `epoch` that of the user when the password was checked."""

    user_id: str
    epoch: int
    session_id: str
    replaces: str | None = None


@verb("sessions.open", OpenSession, access.SIGN_IN)
def open_session(book: Book, body: OpenSession) -> Answer:
    """Begin a sign-in; the session the browser held before ends."""
    user = book.get(USERS, body.user_id)
    if user is None or user.deactivated_at is not None or user.epoch != body.epoch:
        raise Unidentified("login.refused")
    if body.replaces is not None:
        _end(book, body.replaces)
    session = Session(
        id=body.session_id,
        user_id=user.id,
        epoch=user.epoch,
        created_at=book.now,
        expires_at=book.now + book.settings.session_hours * HOUR,
    )
    book.put(SESSIONS, session)
    book.audit("login", user.id)
    return Answer()


class RefuseSession(Body, frozen=True, kw_only=True):
    """Somebody gave a wrong password for this account."""

    user_id: str


@verb("sessions.refuse", RefuseSession, access.SIGN_IN)
def refuse_session(book: Book, body: RefuseSession) -> Answer:
    """Record a refused sign-in."""
    book.audit("login.refused", body.user_id)
    return Answer()


class CloseSession(Body, frozen=True, kw_only=True):
    """The session that ends."""

    session_id: str


@verb("sessions.close", CloseSession, access.SIGN_IN)
def close_session(book: Book, body: CloseSession) -> Answer:
    """End a sign-in; its sockets close."""
    _end(book, body.session_id)
    return Answer()


class AskLink(Body, frozen=True, kw_only=True):
    """Who forgot a password."""

    user_id: str


@verb("passwords.forgot", AskLink, access.SIGN_IN)
def forgot(book: Book, body: AskLink) -> Answer:
    """Mail a link that sets a new password, once, within an hour."""
    user = book.must(USERS, body.user_id)
    if user.deactivated_at is None:
        send_link(book, user)
    return Answer()


def send_link(book: Book, user: User) -> None:
    """Mail the link that fits: an invitation to somebody who never chose a password, else a password link."""
    purpose = tokens.PASSWORD if user.password is not None else tokens.INVITATION
    lifetime = RESET_LIFETIME if user.password is not None else book.settings.invitation_days * 24 * HOUR
    mails.write_link(book, user, purpose, tokens.issue(book, purpose, user.id, lifetime))
    book.audit(f"link.{purpose}", user.id)


class RedeemLink(Body, frozen=True, kw_only=True):
    """`token_id` is the fingerprint of the link's secret, `password` the argon2id hash."""

    token_id: str
    purpose: Literal["invitation", "password"]
    password: str


@verb("passwords.redeem", RedeemLink, access.SIGN_IN)
def redeem_link(book: Book, body: RedeemLink) -> Answer:
    """Set the password an invitation or reset link is for; every session of before ends."""
    token = tokens.redeem(book, body.token_id, body.purpose)
    user = book.must(USERS, token.subject)
    if user.deactivated_at is not None:
        raise Forbidden("user.deactivated")
    set_password(book, user, body.password)
    return Answer()


class ChangePassword(Body, frozen=True, kw_only=True):
    """The new argon2id hash; the old password was checked by the shell against the row of `epoch`."""

    password: str


@verb("passwords.change", ChangePassword, access.STAFF)
def change_password(book: Book, body: ChangePassword) -> Answer:
    """Set one's own new password; every session of before ends."""
    set_password(book, access.current_user(book, book.actor), body.password)
    return Answer()


def set_password(book: Book, user: User, password: str) -> User:
    """Set a hash and void everything of the user's earlier epoch."""
    changed = replace(user, password=password, epoch=user.epoch + 1)
    book.put(USERS, changed)
    book.emit(RightsChanged(user_id=user.id, epoch=changed.epoch))
    book.audit("password.set", user.id)
    return changed


class Prefer(Body, frozen=True, kw_only=True):
    """What somebody chooses for themselves; a field left out stays. `send_with_enter`, `single_keys`: the keyboard; `sounds`: 0 to 100 each."""

    language: Language | None = None
    theme: Literal["auto", "light", "dark"] | None = None
    time_zone: Annotated[str, Meta(max_length=64)] | None = None
    send_with_enter: bool | None = None
    single_keys: bool | None = None
    sounds: dict[Id, Annotated[int, Meta(ge=0, le=100)]] | None = None


@verb("account.prefer", Prefer, access.STAFF, path="/account/preferences")
def prefer(book: Book, body: Prefer) -> Answer:
    """Choose one's language, time zone, theme, keys and sounds."""
    if body.time_zone is not None and not is_zone(body.time_zone):
        raise Invalid("zone.unknown")
    if body.sounds is not None and len(body.sounds) > 16:
        raise Invalid("body.invalid", where="$.sounds", expected="Expected `object` of length <= 16")
    user = access.current_user(book, book.actor)
    chosen = {
        name: value
        for name in ("theme", "send_with_enter", "single_keys", "sounds")
        if (value := getattr(body, name)) is not None
    }
    changed = replace(
        user,
        language=body.language or user.language,
        time_zone=body.time_zone or user.time_zone,
        preferences={**user.preferences, **chosen},
    )
    if changed != user:
        book.put(USERS, replace(changed, version=user.version + 1))
        book.emit(ConfigChanged(config="user", config_id=user.id, version=user.version + 1))
    return Answer()


def _end(book: Book, session_id: str) -> None:
    session = book.get(SESSIONS, session_id)
    if session is not None and session.ended_at is None:
        book.put(SESSIONS, replace(session, ended_at=book.now))
        book.emit(SignedOut(user_id=session.user_id, session_id=session.id))
        book.audit("logout", session.user_id)
