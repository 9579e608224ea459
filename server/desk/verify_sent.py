"""Whether what leaves the desk reaches one end: mails somebody sends, one invitation a solution, one effective answer. SQL only."""

from __future__ import annotations

from collections import Counter

import sqlalchemy as sa

from server.desk.findings import Findings
from server.desk.mails import JOB
from server.desk.verify_work import report
from server.store.tables.infra import JOBS, LOG, MAILS, SEALED
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import TICKETS


def mails_have_one_end(connection: sa.Connection, findings: Findings) -> None:
    """A mail is waiting, sent at an instant, or dead for a reason; never two of them."""
    state, sent, failure = MAILS.c.state, MAILS.c.sent_at, MAILS.c.failure
    whole = sa.or_(
        sa.and_(state == "waiting", sent.is_(None)),
        sa.and_(state == "sent", sent.is_not(None), failure.is_(None)),
        sa.and_(state == "dead", sent.is_(None), failure.is_not(None)),
    )
    report(connection, sa.select(MAILS.c.id).where(~whole), findings, "mail.not_one_end", MAILS.name)


def mails_are_on_their_way(connection: sa.Connection, findings: Findings) -> None:
    """A waiting mail has the job that sends it. Without SMTP the outbox is read by people, so only mails
    written while others were tried are asked about; those of the erased hold nothing to send."""
    tried = sa.select(sa.func.min(MAILS.c.created_at), sa.func.max(MAILS.c.created_at))
    first, last = connection.execute(tried.where(MAILS.c.attempts > 0)).one()
    findings.count("mail.nobody_sends", 1)
    if first is None:
        return
    job = sa.and_(JOBS.c.kind == JOB, JOBS.c.subject == MAILS.c.id, JOBS.c.failed_at.is_(None))
    lost = sa.select(MAILS.c.id).where(
        MAILS.c.state == "waiting",
        MAILS.c.created_at.between(first, last),
        sa.select(1).where(SEALED.c.id == MAILS.c.id).exists(),
        ~sa.select(1).where(job).exists(),
    )
    for mail_id in connection.scalars(lost):
        findings.add("mail.nobody_sends", MAILS.name, str(mail_id))


def asked_once(connection: sa.Connection, findings: Findings) -> None:
    """One invitation a solution, and none for a solution that never was."""
    which = (INVITATIONS.c.ticket_id, INVITATIONS.c.cycle)
    twice = sa.select(sa.func.min(INVITATIONS.c.id)).group_by(*which).having(sa.func.count() > 1)
    report(connection, twice, findings, "invitation.twice", INVITATIONS.name)
    of_ticket = sa.select(INVITATIONS.c.id).outerjoin(TICKETS.sql, TICKETS.c.id == INVITATIONS.c.ticket_id)
    solutions = TICKETS.c.reopened + 1
    never = sa.or_(TICKETS.c.id.is_(None), INVITATIONS.c.cycle < 1, INVITATIONS.c.cycle > solutions)
    report(connection, of_ticket.where(never), findings, "invitation.of_no_solution", INVITATIONS.name)


def answered_once(connection: sa.Connection, findings: Findings) -> None:
    """An invitation that is answered was answered for the first time once; no other was. What came later changed that answer."""
    told = connection.scalars(sa.select(LOG.c.body).where(LOG.c.kind == "survey.answered"))
    first = Counter(str(body["invitation_id"]) for body in told if body["first"])
    answered = sa.select(INVITATIONS.c.id).where(INVITATIONS.c.answered_at.is_not(None))
    effective = dict.fromkeys(connection.scalars(answered), 1)
    for invitation_id in sorted(first.keys() | effective.keys()):
        if first[invitation_id] != effective.get(invitation_id, 0):
            numbers = {"answers": first[invitation_id]}
            findings.add("invitation.not_one_answer", INVITATIONS.name, invitation_id, **numbers)
    findings.count("answers", len(effective))


CHECKS = (mails_have_one_end, mails_are_on_their_way, asked_once, answered_once)
