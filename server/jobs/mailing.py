"""Hands the desk's own mails to an SMTP server. A mail whose answer was lost may be sent again, under the same Message-ID."""

from __future__ import annotations

import smtplib
import ssl
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import parse_qs, unquote, urlsplit

from server.base.clock import as_datetime
from server.base.errors import Invalid, Unavailable
from server.base.settings import Settings
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.mails import MarkSent
from server.desk.secrets import MailSecret
from server.desk.verbs import Command
from server.store.tables.infra import MAILS, Job, Mail

TIMEOUT_S = 20
KIND = "mail.send"


def send_mail(core: Core, job: Job) -> None:
    """Handle `mail.send`: send the mail named by the job once more than never. Raises Unavailable when the server refuses."""
    with core.looking(SYSTEM) as look:
        mail = look.by_id(MAILS, [job.subject]).get(job.subject)
        secret = look.open_all([job.subject], MailSecret).get(job.subject)
    if mail is None or secret is None or mail.state == "sent":
        return
    deliver(core.settings, message(core.settings, mail, secret))
    core.executor.ask(Command("mail.sent", SYSTEM, MarkSent(mail_id=mail.id)))


def message(settings: Settings, mail: Mail, secret: MailSecret) -> EmailMessage:
    """Return the mail as sent: its Message-ID follows from its id, and it says that no person wrote it (RFC 3834)."""
    found = EmailMessage()
    host = sender_address(settings).rpartition("@")[2]
    found["Message-ID"] = f"<{mail.id}@{host}>"
    found["Date"] = format_datetime(as_datetime(mail.created_at))
    found["From"] = f"{settings.desk_name} <{sender_address(settings)}>"
    found["To"] = secret.to
    found["Subject"] = secret.subject
    found["Auto-Submitted"] = "auto-generated"
    found.set_content(secret.text)
    return found


def deliver(settings: Settings, mail: EmailMessage) -> None:
    """Send over `smtp://` (with STARTTLS where offered; a password is never sent without it) or `smtps://`."""
    address = urlsplit(settings.smtp_url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise Invalid("settings.smtp_url", variable="DESK_SMTP_URL")
    try:
        with _connected(address.scheme, address.hostname, address.port) as server:
            if address.username:
                _refuse_open_password(address.scheme, server, address.hostname)
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(mail)
    except (smtplib.SMTPException, OSError) as error:
        # The reason names no address: it is kept with the job.
        raise Unavailable("mail.refused", why=type(error).__name__) from error


def sender_address(settings: Settings) -> str:
    """Return the address mails come from: `?from=` of the SMTP address, or desk@ the host people use."""
    given = parse_qs(urlsplit(settings.smtp_url).query).get("from")
    return given[0] if given else f"desk@{urlsplit(settings.address).hostname}"


def _connected(scheme: str, host: str, port: int | None) -> smtplib.SMTP:
    if scheme == "smtps":
        return smtplib.SMTP_SSL(host, port or 465, timeout=TIMEOUT_S, context=ssl.create_default_context())
    server = smtplib.SMTP(host, port or 587, timeout=TIMEOUT_S)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=ssl.create_default_context())
        server.ehlo()
    return server


def _refuse_open_password(scheme: str, server: smtplib.SMTP, host: str) -> None:
    """Raise Invalid where a password would cross a network in the clear; on this machine itself there is none to cross."""
    if (
        scheme == "smtp"
        and not isinstance(server.sock, ssl.SSLSocket)
        and host not in ("127.0.0.1", "::1", "localhost")
    ):
        raise Invalid("settings.smtp_open", variable="DESK_SMTP_URL")
