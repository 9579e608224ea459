"""What the desk promises and how it works: calendars, service policies, wrap-up codes, required fields, rules. Not a fold of the log."""

from __future__ import annotations

from typing import Any, Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table

RULES_ID = "desk"
FieldKind = Literal["text", "choice", "number", "yes_no"]


class Calendar(Row, frozen=True, kw_only=True):
    """Hours in the plain form of `sla.Calendar`. `country`: whose public holidays were imported last."""

    id: str
    name: str
    body: dict[str, Any]
    country: str | None = None
    version: int = 1
    removed_at: Ms | None = None


class SlaPolicy(Row, frozen=True, kw_only=True):
    """A service policy in the plain form of `sla.Policy`; looked at by `position`, top down. `calendar_id` None: the desk's."""

    id: str
    name: str
    position: int
    calendar_id: str | None = None
    body: dict[str, Any]
    version: int = 1
    removed_at: Ms | None = None


class WrapUpCode(Row, frozen=True, kw_only=True):
    """What a conversation was about, chosen when it ends. `queue_ids` empty: in every queue."""

    id: str
    name: str
    queue_ids: tuple[str, ...] = ()
    position: int = 0
    version: int = 1
    removed_at: Ms | None = None


class RequiredField(Row, frozen=True, kw_only=True):
    """Something a ticket must tell before it is solved. `queue_ids` empty: in every queue."""

    id: str
    name: str
    kind: FieldKind = "text"
    choices: tuple[str, ...] = ()
    queue_ids: tuple[str, ...] = ()
    version: int = 1
    removed_at: Ms | None = None


class DeskRules(Row, frozen=True, kw_only=True):
    """The desk-wide numbers that people edit, in the plain form of `server.desk.rules.Rules`. One row."""

    id: str = RULES_ID
    body: dict[str, Any] = {}
    version: int = 1


class KeptScenario(Row, frozen=True, kw_only=True):
    """A scenario of the laboratory that somebody kept, in its plain form. No names of persons stand in it but those of groups."""

    id: str
    name: str
    body: dict[str, Any]
    version: int = 1
    removed_at: Ms | None = None


CALENDARS = Table("calendars", Calendar, key=("id",))
SLA_POLICIES = Table("sla_policies", SlaPolicy, sa.Index("sla_policies_order", "position"), key=("id",))
WRAP_UP_CODES = Table("wrap_up_codes", WrapUpCode, key=("id",))
TICKET_FIELDS = Table("ticket_fields", RequiredField, key=("id",))
DESK_RULES = Table("desk_rules", DeskRules, key=("id",))
SCENARIOS = Table("scenarios", KeptScenario, sa.Index("scenarios_name", "name"), key=("id",))
