"""Promises to call back as they follow from the log; a ticket shows the time of its own."""

from __future__ import annotations

from typing import Any

from msgspec.structs import replace

from server.base.clock import Ms
from server.desk.events import callbacks as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.calls import CALL_BACKS, CallBack
from server.store.tables.work import TICKETS


@on(said.CallBackPromised)
def promised(pages: Pages, fact: said.CallBackPromised, stamp: Stamp) -> None:
    """A promise, or its new times."""
    before = pages.get(CALL_BACKS, fact.call_back_id)
    promise = CallBack(
        id=fact.call_back_id,
        ticket_id=fact.ticket_id,
        customer_id=fact.customer_id,
        reason=fact.reason,
        promised_at=before.promised_at if before else stamp.at,
        from_at=fact.from_at,
        due_at=fact.due_at,
        tried=before.tried if before else (),
        version=stamp.seq,
    )
    pages.put(CALL_BACKS, promise)
    _show(pages, fact.ticket_id, fact.due_at, stamp)


@on(said.CallBackTried)
def tried(pages: Pages, fact: said.CallBackTried, stamp: Stamp) -> None:
    """One more vain attempt, and when the next is due."""
    promise = must(pages, CALL_BACKS, fact.call_back_id)
    attempt = {"at": stamp.at, "call_id": fact.call_id, "outcome": fact.outcome}
    due_at = promise.due_at if fact.due_at is None else fact.due_at
    _put(pages, promise, stamp, tried=(*promise.tried, attempt), due_at=due_at)
    _show(pages, fact.ticket_id, due_at, stamp)


@on(said.CallBackLate)
def late(pages: Pages, fact: said.CallBackLate, stamp: Stamp) -> None:
    """It is late."""
    _put(pages, must(pages, CALL_BACKS, fact.call_back_id), stamp, late=True)
    _show(pages, fact.ticket_id, must(pages, CALL_BACKS, fact.call_back_id).due_at, stamp)


@on(said.CallBackEnded)
def ended(pages: Pages, fact: said.CallBackEnded, stamp: Stamp) -> None:
    """Nothing is owed any more."""
    promise = must(pages, CALL_BACKS, fact.call_back_id)
    _put(pages, promise, stamp, state=fact.outcome, ended_at=stamp.at)
    _show(pages, fact.ticket_id, None, stamp)


def _put(pages: Pages, promise: CallBack, stamp: Stamp, **changes: Any) -> None:
    pages.put(CALL_BACKS, replace(promise, version=stamp.seq, **changes))


def _show(pages: Pages, ticket_id: str, due_at: Ms | None, stamp: Stamp) -> None:
    ticket = must(pages, TICKETS, ticket_id)
    pages.put(TICKETS, replace(ticket, call_back_at=due_at, updated_at=stamp.at, version=stamp.seq))
