"""The desk's rules as a form made from their types: a rule that somebody adds is on the page with no change here but its words."""

from __future__ import annotations

import types
import typing
from typing import Any

from msgspec import to_builtins
from msgspec.structs import fields

from console.service_pages import RuleField
from console.settings_pages import Choice
from server.base.errors import DeskError, Invalid
from server.base.i18n import translate
from server.desk.policies import PRIORITIES
from server.desk.rules import Rules
from server.desk.rules_edit import WEIGHED
from server.web.kept import Draft, Wrong
from server.web.pages import Form, one
from server.web.spans_text import typed_span, written_span

SECTIONS: dict[str, tuple[str, ...]] = {
    "hours": ("calendar_id",),
    "routing": ("order", "one_offer", "affinity_s", "max_hops", "priority_boosts", "segment_boosts"),
    "capacity": ("units", "weights", "interrupts", "blocked_by"),
    "calls": ("answer_target_s", "answer_share", "callback_due_s", "callback_again_s", "callback_tries"),
    "wrap_up": ("wrap_up_s", "wrap_up_most_s", "wrap_up_code_queues"),
    "chats": ("chat_idle_warn_s", "chat_idle_close_s"),
}
ORDERS = ("due", "priority", "oldest", "ratio")
KEYS = {"priority_boosts": PRIORITIES[::-1]}
SPANS = ("priority_boosts", "segment_boosts")


def kinds() -> dict[str, str]:
    """Return how each rule is edited, by its name."""
    hints = typing.get_type_hints(Rules)
    return {field.name: _kind(field.name, hints[field.name]) for field in fields(Rules)}


def _kind(name: str, hint: Any) -> str:
    if name in ("calendar_id", "order"):
        return name
    origin, args = typing.get_origin(hint), typing.get_args(hint)
    if hint is bool:
        return "yes"
    if origin is tuple:
        return "queues"
    if origin is dict and typing.get_origin(args[1]) is tuple:
        return "over"
    if origin is dict:
        return "free" if name == "segment_boosts" else "each"
    if origin in (types.UnionType, typing.Union):
        return "maybe"
    return "span" if name.endswith("_s") else "number"


def sections() -> list[tuple[str, tuple[str, ...]]]:
    """Return the sections with their rules; those of no section come last."""
    placed = {name for names in SECTIONS.values() for name in names}
    rest = tuple(name for name in kinds() if name not in placed)
    return [*SECTIONS.items(), *([("others", rest)] if rest else [])]


def shown(rules: Rules, draft: Draft, language: str, calendars: tuple[Choice, ...], queues: tuple[Choice, ...]) -> tuple[
    tuple[str, tuple[RuleField, ...]], ...
]:  # fmt: skip
    """Return the sections with their fields, as they were typed or are stored."""
    stored, every = to_builtins(rules), kinds()
    options = {"calendar_id": calendars, "order": _choices("order", ORDERS, language), "queues": queues}
    return tuple(
        (heading, tuple(_field(name, every[name], stored[name], draft, language, options) for name in names))
        for heading, names in sections()
    )


def _field(
    name: str, kind: str, value: Any, draft: Draft, language: str, options: dict[str, tuple[Choice, ...]]
) -> RuleField:
    texts, ticks = _values(name, kind, value, language)
    if draft.sent("save"):
        texts = {key: draft.one(f"{name}.{key}" if key else name) for key in texts}
        ticks = {key: draft.many(f"{name}.{key}" if key else name) for key in ticks}
    keys = (
        _choices("priority" if name in KEYS else "channel", _keys(name), language)
        if kind in ("each", "over")
        else ()
    )
    hint = f"settings.rule.{name}_hint"
    return RuleField(name, kind, f"settings.rule.{name}", hint, texts, ticks, keys, options.get(kind, ()))


def _values(
    name: str, kind: str, value: Any, language: str
) -> tuple[dict[str, str], dict[str, tuple[str, ...]]]:
    """What stands in the text fields and what is ticked, by key ("" where the rule has one value)."""
    match kind:
        case "yes":
            return {}, {"": ("yes",) if value else ()}
        case "queues":
            return {}, {"": tuple(value)}
        case "over":
            return {}, {key: tuple(value.get(key, ())) for key in _keys(name)}
        case "each":
            return {key: _written(name, value.get(key), language) for key in _keys(name)}, {}
        case "free":
            return {
                "": "\n".join(f"{key}: {_written(name, one, language)}" for key, one in sorted(value.items()))
            }, {}
        case _:
            return {
                "": written_span(value, language) if kind == "span" else "" if value is None else str(value)
            }, {}


def _keys(name: str) -> tuple[str, ...]:
    return KEYS.get(name, WEIGHED)


def _written(name: str, value: int | None, language: str) -> str:
    if value is None:
        return ""
    if name not in SPANS and not name.endswith("_s"):
        return str(value)
    return f"-{written_span(-value, language)}" if value < 0 else written_span(value, language)


def _choices(prefix: str, names: tuple[str, ...], language: str) -> tuple[Choice, ...]:
    key = "settings.rule.order" if prefix == "order" else prefix
    return tuple(Choice(name, translate(language, f"{key}.{name}")) for name in names)


def said(form: Form) -> dict[str, Any]:
    """Return the rules a form asks for. Raises Wrong, naming each field that cannot be read."""
    problems: dict[str, DeskError] = {}
    found = {name: _read(name, kind, form, problems) for name, kind in kinds().items()}
    if problems:
        raise Wrong(problems)
    return found


def _read(name: str, kind: str, form: Form, problems: dict[str, DeskError]) -> Any:
    match kind:
        case "yes":
            return one(form, name) == "yes"
        case "queues":
            return form.get(name, [])
        case "over":
            return {key: form.get(f"{name}.{key}", []) for key in _keys(name)}
        case "each":
            read = {
                key: _amount(f"{name}.{key}", name, one(form, f"{name}.{key}"), problems)
                for key in _keys(name)
            }
            return {key: value for key, value in read.items() if value is not None}
        case "free":
            return _lines(name, one(form, name), problems)
        case "calendar_id":
            return one(form, name) or None
        case "order":
            return one(form, name)
        case _:
            value = _amount(name, name, one(form, name), problems)
            if value is None and kind != "maybe":
                problems.setdefault(name, Invalid("number.form", came=one(form, name)[:20]))
            return value


def _lines(name: str, text: str, problems: dict[str, DeskError]) -> dict[str, int]:
    """One "word: time" a line."""
    found: dict[str, int] = {}
    for line in filter(str.strip, text.replace("：", ":").splitlines()):
        word, _, amount = line.partition(":")
        value = _amount(name, name, amount, problems)
        if not word.strip() or value is None:
            problems.setdefault(name, Invalid("rules.line", came=line.strip()[:40]))
        else:
            found[word.strip()] = value
    return found


def _amount(field: str, rule: str, text: str, problems: dict[str, DeskError]) -> int | None:
    plain = text.strip().replace("−", "-")
    try:
        if rule in SPANS or rule.endswith("_s"):
            less = plain.startswith("-") and len(plain) > 1
            span = typed_span(plain[1:] if less else plain)
            return -span if less and span is not None else span
        if not plain:
            return None
        if not plain.isdigit() or len(plain) > 9:
            raise Invalid("number.form", came=plain[:20])
        return int(plain)
    except Invalid as refusal:
        problems[field] = refusal
        return 0
