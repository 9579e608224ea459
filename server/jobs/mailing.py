"""Hands the desk's own mails to an SMTP server. A mail whose answer was lost may be sent again, under the same Message-ID.

Each attempt is counted with its mail; what a server refuses for good, or too often, is a dead letter that people see.
"""

from __future__ import annotations

import logging
import smtplib
import socket
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from email.utils import format_datetime
from urllib.parse import SplitResult, parse_qs, unquote, urlsplit

from server.base import outgoing
from server.base.clock import as_datetime
from server.base.errors import DeskError, Forbidden, Invalid, Unavailable
from server.base.settings import Settings
from server.desk.actors import SYSTEM
from server.desk.core import Core
from server.desk.mails import JOB, MarkFailed, MarkSent
from server.desk.secrets import MailSecret
from server.desk.verbs import Command
from server.store.tables.infra import MAILS, Job, Mail

log = logging.getLogger(__name__)
TIMEOUT_S = 20
KIND = JOB
BUSY = range(400, 500)
"""Answers after which the same mail may be taken later (RFC 5321, 4.2.1)."""


class Refused(DeskError):
    """The server will never take this mail."""

    status = 422


def send_mail(core: Core, job: Job) -> None:
    """Handle `mail.send`: send the mail named by the job once more than never. Raises Unavailable when it is to be tried again."""
    with core.looking(SYSTEM) as look:
        mail = look.by_id(MAILS, [job.subject]).get(job.subject)
        secret = look.open_all([job.subject], MailSecret).get(job.subject)
    if mail is None or secret is None or mail.state != "waiting":
        return
    try:
        deliver(core.settings, message(core.settings, mail, secret))
    except DeskError as refusal:
        final = isinstance(refusal, Refused)
        failed = MarkFailed(mail_id=mail.id, failure=refusal.code, final=final)
        core.executor.ask(Command("mail.failed", SYSTEM, failed))
        if final:
            log.warning("mail %s is given up: %s", mail.id, refusal.code)
            return
        raise
    core.executor.ask(Command("mail.sent", SYSTEM, MarkSent(mail_id=mail.id)))


def message(settings: Settings, mail: Mail, secret: MailSecret) -> EmailMessage:
    """Return the mail as sent: its Message-ID follows from its id, and it says that no person wrote it (RFC 3834).

    Raises Refused for an address that is none.
    """
    found = EmailMessage(policy=POLICY)
    host = sender_address(settings).rpartition("@")[2]
    found["Message-ID"] = f"<{mail.id}@{host}>"
    found["Date"] = format_datetime(as_datetime(mail.created_at))
    found["From"] = Address(settings.desk_name, addr_spec=sender_address(settings))
    found["To"] = _recipient(secret.to)
    found["Subject"] = " ".join(secret.subject.split())
    found["Auto-Submitted"] = "auto-generated"
    found["X-Auto-Response-Suppress"] = "All"
    if secret.stop:
        found["Precedence"] = "bulk"
        found["List-Unsubscribe"] = f"<{secret.stop}>"
        found["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    found.set_content(secret.text)
    if secret.html:
        found.add_alternative(secret.html, subtype="html")
    return found


def deliver(settings: Settings, mail: EmailMessage) -> None:
    """Send over `smtp://` (with STARTTLS where offered; a password is never sent without it) or `smtps://`.

    Raises Refused when the server will never take it, Unavailable when it may later.
    """
    address = urlsplit(settings.smtp_url)
    if address.scheme not in ("smtp", "smtps") or not address.hostname:
        raise Invalid("settings.smtp_url", variable="DESK_SMTP_URL")
    try:
        with _connected(settings, address) as server:
            if address.username:
                _refuse_open_password(address.scheme, server, address.hostname)
                server.login(unquote(address.username), unquote(address.password or ""))
            server.send_message(mail)
    except smtplib.SMTPRecipientsRefused as error:
        codes = {code for code, _ in error.recipients.values()}
        raise (Unavailable if codes & set(BUSY) else Refused)("mail.recipient_refused") from error
    except (smtplib.SMTPDataError, smtplib.SMTPSenderRefused) as error:
        raise (Unavailable if error.smtp_code in BUSY else Refused)("mail.refused_for_good") from error
    except (smtplib.SMTPException, OSError) as error:
        # The reason names no address: it is kept with the job.
        raise Unavailable("mail.refused", why=type(error).__name__) from error


def sender_address(settings: Settings) -> str:
    """Return the address mails come from: `?from=` of the SMTP address, or desk@ the host people use."""
    given = parse_qs(urlsplit(settings.smtp_url).query).get("from")
    return given[0] if given else f"desk@{urlsplit(settings.address).hostname}"


class _Plain(smtplib.SMTP):
    """A session with an address that was checked; certificates are still those of the name."""

    near = False

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        return _reached(host, port, timeout, near=self.near)


class _Secure(smtplib.SMTP_SSL):
    """The same, with TLS from the first byte."""

    near = False

    def _get_socket(self, host: str, port: int, timeout: float) -> socket.socket:
        plain = _reached(host, port, timeout, near=self.near)
        return self.context.wrap_socket(plain, server_hostname=host)


def _reached(host: str, port: int, timeout: float, *, near: bool) -> socket.socket:
    """Return a connection to the first checked address that takes one."""
    refused: OSError | None = None
    for address in outgoing.resolved(host, port, near=near):
        try:
            return socket.create_connection((address, port), timeout)
        except OSError as error:
            refused = error
    raise refused or OSError("the host has no address")


def _connected(settings: Settings, address: SplitResult) -> smtplib.SMTP:
    host, port = address.hostname or "", address.port
    name = sender_address(settings).rpartition("@")[2]
    secure = ssl.create_default_context()
    if address.scheme == "smtps":
        wrapped = _Secure(local_hostname=name, timeout=TIMEOUT_S, context=secure)
        wrapped.near = settings.smtp_near
        return _begun(wrapped, host, port or 465)
    plain = _Plain(local_hostname=name, timeout=TIMEOUT_S)
    plain.near = settings.smtp_near
    server = _begun(plain, host, port or 587)
    server.ehlo()
    if server.has_extn("starttls"):
        server.starttls(context=secure)
        server.ehlo()
    return server


def _begun(server: smtplib.SMTP, host: str, port: int) -> smtplib.SMTP:
    """Connect, keeping the name for the certificate. Raises Unavailable when the server is not ready."""
    # starttls() checks the certificate against this name, which smtplib keeps only when it connects by itself.
    server._host = host  # type: ignore[attr-defined]
    try:
        code, _ = server.connect(host, port)
    except Forbidden as refusal:
        raise Unavailable(refusal.code) from refusal
    if code != 220:
        server.close()
        raise Unavailable("mail.refused", why=str(code))
    return server


def _recipient(text: str) -> Address:
    """Return one address and nothing else: no second one, no header hidden behind a line's end."""
    try:
        return Address(addr_spec=text)
    except (ValueError, IndexError, DeskError) as error:
        raise Refused("mail.recipient_form") from error


def _refuse_open_password(scheme: str, server: smtplib.SMTP, host: str) -> None:
    """Raise Invalid where a password would cross a network in the clear; on this machine itself there is none to cross."""
    if (
        scheme == "smtp"
        and not isinstance(server.sock, ssl.SSLSocket)
        and host not in ("127.0.0.1", "::1", "localhost")
    ):
        raise Invalid("settings.smtp_open", variable="DESK_SMTP_URL")
