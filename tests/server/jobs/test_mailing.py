"""Mails reach a real SMTP server over a real socket, once, and say who wrote them."""

from __future__ import annotations

import email
import email.policy
import socketserver
import threading
from collections.abc import Iterator
from email.message import EmailMessage

import pytest

from server.base.errors import Invalid, Unavailable
from server.base.settings import Settings
from server.desk.core import Core
from server.jobs.hands import Hands
from server.jobs.mailing import KIND, deliver, send_mail
from server.store.tables.infra import JOBS, MAILS
from tests.server.live.staffed import ADA, LIN, StaffedDesk, staff


class Mailbox(socketserver.ThreadingTCPServer):
    """An SMTP server of a few lines: takes every mail, or refuses them all."""

    allow_reuse_address = True
    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Session)
        self.mails: list[bytes] = []
        self.refusing = False

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
                self._say("550 no" if verb == b"RCPT" and self.server.refusing else "250 fine")

    def _take(self) -> None:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        self.server.mails.append(b"".join(lines))
        self._say("250 taken")

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
    mailbox.refusing = True
    _invite(desk)
    hands.step()
    with desk.look(staff(ADA)) as look:
        assert [row.state for row in look.rows(MAILS, MAILS.c.id.is_not(None))] == ["waiting"]
        assert [row.attempts for row in look.rows(JOBS, JOBS.c.id.is_not(None))] == [1]
    mailbox.refusing = False
    desk.clock.advance(86_400_000)
    hands.step()
    assert len(mailbox.mails) == 1
    desk.close()


def test_nobodys_address_is_in_the_reason_of_a_failure(sqlite_url: str, mailbox: Mailbox) -> None:
    mailbox.refusing = True
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
