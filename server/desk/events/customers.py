"""What can happen to customers, their identities and their organisations. Names and addresses never appear here."""

from __future__ import annotations

from typing import Any

from server.base.clock import Ms
from server.desk.events.base import Event, event


@event("customer.added")
class CustomerAdded(Event, frozen=True, kw_only=True):
    """A customer became known; what seals them is key `key_id`."""

    customer_id: str
    key_id: str
    language: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] = ()
    since: Ms | None = None


@event("customer.changed")
class CustomerChanged(Event, frozen=True, kw_only=True):
    """The plain facts are now these; None leaves one as it was, "" takes it away. `sealed`: name or fields changed too."""

    customer_id: str
    language: str | None = None
    time_zone: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] | None = None
    organisation_id: str | None = None
    sealed: bool = False


@event("customer.consented")
class Consented(Event, frozen=True, kw_only=True):
    """A consent was given or taken back."""

    customer_id: str
    purpose: str
    given: bool


@event("customer.blocked")
class Blocked(Event, frozen=True, kw_only=True):
    """Nothing from this customer is accepted any more."""

    customer_id: str


@event("customer.unblocked")
class Unblocked(Event, frozen=True, kw_only=True):
    """The customer may write and call again."""

    customer_id: str


@event("customer.erased")
class Erased(Event, frozen=True, kw_only=True):
    """The customer's key was destroyed with everything under it. Only the fact stays."""

    customer_id: str


@event("identity.added")
class IdentityAdded(Event, frozen=True, kw_only=True):
    """An address was recorded. Kinds: phone, email, wechat, external, device."""

    identity_id: str
    customer_id: str
    identity_kind: str
    verified: bool
    evidence: str | None = None


@event("identity.verified")
class IdentityVerified(Event, frozen=True, kw_only=True):
    """The address is proven to be the customer's, by this evidence."""

    identity_id: str
    customer_id: str
    evidence: str


@event("identity.removed")
class IdentityRemoved(Event, frozen=True, kw_only=True):
    """The address does not lead to the customer any more."""

    identity_id: str
    customer_id: str


@event("customers.merged")
class Merged(Event, frozen=True, kw_only=True):
    """`source_id` is shown as `customer_id` from now on; nothing was moved."""

    merge_id: str
    customer_id: str
    source_id: str
    reason: str


@event("customers.unmerged")
class Unmerged(Event, frozen=True, kw_only=True):
    """The link was taken back; both are shown alone again."""

    merge_id: str
    customer_id: str
    source_id: str


@event("suspicion.raised")
class SuspicionRaised(Event, frozen=True, kw_only=True):
    """Two customers may be one person."""

    suspicion_id: str
    customer_id: str
    other_id: str
    reason: dict[str, Any]


@event("suspicion.decided")
class SuspicionDecided(Event, frozen=True, kw_only=True):
    """Somebody decided. `decision`: merged, distinct."""

    suspicion_id: str
    customer_id: str
    decision: str


@event("organisation.added")
class OrganisationAdded(Event, frozen=True, kw_only=True):
    """An organisation became known."""

    organisation_id: str
    key_id: str
