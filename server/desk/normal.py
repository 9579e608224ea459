"""Normal forms of addresses: the one spelling under which a number, mail address, WeChat id is found again."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal, get_args

import phonenumbers

from server.base.errors import Invalid

Kind = Literal["phone", "email", "wechat", "external", "device"]
KINDS: tuple[str, ...] = get_args(Kind)
ADDRESS_CHARS = 254
TAIL_DIGITS = range(4, 9)
_WITHHELD = frozenset(
    (
        "anonymous",
        "private",
        "withheld",
        "restricted",
        "unavailable",
        "unknown",
        "blocked",
        "匿名",
        "未知",
        "隐藏",
    )
)
_MAIL = re.compile(r"[^\s@<>\"(),:;\[\]\\]+@[^\s@<>\"(),:;\[\]\\]+\.[^\s@.]{2,}")


def form(kind: str, raw: str, region: str) -> str | None:
    """Return the normal form, or None when there is nothing to recognise: withheld, empty, or not such an address.

    Never raises for a value, since a caller with a strange number must still be answered. `region` (ISO 3166) is for
    numbers written without a country. Raises Invalid for a `kind` that does not exist.
    """
    text = unicodedata.normalize("NFKC", raw).strip()
    if kind not in KINDS:
        raise Invalid("identity.kind", expected=", ".join(KINDS), came=kind)
    if not text or len(text) > ADDRESS_CHARS:
        return None
    if kind == "phone":
        return phone(text, region)
    if kind == "email":
        return email(text)
    return text.casefold() if kind == "wechat" else text


def must(kind: str, raw: str, region: str) -> str:
    """Return the normal form of what a person typed. Raises Invalid when it is not a whole address of that kind."""
    found = form(kind, raw, region)
    if found is None or (kind == "phone" and not found.startswith("+")):
        raise Invalid(f"identity.not_{kind}")
    return found


def phone(text: str, region: str) -> str | None:
    """Return the number as E.164, as bare digits when no country fits (an extension), None when withheld."""
    number = re.sub(r"^(tel|sips?):", "", text, flags=re.IGNORECASE).partition("@")[0]
    if number.casefold() in _WITHHELD:
        return None
    try:
        parsed = phonenumbers.parse(number, region)
    except phonenumbers.NumberParseException:
        parsed = None
    if parsed is not None and _is_whole(parsed):
        return phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.E164)
    digits = "".join(one for one in number if one.isascii() and one.isdigit())
    return digits if 2 <= len(digits) <= 20 else None


def _is_whole(parsed: phonenumbers.PhoneNumber) -> bool:
    """Possible is enough: valid would refuse the ranges kept for fiction and whatever was handed out last month."""
    return phonenumbers.is_possible_number_with_reason(parsed) == phonenumbers.ValidationResult.IS_POSSIBLE


def email(text: str) -> str | None:
    """Return the address in lower case with its domain in ASCII (IDNA); a `+tag` stays: it may be another box."""
    if not _MAIL.fullmatch(text):
        return None
    local, _, domain = text.casefold().rpartition("@")
    try:
        return f"{local}@{domain.encode('idna').decode()}"
    except UnicodeError:
        return None


def tails(number: str) -> list[str]:
    """Return the last 4 to 8 digits of a normal phone number, shortest first: how people remember and type numbers."""
    digits = number.removeprefix("+")
    return [digits[-length:] for length in TAIL_DIGITS if len(digits) > length]


def masked(kind: str, value: str) -> str:
    """Return the value as everybody may see it: enough to recognise, too little to use."""
    if kind == "email":
        local, _, domain = value.rpartition("@")
        return f"{local[:1]}•••@{domain}"
    if kind == "phone":
        return f"{value[:3]}••••{value[-4:]}" if len(value) > 8 else f"••{value[-2:]}"
    return f"{value[:2]}•••{value[-2:]}" if len(value) > 6 else "•••"
