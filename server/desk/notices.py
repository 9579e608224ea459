"""Tells people of the staff something, once each, in their own hours. What happened is the caller's to say; how it sounds, the screens'.

The sentence of a kind is `notice.<kind>` of the catalogs, filled with `facts` (ids and numbers, never personal data).
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

from msgspec import Meta

from server.base.clock import DAY, Ms, as_datetime
from server.base.errors import Forbidden, Unknown
from server.desk import notices_mail
from server.desk.access import STAFF, SYSTEM_ONLY
from server.desk.book import Book
from server.desk.events.notices import NoticeGiven, NoticeShown, NoticesMarked
from server.desk.fields import Id
from server.desk.timers import Fire, claim, fires
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.config import CALENDARS
from server.store.tables.notices import NOTICES
from server.store.tables.staff import USERS, User
from server.store.tables.work import TICKETS
from sla.calendar import Calendar
from sla.notify import Person, notify_at

fires("notice", "notices.show")


def tell(
    book: Book,
    user_ids: Iterable[str],
    kind: str,
    *,
    ticket_id: str | None = None,
    key: str,
    facts: dict[str, Any] | None = None,
    urgent: bool = False,
) -> None:
    """Tell these people, each at most once for a `key`, now or when their hours begin. Those who left are not told.

    `facts` fill the sentence; the ticket's `number` is added. `urgent` sounds through a person's own quiet hours.
    """
    ticket = book.get(TICKETS, ticket_id) if ticket_id else None
    filled = {**({"number": ticket.number} if ticket else {}), **(facts or {})}
    for user_id in dict.fromkeys(user_ids):
        user = book.get(USERS, user_id)
        if user is None or user.deactivated_at is not None or book.find(NOTICES, user_id=user_id, key=key):
            continue
        notice_id = book.new_id("not")
        held_until = _held_until(book, user)
        fact = NoticeGiven(
            notice_id=notice_id,
            user_id=user_id,
            notice_kind=kind,
            key=key,
            about_id=ticket_id,
            facts=filled,
            urgent=urgent,
            held_until=held_until,
        )
        book.emit(fact)
        if held_until is None:
            notices_mail.copy(book, user, book.must(NOTICES, notice_id))
        else:
            book.timer("notice", notice_id, held_until)


@verb("notices.show", Fire, SYSTEM_ONLY)
def show(book: Book, body: Fire) -> Answer:
    """Show a notice whose person's hours have begun; when these were moved meanwhile, hold it until they do."""
    timer = claim(book, body)
    if timer is None:
        return Answer()
    notice = book.must(NOTICES, timer.subject)
    user = book.must(USERS, notice.user_id)
    if notice.shown_at is None and user.deactivated_at is None:
        later = _held_until(book, user)
        if later is not None:
            book.timer("notice", notice.id, later)
        else:
            book.emit(NoticeShown(notice_id=notice.id, user_id=user.id))
            notices_mail.copy(book, user, book.must(NOTICES, notice.id))
    return Answer()


class Mark(Body, frozen=True, kw_only=True):
    """Which of one's own notices, and what to note of them."""

    notice_ids: Annotated[tuple[Id, ...], Meta(min_length=1, max_length=200)]
    mark: Literal["seen", "read"]


def mark_rows(_book: Book, body: Mark) -> Iterable[Need]:
    """Name the notices."""
    for notice_id in body.notice_ids:
        yield Need(NOTICES, ("id",), (notice_id,))


@verb("notices.mark", Mark, STAFF, path="/notices/mark", reads=mark_rows)
def mark(book: Book, body: Mark) -> Answer:
    """Note that one has seen or read notices of one's own; on all of one's screens."""
    if book.actor.kind != "user":
        raise Forbidden("access.people_only")
    fresh = []
    for notice_id in dict.fromkeys(body.notice_ids):
        notice = book.get(NOTICES, notice_id)
        if notice is None or notice.user_id != book.actor.id or notice.shown_at is None:
            raise Unknown("notice.unknown", id=notice_id)
        if (notice.read_at if body.mark == "read" else notice.seen_at) is None:
            fresh.append(notice_id)
    if fresh:
        book.emit(NoticesMarked(user_id=book.actor.id, notice_ids=tuple(fresh), mark=body.mark))
    return Answer()


def _held_until(book: Book, user: User) -> Ms | None:
    """Return when the person's hours begin, or None when they may be told now. Hours that never come are looked for again daily."""
    calendar = book.get(CALENDARS, user.calendar_id) if user.calendar_id else None
    if calendar is None or calendar.removed_at is not None or user.on_call:
        return None
    now = as_datetime(book.now)
    at = notify_at(Person(user.id, Calendar.from_dict(calendar.body)), now)
    if at is None:
        return book.now + DAY
    return _ms(at) if at > now else None


def _ms(at: datetime) -> Ms:
    return round(at.astimezone(UTC).timestamp() * 1_000)
