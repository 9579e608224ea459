"""A person's own quiet hours: a stretch of each day, in their zone, without sounds or mails. Not their hours of work."""

from __future__ import annotations

from zoneinfo import ZoneInfo

from server.base.clock import Ms, as_datetime
from server.store.tables.staff import User

CLOCK = r"^([01]\d|2[0-3]):[0-5]\d$"


def is_quiet(user: User, now: Ms) -> bool:
    """Return whether `now` lies in the person's quiet hours; a stretch that ends before it begins goes over midnight."""
    hours = user.preferences.get("quiet_hours")
    if not hours:
        return False
    begin, end = str(hours[0]), str(hours[1])
    here = as_datetime(now).astimezone(ZoneInfo(user.time_zone)).strftime("%H:%M")
    return begin <= here < end if begin <= end else here >= begin or here < end
