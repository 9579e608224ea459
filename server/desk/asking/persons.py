"""Who is asked and how they can be reached: the person over all merged customers, their wish, their address, language and hours."""

from __future__ import annotations

import surveys
from server.base import i18n
from server.desk import identify, normal
from server.desk.book import Book
from server.desk.events.customers import Consented
from server.desk.secrets import ConversationSecret, IdentitySecret
from server.store.tables.people import IDENTITIES, Customer
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import CALLS, CONVERSATIONS, ENTRIES, Conversation, Ticket
from surveys.settings import Ms

PURPOSE = "survey"


def opted_out(book: Book, customer: Customer) -> bool:
    """Return whether the person wants no surveys: what the shown customer said last counts, else what any merged one did."""
    root = identify.root(book, customer.id)
    if PURPOSE in root.consents:
        return not root.consents[PURPOSE]
    return any(one.consents.get(PURPOSE) is False for one in identify.tree(book, root.id))


def opt_out(book: Book, customer: Customer) -> None:
    """Note that the person wants no more surveys."""
    root = identify.root(book, customer.id)
    if root.consents.get(PURPOSE) is not False:
        book.emit(Consented(customer_id=root.id, purpose=PURPOSE, given=False))
        book.audit("customer.consented", root.id, purpose=PURPOSE, given=False)


def asked_before(book: Book, customer: Customer, *, but: tuple[str, ...] = ()) -> list[surveys.Asked]:
    """Return the surveys the person was sent, or will be, whichever merged customer they were sent to."""
    found = []
    for one in identify.tree(book, identify.root(book, customer.id).id):
        for row in book.find(INVITATIONS, customer_id=one.id):
            at = row.sent_at or (row.planned_for if row.withdrawn_at is None else None)
            if at is not None and row.undelivered_at is None and row.id not in but:
                found.append(surveys.Asked(row.survey_id, row.ticket_id, row.cycle, at))
    return found


def address(book: Book, ticket: Ticket, customer: Customer) -> str:
    """Return the mail address to ask at, empty when there is none: a proven one, the newest first, else the one left in the chat."""
    root = identify.root(book, customer.id)
    proven = [
        one
        for person in identify.tree(book, root.id)
        for one in book.find(IDENTITIES, customer_id=person.id)
        if one.kind == "email" and one.verified_at is not None and one.removed_at is None
    ]
    for one in sorted(proven, key=lambda each: each.created_at, reverse=True):
        if secret := book.open(one.id, IdentitySecret):
            return secret.value
    for conversation in book.find(CONVERSATIONS, ticket_id=ticket.id):
        left = book.open(conversation.id, ConversationSecret)
        if left is not None and "@" in left.address:
            return normal.form("email", left.address, book.settings.default_region) or ""
    return ""


def chat(book: Book, ticket: Ticket) -> Conversation | None:
    """Return the chat of the ticket that its customer holds in the widget."""
    held = [one for one in book.find(CONVERSATIONS, ticket_id=ticket.id) if one.visitor_id is not None]
    return max(held, key=lambda one: one.id, default=None)


def language(customer: Customer) -> str:
    """Return the language to ask in."""
    return "zh" if (customer.language or i18n.DEFAULT).startswith("zh") else "en"


def zone(customer: Customer) -> str:
    """Return the zone whose night is quiet."""
    return customer.time_zone if customer.time_zone and i18n.is_zone(customer.time_zone) else "UTC"


def rated(book: Book, ticket: Ticket, since: Ms) -> tuple[str, ...]:
    """Return who is rated: everybody who wrote to the customer or spoke with them since this cycle began, else the owner."""
    wrote = {
        one.author_id
        for one in book.find(ENTRIES, ticket_id=ticket.id)
        if one.kind == "message" and one.author_kind == "user" and one.at >= since
    }
    spoke = {one.agent_id for one in book.find(CALLS, ticket_id=ticket.id) if (one.answered_at or 0) >= since}
    found = {one for one in wrote | spoke if one is not None}
    return tuple(sorted(found)) or ((ticket.assignee_id,) if ticket.assignee_id else ())
