"""Reasons of the router as sentences in a person's language: names for ids, words for codes, their own time zone."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from zoneinfo import ZoneInfo

import msgspec
import sqlalchemy as sa
from babel.dates import format_datetime, format_time

from console.catalog import catalog
from routing import Reason
from server.base.clock import Ms, as_datetime
from server.base.i18n import BABEL
from server.desk.readings.look import Look
from server.store.tables.staff import QUEUES, SKILLS, TEAMS, USERS

Param = str | int
NAMED = frozenset(("agent", "actor", "skill", "queue", "was", "to", "team"))
WORDS_OF = {"state": "presence", "name": "reason.order", "channel": "reason.kind", "by": "reason.kind"}
RANKS = ("low", "normal", "high", "urgent")


class Line(msgspec.Struct, frozen=True, kw_only=True):
    """One reason: its code and parameters for programs, `text` for people."""

    code: str
    params: dict[str, Param]
    text: str


class Words:
    """What turns reasons into sentences for one reader."""

    def __init__(self, look: Look, language: str) -> None:
        self.language = language
        self.zone = ZoneInfo(look.user.time_zone if look.user is not None else "UTC")
        self.now = look.now
        self._t = catalog(language)
        self.names: Mapping[str, str] = _names(look)

    def line(self, reason: Reason) -> Line:
        """Return a reason of the router as a line."""
        params = dict(reason.params)
        return Line(code=reason.code, params=params, text=self.said(_key(reason.code, params), params))

    def lines(self, reasons: Iterable[Reason]) -> list[Line]:
        """Return reasons as lines."""
        return [self.line(reason) for reason in reasons]

    def own(self, code: str, **params: Param) -> Line:
        """Return a line that the desk adds to what the router says."""
        return Line(code=code, params=params, text=self.said(f"reason.{code}", params))

    def said(self, key: str, params: Mapping[str, Param]) -> str:
        """Return a sentence of the catalog with its parameters in words."""
        values = {name: self._value(name, value) for name, value in params.items()}
        for name in params:
            if name.endswith("ms"):
                values["idle" if name == "idle_ms" else "duration"] = self.span(int(params[name]))
        if "seconds" in params:
            values["duration"] = self.span(abs(int(params["seconds"])) * 1_000)
        if "value" in params:
            values["priority"] = self._t(f"priority.{RANKS[int(params['value']) % len(RANKS)]}")
        if "since" in params:
            values["at"] = self.moment(int(params["since"]))
        return self._t(key, **values)

    def span(self, ms: Ms) -> str:
        """Return a duration: seconds, minutes with seconds below ten, then minutes, hours."""
        seconds = max(0, ms // 1_000)
        minutes, hours = seconds // 60, seconds // 3_600
        if seconds < 60:
            return self._t("time.sec", n=seconds)
        if minutes < 10 and seconds % 60:
            return self._t("time.min_s", m=minutes, s=seconds % 60)
        if minutes < 120:
            return self._t("time.min", n=minutes)
        return self._t("time.h_min", h=hours, m=minutes % 60)

    def moment(self, at: Ms) -> str:
        """Return an instant: the time alone when it is today."""
        local, today = (as_datetime(one).astimezone(self.zone) for one in (at, self.now))
        locale = BABEL[self.language]
        if local.date() == today.date():
            return format_time(local, "HH:mm:ss", tzinfo=self.zone, locale=locale)
        return format_datetime(
            local, "d MMM HH:mm" if self.language == "en" else "M月d日 HH:mm", locale=locale
        )

    def _value(self, name: str, value: Param) -> Param:
        if name == "at":
            return self.moment(int(value))
        if name == "rule":
            return self._rule(str(value))
        if name in WORDS_OF:
            return self._t.or_plain(f"{WORDS_OF[name]}.{value}", str(value))
        return self.names.get(str(value), value) if name in NAMED else value

    def _rule(self, rule: str) -> str:
        _, is_priority, rank = rule.partition("priority_")
        if is_priority:
            return self._t("reason.priority", priority=self._t(f"priority.{rank}"))
        return self._t.or_plain(f"reason.rule.{rule}", rule)


def _key(code: str, params: Mapping[str, Param]) -> str:
    """Return the sentence of a code; some read otherwise with a nought or below it."""
    if code == "lacks_skill" and params.get("has") == 0:
        return "reason.lacks_skill_wholly"
    if code == "channel_full" and params.get("limit") == 0:
        return "reason.channel_never"
    if code == "boost" and int(params.get("seconds", 0)) < 0:
        return "reason.boost_back"
    return f"reason.{code}"


def _names(look: Look) -> dict[str, str]:
    found: dict[str, str] = {}
    for table in (USERS.sql, QUEUES.sql, SKILLS.sql, TEAMS.sql):
        found.update(look.connection.execute(sa.select(table.c.id, table.c.name)).all())
    return found
