"""Whether somebody is asked after a solution or a call, by hand or by a program, and when. Sends nothing; refusals are recorded."""

from __future__ import annotations

from typing import NamedTuple

import surveys
from server.base.errors import Conflict
from server.desk import tokens
from server.desk.asking import persons, shapes
from server.desk.book import Book
from server.desk.events.surveys import Ended, Invited, Sent, WasNotAsked
from server.desk.secrets import InvitationSecret
from server.store.tables.people import CUSTOMERS, Customer
from server.store.tables.surveys import FOLLOW_UPS, INVITATIONS, NOT_ASKED, SURVEYS, Invitation, Survey
from server.store.tables.work import TICKETS, Call, Ticket
from surveys.asking import Occasion, Refusal
from surveys.settings import DAY, Ms

TIMER = "survey"
PURPOSE = "survey"
KEPT_DAYS = 60
"""How long a link still says that the survey has ended, after it has."""


class Wish(NamedTuple):
    """Who is asked about what, and why now."""

    ticket: Ticket
    survey: Survey
    occasion: Occasion
    call: Call | None = None
    reask_of: Invitation | None = None
    by_rule: bool = False


def solved(book: Book, ticket: Ticket, *, by_rule: bool) -> None:
    """Plan the survey of a ticket that was just solved. A rule's solution is none that anybody is asked about."""
    survey = chosen(book, ticket, "solved")
    if survey is not None and book.get(FOLLOW_UPS, ticket.id) is None:
        ask_if_free(book, Wish(ticket, survey, "solved", by_rule=by_rule or book.actor.kind == "system"))


def call_over(book: Book, call: Call) -> Invitation | None:
    """Plan the survey after a call that was answered and return it when its questions may be put on the telephone now."""
    ticket = book.must(TICKETS, call.ticket_id)
    survey = chosen(book, ticket, "call_ended")
    made = ask_if_free(book, Wish(ticket, survey, "call_ended", call)) if survey is not None else None
    return made if made is not None and made.via == "keypad" else None


def unsolved(book: Book, ticket: Ticket, reason: str) -> None:
    """Take back what has not been answered: the ticket goes on, is spam, or is somebody else's."""
    for row in book.find(INVITATIONS, ticket_id=ticket.id):
        withdraw(book, row, reason)


def withdraw(book: Book, row: Invitation, reason: str) -> None:
    """Take one invitation back, unless it was answered or is over."""
    if shapes.invitation(row, None).state in ("planned", "sent"):
        book.stop_timer(TIMER, row.id)
        book.emit(Ended(invitation_id=row.id, ticket_id=row.ticket_id, outcome="withdrawn", reason=reason))


def chosen(book: Book, ticket: Ticket, occasion: Occasion) -> Survey | None:
    """Return the survey for this ticket and occasion: one for its queue before one for all, older before newer."""
    by_choice = occasion in ("by_hand", "by_api")
    fitting = [
        one
        for one in book.find(SURVEYS, removed_at=None)
        if one.active
        and (by_choice or occasion in one.occasions)
        and (not one.queue_ids or ticket.queue_id in one.queue_ids)
    ]
    return min(fitting, key=lambda one: (not one.queue_ids, one.id), default=None)


def asked(book: Book, wish: Wish) -> Invitation:
    """Plan a survey that somebody asked for. Raises Conflict `surveys.refused_<reason>` when the person is left alone."""
    decision = decide(book, wish)
    if decision.refusal is not None:
        raise Conflict(f"surveys.refused_{decision.refusal}", free_at=decision.free_at or 0)
    return _invited(book, wish, decision.send_at or book.now)


def ask_if_free(book: Book, wish: Wish) -> Invitation | None:
    """Plan the survey and return it, or record why the person is left alone."""
    decision = decide(book, wish)
    if decision.refusal is not None:
        _refused(book, wish, decision.refusal, decision.free_at)
        return None
    return _invited(book, wish, decision.send_at or book.now)


