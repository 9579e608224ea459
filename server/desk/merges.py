"""One person known as two customers: a reversible link, and suspicions that there should be one. Moves and rewrites nothing.

Links form trees: each customer has at most one link upwards, so taking any link back restores exactly what it joined,
whatever was linked before or after it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from server.base.errors import Conflict
from server.desk import access, identify
from server.desk.book import Book
from server.desk.customers import CustomerAnswer, alive
from server.desk.events.customers import Merged, SuspicionDecided, SuspicionRaised, Unmerged
from server.desk.fields import Id
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.people import CUSTOMERS, MERGES, SUSPICIONS, Customer, Suspicion

Reason = Literal["same_person", "same_phone", "same_email", "same_name", "said_so", "stand_in", "other"]
Sign = Literal["same_phone", "same_email", "same_wechat", "same_external", "same_device", "same_name"]


class MergeAnswer(CustomerAnswer, frozen=True, kw_only=True):
    """The link that was made, by which it can be taken back."""

    merge_id: str


class Merge(Body, frozen=True, kw_only=True):
    """`source_id` shall be shown as `customer_id`, for a reason the catalogs have words for (`merge.<reason>`)."""

    customer_id: Id
    source_id: Id
    reason: Reason = "same_person"


class OfMerge(Body, frozen=True, kw_only=True):
    """A link."""

    merge_id: Id


class Suspect(Body, frozen=True, kw_only=True):
    """Two customers who share something."""

    customer_id: str
    other_id: str
    sign: Sign


class OfSuspicion(Body, frozen=True, kw_only=True):
    """A suspicion."""

    suspicion_id: Id


def pair_rows(book: Book, body: Merge | Suspect) -> Iterable[Need]:
    """Name both customers, whom they were merged into, and what was suspected of them."""
    other = body.source_id if isinstance(body, Merge) else body.other_id
    for one in (body.customer_id, other):
        yield from identify.customer_needs(book, one)
        yield Need(SUSPICIONS, ("left_id",), (one,))
        yield Need(SUSPICIONS, ("right_id",), (one,))


def merge_rows(book: Book, body: OfMerge) -> Iterable[Need]:
    """Name the link and its two ends."""
    yield Need(MERGES, ("id",), (body.merge_id,))
    if link := book.peek(MERGES, body.merge_id):
        yield Need(CUSTOMERS, ("id",), (link.source_id,))
        yield Need(CUSTOMERS, ("id",), (link.target_id,))


@verb(
    "customers.merge",
    Merge,
    access.CUSTOMER,
    path="/customers/{customer_id}/merge",
    answer=MergeAnswer,
    reads=pair_rows,
)
def merge(book: Book, body: Merge) -> MergeAnswer:
    """Show one customer as another from now on; taking it back is always possible."""
    return link(book, alive(book, body.customer_id), book.must(CUSTOMERS, body.source_id), body.reason)


@verb(
    "merges.undo",
    OfMerge,
    access.CUSTOMER,
    path="/merges/{merge_id}/undo",
    answer=CustomerAnswer,
    reads=merge_rows,
)
def undo(book: Book, body: OfMerge) -> CustomerAnswer:
    """Take a merge back: both customers are shown alone again, each with what is theirs."""
    made = book.must(MERGES, body.merge_id)
    source = book.must(CUSTOMERS, made.source_id)
    if made.undone_at is not None:
        raise Conflict("merge.undone", id=made.id)
    if source.erased_at is not None:
        raise Conflict("customer.erased", id=source.id)
    book.emit(Unmerged(merge_id=made.id, customer_id=made.target_id, source_id=made.source_id))
    for one in _between(book, made.target_id, made.source_id):
        book.emit(SuspicionDecided(suspicion_id=one.id, customer_id=one.left_id, decision="distinct"))
    book.audit("customer.unmerged", made.source_id, merge_id=made.id, target_id=made.target_id)
    return CustomerAnswer(customer_id=made.source_id)


@verb("customers.suspect", Suspect, access.SYSTEM_ONLY, reads=pair_rows)
def suspect(book: Book, body: Suspect) -> Answer:
    """Suggest that two customers are one person, unless they are linked already or somebody has decided."""
    left, right = identify.root(book, body.customer_id), identify.root(book, body.other_id)
    if left.id == right.id or left.erased_at is not None or right.erased_at is not None:
        return Answer()
    if not _between(book, left.id, right.id):
        fact = SuspicionRaised(
            suspicion_id=book.new_id("sus"),
            customer_id=left.id,
            other_id=right.id,
            reason={"code": body.sign},
        )
        book.emit(fact)
    return Answer()


@verb("suspicions.dismiss", OfSuspicion, access.CUSTOMER, path="/suspicions/{suspicion_id}/dismiss")
def dismiss(book: Book, body: OfSuspicion) -> Answer:
    """Say that two suspected customers are two people; it is not suggested again."""
    found = book.must(SUSPICIONS, body.suspicion_id)
    if found.decided_at is None:
        book.emit(SuspicionDecided(suspicion_id=found.id, customer_id=found.left_id, decision="distinct"))
        book.audit("suspicion.dismissed", found.left_id, other_id=found.right_id)
    return Answer()


def link(book: Book, target: Customer, source: Customer, reason: Reason) -> MergeAnswer:
    """Link `source` to `target` (the one shown, not itself linked). Raises Conflict when the source is linked, erased or the same."""
    if source.erased_at is not None:
        raise Conflict("customer.erased", id=source.id)
    if source.merged_into is not None:
        raise Conflict("merge.linked", id=source.id)
    if source.id == target.id:
        raise Conflict("merge.same", id=source.id)
    merge_id = book.new_id("mrg")
    book.emit(Merged(merge_id=merge_id, customer_id=target.id, source_id=source.id, reason=reason))
    for one in _between(book, target.id, source.id):
        book.emit(SuspicionDecided(suspicion_id=one.id, customer_id=one.left_id, decision="merged"))
    book.audit("customer.merged", source.id, merge_id=merge_id, target_id=target.id, reason=reason)
    return MergeAnswer(customer_id=target.id, merge_id=merge_id)


def _between(book: Book, one: str, other: str) -> list[Suspicion]:
    pairs = ((one, other), (other, one))
    return [
        row for left, right in pairs for row in book.find(SUSPICIONS, left_id=left) if row.right_id == right
    ]
