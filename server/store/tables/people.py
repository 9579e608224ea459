"""Customers and how they are recognised. Names and addresses are in `sealed`; here are only facts without them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table


class Customer(Row, frozen=True, kw_only=True):
    """A person who contacts the desk. A merged customer keeps its row and its events; `merged_into` is the one shown instead."""

    id: str
    key_id: str
    created_at: Ms
    language: str | None = None
    time_zone: str | None = None
    organisation_id: str | None = None
    segment: str | None = None
    tags: tuple[str, ...] = ()
    consents: dict[str, bool] = {}
    merged_into: str | None = None
    blocked_at: Ms | None = None
    blocked_by: str | None = None
    erased_at: Ms | None = None
    version: int


class Organisation(Row, frozen=True, kw_only=True):
    """A company or household that customers belong to. Its name is sealed under its own key."""

    id: str
    key_id: str
    created_at: Ms
    version: int


class Identity(Row, frozen=True, kw_only=True):
    """An address of a customer. `kind`: phone, email, wechat, external, device. The value is sealed, its hash is in `lookups`."""

    id: str
    customer_id: str
    kind: str
    created_at: Ms
    verified_at: Ms | None = None
    evidence: str | None = None
    removed_at: Ms | None = None
    version: int


class Lookup(Row, frozen=True, kw_only=True):
    """A keyed hash that leads to a customer: normal form, last digits, n-gram of a name. Primary data, dropped by erasure."""

    hash: str
    kind: str
    subject: str
    customer_id: str


class Merge(Row, frozen=True, kw_only=True):
    """A reversible link: `source_id` is shown as `target_id` while `undone_at` is empty."""

    id: str
    source_id: str
    target_id: str
    at: Ms
    actor: str
    reason: str
    undone_at: Ms | None = None
    undone_by: str | None = None
    version: int


class Suspicion(Row, frozen=True, kw_only=True):
    """Two customers who may be one, with the reason; decided by a person."""

    id: str
    left_id: str
    right_id: str
    reason: dict[str, Any]
    at: Ms
    decided_at: Ms | None = None
    decision: str | None = None
    version: int


CUSTOMERS = Table(
    "customers",
    Customer,
    sa.Index("customers_merged", "merged_into"),
    sa.Index("customers_created", "created_at"),
    key=("id",),
)
ORGANISATIONS = Table("organisations", Organisation, key=("id",))
IDENTITIES = Table("identities", Identity, sa.Index("identities_customer", "customer_id"), key=("id",))
LOOKUPS = Table(
    "lookups",
    Lookup,
    sa.Index("lookups_hash", "hash"),
    sa.Index("lookups_customer", "customer_id"),
    key=("subject", "kind", "hash"),
)
MERGES = Table(
    "merges",
    Merge,
    sa.Index("merges_source", "source_id"),
    sa.Index("merges_target", "target_id"),
    key=("id",),
)
SUSPICIONS = Table(
    "suspicions",
    Suspicion,
    sa.Index("suspicions_left", "left_id"),
    sa.Index("suspicions_right", "right_id"),
    key=("id",),
)
