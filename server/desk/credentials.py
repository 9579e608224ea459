"""Passwords: by link, or changed by their owner. They arrive as argon2id hashes; every earlier session ends."""

from __future__ import annotations

from typing import Literal

from msgspec.structs import replace

from server.base.clock import HOUR
from server.base.errors import Forbidden
from server.desk import access, mails, tokens
from server.desk.book import Book
from server.desk.events.staff import RightsChanged
from server.desk.verbs import Answer, Body, verb
from server.store.tables.staff import USERS, User

RESET_LIFETIME = HOUR


class AskLink(Body, frozen=True, kw_only=True):
    """Who forgot a password."""

    user_id: str


@verb("passwords.forgot", AskLink, access.SIGN_IN)
def forgot(book: Book, body: AskLink) -> Answer:
    """Mail a link that sets a new password, once, within an hour."""
    if (user := book.must(USERS, body.user_id)).deactivated_at is None:
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
