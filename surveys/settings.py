"""How often people may be asked and how long a survey stays open, as an administrator sets it. Values only."""

from dataclasses import dataclass
from datetime import datetime, time
from zoneinfo import ZoneInfo

from surveys.errors import SurveyError

Ms = int
"""Milliseconds since 1970-01-01T00:00:00Z, or so many of them."""

MINUTE: Ms = 60_000
HOUR: Ms = 60 * MINUTE
DAY: Ms = 24 * HOUR


@dataclass(frozen=True, slots=True)
class Fatigue:
    """At most `budget` surveys a person in `window_days`, over all channels and identities of that person, and at least
    `cool_down_days` between two. Nothing is sent from `quiet_from` to `quiet_to`, minutes of their own day."""

    budget: int = 2
    window_days: int = 90
    cool_down_days: int = 14
    quiet_from: int = 21 * 60
    quiet_to: int = 9 * 60

    def __post_init__(self) -> None:
        _refuse("budget", self.budget, 0, 100)
        _refuse("window_days", self.window_days, 1, 730)
        _refuse("cool_down_days", self.cool_down_days, 0, 730)
        _refuse("quiet_from", self.quiet_from, 0, 1439)
        _refuse("quiet_to", self.quiet_to, 0, 1439)


@dataclass(frozen=True, slots=True)
class Course:
    """How an invitation goes: sent `delay_minutes` after the event, open for `open_days`, one reminder after
    `remind_days` (None: none), an answer editable for `edit_hours`."""

    delay_minutes: int = 30
    open_days: int = 14
    remind_days: int | None = 3
    edit_hours: int = 24

    def __post_init__(self) -> None:
        _refuse("delay_minutes", self.delay_minutes, 0, 30 * 1440)
        _refuse("open_days", self.open_days, 1, 365)
        _refuse("edit_hours", self.edit_hours, 0, 720)
        if self.remind_days is not None:
            _refuse("remind_days", self.remind_days, 1, self.open_days)


def _refuse(name: str, value: int, lowest: int, highest: int) -> None:
    if not lowest <= value <= highest:
        raise SurveyError("surveys.setting_invalid", name=name, expected=f"{lowest} - {highest}", got=value)


def zone_info(zone: str) -> ZoneInfo:
    """The zone of an IANA name; SurveyError `surveys.zone_unknown` for anything else."""
    try:
        return ZoneInfo(zone)
    except (KeyError, ValueError, OSError, TypeError) as error:
        raise SurveyError("surveys.zone_unknown", got=repr(zone)) from error


def outside_quiet(fatigue: Fatigue, zone: str, at: Ms) -> Ms:
    """`at`, or the end of the quiet hours it lies in, in that zone. Equal ends mean that no hours are quiet.

    A quiet end that the clocks skip in spring is the instant they are put forward; one that comes twice in autumn is the
    first, unless that has passed.
    """
    tz = zone_info(zone)
    local = datetime.fromtimestamp(at / 1000, tz)
    minute = local.hour * 60 + local.minute
    since, until = fatigue.quiet_from, fatigue.quiet_to
    over_midnight = since > until
    quiet = (minute >= since or minute < until) if over_midnight else since <= minute < until
    if not quiet:
        return at
    day = local.toordinal() + (1 if over_midnight and minute >= since else 0)
    ends = datetime.combine(datetime.fromordinal(day), time(until // 60, until % 60), tz)
    found = round(ends.timestamp() * 1000)
    return found if found > at else round(ends.replace(fold=1).timestamp() * 1000)
