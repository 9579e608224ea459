"""Follows the log event by event and holds it to what may happen to one ticket, one offer, one person. Reads only the log."""

from __future__ import annotations

from collections import Counter
from typing import Any

import sqlalchemy as sa

from server.simulation.proving.stage import Stage
from server.store.tables.infra import LOG, LogRow
from server.store.tables.staff import USERS

# Which event may follow which state of a ticket's work; the state it leads to.
STEPS: dict[str, tuple[frozenset[str | None], str]] = {
    "work.queued": (frozenset({None, "queued", "offered", "assigned", "done", "abandoned"}), "queued"),
    "offer.made": (frozenset({"queued"}), "offered"),
    "ticket.assigned": (frozenset({None, "queued", "assigned", "done", "abandoned"}), "assigned"),
}


class Watch:
    """What the log has said so far, and everything in it that may not be."""

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._cursor = 0
        self._work: dict[str, str] = {}
        self._open: dict[str, tuple[str, int]] = {}
        self._ringing: Counter[str] = Counter()
        self._waits: dict[str, tuple[str, int]] = {}
        self._ends: set[str] = set()
        self._gone: dict[str, int] = {}

    def look(self) -> list[str]:
        """Return what is wrong with the events since the last look, each with the number of its invariant."""
        rows = self._stage.rows(sa.select(LOG.sql).where(LOG.c.seq > self._cursor).order_by(LOG.c.seq))
        wrong: list[str] = []
        for row in map(LOG.read, rows):
            self._cursor += 1
            if row.seq != self._cursor:
                wrong.append(f"I4 the log jumps to {row.seq} where {self._cursor} is next")
                self._cursor = row.seq
            wrong += self._one(row)
        return wrong

    def _one(self, row: LogRow) -> list[str]:
        wrong = (
            [f"I5 {row.actor} acted after their rights had ended: {row.kind}"] if self._is_void(row) else []
        )
        if row.kind == "offer.made":
            wrong += self._made(row, row.body)
        elif row.kind == "offer.ended":
            wrong += self._ended(row, row.body)
        elif row.kind == "work.queued":
            wrong += self._queued(str(row.ticket_id), row.body)
        elif row.kind == "call.changed":
            wrong += self._call(row.body)
        elif row.kind == "user.rights_changed" and row.user_id is not None:
            self._rights(row.user_id, row.at)
        if row.kind in STEPS and row.ticket_id is not None:
            wrong += self._step(row, row.ticket_id)
        elif row.kind == "work.ended" and row.ticket_id is not None:
            self._work[row.ticket_id] = "done"
        return wrong

    def _step(self, row: LogRow, ticket_id: str) -> list[str]:
        allowed, after = STEPS[row.kind]
        before = self._work.get(ticket_id)
        self._work[ticket_id] = after
        if before not in allowed:
            return [f"I7 {row.kind} on work that is {before}"]
        return []

    def _queued(self, ticket_id: str, body: dict[str, Any]) -> list[str]:
        """Work that comes back to where it waited keeps its age."""
        before, self._waits[ticket_id] = self._waits.get(ticket_id), (body["queue_id"], body["entered_at"])
        back = self._work.get(ticket_id) in ("queued", "offered") and before is not None
        if back and before is not None and before[0] == body["queue_id"] and before[1] != body["entered_at"]:
            return [f"I7 {ticket_id} came back to its queue with another age"]
        return []

    def _call(self, body: dict[str, Any]) -> list[str]:
        call_id, state = str(body["call_id"]), body.get("state")
        if state in ("ended", "failed"):
            self._ends.add(call_id)
        elif call_id in self._ends and state is not None:
            return [f"I2 call {call_id} is {state} after its end"]
        return []

    def _made(self, row: LogRow, body: dict[str, Any]) -> list[str]:
        offer_id, agent = str(body["offer_id"]), str(row.user_id)
        wrong = [f"I7 {agent} is offered two things at once"] if self._ringing[agent] else []
        if offer_id in self._open:
            wrong.append(f"I2 offer {offer_id} was made twice")
        self._open[offer_id] = (agent, body["expires_at"])
        self._ringing[agent] += 1
        return wrong

    def _ended(self, row: LogRow, body: dict[str, Any]) -> list[str]:
        """An offer ends once; accepted by whom it rang at, before its time; timed out not before it."""
        agent, expires_at = self._open.pop(str(body["offer_id"]), (None, 0))
        if agent is None:
            return [f"I2 offer {body['offer_id']} ended twice"]
        self._ringing[agent] -= 1
        if self._work.get(str(row.ticket_id)) == "offered":
            self._work[str(row.ticket_id)] = "queued"
        wrong = []
        if body["outcome"] in ("accepted", "declined") and row.actor != f"user:{agent}":
            wrong.append(f"I5 {row.actor} answered an offer to {agent}")
        if body["outcome"] == "accepted" and row.at >= expires_at:
            wrong.append("I7 an offer was accepted after its time")
        if body["outcome"] == "timed_out" and row.at < expires_at:
            wrong.append("I6 an offer ended before its time")
        return wrong

    def _rights(self, user_id: str, at: int) -> None:
        """Note whose access has ended; somebody who was let in again has signed in afresh."""
        user = USERS.read(self._stage.rows(sa.select(USERS.sql).where(USERS.c.id == user_id))[0])
        if user.deactivated_at is None:
            self._gone.pop(user_id, None)
        else:
            self._gone[user_id] = at

    def _is_void(self, row: LogRow) -> bool:
        kind, _, who = row.actor.partition(":")
        return kind == "user" and who in self._gone and row.at > self._gone[who]
