"""What each role may do, from the one registry."""

from __future__ import annotations

import msgspec

from server.desk import access
from server.desk.access import EVERY_ROLE
from server.desk.readings.look import Look
from server.desk.readings.registry import READINGS, Question, reading
from server.desk.verbs import VERBS


class Nothing(Question, frozen=True, kw_only=True):
    """No fields."""


class Roles(msgspec.Struct, frozen=True, kw_only=True):
    """Which role may do what: `verbs` and `readings` by name, each with the roles and the API scope that have it."""

    verbs: dict[str, list[str]]
    readings: dict[str, list[str]]


@reading("roles", Nothing, access.ADMIN_READ, path="/roles", answer=Roles)
def roles(_look: Look, _asked: Nothing) -> Roles:
    """What each role may do, from the one registry."""
    return Roles(
        verbs={
            verb.name: sorted(verb.policy.roles & EVERY_ROLE) for verb in VERBS.values() if verb.policy.roles
        },
        readings={one.name: sorted(one.policy.roles & EVERY_ROLE) for one in READINGS.values()},
    )
