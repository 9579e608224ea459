"""Mails the desk writes to its staff: sealed in the outbox in the same commit; sent by a job when SMTP is set, else readable there."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.i18n import translate
from server.desk.access import SYSTEM_ONLY
from server.desk.book import Book
from server.desk.secrets import MailSecret
from server.desk.verbs import Answer, Body, verb
from server.store.tables.infra import MAILS, Mail
from server.store.tables.staff import User

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


def send(book: Book, mail: MailSecret, kind: str, user_id: str | None) -> str:
    """Put a mail into the outbox, sealed under a key of its own, and return its id."""
    mail_id = book.new_id("mai")
    book.put(MAILS, Mail(id=mail_id, kind=kind, user_id=user_id, created_at=book.now))
    book.seal(mail_id, book.new_key(), mail)
    if book.settings.smtp_url:
        book.job("mail", "mail.send", mail_id, key=mail_id)
    return mail_id


class MarkSent(Body, frozen=True, kw_only=True):
    """The mail an SMTP server took."""

    mail_id: str


@verb("mail.sent", MarkSent, SYSTEM_ONLY)
def mark_sent(book: Book, body: MarkSent) -> Answer:
    """Record that a mail was taken by the next server."""
    mail = book.must(MAILS, body.mail_id)
    book.put(MAILS, replace(mail, state="sent", sent_at=book.now, attempts=mail.attempts + 1))
    return Answer()
