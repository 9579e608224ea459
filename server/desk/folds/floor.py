"""What the board counts, as it follows from the log: waits begin and end, agents' states follow each other."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import MINUTE, Ms
from server.desk.events.base import Stamp
from server.store.pages import Pages
from server.store.tables.floor import (
    SPANS,
    STINTS,
    TALLIES,
    WAITING,
    WAITS,
    Hand,
    Outcome,
    Span,
    Stint,
    Tally,
    Wait,
    Waiting,
)
from server.store.tables.work import PRESENCE, Presence, Presence_, Work

QUARTER: Ms = 15 * MINUTE
LIVE = ("chat", "voice", "wechat")
_COUNTED: dict[Outcome, str] = {"abandoned": "abandoned", "left": "left", "moved": "moved_out"}


def work_turned(
    pages: Pages, before: Work | None, after: Work, stamp: Stamp, *, target: Ms = 0, hand: Hand = ""
) -> None:
    """Begin and end the wait of a piece of work that changed hands; and what its agents have in hand. `target`: the aimed wait."""
    was, now = _queue(before), _queue(after)
    if was != now:
        ended = _end(pages, after, stamp, hand) if was else None
        if now:
            _begin(pages, after, stamp, target, ended if ended and ended.outcome == "moved" else None)
    had, has = _holder(before), _holder(after)
    if had != has:
        _shift(pages, had, -1, stamp)
        _shift(pages, has, 1, stamp)


def presence_turned(pages: Pages, presence: Presence, stamp: Stamp) -> None:
    """Begin another span of the agent's, unless nothing but the lease changed."""
    stint = pages.get(STINTS, presence.user_id)
    span = pages.get(SPANS, presence.user_id, stint.span_seq) if stint else None
    if span is None or (span.state, span.reason, span.set_by) != _said(presence):
        _turn(pages, presence, span, stint.live if stint else 0, stamp)


def _queue(work: Work | None) -> str | None:
    return work.queue_id if work is not None and work.state in ("queued", "offered") else None


def _holder(work: Work | None) -> str | None:
    live = work is not None and work.state == "assigned" and work.channel in LIVE
    return work.agent_id if work is not None and live else None


def _begin(pages: Pages, work: Work, stamp: Stamp, target: Ms, before: Wait | None) -> None:
    since = before.since if before else stamp.at
    waiting = Waiting(
        ticket_id=work.ticket_id,
        queue_id=work.queue_id,
        channel=work.channel,
        since=since,
        target_at=before.target_at if before else since + target,
        moved_in=before is not None,
    )
    pages.put(WAITING, waiting)
    _count(pages, work.queue_id, stamp, **{"moved_in" if before else "arrived": 1})


def _end(pages: Pages, work: Work, stamp: Stamp, hand: Hand) -> Wait | None:
    waiting = pages.get(WAITING, work.ticket_id)
    if waiting is None:
        return None
    pages.drop(WAITING, work.ticket_id)
    wait = Wait(
        seq=stamp.seq,
        ticket_id=waiting.ticket_id,
        queue_id=waiting.queue_id,
        channel=waiting.channel,
        since=waiting.since,
        target_at=waiting.target_at,
        moved_in=waiting.moved_in,
        ended_at=stamp.at,
        outcome=_outcome(work),
        agent_id=work.agent_id if work.state == "assigned" else None,
        hand=hand,
    )
    pages.put(WAITS, wait)
    late = wait.ended_at > wait.target_at
    if wait.outcome == "answered":
        waited = wait.ended_at - wait.since
        _count(pages, wait.queue_id, stamp, answered=1, in_target=int(not late), waited_ms=waited)
    else:
        gone_late = int(late and wait.outcome == "abandoned")
        _count(pages, wait.queue_id, stamp, **{_COUNTED[wait.outcome]: 1}, abandoned_late=gone_late)
    return wait


def _outcome(work: Work) -> Outcome:
    if work.state == "assigned":
        return "answered"
    if work.state in ("queued", "offered"):
        return "moved"
    return "abandoned" if work.state == "abandoned" else "left"


def _count(pages: Pages, queue_id: str, stamp: Stamp, **more: int) -> None:
    quarter = stamp.at - stamp.at % QUARTER
    tally = pages.get(TALLIES, queue_id, quarter) or Tally(queue_id=queue_id, quarter=quarter)
    sums = {name: getattr(tally, name) + by for name, by in more.items()}
    pages.put(TALLIES, replace(tally, version=stamp.seq, **sums))


def _shift(pages: Pages, user_id: str | None, by: int, stamp: Stamp) -> None:
    """One more or one less live piece of work in an agent's hands; a span ends when it is the first or the last."""
    if user_id is None:
        return
    stint = pages.get(STINTS, user_id)
    live = (stint.live if stint else 0) + by
    presence = pages.get(PRESENCE, user_id)
    span = pages.get(SPANS, user_id, stint.span_seq) if stint else None
    if presence is None or (span is not None and span.live == (live > 0)):
        seq = stint.span_seq if stint else 0
        pages.put(STINTS, Stint(user_id=user_id, span_seq=seq, live=live, version=stamp.seq))
    else:
        _turn(pages, presence, span, live, stamp)


def _turn(pages: Pages, presence: Presence, span: Span | None, live: int, stamp: Stamp) -> None:
    if span is not None:
        pages.put(SPANS, replace(span, until=stamp.at))
    state, reason, set_by = _said(presence)
    following = Span(
        user_id=presence.user_id,
        seq=stamp.seq,
        state=state,
        reason=reason,
        set_by=set_by,
        live=live > 0,
        since=stamp.at,
    )
    pages.put(SPANS, following)
    pages.put(STINTS, Stint(user_id=presence.user_id, span_seq=stamp.seq, live=live, version=stamp.seq))


def _said(presence: Presence) -> tuple[Presence_, str | None, str]:
    return presence.state, presence.reason, presence.set_by
