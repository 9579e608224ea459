"""Business time over ten years beside a loop over the minutes of a single day, and a ticket's clocks beside one such span."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from server.bench.measure import Figure, paired
from sla import Calendar

TIMES = 200
START = datetime(2016, 1, 4, 8, 0, tzinfo=UTC)
END = datetime(2026, 1, 5, 17, 30, tzinfo=UTC)
WEEK = {
    "time_zone": "Europe/London",
    "weekly": {day: [["09:00", "12:30"], ["13:30", "17:30"]] for day in ("mon", "tue", "wed", "thu", "fri")},
}


def figures() -> Iterator[Figure]:
    """Yield the CPU of `elapsed` and `add` over ten years; a span of ten years stays under a millisecond."""
    calendar = Calendar.from_dict(WEEK)
    worked = calendar.elapsed(START, END)
    for name, span in (
        ("elapsed", lambda: calendar.elapsed(START, END)),
        ("add", lambda: calendar.add(START, worked)),
    ):
        pair = paired(lambda span=span: [span() for _ in range(TIMES)], lambda: _minutes(calendar))  # type: ignore[misc]
        each = 1000 * pair.subject_s / TIMES
        day = 1000 * pair.reference_s
        yield Figure(
            f"business time, {name} over 10 years",
            each,
            day,
            "ms (day by minutes)",
            each / day,
            "< 1 ms",
            each < 1,
        )


def _minutes(calendar: Calendar) -> int:
    """Count the open minutes of one day by asking for each of them."""
    return sum(calendar.is_open(START + timedelta(minutes=minute)) for minute in range(24 * 60))
