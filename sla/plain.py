"""Frozen dataclasses to plain values for storing, and back with every field checked. Knows no clock and no policy."""

from collections.abc import Mapping
from dataclasses import MISSING, fields, is_dataclass
from datetime import date, datetime
from types import UnionType
from typing import Any, ClassVar, Literal, Self, TypeVar, Union, get_args, get_origin, get_type_hints

from sla.calendar import Calendar
from sla.errors import SlaError
from sla.fields import parse_date, refuse_fields
from sla.instants import parsed, written_instant

T = TypeVar("T")
_HINTS: dict[type, dict[str, Any]] = {}  # a memo of what the classes say of themselves


class Plain:
    """A value that can be stored: `to_dict` gives plain JSON values, `from_dict` reads them or raises SlaError."""

    __slots__ = ()

    def to_dict(self) -> dict[str, Any]:
        """The fields as plain JSON values; instants in UTC as ISO 8601."""
        return {name: to_plain(getattr(self, name)) for name in _hints(type(self))}

    @classmethod
    def from_dict(cls, d: Mapping[str, Any]) -> Self:
        """The value of plain fields; absent ones take their default, unknown ones are refused."""
        return from_plain(cls, d)


def to_plain(value: Any) -> Any:
    """The JSON values of anything our value types hold."""
    if isinstance(value, Plain | Calendar):
        return value.to_dict()
    if isinstance(value, datetime):
        return written_instant(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {key: to_plain(each) for key, each in value.items()}
    if isinstance(value, frozenset):
        return sorted(to_plain(each) for each in value)
    if isinstance(value, tuple | list):
        return [to_plain(each) for each in value]
    return value


def from_plain(cls: type[T], d: Any) -> T:
    """A dataclass of type `cls` from plain values."""
    hints, where = _hints(cls), cls.__name__
    refuse_fields(d, tuple(hints), required=_required(cls), where=where)
    return cls(**{name: _read(hints[name], d[name], where, name) for name in hints if name in d})


def _hints(cls: type) -> dict[str, Any]:
    if cls not in _HINTS:
        hints = get_type_hints(cls)
        _HINTS[cls] = {name: hint for name, hint in hints.items() if get_origin(hint) is not ClassVar}
    return _HINTS[cls]


def _required(cls: type) -> tuple[str, ...]:
    assert is_dataclass(cls)
    return tuple(f.name for f in fields(cls) if f.default is MISSING and f.default_factory is MISSING)


def _read(hint: Any, value: Any, where: str, name: str) -> Any:
    """`value` as the type of the field `name`; SlaError if it is none."""
    origin, args = get_origin(hint), get_args(hint)
    if hint is Any:
        return value
    if origin in (Union, UnionType):
        return None if value is None else _read(args[0], value, where, name)
    if origin is Literal:
        return _accepted(value in args, value, " | ".join(map(str, args)), where, name)
    if origin in (tuple, frozenset):
        _accepted(isinstance(value, list | tuple), value, "[...]", where, name)
        return origin(_read(args[0], each, where, name) for each in value)
    if origin is not None and issubclass(origin, Mapping):
        _accepted(isinstance(value, Mapping), value, "{...}", where, name)
        return {key: _read(args[1], each, where, name) for key, each in value.items()}
    return _read_single(hint, value, where, name)


def _read_single(hint: Any, value: Any, where: str, name: str) -> Any:
    if hint in (datetime, date):
        _accepted(isinstance(value, str), value, "ISO 8601", where, name)
        return parsed(value) if hint is datetime else parse_date(value, f"{where}.{name}")
    if hint in (str, bool):
        return _accepted(isinstance(value, hint), value, hint.__name__, where, name)
    if hint in (int, float):
        wanted = int if hint is int else (int, float)
        right = isinstance(value, wanted) and not isinstance(value, bool)
        return _accepted(right, value, hint.__name__, where, name)
    return hint.from_dict(value)


def _accepted(right: bool, value: Any, expected: str, where: str, name: str) -> Any:
    if not right:
        raise SlaError("sla.value_invalid", expected=expected, field=name, where=where, got=repr(value))
    return value
