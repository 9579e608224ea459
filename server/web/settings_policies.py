"""Settings: service policies in the order they are looked at, and one of them as a whole."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from starlette.requests import Request

from console.pages import Page
from console.service_pages import PoliciesPage, PolicyPage, PolicyRow
from console.settings_pages import Choice
from server.base.errors import Invalid, Unknown
from server.base.strict_json import shaped
from server.desk.access import ADMIN
from server.desk.business_time import policy_of
from server.desk.policies import PRIORITIES, CreatePolicy, EditPolicy, OrderPolicies, RemovePolicy
from server.desk.readings.agreements import Calendars, Policies, PolicyLine
from server.desk.readings.config import Queues
from server.desk.readings.people import People
from server.web.context import context_of
from server.web.doors import Door, door
from server.web.kept import Draft, kept_page, moved
from server.web.pages import Form, asked, number, one, wished
from server.web.policy_form import goals, policy_said, says, sent_rows, step_rows, ticked, typed
from server.web.problems import language_of
from server.web.senders import SignedIn
from sla import KINDS, Policy

NEW = "new"
CHANNELS = ("chat", "voice", "email", "wechat", "api", "desk")
PLACES = {"name.empty": "name", "calendar.unknown": "calendar_id"}


def doors() -> list[Door]:
    """Return the doors of the policies' settings."""
    every = kept_page(ADMIN, _policies, _policies_done)
    single = kept_page(ADMIN, _policy, _policy_done, PLACES)
    return [
        door("/settings/policies", every, ADMIN, "GET", "POST"),
        door("/settings/policies/{policy_id}", single, ADMIN, "GET", "POST"),
    ]


class Named(Protocol):
    """A row that people choose by its name."""

    @property
    def id(self) -> str:
        """Its id."""
        ...

    @property
    def name(self) -> str:
        """Its name."""
        ...


@dataclass(frozen=True, slots=True)
class Around:
    """What policies speak of: the queues, calendars and people there are."""

    policies: Policies
    queues: tuple[Choice, ...]
    calendars: tuple[Choice, ...]
    people: tuple[Choice, ...]

    def names(self, choices: tuple[Choice, ...]) -> dict[str, str]:
        """Return id -> name."""
        return {choice.id: choice.name for choice in choices}


async def _policies(request: Request, found: SignedIn, draft: Draft) -> Page:
    around, language = await _around(request, found), language_of(request)
    rows = tuple(_row(line, around, language) for line in around.policies.policies)
    return PoliciesPage(rows, around.policies.open_tickets, draft.errors, draft.notice)


async def _around(request: Request, found: SignedIn) -> Around:
    policies = await asked(request, found.actor, "policies")
    queues = await asked(request, found.actor, "queues")
    calendars = await asked(request, found.actor, "calendars")
    people = await asked(request, found.actor, "users")
    assert isinstance(policies, Policies)
    assert isinstance(queues, Queues)
    assert isinstance(calendars, Calendars)
    assert isinstance(people, People)
    working = [person for person in people.people if person.state == "active" and person.role != "editor"]
    return Around(policies, _choices(queues.queues), _choices(calendars.calendars), _choices(working))


def _choices(rows: Iterable[Named]) -> tuple[Choice, ...]:
    return tuple(Choice(row.id, row.name) for row in rows)


def _row(line: PolicyLine, around: Around, language: str) -> PolicyRow:
    policy, names = (
        policy_of(line.policy),
        {one.policy.id: one.policy.name for one in around.policies.policies},
    )
    return PolicyRow(
        line.policy.id,
        line.policy.name,
        says(policy, language, around.names(around.queues)),
        goals(policy.targets, language),
        around.names(around.calendars).get(line.policy.calendar_id or "", ""),
        len(policy.steps),
        names.get(line.shadowed_by or "", ""),
    )


async def _policies_done(request: Request, found: SignedIn, form: Form) -> str:
    order = moved(form, one(form, "policy_id"), wished(form))
    body = {"policy_ids": order, "apply": one(form, "apply") == "yes"}
    await context_of(request).command("policies.order", found.actor, shaped(body, OrderPolicies))
    return "settings.moved"


async def _policy(request: Request, found: SignedIn, draft: Draft) -> Page:
    around, language = await _around(request, found), language_of(request)
    lines, policy_id = around.policies.policies, request.path_params["policy_id"]
    line = next((one for one in lines if one.policy.id == policy_id), None)
    if line is None and policy_id != NEW:
        raise Unknown("slapolicy.unknown", id=policy_id)
    policy, row = (policy_of(line.policy), line.policy) if line else (Policy(NEW), None)
    names = {one.policy.id: one.policy.name for one in lines}
    sent = draft.sent("save")
    return PolicyPage(
        policy_id,
        row.version if row else 0,
        lines.index(line) + 1 if line else 0,
        len(lines),
        draft.one("name") if sent else row.name if row else "",
        draft.one("calendar_id") if sent else (row.calendar_id or "") if row else "",
        around.calendars,
        says(policy, language, around.names(around.queues)),
        names.get(line.shadowed_by or "", "") if line else "",
        {name: tuple(values) for name, values in draft.form.items()} if sent else ticked(policy),
        {name: values[0] for name, values in draft.form.items()} if sent else typed(policy, language),
        KINDS,
        PRIORITIES[::-1],
        CHANNELS,
        around.queues,
        around.people,
        sent_rows(draft.form) if sent else step_rows(policy, language),
        around.policies.open_tickets,
        draft.errors,
        draft.notice,
    )


async def _policy_done(request: Request, found: SignedIn, form: Form) -> str:
    context, policy_id, wish = context_of(request), request.path_params["policy_id"], wished(form)
    if wish == "save" and policy_id == NEW:
        made = await context.command("policies.create", found.actor, shaped(policy_said(form), CreatePolicy))
        return f"/settings/policies/{made['id']}?done=settings.added"
    seen = {"policy_id": policy_id, "version": number(form, "version"), "apply": one(form, "apply") == "yes"}
    if wish == "remove":
        await context.command("policies.remove", found.actor, shaped(seen, RemovePolicy))
        return "/settings/policies?done=settings.removed"
    if wish != "save":
        raise Invalid("form.malformed")
    await context.command("policies.edit", found.actor, shaped({**policy_said(form), **seen}, EditPolicy))
    return "settings.saved"
