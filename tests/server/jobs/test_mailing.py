"""Mails reach a real SMTP server over a real socket, once, and say who wrote them."""

from __future__ import annotations

import email
import email.policy
import socket
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from server.base.errors import Conflict, Invalid, Unavailable
from server.base.settings import Settings
from server.desk.core import Core
from server.desk.mails import ATTEMPTS
from server.desk.readings.outbox import Nothing
from server.desk.readings.registry import ask
from server.desk.secrets import MailSecret
from server.jobs.hands import Hands
from server.jobs.mailing import KIND, Refused, deliver, message, send_mail
from server.store.tables.infra import JOBS, MAILS, Mail
from tests.server.live.staffed import ADA, LIN, StaffedDesk, staff


class Mailbox(socketserver.ThreadingTCPServer):
    """An SMTP server of a few lines: takes every mail, or refuses them all."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[bytes] = []
        self.losing = False
        self.refusing = 0

    @property
    def url(self) -> str:
        """The address to be set as DESK_SMTP_URL."""
        return f"smtp://127.0.0.1:{self.server_address[1]}?from=desk@spruce.example.com"


class _Session(socketserver.StreamRequestHandler):
    server: Mailbox

    def handle(self) -> None:
        """Speak just enough of RFC 5321."""
        self._say("220 ready")
        while line := self.rfile.readline():
            verb = line.split()[0].upper() if line.split() else b""
            if verb == b"DATA":
                self._say("354 go on")
                self._take()
            elif verb == b"QUIT":
                self._say("221 bye")
                return
            else:
                refused = verb == b"RCPT" and self.server.refusing
                self._say(f"{self.server.refusing} no" if refused else "250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        if not self.server.losing:
            self._say("250 taken")
            return
        self.connection.shutdown(socket.SHUT_RDWR)

    def _say(self, text: str) -> None:
        self.wfile.write(f"{text}\r\n".encode())


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    """A mail server on a port of its own."""
    server = Mailbox()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()
    thread.join()


def _desk(url: str, mailbox: Mailbox) -> tuple[StaffedDesk, Hands]:
    desk = StaffedDesk(url, smtp_url=mailbox.url)
    core = Core(desk.settings, desk.database, desk.clock, desk.ids, desk.master, desk.executor)
    return desk, Hands(core, {KIND: send_mail}, lanes=("mail",), holder="prc_test")


def _invite(desk: StaffedDesk) -> None:
    desk.do(staff(ADA), "users.invite", name="诺尔", email="noor@example.com", role="agent", language="zh")


def test_an_invitation_is_sent_once_and_says_that_no_person_wrote_it(
    database_url: str, mailbox: Mailbox
) -> None:
    desk, hands = _desk(database_url, mailbox)
    _invite(desk)
    while hands.step():
        pass
    assert len(mailbox.mails) == 1
    mail = email.message_from_bytes(mailbox.mails[0], policy=email.policy.default)
    assert mail["To"] == "noor@example.com" and mail["Auto-Submitted"] == "auto-generated"
    assert mail["Message-ID"].startswith("<mai_") and mail["Message-ID"].endswith("@spruce.example.com>")
    assert "诺尔" in mail.get_content() and "/invite/" in mail.get_content()
    with desk.look(staff(ADA)) as look:
        assert [row.state for row in look.rows(MAILS, MAILS.c.id.is_not(None))] == ["sent"]
        assert look.rows(JOBS, JOBS.c.id.is_not(None)) == []
    desk.close()


def test_a_refused_mail_stays_to_be_tried_again(database_url: str, mailbox: Mailbox) -> None:
    desk, hands = _desk(database_url, mailbox)
    mailbox.refusing = 451
    _invite(desk)
    hands.step()
    with desk.look(staff(ADA)) as look:
        assert [row.state for row in look.rows(MAILS, MAILS.c.id.is_not(None))] == ["waiting"]
        assert [row.attempts for row in look.rows(JOBS, JOBS.c.id.is_not(None))] == [1]
    mailbox.refusing = 0
    desk.clock.advance(86_400_000)
    hands.step()
    assert len(mailbox.mails) == 1
    desk.close()


def test_a_mail_refused_for_good_is_a_dead_letter_that_people_see_and_may_send_again(
    database_url: str, mailbox: Mailbox
) -> None:
    desk, hands = _desk(database_url, mailbox)
    mailbox.refusing = 550
    _invite(desk)
    hands.step()
    with desk.look(staff(ADA)) as look:
        [mail] = ask(look, "outbox", Nothing()).mails
        assert (mail.state, mail.attempts, mail.failure) == ("dead", 1, "mail.recipient_refused")
        assert look.rows(JOBS, JOBS.c.id.is_not(None)) == []
    mailbox.refusing = 0
    desk.do(staff(ADA), "mail.retry", mail_id=mail.id)
    hands.step()
    assert len(mailbox.mails) == 1
    with pytest.raises(Conflict, match="not_dead"):
        desk.do(staff(ADA), "mail.retry", mail_id=mail.id)
    desk.close()


def test_tries_are_bounded_and_every_one_bears_the_same_message_id(
    database_url: str, mailbox: Mailbox
) -> None:
    desk, hands = _desk(database_url, mailbox)
    mailbox.losing = True
    _invite(desk)
    for _ in range(ATTEMPTS + 2):
        hands.step()
        desk.clock.advance(3_600_000)
    ids = {email.message_from_bytes(one)["Message-ID"] for one in mailbox.mails}
    assert len(mailbox.mails) == ATTEMPTS and len(ids) == 1, "taken each time, its answer lost"
    with desk.look(staff(ADA)) as look:
        assert [(one.state, one.attempts) for one in look.rows(MAILS, MAILS.c.id.is_not(None))] == [
            ("dead", ATTEMPTS)
        ]
    desk.close()


def test_a_survey_says_how_to_end_them_with_one_click(sqlite_url: str) -> None:
    stop = "https://desk.example.com/s/x/stop"
    secret = MailSecret(
        to="mei@example.com", subject="评价", text="您满意吗？", html="<p>您满意吗？</p>", stop=stop
    )
    found = message(
        Settings(public_url="https://desk.example.com"),
        Mail(id="mai_1", kind="survey", user_id=None, created_at=0),
        secret,
    )
    assert found["List-Unsubscribe"] == f"<{stop}>"
    assert found["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert [part.get_content_type() for part in found.iter_parts()] == ["text/plain", "text/html"]


@pytest.mark.parametrize("to", ["a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "", "a b@c"])
def test_what_is_not_one_address_is_never_sent_to(to: str) -> None:
    secret = MailSecret(to=to, subject="s", text="t")
    with pytest.raises(Refused, match="recipient_form"):
        message(Settings(), Mail(id="mai_1", kind="survey", user_id=None, created_at=0), secret)


def test_nobodys_address_is_in_the_reason_of_a_failure(sqlite_url: str, mailbox: Mailbox) -> None:
    mailbox.refusing = 451
    mail = EmailMessage()
    mail["From"], mail["To"] = "desk@example.com", "noor@example.com"
    with pytest.raises(Unavailable) as refusal:
        deliver(Settings(smtp_url=mailbox.url), mail)
    assert "noor" not in str(refusal.value)


@pytest.mark.parametrize("url", ["http://127.0.0.1", "smtp://", "127.0.0.1:25"])
def test_an_address_that_is_no_mail_server_is_refused(url: str) -> None:
    with pytest.raises(Invalid, match=r"settings\.smtp_url"):
        deliver(Settings(smtp_url=url), EmailMessage())


def test_without_a_mail_server_a_mail_waits_in_the_outbox_and_no_job_is_made(sqlite_url: str) -> None:
    desk = StaffedDesk(sqlite_url)
    desk.do(staff(ADA), "users.link", user_id=LIN)
    with desk.look(staff(ADA)) as look:
        assert len(look.rows(MAILS, MAILS.c.state == "waiting")) == 1
        assert look.rows(JOBS, JOBS.c.id.is_not(None)) == []
    desk.close()
