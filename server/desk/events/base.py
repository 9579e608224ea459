"""What an event is: a small typed fact in the past tense. Ids and what changed; no rendered text, no personal data."""

from __future__ import annotations

from typing import Any, NamedTuple, TypeVar

import msgspec

from server.base.clock import Ms

KINDS: dict[str, type[Event]] = {}
E = TypeVar("E", bound="type[Event]")


class Event(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A fact. Fields named `ticket_id`, `customer_id` and `user_id` are also columns of the log."""


class Stamp(NamedTuple):
    """Where and when an event stands in the log, and who caused it."""

    seq: int
    at: Ms
    actor: str


def event(kind: str) -> Any:
    """Register an event type under its stored name, `thing.happened`."""

    def register(shape: E) -> E:
        KINDS[kind] = shape
        _NAMES[shape] = kind
        return shape

    return register


def kind_of(fact: Event) -> str:
    """Return the stored name of an event."""
    return _NAMES[type(fact)]


def from_stored(kind: str, body: dict[str, Any]) -> Event:
    """Return the event of a log row. Raises msgspec.ValidationError for unknown fields: old code must not misread new facts."""
    return msgspec.convert(body, KINDS[kind])


_NAMES: dict[type[Event], str] = {}
