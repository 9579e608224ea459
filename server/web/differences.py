"""What changed between two versions of a piece of configuration, in words: the field, what stood there, what stands there now."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from babel.dates import get_day_names

from console.service_pages import ChangeRow
from server.base.i18n import BABEL
from server.web.hours_text import written_hours
from server.web.spans_text import written_span
from sla.rules import WEEKDAYS

Names = Mapping[str, str]
Words = Callable[[str], str | None]
NOTHING = "–"
PASSED_OVER = frozenset({"id", "version", "names", "effective"})
CLOCK_LENGTH = 2


def differences(
    before: dict[str, Any], after: dict[str, Any], language: str, names: Names, words: Words
) -> tuple[ChangeRow, ...]:
    """Return what differs, field by field. `names` gives what ids are called, `words` the label of a field or value, if it has one."""
    telling = _Telling(language, names, words)
    was, now = dict(_leaves(before)), dict(_leaves(after))
    rows = []
    for path in [*was, *(path for path in now if path not in was)]:
        old, new = was.get(path), now.get(path)
        if old == new or {str(old), str(new)} <= {"None", "", "[]"}:
            continue
        if isinstance(old, list) and isinstance(new, list) and _plain_list(old) and _plain_list(new):
            old, new = [one for one in old if one not in new], [one for one in new if one not in old]
            if not old and not new:
                continue
        rows.append(ChangeRow(telling.field(path), telling.value(path, old), telling.value(path, new)))
    return tuple(rows)


def told_body(kind: str, body: dict[str, Any]) -> dict[str, Any]:
    """Return a kept body as it is compared: a calendar's hours as they hold in the end, a policy's parts beside its name."""
    inner = body.get("body")
    if kind not in ("calendar", "policy") or not isinstance(inner, dict):
        return body
    rest = {name: value for name, value in body.items() if name != "body"}
    if kind == "calendar":
        inner = (inner.get("versions") or [inner])[-1]
    return {
        **{name: value for name, value in inner.items() if name not in ("id", "calendar", "versions")},
        **rest,
    }


def _leaves(value: dict[str, Any], path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    for name, one in value.items():
        if name in PASSED_OVER:
            continue
        if isinstance(one, dict):
            yield from _leaves(one, (*path, name))
        else:
            yield (*path, name), list(one) if isinstance(one, tuple) else one


def _plain_list(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(one, str) for one in value)


class _Telling:
    """Fields and values in one language."""

    def __init__(self, language: str, names: Names, words: Words) -> None:
        self._language, self._names, self._words = language, names, words
        days = get_day_names("wide", locale=BABEL[language])
        self._days = {key: days[place] for place, key in enumerate(WEEKDAYS)}

    def field(self, path: tuple[str, ...]) -> str:
        """The field's own words, outer ones first."""
        return " → ".join(self._label(part) for part in path)

    def _label(self, part: str) -> str:
        return self._days.get(part) or self._names.get(part) or self._word(part) or part

    def _word(self, part: str) -> str | None:
        prefixes = (
            "settings.of",
            "settings.rule",
            "settings.clock",
            "priority",
            "channel",
            "settings.act",
            "role",
        )
        return next((found for prefix in prefixes if (found := self._words(f"{prefix}.{part}"))), None)

    def value(self, path: tuple[str, ...], value: Any) -> str:
        """A value as people read it."""
        if value is None or value in ("", []):
            return NOTHING
        if isinstance(value, bool):
            return self._words("settings.yes" if value else "settings.no") or str(value)
        if path[-1] in ("removed_at", "deactivated_at"):
            return self._words("settings.yes") or ""
        if isinstance(value, int) and (path[-1].endswith("_s") or path[-1] == "seconds"):
            return (
                f"-{written_span(-value, self._language)}"
                if value < 0
                else written_span(value, self._language)
            )
        if isinstance(value, list):
            return self._listed(value)
        return (
            self._label(value)
            if isinstance(value, str)
            else f"{value:g}"
            if isinstance(value, float)
            else str(value)
        )

    def _listed(self, value: list[Any]) -> str:
        if all(isinstance(one, list) and len(one) == CLOCK_LENGTH and ":" in str(one[0]) for one in value):
            return written_hours([(one[0], one[1]) for one in value])
        return ", ".join(self._part(one) for one in value)

    def _part(self, one: Any) -> str:
        if isinstance(one, dict):
            told = (
                (name, inner)
                for name, inner in one.items()
                if name not in PASSED_OVER and inner not in (None, "", [], False)
            )
            return " ".join(f"{self._label(name)} {self.value((name,), inner)}" for name, inner in told)
        if isinstance(one, list):
            return " ".join(self._part(inner) for inner in one)
        return self._label(one) if isinstance(one, str) else str(one)
