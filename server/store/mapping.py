"""One definition per table: a frozen record type, from which the SQL columns are made. No sessions, no lazy loading, no relations."""

from __future__ import annotations

import types
import typing
from collections.abc import Callable
from typing import Any, Generic, TypeVar

import msgspec
import sqlalchemy as sa

METADATA = sa.MetaData()
_TABLES: list[Any] = []
R = TypeVar("R", bound="Row")


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """A record as stored. Field names are the column names; lists and mappings are stored as JSON text."""


class JsonText(sa.TypeDecorator[Any]):
    """Plain values as JSON text, alike on both databases."""

    impl = sa.Text
    cache_ok = True

    def __init__(self, shape: Any = Any) -> None:
        super().__init__()
        self.shape = shape
        self._decoder = msgspec.json.Decoder(shape)

    def process_bind_param(self, value: Any, dialect: sa.Dialect) -> str | None:
        """Return the JSON text of `value`, keys in order."""
        return None if value is None else msgspec.json.encode(value, order="sorted").decode()

    def process_result_value(self, value: Any, dialect: sa.Dialect) -> Any:
        """Return the values of a stored text, in the declared shape."""
        return None if value is None else self._decoder.decode(value)


class Table(Generic[R]):
    """A table of one record type. `key` is the primary key; `sql` is what queries are written with."""

    def __init__(
        self, name: str, row: type[R], *extra: sa.Index | sa.UniqueConstraint, key: tuple[str, ...]
    ) -> None:
        self.name = name
        self.row = row
        self.key = key
        self.sql = sa.Table(name, METADATA, *_columns(row, key), *extra)
        self.fields = tuple(field.name for field in msgspec.structs.fields(row))
        _TABLES.append(self)
        self._key_of: Callable[[Any], tuple[Any, ...]] = _getter(key)

    def key_of(self, row: R) -> tuple[Any, ...]:
        """Return the primary key of a record, as a tuple."""
        return self._key_of(row)

    def values(self, row: R) -> dict[str, Any]:
        """Return column -> value, without the work of `asdict` on nested values."""
        return {name: getattr(row, name) for name in self.fields}

    def read(self, line: sa.Row[Any]) -> R:
        """Return the record of a line selected with `select(table.sql)`."""
        return self.row(**dict(zip(self.fields, line, strict=True)))

    @property
    def c(self) -> sa.ColumnCollection[str, sa.Column[Any]]:
        """The columns."""
        return typing.cast("sa.ColumnCollection[str, sa.Column[Any]]", self.sql.c)


def every_table() -> list[Table[Any]]:
    """Return all tables that were defined, in the order of their definition."""
    return list(_TABLES)


def _columns(row: type[Row], key: tuple[str, ...]) -> list[sa.Column[Any]]:
    hints = typing.get_type_hints(row)
    columns = []
    for field in msgspec.structs.fields(row):
        kind, nullable = _kind(hints[field.name])
        primary = field.name in key
        columns.append(
            sa.Column(field.name, kind, primary_key=primary, nullable=nullable, autoincrement=False)
        )
    return columns


def _kind(hint: Any) -> tuple[sa.types.TypeEngine[Any], bool]:
    origin = typing.get_origin(hint)
    if origin in (types.UnionType, typing.Union):
        inner = [arm for arm in typing.get_args(hint) if arm is not type(None)]
        kind, _ = _kind(inner[0])
        return kind, True
    if origin is typing.Literal:
        return sa.Text(), False
    plain: dict[Any, sa.types.TypeEngine[Any]] = {
        str: sa.Text(),
        int: sa.BigInteger(),
        bool: sa.Boolean(create_constraint=False),
        float: sa.Double(),
        bytes: sa.LargeBinary(),
    }
    return plain.get(hint) or JsonText(hint), False


def _getter(key: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    if len(key) == 1:
        name = key[0]
        return lambda row: (getattr(row, name),)
    return lambda row: tuple(getattr(row, name) for name in key)
