"""Invitations, refusals and follow-ups as they follow from the log."""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec.structs import replace

from server.desk.events import surveys as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.surveys import (
    FOLLOW_UPS,
    INVITATIONS,
    NOT_ASKED,
    FollowUp,
    Invitation,
    NotAsked,
)


@on(said.Invited)
def invited(pages: Pages, fact: said.Invited, stamp: Stamp) -> None:
    """A planned invitation; one after a follow-up is noted there."""
    fields = msgspec.structs.asdict(fact)
    pages.put(INVITATIONS, Invitation(id=fields.pop("invitation_id"), version=stamp.seq, **fields))
    if fact.reask_of is not None:
        follow_up = must(pages, FOLLOW_UPS, fact.ticket_id)
        pages.put(FOLLOW_UPS, replace(follow_up, reasked_id=fact.invitation_id, version=stamp.seq))


@on(said.WasNotAsked)
def not_asked(pages: Pages, fact: said.WasNotAsked, stamp: Stamp) -> None:
    """The newest refusal of this solution."""
    row = NotAsked(**msgspec.structs.asdict(fact), at=stamp.at, version=stamp.seq)
    pages.put(NOT_ASKED, row)


@on(said.Sent)
def sent(pages: Pages, fact: said.Sent, stamp: Stamp) -> None:
    """It left."""
    _put(pages, fact.invitation_id, stamp, sent_at=stamp.at, via=fact.via)


@on(said.Reminded)
def reminded(pages: Pages, fact: said.Reminded, stamp: Stamp) -> None:
    """The one reminder."""
    _put(pages, fact.invitation_id, stamp, reminded_at=stamp.at)


@on(said.Ended)
def ended(pages: Pages, fact: said.Ended, stamp: Stamp) -> None:
    """Over, with why."""
    _put(pages, fact.invitation_id, stamp, reason=fact.reason, **{f"{fact.outcome}_at": stamp.at})


@on(said.Answered)
def answered(pages: Pages, fact: said.Answered, stamp: Stamp) -> None:
    """The effective answer; a change keeps when the first came."""
    when = {"answered_at" if fact.first else "edited_at": stamp.at}
    _put(
        pages,
        fact.invitation_id,
        stamp,
        numbers=fact.numbers,
        kind=fact.kind,
        score=fact.score,
        comment=fact.comment,
        low=fact.low,
        via=fact.via,
        mood=None,
        **when,
    )


@on(said.Judged)
def judged(pages: Pages, fact: said.Judged, stamp: Stamp) -> None:
    """The comment's mood."""
    _put(pages, fact.invitation_id, stamp, mood=fact.mood)


@on(said.FollowUpOpened)
def follow_up_opened(pages: Pages, fact: said.FollowUpOpened, stamp: Stamp) -> None:
    """An open follow-up; the router reads from it who never gets it."""
    row = FollowUp(**msgspec.structs.asdict(fact), opened_at=stamp.at, version=stamp.seq)
    pages.put(FOLLOW_UPS, row)


@on(said.FollowUpClosed)
def follow_up_closed(pages: Pages, fact: said.FollowUpClosed, stamp: Stamp) -> None:
    """Closed with its record."""
    row = must(pages, FOLLOW_UPS, fact.ticket_id)
    closed = replace(row, closed_at=stamp.at, closed_by=stamp.actor, cause=fact.cause, version=stamp.seq)
    pages.put(FOLLOW_UPS, closed)


def _put(pages: Pages, invitation_id: str, stamp: Stamp, **changes: Any) -> None:
    row = must(pages, INVITATIONS, invitation_id)
    pages.put(INVITATIONS, replace(row, version=stamp.seq, **changes))
