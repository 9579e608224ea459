"""The registry of readings: name, shape of the question, policy, place in the HTTP interface. The counterpart of `desk/verbs.py`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple, TypeVar

import msgspec

from server.desk.access import Policy
from server.desk.readings.look import Look


class Question(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a reading is asked: fields of the path and of the query string."""


class Reading(NamedTuple):
    """One thing that can be read. `audited` names the audit act to record, or None."""

    name: str
    question: type[Question]
    answer: Any
    policy: Policy
    read: Callable[[Look, Any], Any]
    path: str
    summary: str
    audited: str | None


READINGS: dict[str, Reading] = {}
F = TypeVar("F", bound=Callable[[Look, Any], Any])


def reading(
    name: str, question: type[Question], policy: Policy, *, path: str, answer: Any, audited: str | None = None
) -> Callable[[F], F]:
    """Register a reading. `answer` is the msgspec type of what it returns; `path` is below /api/v1."""

    def register(read: F) -> F:
        if name in READINGS:
            raise ValueError(f"two readings are called {name}")
        summary = (read.__doc__ or "").strip().split("\n")[0]
        READINGS[name] = Reading(name, question, answer, policy, read, path, summary, audited)
        return read

    return register


def ask(look: Look, name: str, question: Question) -> Any:
    """Return the answer of a reading after its policy admitted the one who looks."""
    found = READINGS[name]
    look.admit(found.policy)
    if found.policy.thing == "ticket":
        look.ticket_seen(question.ticket_id)  # type: ignore[attr-defined]  # every ticket reading names one
    return found.read(look, question)
