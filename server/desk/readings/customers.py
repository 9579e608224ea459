"""Everything about one customer beside an open ticket: facts, masked addresses, consents, links, look-alikes, what is still promised."""

from __future__ import annotations

import sqlalchemy as sa

from console.protocol import CustomerBrief, IdentityBrief, LastSurvey, MoodLine, TicketRecord, Wire
from server.base.clock import Ms
from server.base.errors import Unknown
from server.desk import access
from server.desk.normal import masked
from server.desk.readings.briefs import brief
from server.desk.readings.duplicates import Duplicate, Link, duplicates, links
from server.desk.readings.last_survey import last_surveys, newest
from server.desk.readings.lineage import everyone, shown_for
from server.desk.readings.look import Look
from server.desk.readings.moods import of_customers
from server.desk.readings.promises import Promise, promises
from server.desk.readings.records import ticket_records
from server.desk.readings.registry import Question, reading
from server.desk.secrets import CustomerSecret, IdentitySecret, OrganisationSecret
from server.store import append
from server.store.tables.people import IDENTITIES, ORGANISATIONS, Customer, Identity
from server.store.tables.work import TICKETS

OPEN_TICKETS = 20
FINISHED = ("solved", "closed", "spam")


class CustomerQuestion(Question, frozen=True, kw_only=True):
    """Which customer; any id of a merged one will do."""

    customer_id: str


class IdentityQuestion(Question, frozen=True, kw_only=True):
    """Which address."""

    identity_id: str


class OrganisationBrief(Wire, frozen=True, kw_only=True):
    """A company or household."""

    id: str
    name: str


class Pane(Wire, frozen=True, kw_only=True):
    """A customer at log seq `seq`. `tickets` are the newest open ones the viewer may see; of an erased customer only the fact is left."""

    seq: int
    version: int
    customer: CustomerBrief
    created_at: Ms
    time_zone: str | None
    tags: list[str]
    organisation: OrganisationBrief | None
    remark: str
    fields: dict[str, str]
    consents: dict[str, bool]
    blocked_at: Ms | None
    identities: list[IdentityBrief]
    links: list[Link]
    duplicates: list[Duplicate]
    promises: list[Promise]
    tickets: list[TicketRecord]
    ticket_count: int
    mood: MoodLine | None = None
    survey: LastSurvey | None = None


class Revealed(Wire, frozen=True, kw_only=True):
    """An address in full."""

    id: str
    kind: str
    value: str


@reading(
    "customers.pane",
    CustomerQuestion,
    access.CUSTOMER_READ,
    path="/customers/{customer_id}",
    answer=Pane,
    audited="customer.viewed",
)
def pane(look: Look, question: CustomerQuestion) -> Pane:
    """Everything the desk knows about a customer, over all customers merged into it."""
    shown = shown_for(look, question.customer_id)
    root = shown.root
    family = everyone(look, root.id)
    ids = [one.id for one in family]
    secret = look.open_all([root.id], CustomerSecret).get(root.id) or CustomerSecret()
    open_ones, count = _tickets(look, ids)
    return Pane(
        seq=append.head(look.connection),
        version=root.version,
        customer=brief(shown, secret),
        created_at=min(one.created_at for one in family),
        time_zone=root.time_zone,
        tags=list(root.tags),
        organisation=_organisation(look, root),
        remark=secret.remark,
        fields=secret.fields,
        consents=root.consents,
        blocked_at=root.blocked_at,
        identities=identity_briefs(look, addresses(look, ids)),
        links=links(look, ids),
        duplicates=duplicates(look, root.id, ids),
        promises=promises(look, ids),
        tickets=open_ones,
        ticket_count=count,
        survey=newest(
            last_surveys(look, [root.id]).get(root.id, ()),
            lambda one: access.sees(look.viewer, one.queue_id, one.assignee_id),
        ),
        mood=of_customers(look, ids),
    )


@reading(
    "identities.reveal",
    IdentityQuestion,
    access.CUSTOMER_READ,
    path="/identities/{identity_id}/reveal",
    answer=Revealed,
    audited="identity.revealed",
)
def reveal(look: Look, question: IdentityQuestion) -> Revealed:
    """An address in full; that somebody looked is recorded."""
    identity = look.by_id(IDENTITIES, [question.identity_id]).get(question.identity_id)
    secret = look.open_all([question.identity_id], IdentitySecret).get(question.identity_id)
    if identity is None or identity.removed_at is not None or secret is None:
        raise Unknown("identity.unknown", id=question.identity_id)
    return Revealed(id=identity.id, kind=identity.kind, value=secret.value)


def addresses(look: Look, customer_ids: list[str]) -> list[Identity]:
    """Return the addresses in use of these customers, proven ones first; browsers are left out, nobody can call them."""
    wanted = sa.and_(
        IDENTITIES.c.customer_id.in_(customer_ids),
        IDENTITIES.c.removed_at.is_(None),
        IDENTITIES.c.kind != "device",
    )
    unproven = sa.case((IDENTITIES.c.verified_at.is_(None), 1), else_=0)
    return look.rows(IDENTITIES, wanted, unproven, IDENTITIES.c.id)


def identity_briefs(look: Look, identities: list[Identity]) -> list[IdentityBrief]:
    """Return these addresses masked, those that were erased left out."""
    secrets = look.open_all([one.id for one in identities], IdentitySecret)
    return [
        IdentityBrief(
            id=one.id,
            kind=one.kind,
            shown=masked(one.kind, secrets[one.id].value),
            verified=one.verified_at is not None,
            evidence=one.evidence,
        )
        for one in identities
        if one.id in secrets
    ]


def _organisation(look: Look, customer: Customer) -> OrganisationBrief | None:
    found = look.by_id(ORGANISATIONS, [customer.organisation_id]).get(customer.organisation_id or "")
    if found is None:
        return None
    secret = look.open_all([found.id], OrganisationSecret).get(found.id)
    return OrganisationBrief(id=found.id, name=secret.name if secret else "")


def _tickets(look: Look, customer_ids: list[str]) -> tuple[list[TicketRecord], int]:
    theirs = sa.and_(TICKETS.c.customer_id.in_(customer_ids), access.visible(look.viewer))
    count = look.connection.execute(
        sa.select(sa.func.count()).select_from(TICKETS.sql).where(theirs)
    ).scalar_one()
    newest = (
        sa.select(TICKETS.sql)
        .where(theirs, TICKETS.c.status.not_in(FINISHED))
        .order_by(TICKETS.c.updated_at.desc())
        .limit(OPEN_TICKETS)
    )
    rows = [TICKETS.read(line) for line in look.connection.execute(newest)]
    return ticket_records(look, rows), int(count)
