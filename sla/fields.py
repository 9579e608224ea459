"""Checks of plain values on their way in: which fields, which shapes, which dates. Each refusal names the place."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from sla.errors import SlaError


def refuse_fields(d: object, allowed: Sequence[str], *, required: Sequence[str], where: str) -> None:
    """Raises SlaError when `d` is no mapping, lacks a required field or has one nobody knows."""
    known = mapping(d, where)
    for name in required:
        if name not in known:
            raise SlaError("sla.field_missing", field=name, where=where)
    for name in known:
        if name not in allowed:
            raise SlaError("sla.field_unknown", got=repr(name), where=where, allowed=", ".join(allowed))


def mapping(value: object, where: str) -> Mapping[Any, Any]:
    """`value` if it is a mapping; SlaError otherwise."""
    if not isinstance(value, Mapping):
        raise SlaError("sla.value_invalid", expected="{...}", field=where, where=where, got=repr(value))
    return value


def listed(d: Mapping[str, Any], name: str) -> Sequence[Any]:
    """The list under `name`, empty when absent; SlaError when it is something else."""
    value = d.get(name) or ()
    if not isinstance(value, list | tuple):
        raise SlaError("sla.value_invalid", expected="[...]", field=name, where=name, got=repr(value))
    return value


def parse_date(text: object, where: str) -> date:
    """The date of `YYYY-MM-DD`; SlaError names `where` it stood."""
    try:
        return date.fromisoformat(text)  # type: ignore[arg-type]  # a wrong type is the TypeError below
    except (ValueError, TypeError) as error:
        raise SlaError("sla.date_invalid", shape="YYYY-MM-DD", where=where, got=repr(text)) from error
