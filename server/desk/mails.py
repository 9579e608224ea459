"""Mails the desk writes to its staff: sealed in the outbox in the same commit; sent by a job when SMTP is set, else readable there."""

from __future__ import annotations

from collections.abc import Callable

from msgspec.structs import replace

from server.base.errors import Conflict
from server.base.i18n import translate
from server.desk.access import ADMIN, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.secrets import MailSecret
from server.desk.verbs import Answer, Body, verb
from server.store.tables.infra import MAILS, Mail
from server.store.tables.staff import User

JOB = "mail.send"
ATTEMPTS = 8
"""How often a mail is tried; as often as any job of the desk."""
DEAD: dict[str, Callable[[Book, str], None]] = {}
"""By kind of mail, what follows when it is given up: told what the mail was about."""
LINK_KINDS = {"invitation": "invite", "password": "reset"}


def write_link(book: Book, user: User, kind: str, secret: str) -> str:
    """Put a mail of `kind` (a purpose of LINK_KINDS) with its one-time link into the outbox and return the mail's id."""
    link = f"{book.settings.address}/{LINK_KINDS[kind]}/{secret}"
    places = {"name": user.name, "link": link, "desk": book.settings.desk_name}
    mail = MailSecret(
        to=user.email,
        subject=translate(user.language, f"mail.{kind}.subject", **places),
        text=translate(user.language, f"mail.{kind}.text", **places),
    )
    return send(book, mail, kind, user.id)


def send(
    book: Book,
    mail: MailSecret,
    kind: str,
    user_id: str | None,
    *,
    key_id: str | None = None,
    about: str | None = None,
) -> str:
    """Put a mail into the outbox and return its id. It is sealed under a key of its own, or the customer's it goes to (`key_id`)."""
    mail_id = book.new_id("mai")
    book.put(MAILS, Mail(id=mail_id, kind=kind, user_id=user_id, created_at=book.now, about_id=about))
    book.seal(mail_id, key_id or book.new_key(), mail)
    if book.settings.smtp_url:
        book.job("mail", JOB, mail_id, key=mail_id)
    return mail_id


class MarkSent(Body, frozen=True, kw_only=True):
    """The mail an SMTP server took."""

    mail_id: str


class MarkFailed(Body, frozen=True, kw_only=True):
    """The mail nobody took, and why (a code, no address). `final`: it would be refused again."""

    mail_id: str
    failure: str
    final: bool = False


@verb("mail.sent", MarkSent, SYSTEM_ONLY)
def mark_sent(book: Book, body: MarkSent) -> Answer:
    """Record that a mail was taken by the next server."""
    mail = book.must(MAILS, body.mail_id)
    book.put(MAILS, replace(mail, state="sent", sent_at=book.now, attempts=mail.attempts + 1, failure=None))
    return Answer()


@verb("mail.failed", MarkFailed, SYSTEM_ONLY)
def mark_failed(book: Book, body: MarkFailed) -> Answer:
    """Count an attempt that failed; the last one, or one that would only be refused again, makes the mail a dead letter."""
    mail = book.must(MAILS, body.mail_id)
    if mail.state != "waiting":
        return Answer()
    tried = mail.attempts + 1
    dead = body.final or tried >= ATTEMPTS
    book.put(MAILS, replace(mail, attempts=tried, failure=body.failure, state="dead" if dead else "waiting"))
    if dead and mail.about_id is not None and mail.kind in DEAD:
        DEAD[mail.kind](book, mail.about_id)
    return Answer()


@verb("mail.retry", MarkSent, ADMIN, path="/outbox/{mail_id}/retry")
def retry(book: Book, body: MarkSent) -> Answer:
    """Try a dead letter again from the beginning."""
    mail = book.must(MAILS, body.mail_id)
    if mail.state != "dead" or not book.settings.smtp_url:
        raise Conflict("mail.not_dead", state=mail.state)
    book.put(MAILS, replace(mail, state="waiting", attempts=0))
    book.job("mail", JOB, mail.id)
    book.audit("mail.retried", mail.id)
    return Answer()
