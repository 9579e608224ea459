"""A desk that asks: one active survey, Mei with a mail address that is hers, and what a test does to both."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.crypto import fingerprint
from server.desk.actors import SYSTEM, Actor
from server.desk.secrets import InvitationSecret, MailSecret
from server.store.tables.infra import MAILS, TIMERS, Mail
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, NOT_ASKED, FollowUp, Invitation, NotAsked
from server.store.tables.work import TICKETS
from tests.server.live.staffed import ADA, LIN, ORDERS, StaffedDesk, staff

MEI = "mei@example.com"
DAY_MS = 86_400_000
QUESTIONS: list[dict[str, Any]] = [
    {"id": "csat", "kind": "csat", "words": {"en": "How was it?", "zh": "您满意吗？"}, "required": True},
    {"id": "nps", "kind": "nps", "words": {"en": "Would you recommend us?", "zh": "您会推荐我们吗？"}},
    {"id": "words", "kind": "text", "words": {"en": "Anything else?", "zh": "还有什么想说的？"}},
]

RULES: dict[str, Any] = {
    "version": 0,
    "budget": 2,
    "window_days": 90,
    "cool_down_days": 14,
    "quiet_from": 0,
    "quiet_to": 0,
    "minimum_answers": 5,
    "respond_within_hours": 24,
    "low_csat": 2,
    "low_nps": 6,
    "low_ces": 3,
    "on_sad_comment": True,
    "boost_s": 600,
    "digest": True,
}


class AskingDesk:
    """The desk with its survey; `solved` makes a ticket of Mei's and solves it as Lin."""

    def __init__(self, desk: StaffedDesk, **survey: Any) -> None:
        self.desk = desk
        wanted = {"name": "After solving", "active": True, "questions": QUESTIONS, "occasions": ["solved"]}
        answer = desk.do(staff(ADA), "surveys.create", **{**wanted, **survey})
        self.survey_id, self.version = answer["id"], answer["version"]
        self.mei = self.person("Mei", MEI, language="zh", time_zone="Asia/Shanghai")

    def person(self, name: str, mail: str, **fields: Any) -> str:
        """Add somebody whose mail address is proven."""
        customer = self.desk.customer(name, **fields)
        added = self.desk.do(staff(ADA), "identities.add", customer_id=customer, kind="email", value=mail)
        self.desk.do(staff(ADA), "identities.verify", identity_id=added["identity_id"])
        return customer

    def rules(self, **changed: Any) -> None:
        """Set the survey rules; what is not named stays as a new desk has it."""
        self.desk.do(staff(ADA), "surveys.set_rules", **{**RULES, **changed})

    def solved(self, customer_id: str | None = None, actor: Actor | None = None, agent: str = LIN) -> str:
        """Open a ticket, let an agent take and solve it, and return its id."""
        ticket = self.desk.ticket(customer_id or self.mei, "The lamp flickers", ORDERS)
        self.desk.do(staff(agent), "ticket.take", ticket_id=ticket)
        self.desk.do(actor or staff(agent), "ticket.solve", ticket_id=ticket)
        return ticket

    def sent(self, customer_id: str | None = None) -> Invitation:
        """Solve a ticket, let the delay pass, and return the invitation that went out."""
        ticket = self.solved(customer_id)
        self.passes(31 * 60_000)
        row = self.invitation(ticket)
        assert row is not None and row.sent_at is not None, row
        return row

    def answers(self, row: Invitation, **answers: Any) -> dict[str, Any]:
        """Answer through the link that the mail holds."""
        token = fingerprint(self.secret(row).token)
        return self.desk.do(SYSTEM, "survey.answer", token_id=token, answers=answers)

    def passes(self, ms: int) -> None:
        """Let time go by and fire what fell due, in order."""
        self.desk.clock.advance(ms)
        while due := self._due():
            for name, kind in due:
                assert kind == "survey" or not name.startswith("survey"), name
                self.desk.do(SYSTEM, "survey.step", timer_id=name)

    def invitation(self, ticket_id: str) -> Invitation | None:
        """Return the newest invitation about a ticket."""
        with self.desk.database.reading() as connection:
            query = sa.select(INVITATIONS.sql).where(INVITATIONS.c.ticket_id == ticket_id)
            line = connection.execute(query.order_by(INVITATIONS.c.cycle.desc())).first()
            return INVITATIONS.read(line) if line is not None else None

    def refusals(self) -> list[NotAsked]:
        """Return why people were not asked, oldest first."""
        with self.desk.look(SYSTEM) as look:
            return look.rows(NOT_ASKED, sa.true(), NOT_ASKED.c.at)

    def follow_ups(self) -> list[FollowUp]:
        """Return the follow-ups, oldest first."""
        with self.desk.look(SYSTEM) as look:
            return look.rows(FOLLOW_UPS, sa.true(), FOLLOW_UPS.c.opened_at)

    def secret(self, row: Invitation) -> InvitationSecret:
        """Return what is sealed of an invitation."""
        with self.desk.look(SYSTEM) as look:
            return look.open_all([row.id], InvitationSecret)[row.id]

    def mails(self) -> list[tuple[Mail, MailSecret]]:
        """Return the mails that ask, oldest first."""
        with self.desk.look(SYSTEM) as look:
            rows = look.rows(MAILS, MAILS.c.kind == "survey", MAILS.c.id)
            opened = look.open_all([one.id for one in rows], MailSecret)
            return [(one, opened[one.id]) for one in rows if one.id in opened]

    def status(self, ticket_id: str) -> str:
        """Return a ticket's status."""
        with self.desk.look(SYSTEM) as look:
            return look.by_id(TICKETS, [ticket_id])[ticket_id].status

    def _due(self) -> list[tuple[str, str]]:
        with self.desk.database.reading() as connection:
            query = sa.select(TIMERS.c.id, TIMERS.c.kind).where(
                TIMERS.c.kind == "survey", TIMERS.c.due_at <= self.desk.clock.now()
            )
            return [(line.id, line.kind) for line in connection.execute(query.order_by(TIMERS.c.due_at))]
