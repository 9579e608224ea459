"""Calendars, instants and ticket lives for the property tests, leaning on zones and days where clocks do odd things."""

from datetime import UTC, datetime
from typing import Any

from hypothesis import strategies as st

WEEKDAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
ODD_DAYS = {
    "Australia/Lord_Howe": ("2026-04-05", "2026-10-04"),  # half an hour
    "Pacific/Apia": ("2011-12-30", "2011-04-02"),  # a whole day left out
    "Asia/Kathmandu": ("1986-01-01", "2026-02-28"),  # a quarter of an hour, once
    "Africa/Casablanca": ("2026-02-15", "2026-03-22"),  # back for Ramadan, and forth
    "Pacific/Chatham": ("2026-04-05", "2026-09-27"),  # at 2:45
    "America/Sao_Paulo": ("2018-11-04", "2018-02-17"),  # midnight does not exist, or comes twice
    "Asia/Tehran": ("2022-03-22", "2022-09-21"),
    "Europe/Berlin": ("2026-03-29", "2026-10-25"),
    "America/New_York": ("2028-02-29", "2026-11-01"),  # a leap day
    "Asia/Shanghai": ("2026-12-31", "2026-10-10"),  # a year's end, a make-up working day
    "Antarctica/Troll": ("2026-03-29", "2026-10-25"),  # two hours at once
    "Asia/Gaza": ("2026-03-28", "2026-10-24"),
}


def days_around(day: str, before: int, after: int) -> list[str]:
    base = datetime.fromisoformat(day).toordinal()
    return [datetime.fromordinal(base + n).date().isoformat() for n in range(-before, after + 1)]


def clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def hours(draw: st.DrawFn, grain: int) -> list[list[str]]:
    """No hours, a shift, a split shift, the night from or to midnight, the whole day."""
    edges = draw(st.lists(st.integers(0, 1440 // grain), max_size=4, unique=True).map(sorted))
    edges = edges[: len(edges) // 2 * 2]
    return [[clock(edges[n] * grain), clock(edges[n + 1] * grain)] for n in range(0, len(edges), 2)]


@st.composite
def rules(draw: st.DrawFn, zone: str, near: list[str], grain: int) -> dict[str, Any]:
    some = st.sampled_from(near)
    return {
        "time_zone": zone,
        "weekly": {day: draw(hours(grain)) for day in WEEKDAYS},
        "holidays": draw(st.lists(some, max_size=2, unique=True)),
        "recurring_holidays": draw(st.lists(some.map(lambda day: day[5:]), max_size=2, unique=True)),
        "overrides": draw(st.dictionaries(some, hours(grain), max_size=2)),
        "breaks": draw(st.dictionaries(some, hours(grain), max_size=2)),
    }


@st.composite
def calendars(draw: st.DrawFn, grain: int = 5) -> tuple[dict[str, Any], int]:
    """A calendar's plain values and a UTC second (a multiple of the grain) near an odd day of its zone."""
    zone = draw(st.sampled_from(sorted(ODD_DAYS)))
    day = draw(st.sampled_from(ODD_DAYS[zone]))
    near = days_around(day, 2, 4)
    d = draw(rules(zone, near, grain))
    if draw(st.booleans()):
        other = draw(st.sampled_from([zone, "UTC", "Asia/Kolkata"]))
        d["versions"] = [{"effective": draw(st.sampled_from(near)), **draw(rules(other, near, grain))}]
    noon = int(datetime.fromisoformat(day).replace(hour=12, tzinfo=UTC).timestamp())
    return d, noon + draw(st.integers(-36 * 60 // grain, 24 * 60 // grain)) * grain * 60


def opens_sometime(d: dict[str, Any]) -> bool:
    """Whether every state of the calendar opens on some weekday, so that adding ends soon."""
    return all(any(state["weekly"].values()) for state in (d, *d.get("versions", ())))
