"""What a request says, as a body of the desk: read within limits, strictly parsed, path and address merged in."""

from __future__ import annotations

import re
from typing import Any, TypeVar
from urllib.parse import parse_qsl, unquote_to_bytes

import msgspec
from msgspec import inspect
from starlette.requests import ClientDisconnect, Request

from server.base.errors import DeskError, Invalid, Malformed, TooLarge
from server.base.strict_json import invalid, loads, shaped
from server.desk.readings.registry import Question
from server.desk.verbs import Body
from server.web.context import context_of

B = TypeVar("B", bound=Body)
Q = TypeVar("Q", bound=Question)
KEY = re.compile(r"[A-Za-z0-9_-]{8,64}")
JSON = "application/json"
FORM = "application/x-www-form-urlencoded"
FIELDS_LIMIT = 500
ADDRESS_BYTES = 8_192
LONG_NUMBER = re.compile(r"[+-]?\d{19,}")


class Unsupported(DeskError):
    """A body of a media type that is not taken here."""

    status = 415


def idempotency_key(request: Request) -> str:
    """Return the command's key. Raises Invalid when it is missing or not 8 to 64 letters, digits, `-`, `_`."""
    key = request.headers.get("idempotency-key", "")
    if not KEY.fullmatch(key):
        raise Invalid("command.key_form")
    return key


async def body_of(request: Request, shape: type[B]) -> B:
    """Return the command's body: strict JSON, with the fields of the path merged in."""
    settings = context_of(request).settings
    _check_type(request, JSON)
    raw = await read(request, settings.body_limit_bytes)
    said = loads(raw or b"{}", settings.body_limit_bytes, settings.body_depth_limit)
    if not isinstance(said, dict):
        raise Invalid("body.invalid", where="$", expected="Expected `object`")
    for name in request.path_params:
        if name in said:
            raise Invalid("body.path_field", field=name)
    body: B = shaped({**said, **path_fields(request)}, shape)
    return body


def question_of(request: Request, shape: type[Q]) -> Q:
    """Return a reading's question from path and query string. A field given twice must be a list."""
    lists = _list_fields(shape)
    values: dict[str, Any] = {}
    for name, text in query_pairs(request):
        if name in request.path_params or (name in values and name not in lists):
            raise Invalid("query.twice", field=name[:80])
        if LONG_NUMBER.fullmatch(text):
            raise Invalid("query.number", field=name[:80])
        if name in lists:
            values.setdefault(name, []).append(text)
        else:
            values[name] = text
    try:
        return msgspec.convert({**values, **path_fields(request)}, shape, strict=False)
    except msgspec.ValidationError as error:
        raise invalid(error) from None


async def form_of(request: Request) -> dict[str, list[str]]:
    """Return the fields of a submitted form, each with all its values."""
    settings = context_of(request).settings
    _check_type(request, FORM)
    raw = await read(request, settings.body_limit_bytes)
    fields: dict[str, list[str]] = {}
    for name, value in _pairs(raw):
        fields.setdefault(name, []).append(value)
    return fields


async def read(request: Request, limit: int) -> bytes:
    """Return the body's bytes. Raises TooLarge as soon as it is known to be longer than `limit`."""
    declared = request.headers.get("content-length", "0")
    if not declared.isascii() or not declared.isdigit():
        raise Malformed("http.length")
    if int(declared) > limit:
        raise TooLarge("body.too_large", limit=limit)
    parts: list[bytes] = []
    came = 0
    try:
        async for part in request.stream():
            came += len(part)
            if came > limit:
                raise TooLarge("body.too_large", limit=limit)
            parts.append(part)
    except ClientDisconnect:
        raise Malformed("body.cut") from None
    return b"".join(parts)


def path_fields(request: Request) -> dict[str, str]:
    """Return the fields named in the path."""
    return {name: str(value) for name, value in request.path_params.items()}


def query_pairs(request: Request) -> list[tuple[str, str]]:
    """Return name and value of each part of the query string, without the page's own `lang`."""
    return [pair for pair in _pairs(request.scope["query_string"]) if pair[0] != "lang"]


def check_address(raw_path: bytes, query: bytes) -> None:
    """Raise Malformed for a path or query string that is not UTF-8 text without control characters, TooLarge for a long one."""
    if len(raw_path) + len(query) > ADDRESS_BYTES:
        raise TooLarge("address.too_long", limit=ADDRESS_BYTES)
    for part in (raw_path, query.replace(b"+", b" ")):
        try:
            text = unquote_to_bytes(part).decode("utf-8")
        except UnicodeDecodeError:
            raise Malformed("address.malformed") from None
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
            raise Malformed("address.malformed")


def _pairs(raw: bytes) -> list[tuple[str, str]]:
    try:
        text = raw.decode("ascii")
        pairs = parse_qsl(text, keep_blank_values=True, max_num_fields=FIELDS_LIMIT, errors="strict")
    except (UnicodeDecodeError, ValueError):
        raise Malformed("form.malformed") from None
    if any("\0" in name or "\0" in value for name, value in pairs):
        raise Malformed("json.nul")
    return pairs


def _check_type(request: Request, expected: str) -> None:
    came = request.headers.get("content-type", expected).partition(";")[0].strip().lower()
    if came != expected:
        raise Unsupported("body.media_type", expected=expected)


def _list_fields(shape: type[Question]) -> frozenset[str]:
    info = inspect.type_info(shape)
    assert isinstance(info, inspect.StructType)
    lists = (inspect.ListType, inspect.VarTupleType, inspect.SetType, inspect.FrozenSetType)
    return frozenset(field.name for field in info.fields if _is_one_of(field.type, lists))


def _is_one_of(kind: inspect.Type, lists: tuple[type[inspect.Type], ...]) -> bool:
    if isinstance(kind, inspect.UnionType):
        return any(isinstance(arm, lists) for arm in kind.types)
    return isinstance(kind, lists)
