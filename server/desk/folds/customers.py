"""Customers, identities and the reversible links between them as they follow from the log."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from server.desk.events import customers as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.people import (
    CUSTOMERS,
    IDENTITIES,
    MERGES,
    ORGANISATIONS,
    SUSPICIONS,
    Customer,
    Identity,
    Merge,
    Organisation,
    Suspicion,
)


@on(said.CustomerAdded)
def added(pages: Pages, fact: said.CustomerAdded, stamp: Stamp) -> None:
    """A customer."""
    customer = Customer(
        id=fact.customer_id,
        key_id=fact.key_id,
        created_at=fact.since or stamp.at,
        language=fact.language,
        time_zone=fact.time_zone,
        segment=fact.segment,
        tags=fact.tags,
        version=stamp.seq,
    )
    pages.put(CUSTOMERS, customer)


@on(said.CustomerChanged)
def changed(pages: Pages, fact: said.CustomerChanged, stamp: Stamp) -> None:
    """The facts that were given; an empty text takes one away."""
    names = ("language", "time_zone", "segment", "organisation_id")
    given = {name: value or None for name in names if (value := getattr(fact, name)) is not None}
    tags = {} if fact.tags is None else {"tags": fact.tags}
    _put(pages, fact.customer_id, stamp, **given, **tags)


@on(said.Consented)
def consented(pages: Pages, fact: said.Consented, stamp: Stamp) -> None:
    """One consent."""
    customer = must(pages, CUSTOMERS, fact.customer_id)
    _put(pages, fact.customer_id, stamp, consents={**customer.consents, fact.purpose: fact.given})


@on(said.Blocked)
def blocked(pages: Pages, fact: said.Blocked, stamp: Stamp) -> None:
    """Who blocked the customer and when."""
    _put(pages, fact.customer_id, stamp, blocked_at=stamp.at, blocked_by=stamp.actor)


@on(said.Unblocked)
def unblocked(pages: Pages, fact: said.Unblocked, stamp: Stamp) -> None:
    """No block."""
    _put(pages, fact.customer_id, stamp, blocked_at=None, blocked_by=None)


@on(said.Erased)
def erased(pages: Pages, fact: said.Erased, stamp: Stamp) -> None:
    """Only that the customer was erased, and when."""
    bare: dict[str, Any] = {
        "language": None,
        "time_zone": None,
        "segment": None,
        "tags": (),
        "consents": {},
        "organisation_id": None,
    }
    _put(pages, fact.customer_id, stamp, erased_at=stamp.at, **bare)


@on(said.IdentityAdded)
def identity_added(pages: Pages, fact: said.IdentityAdded, stamp: Stamp) -> None:
    """An address of a customer."""
    identity = Identity(
        id=fact.identity_id,
        customer_id=fact.customer_id,
        kind=fact.identity_kind,
        created_at=stamp.at,
        verified_at=stamp.at if fact.verified else None,
        evidence=fact.evidence,
        version=stamp.seq,
    )
    pages.put(IDENTITIES, identity)


@on(said.IdentityVerified)
def identity_verified(pages: Pages, fact: said.IdentityVerified, stamp: Stamp) -> None:
    """The address with its evidence."""
    identity = must(pages, IDENTITIES, fact.identity_id)
    pages.put(IDENTITIES, replace(identity, verified_at=stamp.at, evidence=fact.evidence, version=stamp.seq))


@on(said.IdentityRemoved)
def identity_removed(pages: Pages, fact: said.IdentityRemoved, stamp: Stamp) -> None:
    """The address is kept as a fact without use."""
    identity = must(pages, IDENTITIES, fact.identity_id)
    pages.put(IDENTITIES, replace(identity, removed_at=stamp.at, version=stamp.seq))


@on(said.Merged)
def merged(pages: Pages, fact: said.Merged, stamp: Stamp) -> None:
    """The link, and who is shown instead."""
    merge = Merge(
        id=fact.merge_id,
        source_id=fact.source_id,
        target_id=fact.customer_id,
        at=stamp.at,
        actor=stamp.actor,
        reason=fact.reason,
        version=stamp.seq,
    )
    pages.put(MERGES, merge)
    _put(pages, fact.source_id, stamp, merged_into=fact.customer_id)
    _put(pages, fact.customer_id, stamp)


@on(said.Unmerged)
def unmerged(pages: Pages, fact: said.Unmerged, stamp: Stamp) -> None:
    """The link is undone; the source is shown for itself."""
    merge = must(pages, MERGES, fact.merge_id)
    pages.put(MERGES, replace(merge, undone_at=stamp.at, undone_by=stamp.actor, version=stamp.seq))
    _put(pages, fact.source_id, stamp, merged_into=None)
    _put(pages, fact.customer_id, stamp)


@on(said.SuspicionRaised)
def suspicion_raised(pages: Pages, fact: said.SuspicionRaised, stamp: Stamp) -> None:
    """Two customers who may be one."""
    suspicion = Suspicion(
        id=fact.suspicion_id,
        left_id=fact.customer_id,
        right_id=fact.other_id,
        reason=fact.reason,
        at=stamp.at,
        version=stamp.seq,
    )
    pages.put(SUSPICIONS, suspicion)


@on(said.SuspicionDecided)
def suspicion_decided(pages: Pages, fact: said.SuspicionDecided, stamp: Stamp) -> None:
    """What was decided."""
    suspicion = must(pages, SUSPICIONS, fact.suspicion_id)
    pages.put(SUSPICIONS, replace(suspicion, decided_at=stamp.at, decision=fact.decision, version=stamp.seq))


@on(said.OrganisationAdded)
def organisation_added(pages: Pages, fact: said.OrganisationAdded, stamp: Stamp) -> None:
    """An organisation."""
    row = Organisation(id=fact.organisation_id, key_id=fact.key_id, created_at=stamp.at, version=stamp.seq)
    pages.put(ORGANISATIONS, row)


def _put(pages: Pages, customer_id: str, stamp: Stamp, **changes: Any) -> None:
    customer = must(pages, CUSTOMERS, customer_id)
    pages.put(CUSTOMERS, replace(customer, version=stamp.seq, **changes))
