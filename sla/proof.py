"""The deadline proof: a clock's cycle unfolded into lines of code and parameters, in the order of time.

No words: both languages render the same lines. No decisions: it retells what `sla.clock` counted.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import pairwise

from sla.calendar import Calendar
from sla.closures import closed_days, why_closed
from sla.reading import Line, Reading
from sla.spans import Span
from sla.story import Cycle

MOST_PERIODS = 31


def proof_of(cycle: Cycle, spans: Sequence[Span], reading: Reading) -> tuple[Line, ...]:
    """The lines of a cycle: how it began, what changed, what counted and what not, and how it stands."""
    lines = [Line("started", cycle.begun_at, params={"cause": cycle.cause}), *_changes(cycle, spans)]
    for span in spans:
        lines += _span_lines(span, "counted", span.start, span.end)
    if reading.state == "running" and reading.due_at and not reading.manual:
        lines += _span_lines(spans[-1], "will_count", spans[-1].end, reading.due_at)
    lines += _verdict(reading)
    return tuple(sorted(lines, key=lambda line: line.at))


def _changes(cycle: Cycle, spans: Sequence[Span]) -> Iterator[Line]:
    yield from _target_lines(cycle, spans)
    for span in spans:
        for since, until in span.credit:
            seconds = span.calendar.elapsed(since, until)
            yield Line("merged", span.start, params={"since": since.isoformat(), "seconds": seconds})
    for due in cycle.dues:
        if due.value is None:
            yield Line("due_cleared", due.at, params={"by": due.by})
        else:
            yield Line("due_set", due.at, params={"by": due.by, "due": due.value.isoformat()})


def _target_lines(cycle: Cycle, spans: Sequence[Span]) -> Iterator[Line]:
    told: tuple[str | None, int] | None = None
    for span in spans:
        regime = span.regime.value
        target, policy = regime.target(cycle.kind), regime.policy
        now = (policy.id if policy else None, target.seconds if target else 0)
        if now != told:
            params = {
                "policy": now[0],
                "seconds": now[1],
                "version": policy.version if policy else None,
                "around_the_clock": cycle.kind == "answer" or bool(target and target.around_the_clock),
                "cause": regime.cause,
                "by": span.regime.by,
            }
            yield Line("target" if told is None else "target_changed", span.start, params=params)
            told = now


def _span_lines(span: Span, code: str, start: datetime, end: datetime) -> Iterator[Line]:
    if start >= end:
        return
    who = {"status": span.status.value, "by": span.status.by}
    if span.mode == "off":
        yield Line("ended", start, end, who)
    elif span.mode == "paused":
        yield Line("paused", start, end, {**who, "seconds": span.calendar.elapsed(start, end)})
    else:
        yield from _counted(span.calendar, code, start, end)


def _counted(calendar: Calendar, code: str, start: datetime, end: datetime) -> Iterator[Line]:
    for at, zone, before, after in calendar.offset_changes(start, end):
        yield Line("zone_change", at, params={"zone": zone, "before_s": before, "after_s": after})
    found = calendar.open_periods(start, "after", MOST_PERIODS + 1)
    periods = [(opens, min(closes, end)) for opens, closes in found if opens < end]
    if len(periods) > MOST_PERIODS:
        params = {"seconds": calendar.elapsed(start, end), "days": closed_days(calendar, start, end)}
        yield Line(f"{code}_in_all", start, end, params)
        return
    for opens, closes in periods:
        yield Line(code, opens, closes, {"seconds": calendar.elapsed(opens, closes)})
    edges = [(start, start), *periods, (end, end)]
    for (_, closed), (opened, _) in pairwise(edges):
        if closed < opened:
            yield Line("closed", closed, opened, why_closed(calendar, closed, opened))


def _verdict(reading: Reading) -> Iterator[Line]:
    for at in reading.breaches:
        if at != reading.breached_at:
            yield Line("breach_lifted", at)
    if reading.breached_at:
        yield Line("breached", reading.breached_at, params={"late_s": max(0, -(reading.remaining_s or 0))})
    elif reading.due_at:
        yield Line(
            "due", reading.due_at, params={"remaining_s": reading.remaining_s, "manual": reading.manual}
        )
    if reading.stopped_at:
        yield Line(reading.state, reading.stopped_at, params={"elapsed_s": reading.elapsed_s})
