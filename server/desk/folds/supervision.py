"""Supervisors in conversations as they follow from the log."""

from __future__ import annotations

from msgspec.structs import replace

from server.desk.events import supervision as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.supervision import SUPERVISIONS, WHISPERS, Supervision, Whisper


@on(said.SupervisionBegun)
def begun(pages: Pages, fact: said.SupervisionBegun, stamp: Stamp) -> None:
    """They are there, in this mode."""
    before = pages.get(SUPERVISIONS, fact.ticket_id, fact.user_id)
    stay = Supervision(
        ticket_id=fact.ticket_id,
        user_id=fact.user_id,
        mode=fact.mode,
        since=stamp.at,
        joined_seq=stamp.seq if fact.mode == "join" else before.joined_seq if before else 0,
        version=stamp.seq,
    )
    pages.put(SUPERVISIONS, stay)


@on(said.SupervisionEnded)
def ended(pages: Pages, fact: said.SupervisionEnded, stamp: Stamp) -> None:
    """They are gone."""
    stay = must(pages, SUPERVISIONS, fact.ticket_id, fact.user_id)
    seq = stamp.seq if stay.mode == "join" else stay.joined_seq
    pages.put(SUPERVISIONS, replace(stay, ended_at=stamp.at, joined_seq=seq, version=stamp.seq))


@on(said.WhisperSaid)
def whispered(pages: Pages, fact: said.WhisperSaid, stamp: Stamp) -> None:
    """Words for one agent; no line of the timeline."""
    whisper = Whisper(
        id=fact.whisper_id,
        ticket_id=fact.ticket_id,
        from_id=fact.user_id,
        to_id=fact.to_user_id,
        at=stamp.at,
        seq=stamp.seq,
        version=stamp.seq,
    )
    pages.put(WHISPERS, whisper)
