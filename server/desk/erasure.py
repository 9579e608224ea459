"""Makes a customer unreadable, for ever and everywhere: keys destroyed, sealed values, look-ups, words, files and drafts gone.

One command, so that nothing is half erased. Only the fact stays: ids, times and counts, in the log and in the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterable

import sqlalchemy as sa
from msgspec.structs import replace

from server.desk import access, identify
from server.desk.actors import SYSTEM
from server.desk.asking import planning
from server.desk.book import Book
from server.desk.customers import OfCustomer, customer_rows
from server.desk.events.customers import Erased, IdentityRemoved, SuspicionDecided
from server.desk.events.moods import MoodsForgotten
from server.desk.events.tickets import ConversationEnded
from server.desk.executor import Executor
from server.desk.verbs import Answer, Command, verb
from server.store.pages import Need
from server.store.tables.infra import KEYS, LOG, SEALED, WORDS
from server.store.tables.moods import MOOD_TRENDS, MOODS
from server.store.tables.people import CUSTOMERS, IDENTITIES, LOOKUPS, SUSPICIONS, Customer
from server.store.tables.surveys import INVITATIONS
from server.store.tables.work import ATTACHMENTS, CHUNKS, CONVERSATIONS, DRAFTS, TICKETS, Attachment

JOB = "erasure.scrub"


class Erase(OfCustomer, frozen=True, kw_only=True):
    """A customer to be erased, with everybody merged into it."""


class ErasedAnswer(Answer, frozen=True, kw_only=True):
    """Every customer id that was erased: the one shown and those merged into it."""

    customer_ids: tuple[str, ...]


def erase_rows(book: Book, body: Erase) -> Iterable[Need]:
    """Name the customer, everything linked to it, and what is theirs."""
    yield from customer_rows(book, body)
    yield Need(CUSTOMERS, ("merged_into",), (body.customer_id,))
    for table in (IDENTITIES, LOOKUPS, TICKETS, CONVERSATIONS, MOODS):
        yield Need(table, ("customer_id",), (body.customer_id,))


@verb(
    "customers.erase",
    Erase,
    access.ADMIN,
    path="/customers/{customer_id}/erase",
    answer=ErasedAnswer,
    reads=erase_rows,
)
def erase(book: Book, body: Erase) -> ErasedAnswer:
    """Make everything personal of a customer, and of all merged into it, unreadable for ever."""
    root = identify.root(book, body.customer_id)
    family = identify.tree(book, root.id)
    for customer in family:
        if customer.erased_at is None:
            _erase(book, customer)
    book.audit("customer.erased", root.id, customers=len(family))
    book.job("desk", JOB, root.id, key=f"{root.id}:{book.head}")
    return ErasedAnswer(customer_ids=tuple(one.id for one in family))


def erased_since(connection: sa.Connection, seq: int = 0) -> list[str]:
    """Return the customers erased after log seq `seq`, in that order: kept beside each backup, to be applied again after a restore."""
    query = (
        sa.select(LOG.c.customer_id)
        .where(LOG.c.kind == "customer.erased", LOG.c.seq > seq)
        .order_by(LOG.c.seq)
    )
    return [str(one) for one in connection.scalars(query)]


def erase_again(executor: Executor, customer_ids: Iterable[str]) -> int:
    """Erase these customers unless they are erased or not there (made after the backup was taken). Returns how many were."""
    done = 0
    with executor.database.reading() as connection:
        there = sa.select(CUSTOMERS.c.id).where(CUSTOMERS.c.erased_at.is_(None))
        alive = set(connection.scalars(there.where(CUSTOMERS.c.id.in_(list(customer_ids)))))
    for customer_id in sorted(alive):
        executor.ask(Command("customers.erase", SYSTEM, Erase(customer_id=customer_id)))
        done += 1
    return done


def _erase(book: Book, customer: Customer) -> None:
    _forget_addresses(book, customer)
    _forget_work(book, customer)
    _forget_moods(book, customer)
    destroy(book, customer.key_id)
    book.pages.sweep(WORDS, "customer_id", customer.id)
    for row in (*book.find(SUSPICIONS, left_id=customer.id), *book.find(SUSPICIONS, right_id=customer.id)):
        if row.decided_at is None and book.must(SUSPICIONS, row.id).decided_at is None:
            book.emit(SuspicionDecided(suspicion_id=row.id, customer_id=row.left_id, decision="erased"))
    book.emit(Erased(customer_id=customer.id))


def _forget_addresses(book: Book, customer: Customer) -> None:
    for identity in book.find(IDENTITIES, customer_id=customer.id):
        if identity.removed_at is None:
            book.emit(IdentityRemoved(identity_id=identity.id, customer_id=customer.id))
    for row in book.find(LOOKUPS, customer_id=customer.id):
        book.drop(LOOKUPS, row.subject, row.kind, row.hash)


def _forget_work(book: Book, customer: Customer) -> None:
    """End what goes on, and take away files and drafts, whatever key they are under."""
    for thread in book.find(CONVERSATIONS, customer_id=customer.id):
        if thread.ended_at is None:
            fact = ConversationEnded(conversation_id=thread.id, ticket_id=thread.ticket_id, by="rule")
            book.emit(fact)
    for asked in book.find(INVITATIONS, customer_id=customer.id):
        planning.withdraw(book, asked, "erased")
    for ticket in book.find(TICKETS, customer_id=customer.id):
        for file in book.find(ATTACHMENTS, ticket_id=ticket.id):
            _forget_file(book, file)
        for draft in book.find(DRAFTS, ticket_id=ticket.id):
            book.drop(DRAFTS, draft.id)
            book.drop(SEALED, draft.id)


def _forget_moods(book: Book, customer: Customer) -> None:
    """What was judged of their messages, also of those that came to them with a ticket."""
    ticket_ids = [ticket.id for ticket in book.find(TICKETS, customer_id=customer.id)]
    moods = book.find(MOODS, customer_id=customer.id)
    moods += [mood for one in ticket_ids for mood in book.find(MOODS, ticket_id=one)]
    trend_ids = tuple(one for one in (customer.id, *ticket_ids) if book.get(MOOD_TRENDS, one))
    entry_ids = tuple(dict.fromkeys(mood.entry_id for mood in moods))
    if entry_ids or trend_ids:
        book.emit(MoodsForgotten(customer_id=customer.id, entry_ids=entry_ids, trend_ids=trend_ids))


def _forget_file(book: Book, file: Attachment) -> None:
    """A file may be under a key of its own; a key that seals anything else is somebody's and stays."""
    book.put(ATTACHMENTS, replace(file, state="erased"))
    book.pages.sweep(CHUNKS, "attachment_id", file.id)
    book.drop(SEALED, file.id)
    if all(row.id == file.id for row in book.find(SEALED, key_id=file.key_id)):
        destroy(book, file.key_id)


def destroy(book: Book, key_id: str) -> None:
    """Destroy a data key with every value sealed under it; only that there was one stays."""
    row = book.must(KEYS, key_id)
    if row.wrapped is not None:
        book.put(KEYS, replace(row, wrapped=None, destroyed_at=book.now))
        book.pages.sweep(SEALED, "key_id", key_id)
