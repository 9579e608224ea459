"""Aware datetimes to UTC seconds and back, refusing what has no zone or lies outside the calendar's years."""

from datetime import UTC, datetime, timedelta

from sla.errors import SlaError
from sla.zone import EPOCH, FIRST_YEAR, LAST_YEAR, RANGE


def instant(at: datetime) -> tuple[int, int]:
    """UTC seconds since 1970 and the microseconds beyond; SlaError for a naive or far-off one."""
    since = _aware(at) - EPOCH
    second = since.days * 86_400 + since.seconds
    if not RANGE[0] <= second < RANGE[1]:
        raise SlaError("sla.instant_out_of_range", first=FIRST_YEAR, last=LAST_YEAR, got=at.isoformat())
    return second, since.microseconds


def _aware(at: object) -> datetime:
    if not isinstance(at, datetime) or at.utcoffset() is None:
        raise SlaError("sla.naive_instant", got=repr(at))
    return at


def seconds_of(at: datetime) -> int:
    """UTC seconds since 1970, the fraction dropped."""
    return instant(at)[0]


def utc(second: int, microsecond: int = 0) -> datetime:
    """The instant of a UTC second."""
    return EPOCH + timedelta(seconds=second, microseconds=microsecond)


def whole(seconds: object) -> int:
    """The duration as whole seconds; SlaError if it has a fraction or is no number."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float) or seconds != seconds // 1:
        raise SlaError("sla.duration_not_whole", got=repr(seconds))
    return int(seconds)


def parsed(text: str) -> datetime:
    """The UTC instant of an ISO 8601 text with an offset."""
    return utc(*instant(datetime.fromisoformat(text).astimezone(UTC)))


def written_instant(at: datetime | None) -> str | None:
    """The ISO 8601 text of an instant in UTC, `None` for none."""
    return None if at is None else at.astimezone(UTC).isoformat().replace("+00:00", "Z")
