"""Signing in and out. Passwords were checked by the shell; none is seen here."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import HOUR
from server.base.errors import Unidentified
from server.desk import access
from server.desk.book import Book
from server.desk.events.staff import SignedOut
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import SESSIONS, USERS, Session


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


def _end(book: Book, session_id: str) -> None:
    session = book.get(SESSIONS, session_id)
    if session is not None and session.ended_at is None:
        book.put(SESSIONS, replace(session, ended_at=book.now))
        book.emit(SignedOut(user_id=session.user_id, session_id=session.id))
        book.audit("logout", session.user_id)
