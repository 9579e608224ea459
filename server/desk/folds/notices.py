"""Notices as they follow from the log."""

from __future__ import annotations

from msgspec.structs import replace

from server.desk.events import notices as said
from server.desk.events.base import Stamp
from server.desk.folds.base import must, on
from server.store.pages import Pages
from server.store.tables.notices import NOTICES, Notice


@on(said.NoticeGiven)
def given(pages: Pages, fact: said.NoticeGiven, stamp: Stamp) -> None:
    """A notice, shown at once unless it is held back."""
    notice = Notice(
        id=fact.notice_id,
        user_id=fact.user_id,
        kind=fact.notice_kind,
        key=fact.key,
        about_id=fact.about_id,
        facts=fact.facts,
        urgent=fact.urgent,
        given_at=stamp.at,
        held_until=fact.held_until,
        shown_at=stamp.at if fact.held_until is None else None,
        version=stamp.seq,
    )
    pages.put(NOTICES, notice)


@on(said.NoticeShown)
def shown(pages: Pages, fact: said.NoticeShown, stamp: Stamp) -> None:
    """It is held back no more."""
    notice = must(pages, NOTICES, fact.notice_id)
    pages.put(NOTICES, replace(notice, shown_at=stamp.at, version=stamp.seq))


@on(said.NoticesMarked)
def marked(pages: Pages, fact: said.NoticesMarked, stamp: Stamp) -> None:
    """Seen; who has read one has seen it too."""
    for notice_id in fact.notice_ids:
        notice = must(pages, NOTICES, notice_id)
        read_at = notice.read_at or (stamp.at if fact.mark == "read" else None)
        seen_at = notice.seen_at or stamp.at
        pages.put(NOTICES, replace(notice, seen_at=seen_at, read_at=read_at, version=stamp.seq))
