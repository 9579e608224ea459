"""What the demo desk promises: two calendars, four policies, wrap-up codes, a required field, the rules. Through the desk's own verbs."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import msgspec

from server.base.clock import Ms, as_datetime
from server.desk.calendars import CreateCalendar, ImportHolidays
from server.desk.policies import CreatePolicy
from server.desk.rules_edit import EditRules
from server.desk.ticket_fields import CreateTicketField
from server.desk.verbs import Body
from server.desk.wrap_up_codes import CreateWrapUpCode

Ask = Callable[[str, Body], dict[str, Any]]
Ids = Mapping[str, str]
MINUTE_S, HOUR_S = 60, 3_600
WEEKDAYS = ("mon", "tue", "wed", "thu", "fri")
SHANGHAI = {
    "time_zone": "Asia/Shanghai",
    "weekly": {
        **{day: [["09:00", "12:30"], ["13:30", "21:00"]] for day in WEEKDAYS},
        "sat": [["10:00", "16:00"]],
    },
}
LONDON = {
    "time_zone": "Europe/London",
    "weekly": {**{day: [["08:00", "20:00"]] for day in WEEKDAYS}, "sat": [["09:00", "17:00"]]},
}
CODES = ("Order question", "Delivery", "Return or refund", "Repair booked", "Invoice", "Wrong number")
CAUSES = ("Worn part", "Transport damage", "Wrong installation", "No fault found")


def promise(ask: Ask, queues: Ids, now: Ms) -> None:
    """Set up calendars, policies, codes and rules, before the first contact."""
    shanghai = _calendar(ask, "Shanghai", SHANGHAI, "CN", None, now)
    london = _calendar(ask, "London", LONDON, "GB", "ENG", now)
    for policy in _policies(queues, shanghai, london):
        ask("policies.create", msgspec.convert(policy, CreatePolicy))
    for name in CODES:
        ask("wrap_up_codes.create", CreateWrapUpCode(name=name))
    rules = {"calendar_id": london, "segment_boosts": {"vip": 10 * MINUTE_S}}
    ask("rules.edit", msgspec.convert({"version": 1, "rules": rules}, EditRules))


def require(ask: Ask, queues: Ids) -> None:
    """Ask for the cause of a fault from now on: contacts of before were ended without it."""
    field = CreateTicketField(
        name="Cause of the fault", kind="choice", choices=CAUSES, queue_ids=(queues["repairs"],)
    )
    ask("ticket_fields.create", field)


def _calendar(ask: Ask, name: str, hours: dict[str, Any], country: str, region: str | None, now: Ms) -> str:
    made = ask("calendars.create", msgspec.convert({"name": name, "hours": hours}, CreateCalendar))
    year = as_datetime(now).year
    wish = {
        "calendar_id": made["id"],
        "version": 1,
        "country": country,
        "region": region,
        "years": [year, year + 1],
    }
    ask("calendars.import", msgspec.convert(wish, ImportHolidays))
    found: str = made["id"]
    return found


def _policies(queues: Ids, shanghai: str, london: str) -> list[dict[str, Any]]:
    """Top down; who writes or calls live is answered around the clock, the rest counts in business hours."""
    late, unanswered = _late("resolution", "supervisor"), _late("first_response", "supervisor")
    trade = {
        "name": "Trade accounts",
        "calendar_id": london,
        "conditions": [{"field": "queue", "any_of": [queues["trade"]]}],
        "targets": _targets(first=30 * MINUTE_S, reply=HOUR_S, solved=16 * HOUR_S),
        "by_priority": {"urgent": _targets(first=10 * MINUTE_S, reply=20 * MINUTE_S, solved=4 * HOUR_S)},
        "steps": [*_warned(), late],
    }
    chinese = {
        "name": "Chinese-speaking customers",
        "calendar_id": shanghai,
        "conditions": [{"field": "language", "any_of": ["zh"]}],
        "targets": _live(5 * MINUTE_S, 10 * MINUTE_S) | _targets(solved=12 * HOUR_S),
        "by_priority": {"urgent": _live(2 * MINUTE_S, 5 * MINUTE_S)},
        "steps": [*_warned(), unanswered],
    }
    everyone = {
        "name": "Everyone else",
        "calendar_id": london,
        "targets": _live(5 * MINUTE_S, 10 * MINUTE_S) | _targets(solved=16 * HOUR_S),
        "by_priority": {
            "urgent": _live(2 * MINUTE_S, 5 * MINUTE_S),
            "low": _live(15 * MINUTE_S, 30 * MINUTE_S),
        },
        "steps": [*_warned(), unanswered],
    }
    return [trade, chinese, _repairs(queues["repairs"], london), everyone]


def _repairs(queue_id: str, calendar_id: str) -> dict[str, Any]:
    """Repairs keep the customer up to date, wait for parts without the clock, and may be reopened for two weeks."""
    goals = _live(10 * MINUTE_S, 20 * MINUTE_S) | {"update": {"seconds": 8 * HOUR_S}}
    return {
        "name": "Repairs",
        "calendar_id": calendar_id,
        "conditions": [{"field": "queue", "any_of": [queue_id]}],
        "targets": goals | _targets(solved=36 * HOUR_S),
        "pause_also": ["waiting_others"],
        "reopen_days": 14,
        "steps": [*_warned(), _late("update", "team")],
    }


def _targets(*, first: int = 0, reply: int = 0, solved: int = 0) -> dict[str, Any]:
    """Targets in business time; 0 leaves one out."""
    wanted = {"first_response": first, "next_reply": reply, "resolution": solved}
    return {clock: {"seconds": seconds} for clock, seconds in wanted.items() if seconds}


def _live(first: int, reply: int) -> dict[str, Any]:
    """Replies around the clock, and calls within 20 seconds for 80 of 100."""
    return {
        "first_response": {"seconds": first, "around_the_clock": True},
        "next_reply": {"seconds": reply, "around_the_clock": True},
        "answer": {"seconds": 20, "share": 0.8},
    }


def _warned() -> list[dict[str, Any]]:
    """The assignee hears of a reply clock when three quarters are gone."""
    notify = [{"kind": "notify", "to": "assignee"}]
    clocks = ("first_response", "next_reply")
    return [{"id": f"{clock}-75", "clock": clock, "percent": 75, "actions": notify} for clock in clocks]


def _late(clock: str, who: str) -> dict[str, Any]:
    return {"id": f"{clock}-late", "clock": clock, "percent": 100, "actions": [{"kind": "notify", "to": who}]}