def decide(book: Book, wish: Wish, *, leaving: Invitation | None = None) -> surveys.Asking:
    """Return whether and when the person is asked; decided once more when the planned one is `leaving`."""
    ticket, survey = wish.ticket, wish.survey
    if any(
        one.cycle == cycle_of(ticket) and one != leaving
        for one in book.find(INVITATIONS, ticket_id=ticket.id)
    ):
        return surveys.Asking(None, "already_asked")
    customer = book.must(CUSTOMERS, ticket.customer_id)
    found = shapes.rules(book)
    trigger = surveys.Trigger(survey.id, _occasions(survey), float(survey.sample_percent))
    case = surveys.Case(
        ticket.id,
        cycle_of(ticket),
        wish.occasion,
        customer.id,
        persons.zone(customer),
        spam=ticket.status == "spam" or customer.blocked_at is not None,
        closed_by_rule=wish.by_rule,
        reachable=customer.erased_at is None and _way(book, wish, customer) is not None,
    )
    but = tuple(one.id for one in (leaving, wish.reask_of) if one is not None)
    return surveys.asking(
        trigger,
        case,
        persons.asked_before(book, customer, but=but),
        shapes.fatigue(found),
        shapes.course(survey, at_once=leaving is not None or wish.occasion != "solved"),
        opted_out=persons.opted_out(book, customer),
        now=book.now,
    )


def by_hand(book: Book) -> Occasion:
    """Return whether a person or a program asks."""
    return "by_api" if book.actor.kind == "key" else "by_hand"


def cycle_of(ticket: Ticket) -> int:
    """Return which solution of the ticket this is, from 1."""
    return ticket.reopened + 1


def _occasions(survey: Survey) -> frozenset[Occasion]:
    known: dict[str, Occasion] = {"solved": "solved", "call_ended": "call_ended"}
    return frozenset(known[one] for one in survey.occasions if one in known)


def _refused(book: Book, wish: Wish, refusal: Refusal, free_at: Ms | None) -> None:
    ticket, survey = wish.ticket, wish.survey
    before = book.get(NOT_ASKED, ticket.id, cycle_of(ticket), survey.id)
    if refusal == "already_asked" or (before is not None and before.reason == refusal):
        return
    book.emit(
        WasNotAsked(
            ticket_id=ticket.id,
            survey_id=survey.id,
            cycle=cycle_of(ticket),
            occasion=wish.occasion,
            queue_id=ticket.queue_id,
            reason=refusal,
            free_at=free_at,
        )
    )


def _way(book: Book, wish: Wish, customer: Customer) -> str | None:
    """Return how the person is asked: keys while they are on the line, mail, else in their chat; None: not at all."""
    if wish.call is not None:
        return "keypad"
    if persons.address(book, wish.ticket, customer):
        return "email"
    return "chat" if persons.chat(book, wish.ticket) is not None else None


def _invited(book: Book, wish: Wish, planned_for: Ms) -> Invitation:
    """Plan it: the link is made now and sealed, so that a reminder leads to the same place."""
    ticket, survey = wish.ticket, wish.survey
    customer = book.must(CUSTOMERS, ticket.customer_id)
    via = _way(book, wish, customer) or "email"
    invitation_id = book.new_id("inv")
    book.emit(
        Invited(
            invitation_id=invitation_id,
            survey_id=survey.id,
            survey_version=survey.version,
            ticket_id=ticket.id,
            customer_id=customer.id,
            cycle=cycle_of(ticket),
            occasion=wish.occasion,
            channel=ticket.channel,
            via=via,
            language=persons.language(customer),
            zone=persons.zone(customer),
            queue_id=ticket.queue_id,
            agents=persons.rated(book, ticket, _since(book, ticket)),
            planned_for=book.now if via != "email" else planned_for,
            reask_of=wish.reask_of.id if wish.reask_of else None,
            call_id=wish.call.id if wish.call else None,
        )
    )
    secret = tokens.issue(book, PURPOSE, invitation_id, (survey.open_days + KEPT_DAYS) * DAY)
    where = persons.address(book, ticket, customer) if via == "email" else ""
    book.seal(invitation_id, customer.key_id, InvitationSecret(token=secret, address=where))
    if via == "email":
        book.timer(TIMER, invitation_id, planned_for)
    else:
        book.emit(Sent(invitation_id=invitation_id, ticket_id=ticket.id, via=via))
        book.timer(TIMER, invitation_id, book.now + survey.open_days * DAY)
    return book.must(INVITATIONS, invitation_id)


def _since(book: Book, ticket: Ticket) -> Ms:
    """Return when this cycle began: when the one before it was asked about, else when the ticket was opened."""
    earlier = [one.planned_for for one in book.find(INVITATIONS, ticket_id=ticket.id)]
    return max(earlier, default=ticket.created_at)
