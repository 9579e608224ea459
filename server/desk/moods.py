"""How customers feel, as far as the desk knows: what was judged of their messages, what agents correct, what a falling trend sets off.

A single message never does anything. A trend may tell a supervisor and move waiting work forward; nothing ever answers by itself.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Annotated

from msgspec import Meta

from sentiment import alert
from sentiment.mood import LABELS
from server.base.clock import DAY, Ms
from server.base.errors import Conflict, Unknown
from server.desk import notices, ownership
from server.desk.access import FLOOR_ROLES, SYSTEM_ONLY, TICKET
from server.desk.book import Book
from server.desk.events.moods import MoodCorrected, MoodFell, MoodJudged, MoodRecovered
from server.desk.fields import Id
from server.desk.folds.moods import trend_of
from server.desk.rules import rules
from server.desk.verbs import Answer, Body, verb
from server.store.pages import Need
from server.store.tables.moods import MOOD_TRENDS, MOODS, Label, MoodTrend
from server.store.tables.people import CUSTOMERS
from server.store.tables.staff import QUEUES, USERS
from server.store.tables.work import ENTRIES, TICKETS, WORK, Entry, Ticket

BOOST = "falling_mood"
LEARN = "analysis"
"""The purpose a customer must have agreed to before a corrected message may be learned from."""
FINISHED = ("solved", "closed", "spam")
RECENT: Ms = DAY
"""What is judged later than this (the first start of an older desk) fills trends but alarms nobody."""
DECIMALS = 3
Share = Annotated[float, Meta(ge=0, le=1)]
Offset = Annotated[int, Meta(ge=0)]


class Judgement(Body, frozen=True, kw_only=True):
    """What was found of one message: three probabilities in the order of the labels, sure enough or not, the phrase, by what."""

    entry_id: Id
    probabilities: tuple[Share, Share, Share]
    sure: bool
    start: Offset | None = None
    end: Offset | None = None
    engine: Annotated[str, Meta(min_length=1, max_length=80)]


class Correct(Body, frozen=True, kw_only=True):
    """What the mood of a message really is."""

    ticket_id: Id
    entry_id: Id
    label: Label


def judge_rows(book: Book, body: Judgement) -> Iterable[Need]:
    """Name the message, then what its trend may change."""
    yield Need(ENTRIES, ("id",), (body.entry_id,))
    yield Need(MOODS, ("entry_id",), (body.entry_id,))
    if entry := book.peek(ENTRIES, body.entry_id):
        yield from _trend_rows(entry.ticket_id or "", entry.customer_id)


def correct_rows(book: Book, body: Correct) -> Iterable[Need]:
    """Name the message, its judgement and the trends."""
    yield Need(ENTRIES, ("id",), (body.entry_id,))
    yield Need(MOODS, ("entry_id",), (body.entry_id,))
    if entry := book.peek(ENTRIES, body.entry_id):
        yield from _trend_rows(body.ticket_id, entry.customer_id)


@verb("mood.judge", Judgement, SYSTEM_ONLY, reads=judge_rows)
def judge(book: Book, body: Judgement) -> Answer:
    """Note how a customer's message sounds, at most once; erased customers and what is no message of theirs are passed over."""
    entry = book.get(ENTRIES, body.entry_id)
    if entry is None or entry.ticket_id is None or not is_judged(entry) or book.get(MOODS, entry.id):
        return Answer()
    if book.must(CUSTOMERS, entry.customer_id).erased_at is not None:
        return Answer()
    leaning = LABELS[max(range(3), key=body.probabilities.__getitem__)]
    fact = MoodJudged(
        entry_id=entry.id,
        ticket_id=entry.ticket_id,
        customer_id=entry.customer_id,
        written_at=entry.at,
        label=leaning if body.sure else None,  # type: ignore[arg-type]  # LABELS are the three words
        leaning=leaning,  # type: ignore[arg-type]
        confidence=round(max(body.probabilities), DECIMALS),
        score=round(body.probabilities[2] - body.probabilities[0], DECIMALS),
        start=body.start,
        end=body.end,
        engine=body.engine,
    )
    book.emit(fact)
    if body.sure and entry.at >= book.now - RECENT:
        _watch(book, book.must(TICKETS, entry.ticket_id), entry.customer_id)
    return Answer()


