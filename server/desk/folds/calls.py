"""Telephone calls as they follow from the log."""

from __future__ import annotations

from msgspec.structs import replace

from server.base.clock import Ms
from server.desk.events import calls as said
from server.desk.events.base import Stamp
from server.desk.folds import floor
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.work import CALLS, WORK, Call, Channel


@on(said.CallRang)
def rang(pages: Pages, fact: said.CallRang, stamp: Stamp) -> None:
    """A call, ringing or being dialled."""
    call = Call(
        id=fact.call_id,
        ticket_id=fact.ticket_id,
        conversation_id=fact.conversation_id,
        customer_id=fact.customer_id,
        provider_id=fact.provider_id,
        direction=fact.direction,
        state="ringing",
        rung_at=fact.rang_at,
        candidates=fact.candidates,
        version=stamp.seq,
    )
    pages.put(CALLS, call)
    _occupy(pages, fact.ticket_id, "voice", stamp)


@on(said.CallChanged)
def changed(pages: Pages, fact: said.CallChanged, stamp: Stamp) -> None:
    """The call's state, whose it is, and when it was answered and ended."""
    call = must(pages, CALLS, fact.call_id)
    over = fact.state in ("ended", "failed")
    _occupy(pages, fact.ticket_id, "desk" if over else "voice", stamp)
    pages.put(
        CALLS,
        replace(
            call,
            state=fact.state,
            agent_id=call.agent_id if fact.user_id is None else fact.user_id or None,
            held=call.held if fact.held is None else fact.held,
            muted=call.muted if fact.muted is None else fact.muted,
            held_at=call.held_at if fact.held is None else fact.happened_at,
            muted_at=call.muted_at if fact.muted is None else fact.happened_at,
            answered_at=call.answered_at if call.answered_at is not None else _answered_at(fact),
            ended_at=fact.happened_at if over and call.ended_at is None else call.ended_at,
            end_reason=fact.reason or call.end_reason,
            recording=call.recording if fact.recording is None else fact.recording,
            version=stamp.seq,
        ),
    )


def _answered_at(fact: said.CallChanged) -> Ms | None:
    return fact.happened_at if fact.state == "answered" else fact.answered_at


@on(said.CallerChosen)
def caller_chosen(pages: Pages, fact: said.CallerChosen, stamp: Stamp) -> None:
    """The call is this customer's; there is no other candidate any more."""
    call = must(pages, CALLS, fact.call_id)
    pages.put(CALLS, replace(call, customer_id=fact.customer_id, candidates=(), version=stamp.seq))


def _occupy(pages: Pages, ticket_id: str, channel: Channel, stamp: Stamp) -> None:
    """A ticket takes its agent's voice place while its call lives; what is left to do afterwards is written work."""
    work = pages.get(WORK, ticket_id)
    if work is not None and work.channel != channel:
        after = pages.put(WORK, replace(work, channel=channel, version=stamp.seq))
        floor.work_turned(pages, work, after, stamp)
