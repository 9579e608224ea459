"""Which language somebody gets, and texts, messages and dates in it. The texts themselves are the console's catalogs."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Literal, get_args
from zoneinfo import ZoneInfo, available_timezones

from babel.dates import format_datetime

from console.catalog import catalog
from server.base.clock import Ms, as_datetime

Language = Literal["en", "zh"]
LANGUAGES: tuple[str, ...] = get_args(Language)
DEFAULT: Language = "en"
BABEL = {"en": "en_GB", "zh": "zh_CN"}
_RANGE = re.compile(r"\s*([A-Za-z]{1,8})(?:-[A-Za-z0-9]{1,8})*\s*(?:;\s*q\s*=\s*([01](?:\.\d{0,3})?))?\s*")
_RANGES_LIMIT = 20


def negotiate(accept_language: str | None) -> str:
    """Return the language of LANGUAGES an `Accept-Language` header (RFC 9110, 12.5.4) wants most; English when none of them."""
    best, most = DEFAULT, 0.0
    for part in (accept_language or "").split(",")[:_RANGES_LIMIT]:
        found = _RANGE.fullmatch(part)
        weight = float(found[2] or 1) if found else 0.0
        if found and found[1].lower() in LANGUAGES and weight > most:
            best, most = "zh" if found[1].lower() == "zh" else "en", weight
    return best


def translate(language: str, key: str, /, **values: object) -> str:
    """Return a text of the catalog with its places filled; `n` chooses the plural form. Raises KeyError for a key nobody wrote."""
    return catalog(language)(key, **values)


def error_text(language: str, code: str, detail: Mapping[str, object]) -> str:
    """Return what a refusal says to a person: the text of `error.<code>`, or a general one that says what to do."""
    words = catalog(language)
    if not words.has(f"error.{code}"):
        return words("error.unknown")
    places = {name: _in_words(language, name, value) for name, value in detail.items()}
    try:
        return words(f"error.{code}", **places)
    except KeyError:
        return words("error.unknown")


def moment(language: str, zone: str, at: Ms) -> str:
    """Return an instant as people of the language write it, in their time zone (IANA name)."""
    return format_datetime(as_datetime(at), "medium", tzinfo=ZoneInfo(zone), locale=BABEL[language])


def is_zone(name: str) -> bool:
    """Return whether this is the IANA name of a time zone."""
    return name in available_timezones()


def _in_words(language: str, name: str, value: object) -> object:
    """Say in Chinese what the JSON reader expected, so that the sentence around it is not half English."""
    if language != "zh" or name != "expected" or not isinstance(value, str):
        return value
    for english, chinese in _EXPECTED:
        value = english.sub(chinese, value)
    return value


_EXPECTED = (
    (re.compile(r"Expected (`[^`]+`), got (`[^`]+`)"), r"应为 \1，收到的是 \2"),
    (re.compile(r"Object missing required field (`[^`]+`)"), r"缺少必填字段 \1"),
    (re.compile(r"Object contains unknown field (`[^`]+`)"), r"有未知字段 \1"),
    (re.compile(r"Expected (`[^`]+`) of length (>=|<=|==) (\d+)"), r"应为长度 \2 \3 的 \1"),
    (re.compile(r"Expected (`[^`]+`) (>=|<=|>|<) (-?[\d.]+)"), r"应为 \2 \3 的 \1"),
    (re.compile(r"Expected (`[^`]+`) matching regex.*"), r"应为规定格式的 \1"),
    (re.compile(r"Invalid enum value.*"), "不是允许的取值"),
    (re.compile(r"Expected (`[^`]+`)"), r"应为 \1"),
)
