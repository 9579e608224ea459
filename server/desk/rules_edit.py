"""Editing the desk's rules. What they are, and how they are read, stands in `rules`."""

from __future__ import annotations

from typing import Any

import msgspec

from server.base.errors import Invalid
from server.desk import access
from server.desk.book import Book
from server.desk.configuration import RESTORES, ConfigAnswer, told
from server.desk.fields import Version, check_version, keep_version
from server.desk.known import known_calendar
from server.desk.rules import Rules, typed
from server.desk.verbs import Body, verb
from server.store.tables.config import DESK_RULES, RULES_ID, DeskRules
from server.store.tables.staff import CONFIG_VERSIONS

WEIGHED = ("voice", "chat", "email")


class EditRules(Body, frozen=True, kw_only=True):
    """The whole of the rules. `version` is the one that was seen."""

    version: Version
    rules: Rules


@verb("rules.edit", EditRules, access.ADMIN, path="/rules", answer=ConfigAnswer)
def edit_rules(book: Book, body: EditRules) -> ConfigAnswer:
    """Change the desk's rules."""
    return _write(book, body.rules, body.version)


def _write(book: Book, rules: Rules, version: int) -> ConfigAnswer:
    row = book.get(DESK_RULES, RULES_ID) or DeskRules()
    check_version("rules", RULES_ID, row.version, version)
    known_calendar(book, rules.calendar_id)
    for channel, over in rules.interrupts.items():
        if channel not in WEIGHED or not set(over) <= set(WEIGHED) - {channel}:
            raise Invalid("rules.interrupts", channel=channel, expected=", ".join(WEIGHED))
    if rules.chat_idle_close_s and rules.chat_idle_warn_s > rules.chat_idle_close_s:
        raise Invalid("rules.idle", warn=rules.chat_idle_warn_s, close=rules.chat_idle_close_s)
    if book.get(CONFIG_VERSIONS, "rules", RULES_ID, row.version) is None:
        keep_version(book, "rules", RULES_ID, row.version, msgspec.to_builtins(typed(row.body)))
    changed = DeskRules(body=msgspec.to_builtins(rules), version=row.version + 1)
    book.put(DESK_RULES, changed)
    return told(book, "rules", RULES_ID, changed.version, changed.body)


def _restore(book: Book, _rules_id: str, version: int, body: dict[str, Any]) -> ConfigAnswer:
    return _write(book, typed(body), version)


RESTORES["rules"] = _restore
