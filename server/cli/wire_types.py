"""The shapes of console/records.py and console/protocol.py as TypeScript declarations, for the type checker of the scripts. No values."""

from __future__ import annotations

import types
import typing
from typing import Any, Literal, get_args, get_origin

import msgspec

from console import protocol

PLAIN: dict[Any, str] = {
    str: "string",
    int: "number",
    float: "number",
    bool: "boolean",
    type(None): "null",
    Any: "any",
}


def wire_types() -> str:
    """Return the declarations, in the order of the module; a shape that others are made from has none of its own."""
    parts = [
        "// Made by `python -m server describe types` from console/protocol.py; a test holds the two together.\n"
    ]
    for name, thing in vars(protocol).items():
        if isinstance(thing, type) and issubclass(thing, protocol.Wire) and not thing.__subclasses__():
            parts.append(_interface(thing))
        elif isinstance(thing, types.UnionType):
            parts.append(f"export type {name} = {_type(thing)};\n")
    return "\n".join(parts)


def _interface(shape: type[protocol.Wire]) -> str:
    """Return one shape with its tag, its meaning and its fields. Fields with a default may be left out by who speaks to the desk."""
    config = shape.__struct_config__
    lines = [f"/** {_meaning(shape)} */", f"export interface {shape.__name__} {{"]
    if config.tag is not None and config.tag_field is not None:
        lines.append(f"  {config.tag_field}: {_word(config.tag)};")
    spoken = issubclass(shape, protocol.Said)
    hints = typing.get_type_hints(shape)
    for field in msgspec.structs.fields(shape):
        mark = "?" if spoken and not field.required else ""
        lines.append(f"  {field.name}{mark}: {_type(hints[field.name])};")
    return "\n".join([*lines, "}", ""])


def _type(hint: Any) -> str:
    """Return a Python type in TypeScript. Raises KeyError for one that the wire does not carry."""
    origin, args = get_origin(hint), get_args(hint)
    if origin is Literal:
        return " | ".join(_word(one) for one in args)
    if origin is list:
        inner = _type(args[0])
        return f"({inner})[]" if " " in inner else f"{inner}[]"
    if origin is dict:
        return f"Record<{_type(args[0])}, {_type(args[1])}>"
    if origin in (typing.Union, types.UnionType):
        return " | ".join(_type(one) for one in args)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        return hint.__name__
    return PLAIN[hint]


def _word(value: Any) -> str:
    return msgspec.json.encode(value).decode()


def _meaning(shape: type) -> str:
    return " ".join((shape.__doc__ or "").split()).replace("*/", "*\\/")
