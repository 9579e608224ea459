"""Service policies: which work they take, how fast it shall be, what happens on the way, and in which order they are looked at."""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import Meta
from msgspec.structs import replace

from server.base.errors import Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.business_time import refusals
from server.desk.clocks import apply_to_open
from server.desk.configuration import ConfigAnswer, keep, ordered, restores, seen
from server.desk.fields import Id, Name, Version, tidy
from server.desk.known import known_calendar
from server.desk.queues import QUEUE_CHANNELS
from server.desk.verbs import Answer, Body, verb
from server.store.tables.config import SLA_POLICIES, SlaPolicy
from server.store.tables.staff import QUEUES, USERS
from sla import Kind, Policy

PRIORITIES = ("low", "normal", "high", "urgent")
PEOPLE = ("assignee", "team", "supervisor")
Word = Annotated[str, Meta(min_length=1, max_length=64)]
Amount = Annotated[int, Meta(ge=0, le=316_224_000)]


class Plain(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A part of a policy as it is sent."""


class When(Plain, frozen=True, kw_only=True):
    """One condition: the field is any of these. Without values it holds for all work."""

    field: Literal["queue", "priority", "channel", "segment", "language", "tag"]
    any_of: Annotated[tuple[Word, ...], Meta(max_length=50)] = ()


class Goal(Plain, frozen=True, kw_only=True):
    """At most so many seconds of business time, or around the clock. 0: no clock. `share`: the part wished for in time."""

    seconds: Amount
    around_the_clock: bool = False
    share: Annotated[float, Meta(gt=0, le=1)] | None = None


class Act(Plain, frozen=True, kw_only=True):
    """What a step does. `to`: assignee, team, supervisor; a queue, a person, a tag, an address."""

    kind: Literal["notify", "raise_priority", "move_queue", "reassign", "tag", "webhook"]
    to: Annotated[str, Meta(max_length=300)] = ""


class StepSaid(Plain, frozen=True, kw_only=True):
    """Something that happens once in a clock's cycle: at `percent` of the target, or `offset_s` seconds from due (before: negative)."""

    id: Annotated[str, Meta(min_length=1, max_length=40)]
    clock: Kind
    percent: Annotated[int, Meta(ge=0, le=1_000)] | None = None
    offset_s: Annotated[int, Meta(ge=-316_224_000, le=316_224_000)] | None = None
    actions: Annotated[tuple[Act, ...], Meta(max_length=5)] = ()


class CreatePolicy(Body, frozen=True, kw_only=True):
    """A policy. `targets` by clock, `by_priority` those that are others for a priority; `pause_also`: where update and resolution stand
    still besides waiting on the customer; `replies_by`: whose replies count; `apply`: open work is measured by it at once."""

    name: Name
    calendar_id: Id | None = None
    conditions: Annotated[tuple[When, ...], Meta(max_length=12)] = ()
    targets: dict[str, Goal] = {}
    by_priority: dict[str, dict[str, Goal]] = {}
    steps: Annotated[tuple[StepSaid, ...], Meta(max_length=40)] = ()
    pause_also: tuple[Literal["new", "waiting_others", "snoozed"], ...] = ()
    replies_by: tuple[Literal["human", "bot", "auto", "note"], ...] = ("human",)
    reopen_days: Annotated[int, Meta(ge=0, le=3_650)] | None = None
    apply: bool = False


class EditPolicy(CreatePolicy, frozen=True, kw_only=True):
    """The whole of a policy; its place stays. `version` is the one that was seen."""

    policy_id: Id
    version: Version


class RemovePolicy(Body, frozen=True, kw_only=True):
    """`version` is the one that was seen."""

    policy_id: Id
    version: Version
    apply: bool = False


class OrderPolicies(Body, frozen=True, kw_only=True):
    """Every policy there is, in the order they shall be looked at."""

    policy_ids: Annotated[tuple[Id, ...], Meta(max_length=500)]
    apply: bool = False


@verb("policies.create", CreatePolicy, access.ADMIN, path="/policies", answer=ConfigAnswer)
def create_policy(book: Book, body: CreatePolicy) -> ConfigAnswer:
    """Add a policy: above the first one that takes all work, or last when it takes all work itself."""
    row = SlaPolicy(id=book.new_id("pol"), name=tidy(body.name), position=0, body={}, version=0)
    made, others = _said(book, row, body), _in_force(book)
    catches = [n for n, one in enumerate(others) if _policy(one).matches_all]
    place = catches[0] if catches and not _policy(made).matches_all else len(others)
    for later in others[place:]:
        keep(book, "policy", SLA_POLICIES, replace(later, position=later.position + 1))
    position = others[place].position if place < len(others) else others[-1].position + 1 if others else 0
    return _kept(book, replace(made, position=position), apply=body.apply)


@verb("policies.edit", EditPolicy, access.ADMIN, path="/policies/{policy_id}", answer=ConfigAnswer)
def edit_policy(book: Book, body: EditPolicy) -> ConfigAnswer:
    """Change a policy."""
    row = seen(book, "policy", SLA_POLICIES, body.policy_id, body.version)
    return _kept(book, _said(book, replace(row, name=tidy(body.name)), body), apply=body.apply)


@verb("policies.remove", RemovePolicy, access.ADMIN, path="/policies/{policy_id}/remove", answer=ConfigAnswer)
def remove_policy(book: Book, body: RemovePolicy) -> ConfigAnswer:
    """Take a policy away."""
    row = seen(book, "policy", SLA_POLICIES, body.policy_id, body.version)
    return _kept(book, replace(row, removed_at=book.now), apply=body.apply)


@verb("policies.order", OrderPolicies, access.ADMIN, path="/policies/order")
def order_policies(book: Book, body: OrderPolicies) -> Answer:
    """Put the policies into another order."""
    ordered(book, "policy", SLA_POLICIES, body.policy_ids)
    if body.apply:
        apply_to_open(book, "policies", "order")
    return Answer()


def _kept(book: Book, row: SlaPolicy, *, apply: bool) -> ConfigAnswer:
    answer = keep(book, "policy", SLA_POLICIES, row)
    if apply:
        apply_to_open(book, "policy", row.id)
    return answer


def _said(book: Book, row: SlaPolicy, body: CreatePolicy) -> SlaPolicy:
    """The row with what was sent, checked and in the engine's own form."""
    known_calendar(book, body.calendar_id)
    parts = ("conditions", "targets", "by_priority", "steps", "pause_also", "replies_by", "reopen_days")
    plain = {name: msgspec.to_builtins(getattr(body, name)) for name in parts}
    return _checked(book, replace(row, calendar_id=body.calendar_id, body=plain))


def _checked(book: Book, row: SlaPolicy) -> SlaPolicy:
    with refusals():
        policy = Policy.from_dict(
            {**row.body, "id": row.id, "version": row.version + 1, "calendar": row.calendar_id}
        )
    for priority in policy.by_priority:
        _known("priority", priority, PRIORITIES)
    for condition in policy.conditions:
        for value in condition.any_of:
            _fits(book, condition.field, value)
    for step in policy.steps:
        for action in step.actions:
            _reaches(book, action.kind, action.to)
    return replace(row, body=policy.to_dict())


def _fits(book: Book, field: str, value: str) -> None:
    if field == "queue":
        _queue(book, value)
    elif field == "priority":
        _known("priority", value, PRIORITIES)
    elif field == "channel":
        _known("channel", value, QUEUE_CHANNELS)


def _reaches(book: Book, kind: str, to: str) -> None:
    if kind == "notify":
        _known("notified", to, PEOPLE)
    elif kind == "move_queue":
        _queue(book, to)
    elif kind == "reassign":
        user = book.get(USERS, to)
        if user is None or user.deactivated_at is not None:
            raise Invalid("user.unknown", id=to)
    elif kind == "webhook" and not to.startswith("https://"):
        raise Invalid("policy.address", came=to[:80])
    elif kind == "tag" and not to.strip():
        raise Invalid("policy.tag")


def _queue(book: Book, queue_id: str) -> None:
    if (queue := book.get(QUEUES, queue_id)) is None or queue.removed_at is not None:
        raise Invalid("queue.unknown", id=queue_id)


def _known(what: str, came: str, expected: tuple[str, ...]) -> None:
    if came not in expected:
        raise Invalid(f"{what}.unknown", came=came[:40], expected=", ".join(expected))


def _in_force(book: Book) -> list[SlaPolicy]:
    return sorted(book.find(SLA_POLICIES, removed_at=None), key=lambda row: (row.position, row.id))


def _policy(row: SlaPolicy) -> Policy:
    return Policy.from_dict(row.body)


def _fitting(book: Book, past: SlaPolicy, present: SlaPolicy) -> SlaPolicy:
    """What it said then, in the place it has now."""
    known_calendar(book, past.calendar_id)
    return _checked(book, replace(past, position=present.position))


restores("policy", SLA_POLICIES, _fitting)