@verb("mood.correct", Correct, TICKET, path="/tickets/{ticket_id}/mood", reads=correct_rows)
def correct(book: Book, body: Correct) -> Answer:
    """Say what the mood of a message really is. It counts at once; it is learned from only where the customer agreed."""
    entry, mood = book.get(ENTRIES, body.entry_id), book.get(MOODS, body.entry_id)
    if entry is None or entry.ticket_id != body.ticket_id:
        raise Unknown("entry.unknown", id=body.entry_id)
    if mood is None:
        raise Conflict("mood.not_judged")
    if (mood.corrected or mood.label) == body.label:
        return Answer()
    customer = book.must(CUSTOMERS, entry.customer_id)
    fact = MoodCorrected(
        entry_id=entry.id,
        ticket_id=body.ticket_id,
        customer_id=entry.customer_id,
        user_id=book.actor.id if book.actor.kind == "user" else None,
        label=body.label,
        was=mood.corrected or mood.label,
        consented=customer.consents.get(LEARN, False),
    )
    book.emit(fact)
    _watch(book, book.must(TICKETS, body.ticket_id), entry.customer_id)
    return Answer()


def is_judged(entry: Entry) -> bool:
    """Whether a line is a customer's own message."""
    return entry.kind in ("message", "form") and entry.author_kind == "customer"


def _trend_rows(ticket_id: str, customer_id: str) -> Iterable[Need]:
    yield Need(TICKETS, ("id",), (ticket_id,))
    yield Need(WORK, ("ticket_id",), (ticket_id,))
    yield Need(CUSTOMERS, ("id",), (customer_id,))
    yield Need(MOOD_TRENDS, ("id",), (ticket_id,))
    yield Need(MOOD_TRENDS, ("id",), (customer_id,))


def _watch(book: Book, ticket: Ticket, customer_id: str) -> None:
    """Raise or end the alerts of both trends. Of a finished ticket only the customer's goes on."""
    own = book.get(MOOD_TRENDS, ticket.id)
    if own is not None and (ticket.status not in FINISHED or own.fell_at is not None):
        _decide(book, own, ticket, alert.CONVERSATION)
    all_of_them = book.get(MOOD_TRENDS, customer_id)
    if all_of_them is not None:
        _decide(book, all_of_them, ticket, alert.CUSTOMER)


def _decide(book: Book, row: MoodTrend, ticket: Ticket, bounds: alert.Bounds) -> None:
    trend = trend_of(row, book.now)
    becomes = alert.decide(trend, row.fell_at is not None, bounds)
    about = "ticket" if row.id == ticket.id else "customer"
    value = round(trend.value, DECIMALS)
    if becomes == alert.RAISE:
        fell = MoodFell(
            ticket_id=ticket.id,
            customer_id=row.customer_id,
            about=about,  # type: ignore[arg-type]  # one of the two words above
            value=value,
            fallen=round(trend.fallen, DECIMALS),
            messages=trend.messages,
        )
        seq = book.emit(fell)
        _tell(book, ticket, f"mood:{row.id}:{seq}")
        if about == "ticket":
            ownership.boost(book, ticket.id, BOOST, rules(book).mood_boost_s)
    elif becomes == alert.CLEAR:
        well = MoodRecovered(ticket_id=ticket.id, customer_id=row.customer_id, about=about, value=value)  # type: ignore[arg-type]
        book.emit(well)
        if about == "ticket":
            ownership.boost(book, ticket.id, BOOST, 0)


def _tell(book: Book, ticket: Ticket, key: str) -> None:
    """Ask the supervisors of the queue's team to look; where there are none, the administrators."""
    if not rules(book).mood_alerts:
        return
    team_id = book.must(QUEUES, ticket.queue_id).team_id
    floor = [one for one in book.find(USERS, deactivated_at=None) if one.role in FLOOR_ROLES]
    own = [one.id for one in floor if one.role == "supervisor" and team_id in one.team_ids]
    told = own or [one.id for one in floor if one.role == "administrator"]
    notices.tell(book, told, "mood_falling", ticket_id=ticket.id, key=key)
