"""What the board's figures are counted from: waits, tallies of a queue's quarter hours, spans of agents' states. Folds of the log."""

from __future__ import annotations

from typing import Literal

import sqlalchemy as sa

from server.base.clock import Ms
from server.store.mapping import Row, Table
from server.store.tables.work import Channel, Presence_

Outcome = Literal["answered", "abandoned", "left", "moved"]
Hand = Literal["offer", "router", "self", "other", ""]


class Waiting(Row, frozen=True, kw_only=True):
    """A ticket that waits for an agent. `since`: this wait began; `moved_in`: it began in another queue."""

    ticket_id: str
    queue_id: str
    channel: Channel
    since: Ms
    target_at: Ms
    moved_in: bool = False


class Wait(Row, frozen=True, kw_only=True):
    """A wait that is over, by the event `seq`. `left`: it was finished without an agent taking it; `hand`: how it was taken."""

    seq: int
    ticket_id: str
    queue_id: str
    channel: Channel
    since: Ms
    target_at: Ms
    moved_in: bool
    ended_at: Ms
    outcome: Outcome
    agent_id: str | None = None
    hand: Hand = ""


class Tally(Row, frozen=True, kw_only=True):
    """What was counted in a queue in the quarter hour from `quarter`: waits that began by how, waits that ended by how."""

    queue_id: str
    quarter: Ms
    arrived: int = 0
    moved_in: int = 0
    answered: int = 0
    in_target: int = 0
    abandoned: int = 0
    abandoned_late: int = 0
    left: int = 0
    moved_out: int = 0
    waited_ms: int = 0
    version: int = 0


class Span(Row, frozen=True, kw_only=True):
    """A stretch of time in which an agent was in one state, and had live work (a chat, a call) in hand or none. `until` None: now."""

    user_id: str
    seq: int
    state: Presence_
    reason: str | None
    set_by: str
    live: bool
    since: Ms
    until: Ms | None = None


class Stint(Row, frozen=True, kw_only=True):
    """Which span of an agent is open, and how much live work they have in hand."""

    user_id: str
    span_seq: int
    live: int
    version: int


WAITING = Table("waiting", Waiting, sa.Index("waiting_queue", "queue_id", "since"), key=("ticket_id",))
WAITS = Table(
    "waits",
    Wait,
    sa.Index("waits_ended", "queue_id", "ended_at"),
    sa.Index("waits_begun", "queue_id", "since"),
    key=("seq",),
)
TALLIES = Table("tallies", Tally, sa.Index("tallies_quarter", "quarter"), key=("queue_id", "quarter"))
SPANS = Table("spans", Span, sa.Index("spans_since", "user_id", "since"), key=("user_id", "seq"))
STINTS = Table("stints", Stint, key=("user_id",))
